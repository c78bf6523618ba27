"""How a unit stands against each criterion: met, not met, not known, not applicable. Pure."""

import operator
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from geo_api.scorecards.sets import UNIT_KIND, CriteriaSet, Criterion, Threshold

Outcome = Literal["pass", "fail", "unknown", "not_applicable"]
# Why something is not known.
Reason = Literal["not_calculated", "no_result", "no_value", "no_threshold", "scope_unknown"]
_OPERATORS = {">=": operator.ge, ">": operator.gt, "<=": operator.le, "<": operator.lt, "==": operator.eq}
REQUIRED = "required"


@dataclass(frozen=True, slots=True)
class Result:
    """What a rule says of a unit. The counts are None where they would tell of single dwellings.

    weighed_by: of what the share is, `population` or `addresses`; None: of the subjects, one by one.
    """

    outcome: Outcome
    share: float | None = None
    subjects: int | None = None
    passed: int | None = None
    failed: int | None = None
    unknown: int | None = None
    weighed_by: str | None = None


@dataclass(frozen=True, slots=True)
class Figure:
    """The newest value of an indicator; first and last day of its period."""

    value: float
    first: date
    last: date
    source: str | None = None


@dataclass(frozen=True, slots=True)
class Facts:
    """All that is known of one unit on a day. calculated: rules of which there is a result for anybody."""

    kind: str
    results: Mapping[str, Result] = field(default_factory=dict)
    figures: Mapping[str, Figure] = field(default_factory=dict)
    calculated: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Part:
    """One rule or threshold of a criterion, judged. needed: the threshold that held for this unit."""

    outcome: Outcome
    rule: str | None = None
    threshold: Threshold | None = None
    needed: float | None = None
    reason: Reason | None = None


@dataclass(frozen=True, slots=True)
class Judged:
    """A criterion of one unit."""

    criterion: Criterion
    outcome: Outcome
    parts: tuple[Part, ...]


def judge(wanted: CriteriaSet, facts: Facts) -> list[Judged]:
    """Every criterion of the set, in its order."""
    applies = is_within(wanted, facts)
    return [_judged(criterion, facts, applies) for criterion in wanted.criteria]


def is_within(wanted: CriteriaSet, facts: Facts) -> bool | None:
    """Whether the set is for this unit; None: it hangs on a figure that nobody has."""
    found = [_matches(name, values, facts) for name, values in wanted.applies_to.items()]
    return False if False in found else None if None in found else True


def total(outcomes: Iterable[Outcome]) -> Outcome:
    """All of them: one that fails decides, then one that is not known; what does not apply asks for nothing."""
    there = set(outcomes)
    for outcome in ("fail", "unknown", "pass"):
        if outcome in there:
            return outcome
    return "not_applicable"


def standing(judged: Iterable[Judged]) -> Outcome:
    """The set as a whole: all that it requires."""
    return total(each.outcome for each in judged if each.criterion.severity == REQUIRED)


def counts(outcomes: Iterable[Outcome]) -> Counter[str]:
    return Counter(outcomes)


def _matches(name: str, values: tuple[str | float, ...], facts: Facts) -> bool | None:
    if name == UNIT_KIND:
        return facts.kind in values
    figure = facts.figures.get(name)
    return None if figure is None else figure.value in values


def _judged(criterion: Criterion, facts: Facts, applies: bool | None) -> Judged:
    if applies is False:
        return Judged(criterion, "not_applicable", ())
    parts = (
        *(_of_rule(rule, facts) for rule in criterion.rules),
        *(_of_threshold(threshold, facts) for threshold in criterion.thresholds),
    )
    if applies is None:
        parts = (*parts, Part("unknown", reason="scope_unknown"))
    return Judged(criterion, total(part.outcome for part in parts), parts)


def _of_rule(rule: str, facts: Facts) -> Part:
    if rule not in facts.calculated:
        return Part("unknown", rule, reason="not_calculated")
    result = facts.results.get(rule)
    # Units that came, or were drawn anew, after the calculation.
    return Part(result.outcome, rule) if result else Part("unknown", rule, reason="no_result")


def _of_threshold(threshold: Threshold, facts: Facts) -> Part:
    figure = facts.figures.get(threshold.code)
    is_known, needed = _needed(threshold, facts)
    if figure is None or not is_known:
        return Part("unknown", threshold=threshold, needed=needed, reason="no_value")
    if needed is None:
        return Part("unknown", threshold=threshold, reason="no_threshold")
    outcome: Outcome = "pass" if _OPERATORS[threshold.op](figure.value, needed) else "fail"
    return Part(outcome, threshold=threshold, needed=needed)


def _needed(threshold: Threshold, facts: Facts) -> tuple[bool, float | None]:
    """Whether it is known which of the thresholds holds for the unit, and that one."""
    if threshold.by is None:
        return True, threshold.values[""]
    group = facts.figures.get(threshold.by)
    return (False, None) if group is None else (True, threshold.values.get(f"{group.value:g}"))
