"""What would change if a rule were another: both are evaluated, nothing is kept."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from time import monotonic
from typing import Any

from sqlalchemy import Connection, Row, text
from sqlalchemy.exc import DBAPIError

from geo_api.coverage.edit.distances import locates_guarded
from geo_api.coverage.evaluate.compile import compile_rule
from geo_api.coverage.evaluate.patience import OutOfTime, mind_time, patient
from geo_api.coverage.evaluate.rollup import tally_sql, units_statement
from geo_api.coverage.evaluate.run import execute, prepare
from geo_api.coverage.evaluate.scope import Around
from geo_api.coverage.rules.rule import CompositeRule, Rule
from geo_api.db import QUERY_CANCELED, Statement, sqlstate
from geo_api.errors import BadRequest, not_found

# A question about a whole province of dwellings would take longer.
LONGEST_SECONDS = 30
MOST_UNITS = 500
MOST_SUBJECTS = 200
# As far around a unit as what-if looks.
MARGIN_M = 5000.0
_AREA = """
SELECT encode(ST_AsEWKB(geom), 'hex') FROM layer.unit_versions
 WHERE unit_id = :unit AND on_record AND valid @> CAST(:at AS date)
"""
_TOLD = "INSERT INTO coverage_told SELECT CAST(:state AS text), found.* FROM (\n{}) AS found"
_TOLD_UNITS = "INSERT INTO coverage_told_unit SELECT CAST(:state AS text), added.* FROM (\n{}) AS added"
_SOURCE = "(SELECT * FROM coverage_told WHERE state = :state)"
# Of a handful of dwellings, or of what guarded things lie near, nothing is told, not even that there is one of which
# something else would be said.
_COUNTS = """
SELECT before, after,
       CAST(CASE WHEN bool_or(is_guarded) THEN 5 * round(count(*) / 5.0) ELSE count(*) END AS bigint) AS subjects
  FROM there GROUP BY before, after
HAVING count(*) FILTER (WHERE is_guarded) NOT BETWEEN 1 AND 4 ORDER BY before, after
"""
_CHANGED = """
SELECT layer, id, part, name, before, after, ST_X(ST_PointOnSurface(geom)) AS lon, ST_Y(ST_PointOnSurface(geom)) AS lat
  FROM there WHERE before IS DISTINCT FROM after AND NOT is_guarded
 ORDER BY layer, name, id, part LIMIT :limit
"""
_LEVELS = "SELECT level, before, after, count(*) AS units FROM there GROUP BY level, before, after"
_UNITS = """
SELECT t.unit_id, t.level, v.full_name, t.before, t.after, t.share_before, t.share_after,
       ST_X(ST_PointOnSurface(v.geom)) AS lon, ST_Y(ST_PointOnSurface(v.geom)) AS lat
  FROM there t JOIN layer.unit_versions v USING (version_id)
 WHERE t.before IS DISTINCT FROM t.after OR t.share_before IS DISTINCT FROM t.share_after
 ORDER BY t.before IS NOT DISTINCT FROM t.after, t.level = :level DESC, v.full_name, t.unit_id LIMIT :limit
"""
Rows = Sequence[Row[*tuple[Any, ...]]]


@dataclass(frozen=True, slots=True)
class Question:
    """before: the rule in force, None for a new one. unit: what changes there alone, None: everywhere."""

    before: Rule | None
    after: Rule
    at: date
    unit: int | None


@dataclass(frozen=True, slots=True)
class Preview:
    """counts: by outcome before and after; levels: the same of units by level; units, changed: rows of the queries.

    counted_only: what is judged is never listed.
    """

    counts: Rows
    levels: Rows
    units: Rows
    changed: Rows
    counted_only: bool
    seconds: float


def preview(connection: Connection, asked: Question) -> Preview:
    """What would be told otherwise. Raises NotFound for a unit that is not there, BadRequest when it takes too long."""
    began = monotonic()
    try:
        with patient(connection, LONGEST_SECONDS):
            execute(connection, Statement(_sql("told.sql"), {}))
            scope = _scope(connection, asked)
            for state, rule in (("before", asked.before), ("after", asked.after)):
                if rule is not None and rule.is_in_force(asked.at):
                    _tell(connection, rule, asked.at, scope, state)
            return _compare(connection, asked, began)
    except OutOfTime as error:
        raise _too_long() from error
    except DBAPIError as error:
        if sqlstate(error) != QUERY_CANCELED:
            raise
        raise _too_long() from error


def _tell(connection: Connection, rule: Rule, at: date, scope: Around | None, state: str) -> None:
    plan = compile_rule(rule, at, scope)
    prepare(connection, plan)
    execute(connection, Statement(_TOLD.format(plan.results.sql), plan.results.params), state=state)
    units = units_statement(rule, at.isoformat(), f"({tally_sql(_SOURCE)})")
    execute(connection, Statement(_TOLD_UNITS.format(units.sql), units.params), state=state)


def _compare(connection: Connection, asked: Question, began: float) -> Preview:
    connection.execute(text("ANALYZE coverage_told"))
    values: dict[str, Any] = {"unit": asked.unit}

    def found(head: str, query: str, **more: Any) -> Rows:
        mind_time(connection)
        return connection.execute(text(_sql(head) + query), {**values, **more}).all()

    rules = (asked.before, asked.after)
    locates = {"locates": any(map(locates_guarded, rules))}
    guarded = {"guarded": locates["locates"] or any(map(_is_of_dwellings, rules))}
    return Preview(
        counts=found("subjects.sql", _COUNTS, **locates),
        levels=found("units.sql", _LEVELS, **guarded),
        units=found("units.sql", _UNITS, **guarded, level=asked.after.level, limit=MOST_UNITS + 1),
        changed=found("subjects.sql", _CHANGED, **locates, limit=MOST_SUBJECTS + 1),
        counted_only=guarded["guarded"],
        seconds=monotonic() - began,
    )


def _is_of_dwellings(rule: Rule | None) -> bool:
    return rule is not None and not isinstance(rule, CompositeRule) and rule.subject.set == "address"


def _scope(connection: Connection, asked: Question) -> Around | None:
    if asked.unit is None:
        return None
    row = connection.execute(text(_AREA), {"unit": asked.unit, "at": asked.at.isoformat()}).one_or_none()
    if row is None:
        raise not_found()
    if row[0] is None:
        raise BadRequest("Đơn vị này chưa có ranh giới.", "This unit has no boundary yet.")
    reaches = (_reach(rule) for rule in (asked.before, asked.after))
    return Around(str(row[0]), max([MARGIN_M, *reaches]))


def _reach(rule: Rule | None) -> float:
    if rule is None or isinstance(rule, CompositeRule):
        return 0.0
    return max((float(one.argument) for one in rule.relations if one.verb == "within_m"), default=0.0)


def _too_long() -> BadRequest:
    return BadRequest(
        f"Xem trước mất hơn {LONGEST_SECONDS} giây: hãy chọn một đơn vị (tham số “unit”).",
        f"The preview takes more than {LONGEST_SECONDS} seconds: choose a unit (“unit”).",
    )


@cache
def _sql(name: str) -> str:
    return files(__package__).joinpath(name).read_text(encoding="utf-8")
