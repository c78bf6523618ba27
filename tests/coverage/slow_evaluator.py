"""A second, slow way to evaluate a rule: loops, shapely, pyproj and networkx, no SQL.

It shares nothing with the compiler but the text of the rule. What the parts mean is written down in docs/coverage.md.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from math import inf
from typing import Any

from shapely import Point, union_all

from geo_api.coverage.rules.rule import Rule
from tests.coverage.slow_ground import extent, metres_to
from tests.coverage.slow_register import Register
from tests.coverage.slow_relations import Targets, Tie
from tests.coverage.slow_subjects import Subject, Subjects, homes
from tests.coverage.slow_truth import ANYTHING, Range, every, holds, share_of
from tests.coverage.world import Unit, World

# What a share of ground may be off by where circles are drawn with few corners.
SHARE_TOLERANCE = 0.015
_EXTENT_SHARES = ("share_length", "share_area")


@dataclass(frozen=True)
class Judged:
    """A subject's result. targets: those that may rightly be the deciding one.

    is_close: so near to a limit that another way to measure may rightly say something else.
    """

    outcome: str
    unit: str | None
    commune: str | None
    hamlet: str | None
    weight: float | None
    measure: float | None = None
    distance: float | None = None
    targets: frozenset[str] = frozenset()
    is_close: bool = False
    layer: str = ""


class SlowEvaluator:
    """A rule over a world. earlier: rule → unit → outcome, of rules that this one reads."""

    def __init__(
        self, rule: Rule, world: World, at: date, earlier: Mapping[str, Mapping[str, str]] | None = None
    ) -> None:
        self.document: dict[str, Any] = dict(rule.document)
        self.register, self.world, self.earlier = Register(world, at), world, earlier or {}
        self.found: dict[tuple[str, str | None], Judged] = {}
        if "composite" in self.document:
            self._combine()
            return
        subjects = list(Subjects(self.document, world, self.register))
        if self.document["target"]["set"] != "indicator":
            self.targets = Targets(self.document, world, self.register)
            people = self.document["measure"]["agg"] == "share_weight"
            self.homes = list(homes(self.document, world, self.register)) if people else []
            self.targets.find_ways(self.homes if people else subjects)
        for subject in subjects:
            assert self.found.setdefault((subject.name, subject.part), judged := self._judge(subject)) is judged

    # Single rules

    def _judge(self, subject: Subject) -> Judged:
        hamlet, commune, unit = self._place(subject)
        where = {
            "unit": unit and unit.code,
            "commune": commune and commune.code,
            "hamlet": hamlet and hamlet.code,
            "weight": subject.weight,
            "layer": subject.layer,
        }
        applies = self.applies(commune)
        if self.document["target"]["set"] == "indicator":
            value, is_asked = self._value(subject.unit)
            return Judged(
                self._outcome(value, applies and is_asked if is_asked else False, True), measure=value.told, **where
            )
        if self.document["measure"]["agg"] == "share_weight":
            return self._of_people(subject, applies, where)
        undrawn = self.document["measure"]["agg"] == "share_area" and subject.shape is None
        ties = [] if undrawn else self.targets.ties(subject)
        amount = self._measured(subject, ties)
        outcome = self._outcome(amount, applies, subject.is_sure)
        distance, names = self._deciding(subject, ties, outcome)
        tolerance = SHARE_TOLERANCE if self.document["measure"]["agg"] in _EXTENT_SHARES else 0
        close = any(tie.is_close for tie in ties) or amount.is_near(self.document["pass"]["value"], tolerance)
        return Judged(outcome, measure=amount.told, distance=distance, targets=names, is_close=close, **where)

    def _place(self, subject: Subject) -> tuple[Unit | None, Unit | None, Unit | None]:
        """The hamlet, the commune, and the unit of the rule's level."""
        level = self.document["rollup"]["level"]
        known = subject.unit or (self.register.units[subject.part] if subject.part else None)
        if known is not None:
            hamlet, commune, unit = (self.register.above(known, one) for one in ("hamlet", "commune", level))
            return hamlet, commune, unit
        assert subject.shape is not None
        spot = subject.shape if isinstance(subject.shape, Point) else subject.shape.point_on_surface()
        hamlet, commune, unit = (self.register.holding(one, spot) for one in ("hamlet", "commune", level))
        # On the border of two provinces a place is in that of its commune.
        is_above = level in ("district", "province")
        return hamlet, commune, (self.register.above(commune, level) or unit) if is_above else unit

    def applies(self, commune: Unit | None) -> bool | None:
        truths: list[bool | None] = []
        for attribute, wanted in self.document.get("applies_to", {}).items():
            known = self.register.figure(commune, attribute)
            value = (commune.kind if commune else None) if attribute == "unit_kind" else known
            truths.append(holds(value, wanted, self.register.at))
        return every(truths)

    def _value(self, unit: Unit | None) -> tuple[Range, bool]:
        """The figure of a unit, and whether the rule it is the outcome of asks anything of it."""
        assert unit is not None
        (code,) = self.document["target"]["kind"]
        if not code.startswith("rule:"):
            value = self.register.figure(unit, code)
            return (ANYTHING if value is None else Range(value, value)), True
        outcome = self.earlier.get(code.removeprefix("rule:"), {}).get(unit.code)
        known = {"pass": Range(1, 1), "fail": Range(0, 0)}.get(outcome or "", ANYTHING)
        return known, outcome != "not_applicable"

    def _outcome(self, amount: Range, applies: bool | None, is_sure: bool) -> str:
        if applies is False:
            return "not_applicable"
        return amount.passes(self.document["pass"]) if applies and is_sure else "unknown"

    def _measured(self, subject: Subject, ties: list[Tie]) -> Range:
        measure = self.document["measure"]
        sure, maybe = {t.target.name: t.target for t in ties if t.is_sure}, {t.target.name: t.target for t in ties}
        # Where nobody looked there may be anything.
        undrawn = subject.unit is not None and subject.shape is None and self.document["target"]["set"] != "unit"
        blind = self.targets.is_unsurveyed or undrawn
        match measure["agg"]:
            case "count":
                return self._per(subject, Range(len(sure), inf if blind else len(maybe)))
            case "sum":
                low = sum(one.get(measure["of"]) or 0 for one in sure.values())
                amounts = [one.get(measure["of"]) for one in maybe.values()]
                return self._per(subject, Range(low, inf if blind or None in amounts else sum(amounts)))
            case "nearest_m":
                nearest = {t.target.name: min(o.metres for o in ties if o.target is t.target) for t in ties}
                low, high = (min((nearest[name] for name in names), default=inf) for names in (maybe, sure))
                return Range(0 if blind else low, high)
        return self._share(subject, ties, blind)

    def _of_people(self, subject: Subject, applies: bool | None, where: dict[str, Any]) -> Judged:
        """Of those who live in a unit, how many have a target; no target decides alone."""
        found = [(home.weight, self.targets.ties(home)) for home in self.homes if home.unit is subject.unit]
        weights = [weight for weight, _ in found]
        sure = [any(tie.is_sure for tie in ties) for _, ties in found]
        maybe = [bool(ties) or self.targets.is_unsurveyed for _, ties in found]
        amount = share_of(weights, sure, maybe) if any(weight != 0 for weight in weights) else Range(0, 1)
        close = any(tie.is_close for _, ties in found for tie in ties)
        outcome = self._outcome(amount, applies, subject.is_sure)
        return Judged(outcome, measure=amount.told, is_close=close, **where)

    def _per(self, subject: Subject, amount: Range) -> Range:
        if "per" not in self.document["measure"]:
            return amount
        if not subject.base:
            return Range(0, inf)
        return Range(amount.low / subject.base, amount.high / subject.base)

    def _share(self, subject: Subject, ties: list[Tie], blind: bool) -> Range:
        sure = union_all([tie.zone for tie in ties if tie.is_sure])
        maybe = union_all([tie.zone for tie in ties])
        if subject.shape is None:
            return Range(0, 1)
        whole = extent(subject.shape)
        low, high = (min(1, extent(subject.shape.intersection(zone)) / whole) for zone in (sure, maybe))
        return Range(low, 1 if blind else high)

    def _deciding(self, subject: Subject, ties: list[Tie], outcome: str) -> tuple[float | None, frozenset[str]]:
        """Of what passes the best target that counts, of what does not the nearest that would."""
        measure = self.document["measure"]["agg"]
        sure = {tie.target.name for tie in ties if tie.is_sure}
        best = [self._rank(name, ties) for name in sure]
        if outcome == "not_applicable" or (outcome != "pass" and measure != "nearest_m"):
            best = []
        if subject.unit is not None and measure == "share_area":
            first = min(best, default=None)
            near = {name for _, far, name in best if first and far - first[1] < 1e-3}
            return first and first[1], frozenset(near)
        if "self" in self.document["relation"] or subject.unit is not None:
            return (None if not best else best[0][1]) if best and best[0][1] < inf else None, frozenset(
                sure if best else ()
            )
        if not best and outcome != "not_applicable":
            spots = [
                (one.name, metres_to(subject.shape, one.geometry))
                for one, is_sure in self.targets.others(subject)
                if is_sure
            ]
            best = [(False, metres, name) for name, metres in spots]
        if not best:
            return None, frozenset()
        first = min(best)
        return first[1], frozenset(name for free, far, name in best if free == first[0] and far - first[1] < 1e-3)

    def _rank(self, name: str, ties: list[Tie]) -> tuple[bool, float, str]:
        of_it = [tie for tie in ties if tie.target.name == name]
        return not any(tie.is_hosted for tie in of_it), min(tie.metres for tie in of_it), name

    # Combinations of rules

    def _combine(self) -> None:
        composite = self.document["composite"]
        members = composite.get("all_of") or composite["any_of"]
        wanted = composite.get("at_least", len(members) if "all_of" in composite else 1)
        for unit in self.register.of_level(composite["level"]):
            outcomes = [self.earlier.get(member, {}).get(unit.code, "unknown") for member in members]
            asked = [outcome for outcome in outcomes if outcome != "not_applicable"]
            sure, needed = asked.count("pass"), min(wanted, len(asked))
            amount = Range(sure, sure + asked.count("unknown"))
            hamlet, commune = (self.register.above(unit, level) for level in ("hamlet", "commune"))
            applies = self.applies(commune) if commune else True
            outcome = amount.passes({"op": ">=", "value": needed}) if asked else "not_applicable"
            outcome = "not_applicable" if applies is False else outcome if applies else "unknown"
            self.found[unit.code, None] = Judged(
                outcome, unit.code, commune and commune.code, hamlet and hamlet.code, 1, sure, layer=f"{unit.level}s"
            )
