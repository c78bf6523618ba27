"""From a tile request to the one statement that makes its bytes. Pure: a test reads the SQL without a database."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from geo_api.db import Statement
from geo_api.errors import BadRequest
from geo_api.tiles.cells import cell_ranges
from geo_api.tiles.points import is_counted, points_source
from geo_api.tiles.shapes import shapes_source
from geo_api.tiles.source import EXTENT, Ask, Source
from layers.layer import MAX_ZOOM, Audience, Geometry, Layer, Value

# Of how much there is in one tile, step by step less; the last is what it is.
MOST_DETAIL, LEAST_DETAIL = 0, 2


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
    layers: Sequence[Layer],
    tile: Tile,
    audience: Audience,
    at: date,
    selected: Mapping[str, Value | date],
    details: Mapping[str, int] | None = None,
) -> Statement | None:
    """One statement with one row: the bytes of all `layers` in one tile, the snapshot they were seen in, how many
    rows the fullest layer has, and the names of those that hold more than a tile should. None when no layer shows
    at this zoom.

    at: the day of the world, for dated layers. selected: values of selector fields, for the layers that have them.
    details: by name, those to be made with less in them than there is; a step for each time they were too much.
    """
    shown = [layer for layer in layers if tile.z >= layer.min_zoom]
    if not shown:
        return None
    steps = details or {}
    names = frozenset(selected)
    asks = tuple(Ask(layer, audience, tile.z, names, steps.get(layer.name, MOST_DETAIL)) for layer in shown)
    params: dict[str, object] = {"z": tile.z, "x": tile.x, "y": tile.y, "at": at, **selected}
    if any(is_counted(layer, audience, tile.z) for layer in shown):
        params["first_cells"], params["last_cells"] = map(list, zip(*cell_ranges(tile.z, tile.x, tile.y), strict=True))
    return Statement(tile_sql(asks), params, prepared=True)


# To write it costs as much as to read a small tile, and it is the same for all tiles of a zoom.
@lru_cache(maxsize=1024)
def tile_sql(asks: tuple[Ask, ...]) -> str:
    """The text of the statement: the same for the same layers, wanted in the same way."""
    return _together([(ask.layer.name, _source(ask)) for ask in asks])


def _source(ask: Ask) -> Source:
    return points_source(ask) if ask.layer.geometry is Geometry.POINT else shapes_source(ask)


def _together(sources: Sequence[tuple[str, Source]]) -> str:
    """The rows of each source as a layer of one tile, and what is said about it."""
    each = ", ".join(
        f"l{i} AS MATERIALIZED (SELECT ST_AsMVT(t, '{name}', {EXTENT}, 'mvt', 'id') AS mvt, count(*) AS n"
        f" FROM ({source.sql}) AS t)"
        for i, (name, source) in enumerate(sources)
    )
    body = " || ".join(f"l{i}.mvt" for i in range(len(sources)))
    rows = ", ".join(f"l{i}.n" for i in range(len(sources)))
    crowded = " || ".join(_if_too_much(i, name, source) for i, (name, source) in enumerate(sources))
    tables = ", ".join(f"l{i}" for i in range(len(sources)))
    return (
        f"WITH {each} SELECT {body} AS mvt, pg_current_snapshot()::text AS snapshot, greatest({rows}) AS most_rows,"
        f" {crowded} AS crowded FROM {tables}"
    )


def _if_too_much(number: int, name: str, source: Source) -> str:
    if source.too_much is None:
        return "'{}'::text[]"
    return f"(SELECT CASE WHEN {source.too_much} THEN ARRAY['{name}'] ELSE '{{}}'::text[] END FROM l{number})"
