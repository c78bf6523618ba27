"""`/field`: addresses collected on a phone. The frame, what makes it installable, and the script that keeps it there.

The page speaks to `/api/v1/addresses`; what it keeps on the phone and sends later: `static/src/field/`.
"""

from pathlib import Path
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import FileResponse, HTMLResponse, JSONResponse, Response

from geo_api.access import PLATE_ROLES, REGISTER_ROLES, Account, Officer
from geo_api.addresses.field.words import FIELD_WORDS
from geo_api.addresses.lifecycle import RETURN_REASONS
from geo_api.assets import MOUNT, asset_urls, static_folder
from geo_api.desk import Desk
from geo_api.pages import Language, frame_of, page_answer, page_language
from layers.layer import Audience, Geometry, Group
from layers.registry import all_layers, layers_for

router = APIRouter(tags=["pages"])
PATH = "/field"
DESK = Desk(PATH, ("geo_api.addresses.field", "field.html"), FIELD_WORDS)
_SCRIPT = "text/javascript"
_ICONS = (("icon-192.icon.png", "192x192", "any"), ("icon-512.icon.png", "512x512", "any maskable"))


class Manifest(JSONResponse):
    media_type = "application/manifest+json"


# Other parameters are let pass: sites that share a link add their own (fbclid, utm_source).
@router.get(PATH, response_class=HTMLResponse)
def field_page(request: Request, officer: Officer, lang: Language = None) -> Response:
    """Collect digital addresses on a phone, with or without a network."""
    language = page_language(request, lang)
    return page_answer(request, DESK.render(frame_of(request), language, officer, _knows(officer, language)), language)


@router.get("/field.webmanifest", response_class=Manifest)
def field_manifest(request: Request, lang: Language = None) -> Response:
    """What a phone shows of the page `/field` when it is installed."""
    language = page_language(request, lang)
    assets, who = asset_urls(static_folder()), frame_of(request).who
    signs = {**assets, **who.icons}
    icons = [{"src": signs[n], "sizes": s, "type": "image/png", "purpose": p} for n, s, p in _ICONS]
    shown = {
        "name": FIELD_WORDS["field"].in_language(language),
        "short_name": FIELD_WORDS["short"].in_language(language),
    }
    frame = {"display": "standalone", "background_color": "#ffffff", "theme_color": who.theme_color, "lang": language}
    where = {"id": PATH, "start_url": f"{PATH}?lang={language}", "scope": PATH}
    return Manifest({**shown, **where, **frame, "icons": icons})


@router.get("/field-worker.js", response_class=FileResponse, responses={200: {"content": {_SCRIPT: {}}}})
def field_worker() -> FileResponse:
    """The service worker of `/field`: at the root, for it may only serve what lies below its own address."""
    name = Path(asset_urls(static_folder())["field-worker.js"]).relative_to(MOUNT)
    # Asked for anew each time: its address has no hash of what is in it.
    return FileResponse(static_folder() / name, media_type=_SCRIPT, headers={"Cache-Control": "no-cache"})


def _knows(officer: Account, language: str) -> dict[str, Any]:
    """What the scripts are told: who it is, for which units, where people find their way by, and names of kinds."""
    kinds = next(field.choices for field in all_layers()["addresses"].fields if field.name == "kind")
    units = {grant.unit_id for grant in officer.grants if grant.role in REGISTER_ROLES}
    return {
        "own": {"id": officer.id, "name": officer.name},
        "plates": not officer.roles.isdisjoint(PLATE_ROLES),
        "areas": sorted(units, key=lambda unit: unit or 0),
        "landmarks": [
            layer.name
            for layer in layers_for(Audience.PUBLIC).values()
            if layer.group is Group.PLACE and layer.geometry is Geometry.POINT
        ],
        "kindTitles": {kind.value: kind.title.in_language(language) for kind in kinds},
        "reasonTitles": {reason: title.in_language(language) for reason, title in RETURN_REASONS.items()},
    }
