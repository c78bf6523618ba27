"""Calculates rules and keeps the results as snapshots, in the caller's transaction."""

import json
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection, text

from geo_api.coverage.compile import compile_rule
from geo_api.coverage.rule import Rule, shipped_rules
from geo_api.db import Statement

# First of the two numbers of an advisory lock, so that rules wait for themselves only.
LOCK_SPACE = 7_221_904

# A day ends in Vietnam, whatever the clock of the server is set to.
_FORGET = """
DELETE FROM coverage_run
 WHERE rule_id = :rule AND rule_version = :version AND at = CAST(:at AS date)
   AND (computed_at AT TIME ZONE 'Asia/Ho_Chi_Minh')::date = (now() AT TIME ZONE 'Asia/Ho_Chi_Minh')::date
"""
_OPEN = """
INSERT INTO coverage_run (rule_id, rule_version, rule, at, is_current)
VALUES (:rule, :version, CAST(:document AS jsonb), CAST(:at AS date), false) RETURNING id
"""
_RETIRE = "UPDATE coverage_run SET is_current = false WHERE rule_id = :rule AND is_current"
# The newest day that has come; a day still to come is shown only while there is no other.
_PROMOTE = """
UPDATE coverage_run SET is_current = true WHERE id = (
    SELECT r.id FROM coverage_run r, (SELECT (now() AT TIME ZONE 'Asia/Ho_Chi_Minh')::date AS today) d
     WHERE r.rule_id = :rule ORDER BY r.at > d.today, abs(r.at - d.today), r.computed_at DESC, r.id DESC LIMIT 1)
"""
_SUMMARY = """
SELECT count(*) AS subjects, count(*) FILTER (WHERE outcome = 'pass') AS passed,
       count(*) FILTER (WHERE outcome = 'fail') AS failed, count(*) FILTER (WHERE outcome = 'unknown') AS unknown,
       count(*) FILTER (WHERE unit_id IS NULL) AS outside,
       (SELECT count(*) FROM coverage_unit u WHERE u.run_id = :run_id) AS units
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

    An earlier run of today with the same version and day is replaced, all others stay as snapshots. The run becomes the
    current one of its rule unless there is one for a later day that has come. Two runs of a rule wait for each other.
    Raises RuleError, with nothing done, for what is not supported yet.
    """
    plan = compile_rule(rule, at)
    key = {"rule": rule.id}
    connection.execute(text("SELECT pg_advisory_xact_lock(:space, hashtext(:rule))"), {"space": LOCK_SPACE, **key})
    run_id = _open(connection, rule, at)
    for statement in plan.prepare:
        _execute(connection, statement)
    for statement in plan.write:
        _execute(connection, statement, run_id=run_id)
    _execute(connection, plan.clear)
    connection.execute(text(_RETIRE), key)
    connection.execute(text(_PROMOTE), key)
    return _summary(connection, rule, at, run_id)


def run_all(connection: Connection, at: date) -> list[RunSummary]:
    """Run every shipped rule, in the order of their ids."""
    return [run(connection, rule, at) for rule in shipped_rules().values()]


def _open(connection: Connection, rule: Rule, at: date) -> int:
    which = {"rule": rule.id, "version": rule.version, "at": at.isoformat()}
    connection.execute(text(_FORGET), which)
    document = json.dumps(dict(rule.document), ensure_ascii=False)
    return int(connection.execute(text(_OPEN), {**which, "document": document}).scalar_one())


def _execute(connection: Connection, statement: Statement, **more: Any) -> None:
    connection.execute(text(statement.sql), {**statement.params, **more})


def _summary(connection: Connection, rule: Rule, at: date, run_id: int) -> RunSummary:
    found = connection.execute(text(_SUMMARY), {"run_id": run_id}).one()
    return RunSummary(run_id=run_id, rule=rule.id, version=rule.version, at=at, **found._mapping)
