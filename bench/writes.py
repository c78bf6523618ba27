"""Writes: what it costs that every write is told to those who keep tiles, and counted where points are counted.

    wardmap bench writes [postgresql://ADMIN@/postgres?host=…] [ADDRESSES]

A database of its own on the server given, or in a private PostGIS: the sample and ADDRESSES (0) public addresses more.
Processor time of the server's process for one statement, from `/proc`: the least of eight rounds in which kinds take
turns. `plain`: without the triggers of tiles; `told`: with those that say which boxes changed; `counted`: with all.
"""

import random
import sys
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

from rich.console import Console
from rich.table import Table
from sqlalchemy import Connection, Engine, text

from bench import city
from bench.scratch import database, server

ROUNDS, STATEMENTS = 8, 40
# Prefixes of the triggers that are on.
KINDS = {"plain": (), "told": ("tiles",), "counted": ("tiles", "cells")}
_WIFI, _SCHOOL = "layer = 'wifi' AND id = :wifi", "layer = 'schools' AND id = :school"
CASES = {
    "wifi: name": f"UPDATE feature SET name = 'W' || :n WHERE {_WIFI}",
    "wifi: working state": "UPDATE feature SET status = CASE status WHEN 'active' THEN 'broken' ELSE 'active' END"
    f" WHERE {_WIFI}",
    "wifi: place": f"UPDATE feature SET geom = ST_Translate(geom, 1e-6 * :n, 0) WHERE {_WIFI}",
    "wifi: nothing that is shown": f"UPDATE feature SET source_row = :n WHERE {_WIFI}",
    "wifi: a new one": "INSERT INTO feature (layer, name, status, geom, load_id, source_row)"
    " SELECT layer, name, status, geom, load_id, :n FROM feature WHERE " + _WIFI,
    "school (not counted): name": f"UPDATE feature SET name = 'S' || :n WHERE {_SCHOOL}",
    "address: place": "UPDATE address_point SET geom = ST_Translate(geom, 1e-6 * :n, 0)"
    " WHERE addressable_id = :address",
    "address: status": "SET wardmap.life_cycle = off; "
    "UPDATE addressable SET status = CASE status WHEN 'assigned' THEN 'draft' ELSE 'assigned' END"
    " WHERE id = :address",
}
_TRIGGERS = """
SELECT tgrelid::regclass::text AS part, tgname AS name, split_part(tgname, '_', 1) AS kind FROM pg_trigger
 WHERE split_part(tgname, '_', 1) IN ('tiles', 'cells')
   AND tgrelid IN ('feature'::regclass, 'address_point'::regclass, 'addressable'::regclass)
"""
_POOLS = {
    "wifi": "SELECT id FROM feature WHERE layer = 'wifi' ORDER BY id LIMIT 1000",
    "school": "SELECT id FROM feature WHERE layer = 'schools' ORDER BY id LIMIT 1000",
    "address": "SELECT addressable_id FROM address_point ORDER BY id LIMIT 1000",
}
_MANY = "UPDATE feature SET status = 'broken' WHERE layer = 'wifi'"


def main() -> None:
    addresses = next((int(word) for word in sys.argv[1:] if word.isdigit()), 0)
    with server() as admin, database(admin) as engine:
        city.build(engine, addresses, 20_000)
        console = Console(width=110)
        console.print(one_row(engine))
        console.print(many_rows(engine))


def one_row(engine: Engine) -> Table:
    best = _measured(engine)
    table = Table("one row", "plain, ms", "told, ms", "counted, ms", "told ÷ plain", "counted ÷ plain")
    for name in CASES:
        plain, told, counted = (best[name, kind] for kind in KINDS)
        table.add_row(name, *(f"{1000 * ms:.2f}" for ms in (plain, told, counted)), *_ratios(plain, told, counted))
    return table


def _ratios(plain: float, *others: float) -> Iterator[str]:
    return (f"{other / plain:.1f}" for other in others)


def _measured(engine: Engine) -> dict[tuple[str, str], float]:
    """Case and kind → seconds of the processor for one statement."""
    chance, best = random.Random(1), defaultdict[tuple[str, str], float](lambda: float("inf"))
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        pools = {name: list(connection.scalars(text(query))) for name, query in _POOLS.items()}
        for _ in range(ROUNDS):
            for kind, prefixes in KINDS.items():
                _arm(connection, prefixes)
                for name, sql in CASES.items():
                    values = [{k: chance.choice(ids) for k, ids in pools.items()} | {"n": n} for n in range(STATEMENTS)]
                    best[name, kind] = min(best[name, kind], _seconds_each(connection, sql, values))
    return best


def _seconds_each(connection: Connection, sql: str, values: list[dict[str, int]]) -> float:
    statement = text(sql)
    # The first of a session are planned.
    connection.execute(statement, values[0])
    before = _processor(connection)
    for one in values:
        connection.execute(statement, one)
    return (_processor(connection) - before) / len(values)


def many_rows(engine: Engine) -> Table:
    """A statement that writes all wifi points, and the counts of a layer made anew."""
    table = Table("many rows", "seconds of the processor")
    with engine.connect() as connection:
        for kind, prefixes in KINDS.items():
            _arm(connection, prefixes)
            table.add_row(f"all wifi points in one statement, {kind}", f"{_seconds(connection, _MANY):.2f}")
            connection.rollback()
        for layer in ("wifi", "addresses"):
            rows = connection.scalar(text("SELECT sum(n) FROM point_cell WHERE layer = :l AND zoom = 14"), {"l": layer})
            seconds = _seconds(connection, f"SELECT layer.recount('{layer}')")
            table.add_row(f"{rows:,} of {layer} counted anew", f"{seconds:.2f}")
            connection.rollback()
    return table


def _seconds(connection: Connection, sql: str) -> float:
    before = _processor(connection)
    connection.execute(text(sql))
    return _processor(connection) - before


def _arm(connection: Connection, prefixes: tuple[str, ...]) -> None:
    for trigger in connection.execute(text(_TRIGGERS)).all():
        state = "ENABLE" if trigger.kind in prefixes else "DISABLE"
        connection.execute(text(f"ALTER TABLE {trigger.part} {state} TRIGGER {trigger.name}"))


def _processor(connection: Connection) -> float:
    """Seconds of the processor that the server's process has had, on this machine."""
    pid = connection.scalar(text("SELECT pg_backend_pid()"))
    return int(Path(f"/proc/{pid}/schedstat").read_text(encoding="ascii").split()[0]) / 1e9


if __name__ == "__main__":
    main()
