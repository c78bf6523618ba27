"""Tiles: the service beside its peers, on one database, with the same tiles and the same load, in one run.

    wardmap bench tiles [postgresql://ADMIN@/postgres?host=…] [ADDRESSES] [live] [cached] [zooms]
        [growth]

A database of its own on the server given, or in a private PostGIS: the sample, ADDRESSES public addresses (1,000,000)
and 20,000 wifi points. Peers get plain tables with the same rows and attributes, in Web Mercator, in the order of the
ground. Ratios are to wardmap's own figure of the same row of cases; figures of different runs do not compare.

live: nothing is cached. `bare SQL` is the statement of wardmap's tile from a driver loop of as many connections.
cached: every tile was asked for before. `nginx` has the same bytes as files; `not modified` are answers 304 of wardmap.
zooms: one tile after another, each the first time, zoom by zoom: milliseconds and compressed kilobytes.
growth: the same of the densest tile and one in the middle, while addresses grow tenfold from 10,000 to ADDRESSES,
and communes to as many as a country has.
"""

import random
import sys
import threading
import time
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from rich.console import Console
from rich.table import Table
from sqlalchemy import Engine
from sqlalchemy.engine import URL

from bench import city, growth, nginx, wrk
from bench.fetched import Tile3, fetch, filled
from bench.peers import (
    MARTIN_CACHED,
    MARTIN_LIVE,
    PG_TILESERV,
    TIPG,
    WARDMAP_CACHED,
    WARDMAP_LIVE,
    Peer,
    asked,
    running,
)
from bench.scratch import SERVICE, database, server
from geo_api.days import today
from geo_api.db import Database
from geo_api.sample import fill
from geo_api.settings import Settings
from geo_api.tiles.plan import Tile, tile_statement
from layers.layer import Audience
from layers.registry import all_layers

SECTIONS = ("live", "cached", "zooms", "growth")
# Name, layer, zooms, tiles of each zoom. Where wardmap counts cells, the peers send every point: that is what they do,
# for seconds each.
CASES = [
    ("communes", "communes", range(8, 14), 40),
    ("addresses, exact", "addresses", range(16, 18), 40),
    ("addresses, counted", "addresses", range(11, 15), 2),
    ("wifi, counted", "wifi", range(10, 14), 20),
]
SECONDS, CONNECTIONS = 6, 8
CONSOLE = Console(width=110)
COLUMNS = ("tiles", "system", "ratio", "a second", "p50 ms", "p99 ms", "kB", "failed")


def main() -> None:
    wanted = [word for word in sys.argv[1:] if word in SECTIONS] or list(SECTIONS)
    addresses = next((int(word) for word in sys.argv[1:] if word.isdigit()), 1_000_000)
    if not wrk.is_here():
        raise SystemExit("wrk is needed: apt-get install wrk")
    with server() as admin, database(admin) as engine:
        grown = fill_up(engine, addresses, "growth" in wanted)
        service = engine.url.set(username=SERVICE)
        if "live" in wanted:
            show("live", [row for case in CASES for row in live(service, engine.url, *case)])
        if "cached" in wanted:
            show("cached", cached(service, engine.url))
        if "zooms" in wanted:
            zooms(service)
        if "growth" in wanted:
            show("growth", [*grown, *growth.communes(engine)], growth.COLUMNS)


def fill_up(engine: Engine, addresses: int, by_steps: bool) -> list[Sequence[str]]:
    """The city with so many addresses, and what was measured on the way there."""
    begin = time.perf_counter()
    fill(engine.url)
    measured = list(growth.addresses(engine, addresses)) if by_steps else []
    if not by_steps:
        city.add_addresses(engine, addresses)
    city.finish(engine, 20_000)
    CONSOLE.print(f"{addresses:,} addresses, filled in {time.perf_counter() - begin:.0f} s")
    return measured


def show(title: str, rows: Iterable[Sequence[str]], columns: Sequence[str] = COLUMNS) -> None:
    table = Table(*columns, title=title)
    for row in rows:
        table.add_row(*row)
    CONSOLE.print(table)


def live(service: URL, owner: URL, name: str, layer: str, between: range, most: int) -> Iterator[list[str]]:
    with asked(WARDMAP_LIVE, service) as (port, _):
        tiles = filled(port, layer, between, most)
        ours = loaded(WARDMAP_LIVE, port, layer, tiles)
    yield row(name, "wardmap", ours, ours)
    yield row(name, "bare SQL", driver_loop(service, layer, tiles), ours)
    for peer in (TIPG, PG_TILESERV, MARTIN_LIVE):
        with running(peer, owner) as found:
            if found is None:
                yield [name, peer.name, "not installed"]
                continue
            yield row(name, peer.name, loaded(peer, found[0], layer, tiles), ours)


