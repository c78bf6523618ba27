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
INSERT INTO coverage_run (rule_id, rule_version, rule, at)
VALUES (:rule, :version, CAST(:document AS jsonb), CAST(:at AS date)) RETURNING id
"""
# A run of the same day makes room, the one in force on that day ends with the eve, and the next one ends the new one.
_MAKE_ROOM = "UPDATE coverage_run SET valid = NULL WHERE rule_id = :rule AND at = CAST(:at AS date)"
_SHORTEN = """
UPDATE coverage_run SET valid = daterange(at, CAST(:at AS date)) WHERE rule_id = :rule AND valid @> CAST(:at AS date)
"""
_PLACE = """
UPDATE coverage_run SET valid = daterange(at, (
    SELECT min(n.at) FROM coverage_run n
     WHERE n.rule_id = :rule AND n.valid IS NOT NULL AND n.at > CAST(:at AS date)))
 WHERE id = :run_id
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

    An earlier run of today with the same version and day is replaced, all others stay as snapshots. The result holds
    from `at` until the day of the rule's next run; places and assets are those known now, whatever the day. Two runs of
    a rule wait for each other.
    Raises RuleError, with nothing done, for what is not supported yet.
    """
    plan = compile_rule(rule, at)
    key = {"rule": rule.id, "at": at.isoformat()}
    wait_for_rule(connection, rule.id)
    run_id = _open(connection, rule, at)
    for statement in plan.prepare:
        _execute(connection, statement)
    for statement in plan.write:
        _execute(connection, statement, run_id=run_id)
    _execute(connection, plan.clear)
    for sql in (_MAKE_ROOM, _SHORTEN):
        connection.execute(text(sql), key)
    connection.execute(text(_PLACE), {**key, "run_id": run_id})
    return _summary(connection, rule, at, run_id)


def wait_for_rule(connection: Connection, rule: str) -> None:
    """Until the end of the transaction nobody else calculates this rule or changes what holds of it."""
    lock = text("SELECT pg_advisory_xact_lock(:space, hashtext(:rule))")
    connection.execute(lock, {"space": LOCK_SPACE, "rule": rule})


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
