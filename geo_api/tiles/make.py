"""One tile made by the database: with all there is in it, or with less of the layers that would be too much."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from geo_api.db import Statement
from geo_api.tiles.plan import LEAST_DETAIL, Tile, tile_statement
from layers.layer import Audience, Layer, Value

Run = Callable[[Statement], Sequence[Sequence[Any]]]


@dataclass(frozen=True, slots=True)
class Made:
    """body: the vector tile, empty when nothing is in it. snapshot: what was seen, as PostgreSQL writes it
    (``pg_snapshot``), at the first look where there were several; None: the database was not asked.
    """

    body: bytes
    snapshot: str | None


def make_tile(
    run: Run,
    layers: Sequence[Layer],
    tile: Tile,
    audience: Audience,
    at: date,
    selected: Mapping[str, Value | date],
) -> Made:
    """The bytes of one tile; equal data gives equal bytes. `run` runs a statement as `audience`."""
    details: Counter[str] = Counter()
    # How much is in the tile hangs on the first look, too.
    first: str | None = None
    while statement := tile_statement(layers, tile, audience, at, selected, details):
        body, snapshot, _, crowded = run(statement)[0]
        first = first or snapshot
        coarser = [name for name in crowded if details[name] < LEAST_DETAIL]
        if not coarser:
            return Made(bytes(body), first)
        details.update(coarser)
    return Made(b"", None)
