"""A rule over a million addresses, beside what geopandas and the SQL that comes to mind first take for the same answer.

wardmap bench coverage [ADDRESSES] [PROVIDERS] [growth]

Each finds for every address the nearest of the providers, whether it is within 100 m, in which commune and hamlet that
is, adds up what share passes in each, and leaves a row an address in the database. One after the other, on the same
database. Then, of ours alone: bringing the results up to now when one provider has moved, and what if one were added in
a commune. With ``growth``: how the time grows with the addresses, a tenth and a hundredth of them before.
"""

import io
import statistics
import sys
import time
from collections.abc import Callable

import geopandas as gpd
import yaml
from rich.table import Table
from sqlalchemy import Connection, Engine, text

from bench import city
from bench.scratch import database, server, statements_timed
from geo_api.console import out
from geo_api.coverage.evaluate.run import run
from geo_api.coverage.keep.refresh import refresh
from geo_api.coverage.rules.read import parse_rule
from geo_api.coverage.rules.rule import CompositeRule
from geo_api.coverage.rules.shipped import shipped_rules
from geo_api.coverage.what_if.asked import Added, Asked
from geo_api.coverage.what_if.weigh import weigh
from geo_api.days import today
from geo_api.sample import fill

METRES = 100
TURNS = 20
# The sample has that many of the kinds judged, about.
SAMPLE_ADDRESSES = 49_000
RULE = {
    "id": "bench.wifi",
    "version": 1,
    "title": {"vi": "Wifi gần nhà"},
    "severity": "info",
    "basis": {"kind": "default"},
    "subject": {"set": "address", "kind": ["dwelling", "flat", "office"]},
    "target": {"set": "asset", "kind": ["wifi"], "where": {"status": "active"}},
    "relation": {"within_m": METRES},
    "measure": {"agg": "count"},
    "pass": {"op": ">=", "value": 1},
    "rollup": {"level": "commune", "stat": "share", "pass": {"op": ">=", "value": 0.9}},
}
_NAIVE = f"""
CREATE TEMPORARY TABLE naive AS
SELECT a.id, n.id AS target, n.metres, coalesce(n.metres <= {METRES}, false) AS passes, c.id AS commune, h.id AS hamlet
  FROM layer.addresses a
  LEFT JOIN LATERAL (SELECT w.id, ST_Distance(w.geom::geography, a.geom::geography) AS metres FROM layer.wifi w
                      WHERE w.status = 'active' ORDER BY w.geom <-> a.geom LIMIT 1) AS n ON true
  LEFT JOIN layer.communes c ON ST_Covers(c.geom, a.geom) AND c.valid @> current_date
  LEFT JOIN layer.hamlets h ON ST_Covers(h.geom, a.geom) AND h.valid @> current_date
 WHERE a.status <> 'retired' AND a.kind IN ('dwelling', 'flat', 'office')
"""
_NAIVE_UNITS = "SELECT {unit}, avg(passes::int) FROM naive GROUP BY 1"
_MOVE = """
UPDATE feature SET geom = ST_Translate(geom, 0.001, 0.0005)
 WHERE layer = 'wifi' AND id = (SELECT id FROM feature WHERE layer = 'wifi' ORDER BY id OFFSET 100 * :turn LIMIT 1)
"""
_COMMUNES = """
SELECT unit_id, ST_X(spot) AS lon, ST_Y(spot) AS lat
  FROM (SELECT unit_id, ST_PointOnSurface(geom) AS spot FROM layer.communes WHERE valid @> current_date
         ORDER BY unit_id LIMIT :count) AS c
"""
_ADDRESSES = "SELECT id, geom FROM layer.addresses WHERE status <> 'retired' AND kind IN ('dwelling', 'flat', 'office')"
_UNITS = "SELECT id AS {level}, geom FROM layer.{level}s WHERE valid @> current_date"
# Metres in the plane for Nam Định, VN-2000 / TM-3 105°30'.
PLANE = 9209


def ours(connection: Connection) -> int:
    return run(connection, parse_rule(yaml.safe_dump(RULE), "bench"), today()).passed


def naive(connection: Connection) -> int:
    connection.execute(text(_NAIVE))
    for unit in ("commune", "hamlet"):
        connection.execute(text(_NAIVE_UNITS.format(unit=unit))).all()
    return int(connection.scalar(text("SELECT count(*) FROM naive WHERE passes")) or 0)


def geopandas(connection: Connection) -> int:
    addresses = gpd.read_postgis(text(_ADDRESSES), connection).to_crs(PLANE)
    wifi = gpd.read_postgis(text("SELECT id AS target, geom FROM layer.wifi WHERE status = 'active'"), connection)
    found = addresses.sjoin_nearest(wifi.to_crs(PLANE), distance_col="metres").drop_duplicates("id")
    found = found.drop(columns="index_right")
    found["passes"] = found["metres"] <= METRES
    for level in ("commune", "hamlet"):
        units = gpd.read_postgis(text(_UNITS.format(level=level)), connection).to_crs(PLANE)
        found = found.sjoin(units, how="left", predicate="within").drop(columns="index_right").drop_duplicates("id")
        found.groupby(level)["passes"].mean()
    _write(connection, found)
    return int(found["passes"].sum())


