"""Brings a database to the state this version needs: extensions, tables, roles, views, rights. Safe to run again."""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from psycopg2.errors import InsufficientPrivilege
from sqlalchemy import Connection, text
from sqlalchemy.engine import URL
from sqlalchemy.exc import ProgrammingError

import geo_api
from geo_api.catalogue import fences
from geo_api.catalogue.counts import counts_sql
from geo_api.catalogue.views import catalogue_sql, counted_points_sql, watched_rows_sql
from geo_api.db import EXTENSIONS, Duty, owner_connection, role_of
from geo_api.errors import CommandFailed
from layers.layer import Audience
from layers.registry import all_layers
from loaders.units.drawn.store import redraw

PACKAGE = Path(geo_api.__file__).parent
# Features whose layers are views of their own, those that others build on first.
OWN_VIEWS = ("units", "addresses", "addresses/public", "coverage", "indicators", "about")
# What keeps in step with every write, made once the partitions of all layers are there.
TRIGGERS = (
    "tiles/changes.sql",
    "tiles/cells.sql",
    "catalogue/row_changes.sql",
    "catalogue/places.sql",
    "coverage/sights.sql",
)
# The register's own schema: functions that write it, views that officials read.
REGISTER = ("register", "standing", "drafts", "steps", "reads", "campaigns", "aliases", "follow", "plates", "photos")
# Features with guarded rows in tables of their own.
OWN_FENCES = ("addresses", "coverage")
# Features that write as the service.
OWN_RIGHTS = ("accounts", "accounts/oidc", "addresses", "audit", "coverage", "loads", "tiles")
# Any number that nobody else uses: two migrations at once wait for each other.
LOCK = 7_221_903


def migrate(url: URL, service_role: str) -> None:
    """Migrate the database at `url` (as its owner); let `service_role` read as every audience and do every duty.

    Raises CommandFailed when a right is missing, naming the statement a database administrator has to run.
    """
    with owner_connection(url) as connection:
        connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": LOCK})
        _ensure_extensions(connection)
        _check_coordinate_systems(connection)
        command.upgrade(alembic_config(connection), "head")
        _ensure_roles(connection, service_role)
        _forbid_making_things(connection)
        _apply_catalogue(connection)
        _apply_rights(connection)
        connection.exec_driver_sql("SELECT layer.forget_foreign_changes()")
        redraw(connection)


def alembic_config(connection: Connection) -> Config:
    config = Config()
    config.set_main_option("script_location", str(PACKAGE / "migrations"))
    config.attributes["connection"] = connection
    return config


def revisions(connection: Connection) -> tuple[str | None, str | None]:
    """The revision the database is at, and the newest there is."""
    current = MigrationContext.configure(connection).get_current_revision()
    return current, ScriptDirectory.from_config(alembic_config(connection)).get_current_head()


def _ensure_extensions(connection: Connection) -> None:
    for extension in EXTENSIONS:
        try:
            with connection.begin_nested():
                connection.execute(text(f"CREATE EXTENSION IF NOT EXISTS {extension} SCHEMA public"))
        except ProgrammingError as error:
            statement = f"CREATE EXTENSION {extension};"
            raise CommandFailed(
                f"Cơ sở dữ liệu chưa có phần mở rộng {extension}. Người quản trị cần chạy: {statement}",
                f"The database lacks the extension {extension}. An administrator has to run: {statement}",
            ) from error


def _check_coordinate_systems(connection: Connection) -> None:
    """The first migration adds VN-2000's systems to PostGIS's own table, which a superuser owns."""
    may_write = text("SELECT has_table_privilege(to_regclass('spatial_ref_sys'), 'INSERT')")
    if revisions(connection)[0] is None and not connection.scalar(may_write):
        raise _missing_right(f"GRANT INSERT, UPDATE ON spatial_ref_sys TO {_current_user(connection)};")


