"""What row-level security costs: tiles and items of police with the policy on, beside the same statements with it off.

    wardmap bench fences ['postgresql://ADMIN@/postgres?host=…'] [POINTS]

All points lie in the asker's own commune, so that both ways give the same rows. Rounds alternate; medians.
"""

import random
import sys
import time
from collections.abc import Callable
from datetime import date
from statistics import median

from sqlalchemy import Connection, Engine, create_engine, text
from sqlalchemy.engine import URL

from bench.scratch import SERVICE, database, server
from geo_api.days import Period
from geo_api.db import SET_REACH, Reach, Statement, role_of
from geo_api.features.area import parse_area
from geo_api.features.crs import CRS84
from geo_api.features.plan import ItemsRequest, items_statement
from geo_api.tiles.plan import parse_tile, tile_statement
from layers.layer import Audience
from layers.registry import all_layers

POINTS = 100_000
ROUNDS, TIMES = 7, 15
TODAY = date.today()
CAMERAS = all_layers()["cameras"]
LEAKPROOF = "ALTER FUNCTION geometry_overlaps(geometry, geometry) LEAKPROOF"
UNIT = (
    "WITH u AS (INSERT INTO unit (level) VALUES ('commune') RETURNING id) INSERT INTO unit_version"
    " (unit_id, valid, name, kind, geom, geom_status) SELECT id, '[2020-01-01,)', 'A', 'xã',"
    " ST_Multi(ST_MakeEnvelope(106.0, 20.2, 106.4, 20.6, 4326)), 'official' FROM u RETURNING unit_id"
)
LOAD = (
    "INSERT INTO load (layer, mode, file_name, file_sha256, source_crs, rows_read, rows_written, rows_refused, report)"
    " VALUES ('cameras', 'append', 'f', '', 'EPSG:4326', 0, 0, 0, '{}') RETURNING id"
)
FILL = (
    "INSERT INTO feature (layer, key, name, status, attributes, geom, load_id, source_row) SELECT 'cameras', n, n,"
    " 'active', '{}', ST_SetSRID(ST_Point(106.0 + 0.4 * random(), 20.2 + 0.4 * random()), 4326), :load, n"
    " FROM generate_series(1, :points) AS n"
)


def tile(zoom: int) -> Statement:
    x = int((random.uniform(106.05, 106.35) + 180) / 360 * 2**zoom)
    y = int(0.4419 * 2**zoom) + random.randint(0, max(0, 2 ** (zoom - 12)))
    made = tile_statement([CAMERAS], parse_tile(str(zoom), str(x), str(y)), Audience.POLICE, TODAY, {}, {})
    assert made is not None
    return made


def items(side: float) -> Statement:
    west, south = random.uniform(106.02, 106.3), random.uniform(20.22, 20.5)
    area = parse_area(f"{west},{south},{west + side},{south + side}", CRS84)
    return items_statement(ItemsRequest(CAMERAS, Audience.POLICE, Period(TODAY, TODAY, True), area=area, limit=100))


KINDS: dict[str, Callable[[], Statement]] = {
    "tile, zoom 13": lambda: tile(13),
    "tile, zoom 15": lambda: tile(15),
    "items, 100 of a box of 1 km": lambda: items(0.01),
    "items, 100 of a box of 10 km": lambda: items(0.1),
}


def main() -> None:
    points = next((int(word) for word in sys.argv[1:] if word.isdigit()), POINTS)
    with server() as admin, database(admin) as owner:
        make_leakproof(admin.set(database=owner.url.database))
        unit = fill(owner, points)
        print(f"{points:,} points\n\n| request | off, ms | on, ms | ratio |\n|---|---|---|---|")
        for name, make in KINDS.items():
            off, on = measured(owner, unit, make)
            print(f"| {name} | {off:.2f} | {on:.2f} | {on / off:.2f} |")


def make_leakproof(admin: URL) -> None:
    """As a superuser does it once for each database: without it the spatial index is not used (`wardmap doctor`)."""
    engine = create_engine(admin)
    with engine.begin() as connection:
        connection.execute(text(LEAKPROOF))
    engine.dispose()


def fill(owner: Engine, points: int) -> int:
    with owner.begin() as connection:
        unit = connection.scalar(text(UNIT))
        load = connection.scalar(text(LOAD))
        connection.execute(text(FILL), {"load": load, "points": points})
    with owner.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("ANALYZE feature_cameras_rows"))
    assert isinstance(unit, int)
    return unit


def measured(owner: Engine, unit: int, make: Callable[[], Statement]) -> tuple[float, float]:
    """Median milliseconds without and with the policy, of the same statements."""
    service = create_engine(owner.url.set(username=SERVICE), connect_args={"options": "-c jit=off"})
    random.seed(3)
    asked = [make() for _ in range(TIMES)]
    found: dict[str, list[float]] = {"DISABLE": [], "ENABLE": []}
    for _ in range(ROUNDS):
        for word in found:
            with owner.begin() as connection:
                connection.execute(text(f"ALTER TABLE feature_cameras {word} ROW LEVEL SECURITY"))
            with service.connect() as connection:
                found[word] += timed(connection, unit, asked)
    service.dispose()
    return median(found["DISABLE"]), median(found["ENABLE"])


def versions_of(connection: Connection, unit: int) -> tuple[int, ...]:
    in_force = (
        "SELECT version_id FROM map_police.unit_versions WHERE unit_id = :unit AND on_record AND valid @> current_date"
    )
    return tuple(connection.scalars(text(in_force), {"unit": unit}))


def timed(connection: Connection, unit: int, asked: list[Statement]) -> list[float]:
    """Milliseconds of each, after one round that is not counted."""
    connection.execute(text(f"SET LOCAL ROLE {role_of(Audience.POLICE)}"))
    connection.execute(text(SET_REACH), Reach((unit,), versions_of(connection, unit)).settings)
    taken: list[float] = []
    for statement in [*asked, *asked]:
        began = time.perf_counter()
        connection.execute(text(statement.sql), statement.params).all()
        taken.append((time.perf_counter() - began) * 1000)
    connection.rollback()
    return taken[len(asked) :]


if __name__ == "__main__":
    main()
