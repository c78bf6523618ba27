"""`/planner`: what is covered, what is missing, where next. The frame; its scripts speak to `/api/v1/coverage`."""

from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response

from geo_api.access import Account, Planner
from geo_api.account import READS_AS, Role
from geo_api.acting import PREFIX
from geo_api.days import today
from geo_api.desk import Desk
from geo_api.map_frame import describe_field, describe_layer
from geo_api.pages import Language, frame_of, page_answer, page_language
from geo_api.planner.kinds import kind_layers, kind_titles
from geo_api.planner.words import PLANNER_WORDS
from layers.layer import Audience
from layers.registry import layers_by_kind, layers_for

router = APIRouter(tags=["pages"])
PATH = "/planner"
# The one that the public map shows.
FIRST_RULE = "wifi.public-place"
DESK = Desk(PATH, ("geo_api.planner", "planner.html"), PLANNER_WORDS)


# Other parameters are let pass: the scripts say by them what is shown.
@router.get(PATH, response_class=HTMLResponse)
def planner_page(request: Request, planner: Planner, lang: Language = None) -> Response:
    """Coverage by rule and unit, what is missing where, and where the next ones go."""
    language = page_language(request, lang)
    return page_answer(request, DESK.render(frame_of(request), language, planner, _knows(planner, language)), language)


def _knows(planner: Account, language: str) -> dict[str, Any]:
    """What the scripts are told: as whom the data is read, the layers of that kind of official, kinds of rules."""
    audience = _reads_as(planner)
    edits_rules = any(map(planner.holds, (Role.RULE_EDITOR, Role.ADMIN)))
    return {
        "base": f"{PREFIX}{audience}",
        "rule": FIRST_RULE,
        "editsRules": edits_rules,
        "today": today().isoformat(),
        "layers": [describe_layer(layer, language, audience) for layer in layers_for(audience).values()],
        "moreFields": _unseen_fields(language, audience) if edits_rules else {},
        "kindLayers": kind_layers(),
        "kindTitles": kind_titles(language),
    }


def _unseen_fields(language: str, audience: Audience) -> dict[str, list[dict[str, Any]]]:
    """Of each layer of a kind the fields whose values such officials do not read, and rules compare all the same."""
    seen = {name: layer.fields_for(audience) for name, layer in layers_for(audience).items()}
    layers = {layer.name: layer for layer in layers_by_kind().values()}
    unseen = {name: [f for f in layer.fields if f not in seen.get(name, ())] for name, layer in layers.items()}
    return {name: [describe_field(field, language) for field in fields] for name, fields in unseen.items() if fields}


def _reads_as(planner: Account) -> Audience:
    """Of those who may see this page, whoever is no planner is an administrator."""
    kinds = {READS_AS.get(role) for role in planner.roles if planner.holds(role)}
    return Audience.PLANNER if Audience.PLANNER in kinds else Audience.ADMIN
