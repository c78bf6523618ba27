"""What cameras see, as layers: sectors that follow their camera, what several see, roads that none sees, distances."""

from concurrent.futures import ThreadPoolExecutor
from time import monotonic, sleep

import pytest
from pyproj import Geod
from shapely import LineString, from_wkb
from sqlalchemy import Connection, Engine, create_engine, text

from geo_api.coverage.evaluate.run import run
from geo_api.coverage.rules.rule import Rule
from loaders.write import aside
from tests.conftest import Server
from tests.coverage.world import DAY, EAST, WEST, Thing, Unit, World, at_distance, build, rule_of

GEOD = Geod(ellps="WGS84")
# Detects 40 m far, observes 16, recognises 8, identifies 4.
EYE = {"status": "active", "purpose": "security", "direction": 90.0, "field_of_view": 90.0, "pixels": 2000}
HERE = Thing("culture_houses", "here", 106.155, 20.405)


def eye(name: str, metres: float, bearing: float, **more: object) -> Thing:
    """A camera so far from `HERE`."""
    return Thing("cameras", name, *at_distance(HERE, metres, bearing), {**EYE, **more})


def road_rule() -> Rule:
    return rule_of(
        id="camera.test",
        subject={"set": "road", "where": {"class": "main_axis"}, "weight": "length_m"},
        target={"set": "asset", "kind": ["camera"], "where": {"status": "active"}},
        relation={"seen_by": "detect"},
        measure={"agg": "share_length"},
        pass_={"op": ">=", "value": 0.6},
    )


def sights(connection: Connection) -> dict[tuple[str, str], tuple[float, bool, float]]:
    """(camera, level) → range, whether assumed, square metres."""
    rows = connection.execute(
        text("SELECT name, level, range_m, is_assumed, ST_AsBinary(geom) AS shape FROM layer.camera_sights")
    )
    return {
        (row.name, row.level): (
            row.range_m,
            row.is_assumed,
            abs(GEOD.geometry_area_perimeter(from_wkb(bytes(row.shape)))[0]),
        )
        for row in rows
    }


def test_a_camera_sees_a_sector_at_each_level_and_all_around_where_its_direction_is_not_known(connection: Connection):
    build(connection, World([], [eye("known", 0, 0), eye("lost", 50, 0, direction=None)]))
    found = sights(connection)
    metres = {level: found["known", level][0] for level in ("detect", "observe", "recognise", "identify")}
    assert metres == pytest.approx({"detect": 40, "observe": 16, "recognise": 8, "identify": 4})
    quarter = 3.14159 * 40**2 / 4
    assert found["known", "detect"][1:] == (False, pytest.approx(quarter, rel=0.01))
    assert found["lost", "detect"][1:] == (True, pytest.approx(4 * quarter, rel=0.02))


def test_a_sector_goes_with_its_camera(connection: Connection):
    build(connection, World([], [eye("one", 0, 0), eye("two", 50, 0)]))
    before = sights(connection)
    wide = """UPDATE feature SET attributes = attributes || '{"field_of_view": 60}' WHERE name = 'one'"""
    connection.execute(text(wide))
    assert sights(connection)["one", "detect"][0] == pytest.approx(69.28, abs=0.01)
    assert sights(connection)["two", "detect"] == before["two", "detect"]
    connection.execute(text("UPDATE feature_cameras SET status = 'removed' WHERE name = 'one'"))
    assert {name for name, _ in sights(connection)} == {"two"}
    connection.execute(text("DELETE FROM feature_cameras_rows WHERE name = 'two'"))
    connection.execute(text("UPDATE feature SET status = 'active' WHERE name = 'one'"))
    assert {name for name, _ in sights(connection)} == {"one"}
    connection.execute(text("TRUNCATE feature_cameras"))
    assert connection.scalar(text("SELECT count(*) FROM camera_sight")) == 0


