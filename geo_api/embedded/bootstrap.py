"""Roles, database and extensions of a private cluster. Each step looks first: what was cut short is finished later."""

from collections.abc import Callable

import psycopg2
from psycopg2.extensions import connection as Connection  # noqa: N812  # psycopg2 writes its class in lower case

from geo_api.db import EXTENSIONS
from geo_api.embedded.configuration import OWNER, SERVICE, SUPERUSER

ROLES = {
    OWNER: f"CREATE ROLE {OWNER} LOGIN CREATEROLE",
    # Owns nothing and inherits nothing: what it may read, it reads as an audience's role.
    SERVICE: f"CREATE ROLE {SERVICE} LOGIN NOINHERIT",
}


def ensure_database(url: Callable[[str, str], str]) -> None:
    """Make what is missing; `url(role, database)` says where."""
    _ensure_roles_and_database(_superuser(url, "postgres"))
    _ensure_extensions_and_rights(_superuser(url, OWNER))


def _superuser(url: Callable[[str, str], str], database: str) -> Connection:
    connection = psycopg2.connect(url(SUPERUSER, database))
    connection.autocommit = True
    return connection


def _ensure_roles_and_database(connection: Connection) -> None:
    with connection.cursor() as cursor:
        for role, statement in ROLES.items():
            cursor.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", (role,))
            if not cursor.fetchone():
                cursor.execute(statement)
        cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", (OWNER,))
        if not cursor.fetchone():
            cursor.execute(f"CREATE DATABASE {OWNER} OWNER {OWNER}")
    connection.close()


def _ensure_extensions_and_rights(connection: Connection) -> None:
    with connection.cursor() as cursor:
        for extension in EXTENSIONS:
            cursor.execute(f"CREATE EXTENSION IF NOT EXISTS {extension} SCHEMA public")
        # The Vietnamese grids of VN-2000 are added to it by the migration.
        cursor.execute(f"GRANT INSERT, UPDATE ON spatial_ref_sys TO {OWNER}")
        # It tells the extent of tables that the asker may not read.
        cursor.execute("SELECT oid::regprocedure::text FROM pg_proc WHERE proname = 'st_estimatedextent'")
        for (function,) in cursor.fetchall():
            cursor.execute(f"REVOKE EXECUTE ON FUNCTION {function} FROM PUBLIC")
        # It compares two boxes and tells nothing of them: the spatial index may be asked before the policy is.
        cursor.execute("ALTER FUNCTION geometry_overlaps(geometry, geometry) LEAKPROOF")
    connection.close()
