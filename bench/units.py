"""How long units take: loading and merging the whole country, which unit holds a point, a million points at once.

    .venv/bin/python -m bench.units [postgresql://ADMIN@/postgres?host=…] [country] [province] [load] [points] [pieces]

Databases of its own on the server given, or in a private PostGIS; the real data of the folder ../shared/data where it
is, else the sample: the whole country with simplified boundaries, and one province in full detail. Ratios compare
within a run: plain is ST_Contains on whole boundaries, ours goes by their pieces.
"""

import random
import statistics
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date

from rich.console import Console
from rich.table import Table
from sqlalchemy import Connection, Engine, text
from sqlalchemy.engine import URL

from bench.scratch import DATA, database, server, statements_timed
from geo_api.sample import fill
from loaders.options import LoadOptions, OnError
from loaders.units.boundaries.load import load_units
from loaders.units.reform.merge import Law, merge_units

MERGER = date(2025, 7, 1)
LAW = Law(MERGER, "NQ 1674/NQ-UBTVQH15")
SKIP = LoadOptions(on_error=OnError.SKIP)
SETS = {
    "country": ("merger_2025.csv.gz", "vietnam_2025_communes.geojson.gz"),
    "province": ("merger_2025_ninhbinh.csv", "ninhbinh_2025_communes.geojson"),
}
CASES = ("load", "points", "pieces")
SPOTS, LOOKUPS, ROUNDS = 1_000_000, 2_000, 3
SIZES = (32, 64, 128, 256)
NOISE = 1e-9

# Boxes first, then the day and the level, and the test of the piece only for what is left: there are pieces of every
# tier and time in one place. OFFSET 0 keeps the planner from testing earlier.
_HELD_BY_PIECE = """
FROM (SELECT s.*, v.unit_id, p.geom AS piece
        FROM {points} JOIN {pieces} AS p ON p.geom && s.geom JOIN unit_version AS v ON v.id = p.version_id
         AND upper_inf(v.recorded) AND v.valid @> :day JOIN unit AS u ON u.id = v.unit_id AND u.level = 'commune'
      OFFSET 0) AS near
WHERE ST_Intersects(piece, geom)
"""
_HELD_PLAINLY = """
FROM (SELECT s.*, v.unit_id
        FROM {points} JOIN unit_version AS v ON ST_Contains(v.geom, s.geom)
         AND upper_inf(v.recorded) AND v.valid @> :day
        JOIN unit AS u ON u.id = v.unit_id AND u.level = 'commune') AS held
"""
_ONE = "(SELECT ST_SetSRID(ST_MakePoint(:lon, :lat), 4326) AS geom) AS s"
# All spots lie in a box around the land of the day; far islands would leave most of a country's box empty.
_SPOTS = """
CREATE TEMP TABLE spots AS
SELECT n AS id, ST_SetSRID(ST_MakePoint(:west + random() * (:east - :west),
                                         :south + random() * (:north - :south)), 4326)
       AS geom FROM generate_series(1, :count) AS n
"""
_BOX = """
SELECT percentile_disc(0.005) WITHIN GROUP (ORDER BY ST_XMin(v.geom)) AS west,
       percentile_disc(0.005) WITHIN GROUP (ORDER BY ST_YMin(v.geom)) AS south,
       percentile_disc(0.995) WITHIN GROUP (ORDER BY ST_XMax(v.geom)) AS east,
       percentile_disc(0.995) WITHIN GROUP (ORDER BY ST_YMax(v.geom)) AS north
  FROM unit_version AS v JOIN unit AS u ON u.id = v.unit_id AND u.level = 'commune'
 WHERE upper_inf(v.recorded) AND v.valid @> :day
"""
_DIFFERENCES = """
WITH apart AS ((TABLE ours EXCEPT ALL TABLE plain) UNION ALL (TABLE plain EXCEPT ALL TABLE ours))
SELECT count(*), count(*) FILTER (WHERE ST_Distance(ST_Boundary(v.geom), s.geom) > :noise)
  FROM apart JOIN spots AS s ON s.id = apart.id
  JOIN unit_version AS v ON v.unit_id = apart.unit_id AND upper_inf(v.recorded) AND v.valid @> :day
"""
_CUT = """
CREATE TEMP TABLE cut AS SELECT id AS version_id, geom FROM (
    SELECT id, (ST_Dump(ST_Subdivide(geom, {size}))).geom AS geom FROM unit_version WHERE geom IS NOT NULL) AS dumped
 WHERE GeometryType(geom) = 'POLYGON'
"""


def main() -> None:
    cases, sets = ([word for word in words if word in sys.argv[1:]] or list(words) for words in (CASES, SETS))
    console = Console()
    with server() as admin:
        if not DATA.is_dir():
            with database(admin) as engine:
                fill(engine.url)
                _measure(console, "sample", engine, cases)
            return
        for name in sets:
            with _loaded(admin, SETS[name]) as (engine, stages):
                if "load" in cases:
                    console.print(stages)
                _measure(console, name, engine, cases)


def _measure(console: Console, name: str, engine: Engine, cases: list[str]) -> None:
    with engine.connect() as connection:
        if "points" in cases:
            console.print(_lookups(connection, name))
            console.print(_joins(connection, name))
        if "pieces" in cases:
            console.print(_sizes(connection, name))
        connection.rollback()


@contextmanager
def _loaded(admin: URL, files: tuple[str, str]) -> Iterator[tuple[Engine, Table]]:
    """A database with the change and the boundaries, and how long each stage of that took."""
    table, shapes = (DATA / name for name in files)
    stages = Table("stage", "rows", "refused", "findings", "seconds", title=f"{table.name}, {shapes.name}")
    with database(admin) as engine:
        with engine.begin() as connection:
            _stage(stages, engine, "merge", lambda: merge_units(connection, table, LAW, SKIP))
        with engine.begin() as connection:
            _stage(stages, engine, "load, check", lambda: load_units(connection, shapes, "commune", MERGER, None, SKIP))
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text("VACUUM ANALYZE"))
        yield engine, stages