def test_rows_exchanged_with_their_table_have_their_sectors(connection: Connection):
    build(connection, World([], [eye("old", 0, 0)]))
    connection.execute(text("CREATE TEMPORARY TABLE kept ON COMMIT DROP AS SELECT * FROM feature_cameras"))
    connection.execute(text("CREATE TABLE feature_cameras_new (LIKE feature_cameras_rows INCLUDING ALL)"))
    connection.execute(
        text(
            "INSERT INTO feature_cameras_new (layer, name, status, attributes, geom, load_id, source_row)"
            " SELECT layer, 'new', status, attributes, geom, load_id, source_row FROM kept"
        )
    )
    assert aside.exchange(connection, "cameras")
    assert {name for name, _ in sights(connection)} == {"new"}
    connection.execute(text("""UPDATE feature_cameras_rows SET attributes = attributes || '{"pixels": 1000}'"""))
    assert sights(connection)["new", "detect"][0] == pytest.approx(20)


def test_sectors_that_writes_past_the_triggers_have_left_out_are_put_right(connection: Connection):
    build(connection, World([], [eye("one", 0, 0)]))
    before = sights(connection)
    connection.execute(text("DELETE FROM camera_sight"))
    connection.execute(text("SELECT layer.put_right('cameras', '{cameras}')"))
    assert sights(connection) == before


def overlaps(connection: Connection) -> dict[str, tuple[str, int, int, int, int]]:
    rows = connection.execute(
        text("SELECT name, level, detect, observe, recognise, identify FROM layer.camera_overlaps")
    )
    return {row.name: tuple(row)[1:] for row in rows}


def test_what_two_working_cameras_see_is_told_with_the_finest_level(connection: Connection):
    west, near, far = eye("west", 10, 270), eye("near", 6, 270), eye("far", 30, 270)
    broken, lost = eye("broken", 5, 270, status="broken"), eye("lost", 5, 270, direction=None)
    away = eye("away", 5, 90)
    lonely = Thing("markets", "lonely", *at_distance(far, 20), {})
    build(connection, World([], [HERE, lonely, west, near, far, broken, lost, away]))
    assert overlaps(connection) == {"here": ("observe", 3, 2, 1, 0)}
    connection.execute(text("UPDATE feature SET status = 'broken' WHERE name = 'near'"))
    assert overlaps(connection) == {"here": ("detect", 2, 1, 0, 0)}


@pytest.fixture
def roads(connection: Connection) -> Connection:
    """Two communes with an axis through both; one camera looks along it for sure, one perhaps."""
    axis = LineString([(106.152, 20.405), (106.158, 20.405), (106.166, 20.405)])
    side = LineString([(106.152, 20.402), (106.158, 20.402)])
    things = [
        Thing("roads", "axis", 0, 0, {"class": "main_axis"}, axis),
        Thing("roads", "side", 0, 0, {"class": "local"}, side),
        eye("sure", 20, 0, direction=180.0),
        eye("perhaps", 300, 90, direction=None),
    ]
    build(connection, World([Unit("00123", WEST), Unit("00124", EAST)], things))
    return connection


BLIND = """
SELECT unit_name, outcome, length_m, road_length_m, ST_AsBinary(geom) AS shape FROM layer.blind_spots
 WHERE rule = 'camera.test' AND valid @> CAST(:day AS date) AND unit_valid @> CAST(:day AS date)
"""


def test_blind_spots_are_as_long_as_the_rule_says(roads: Connection):
    made = run(roads, road_rule(), DAY)
    rows = roads.execute(text(BLIND), {"day": DAY}).all()
    measured = {
        row.full_name: (row.weight, row.measure)
        for row in roads.execute(
            text(
                "SELECT v.full_name, r.weight, r.measure FROM coverage_result r"
                " JOIN layer.unit_versions v USING (unit_id) WHERE run_id = :run"
            ),
            {"run": made.run_id},
        )
    }
    assert set(measured) == {"Xã 00123", "Xã 00124"}
    for unit, (length, seen) in measured.items():
        of_unit = [row for row in rows if row.unit_name == unit]
        assert sum(row.length_m for row in of_unit) == pytest.approx(length * (1 - seen), abs=0.001)
        assert all(row.road_length_m == pytest.approx(length) for row in of_unit)
        for row in of_unit:
            assert GEOD.geometry_length(from_wkb(bytes(row.shape))) == pytest.approx(row.length_m, abs=0.001)
    outcomes = [(row.unit_name, row.outcome) for row in rows]
    # Before, between and after what is seen for sure; around the camera that looks nobody knows where.
    assert sorted(outcomes) == [("Xã 00123", "fail")] * 3 + [("Xã 00123", "unknown"), ("Xã 00124", "fail")]


