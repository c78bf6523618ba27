"""Brings results up to the data as it is now: a few changes by themselves, many by calculating anew."""

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from graphlib import TopologicalSorter
from heapq import heappop, heappush
from types import MappingProxyType
from typing import Any

from sqlalchemy import Connection, Row, text

from geo_api.coverage.evaluate.run import end_results, run, wait_for_rule
from geo_api.coverage.keep.small import follow_few
from geo_api.coverage.rules.book import rule_book
from geo_api.coverage.rules.rule import Rule
from geo_api.coverage.rules.shipped import in_order

# What changes on a later day begins a new run: that of before is a snapshot.
_RUN = """
SELECT r.id, r.at, r.rule_version, r.reach_m,
       CAST(:day AS date) = ALL (ARRAY[r.at, (r.computed_at AT TIME ZONE 'Asia/Ho_Chi_Minh')::date]) AS is_todays,
       EXISTS (SELECT FROM layer.current_runs c WHERE c.id = r.id) AS is_current
  FROM coverage_run r WHERE r.rule_id = :rule AND r.valid @> CAST(:day AS date)
"""
_STALE = """
SELECT r.rule_id FROM coverage_run r
 WHERE r.valid @> CAST(:day AS date) AND NOT EXISTS (SELECT FROM layer.current_runs c WHERE c.id = r.id)
"""
_KNOWN = "SELECT rule_id, rule_version FROM coverage_run WHERE valid @> CAST(:day AS date)"
_NEVER: Mapping[str, float] = MappingProxyType({})
_HAS_UNITS = "SELECT EXISTS (SELECT FROM layer.unit_versions WHERE on_record AND valid @> CAST(:day AS date))"


@dataclass(frozen=True, slots=True)
class Refreshed:
    """few: only what changed was judged again. subjects: how many were, where all were."""

    rule: str
    few: bool
    subjects: int = 0


def outdated(connection: Connection, day: date, tried: Mapping[str, float] = _NEVER) -> list[Rule]:
    """The rules in force on `day` whose results are not of the data as it is; those that others are made of first.

    tried: rule id → when it had its last turn; who waits longest comes first.
    Where there are no units there is nothing to calculate.
    """
    rules, known = _in_force(connection, day), _known(connection, day)
    stale = set(connection.scalars(text(_STALE), {"day": day.isoformat()}))
    wanting = {rule.id for rule in rules if rule.id in stale or known.get(rule.id) != rule.version}
    found = [rule for rule in _in_turn(rules, wanting, tried) if rule.id in wanting]
    return found if found and connection.scalar(text(_HAS_UNITS), {"day": day.isoformat()}) else []


def _in_turn(rules: Sequence[Rule], wanting: set[str], tried: Mapping[str, float]) -> Iterator[Rule]:
    """All, each as soon as those that it is made of have come; of the others nobody waits for those not `wanting`."""
    by_id = {rule.id: rule for rule in rules}
    sorter = TopologicalSorter({rule.id: [name for name in rule.needs if name in by_id] for rule in rules})
    sorter.prepare()
    ready: list[tuple[float, str]] = []
    while sorter.is_active():
        for name in sorter.get_ready():
            heappush(ready, (tried.get(name, -math.inf) if name in wanting else -math.inf, name))
        _, name = heappop(ready)
        yield by_id[name]
        sorter.done(name)


def end_others(connection: Connection, day: date) -> list[str]:
    """End what is shown on `day` of rules that are not in force, in the caller's transaction; their ids."""
    gone = sorted(_known(connection, day).keys() - {rule.id for rule in _in_force(connection, day)})
    for name in gone:
        end_results(connection, name, day)
    return gone


def refresh(connection: Connection, rule: Rule, day: date, *, may_run: bool = True) -> Refreshed | None:
    """Bring the results of `rule` up to now, as the owner of the tables, in the caller's transaction.

    None: that takes calculating it anew, which was not to be done.
    """
    wait_for_rule(connection, rule.id)
    found = connection.execute(text(_RUN), {"rule": rule.id, "day": day.isoformat()}).one_or_none()
    if found is not None and found.rule_version == rule.version and _is_or_comes_up_to_now(connection, rule, found):
        return Refreshed(rule.id, few=True)
    if not may_run:
        return None
    return Refreshed(rule.id, few=False, subjects=run(connection, rule, day).subjects)


def _is_or_comes_up_to_now(connection: Connection, rule: Rule, found: Row[*tuple[Any, ...]]) -> bool:
    """Somebody else may have done it meanwhile."""
    return bool(found.is_current) or (bool(found.is_todays) and follow_few(connection, rule, found))


def refresh_all(connection: Connection, day: date) -> Iterator[Refreshed]:
    """Bring all results up to now, in the caller's transaction; a rule after those that it reads."""
    end_others(connection, day)
    done: set[str] = set()
    while left := [rule for rule in outdated(connection, day) if rule.id not in done]:
        done.add(left[0].id)
        refreshed = refresh(connection, left[0], day)
        if refreshed is not None:
            yield refreshed


def _in_force(connection: Connection, day: date) -> list[Rule]:
    return [rule for rule in in_order(rule_book(connection).rules.values()) if rule.is_in_force(day)]


def _known(connection: Connection, day: date) -> dict[str, int]:
    """Version of what is shown of each rule."""
    found = connection.execute(text(_KNOWN), {"day": day.isoformat()})
    return {row.rule_id: row.rule_version for row in found}
