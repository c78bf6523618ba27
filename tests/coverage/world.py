"""Small worlds made by hand, and a second, slow way to evaluate a rule on them: loops, shapely and pyproj, no SQL.

It shares nothing with the compiler but the text of the rule.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

import yaml
from pyproj import Geod
from shapely import Point, Polygon, box
from sqlalchemy import Connection, text

from geo_api.coverage.rule import Rule, parse_rule
from layers.registry import all_layers, layers_by_kind
from loaders.write import FeatureRow, copy_features

GEOD = Geod(ellps="WGS84")
# A day that has come, whatever the clock says.
DAY = date(2025, 11, 21)
# Two communes of the delta, about 1 km square, that share the border 106.16° E.
WEST = box(106.15, 20.40, 106.16, 20.41)
EAST = box(106.16, 20.40, 106.17, 20.41)

RULE = {
    "id": "wifi.test",
    "version": 1,
    "title": {"vi": "Wifi", "en": "Wifi"},
    "severity": "info",
    "basis": {"kind": "default"},
    "subject": {"set": "place", "kind": ["culture_house", "health_station"]},
    "target": {
        "set": "asset",
        "kind": ["wifi"],
        "where": {"free": True, "mbps_down": {"op": ">=", "value": 100}, "status": "active"},
    },
    "relation": {"any_of": [{"hosted": True}, {"within_m": 30, "metric": "straight"}]},
    "measure": {"agg": "count"},
    "pass": {"op": ">=", "value": 1},
    "rollup": {"level": "commune", "stat": "share", "pass": {"op": ">=", "value": 1.0}, "empty": "not_applicable"},
}


def rule_of(**changes: Any) -> Rule:
    """The test's rule with some of its parts replaced (``pass_`` for ``pass``); None takes a part away."""
    changed = {name.rstrip("_"): value for name, value in changes.items()}
    document = {name: value for name, value in {**RULE, **changed}.items() if value is not None}
    return parse_rule(yaml.safe_dump(document, allow_unicode=True), "test.yaml")


@dataclass(frozen=True)
class Thing:
    """A row of a layer; its name is unique in the world."""

    layer: str
    name: str
    lon: float
    lat: float
    values: dict[str, Any] = field(default_factory=dict)

    def get(self, attribute: str) -> Any:
        return self.values.get(attribute)


@dataclass(frozen=True)
class Unit:
    code: str
    area: Polygon | None
    level: str = "commune"
    valid: str = "[2025-07-01,)"


@dataclass
class World:
    units: list[Unit] = field(default_factory=list)
    things: list[Thing] = field(default_factory=list)


def at_distance(thing: Thing, metres: float, bearing: float = 90.0) -> tuple[float, float]:
    """The point so far from a thing, on the spheroid."""
    lon, lat, _ = GEOD.fwd(thing.lon, thing.lat, bearing, metres)
    return lon, lat


def metres(a: Thing, b: Thing) -> float:
    return float(GEOD.inv(a.lon, a.lat, b.lon, b.lat)[2])


def build(connection: Connection, world: World) -> None:
    """Write the world into an empty database. Units get ids in their order."""
    for unit in world.units:
        _add_unit(connection, unit)
    for name in sorted({thing.layer for thing in world.things}):
        load = connection.scalar(
            text(
                "INSERT INTO load (layer, mode, file_name, file_sha256, source_crs,"
                " rows_read, rows_written, rows_refused, report)"
                " VALUES (:layer, 'append', 'test', '', 'EPSG:4326', 0, 0, 0, '{}') RETURNING id"
            ),
            {"layer": name},
        )
        rows = [
            FeatureRow(Point(thing.lon, thing.lat), {**thing.values, "name": thing.name}, number)
            for number, thing in enumerate(world.things, 1)
            if thing.layer == name
        ]
        copy_features(connection, all_layers()[name], load, rows)


