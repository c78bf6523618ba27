"""A second, slow way to evaluate a rule: loops, shapely and pyproj, no SQL.

It shares nothing with the compiler but the text of the rule.
"""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from shapely import Point

from geo_api.coverage.rule import Rule
from layers.registry import all_layers, layers_by_kind
from tests.coverage.world import Found, Thing, Unit, World, metres


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
