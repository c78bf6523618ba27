"""How the cost of a tile grows with what there is: the densest tile, and one in the middle."""

import time
from collections.abc import Iterator, Sequence

from sqlalchemy import Engine, text

from bench import city
from bench.fetched import fetch, filled
from bench.peers import WARDMAP_LIVE, asked
from bench.scratch import SERVICE

ADDRESSES = (10_000, 100_000, 1_000_000, 10_000_000)
COPIES_OF_COMMUNES = 57
ROUNDS = 5
COLUMNS = ("layer", "there are", "tile", "zoom", "ms", "kB")
# By counts: tiles from the fullest on.
_FULLEST = """
SELECT cell >> 12 AS tile FROM map_public.point_cells WHERE layer = 'addresses' AND zoom = :zoom
 GROUP BY tile ORDER BY sum(n) DESC, tile
"""
Tile3 = tuple[int, int, int]
Rows = Iterator[Sequence[str]]


def addresses(engine: Engine, most: int) -> Rows:
    """Addresses added up to `most`, and what the tiles of zooms 8 to 14 cost at each size."""
    there = 0
    for size in (size for size in (*(size for size in ADDRESSES if size < most), most)):
        city.add_addresses(engine, size - there)
        there = size
        densest, typical = zip(*(_of_zoom(engine, zoom) for zoom in range(8, 15)), strict=True)
        with asked(WARDMAP_LIVE, engine.url.set(username=SERVICE)) as (port, _):
            yield ["addresses", f"{size:,}", "densest", *_dearest(port, "addresses", densest)]
            yield ["addresses", f"{size:,}", "typical", *_middle(port, "addresses", typical)]


def communes(engine: Engine) -> Rows:
    """The communes of the sample, then as many as a country has; they stay."""
    for copies in (0, COPIES_OF_COMMUNES):
        if copies:
            city.add_communes(engine, copies)
        with engine.connect() as connection:
            there = connection.scalar(text("SELECT count(*) FROM map_public.communes WHERE valid @> current_date"))
        with asked(WARDMAP_LIVE, engine.url.set(username=SERVICE)) as (port, _):
            tiles = filled(port, "communes", range(6, 14), 8)
            yield ["communes", f"{there:,}", "densest", *_dearest(port, "communes", tiles)]
            yield ["communes", f"{there:,}", "typical", *_middle(port, "communes", tiles)]


def _of_zoom(engine: Engine, zoom: int) -> tuple[Tile3, Tile3]:
    """The fullest tile of that zoom, and the one in the middle of all that hold something."""
    with engine.connect() as connection:
        found = connection.scalars(text(_FULLEST), {"zoom": zoom}).all()
    return _placed(zoom, found[0]), _placed(zoom, found[len(found) // 2])


def _placed(zoom: int, curve: int) -> Tile3:
    """Along the curve the bits of x and y go by turns."""
    bits = range(zoom)
    return zoom, sum((curve >> 2 * n & 1) << n for n in bits), sum((curve >> 2 * n + 1 & 1) << n for n in bits)


def _dearest(port: int, layer: str, tiles: Sequence[Tile3]) -> list[str]:
    return _shown(max(_costs(port, layer, tiles)))


def _middle(port: int, layer: str, tiles: Sequence[Tile3]) -> list[str]:
    costs = sorted(_costs(port, layer, tiles))
    return _shown(costs[len(costs) // 2])


def _costs(port: int, layer: str, tiles: Sequence[Tile3]) -> list[tuple[float, float, int]]:
    """Milliseconds, the least of some rounds; kilobytes compressed; zoom."""
    paths = [WARDMAP_LIVE.tile(layer, *tile) for tile in tiles]
    return [(*_cost(port, path), tile[0]) for path, tile in zip(paths, tiles, strict=True)]


def _cost(port: int, path: str) -> tuple[float, float]:
    times, size = [], 0
    for _ in range(ROUNDS):
        begin = time.perf_counter()
        size = len(fetch(port, path)[0])
        times.append((time.perf_counter() - begin) * 1000)
    return min(times), size / 1000


def _shown(cost: tuple[float, float, int]) -> list[str]:
    milliseconds, kilobytes, zoom = cost
    return [str(zoom), f"{milliseconds:.1f}", f"{kilobytes:.1f}"]