def _ensure_roles(connection: Connection, service_role: str) -> None:
    """Those that the service takes on, and the one that owns the views of officials, which the owner makes for it."""
    owner = str(connection.scalar(text("SELECT current_user")))
    members = dict.fromkeys(map(role_of, (*Audience, *Duty)), service_role) | {fences.ROLE: owner}
    for role, member in members.items():
        if not connection.scalar(text("SELECT 1 FROM pg_roles WHERE rolname = :role"), {"role": role}):
            with _needing(f"ALTER ROLE {_current_user(connection)} CREATEROLE;"):
                connection.execute(text(f"CREATE ROLE {role} NOLOGIN"))
        is_member = text("SELECT pg_has_role(:member, :role, 'MEMBER')")
        if not connection.scalar(is_member, {"member": member, "role": role}):
            grant = f"GRANT {role} TO {connection.dialect.identifier_preparer.quote(member)}"
            with _needing(f"{grant};"):
                connection.execute(text(grant))


@contextmanager
def _needing(statement: str) -> Iterator[None]:
    """Raises CommandFailed that names `statement` when the owner lacks the right to do what is in the block."""
    try:
        yield
    except ProgrammingError as error:
        if not isinstance(error.orig, InsufficientPrivilege):
            raise
        raise _missing_right(statement) from error


def _missing_right(statement: str) -> CommandFailed:
    return CommandFailed(
        f"Vai trò chủ cơ sở dữ liệu thiếu một quyền. Người quản trị cần chạy: {statement}",
        f"The role that owns the database lacks a right. An administrator has to run: {statement}",
    )


def _current_user(connection: Connection) -> str:
    return str(connection.scalar(text("SELECT quote_ident(current_user)")))


def _forbid_making_things(connection: Connection) -> None:
    """Nobody but the owner makes anything, temporary functions included: one could look into a view's hidden rows."""
    name = connection.dialect.identifier_preparer.quote(connection.scalar(text("SELECT current_database()")) or "")
    connection.execute(text(f"REVOKE TEMPORARY, CREATE ON DATABASE {name} FROM PUBLIC"))


def _apply_rights(connection: Connection) -> None:
    """What holds the audit log together, and what each duty may do, as ``rights.sql`` of its feature says."""
    connection.exec_driver_sql(_sql("audit/guard.sql"))
    for feature in OWN_RIGHTS:
        connection.exec_driver_sql(_sql(f"{feature}/rights.sql"))


def _sql(path: str) -> str:
    """The text of a file of ours; the driver takes a single percent sign for the beginning of a value."""
    return (PACKAGE / path).read_text(encoding="utf-8").replace("%", "%%")


def _apply_catalogue(connection: Connection) -> None:
    """Re-make the views when their text has changed, or a trigger is off or gone.

    The hash of the text is kept as the comment of schema `layer`.
    """
    own = [_sql("catalogue/counts.sql"), *(_sql(f"{feature}/layers.sql") for feature in OWN_VIEWS)]
    layers = all_layers().values()
    own_fences = [_sql(f"{feature}/fences.sql") for feature in OWN_FENCES]
    fenced = fences.fences_sql(layers, _sql("catalogue/fences.sql"), own_fences)
    counts = {audience: counts_sql(layers, audience) for audience in Audience}
    statements = [*catalogue_sql(layers, own, fenced, counts), *map(_sql, TRIGGERS)]
    statements += counted_points_sql([layer for layer in layers if layer.pyramid])
    statements += [*watched_rows_sql(layers), _sql("tiles/watched.sql")]
    statements += [_sql(f"addresses/sql/{part}.sql") for part in REGISTER]
    digest = hashlib.sha256("\n".join(statements).encode()).hexdigest()
    present = connection.scalar(text("SELECT obj_description(to_regnamespace('layer'), 'pg_namespace')"))
    if present == digest and not connection.scalar(text("SELECT EXISTS (SELECT FROM layer.silent_triggers)")):
        return
    for statement in statements:
        connection.exec_driver_sql(statement)
    connection.exec_driver_sql(f"COMMENT ON SCHEMA layer IS '{digest}'")
