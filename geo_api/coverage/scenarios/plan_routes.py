"""`/api/v1/coverage/scenarios/{scenario}/plan`: what a scenario adds becomes planned things of the layers."""

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Depends
from pydantic import BaseModel

from geo_api.coverage.scenarios.documents import UnfitDocument, unfit_documents
from geo_api.coverage.scenarios.planning import Planned, Planning
from geo_api.coverage.scenarios.routes import PATH, AtDesk
from geo_api.language import Words
from geo_api.openapi import problems
from geo_api.parameters import only_declared

router = APIRouter(prefix=f"{PATH}/{{scenario}}/plan", tags=["coverage"], dependencies=[Depends(only_declared)])


class PlannedLayer(BaseModel):
    """Things of one layer. state: of the upload (`/api/v1/loads`), or `gone`: not committed within a day.

    load: its number on record; undone_by: the load that took it back. warnings: what the check found worth a look.
    """

    layer: str
    things: int
    upload: int
    state: str
    error: Words | None
    warnings: int
    load: int | None
    undone_by: int | None
    by: str
    handed: datetime


class ToDo(BaseModel):
    """A thing that the scenario moves or removes: nothing of it is done here. lon, lat: where it is to be moved."""

    change: str
    layer: str
    id: int
    name: str | None
    lon: float | None
    lat: float | None
    words: Words


class PlanDocument(BaseModel):
    """How far it is. can_be_committed: all is checked and in order. is_done: all of it is on the map, as planned.

    why_not: why the asker may not do it. to_do: what moves or goes is not done to real things. unfit: what cannot
    be planned.
    """

    scenario: str
    layers: list[PlannedLayer]
    can_be_committed: bool
    is_done: bool
    why_not: Words | None
    to_do: list[ToDo]
    unfit: list[UnfitDocument]


def planning(at_desk: AtDesk) -> Planning:
    return Planning(at_desk)


AtPlanning = Annotated[Planning, Depends(planning)]


@router.get("", responses=problems(401, 403))
def show_plan(plan: AtPlanning, scenario: str) -> PlanDocument:
    """How far the turning of a scenario into planned things is."""
    return _document(plan.look(scenario))


@router.post("", status_code=202, responses=problems(401, 403, 409, 507))
def turn(plan: AtPlanning, scenario: str) -> PlanDocument:
    """Have what a scenario adds checked as a load of planned things; nothing is written before it is committed.

    For administrators and editors of the communes. 409 when it was done already.
    """
    return _document(plan.turn(scenario))


@router.post("/commit", status_code=202, responses=problems(401, 403, 409))
def commit_plan(plan: AtPlanning, scenario: str) -> PlanDocument:
    """Write what was checked, as loads that `wardmap loads undo` takes back."""
    return _document(plan.commit(scenario))


def _document(planned: Planned) -> PlanDocument:
    layers = _layers(planned)
    states = {layer.state for layer in layers}
    return PlanDocument(
        scenario=planned.scenario.id,
        layers=layers,
        can_be_committed="ready" in states and states <= {"ready", "loading", "done"},
        is_done=states == {"done"} and all(layer.undone_by is None for layer in layers),
        why_not=Words.of(planned.why_not) if planned.why_not else None,
        to_do=_to_do(planned),
        unfit=unfit_documents(planned.unfit),
    )


def _layers(planned: Planned) -> list[PlannedLayer]:
    found = []
    for one in planned.layers:
        state = planned.state(one)
        found.append(
            PlannedLayer(
                layer=one.layer,
                things=one.things,
                upload=one.upload,
                state=state.state if state else "gone",
                error=Words(**state.error) if state and state.error else None,
                warnings=state.warnings if state else 0,
                load=state.load if state else None,
                undone_by=state.undone_by if state else None,
                by=one.by,
                handed=one.handed,
            )
        )
    return found


def _to_do(planned: Planned) -> list[ToDo]:
    names = {(thing.layer, thing.id): thing.name for thing in planned.things}
    edits = planned.fit.edits
    moved = [("move", one, one.lon, one.lat) for one in edits.move]
    removed = [("remove", one, None, None) for one in edits.remove]
    return [
        ToDo(
            change=change,
            layer=one.layer,
            id=one.id,
            name=names.get((one.layer, one.id)),
            lon=lon,
            lat=lat,
            words=_by_hand(change, names.get((one.layer, one.id)) or f"{one.layer} {one.id}"),
        )
        for change, one, lon, lat in [*moved, *removed]
    ]


def _by_hand(change: str, name: str) -> Words:
    if change == "move":
        return Words(
            vi=f"Dời “{name}”: làm ở thực địa rồi cập nhật dữ liệu; ở đây chưa đổi gì.",
            en=f"Move “{name}”: to be done on site and then loaded; nothing is changed here.",
        )
    return Words(
        vi=f"Bỏ “{name}”: làm ở thực địa rồi cập nhật dữ liệu; ở đây chưa đổi gì.",
        en=f"Remove “{name}”: to be done on site and then loaded; nothing is changed here.",
    )
