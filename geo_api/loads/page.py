"""`/admin`: loading files in the browser. The frame; its scripts speak to `/api/v1/loads`."""

from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse, Response

from geo_api.access import Administrator
from geo_api.days import today
from geo_api.desk import Desk
from geo_api.loads.targets import targets
from geo_api.loads.wanted import OSM
from geo_api.loads.words_check import CHECK_WORDS
from geo_api.loads.words_figures import FIGURE_WORDS
from geo_api.loads.words_page import PAGE_WORDS
from geo_api.loads.words_targets import TARGET_WORDS
from geo_api.loads.words_undo import UNDO_WORDS
from geo_api.map_frame import GROUPS, MAP_WORDS, describe_field, describe_layer
from geo_api.pages import Language, frame_of, page_answer, page_language
from layers.layer import Layer, Text
from layers.registry import all_layers
from loaders.titles import CHECKS

router = APIRouter(tags=["pages"])
PATH = "/admin"
DESK = Desk(
    PATH,
    ("geo_api.loads", "admin.html"),
    {**MAP_WORDS, **PAGE_WORDS, **CHECK_WORDS, **TARGET_WORDS, **FIGURE_WORDS, **UNDO_WORDS},
)
# What is drawn under the rows of a file.
GROUND = ("communes", "commune_labels")
# What loads are on record under beside the targets of files.
_ON_RECORD = ("provinces", "districts", "hamlets", "indicator_values")
_SEVERAL = "several"
_GROUPS: dict[str, Text] = {
    **{group.value: title for group, title in GROUPS.items()},
    _SEVERAL: Text("Nhiều lớp một lúc", "Several layers at once"),
}


# Other parameters are let pass: sites that share a link add their own (fbclid, utm_source).
@router.get(PATH, response_class=HTMLResponse)
def admin_page(
    request: Request,
    admin: Administrator,
    lang: Language = None,
    upload: Annotated[str, Query(max_length=20, description="Number of the upload that is shown")] = "",
    load: Annotated[str, Query(max_length=20, description="Number of the load that is shown")] = "",
) -> Response:
    """Send a file, look at what was understood of it, load it."""
    language = page_language(request, lang)
    shown = {name: number for name, number in (("upload", upload), ("load", load)) if number.isdecimal()}
    return page_answer(request, DESK.render(frame_of(request), language, admin, _catalogue(language), shown), language)


def _catalogue(language: str) -> dict[str, Any]:
    """What the scripts know beside words: layers that take files with all their fields, and what checks are called."""
    wanted = targets().values()
    known = map(all_layers().__getitem__, (*GROUND, *_ON_RECORD))
    groups = {_group(layer) for layer in wanted}
    return {
        "layers": [_described(layer, language) for layer in (*known, *wanted)],
        "groups": [
            {"name": name, "title": title.in_language(language)} for name, title in _GROUPS.items() if name in groups
        ],
        "targets": list(targets()),
        "today": today().isoformat(),
        "checks": {check: title.in_language(language) for check, title in CHECKS.items()},
    }


def _described(layer: Layer, language: str) -> dict[str, Any]:
    return {
        **describe_layer(layer, language),
        "group": _group(layer),
        "fields": [{**describe_field(f, language), "required": f.required} for f in layer.fields],
    }


def _group(layer: Layer) -> str:
    return _SEVERAL if layer.name == OSM else layer.group.value
