"""Reads by the driver itself, on the connections of an engine: for short statements that are asked very often."""

from collections.abc import Sequence
from typing import Any, cast

import psycopg2
from sqlalchemy import Engine, PoolProxiedConnection
from sqlalchemy.exc import DBAPIError

from geo_api.prepared import called


def read(engine: Engine, sql: str, params: dict[str, Any]) -> Sequence[Sequence[Any]]:
    """The rows of a statement that the connection keeps prepared; each stands by itself (AUTOCOMMIT).

    Raises what the engine raises: TimeoutError of its pool, DBAPIError. A connection found dead is given up.
    """
    connection = None
    try:
        connection = engine.raw_connection()
        return _rows(connection, sql, params)
    except psycopg2.Error as error:
        raise _in_words_of(engine, connection, error, sql, params) from error
    finally:
        if connection is not None:
            connection.close()


def _rows(connection: PoolProxiedConnection, sql: str, params: dict[str, Any]) -> Sequence[Sequence[Any]]:
    cursor = connection.cursor()
    try:
        cursor.execute(called(connection.info, sql, lambda once: cursor.execute(once, {})), params)
        return cursor.fetchall()
    finally:
        cursor.close()


def _in_words_of(
    engine: Engine, connection: PoolProxiedConnection | None, error: psycopg2.Error, sql: str, params: dict[str, Any]
) -> BaseException:
    """The error as the engine itself would raise it: callers and handlers know one language."""
    is_dead = engine.dialect.is_disconnect(cast(Any, error), connection and connection.dbapi_connection, None)
    if is_dead and connection is not None:
        connection.invalidate(error)
    return DBAPIError.instance(
        sql, params, error, psycopg2.Error, connection_invalidated=is_dead, dialect=engine.dialect
    )
