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


def digests(connection: Connection) -> dict[str, str]:
    statement = "SELECT md5(string_agg(md5(x::text), '' ORDER BY md5(x::text))) FROM ({}) x"
    return {name: str(connection.scalar(text(statement.format(sql)))) for name, sql in CONTENT.items()}


def test_a_second_database_gets_the_same_content(sample: Connection, empty_db: TestDatabase) -> None:
    told: list[Text] = []
    engine = create_engine(empty_db.owner)
    with engine.begin() as connection:
        make_sample(connection, told.append)
        again = digests(connection)
    engine.dispose()
    assert again == digests(sample)
    assert told


def test_nothing_is_kept_when_the_caller_gives_up(empty_db: TestDatabase) -> None:
    engine = create_engine(empty_db.owner)
    with engine.connect() as connection:
        make_sample(connection)
        connection.rollback()
        tables = ("load", "feature", "unit", "unit_event", "addressable")
        assert [connection.scalar(text(f"SELECT count(*) FROM {table}")) for table in tables] == [0] * len(tables)
    engine.dispose()
