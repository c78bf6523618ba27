"""`/tiles/…`: Mapbox vector tiles and the TileJSON that describes them."""

import json
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path, Query, Request, Response

from geo_api.access import ReadAs, Reader
from geo_api.answers import CACHE_PUBLIC, cacheable
from geo_api.db import Statement, schema_of
from geo_api.errors import BadRequest
from geo_api.language import preferred
from geo_api.links import base_url
from geo_api.parameters import only_declared, parse_period, parse_value, refuse_unknown
from geo_api.tiles.plan import parse_tile, tile_statement
from layers.layer import MAX_ZOOM, Layer

router = APIRouter(tags=["tiles"])

MVT = "application/vnd.mapbox-vector-tile"
MAX_LAYERS = 12
# Where a map without any boundary opens: mainland Vietnam.
VIETNAM_BOUNDS = [102.1, 8.2, 109.6, 23.5]
TILE_ANSWERS: dict[int | str, dict[str, Any]] = {
    200: {"content": {MVT: {"schema": {"type": "string", "format": "binary"}}}},
    204: {"description": "Nothing is in this tile."},
    304: {"description": "The client has these bytes."},
}


def _layers(reader: ReadAs, names: str) -> list[Layer]:
    wanted = list(dict.fromkeys(names.split(",")))
    if len(wanted) > MAX_LAYERS:
        raise BadRequest(f"Nhiều nhất {MAX_LAYERS} lớp trong một ô.", f"At most {MAX_LAYERS} layers in one tile.")
    return [reader.layer(name) for name in wanted]


@router.get("/tiles/{layers}/{z}/{x}/{y}.mvt", response_class=Response, responses=TILE_ANSWERS)
def tile(
    request: Request,
    reader: Reader,
    layers: Annotated[str, Path(description="Layer names, separated by commas")],
    z: str,
    x: str,
    y: str,
    at: Annotated[str | None, Query(description="Day of the world shown, for units; today when absent")] = None,
    rule: Annotated[str | None, Query(description="Coverage rule, for coverage layers")] = None,  # noqa: ARG001  # read as selector
) -> Response:
    """One Mapbox vector tile (2.1) of one or several layers; 204 when it is empty."""
    wanted = _layers(reader, layers)
    chooses = {field.name: field for layer in wanted for field in layer.fields if field.selector}
    refuse_unknown(request, {"at", *chooses})
    given = request.query_params
    selected = {name: parse_value(field, given[name]) for name, field in chooses.items() if name in given}
    day = parse_period(at, None).start
    assert day is not None  # noqa: S101  # parse_period(at, None) always names one day
    statement = tile_statement(wanted, parse_tile(z, x, y), reader.audience, day, selected)
    body = bytes(reader.rows(statement)[0][0]) if statement else b""
    if not body:
        return Response(status_code=204, headers={"Cache-Control": CACHE_PUBLIC})
    return cacheable(request, body, MVT)


@router.get("/tiles/{layer}.json", dependencies=[Depends(only_declared)], response_class=Response)
def tilejson(request: Request, reader: Reader, layer: str) -> Response:
    """TileJSON 3.0 of a layer: its zooms, bounds and the meaning of every field."""
    declared = reader.layer(layer)
    language = preferred(request.headers.get("accept-language", ""))
    document = _tilejson(declared, reader, language, base_url(request))
    body = json.dumps(document, ensure_ascii=False).encode()
    return cacheable(request, body, "application/json", "Accept-Encoding, Accept-Language")


def _tilejson(layer: Layer, reader: ReadAs, language: str, base: str) -> dict[str, Any]:
    fields = {
        f.name: f.title.in_language(language) for f in layer.fields_for(reader.audience) if f.tile_from is not None
    }
    bounds = _bounds(reader)
    return {
        "tilejson": "3.0.0",
        "name": layer.title.in_language(language),
        "description": layer.description.in_language(language),
        "tiles": [f"{base}/tiles/{layer.name}/{{z}}/{{x}}/{{y}}.mvt"],
        "minzoom": layer.min_zoom,
        "maxzoom": MAX_ZOOM,
        "bounds": bounds,
        "center": [(bounds[0] + bounds[2]) / 2, (bounds[1] + bounds[3]) / 2, max(layer.min_zoom, 10)],
        "vector_layers": [
            {
                "id": layer.name,
                "description": layer.description.in_language(language),
                "minzoom": layer.min_zoom,
                "maxzoom": MAX_ZOOM,
                "fields": fields,
            }
        ],
    }


def _bounds(reader: ReadAs) -> list[float]:
    """Bounds of today's communes: the map's own, whatever lies in one layer of it."""
    sql = (
        "SELECT ST_XMin(e), ST_YMin(e), ST_XMax(e), ST_YMax(e) FROM (SELECT ST_Extent(geom) AS e"
        f" FROM {schema_of(reader.audience)}.communes WHERE valid @> current_date) t WHERE e IS NOT NULL"
    )
    found = reader.rows(Statement(sql, {}))
    return [round(float(value), 6) for value in found[0]] if found else VIETNAM_BOUNDS
