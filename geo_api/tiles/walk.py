"""Which tiles may hold something: from zoom to zoom, into those quarters of a tile in which anything lies."""

from collections.abc import Iterator, Sequence
from datetime import date
from itertools import islice

from geo_api.db import Statement
from geo_api.tiles.make import Run
from geo_api.tiles.plan import Tile
from geo_api.tiles.source import EXTENT, Ask
from layers.layer import Audience, Layer
from layers.units import DRAWN_ZOOMS

WORLD = Tile(0, 0, 0)
PARENTS_AT_ONCE = 64
# Corners are moved to the grid of the tile before it is cut: so many of its units may bring something in.
ROUNDING = 2


def quarters(tiles: Sequence[Tile]) -> list[Tile]:
    """The four tiles of the next zoom in each of `tiles`."""
    return [Tile(t.z + 1, t.x * 2 + dx, t.y * 2 + dy) for t in tiles for dx in (0, 1) for dy in (0, 1)]


def occupied_statement(layers: Sequence[Layer], tiles: Sequence[Tile], audience: Audience, at: date) -> Statement:
    """Rows (x, y): those of `tiles`, all of one zoom, in or around which a row of the layers lies on that day.

    Whatever a tile shows is in one of them: what is drawn simplified stays within the box of what it is drawn from.
    """
    z = tiles[0].z
    each = " OR ".join(f"EXISTS ({_rows_near(Ask(layer, audience, z))})" for layer in layers)
    columns = {"xs": [tile.x for tile in tiles], "ys": [tile.y for tile in tiles]}
    return Statement(
        f"SELECT t.x, t.y FROM unnest(CAST(:xs AS integer[]), CAST(:ys AS integer[])) AS t (x, y) WHERE {each}",
        {"z": z, "at": at, **columns},
    )


def occupied_quarters(
    run: Run, layers: Sequence[Layer], audience: Audience, at: date, parents: Iterator[Tile]
) -> Iterator[Tile]:
    """Those quarters of `parents`, which are all of one zoom, that may hold something."""
    while some := list(islice(parents, PARENTS_AT_ONCE)):
        children = quarters(some)
        for x, y in run(occupied_statement(layers, children, audience, at)):
            yield Tile(children[0].z, x, y)


def _rows_near(ask: Ask) -> str:
    envelope = f"ST_TileEnvelope(:z, t.x, t.y, margin => {(ask.margin + ROUNDING) / EXTENT})"
    # A box may be much larger than what is in it; but what is drawn together is not yet what it is on record.
    simplified = ask.layer.drawn_together and ask.zoom <= DRAWN_ZOOMS[-1]
    exact = "" if simplified else f" AND ST_Intersects(l.geom_3857, {envelope})"
    return f"SELECT FROM {ask.relation} AS l WHERE l.geom_3857 && {envelope}{exact}{ask.conditions}"
