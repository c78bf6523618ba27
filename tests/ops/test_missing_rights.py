"""Migrating as an owner who lacks a right names the statement that an administrator has to run, and it is enough."""

from collections.abc import Iterator
from contextlib import contextmanager

import psycopg2
import pytest
from sqlalchemy.engine import URL

from geo_api.catalogue.migrate import migrate
from geo_api.embedded import Cluster
from geo_api.errors import CommandFailed
from geo_api.settings import driver_url

SERVICE = "wardmap_service"


def as_superuser(cluster: Cluster, database: str, *statements: str) -> None:
    connection = psycopg2.connect(cluster.url("postgres", database))
    connection.autocommit = True
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
    connection.close()


@contextmanager
def database_without(cluster: Cluster, *statements: str) -> Iterator[URL]:
    """A database of the owner `wardmap`, changed by `statements`; everything is as before at the end."""
    as_superuser(cluster, "postgres", "CREATE DATABASE lacking OWNER wardmap TEMPLATE wardmap")
    as_superuser(cluster, "lacking", *statements)
    try:
        yield driver_url(cluster.url("wardmap", "lacking"))
    finally:
        as_superuser(
            cluster,
            "postgres",
            "DROP DATABASE lacking WITH (FORCE)",
            "ALTER ROLE wardmap CREATEROLE",
            "DROP ROLE IF EXISTS wardmap_public, wardmap_staff, wardmap_accounts",
        )


@pytest.mark.parametrize(
    ("taken", "needed"),
    [
        (
            "REVOKE INSERT, UPDATE ON spatial_ref_sys FROM wardmap",
            "GRANT INSERT, UPDATE ON spatial_ref_sys TO wardmap;",
        ),
        ("ALTER ROLE wardmap NOCREATEROLE", "ALTER ROLE wardmap CREATEROLE;"),
    ],
)
def test_the_statement_is_named_and_is_enough(bare: Cluster, taken: str, needed: str) -> None:
    with database_without(bare, taken) as url:
        with pytest.raises(CommandFailed) as refused:
            migrate(url, SERVICE)
        for words in (refused.value.detail.vi, refused.value.detail.en):
            assert words.endswith(f": {needed}")
        as_superuser(bare, "lacking", needed)
        migrate(url, SERVICE)


def test_a_role_of_an_audience_that_somebody_else_made(bare: Cluster) -> None:
    made = ("CREATE ROLE wardmap_public", "CREATE ROLE wardmap_staff", "ALTER ROLE wardmap NOCREATEROLE")
    named = r"run: GRANT wardmap_public TO wardmap_service;$"
    with database_without(bare, *made) as url, pytest.raises(CommandFailed, match=named):
        migrate(url, SERVICE)
