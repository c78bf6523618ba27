"""`/api/v1/coverage/scenarios`: what planners want to try, kept, shared and compared."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request, Response

from geo_api.access import Planner
from geo_api.coverage.scenarios import store
from geo_api.coverage.scenarios.asked import CopyWanted, Wanted
from geo_api.coverage.scenarios.documents import (
    ComparisonDocument,
    ScenarioDocument,
    ScenarioEffect,
    ScenariosDocument,
    brief,
    effect_of_scenario,
)
from geo_api.coverage.scenarios.effects import effects
from geo_api.coverage.scenarios.files import Form, file_of
from geo_api.coverage.scenarios.work import Desk
from geo_api.openapi import problems
from geo_api.parameters import AskedDay, only_declared
from geo_api.values import parse_integer

PATH = "/api/v1/coverage/scenarios"
router = APIRouter(prefix=PATH, tags=["coverage"], dependencies=[Depends(only_declared)])

MOST_COMPARED = 5
_MOST_REVISIONS = 2**31 - 1
_MAX_ID = 10**17
Revision = Annotated[
    str,
    Query(
        description="Which one: `revision` of the scenario as it was read; 409 when it is another by now",
        json_schema_extra={"type": "integer", "minimum": 1, "maximum": _MOST_REVISIONS},
    ),
]
OfUnit = Annotated[str | None, Query(description="Identity of a unit (unit_id); of all units when absent")]
OneRule = Annotated[str | None, Query(description="Id of one rule, with what changes; when absent, all that count")]
Several = Annotated[str, Query(description=f"Ids of up to {MOST_COMPARED} scenarios of one unit, with commas between")]


def desk(request: Request, planner: Planner) -> Desk:
    return Desk(request.app.state.database, planner, request.app.state.hands_in)


AtDesk = Annotated[Desk, Depends(desk)]


@router.get("", responses=problems(401, 403))
def scenarios(at_desk: AtDesk, unit: OfUnit = None) -> ScenariosDocument:
    """One's own scenarios, and those that others share with all planners; the last changed first."""
    wanted = None if unit is None else parse_integer("unit", unit, 1, _MAX_ID)
    with at_desk.transaction() as connection:
        own, others = store.listed(connection, at_desk.account, wanted)
    eyes = at_desk.eyes([*own, *others])
    mine, shared = ([brief(one, eyes) for one in some] for some in (own, others))
    return ScenariosDocument(mine=mine, shared=shared)


@router.post("", status_code=201, responses=problems(401, 403, 507))
def keep(at_desk: AtDesk, response: Response, wanted: Wanted) -> ScenarioDocument:
    """Keep a scenario. Its changes are checked as `what-if` checks them."""
    at_desk.check(wanted)
    with at_desk.transaction() as connection:
        kept = store.add(connection, at_desk.account, wanted)
    response.headers["Location"] = f"{PATH}/{kept.id}"
    return at_desk.document(kept)


@router.get("/compare", responses=problems(401, 403))
def compare(at_desk: AtDesk, at: AskedDay, scenarios: Several, rule: OneRule = None) -> ComparisonDocument:
    """Scenarios of one unit beside each other: what each rule says before, and with each of them."""
    found = at_desk.several(scenarios, MOST_COMPARED)
    return at_desk.comparison(found, at, rule)


@router.get("/{scenario}", response_model=ScenarioDocument, responses=problems(401, 403))
def show(
    request: Request,
    at_desk: AtDesk,
    scenario: str,
    f: Annotated[Form, Query(description="json, or its changes as a file: csv, xlsx, geojson")] = "json",
) -> ScenarioDocument | Response:
    """One scenario, whole; what of it does not fit any more is told."""
    document = at_desk.document(at_desk.find(scenario))
    return document if f == "json" else file_of(document, f, request.app.state.identity)


@router.put("/{scenario}", responses=problems(401, 403, 409))
def change(at_desk: AtDesk, scenario: str, revision: Revision, wanted: Wanted) -> ScenarioDocument:
    """Change one's own scenario: all of it anew."""
    number = parse_integer("revision", revision, 1, _MOST_REVISIONS)
    at_desk.find(scenario)
    at_desk.check(wanted)
    with at_desk.transaction() as connection:
        changed = store.change(connection, at_desk.account, scenario, number, wanted)
    return at_desk.document(changed)


@router.delete("/{scenario}", status_code=204, responses=problems(401, 403))
def delete(at_desk: AtDesk, scenario: str) -> None:
    """Delete one's own scenario, for good. What was planned with it stays."""
    with at_desk.transaction() as connection:
        store.delete(connection, at_desk.account, scenario)


@router.post("/{scenario}/copy", status_code=201, responses=problems(401, 403, 507))
def copy(at_desk: AtDesk, response: Response, scenario: str, wanted: CopyWanted) -> ScenarioDocument:
    """A scenario of one's own, made of one that may be read. Nobody else sees it."""
    with at_desk.transaction() as connection:
        copied = store.copy(connection, at_desk.account, scenario, wanted.name)
    response.headers["Location"] = f"{PATH}/{copied.id}"
    return at_desk.document(copied)


@router.get("/{scenario}/effect", responses=problems(401, 403))
def effect(at_desk: AtDesk, scenario: str, at: AskedDay, rule: OneRule = None) -> ScenarioEffect:
    """What the rules that count the changed layers would say of the unit; with `rule`, also which subjects change."""
    found = at_desk.find(scenario)
    day = at_desk.day(found, at)
    fit = at_desk.fit(found)[0]
    rules = at_desk.rules(rule, fit.edits.layers, day)
    said = effects(at_desk.database, rules, fit, found.unit, day)
    return effect_of_scenario(found, day, fit, said, is_whole=rule is not None)
