"""Results added up in units of every level, for the slow evaluator."""

from dataclasses import dataclass
from typing import Any

from tests.coverage.slow_evaluator import Judged, SlowEvaluator
from tests.coverage.slow_register import LEVELS, Register
from tests.coverage.slow_truth import Range, share_of
from tests.coverage.world import Unit


@dataclass(frozen=True)
class Counted:
    """A unit's results. share: of the weight of what is known, None where a weight is not."""

    level: str
    outcome: str
    passed: int
    failed: int
    unknown: int
    weight_total: float | None
    share: float | None
    weighed_by: str | None
    is_close: bool = False


def roll_up(evaluator: SlowEvaluator) -> dict[str, Counted]:
    """Unit → what its subjects come to, in every level in which there are any, and in the rule's own."""
    rule, register = evaluator.document, evaluator.register
    held: dict[str, list[Judged]] = {}
    for judged in evaluator.found.values():
        for code in _places(judged, rule, register):
            held.setdefault(code, []).append(judged)
    some = {code for code, ones in held.items() if any(one.outcome != "not_applicable" for one in ones)}
    levels = {register.units[code].level for code in some} | {_level(rule)}
    units = [unit for level in LEVELS if level in levels for unit in register.of_level(level)]
    return {unit.code: _count(evaluator, unit, held.get(unit.code, [])) for unit in units}


def outcomes(evaluator: SlowEvaluator) -> dict[str, str]:
    return {code: counted.outcome for code, counted in roll_up(evaluator).items()}


def _level(rule: dict[str, Any]) -> str:
    return str((rule.get("rollup") or rule["composite"])["level"])


def _places(judged: Judged, rule: dict[str, Any], register: Register) -> set[str]:
    """The subject's hamlet and commune, the unit of the rule's level, and those above them: one of each level."""
    places = {"hamlet": judged.hamlet, "commune": judged.commune}
    bottom = judged.commune or judged.unit
    for level in ("district", "province"):
        above = register.above(register.units[bottom], level) if bottom else None
        places[level] = above and above.code
    if judged.unit:
        places[_level(rule)] = judged.unit
    return {code for code in places.values() if code}


def _count(evaluator: SlowEvaluator, unit: Unit, held: list[Judged]) -> Counted:
    asked = [one for one in held if one.outcome != "not_applicable"]
    passed, failed, unknown = ([one for one in asked if one.outcome == word] for word in ("pass", "fail", "unknown"))
    weights = [one.weight for one in asked]
    share = None
    if None not in weights:
        known = _sum(passed) + _sum(failed)
        share = _sum(passed) / known if known else None
    return Counted(
        unit.level,
        _outcome(evaluator, unit, asked),
        len(passed),
        len(failed),
        len(unknown),
        None if None in weights else sum(weight or 0 for weight in weights),
        share,
        _weighed_by(evaluator.document, asked),
        any(one.is_close for one in held),
    )


def _sum(judged: list[Judged]) -> float:
    return sum(one.weight or 0 for one in judged)


def _weighed_by(rule: dict[str, Any], asked: list[Judged]) -> str | None:
    if rule.get("subject", {}).get("set") != "popcell":
        return None
    layers = {one.layer for one in asked}
    return "both" if len(layers) > 1 else layers.pop() if layers else None


def _outcome(evaluator: SlowEvaluator, unit: Unit, asked: list[Judged]) -> str:
    rule = evaluator.document
    applies = (
        evaluator.applies(evaluator.register.above(unit, "commune")) if unit.level in ("hamlet", "commune") else True
    )
    is_of_units = "composite" in rule or rule["subject"]["set"] == "unit"
    if applies is False:
        return "not_applicable"
    if applies is None or (unit.area is None and not is_of_units):
        return "unknown"
    default = {"stat": "all", "pass": {"op": "==", "value": 1}}
    rollup = rule.get("rollup", default)
    if not asked or (rollup["stat"] == "share" and all(one.weight == 0 for one in asked)):
        return str(rollup.get("empty", "not_applicable"))
    return _statistic(rollup["stat"], asked).passes(rollup["pass"])


def _statistic(stat: str, asked: list[Judged]) -> Range:
    """The least and the most that it may be once all is known."""
    sure = [one.outcome == "pass" for one in asked]
    maybe = [one.outcome != "fail" for one in asked]
    match stat:
        case "count":
            return Range(sum(sure), sum(maybe))
        case "all":
            return Range(all(sure), all(maybe))
        case "any":
            return Range(any(sure), any(maybe))
    return share_of([one.weight for one in asked], sure, maybe)
