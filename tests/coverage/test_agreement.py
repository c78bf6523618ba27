"""SQL and the slow evaluator must say the same of every subject and unit of random small cities.

WARDMAP_CITIES says how many cities, WARDMAP_CITIES_FROM the first one's number.
"""

import os
from collections import Counter
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

import pytest
import yaml
from sqlalchemy import Connection, Row

from geo_api.coverage.evaluate.run import run
from geo_api.coverage.rules.read import parse_rule
from geo_api.coverage.rules.rule import Rule
from geo_api.coverage.rules.shipped import in_order, shipped_rules
from tests.coverage.city import City
from tests.coverage.made_up import MADE_UP
from tests.coverage.slow_evaluator import SHARE_TOLERANCE, Judged, SlowEvaluator
from tests.coverage.slow_relations import LINE_TOLERANCE, WALK_TOLERANCE
from tests.coverage.slow_rollup import Counted, outcomes, roll_up
from tests.coverage.stored import NAMES, results_of, units_of
from tests.coverage.world import DAY, build

FIRST = int(os.environ.get("WARDMAP_CITIES_FROM", "1"))
CITIES = range(FIRST, FIRST + int(os.environ.get("WARDMAP_CITIES", "2")))
RULES = in_order(
    [*shipped_rules().values(), *(parse_rule(yaml.safe_dump(rule, allow_unicode=True), rule["id"]) for rule in MADE_UP)]
)


@pytest.mark.parametrize("seed", CITIES)
def test_sql_and_the_slow_evaluator_agree(connection, seed):
    build(connection, City(seed).world)
    faults = [fault for rule, slow in evaluated(seed) for fault in differences(connection, rule, slow)]
    assert faults == []


@cache
def evaluated(seed: int) -> list[tuple[Rule, SlowEvaluator]]:
    """Every rule after those that it reads."""
    world, found = City(seed).world, []
    earlier: dict[str, Mapping[str, str]] = {}
    for rule in RULES:
        slow = SlowEvaluator(rule, world, DAY, earlier)
        earlier[rule.id] = outcomes(slow)
        found.append((rule, slow))
    return found


def differences(connection: Connection, rule: Rule, slow: SlowEvaluator, names: str = NAMES) -> Iterator[str]:
    run_id = run(connection, rule, DAY).run_id
    found, units, wanted = results_of(connection, run_id, names), units_of(connection, run_id, names), roll_up(slow)
    for key in found.keys() ^ slow.found.keys():
        yield f"{rule.id}: {key} is judged by one alone: {found.get(key) or slow.found[key]}"
    for key in found.keys() & slow.found.keys():
        yield from (f"{rule.id}: {key}: {text}" for text in _of_subject(rule, found[key], slow.found[key]))
    for code in units.keys() ^ wanted.keys():
        yield f"{rule.id}: unit {code} is counted by one alone: {units.get(code) or wanted[code]}"
    for code in units.keys() & wanted.keys():
        yield from (f"{rule.id}: unit {code}: {text}" for text in _of_unit(units[code], wanted[code]))


def _of_subject(rule: Rule, got: Row, wanted: Judged) -> Iterator[str]:
    yield from _unlike(got, wanted, ("unit", "commune", "hamlet"), 0)
    yield from _unlike(got, wanted, ("weight",), 0.001 * (wanted.weight or 1))
    if not wanted.is_close:
        yield from _unlike(got, wanted, ("outcome",), 0)
        yield from _unlike(got, wanted, ("measure",), _measure_tolerance(rule))
        yield from _unlike(got, wanted, ("distance",), _distance_tolerance(rule))
        if got.target not in (wanted.targets or {None}):
            yield f"target {got.target}, wanted one of {set(wanted.targets)}"
        if got.is_drawn and got.outcome in ("pass", "not_applicable") and got.distance is None:
            yield "a shape of what is no gap and has no nearest"


def _of_unit(got: Row, wanted: Counted) -> Iterator[str]:
    yield from _unlike(got, wanted, ("level", "weighed_by"), 0)
    if not wanted.is_close:
        yield from _unlike(got, wanted, ("outcome", "passed", "failed", "unknown"), 0)
        yield from _unlike(got, wanted, ("weight_total",), 0.001 * (wanted.weight_total or 1))
        yield from _unlike(got, wanted, ("share",), 1e-6)


def _unlike(got: Any, wanted: Any, names: tuple[str, ...], tolerance: float) -> Iterator[str]:
    for name in names:
        one, other = getattr(got, name), getattr(wanted, name)
        alike = one == other if None in (one, other) or not tolerance else abs(one - other) <= tolerance
        if not alike:
            yield f"{name} {one}, wanted {other} ({wanted})"


def _measure_tolerance(rule: Rule) -> float:
    agg = rule.document.get("measure", {}).get("agg", "")
    return SHARE_TOLERANCE if agg.startswith("share") else _distance_tolerance(rule) if agg == "nearest_m" else 1e-6


def _distance_tolerance(rule: Rule) -> float:
    relation = str(rule.document.get("relation"))
    if "'walk'" in relation or "'drive'" in relation:
        return WALK_TOLERANCE
    is_point = rule.document.get("subject", {}).get("set") != "road" and "share" not in str(
        rule.document.get("measure")
    )
    return 0.001 if is_point else LINE_TOLERANCE


def test_the_cities_hold_what_is_worth_asking():
    """So that agreement means something: every outcome of most rules, and hardly one too close to tell."""
    seen: dict[str, Counter[str]] = {rule.id: Counter() for rule in RULES}
    close = Counter[bool]()
    for seed in CITIES:
        for rule, slow in evaluated(seed):
            seen[rule.id].update(one.outcome for one in slow.found.values())
            close.update(one.is_close for one in slow.found.values())
    assert sum(len(outcomes) >= 2 for outcomes in seen.values()) > 0.8 * len(RULES)
    assert sum({"pass", "fail", "unknown"} <= set(outcomes) for outcomes in seen.values()) > 0.5 * len(RULES)
    assert close[True] < 0.1 * close[False]
