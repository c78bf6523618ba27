"""What rules say of a scenario's unit as it is, and as it would be."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from geo_api.coverage.rules.rule import Rule, SingleRule
from geo_api.coverage.scenarios.fits import Fit
from geo_api.coverage.what_if.asked import Asked, Edits
from geo_api.coverage.what_if.weigh import Effect, weigh
from geo_api.db import Database, Duty
from geo_api.errors import BadRequest, NotFound
from layers.layer import Text


@dataclass(frozen=True, slots=True)
class RuleEffect:
    """effect: None where the rule says nothing of that unit; why says so."""

    rule: SingleRule
    effect: Effect | None
    why: Text | None = None


def rules_counting(rules: Mapping[str, Rule], layers: Iterable[str], at: date) -> list[SingleRule]:
    """Rules in force on that day that count things of any of these layers."""
    wanted = set(layers)
    single = (rule for rule in rules.values() if isinstance(rule, SingleRule) and rule.is_in_force(at))
    return [rule for rule in single if wanted & layers_of(rule)]


def layers_of(rule: SingleRule) -> set[str]:
    return {source.layer.name for source in rule.things}


def effects(database: Database, rules: Sequence[SingleRule], fit: Fit, unit: int, at: date) -> list[RuleEffect]:
    """What each of the rules would say, rule by rule. Raises BadRequest for a unit that is not there on that day."""
    return [_effect(database, rule, fit.of(layers_of(rule)), unit, at) for rule in rules]


def side_by_side(
    database: Database, rules: Sequence[SingleRule], fits: Sequence[Fit], unit: int, at: date
) -> list[list[RuleEffect]]:
    """`effects` of each of several scenarios of one unit. Where one changes nothing that a rule counts, all stays."""
    return [list(said) for said in zip(*(_of_rule(database, rule, fits, unit, at) for rule in rules), strict=True)]


def _of_rule(database: Database, rule: SingleRule, fits: Sequence[Fit], unit: int, at: date) -> list[RuleEffect]:
    said: dict[int, RuleEffect] = {}
    for number, fit in enumerate(fits):
        if layers_of(rule).intersection(fit.edits.layers):
            said[number] = _effect(database, rule, fit.of(layers_of(rule)), unit, at)
    any_of_them = next(iter(said.values()), None) or _effect(database, rule, Edits(), unit, at)
    return [said.get(number) or _unchanged(any_of_them) for number in range(len(fits))]


def _unchanged(one: RuleEffect) -> RuleEffect:
    return replace(one, effect=one.effect and replace(one.effect, after=one.effect.before, changed=[]))


def _effect(database: Database, rule: SingleRule, edits: Edits, unit: int, at: date) -> RuleEffect:
    asked = Asked(unit=unit, add=edits.add, move=edits.move, remove=edits.remove)
    try:
        with database.transaction(Duty.COVERAGE) as connection:
            return RuleEffect(rule, weigh(connection, rule, asked, at))
    except NotFound:
        raise BadRequest(
            f"Đơn vị của phương án không còn (hoặc chưa có) vào ngày {at:%d/%m/%Y}.",
            f"The unit of the scenario is not there on {at.isoformat()}.",
        ) from None
    except BadRequest as error:
        return RuleEffect(rule, None, error.detail)
