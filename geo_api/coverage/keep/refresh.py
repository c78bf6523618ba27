"""Brings results up to the data as it is now: a few changes by themselves, many by calculating anew."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, text

from geo_api.coverage.evaluate.run import run, wait_for_rule
from geo_api.coverage.keep.small import follow_few
from geo_api.coverage.rules.book import rule_book
from geo_api.coverage.rules.rule import Rule
from geo_api.coverage.rules.shipped import in_order

# What changes on a later day begins a new run: that of before is a snapshot.
_RUN = """
SELECT r.id, r.at, r.rule_version, r.reach_m,
       CAST(:day AS date) = ALL (ARRAY[r.at, (r.computed_at AT TIME ZONE 'Asia/Ho_Chi_Minh')::date]) AS is_todays
  FROM coverage_run r WHERE r.rule_id = :rule AND r.valid @> CAST(:day AS date)
"""
_STALE = """
SELECT r.rule_id FROM coverage_run r
 WHERE r.valid @> CAST(:day AS date) AND r.id NOT IN (SELECT id FROM layer.current_runs)
"""
_KNOWN = "SELECT rule_id, rule_version FROM coverage_run WHERE valid @> CAST(:day AS date)"
_HAS_UNITS = "SELECT EXISTS (SELECT FROM layer.unit_versions WHERE on_record AND valid @> CAST(:day AS date))"


@dataclass(frozen=True, slots=True)
class Refreshed:
    """few: only what changed was judged again."""

    rule: str
    few: bool


def outdated(connection: Connection, day: date) -> list[Rule]:
    """The rules in force on `day` whose results are not of the data as it is; those that others are made of first.

    Where there are no units there is nothing to calculate.
    """
    values = {"day": day.isoformat()}
    rules = [rule for rule in in_order(rule_book(connection).rules.values()) if rule.is_in_force(day)]
    known = {row.rule_id: row.rule_version for row in connection.execute(text(_KNOWN), values)}
    stale = set(connection.scalars(text(_STALE), values))
    found = [rule for rule in rules if rule.id in stale or known.get(rule.id) != rule.version]
    return found if found and connection.scalar(text(_HAS_UNITS), values) else []


def refresh(connection: Connection, rule: Rule, day: date) -> Refreshed:
    """Bring the results of `rule` up to now, as the owner of the tables, in the caller's transaction."""
    wait_for_rule(connection, rule.id)
    found = connection.execute(text(_RUN), {"rule": rule.id, "day": day.isoformat()}).one_or_none()
    if (
        found is not None
        and found.is_todays
        and found.rule_version == rule.version
        and follow_few(connection, rule, found)
    ):
        return Refreshed(rule.id, few=True)
    run(connection, rule, day)
    return Refreshed(rule.id, few=False)


def refresh_all(connection: Connection, day: date) -> Iterator[Refreshed]:
    """Bring all results up to now, in the caller's transaction; a rule after those that it reads."""
    done: set[str] = set()
    while left := [rule for rule in outdated(connection, day) if rule.id not in done]:
        done.add(left[0].id)
        yield refresh(connection, left[0], day)
