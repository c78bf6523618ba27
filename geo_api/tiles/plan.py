"""From a tile request to the one statement that makes its bytes. Pure: a test reads the SQL without a database."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache

from geo_api.db import Statement, schema_of
from geo_api.errors import BadRequest
from layers.layer import MAX_ZOOM, Audience, Field, FieldType, Geometry, Layer, Value

EXTENT = 4096
# Selected and kept around a tile, in tile units of 1/4096: symbols on an edge must be whole in both tiles.
MARGIN = {Geometry.POINT: 256, Geometry.LINE: 64, Geometry.AREA: 64}


@dataclass(frozen=True, slots=True)
class Tile:
    z: int
    x: int
    y: int


def parse_tile(z: str, x: str, y: str) -> Tile:
    """The tile z/x/y of WebMercatorQuad. Raises BadRequest for one that does not exist."""
    if all(re.fullmatch(r"\d{1,8}", part, re.ASCII) for part in (z, x, y)):
        tile = Tile(int(z), int(x), int(y))
        if tile.z <= MAX_ZOOM and max(tile.x, tile.y) < 2**tile.z:
            return tile
    raise BadRequest(
        f"Không có ô bản đồ này: z từ 0 đến {MAX_ZOOM}, x và y từ 0 đến 2^z − 1.",
        f"There is no such tile: z is 0 to {MAX_ZOOM}, x and y are 0 to 2^z − 1.",
    )


def tile_statement(
    layers: Sequence[Layer], tile: Tile, audience: Audience, at: date, selected: Mapping[str, Value | date]
) -> Statement | None:
    """One statement with one result: the bytes of all `layers` in one tile. None when no layer shows at this zoom.

    at: the day of the world, for dated layers. selected: values of selector fields, for the layers that have them.
    """
    shown = [layer for layer in layers if tile.z >= layer.min_zoom]
    if not shown:
        return None
    parts = [_layer_sql(layer, audience, tile.z, frozenset(selected)) for layer in shown]
    params = {"z": tile.z, "x": tile.x, "y": tile.y, "at": at, **selected}
    return Statement("SELECT " + " || ".join(f"({part})" for part in parts), params)


def bounds_statement(audience: Audience, at: date) -> Statement:
    """One row (west, south, east, north) in degrees around the communes of a day; none when there are none."""
    return Statement(
        "SELECT ST_XMin(e), ST_YMin(e), ST_XMax(e), ST_YMax(e) FROM (SELECT ST_Extent(geom) AS e"
        f" FROM {schema_of(audience)}.communes WHERE valid @> CAST(:at AS date)) t WHERE e IS NOT NULL",
        {"at": at},
    )


@cache
def _layer_sql(layer: Layer, audience: Audience, zoom: int, selected: frozenset[str]) -> str:
    columns = "".join(f", {_attribute(f)}" for f in layer.fields_for(audience) if _is_carried(f, zoom))
    margin = MARGIN[layer.geometry]
    return (
        f"SELECT ST_AsMVT(t, '{layer.name}', {EXTENT}, 'mvt', 'id') FROM ("
        f"SELECT id{columns}, ST_AsMVTGeom(geom_3857, ST_TileEnvelope(:z, :x, :y), {EXTENT}, {margin}) AS mvt"
        f' FROM {schema_of(audience)}."{layer.name}"'
        f" WHERE geom_3857 && ST_TileEnvelope(:z, :x, :y, margin => {margin / EXTENT})"
        # OFFSET 0: shapes are cut for the rows of this tile only, and once; not to find out which rows those are.
        f"{_conditions(layer, selected)} OFFSET 0) t WHERE mvt IS NOT NULL"
    )


def _conditions(layer: Layer, selected: frozenset[str]) -> str:
    periods = layer.periods if layer.dated else ()
    dated = "".join(f" AND {period} @> CAST(:at AS date)" for period in periods)
    chosen = (f' AND "{f.name}" = :{f.name}' for f in layer.fields if f.selector and f.name in selected)
    return dated + "".join(chosen)


def _is_carried(field: Field, zoom: int) -> bool:
    return field.tile_from is not None and zoom >= field.tile_from


def _attribute(field: Field) -> str:
    """A tile knows text, numbers and truth values; a date becomes text."""
    return f'"{field.name}"::text AS "{field.name}"' if field.type is FieldType.DATE else f'"{field.name}"'
