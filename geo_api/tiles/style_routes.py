"""`/styles/…`: MapLibre styles over our tiles."""

import json
from collections.abc import Sequence
from typing import Annotated, Any, Literal
from urllib.parse import urlencode, urljoin

from fastapi import APIRouter, Depends, Query, Request, Response

from geo_api.access import Reader
from geo_api.answers import SAYS_ITS_DAY, cacheable
from geo_api.archive_address import archive_address
from geo_api.bounds import VIETNAM, known_bounds
from geo_api.days import Period
from geo_api.errors import NotFound
from geo_api.language import language_of
from geo_api.links import base_url
from geo_api.map_frame import SHOWN_AT_FIRST
from geo_api.parameters import AskedDay, only_declared
from geo_api.reading import ReadAs
from geo_api.share_classes import Shades, ShadesOf
from geo_api.tiles.archive_file import Archive, Described
from geo_api.tiles.styles import Source, has_rules, map_style, selectors
from layers.layer import Geometry, Layer
from layers.registry import layers_for

router = APIRouter(tags=["tiles"])

# The style of everything.
WHOLE = "wardmap"
ZOOM = 9
# The source that is the archive; no layer is called so.
ARCHIVE = "wardmap-archive"


@router.get(
    "/styles/{name}.json", dependencies=[Depends(only_declared)], response_class=Response, responses={200: SAYS_ITS_DAY}
)
def style(
    request: Request,
    reader: Reader,
    name: str,
    at: AskedDay,
    rule: Annotated[str | None, Query(description="Coverage rule, for coverage layers")] = None,
    tiles: Annotated[Literal["live", "archive"], Query(description="archive: from the map's PMTiles file")] = "live",
) -> Response:
    """A MapLibre style (version 8): `wardmap` of all layers, or by its name of one.

    Text is drawn with the fonts of the reader's machine (no `glyphs`). Results of coverage are in `wardmap` if a `rule`
    is asked for, units filled by its classes: those of several would lie one over the other. Layers that our own map
    does not show at first are in it hidden (`visibility`). With `at=` the tiles are those of that day. With
    `tiles=archive` what the map's archive has comes from there (`pmtiles://`); `metadata` says which day and moment it
    is of.
    """
    layers = _all(reader, rule) if name == WHOLE else [reader.layer(name)]
    held = _held(request) if tiles == "archive" else None
    sources = {layer.name: _source(request, layer, at, held) for layer in layers}
    hidden = {layer.name for layer in layers if name == WHOLE and layer.name not in SHOWN_AT_FIRST}
    shades = _shades(request, reader, layers, rule, at)
    document = map_style(name, layers, sources, language_of(request), rule, hidden, shades) | _view(reader) | _of(held)
    body = json.dumps(document, ensure_ascii=False).encode()
    live_day = any(layer.dated and sources[layer.name].name != ARCHIVE for layer in layers)
    return cacheable(request, body, "application/json", "Accept-Encoding, Accept-Language", at=at if live_day else None)


def _shades(
    request: Request, reader: ReadAs, layers: Sequence[Layer], rule: str | None, at: Period
) -> dict[str, Shades]:
    """Of the layers whose units are filled by the results of `rule`."""
    if rule is None:
        return {}
    ask: ShadesOf = request.app.state.shades_of
    filled = [layer.name for layer in layers if has_rules(layer) and layer.geometry is Geometry.AREA]
    found = {name: ask(reader, rule, name, at.first) for name in filled}
    return {name: shades for name, shades in found.items() if shades is not None}


def _held(request: Request) -> Described:
    """Raises NotFound without an archive, Unavailable when it cannot be used."""
    known: Archive | None = request.app.state.archive
    if known is None:
        raise NotFound("Dịch vụ không có tệp ô bản đồ (WARDMAP_TILES_ARCHIVE).", "The service has no archive of tiles.")
    return known.described()


def _of(held: Described | None) -> dict[str, Any]:
    if held is None:
        return {}
    return {"metadata": {"wardmap:archive": {"at": held.at and held.at.isoformat(), "made": held.made}}}


def _all(reader: ReadAs, rule: str | None) -> list[Layer]:
    """Without those whose rows lie one over the other until something is picked that nobody picked."""
    picked = {"rule"} if rule else set()
    return [layer for layer in layers_for(reader.audience).values() if selectors(layer) <= picked]


def _source(request: Request, layer: Layer, at: Period, held: Described | None) -> Source:
    """The archive for what it has of the day asked for, else the TileJSON of the layer."""
    if held and layer.name in held.layers and (not layer.dated or at.is_default or at.first == held.at):
        address = archive_address(request.app.state.settings) or ""
        return Source(ARCHIVE, f"pmtiles://{urljoin(base_url(request), address)}")
    day = f"?{urlencode({'at': str(at)})}" if layer.dated and not at.is_default else ""
    return Source(layer.name, f"{base_url(request)}/tiles/{layer.name}.json{day}")


def _view(reader: ReadAs) -> dict[str, Any]:
    """Where a map opens: in the middle of the communes."""
    ground = reader.layer("communes")
    west, south, east, north = known_bounds(reader, [ground]).get(ground.name, VIETNAM)
    return {"center": [round((west + east) / 2, 6), round((south + north) / 2, 6)], "zoom": ZOOM}