def _add_unit(connection: Connection, unit: Unit) -> None:
    connection.execute(
        text(
            "WITH made AS (INSERT INTO unit (level) VALUES (:level) RETURNING id), coded AS ("
            "  INSERT INTO unit_code SELECT :scheme, :code, id, CAST(:valid AS daterange) FROM made)"
            " INSERT INTO unit_version (unit_id, valid, name, kind, geom, geom_status)"
            " SELECT id, CAST(:valid AS daterange), :code, 'xã', ST_Multi(ST_GeomFromText(:area, 4326)), :status"
            " FROM made"
        ),
        {
            "level": unit.level,
            "scheme": "wardmap" if unit.level == "hamlet" else "gso",
            "code": unit.code,
            "valid": unit.valid,
            "area": unit.area.wkt if unit.area else None,
            "status": "sketch" if unit.area else "none",
        },
    )


@dataclass(frozen=True)
class Found:
    """What is known of one subject after a run. targets: names of those that may rightly be the deciding one."""

    outcome: str
    unit: str | None
    distance: float | None
    targets: frozenset[str]


def stored_results(connection: Connection, run_id: int) -> dict[str, Found]:
    """Subject name → what the run wrote."""
    rows = connection.execute(
        text(
            "SELECT r.name, r.outcome, r.distance_m, v.name AS unit, f.name AS target"
            "  FROM coverage_result r LEFT JOIN unit_version v ON v.unit_id = r.unit_id"
            "  LEFT JOIN feature f ON f.layer = r.target_layer AND f.id = r.target_id WHERE run_id = :run"
        ),
        {"run": run_id},
    )
    return {
        row.name: Found(row.outcome, row.unit, row.distance_m, frozenset([row.target] if row.target else []))
        for row in rows
    }


def stored_units(connection: Connection, run_id: int) -> dict[str, tuple[str, int, int, int, float | None]]:
    """Unit code → outcome, passed, failed, unknown, share."""
    rows = connection.execute(
        text(
            "SELECT v.name, u.outcome, passed, failed, unknown, share FROM coverage_unit u"
            "  JOIN unit_version v ON v.unit_id = u.unit_id WHERE run_id = :run"
        ),
        {"run": run_id},
    )
    return {row.name: (row.outcome, row.passed, row.failed, row.unknown, row.share) for row in rows}


