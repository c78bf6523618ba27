"""Features: 1,000 items of GeoJSON from the service beside its peers, on one database, in one run.

    wardmap bench features [postgresql://ADMIN@/postgres?host=…] [ADDRESSES] [ROUNDS]

A database of its own on the server given, or in a private PostGIS: the sample, ADDRESSES public addresses (1,000,000)
and 20,000 wifi points. Peers get plain tables with the same rows and fields, in degrees as the service has them.

Every request is for 1,000 features in one of 40 windows that hold more, under load of 8 connections; the middle of
ROUNDS (3) in turn. `compressed`: the client takes gzip, which pg_featureserv never gives. What pg_featureserv asks
PostGIS is run by pgbench from its statement alone, without its service: no pg_featureserv can be faster than that.
"""

import os
import random
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from statistics import median

from rich.console import Console
from rich.table import Table
from sqlalchemy import Engine, text
from sqlalchemy.engine import URL

from bench import city, wrk
from bench.peers import TIPG, WARDMAP_LIVE, Peer, running
from bench.scratch import SERVICE, database, server
from layers.layer import Audience
from layers.registry import layers_for

LAYERS = ("addresses", "wifi")
ITEMS, WINDOWS, SECONDS, CONNECTIONS = 1000, 40, 5, 8
OURS = replace(WARDMAP_LIVE, path="/ogc/collections/{layer}/items?limit=1000&bbox={box}")
PEERS = [OURS, replace(TIPG, path="/collections/peer.{layer}_items/items?limit=1000&f=geojson&bbox={box}")]
GZIP, PLAIN = {"Accept-Encoding": "gzip"}, {"Accept-Encoding": "identity"}
# As Debian has it; elsewhere it is on the path.
PGBENCH = "/usr/lib/postgresql/15/bin/pgbench"
CONSOLE = Console(width=110)
Box = tuple[float, float, float, float]
_ITEMS = """
CREATE TABLE peer.{layer}_items AS SELECT id::integer AS id, {columns}, geom FROM map_public.{layer} ORDER BY geom;
ALTER TABLE peer.{layer}_items ADD PRIMARY KEY (id);
ALTER TABLE peer.{layer}_items ALTER COLUMN geom TYPE geometry(Point, 4326);
CREATE INDEX ON peer.{layer}_items USING gist (geom);
"""


def main() -> None:
    numbers = [int(word) for word in sys.argv[1:] if word.isdigit()] + [None, None]
    addresses, rounds = numbers[0] or 1_000_000, numbers[1] or 3
    if not wrk.is_here():
        raise SystemExit("wrk is needed: apt-get install wrk")
    with server() as admin, database(admin) as engine:
        city.build(engine, addresses, 20_000)
        _give_to_peers(engine)
        for layer in LAYERS:
            CONSOLE.print(_compared(engine, layer, rounds))


def _give_to_peers(engine: Engine) -> None:
    with engine.begin() as connection:
        for layer in LAYERS:
            columns = ", ".join(f'"{name}"' for name in _fields(layer))
            connection.execute(text(_ITEMS.format(layer=layer, columns=columns)))
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("VACUUM ANALYZE"))


def _fields(layer: str) -> list[str]:
    return [field.name for field in layers_for(Audience.PUBLIC)[layer].fields_for(Audience.PUBLIC)]


def _compared(engine: Engine, layer: str, rounds: int) -> Table:
    boxes = _windows(engine, layer)
    with ExitStack() as stack:
        cases = dict(_cases(engine.url, layer, boxes, stack))
        found: dict[str, list[float]] = {name: [] for name in cases}
        for _ in range(rounds):
            for name, measure in cases.items():
                found[name].append(measure())
    table = Table("", "a second", "wardmap is", title=f"{layer}: {ITEMS:,} items of GeoJSON")
    ours = {coding: median(found[f"wardmap{coding}"]) for coding in (", compressed", "")}
    for name, rates in found.items():
        base = ours[", compressed" if "compressed" in name else ""]
        table.add_row(name, f"{median(rates):,.1f}", f"{base / median(rates):.2f} ×")
    return table


