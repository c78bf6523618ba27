"""Calculates rules and keeps the results as snapshots, in the caller's transaction."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection, text

from geo_api.coverage.evaluate.compile import Plan, compile_rule
from geo_api.coverage.evaluate.nearest import find_nearest
from geo_api.coverage.evaluate.patience import mind_time
from geo_api.coverage.evaluate.rollup import tally_sql, units_statement
from geo_api.coverage.evaluate.text import template
from geo_api.coverage.evaluate.walks import find_walks
from geo_api.coverage.rules.book import rule_book
from geo_api.coverage.rules.errors import RuleError
from geo_api.coverage.rules.rule import UNIT_KIND, CompositeRule, Rule, SingleRule
from geo_api.coverage.rules.shipped import in_order
from geo_api.db import Statement
from layers.layer import Layer

# First of the two numbers of an advisory lock, so that rules wait for themselves only.
LOCK_SPACE = 7_221_904

_FORGET = "DELETE FROM coverage_run WHERE rule_id = :rule AND at = CAST(:at AS date)"
_OPEN = """
INSERT INTO coverage_run (rule_id, rule_version, rule, at, is_open, seen, reads, needs, sources)
SELECT :rule, :version, CAST(:document AS jsonb), CAST(:at AS date), :is_open, CAST(:seen AS pg_snapshot),
       CAST(:layers AS text[]) || CAST('units' AS text), CAST(:needs AS text[]),
       (SELECT coalesce(jsonb_object_agg(name, (SELECT coalesce(max(l.id), 0) FROM load l WHERE l.layer = name)), '{}')
          FROM unnest(CAST(:layers AS text[])) AS name)
RETURNING id
"""
TALLIES = "INSERT INTO coverage_tally SELECT CAST(:run_id AS bigint), counted.* FROM (\n"
_UNITS = """
INSERT INTO coverage_unit (run_id, unit_id, version_id, level, subjects, passed, failed, unknown, weight_total,
                           weight_passed, share, outcome, weighed_by)
