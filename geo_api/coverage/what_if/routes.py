"""POST `/api/v1/coverage/{rule}/what-if`: what a rule would say of a unit, were things added, moved or removed."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from fastapi import APIRouter, Depends, Request
from pydantic import BaseModel

from geo_api.access import Planner
from geo_api.coverage.ask.documents import Figures, Outcome
from geo_api.coverage.rules.rule import Rule, SingleRule
from geo_api.coverage.served import AskedRule
from geo_api.coverage.what_if.asked import Asked, check_layers, check_values
from geo_api.coverage.what_if.guard import check_seen, told_metres
from geo_api.coverage.what_if.weigh import Effect, weigh
from geo_api.db import Database, Duty
from geo_api.errors import BadRequest
from geo_api.parameters import AskedDay, only_declared
from layers.layer import Layer

router = APIRouter(prefix="/api/v1/coverage", tags=["coverage"], dependencies=[Depends(only_declared)])


class Changed(BaseModel):
    """A subject of which the rule would say something else. part: the unit whose piece of a road is meant, else 0."""

    layer: str
    id: int
    part: int
    name: str | None
    before: Outcome
    after: Outcome
    distance_before_m: float | None
    distance_after_m: float | None


class EffectDocument(BaseModel):
    """The unit on day `at` as it is and as it would be.

    Rules about dwellings are refused, and so are units where dwellings stand for people.
    """

    at: date
    rule: str
    unit: int
    before: Figures
    after: Figures
    changed: list[Changed]


@router.post("/{rule}/what-if", response_model=EffectDocument)
def what_if(request: Request, _: Planner, rule: AskedRule, asked: Asked, at: AskedDay) -> EffectDocument:
    """What the rule would say of a commune or hamlet. Nothing is kept."""
    wanted = single_rule(rule)
    layers = {source.layer.name: source.layer for source in wanted.things}
    check_layers(asked, layers)
    check_seen(asked, layers)
    for added in asked.add:
        check_values(added, layers[added.layer])
    database: Database = request.app.state.database
    with database.transaction(Duty.COVERAGE) as connection:
        effect = weigh(connection, wanted, asked, at.first)
    return effect_document(wanted, asked.unit, at.first, effect)


def single_rule(rule: Rule) -> SingleRule:
    """Raises BadRequest for a rule that is made of others."""
    if not isinstance(rule, SingleRule):
        raise BadRequest(
            "Tiêu chí tổng hợp: hãy thử với từng tiêu chí thành phần.", "A combination: try the rules it is made of."
        )
    return rule


def effect_document(rule: SingleRule, unit: int, at: date, effect: Effect) -> EffectDocument:
    """What the rule says and would say, as it is answered."""
    return EffectDocument(
        at=at,
        rule=rule.id,
        unit=unit,
        before=figures_of(effect.before),
        after=figures_of(effect.after),
        changed=changed_subjects(rule, effect),
    )


def changed_subjects(rule: SingleRule, effect: Effect) -> list[Changed]:
    layers = [source.layer for source in rule.target.sources]
    return [Changed(**_told(dict(row._mapping), layers)) for row in effect.changed]


def figures_of(row: Any) -> Figures:
    """A row of ``units.sql`` as planners are told it."""
    return Figures(**{name: row._mapping[name] for name in Figures.model_fields})


def _told(row: dict[str, Any], layers: Sequence[Layer]) -> dict[str, Any]:
    for name in ("distance_before_m", "distance_after_m"):
        row[name] = told_metres(row[name], layers)
    return row
