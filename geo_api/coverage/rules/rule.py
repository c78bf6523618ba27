"""Coverage rules as values. How they are read and what they may say: ``read.py``."""

import math
import operator
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from geo_api.coverage.rules.conditions import Selection, Source
from layers.layer import Text, Value

# What a rule may ask of communes besides their indicators.
UNIT_KIND = "unit_kind"
# Target kinds of this form mean the outcome of another rule in the same unit.
RULE_KIND = "rule:"
# Pixels a metre of width at which a camera detects, observes, recognises, identifies a person (IEC 62676-4:2015).
PIXELS_A_METRE = {"detect": 25.0, "observe": 62.5, "recognise": 125.0, "identify": 250.0}
_OPERATORS = {">=": operator.ge, ">": operator.gt, "<=": operator.le, "<": operator.lt, "==": operator.eq}


@dataclass(frozen=True, slots=True)
class Basis:
    """Where the rule comes from. checked: someone has compared it with the text of that document."""

    kind: str
    doc: str | None = None
    clause: str | None = None
    quote: str | None = None
    checked: bool = False


@dataclass(frozen=True, slots=True)
class Comparison:
    op: str
    value: float


@dataclass(frozen=True, slots=True)
class Relation:
    """How a target must lie to a subject. argument: metres of ``within_m``, level of ``seen_by``. place: JSON path."""

    verb: str
    argument: float | str | bool
    metric: str
    place: str


@dataclass(frozen=True, slots=True)
class Measure:
    """of: the target's field that is summed, or of whom a share is. per: attribute of the subject and how many of it
    the sum is for.
    """

    agg: str
    of: str | None = None
    per: tuple[str, float] | None = None

    @property
    def is_of_ground(self) -> bool:
        """Whether it is a share of a line or an area."""
        return self.agg in ("share_length", "share_area")

    @property
    def is_of_people(self) -> bool:
        """Whether it is a share of those who live in a unit, each looked at where they live."""
        return self.agg == "share_weight"


@dataclass(frozen=True, slots=True)
class Rollup:
    level: str
    stat: str
    threshold: Comparison
    empty: str


@dataclass(frozen=True, slots=True)
class Applies:
    """To which communes a rule applies: how the attribute (``unit_kind``, an indicator's code) compares with `value`.

    With ``in`` and ``not_in`` the value is a tuple.
    """

    attribute: str
    op: str
    value: Value | tuple[Value, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleHead:
    """What rules of both kinds say of themselves. document: the whole rule as written; valid: from, to (exclusive)."""

    id: str
    version: int
    title: Text
    basis: Basis
    severity: str
    valid: tuple[date | None, date | None]
    applies_to: tuple[Applies, ...]
    source: str
    document: Mapping[str, Any]

    def is_in_force(self, at: date) -> bool:
        first, end = self.valid
        return (first is None or first <= at) and (end is None or at < end)


@dataclass(frozen=True, slots=True, kw_only=True)
class SingleRule(RuleHead):
    """A target counts for a subject when any of `relations` holds. weight: what a subject counts for in its unit."""

    subject: Selection
    weight: str
    target: Selection
    relations: tuple[Relation, ...]
    measure: Measure
    threshold: Comparison
    rollup: Rollup

    @property
    def level(self) -> str:
        return self.rollup.level

    @property
    def things(self) -> tuple[Source, ...]:
        """What is counted and can be put up, moved, removed: units are not."""
        return () if self.target.set == "unit" else self.target.sources

    @property
    def sees_ground(self) -> bool:
        """Whether what a camera sees is an area, to be laid over lines and areas."""
        return self.measure.is_of_ground or self.subject.set == "road"

    @property
    def is_of_itself(self) -> bool:
        """Whether subjects are held to nothing but themselves: where anything stands does not matter."""
        return all(relation.verb == "self" for relation in self.relations)

    @property
    def passes_by_nothing(self) -> bool:
        """Whether who has no target passes: it is a distance that is asked for, or an absence."""
        nothing = math.inf if self.measure.agg == "nearest_m" else 0.0
        return bool(_OPERATORS[self.threshold.op](nothing, self.threshold.value))

    @property
    def seeks_nearest(self) -> bool:
        """Whether it is told how far the nearest target is that did not count."""
        return self.subject.set != "unit" and not self.is_of_itself

    @property
    def needs(self) -> tuple[str, ...]:
        """Ids of the rules whose outcome this one reads."""
        return tuple(kind.removeprefix(RULE_KIND) for kind in self.target.kinds if kind.startswith(RULE_KIND))


@dataclass(frozen=True, slots=True, kw_only=True)
class CompositeRule(RuleHead):
    """Rules combined in each unit of `level`. at_least: how many members must pass."""

    level: str
    members: tuple[str, ...]
    at_least: int

    @property
    def needs(self) -> tuple[str, ...]:
        return self.members


Rule = SingleRule | CompositeRule
