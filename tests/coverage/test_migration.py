"""Results calculated before they had a time keep their meaning: the newest day of each rule, and the days before it."""

from alembic import command
from sqlalchemy import text

from geo_api.catalogue.migrate import alembic_config, migrate
from geo_api.db import owner_connection
from tests.conftest import SERVICE
from tests.coverage.world import WEST, Unit, World, build

BEFORE = """
INSERT INTO coverage_run (rule_id, rule_version, rule, at, computed_at, is_current)
VALUES ('a', 1, '{}', '2025-06-01', '2026-01-01', false), ('a', 1, '{}', '2025-08-01', '2026-01-03', false),
       ('a', 2, '{}', '2025-08-01', '2026-01-02', true), ('b', 1, '{}', '2999-01-01', '2026-01-01', true)
"""
UNITS = """
INSERT INTO coverage_unit (run_id, unit_id, subjects, passed, failed, unknown, outcome)
SELECT r.id, u.id, 0, 0, 0, 0, 'pass' FROM coverage_run r, unit u
"""
HELD = "SELECT rule_id, rule_version, at::text, valid::text FROM coverage_run ORDER BY rule_id, at, rule_version"


def test_results_of_before_keep_their_days(empty_db):
    with owner_connection(empty_db.owner) as connection:
        command.downgrade(alembic_config(connection), "0002")
        build(connection, World([Unit("00001", WEST)]))
        connection.execute(text(BEFORE))
        connection.execute(text(UNITS))
    migrate(empty_db.owner, SERVICE)
    with owner_connection(empty_db.owner) as connection:
        assert [tuple(row) for row in connection.execute(text(HELD))] == [
            ("a", 1, "2025-06-01", "[2025-06-01,2025-08-01)"),
            ("a", 2, "2025-08-01", "[2025-08-01,)"),
            ("b", 1, "2999-01-01", "[2999-01-01,)"),
        ]
        kept = (
            "SELECT count(*) FROM coverage_unit u JOIN unit_version v ON v.id = u.version_id AND v.unit_id = u.unit_id"
        )
        assert connection.scalar(text(kept)) == 3
        command.downgrade(alembic_config(connection), "0002")
        current = "SELECT rule_id, rule_version FROM coverage_run WHERE is_current"
        assert [tuple(row) for row in connection.execute(text(current))] == [("a", 2)]