def cached(service: URL, owner: URL) -> Iterator[list[str]]:
    layer, name = "addresses", "mixed z8–z16"
    with asked(WARDMAP_CACHED, service) as (port, pid):
        tiles = filled(port, layer, range(8, 17))
        paths = [WARDMAP_CACHED.tile(layer, *tile) for tile in tiles]
        answers = {path: fetch(port, path) for path in paths}
        ours = wrk.load(port, paths, SECONDS, CONNECTIONS)
        yield row(name, "wardmap", ours, ours)
        tag = answers[paths[0]][1]
        known = wrk.load(port, paths[:1], SECONDS, CONNECTIONS, {"If-None-Match": tag})
        yield row(name, "not modified", known, ours)
        yield [name, "memory, MB", f"{memory_mb(pid):.0f}"]
    with nginx.serving({path: body for path, (body, _) in answers.items()}) as nginx_port:
        if nginx_port:
            yield row(name, "nginx", wrk.load(nginx_port, paths, SECONDS, CONNECTIONS), ours)
        else:
            yield [name, "nginx", "not installed"]
    with running(MARTIN_CACHED, owner) as found:
        if found:
            port = found[0]
            theirs = [MARTIN_CACHED.tile(layer, *tile) for tile in tiles]
            for path in theirs:
                fetch(port, path)
            yield row(name, "Martin", wrk.load(port, theirs, SECONDS, CONNECTIONS), ours)
        else:
            yield [name, "Martin", "not installed"]


def zooms(service: URL) -> None:
    table = Table("layer", "zoom", "tiles", "p50 ms", "worst ms", "mean kB", "largest kB", title="zoom by zoom, live")
    with asked(WARDMAP_LIVE, service) as (port, _):
        for layer, between in (("addresses", range(6, 19)), ("communes", range(6, 15))):
            for zoom in between:
                tiles = filled(port, layer, range(zoom, zoom + 1))
                if tiles:
                    table.add_row(layer, str(zoom), str(len(tiles)), *one_by_one(port, layer, tiles))
    CONSOLE.print(table)


def one_by_one(port: int, layer: str, tiles: Sequence[Tile3]) -> list[str]:
    times, sizes = [], []
    for tile in tiles:
        begin = time.perf_counter()
        body, _ = fetch(port, WARDMAP_LIVE.tile(layer, *tile))
        times.append((time.perf_counter() - begin) * 1000)
        sizes.append(len(body) / 1000)
    times.sort()
    middle = times[len(times) // 2]
    return [f"{middle:.1f}", f"{times[-1]:.1f}", f"{sum(sizes) / len(sizes):.1f}", f"{max(sizes):.1f}"]


def loaded(peer: Peer, port: int, layer: str, tiles: Sequence[Tile3]) -> wrk.Load:
    paths = [peer.tile(layer, *tile) for tile in tiles]
    # Once before: the database's own caches are warm for everybody.
    for path in paths:
        fetch(port, path)
    return wrk.load(port, paths, SECONDS, CONNECTIONS)


def row(name: str, system: str, load: wrk.Load, ours: wrk.Load) -> list[str]:
    ratio = load.per_second / ours.per_second if ours.per_second else 0
    shown = [f"{ratio:.2f}", f"{load.per_second:,.0f}", f"{load.p50:.1f}", f"{load.p99:.1f}", f"{load.kilobytes:.1f}"]
    return [name, system, *shown, str(load.failed or "")]


def driver_loop(service: URL, layer: str, tiles: Sequence[Tile3]) -> wrk.Load:
    """The statements of wardmap's own tiles, prepared as it prepares them, asked by threads that do nothing else."""
    planned = (tile_statement([all_layers()[layer]], Tile(*tile), Audience.PUBLIC, today(), {}) for tile in tiles)
    statements = [statement for statement in planned if statement]
    database = Database(service, Settings(pool_size=CONNECTIONS))
    times: list[float] = []
    until = time.perf_counter() + SECONDS

    def ask(seed: int) -> None:
        order = random.Random(seed)
        while (begin := time.perf_counter()) < until:
            database.rows(Audience.PUBLIC, order.choice(statements))
            times.append((time.perf_counter() - begin) * 1000)

    threads = [threading.Thread(target=ask, args=(seed,)) for seed in range(CONNECTIONS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    database.close()
    times.sort()
    return wrk.Load(len(times) / SECONDS, times[len(times) // 2], times[len(times) * 99 // 100], 0.0, 0)


def memory_mb(pid: int) -> float:
    """Of the largest process of that server."""
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return max(_resident(int(process)) for process in [str(pid), *children])


def _resident(pid: int) -> float:
    status = Path(f"/proc/{pid}/status").read_text()
    return int(next(line.split()[1] for line in status.splitlines() if line.startswith("VmRSS"))) / 1000


if __name__ == "__main__":
    main()