def _cases(url: URL, layer: str, boxes: Sequence[Box], stack: ExitStack) -> Iterator[tuple[str, Callable[[], float]]]:
    """What is measured, by its name: each gives answers a second."""
    for peer in PEERS:
        port = stack.enter_context(running(peer, url.set(username=SERVICE) if peer is OURS else url))
        if port is None:
            CONSOLE.print(f"{peer.name} is not installed")
            continue
        for suffix, headers in ((", compressed", GZIP), ("", PLAIN)):
            yield f"{peer.name}{suffix}", _load(peer, port[0], layer, boxes, headers)
    if _pgbench() is None:
        CONSOLE.print("pgbench is not installed")
        return
    yield "pg_featureserv's statement, without its service", lambda: _statement_alone(url, layer, boxes)


def _load(peer: Peer, port: int, layer: str, boxes: Sequence[Box], headers: dict[str, str]) -> Callable[[], float]:
    paths = [peer.path.format(layer=layer, box=",".join(map(str, box))) for box in boxes]

    def measure() -> float:
        done = wrk.load(port, paths, SECONDS, CONNECTIONS, headers)
        if done.failed:
            raise SystemExit(f"{peer.name}: {done.failed} requests failed")
        return done.per_second

    return measure


def _windows(engine: Engine, layer: str) -> list[Box]:
    """Windows around features, always the same, each as large as it must be to hold more than are asked for."""
    chance = random.Random(layer)
    with engine.connect() as connection:
        ids = connection.scalars(text(f"SELECT id FROM peer.{layer}_items ORDER BY id")).all()
        nearest = text(
            f"SELECT max(ST_Distance(geom, c)) FROM (SELECT n.geom, o.geom AS c FROM peer.{layer}_items o,"
            f" LATERAL (SELECT geom FROM peer.{layer}_items ORDER BY geom <-> o.geom LIMIT {ITEMS * 2}) n"
            " WHERE o.id = :id) near"
        )
        centre = text(f"SELECT ST_X(geom), ST_Y(geom) FROM peer.{layer}_items WHERE id = :id")
        return [_around(connection.execute, centre, nearest, chance.choice(ids)) for _ in range(WINDOWS)]


def _around(execute: Callable[..., object], centre: object, nearest: object, item: int) -> Box:
    x, y = execute(centre, {"id": item}).one()  # type: ignore[attr-defined]
    reach = execute(nearest, {"id": item}).scalar_one()  # type: ignore[attr-defined]
    return (round(x - reach, 6), round(y - reach, 6), round(x + reach, 6), round(y + reach, 6))


def _pgbench() -> str | None:
    return shutil.which("pgbench") or shutil.which(PGBENCH)


def _statement_alone(url: URL, layer: str, boxes: Sequence[Box]) -> float:
    """What pg_featureserv asks PostGIS for such a page, a second: prepared, and nothing made of the answer."""
    strings = [_column(layer, name) for name in _fields(layer)]
    with tempfile.TemporaryDirectory(prefix="wardmap-bench-") as folder:
        scripts = []
        for number, box in enumerate(boxes):
            script = Path(folder) / f"{number}.sql"
            script.write_text(
                f'SELECT ST_AsGeoJSON("geom") AS _geojson, "id", {", ".join(strings)} FROM "peer"."{layer}_items"'
                f' WHERE ST_Intersects("geom", ST_MakeEnvelope({", ".join(map(str, box))}, 4326)) LIMIT {ITEMS};\n'
            )
            scripts += ["-f", str(script)]
        return _transactions(url, scripts)


def _column(layer: str, name: str) -> str:
    """It has all but numbers, truth and JSON sent as text."""
    kept = layers_for(Audience.PUBLIC)[layer].field(name).type.value in ("integer", "number", "boolean")
    return f'"{name}"' if kept else f'"{name}"::text'


def _transactions(url: URL, scripts: Sequence[str]) -> float:
    options = ["-n", "-M", "prepared", f"-c{CONNECTIONS}", "-j2", f"-T{SECONDS}", *scripts]
    where = url.set(drivername="postgresql").render_as_string(hide_password=False)
    command = [_pgbench() or PGBENCH, *options, where]
    done = subprocess.run(command, check=False, capture_output=True, text=True, env={**os.environ, "PGOPTIONS": ""})
    found = re.search(r"tps = ([\d.]+)", done.stdout)
    if not found:
        raise SystemExit(done.stderr[-2000:])
    return float(found[1])


if __name__ == "__main__":
    main()
