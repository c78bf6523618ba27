"""A rule over one unit says of it what the rule over everything says: whoever asks what if can believe the answer."""

import pytest
from sqlalchemy import Connection, text

from geo_api.coverage.evaluate.compile import compile_rule
from geo_api.coverage.evaluate.run import prepare, run
from geo_api.coverage.evaluate.scope import Around
from geo_api.coverage.rules.rule import SingleRule
from tests.coverage.city import City
from tests.coverage.test_agreement import RULES
from tests.coverage.world import DAY, build

# Farther than any rule here reaches.
MARGIN_M = 5000
AREA = "SELECT unit_id, CAST(geom AS text) FROM layer.unit_versions WHERE name = :name"
UNITS = {"W": "commune_id", "H2": "hamlet_id"}


def of_unit(rows, column: str, unit: int) -> dict:
    return {
        (row.layer, row.subject_id, row.part): (row.outcome, pytest.approx(row.measure), row.weight, row.unit_id)
        for row in rows
        if getattr(row, column) == unit
    }


def test_what_is_asked_of_one_unit_is_what_is_found_everywhere(connection: Connection):
    build(connection, City(3).world)
    judged = 0
    for rule in (rule for rule in RULES if isinstance(rule, SingleRule)):
        run_id = run(connection, rule, DAY).run_id
        full = connection.execute(text("SELECT * FROM coverage_result WHERE run_id = :run"), {"run": run_id}).all()
        for name, column in UNITS.items():
            unit, area = connection.execute(text(AREA), {"name": name}).one()
            plan = compile_rule(rule, DAY, Around(area, MARGIN_M))
            prepare(connection, plan)
            here = connection.execute(text(plan.results.sql), plan.results.params).all()
            wanted = of_unit(full, column, unit)
            assert of_unit(here, column, unit) == wanted, (rule.id, name)
            judged += len(wanted)
    assert judged > 100
