"""Two runs make the same sample, and tell what they do."""

from sqlalchemy import Connection, create_engine, text

from layers.layer import Text
from loaders.sample.make import make_sample
from tests.conftest import TestDatabase

# Everything but identities and times of recording.
CONTENT = {
    "feature": "SELECT layer, key, name, status, host, attributes::text, ST_AsBinary(geom)::text FROM feature",
    "units": "SELECT code, full_name, parent, valid::text, ST_AsBinary(geom)::text FROM layer.units",
    "addresses": (
        "SELECT coalesce(code, ''), kind, status, number, street, hamlet, accuracy_m, ST_AsBinary(geom)::text"
        " FROM layer.addresses"
    ),
    "load": "SELECT layer, file_sha256, rows_written FROM load",
}

TABLES = ("load", "feature", "unit", "unit_event", "addressable")


def digests(connection: Connection) -> dict[str, str]:
    statement = "SELECT md5(string_agg(md5(x::text), '' ORDER BY md5(x::text))) FROM ({}) x"
    return {name: str(connection.scalar(text(statement.format(sql)))) for name, sql in CONTENT.items()}


def test_a_second_database_gets_the_same_and_keeps_nothing_when_the_caller_gives_up(
    sample: Connection, empty_db: TestDatabase
) -> None:
    told: list[Text] = []
    engine = create_engine(empty_db.owner)
    with engine.connect() as connection:
        make_sample(connection, told.append)
        assert digests(connection) == digests(sample)
        connection.rollback()
        left = [connection.scalar(text(f"SELECT count(*) FROM {table}")) for table in TABLES]
    engine.dispose()
    assert left == [0] * len(TABLES)
    assert told
