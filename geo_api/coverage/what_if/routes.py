"""POST `/api/v1/coverage/{rule}/what-if`: what a rule would say of a unit, were things added, moved or removed."""

from datetime import date
from typing import Any, cast

from fastapi import APIRouter, Depends, Request
from pydantic import BaseModel

from geo_api.access import Planner
from geo_api.coverage.ask.documents import DISTANCE_DIGITS, Figures, Outcome
from geo_api.coverage.rules.rule import Rule, SingleRule
from geo_api.coverage.served import AskedRule
from geo_api.coverage.what_if.asked import Asked, check_layers, check_values
from geo_api.coverage.what_if.weigh import Effect, weigh
from geo_api.db import Database, Duty
from geo_api.errors import BadRequest
from geo_api.parameters import AskedDay, only_declared

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
    """The unit on day `at` as it is and as it would be. Dwellings are counted, not listed."""

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
    layers = {source.layer.name: source.layer for source in wanted.target.sources}
    check_layers(asked, layers)
    for added in asked.add:
        check_values(added, layers[added.layer])
    database: Database = request.app.state.database
    with database.transaction(Duty.COVERAGE) as connection:
        effect = weigh(connection, wanted, asked, at.first)
    return effect_document(wanted.id, asked.unit, at.first, effect)


def single_rule(rule: Rule) -> SingleRule:
    """Raises BadRequest for a rule that is made of others."""
    if not isinstance(rule, SingleRule):
        raise BadRequest(
            "Tiêu chí tổng hợp: hãy thử với từng tiêu chí thành phần.", "A combination: try the rules it is made of."
        )
    return rule


def effect_document(rule: str, unit: int, at: date, effect: Effect) -> EffectDocument:
    """What the rule says and would say, as it is answered."""
    return EffectDocument(
        at=at,
        rule=rule,
        unit=unit,
        before=figures_of(effect.before),
        after=figures_of(effect.after),
        changed=changed_subjects(effect),
    )


def changed_subjects(effect: Effect) -> list[Changed]:
    return [Changed(**_rounded(dict(row._mapping))) for row in effect.changed]


def figures_of(row: Any) -> Figures:
    """A row of ``units.sql`` as it is answered."""
    return Figures(**{name: row._mapping[name] for name in Figures.model_fields})


def _rounded(row: dict[str, Any]) -> dict[str, Any]:
    for name in ("distance_before_m", "distance_after_m"):
        metres = cast(float | None, row[name])
        row[name] = None if metres is None else round(metres, DISTANCE_DIGITS)
    return row
