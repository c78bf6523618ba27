"""What is true, false or not known (None) of things and amounts, for the slow evaluator."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from math import inf, isinf
from typing import Any

from layers.layer import Group, Layer
from layers.registry import all_layers, layers_by_kind
from tests.coverage.world import Thing

GONE = ("closed", "planned", "removed", "retired")


def every(truths: Iterable[bool | None]) -> bool | None:
    listed = list(truths)
    return False if False in listed else None if None in listed else True


def some(truths: Iterable[bool | None]) -> bool | None:
    listed = list(truths)
    return True if True in listed else None if None in listed else False


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


@dataclass(frozen=True)
class Range:
    """An amount that lies somewhere between two bounds."""

    low: float
    high: float

    @property
    def told(self) -> float | None:
        return None if isinf(self.low) else self.low

    def passes(self, threshold: dict[str, Any]) -> str:
        """pass or fail where all amounts of the range do, else unknown."""
        op, limit = threshold["op"], threshold["value"]
        if op == "==":
            hits, misses = self.low == self.high == limit, not self.low <= limit <= self.high
        else:
            at_ends = {compare(op, self.low, limit), compare(op, self.high, limit)}
            hits, misses = at_ends == {True}, at_ends == {False}
        return "pass" if hits else "fail" if misses else "unknown"

    def is_near(self, limit: float, tolerance: float) -> bool:
        return any(tolerance and abs(end - limit) <= tolerance for end in (self.low, self.high))


ANYTHING = Range(-inf, inf)


def layers_of(selection: dict[str, Any]) -> set[str]:
    if "kind" in selection:
        return {_layer_of(selection, kind).name for kind in selection["kind"]}
    return {layer.name for layer in all_layers().values() if layer.group.value == selection["set"]}


def _layer_of(selection: dict[str, Any], kind: str) -> Layer:
    return layers_by_kind()[Group(selection["set"]), kind]


def is_meant(thing: Thing, selection: dict[str, Any], at: date) -> bool | None:
    """Whether a rule's selection speaks of the thing: any of its kinds, and all that it says under `where`."""
    kinds = [
        dict(all_layers()[thing.layer].kinds[kind])
        for kind in selection.get("kind", ())
        if _layer_of(selection, kind).name == thing.layer
    ]
    of_kind = [every(holds(thing.get(name), value, at) for name, value in kind.items()) for kind in kinds]
    where = every(holds(thing.get(name), wanted, at) for name, wanted in selection.get("where", {}).items())
    return every([some(of_kind) if of_kind else True, where])


def is_gone(thing: Thing) -> bool:
    return thing.get("status") in GONE


def holds(value: Any, wanted: Any, at: date) -> bool | None:
    """Whether a value is as it is wanted: one, one of a list, or compared."""
    if value is None:
        return None
    if not isinstance(wanted, dict):
        return value in wanted if isinstance(wanted, list) else bool(value == wanted)
    op, limit = wanted["op"], wanted["value"]
    if op in ("in", "not_in"):
        return (value in limit) is (op == "in")
    if op == "fresher_than_days":
        return date.fromisoformat(value) >= at - timedelta(days=limit)
    return compare(op, value, limit)


def share_of(weights: Sequence[float | None], sure: Sequence[bool], maybe: Sequence[bool]) -> Range:
    """The least and the most share of weight that is counted, surely and perhaps; to the last digit."""
    return Range(float(_least(weights, sure)), float(1 - _least(weights, [not one for one in maybe])))


def _least(weights: Sequence[float | None], counted: Sequence[bool]) -> Fraction:
    """The least share of weight that is counted: weights not known are nothing where they would, all where not."""
    weighed = list(zip(weights, counted, strict=True))
    if all(counted):
        return Fraction(1)
    if any(weight is None for weight, is_counted in weighed if not is_counted):
        return Fraction(0)
    total = sum(Fraction(weight or 0) for weight in weights)
    part = sum(Fraction(weight or 0) for weight, is_counted in weighed if is_counted)
    return Fraction(part) / total if total else Fraction(0)