def _stage(stages: Table, engine: Engine, name: str, run: Callable[[], object]) -> None:
    with statements_timed(engine) as statements:
        begin = time.perf_counter()
        report = run()
        took = time.perf_counter() - begin
    counts = (str(getattr(report, field)) for field in ("rows_written", "rows_refused", "findings_total"))
    stages.add_row(name, *counts, f"{took:.1f}")
    for statement, seconds in statements.most_common(5):
        stages.add_row(f"  {statement}", "", "", "", f"{seconds:.1f}", style="dim")


def _lookups(connection: Connection, name: str) -> Table:
    """One point after the other, each over its own round trip to the database."""
    box = _box(connection)
    chance = random.Random(1)
    spots = [
        (chance.uniform(box["west"], box["east"]), chance.uniform(box["south"], box["north"])) for _ in range(LOOKUPS)
    ]
    table = Table("", "p50 ms", "p95 ms", title=f"{name}: which commune holds a point, {LOOKUPS} points")
    for label, held in (("ours", _HELD_BY_PIECE), ("plain", _HELD_PLAINLY)):
        statement = text("SELECT unit_id " + held.format(points=_ONE, pieces="unit_piece"))
        times = [_milliseconds(connection, statement, spot) for spot in spots]
        table.add_row(label, f"{statistics.median(times):.2f}", f"{statistics.quantiles(times, n=20)[-1]:.2f}")
    return table


def _milliseconds(connection: Connection, statement: object, spot: tuple[float, float]) -> float:
    begin = time.perf_counter()
    connection.execute(statement, {"lon": spot[0], "lat": spot[1], "day": MERGER}).all()  # type: ignore[call-overload]
    return (time.perf_counter() - begin) * 1000


def _joins(connection: Connection, name: str) -> Table:
    """All points at once, as they come and with an index of their own."""
    _scatter(connection, SPOTS)
    table = Table("points", "ours s", "plain s", "plain : ours", "in a commune", "differ", "beyond 1e-9°")
    table.title = f"{name}: {SPOTS:,} points joined to the communes of a day"
    for label in ("as they come", "indexed"):
        if label == "indexed":
            connection.execute(text("CREATE INDEX ON spots USING gist (geom)"))
            connection.execute(text("ANALYZE spots"))
        ours = _kept(connection, "ours", _HELD_BY_PIECE)
        plain = _kept(connection, "plain", _HELD_PLAINLY)
        held = connection.scalar(text("SELECT count(*) FROM ours"))
        differ, beyond = connection.execute(text(_DIFFERENCES), {"noise": NOISE, "day": MERGER}).one()
        table.add_row(
            label, f"{ours:.1f}", f"{plain:.1f}", f"{plain / ours:.2f}", f"{held:,}", str(differ), str(beyond)
        )
        connection.execute(text("DROP TABLE ours, plain"))
    return table


def _kept(connection: Connection, name: str, held: str) -> float:
    """Seconds for the join, whose rows are kept in a temporary table."""
    joined = held.format(points="spots AS s", pieces="unit_piece")
    begin = time.perf_counter()
    connection.execute(text(f"CREATE TEMP TABLE {name} AS SELECT id, unit_id {joined}"), {"day": MERGER})
    return time.perf_counter() - begin


def _sizes(connection: Connection, name: str) -> Table:
    """Pieces of at most so many corners: the best of several rounds each, since other work disturbs the longer ones."""
    table = Table("corners", "pieces", "MB", "cut s", "join s", "indexed s", title=f"{name}: size of the pieces")
    for size in SIZES:
        connection.execute(text("DROP TABLE IF EXISTS spots"))
        _scatter(connection, SPOTS // 10)
        begin = time.perf_counter()
        connection.execute(text(_CUT.format(size=size)))
        cut = time.perf_counter() - begin
        connection.execute(text("CREATE INDEX ON cut USING gist (geom)"))
        connection.execute(text("ANALYZE cut"))
        pieces, bytes_used = connection.execute(text("SELECT count(*), pg_total_relation_size('cut') FROM cut")).one()
        unindexed = _best(connection)
        connection.execute(text("CREATE INDEX ON spots USING gist (geom)"))
        connection.execute(text("ANALYZE spots"))
        seconds = (f"{cut:.1f}", f"{unindexed:.2f}", f"{_best(connection):.2f}")
        table.add_row(str(size), f"{pieces:,}", f"{bytes_used / 1e6:.1f}", *seconds)
        connection.execute(text("DROP TABLE cut"))
    return table


def _best(connection: Connection) -> float:
    statement = text("SELECT count(*) " + _HELD_BY_PIECE.format(points="spots AS s", pieces="cut"))
    return min(_seconds(lambda: connection.scalar(statement, {"day": MERGER})) for _ in range(ROUNDS))


def _seconds(run: Callable[[], object]) -> float:
    begin = time.perf_counter()
    run()
    return time.perf_counter() - begin


def _scatter(connection: Connection, count: int) -> None:
    connection.execute(text("SELECT setseed(0.5)"))
    connection.execute(text(_SPOTS), {**_box(connection), "count": count})
    connection.execute(text("ANALYZE spots"))


def _box(connection: Connection) -> dict[str, float]:
    return dict(connection.execute(text(_BOX), {"day": MERGER}).one()._mapping)


if __name__ == "__main__":
    main()
