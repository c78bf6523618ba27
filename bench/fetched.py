"""Tiles as a benchmark asks for them, one by one."""

import http.client
import random

import morecantile

from bench.peers import WARDMAP_LIVE

# Where the sample lies, in degrees.
BOUNDS = (105.9, 19.9, 106.65, 20.55)
TILES = 40
Tile3 = tuple[int, int, int]


def filled(port: int, layer: str, between: range, most: int = TILES) -> list[Tile3]:
    """Tiles of these zooms that hold something, as many of each zoom, always the same."""
    grid = morecantile.tms.get("WebMercatorQuad")
    found: list[Tile3] = []
    for zoom in between:
        every = [(tile.z, tile.x, tile.y) for tile in grid.tiles(*BOUNDS, zooms=zoom)]
        random.Random(zoom).shuffle(every)
        full = (tile for tile in every[: 4 * most] if fetch(port, WARDMAP_LIVE.tile(layer, *tile))[0])
        found += [tile for tile, _ in zip(full, range(most), strict=False)]
    return found


def fetch(port: int, path: str) -> tuple[bytes, str]:
    """The compressed bytes and the ETag; no bytes for an empty tile."""
    client = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
    client.request("GET", path, headers={"Accept-Encoding": "gzip"})
    answer = client.getresponse()
    body = answer.read()
    client.close()
    if answer.status not in (200, 204, 404):
        raise SystemExit(f"{path}: {answer.status} {body[:200]!r}")
    return (body if answer.status == 200 else b""), answer.headers.get("ETag", "")
