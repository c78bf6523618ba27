"""Databases used by test after test: copying a template costs half a second, emptying a copy next to nothing.

What a test leaves is looked at, not believed: only rows in tables that were empty, and numbers drawn, are taken back. A
copy in which anything else has changed (a table, a function, a right, a row that a migration wrote) is used no more.
"""

from sqlalchemy import Connection, create_engine, text
from sqlalchemy.engine import URL

# Number of the rows and the newest transaction that wrote one: a change shows in one or the other.
MARK = "count(*) || '/' || coalesce(max(xmin::text::bigint), 0)"
CATALOGUES = (
    "pg_attrdef",
    "pg_attribute",
    "pg_class",
    "pg_constraint",
    "pg_extension",
    "pg_policy",
    "pg_proc",
    "pg_rewrite",
    "pg_trigger",
    "pg_type",
)
# Those of temporary tables come by themselves.
SCHEMAS = "SELECT string_agg(nspname || nspacl::text, ' ' ORDER BY 1) FROM pg_namespace WHERE nspname !~ 'temp'"
RIGHTS = "SELECT datacl::text FROM pg_database WHERE datname = current_database()"
DEFAULTS = (
    "SELECT count(*)::text FROM pg_db_role_setting JOIN pg_database AS d ON d.oid = setdatabase"
    " WHERE datname = current_database()"
)
TABLES = "SELECT oid::regclass::text FROM pg_class WHERE relkind = 'r' AND oid >= 16384 AND relpersistence <> 't'"
END_OTHERS = (
    "SELECT pg_terminate_backend(pid, 30000) FROM pg_stat_activity"
    " WHERE datname = current_database() AND pid <> pg_backend_pid()"
)
NUMBERS_ANEW = (
    "SELECT setval(seqrelid, seqstart, false) FROM pg_sequence WHERE pg_sequence_last_value(seqrelid) IS NOT NULL"
)

Marks = dict[str, str | None]


def marks(database: URL) -> Marks:
    """What tells two states of `database` apart: its tables by their names, and what is beside them."""
    engine = create_engine(database)
    with engine.connect() as connection:
        found = _marks(connection)
    engine.dispose()
    return found


def emptied(database: URL, new: Marks) -> bool:
    """Whether `database` is again what `new` says; nobody is connected to it then."""
    engine = create_engine(database, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(END_OTHERS))
        now = _marks(connection)
        written = [name for name, mark in now.items() if mark != new.get(name)]
        is_ours = now.keys() == new.keys() and all((new[name] or "").startswith("0/") for name in written)
        if is_ours:
            _empty(connection, written)
    engine.dispose()
    return is_ours


def _marks(connection: Connection) -> Marks:
    queries = {name: f"SELECT {MARK} FROM {name}" for name in (*CATALOGUES, *connection.scalars(text(TABLES)))}
    queries |= {"its schemas": SCHEMAS, "its rights": RIGHTS, "its defaults": DEFAULTS}
    together = ", ".join(f"({query})" for query in queries.values())
    [values] = connection.execute(text(f"SELECT ARRAY[{together}]")).one()
    return dict(zip(queries, values, strict=True))


def _empty(connection: Connection, tables: list[str]) -> None:
    # Neither triggers nor references: what may not be deleted by anybody is, and everything that refers to it.
    connection.execute(text("SET session_replication_role = replica"))
    connection.execute(text("SET wardmap.audit_pruning = on"))
    for table in tables:
        connection.execute(text(f"DELETE FROM {table}"))
    connection.execute(text(NUMBERS_ANEW))
