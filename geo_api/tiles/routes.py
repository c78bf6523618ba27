"""`/tiles/…`: Mapbox vector tiles and the TileJSON that describes them.

Tiles are answered in front of the application (`asgi.py`); their routes describe them, and say in words what is refused
or could not be made.
"""

import json
from typing import Annotated, Any
from urllib.parse import urlencode

from anyio import to_thread
from fastapi import APIRouter, Depends, Path, Query, Request, Response

from geo_api.access import Reader
from geo_api.answers import SAYS_ITS_DAY, cacheable
from geo_api.audit.reads import Looked
from geo_api.bounds import VIETNAM, known_bounds
from geo_api.codings import chosen_coding
from geo_api.extent import known_days
from geo_api.language import language_of
from geo_api.links import base_url
from geo_api.parameters import AskedDay, only_declared
from geo_api.reading import ReadAs
from geo_api.tiles.asgi import FAILED, conditions, finished
from geo_api.tiles.asked import Asked, asked_tile
from geo_api.tiles.described import vector_layer
from geo_api.tiles.flights import ClientGone, unless_gone
from geo_api.tiles.heads import MVT
from geo_api.tiles.service import TileService
from layers.layer import Layer

router = APIRouter(tags=["tiles"])

TILE_ANSWERS: dict[int | str, dict[str, Any]] = {
    200: {"content": {MVT: {"schema": {"type": "string", "format": "binary"}}}, **SAYS_ITS_DAY},
    204: {"description": "Nothing is in this tile.", **SAYS_ITS_DAY},
    304: {"description": "The client has these bytes."},
}


@router.get("/tiles/{layers}/{z}/{x}/{y}.mvt", response_class=Response, responses=TILE_ANSWERS)
async def tile(
    request: Request,
    reader: Reader,
    layers: Annotated[str, Path(description="Layer names, separated by commas")],
    z: str,
    x: str,
    y: str,
    at: AskedDay,
    rule: Annotated[str | None, Query(description="Coverage rule, for coverage layers")] = None,  # noqa: ARG001  # read as selector
    indicator: Annotated[str | None, Query(description="Indicator, for indicator_values")] = None,  # noqa: ARG001  # as above
    level: Annotated[str | None, Query(description="Level of units, for indicator_values")] = None,  # noqa: ARG001  # as above
) -> Response:
    """One Mapbox vector tile (2.1) of one or several layers; 204 when it is empty.

    A tile with units or results of a day says which day in `Wardmap-At`; `Cache-Status` (RFC 9211) says whether it was
    kept, made, or is the last that there was while the database is away.
    """
    return await _made(request, reader, asked_tile(request, reader.audience, layers, (z, x, y), at, reader.reach))


@router.get(
    "/ogc/collections/{collectionId}/tiles/WebMercatorQuad/{tileMatrix}/{tileRow}/{tileCol}",
    response_class=Response,
    responses=TILE_ANSWERS,
)
async def ogc_tile(
    request: Request,
    reader: Reader,
    collection: Annotated[str, Path(alias="collectionId", description="Name of a layer")],
    z: Annotated[str, Path(alias="tileMatrix", description="Zoom")],
    y: Annotated[str, Path(alias="tileRow", description="Rows from the north")],
    x: Annotated[str, Path(alias="tileCol", description="Columns from the west")],
    at: AskedDay,
    rule: Annotated[str | None, Query(description="Coverage rule, for coverage layers")] = None,  # noqa: ARG001  # read as selector
    indicator: Annotated[str | None, Query(description="Indicator, for indicator_values")] = None,  # noqa: ARG001  # as above
    level: Annotated[str | None, Query(description="Level of units, for indicator_values")] = None,  # noqa: ARG001  # as above
) -> Response:
    """The same tile under the name that OGC API – Tiles has for it: the row before the column."""
    reader.layer(collection)
    return await _made(request, reader, asked_tile(request, reader.audience, collection, (z, x, y), at, reader.reach))


async def _made(request: Request, reader: ReadAs, asked: Asked) -> Response:
    """The tile, for officials: the public's was made in front, or its failure is raised here."""
    if FAILED in request.scope:
        raise request.scope[FAILED]
    tiles: TileService = request.app.state.tiles
    await _record(request, reader, asked)
    accepts, known = conditions(request.scope["headers"])
    try:
        answer = await unless_gone(request.receive, tiles.answer(asked, chosen_coding(accepts)))
    except ClientGone:
        return Response(status_code=503)
    status, headers, body = finished(asked, answer, known)
    response = Response(body, status)
    response.raw_headers = headers
    return response


async def _record(request: Request, reader: ReadAs, asked: Asked) -> None:
    """Who looks where is on record before the tile is made; mostly it is already, and nothing is waited for."""
    looked: Looked = request.app.state.looked
    place = (asked.tile.z, asked.tile.x, asked.tile.y)
    if reader.reads.unsaid(looked, asked.chosen.layers, place):
        await to_thread.run_sync(reader.reads.tile, looked, asked.chosen.layers, place)


@router.get(
    "/tiles/{layer}.json", dependencies=[Depends(only_declared)], response_class=Response, responses={200: SAYS_ITS_DAY}
)
def tilejson(request: Request, reader: Reader, layer: str, at: AskedDay) -> Response:
    """TileJSON 3.0 of a layer: its zooms, bounds and the meaning of every field.

    Of a dated layer also (members of our own) `at`, the day its tiles are of, and `valid`: the first day and the day
    after the last for which there is anything, null where it is open. With `at=` the tiles are those of that day.
    """
    declared = reader.layer(layer)
    document = _tilejson(declared, reader, language_of(request), base_url(request)) | _bounds(reader, declared)
    if declared.dated:
        document |= {
            **at.members,
            "valid": [day and day.isoformat() for day in known_days(reader, [declared])[layer]],
        }
        if not at.is_default:
            document["tiles"] = [f"{address}?{urlencode({'at': str(at)})}" for address in document["tiles"]]
    body = json.dumps(document, ensure_ascii=False).encode()
    said = at if declared.dated else None
    return cacheable(request, body, "application/json", "Accept-Encoding, Accept-Language", at=said)


def _tilejson(layer: Layer, reader: ReadAs, language: str, base: str) -> dict[str, Any]:
    described = vector_layer(layer, reader.audience, lambda text: text.in_language(language))
    return {
        "tilejson": "3.0.0",
        "name": layer.title.in_language(language),
        **{member: described[member] for member in ("description", "minzoom", "maxzoom")},
        "tiles": [f"{base}/tiles/{layer.name}/{{z}}/{{x}}/{{y}}.mvt"],
        "vector_layers": [described],
    }


def _bounds(reader: ReadAs, layer: Layer) -> dict[str, Any]:
    """Where there are tiles with something in them: clients ask for no others."""
    west, south, east, north = known_bounds(reader, [layer]).get(layer.name, VIETNAM)
    center = [(west + east) / 2, (south + north) / 2, max(layer.min_zoom, 10)]
    return {"bounds": [round(side, 7) for side in (west, south, east, north)], "center": center}