SELECT :run_id, added.* FROM (
"""
RESULTS = """
INSERT INTO coverage_result (run_id, layer, subject_id, part, name, weight, unit_id, commune_id, hamlet_id, outcome,
                             measure, target_layer, target_id, distance_m, geom)
SELECT :run_id, found.* FROM (
"""
TALLIES_OF_RUN = "(SELECT * FROM coverage_tally WHERE run_id = :run_id)"
# What is missing and has no target at all may come nearer to any.
_REACH = """
UPDATE coverage_run SET reach_m = coalesce((
    SELECT CASE WHEN bool_or(distance_m IS NULL) THEN 'Infinity' ELSE max(distance_m) END
      FROM coverage_result WHERE run_id = :run_id AND outcome IN ('fail', 'unknown')), 0)
 WHERE id = :run_id
"""
_BLIND_SPOTS = """
INSERT INTO coverage_blind_spot (run_id, layer, subject_id, part, outcome, length_m, geom)
SELECT :run_id, found.* FROM (
"""
# The one in force on that day ends with the eve, and the next one ends the new one.
_SHORTEN = """
UPDATE coverage_run SET valid = daterange(at, CAST(:at AS date)) WHERE rule_id = :rule AND valid @> CAST(:at AS date)
"""
_PLACE = """
UPDATE coverage_run SET valid = daterange(at, (
    SELECT min(n.at) FROM coverage_run n
     WHERE n.rule_id = :rule AND n.valid IS NOT NULL AND n.at > CAST(:at AS date)))
 WHERE id = :run_id
"""
# A rule that is withdrawn says nothing from a day on.
_END = """
UPDATE coverage_run SET valid = CASE WHEN at < CAST(:at AS date) THEN daterange(at, CAST(:at AS date)) END
 WHERE rule_id = :rule AND valid && daterange(CAST(:at AS date), NULL)
"""
_SUMMARY = """
SELECT count(*) AS subjects, count(*) FILTER (WHERE outcome = 'pass') AS passed,
       count(*) FILTER (WHERE outcome = 'fail') AS failed, count(*) FILTER (WHERE outcome = 'unknown') AS unknown,
       count(*) FILTER (WHERE unit_id IS NULL) AS outside,
       (SELECT count(*) FROM coverage_unit u WHERE u.run_id = :run_id AND u.level = :level) AS units
  FROM coverage_result WHERE run_id = :run_id
"""


@dataclass(frozen=True, slots=True)
class RunSummary:
    """What a run found. units: those of the rule's level; outside: subjects that lie in none of them."""

    run_id: int
    rule: str
    version: int
    at: date
    subjects: int
    passed: int
    failed: int
    unknown: int
    outside: int
    units: int


def run(connection: Connection, rule: Rule, at: date) -> RunSummary:
    """Evaluate `rule` over the units of day `at`, as the owner of the tables.

    An earlier run of the same day is replaced, all others stay as snapshots. The result holds from `at` until the day
    of the rule's next run; places and assets are those known now, whatever the day. Two runs of a rule wait for each
    other.
    Raises RuleError, with nothing done, for a day on which the rule is not in force.
    """
    if not rule.is_in_force(at):
        raise RuleError(rule.source, "$.valid", f"không có hiệu lực ngày {at}", f"not in force on {at}")
    plan = compile_rule(rule, at)
    key = {"rule": rule.id, "at": at.isoformat()}
    wait_for_rule(connection, rule.id)
    run_id = _open(connection, rule, at)
    prepare(connection, plan)
    execute(connection, Statement(f"{RESULTS}{plan.results.sql}) AS found", plan.results.params), run_id=run_id)
    if plan.blind_spots is not None:
        found = Statement(f"{_BLIND_SPOTS}{plan.blind_spots.sql}) AS found", plan.blind_spots.params)
        execute(connection, found, run_id=run_id)
    tallies = tally_sql("(SELECT * FROM coverage_result WHERE run_id = :run_id)")
    execute(connection, Statement(f"{TALLIES}{tallies}) AS counted", {}), run_id=run_id)
    units = units_statement(rule, at.isoformat(), TALLIES_OF_RUN)
    execute(connection, Statement(f"{_UNITS}{units.sql}) AS added", units.params), run_id=run_id)
    withhold(connection, rule, run_id)
    for sql in (_SHORTEN, _PLACE, _REACH):
        connection.execute(text(sql), {**key, "run_id": run_id})
    return _summary(connection, rule, at, run_id)


def withhold(connection: Connection, rule: Rule, run_id: int) -> None:
    """Mark the units of the run of which it is not told what became of their few dwellings."""
    if isinstance(rule, SingleRule) and rule.subject.set in ("address", "popcell"):
        connection.execute(text(template("withheld.sql")), {"run_id": run_id})


def end_results(connection: Connection, rule: str, at: date) -> None:
    """From day `at` on there is no result of the rule of that id; those of earlier days stay."""
    wait_for_rule(connection, rule)
    connection.execute(text(_END), {"rule": rule, "at": at.isoformat()})


def wait_for_rule(connection: Connection, rule: str) -> None:
    """Until the end of the transaction nobody else calculates this rule or changes what holds of it."""
    lock = text("SELECT pg_advisory_xact_lock(:space, hashtext(:rule))")
    connection.execute(lock, {"space": LOCK_SPACE, "rule": rule})


def prepare(connection: Connection, plan: Plan) -> None:
    """Put who is judged, and what may count, where the plan's query of results looks for them."""
    for statement in plan.prepare:
        execute(connection, statement)
    settle(connection, plan)


def settle(connection: Connection, plan: Plan) -> None:
    """Find what follows from where subjects and targets are; again whenever targets have changed."""
    for statement in plan.settle:
        execute(connection, statement)
    find_walks(connection, plan.walks)
    if plan.lists_nearest:
        find_nearest(connection)


def execute(connection: Connection, statement: Statement, **more: Any) -> None:
    """Run it, in the time that is left."""
    mind_time(connection)
    connection.execute(text(statement.sql), {**statement.params, **more})


def run_all(connection: Connection, at: date) -> list[RunSummary]:
    """Run every rule that is in force on that day; those that others are made of first."""
    rules = in_order(rule_book(connection).rules.values())
    return [run(connection, rule, at) for rule in rules if rule.is_in_force(at)]


def _open(connection: Connection, rule: Rule, at: date) -> int:
    which = {"rule": rule.id, "version": rule.version, "at": at.isoformat()}
    connection.execute(text(_FORGET), which)
    layers = _layers(rule)
    # Taken first: what is written from now on may not be in the results.
    seen = connection.scalar(text("SELECT CAST(pg_current_snapshot() AS text)"))
    values = {
        "seen": seen,
        "needs": list(rule.needs),
        "document": json.dumps(dict(rule.document), ensure_ascii=False),
        "is_open": all(layer.is_open for layer in layers),
        "layers": sorted({layer.name for layer in layers} | set(_read_beside(rule))),
    }
    return int(connection.execute(text(_OPEN), {**which, **values}).scalar_one())


def _layers(rule: Rule) -> list[Layer]:
    """What the rule's results are made from."""
    if isinstance(rule, CompositeRule):
        return []
    return [source.layer for selection in (rule.subject, rule.target) for source in selection.sources]


def _read_beside(rule: Rule) -> Iterator[str]:
    """Layers that are neither judged nor counted, and yet decide."""
    if any(wanted.attribute != UNIT_KIND for wanted in rule.applies_to):
        yield "indicator_values"
    if isinstance(rule, CompositeRule):
        return
    if rule.target.set == "indicator" or rule.measure.per or rule.weight in ("population", "households"):
        yield "indicator_values"
    if rule.subject.set == "popcell":
        # Dwellings stand for people where there are no cells.
        yield from ("addresses", "population")
    if rule.measure.is_of_people:
        yield "population"
    if any(relation.metric != "straight" for relation in rule.relations):
        yield "roads"


def _summary(connection: Connection, rule: Rule, at: date, run_id: int) -> RunSummary:
    found = connection.execute(text(_SUMMARY), {"run_id": run_id, "level": rule.level}).one()
    return RunSummary(run_id=run_id, rule=rule.id, version=rule.version, at=at, **found._mapping)
