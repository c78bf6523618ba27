"""How finely whoever edits rules may ask how far things are, of dwellings and of what not everybody sees. Pure."""

from collections.abc import Iterator
from typing import Any

from geo_api.coverage.rules.conditions import operation
from geo_api.coverage.rules.rule import Rule, SingleRule
from geo_api.coverage.rules.shipped import shipped_rules
from layers.layer import Layer, Text

# Rules about dwellings go by so many metres: nearer together, what differs between two would be one of them.
DWELLINGS_STEP_M = 50
# As results tell the metres to what is guarded.
GUARDED_STEP_M = 100
SHARES_IN_ONE = 10
_OF_DWELLINGS = ("address", "popcell")
_IS_THERE = frozenset({(">=", 1), (">", 0), ("==", 0), ("<", 1), ("<=", 0)})
_SHARES = ("share_length", "share_area", "share_weight")
_ASKED = ("relation", "measure", "pass")


def locates_guarded(rule: Rule | None) -> bool:
    """Whether what it says of one subject tells how something lies to it that not everybody sees.

    How many are in a unit is everybody's.
    """
    if not isinstance(rule, SingleRule) or _guarded(rule) is None:
        return False
    return rule.subject.set != "unit" or any(one.verb != "inside" for one in rule.relations)


def too_fine(rule: SingleRule) -> Iterator[tuple[str, Text]]:
    """JSON paths of what would tell of single ones, with why."""
    if rule.subject.set in _OF_DWELLINGS:
        yield from _off_steps(rule, DWELLINGS_STEP_M, Text("nhà ở và dân cư", "dwellings and people"))
    guarded = _guarded(rule)
    if guarded is None or not locates_guarded(rule) or _asks_as_shipped(rule):
        return
    yield from _off_steps(rule, GUARDED_STEP_M, Text(f"lớp “{guarded.name}”", f"layer “{guarded.name}”"))
    yield from _measured(rule, guarded)
    yield from _narrowed(rule, guarded)


def _guarded(rule: SingleRule) -> Layer | None:
    return next((source.layer for source in rule.target.sources if not source.layer.is_open), None)


def _asks_as_shipped(rule: SingleRule) -> bool:
    """Whether a rule of the product asks the same of such subjects: what that finds is told anyway."""
    return any(
        isinstance(one, SingleRule)
        and one.subject.set == rule.subject.set
        and one.subject.kinds == rule.subject.kinds
        and _is_of_the_same(rule.document["target"], one.document["target"])
        and all(one.document.get(part) == rule.document.get(part) for part in _ASKED)
        for one in shipped_rules().values()
    )


def _is_of_the_same(target: Any, shipped: Any) -> bool:
    """Whether it is that target, or by fewer of the values that it names."""
    named = shipped.get("where", {})
    return (
        target["set"] == shipped["set"]
        and target.get("kind") == shipped.get("kind")
        and all(
            name in named and _values(wanted) and _values(wanted) <= _values(named[name])
            for name, wanted in target.get("where", {}).items()
        )
    )


def _values(wanted: Any) -> set[Any]:
    """Those that a condition lets pass by name; none where it has another operator."""
    op, value = operation(wanted)
    if op not in ("==", "in"):
        return set()
    return set(value) if isinstance(value, tuple) else {value}


def _off_steps(rule: SingleRule, step: int, what: Text) -> Iterator[tuple[str, Text]]:
    for place, metres in _metres(rule):
        if metres % step:
            yield (
                place,
                Text(
                    f"với {what.vi}, khoảng cách phải là bội số của {step} m",
                    f"of {what.en}, distances must be multiples of {step} m",
                ),
            )


def _metres(rule: SingleRule) -> Iterator[tuple[str, float]]:
    for one in rule.relations:
        if one.verb == "within_m":
            yield f"{one.place}.within_m", float(one.argument)
    if rule.measure.agg == "nearest_m":
        yield "$.pass.value", rule.threshold.value


def _measured(rule: SingleRule, guarded: Layer) -> Iterator[tuple[str, Text]]:
    """The third nearest, a sum or an exact share would each tell more than whether one is there."""
    measure, threshold = rule.measure, rule.threshold
    if measure.agg == "sum":
        yield (
            "$.measure.agg",
            Text(
                f"không cộng số của lớp “{guarded.name}” theo khoảng cách hay tầm nhìn",
                f"numbers of layer “{guarded.name}” may not be summed by distance or sight",
            ),
        )
    if measure.agg == "count" and (measure.per is not None or (threshold.op, threshold.value) not in _IS_THERE):
        yield (
            "$.measure.per" if measure.per is not None else "$.pass.value",
            Text(
                f"với lớp “{guarded.name}” chỉ hỏi được có hay không (ít nhất 1)",
                f"of layer “{guarded.name}” it may only be asked whether one is there (at least 1)",
            ),
        )
    if measure.agg in _SHARES and round(threshold.value * SHARES_IN_ONE, 6) % 1:
        yield (
            "$.pass.value",
            Text(
                f"với lớp “{guarded.name}”, tỷ lệ phải là bội số của 0,1",
                f"of layer “{guarded.name}”, shares must be multiples of 0.1",
            ),
        )


def _narrowed(rule: SingleRule, guarded: Layer) -> Iterator[tuple[str, Text]]:
    """With conditions of one's own, those that are seldom would be found one by one."""
    asked = rule.document["target"].get("where")
    if asked and asked not in [one.document["target"].get("where") for one in _locating_shipped(guarded)]:
        yield (
            "$.target.where",
            Text(
                f"với lớp “{guarded.name}”, xét theo khoảng cách hay tầm nhìn, điều kiện phải như ở một tiêu chí"
                " kèm theo phần mềm",
                f"of layer “{guarded.name}”, by distance or sight, conditions must be those of a rule of the product",
            ),
        )


def _locating_shipped(guarded: Layer) -> Iterator[SingleRule]:
    for rule in shipped_rules().values():
        if isinstance(rule, SingleRule) and locates_guarded(rule) and _guarded(rule) is guarded:
            yield rule