def _write(connection: Connection, found: gpd.GeoDataFrame) -> None:
    connection.execute(
        text(
            "CREATE TEMPORARY TABLE by_geopandas (id bigint, target bigint, metres float8, passes bool,"
            " commune float8, hamlet float8)"
        )
    )
    rows = io.StringIO()
    found[["id", "target", "metres", "passes", "commune", "hamlet"]].to_csv(rows, index=False, header=False)
    rows.seek(0)
    driver = connection.connection.driver_connection
    assert driver is not None  # an open connection has one
    with driver.cursor() as cursor:
        cursor.copy_expert("COPY by_geopandas FROM STDIN (FORMAT csv)", rows)


def _timed(engine: Engine, doing: Callable[[Connection], int]) -> tuple[float, int]:
    """Seconds, and how many pass. Nothing is kept."""
    with engine.connect() as connection, connection.begin() as transaction:
        begun = time.perf_counter()
        passed = doing(connection)
        seconds = time.perf_counter() - begun
        transaction.rollback()
    return seconds, passed


def followed(engine: Engine) -> list[float]:
    """Milliseconds until the results are those of now, when a provider has moved by some 100 m."""
    rule = parse_rule(yaml.safe_dump(RULE), "bench")
    with engine.begin() as connection:
        run(connection, rule, today())
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql("ANALYZE coverage_result")
    found = []
    for turn in range(TURNS):
        with engine.begin() as connection:
            connection.execute(text(_MOVE), {"turn": turn})
        begun = time.perf_counter()
        with engine.begin() as connection:
            done = refresh(connection, rule, today())
        found.append(1000 * (time.perf_counter() - begun))
        if done is None or not done.few:
            raise SystemExit("calculated anew, not followed")
    return found


def asked(engine: Engine) -> list[float]:
    """Milliseconds of what would be, were a provider added in the middle of a commune."""
    # Of dwellings nobody may try anything.
    rule = shipped_rules()["wifi.public-place"]
    if isinstance(rule, CompositeRule):
        raise TypeError(rule.id)
    found = []
    with engine.connect() as connection:
        communes = connection.execute(text(_COMMUNES), {"count": TURNS}).all()
        connection.rollback()
        for commune in communes:
            spot = Added(layer="wifi", lon=commune.lon, lat=commune.lat)
            begun = time.perf_counter()
            with connection.begin():
                weigh(connection, rule, Asked(unit=commune.unit_id, add=[spot]), today())
            found.append(1000 * (time.perf_counter() - begun))
    return found


def growth(engine: Engine, addresses: int, providers: int) -> None:
    """Seconds of a full evaluation at a hundredth, a tenth and all of the addresses."""
    fill(engine.url)
    city.finish(engine, providers)
    table, there = Table("addresses", "seconds", "a million addresses"), 0
    for size in (addresses // 100, addresses // 10, addresses):
        city.add_addresses(engine, size - there)
        there = size
        seconds, _ = _timed(engine, ours)
        judged = size + SAMPLE_ADDRESSES
        table.add_row(f"{judged:,}", f"{seconds:.2f}", f"{seconds / judged * 1e6:.1f}")
    out.print(table)


def _told(name: str, found: list[float]) -> None:
    median, worst = statistics.median(found), max(found)
    out.print(f"{name}: median {median:.0f} ms, worst {worst:.0f} ms of {len(found)}")


def main() -> None:
    sizes = [int(word) for word in sys.argv[1:] if word.isdigit()]
    addresses, providers = (*sizes, *(1_000_000, 20_000)[len(sizes) :])
    table = Table("", "seconds", "times ours", "pass")
    with server() as admin, database(admin) as engine:
        if "growth" in sys.argv:
            growth(engine, addresses, providers)
            return
        city.build(engine, addresses, providers)
        with statements_timed(engine) as statements:
            base, passed = _timed(engine, ours)
        table.add_row("wardmap", f"{base:.1f}", "1.00", f"{passed:,}")
        for name, doing in (("geopandas", geopandas), ("plain SQL", naive)):
            seconds, passed = _timed(engine, doing)
            table.add_row(name, f"{seconds:.1f}", f"{seconds / base:.2f}", f"{passed:,}")
        moved, added = followed(engine), asked(engine)
    out.print(f"{addresses:,} addresses, {providers:,} providers, {METRES} m")
    out.print(table)
    _told("one provider moved", moved)
    _told("what if, in a commune", added)
    for statement, seconds in statements.most_common(6):
        out.print(f"  {seconds:6.2f} s  {statement}", markup=False)


if __name__ == "__main__":
    main()