class SlowEvaluator:
    """A rule over a world, subject by subject and target by target."""

    def __init__(self, rule: Rule, world: World, at: date) -> None:
        self.document: dict[str, Any] = dict(rule.document)
        self.world, self.at = world, at
        self.units = [
            unit for unit in world.units if unit.level == self.document["rollup"]["level"] and self._in_force(unit)
        ]
        self.targets = list(self._chosen("target"))
        layers = self._layers("target")
        self.unsurveyed = any(all(thing.layer != layer for thing in world.things) for layer in layers)

    def _in_force(self, unit: Unit) -> bool:
        start, end = unit.valid.strip("[)").split(",")
        return date.fromisoformat(start) <= self.at and (not end or self.at < date.fromisoformat(end))

    def _layers(self, part: str) -> set[str]:
        selection = self.document[part]
        if "kind" in selection:
            return {layers_by_kind()[kind].name for kind in selection["kind"]}
        return {layer.name for layer in all_layers().values() if layer.group.value == selection["set"]}

    def _chosen(self, part: str) -> Iterator[tuple[Thing, bool]]:
        """Things that are or may be meant, with whether that is sure."""
        for thing in self.world.things:
            if thing.layer in self._layers(part):
                truth = self._is_meant(thing, self.document[part])
                if truth is not False:
                    yield thing, truth is True

    def _is_meant(self, thing: Thing, selection: dict[str, Any]) -> bool | None:
        kinds = [
            dict(all_layers()[thing.layer].kinds[kind])
            for kind in selection.get("kind", ())
            if layers_by_kind()[kind].name == thing.layer
        ]
        of_kind = [_all(self._holds(thing, name, value) for name, value in kind.items()) for kind in kinds]
        where = _all(self._holds(thing, name, wanted) for name, wanted in selection.get("where", {}).items())
        return _all([_any(of_kind) if of_kind else True, where])

    def _holds(self, thing: Thing, name: str, wanted: Any) -> bool | None:
        value = thing.get(name)
        if value is None:
            return None
        if not isinstance(wanted, dict):
            return value in wanted if isinstance(wanted, list) else bool(value == wanted)
        op, limit = wanted["op"], wanted["value"]
        if op in ("in", "not_in"):
            return (value in limit) is (op == "in")
        if op == "fresher_than_days":
            return date.fromisoformat(value) >= self.at - timedelta(days=limit)
        return compare(op, value, limit)

    def subjects(self) -> dict[str, Found]:
        absent = ("closed", "planned", "removed")
        return {
            thing.name: self._judge(thing, sure)
            for thing, sure in self._chosen("subject")
            if thing.get("status") not in absent
        }

    def _judge(self, subject: Thing, sure: bool) -> Found:
        related = [
            (target, certain, self._relates(self.document["relation"], subject, target))
            for target, certain in self.targets
            if target is not subject
        ]
        low = sum(1 for _, certain, how in related if how and certain)
        high = sum(1 for _, _, how in related if how) + (50 if self.unsurveyed else 0)
        op, limit = self.document["pass"]["op"], self.document["pass"]["value"]
        outcome = verdict({compare(op, count, limit) for count in range(low, high + 1)}) if sure else "unknown"
        certain = [
            (how != "hosted", metres(subject, target), target.name)
            for target, is_sure, how in related
            if is_sure and how
        ]
        anywhere = [
            (False, metres(subject, target), target.name)
            for target, is_sure in self.targets
            if is_sure and target is not subject
        ]
        candidates = sorted(certain if outcome == "pass" and certain else anywhere)
        distance = candidates[0][1] if candidates else None
        names = {name for _, far, name in candidates if distance is not None and abs(far - distance) < 1e-6}
        return Found(outcome, self._unit(subject), distance, frozenset(names))

    def _relates(self, relation: dict[str, Any], subject: Thing, target: Thing) -> str | None:
        if "any_of" in relation:
            ways = {self._relates(one, subject, target) for one in relation["any_of"]}
            return "hosted" if "hosted" in ways else "near" if "near" in ways else None
        if "hosted" in relation:
            key = subject.get("key")
            return "hosted" if key is not None and target.get("host") == f"{subject.layer}/{key}" else None
        distance = metres(subject, target)
        assert abs(distance - relation["within_m"]) > 0.001, "the world has a pair too close to the threshold to judge"
        return "near" if distance < relation["within_m"] else None

    def _unit(self, subject: Thing) -> str | None:
        place = Point(subject.lon, subject.lat)
        return next((unit.code for unit in self.units if unit.area is not None and unit.area.covers(place)), None)

    def rolled_up(self) -> dict[str, tuple[str, int, int, int, float | None]]:
        found = self.subjects().values()
        return {
            unit.code: self._roll(unit, [one.outcome for one in found if one.unit == unit.code]) for unit in self.units
        }

    def _roll(self, unit: Unit, outcomes: list[str]) -> tuple[str, int, int, int, float | None]:
        passed, failed, unknown = (outcomes.count(word) for word in ("pass", "fail", "unknown"))
        rollup = self.document["rollup"]
        if unit.area is None:
            outcome = "unknown"
        elif not outcomes:
            outcome = rollup.get("empty", "not_applicable")
        else:
            worlds = {self._statistic(passed + more, len(outcomes)) for more in range(unknown + 1)}
            outcome = verdict({compare(rollup["pass"]["op"], value, rollup["pass"]["value"]) for value in worlds})
        share = passed / (passed + failed) if passed + failed else None
        return outcome, passed, failed, unknown, share

    def _statistic(self, passed: int, subjects: int) -> float:
        match self.document["rollup"]["stat"]:
            case "share":
                return passed / subjects
            case "all":
                return float(passed == subjects)
            case "any":
                return float(passed > 0)
        return float(passed)


def verdict(truths: set[bool]) -> str:
    """What can be said when the truth is one of these."""
    return {frozenset([True]): "pass", frozenset([False]): "fail"}.get(frozenset(truths), "unknown")


def compare(op: str, value: Any, limit: Any) -> bool:
    return bool(
        {
            ">=": value >= limit,
            ">": value > limit,
            "<=": value <= limit,
            "<": value < limit,
            "==": value == limit,
        }[op]
    )


def _all(truths: Any) -> bool | None:
    listed = list(truths)
    return False if False in listed else None if None in listed else True


def _any(truths: Any) -> bool | None:
    listed = list(truths)
    return True if True in listed else None if None in listed else False
