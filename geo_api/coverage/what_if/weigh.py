"""A rule in a unit as it is, and as it would be."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any

from sqlalchemy import Connection, Row, text

from geo_api.coverage.evaluate.compile import Plan, compile_rule
from geo_api.coverage.evaluate.rollup import tally_sql, units_statement
from geo_api.coverage.evaluate.run import execute, prepare, settle
from geo_api.coverage.evaluate.scope import Around
from geo_api.coverage.rules.rule import SingleRule
from geo_api.coverage.what_if.asked import Asked
from geo_api.coverage.what_if.edits import edit_statements
from geo_api.coverage.what_if.guard import check_counts_people, check_told
from geo_api.db import Statement
from geo_api.errors import BadRequest, not_found

# So far around a unit what stands may be the nearest for somebody in it. Farther off, the nearest is not told.
MARGIN_M = 5000.0
MOST_CHANGED = 2000
_UNIT = """
SELECT level, encode(ST_AsEWKB(geom), 'hex') AS area FROM layer.unit_versions
 WHERE unit_id = :unit AND on_record AND valid @> CAST(:at AS date)
"""
_KEEP = "INSERT INTO coverage_outcome SELECT CAST(:state AS text), found.* FROM (\n"


@dataclass(frozen=True, slots=True)
class Effect:
    """before, after: rows of the unit as ``units.sql`` has them. changed: subjects of which something else is said."""

    before: Row[*tuple[Any, ...]]
    after: Row[*tuple[Any, ...]]
    changed: Sequence[Row[*tuple[Any, ...]]]


def weigh(connection: Connection, rule: SingleRule, asked: Asked, at: date) -> Effect:
    """What `rule` says of the unit on day `at`, and would say. Nothing is kept.

    Raises NotFound for a unit that is not there on that day, BadRequest for one without boundary or above a commune,
    for a rule that judges dwellings, and where dwellings stand for people.
    """
    check_told(rule)
    plan = compile_rule(rule, at, Around(area_of(connection, asked.unit, at), _margin(rule)))
    execute(connection, Statement(_sql("outcomes.sql"), {}))
    prepare(connection, plan)
    _keep(connection, plan, "before")
    before = _unit(connection, rule, asked.unit, at, "before")
    check_counts_people(before.weighed_by)
    for statement in edit_statements(rule, asked, at.isoformat()):
        execute(connection, statement)
    settle(connection, plan)
    _keep(connection, plan, "after")
    after = _unit(connection, rule, asked.unit, at, "after")
    values = {"unit": asked.unit, "limit": MOST_CHANGED}
    return Effect(before, after, connection.execute(text(_sql("changed.sql")), values).all())


def area_of(connection: Connection, unit: int, at: date) -> str:
    """The ground of a commune or hamlet on that day, EWKB in hexadecimal digits. Raises NotFound, BadRequest."""
    row = connection.execute(text(_UNIT), {"unit": unit, "at": at.isoformat()}).one_or_none()
    if row is None:
        raise not_found()
    if row.level not in ("commune", "hamlet"):
        raise BadRequest("Xin chọn một xã, phường hoặc thôn.", "Please choose a commune or a hamlet.")
    if row.area is None:
        raise BadRequest("Đơn vị này chưa có ranh giới.", "This unit has no boundary yet.")
    return str(row.area)


def _margin(rule: SingleRule) -> float:
    reaches = (float(relation.argument) for relation in rule.relations if relation.verb == "within_m")
    return max([MARGIN_M, *reaches])


def _keep(connection: Connection, plan: Plan, state: str) -> None:
    execute(connection, Statement(f"{_KEEP}{plan.results.sql}) AS found", plan.results.params), state=state)


def _unit(connection: Connection, rule: SingleRule, unit: int, at: date, state: str) -> Row[*tuple[Any, ...]]:
    tallies = tally_sql("(SELECT * FROM coverage_outcome WHERE state = :state)")
    units = units_statement(rule, at.isoformat(), f"({tallies})")
    sql = f"SELECT * FROM ({units.sql}) AS added WHERE unit_id = :unit"
    row = connection.execute(text(sql), {**units.params, "state": state, "unit": unit}).one_or_none()
    if row is None:
        raise BadRequest("Tiêu chí này không xét đối tượng nào trong đơn vị.", "This rule judges nothing in that unit.")
    return row


@cache
def _sql(name: str) -> str:
    return files(__package__).joinpath(name).read_text(encoding="utf-8")
