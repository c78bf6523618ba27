"""`/styles/…`: MapLibre styles over our tiles."""

import json
from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Query, Request, Response

from geo_api.access import Reader
from geo_api.answers import SAYS_ITS_DAY, cacheable
from geo_api.days import Period
from geo_api.language import language_of
from geo_api.links import base_url
from geo_api.parameters import AskedDay, only_declared
from geo_api.reading import ReadAs
from geo_api.tiles.plan import bounds_statement
from geo_api.tiles.routes import VIETNAM_BOUNDS
from geo_api.tiles.styles import has_rules, map_style
from layers.layer import Layer
from layers.registry import layers_for

router = APIRouter(tags=["tiles"])

# The style of everything.
WHOLE = "wardmap"
ZOOM = 9


@router.get(
    "/styles/{name}.json", dependencies=[Depends(only_declared)], response_class=Response, responses={200: SAYS_ITS_DAY}
)
def style(
    request: Request,
    reader: Reader,
    name: str,
    at: AskedDay,
    rule: Annotated[str | None, Query(description="Coverage rule, for coverage layers")] = None,
) -> Response:
    """A MapLibre style (version 8): `wardmap` of all layers, or by its name of one.

    Text is drawn with the fonts of the reader's machine (no `glyphs`). Results of coverage are in `wardmap` if a `rule`
    is asked for: those of several would lie one over the other. With `at=` the tiles are those of that day.
    """
    layers = _all(reader, rule) if name == WHOLE else [reader.layer(name)]
    dated = any(layer.dated for layer in layers)
    sources = {layer.name: _source(request, layer, at) for layer in layers}
    document = map_style(name, layers, sources, language_of(request), rule) | _view(reader, at)
    body = json.dumps(document, ensure_ascii=False).encode()
    said = at if dated else None
    return cacheable(request, body, "application/json", "Accept-Encoding, Accept-Language", at=said)


def _all(reader: ReadAs, rule: str | None) -> list[Layer]:
    return [layer for layer in layers_for(reader.audience).values() if rule or not has_rules(layer)]


def _source(request: Request, layer: Layer, at: Period) -> str:
    """The TileJSON of a layer, of the day asked for."""
    day = f"?{urlencode({'at': str(at)})}" if layer.dated and not at.is_default else ""
    return f"{base_url(request)}/tiles/{layer.name}.json{day}"


def _view(reader: ReadAs, at: Period) -> dict[str, Any]:
    """Where a map opens: in the middle of the day's communes."""
    found = reader.rows(bounds_statement(reader.audience, at.first))
    west, south, east, north = found[0] if found else VIETNAM_BOUNDS
    return {"center": [round((west + east) / 2, 6), round((south + north) / 2, 6)], "zoom": ZOOM}