def test_roads_under_a_layer_never_surveyed_are_blind_perhaps(connection: Connection):
    axis = LineString([(106.152, 20.405), (106.158, 20.405)])
    build(connection, World([Unit("00123", WEST)], [Thing("roads", "axis", 0, 0, {"class": "main_axis"}, axis)]))
    run(connection, road_rule(), DAY)
    assert [row.outcome for row in connection.execute(text(BLIND), {"day": DAY})] == ["unknown"]


NEAREST = (
    "SELECT name, outcome, distance_m, ST_X(geom) AS lon FROM layer.nearest_distances WHERE valid @> CAST(:day AS date)"
)


def test_distances_are_told_of_what_passes_too_and_not_of_dwellings(connection: Connection):
    near = Thing("wifi", "w", *at_distance(HERE, 20), {"free": True, "mbps_down": 120, "status": "active"})
    far = Thing("culture_houses", "far", *at_distance(HERE, 420), {})
    home = Thing("addresses", "1", *at_distance(HERE, 40), {"kind": "dwelling", "status": "assigned"})
    build(connection, World([Unit("00123", WEST)], [HERE, far, near, home]))
    run(connection, rule_of(), DAY)
    of_homes = {"set": "address", "kind": ["dwelling"]}
    run(connection, rule_of(id="wifi.homes", subject=of_homes, relation={"within_m": 100}), DAY)
    found = {row.name: row for row in connection.execute(text(NEAREST), {"day": DAY})}
    assert {name: (row.outcome, row.distance_m) for name, row in found.items()} == {
        "here": ("pass", pytest.approx(20, abs=0.01)),
        "far": ("fail", pytest.approx(400, abs=0.01)),
    }
    assert found["here"].lon == pytest.approx(HERE.lon)
    drawn = "SELECT count(*) FROM coverage_result WHERE layer = 'addresses' AND outcome = 'pass' AND geom IS NOT NULL"
    assert connection.scalar(text(drawn)) == 0


WAITS = """
SELECT count(*) FROM pg_stat_activity
 WHERE datname = current_database() AND wait_event_type = 'Lock' AND query = 'SELECT layer.draw_sights()'
"""


def _waiting(engine: Engine) -> int:
    with engine.connect() as connection:
        return int(connection.execute(text(WAITS)).scalar_one())


def test_a_camera_that_comes_while_all_sectors_are_drawn_anew_has_its_own_once(server: Server, template: str):
    with server.database(template) as database, ThreadPoolExecutor(1) as threads:
        engine = create_engine(database.owner)

        def draw() -> None:
            with engine.begin() as connection:
                connection.execute(text("SELECT layer.draw_sights()"))

        with engine.begin() as connection:
            build(connection, World([], [eye("old", 0, 0)]))
        with engine.begin() as connection:
            connection.execute(text("UPDATE feature SET attributes = attributes || '{\"field_of_view\": 60}'"))
            build(connection, World([], [eye("new", 50, 0)]))
            drawn, until = threads.submit(draw), monotonic() + 20
            # What is drawn waits for the old camera, and begins to draw when the new one is there.
            while not (waits := _waiting(engine)) and monotonic() < until:
                sleep(0.05)
            assert waits == 1
        drawn.result(timeout=20)
        with engine.connect() as connection:
            assert sorted(sights(connection)) == sorted(
                (name, level) for name in ("new", "old") for level in ("detect", "observe", "recognise", "identify")
            )
        engine.dispose()
