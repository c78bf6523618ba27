"""A database is used again only when nothing of a test is left in it."""

import pytest
from sqlalchemy import create_engine, text

from tests.conftest import Server, TestDatabase
from tests.pool import emptied, marks

UNIT = "INSERT INTO unit (level) VALUES ('commune') RETURNING id"


def run(database: TestDatabase, statement: str) -> object:
    engine = create_engine(database.admin, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        result = connection.execute(text(statement))
        answer = result.scalar() if result.returns_rows else None
    engine.dispose()
    return answer


def test_rows_and_numbers_are_taken_back_even_where_nobody_may_delete(server: Server, template: str):
    with server.database(template) as database:
        new = marks(database.admin)
        for _ in range(2):
            assert run(database, UNIT) == 1
            assert marks(database.admin) != new
            assert emptied(database.admin, new)
            assert marks(database.admin) == new


@pytest.mark.parametrize(
    "change",
    [
        "CREATE TABLE other (id int)",
        "ALTER TABLE unit ADD COLUMN other int",
        "CREATE OR REPLACE FUNCTION other() RETURNS int LANGUAGE sql AS 'SELECT 1'",
        "GRANT SELECT ON unit TO PUBLIC",
        "UPDATE alembic_version SET version_num = 'other'",
        "DELETE FROM alembic_version",
        "GRANT TEMPORARY ON DATABASE {} TO wardmap_service",
        "ALTER DATABASE {} SET work_mem = '8MB'",
        "GRANT CREATE ON SCHEMA public TO PUBLIC",
        "DROP INDEX {index}",
    ],
)
def test_anything_else_is_the_end_of_it(server: Server, template: str, change: str):
    an_index = "SELECT indexrelid::regclass::text FROM pg_index WHERE indrelid = 'unit_version'::regclass"
    an_index += " AND NOT indisunique AND NOT indisexclusion"
    with server.database(template) as database:
        new = marks(database.admin)
        index = run(database, an_index + " LIMIT 1")
        run(database, change.format(database.admin.database, index=index))
        assert not emptied(database.admin, new)
