"""What the routes of scenarios answer."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from pydantic import BaseModel

from geo_api.account import Account
from geo_api.coverage.ask.documents import Figures
from geo_api.coverage.scenarios.asked import Shared
from geo_api.coverage.scenarios.effects import RuleEffect
from geo_api.coverage.scenarios.fits import Fit, Part, Unfit
from geo_api.coverage.scenarios.store import Scenario
from geo_api.coverage.scenarios.things import Thing
from geo_api.coverage.what_if.asked import Added, Moved, Removed
from geo_api.coverage.what_if.routes import Changed, changed_subjects, figures_of
from geo_api.language import Words


class UnfitDocument(BaseModel):
    """A change that does not fit what is on record now, and is left out of account. number: from 1, in its part."""

    part: Part
    number: int
    words: Words


class ThingDocument(BaseModel):
    """A thing that is moved or removed, as it stands now."""

    layer: str
    id: int
    name: str | None
    lon: float | None
    lat: float | None


class ScenarioBrief(BaseModel):
    """A scenario in a list. added, moved, removed: how many. is_planned: it was turned into planned things."""

    id: str
    name: str
    note: str
    unit: int
    unit_name: str | None
    rule: str
    day: date | None
    shared: Shared
    revision: int
    owner: str
    is_mine: bool
    created: datetime
    changed: datetime
    added: int
    moved: int
    removed: int
    is_planned: bool


class ScenariosDocument(BaseModel):
    """One's own, and those that others share with all planners."""

    mine: list[ScenarioBrief]
    shared: list[ScenarioBrief]


class ScenarioDocument(ScenarioBrief):
    """A scenario, whole. add, move, remove: what fits; unfit: what does not any more. things: moved or removed."""

    add: list[Added]
    move: list[Moved]
    remove: list[Removed]
    unfit: list[UnfitDocument]
    things: list[ThingDocument]


class RuleFigures(BaseModel):
    """A rule before and after; without figures where it says nothing of the unit, and why says so.

    gain: how many subjects more pass.
    """

    rule: str
    title: Words
    checked: bool
    before: Figures | None
    after: Figures | None
    gain: int | None
    changed: list[Changed] | None
    why: Words | None


class ScenarioEffect(BaseModel):
    """What every rule that counts the changed layers says of the unit on day `at`."""

    at: date
    scenario: str
    revision: int
    unit: int
    rules: list[RuleFigures]
    unfit: list[UnfitDocument]


class ComparedScenario(ScenarioBrief):
    """One of those that are compared, with what each rule would say, in the order of the rules."""

    after: list[Figures | None]
    gain: list[int | None]
    unfit: list[UnfitDocument]


class ComparedRule(BaseModel):
    """A rule by which scenarios are compared, and what it says as things are."""

    rule: str
    title: Words
    checked: bool
    before: Figures | None
    why: Words | None


class ComparisonDocument(BaseModel):
    """Scenarios of one unit beside each other."""

    at: date
    unit: int
    unit_name: str | None
    rules: list[ComparedRule]
    scenarios: list[ComparedScenario]


@dataclass(frozen=True, slots=True)
class Eyes:
    """Who reads. planned: uploads of which something is on the map."""

    account: Account
    planned: frozenset[int]


def brief(scenario: Scenario, eyes: Eyes) -> ScenarioBrief:
    kept = {name: getattr(scenario, name) for name in ScenarioBrief.model_fields if hasattr(scenario, name)}
    counts = (len(scenario.edits.get(part, [])) for part in ("add", "move", "remove"))
    numbers = dict(zip(("added", "moved", "removed"), counts, strict=True))
    is_planned = not eyes.planned.isdisjoint(scenario.uploads)
    return ScenarioBrief(**kept, **numbers, is_mine=scenario.owner_id == eyes.account.id, is_planned=is_planned)


def whole(scenario: Scenario, eyes: Eyes, fit: Fit, things: Sequence[Thing]) -> ScenarioDocument:
    edits = fit.edits
    return ScenarioDocument(
        **brief(scenario, eyes).model_dump(),
        add=edits.add,
        move=edits.move,
        remove=edits.remove,
        unfit=unfit_documents(fit.unfit),
        things=[ThingDocument(layer=t.layer, id=t.id, name=t.name, lon=t.lon, lat=t.lat) for t in things],
    )


def unfit_documents(found: Sequence[Unfit]) -> list[UnfitDocument]:
    return [UnfitDocument(part=one.part, number=one.number, words=Words.of(one.words)) for one in found]


def effect_of_scenario(
    scenario: Scenario, at: date, fit: Fit, found: Sequence[RuleEffect], *, is_whole: bool
) -> ScenarioEffect:
    """is_whole: with the subjects that change."""
    return ScenarioEffect(
        at=at,
        scenario=scenario.id,
        revision=scenario.revision,
        unit=scenario.unit,
        rules=[_rule_figures(one, is_whole=is_whole) for one in found],
        unfit=unfit_documents(fit.unfit),
    )


def _rule_figures(one: RuleEffect, *, is_whole: bool) -> RuleFigures:
    before, after = figures_before(one), figures_after(one)
    return RuleFigures(
        rule=one.rule.id,
        title=Words.of(one.rule.title),
        checked=one.rule.basis.checked,
        before=before,
        after=after,
        gain=gain(before, after),
        changed=changed_subjects(one.rule, one.effect) if one.effect and is_whole else None,
        why=Words.of(one.why) if one.why else None,
    )


def figures_before(one: RuleEffect) -> Figures | None:
    return figures_of(one.effect.before) if one.effect else None


def figures_after(one: RuleEffect) -> Figures | None:
    return figures_of(one.effect.after) if one.effect else None


def gain(before: Figures | None, after: Figures | None) -> int | None:
    if before is None or after is None or before.passed is None or after.passed is None:
        return None
    return after.passed - before.passed


def compared_rule(one: RuleEffect) -> ComparedRule:
    return ComparedRule(
        rule=one.rule.id,
        title=Words.of(one.rule.title),
        checked=one.rule.basis.checked,
        before=figures_before(one),
        why=Words.of(one.why) if one.why else None,
    )


def compared_scenario(scenario: Scenario, eyes: Eyes, fit: Fit, found: Sequence[RuleEffect]) -> ComparedScenario:
    return ComparedScenario(
        **brief(scenario, eyes).model_dump(),
        after=[figures_after(one) for one in found],
        gain=[gain(figures_before(one), figures_after(one)) for one in found],
        unfit=unfit_documents(fit.unfit),
    )
