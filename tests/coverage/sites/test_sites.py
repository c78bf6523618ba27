"""`POST /api/v1/coverage/{rule}/sites` over a small world, as planners ask."""

import pytest
from fastapi.testclient import TestClient
from shapely import LineString
from sqlalchemy import text

from geo_api.access import Role
from geo_api.coverage.evaluate.run import run
from geo_api.coverage.rules.shipped import shipped_rules
from geo_api.db import owner_connection
from tests.accounts.tools import add_account, browser, cookie_of
from tests.coverage.world import DAY, EAST, WEST, Thing, Unit, World, at_distance, build

RULE = "wifi.public-place"
ROADS = "camera.main-road"
PATH = f"/api/v1/coverage/{RULE}/sites"
GOOD = {"free": True, "mbps_down": 120, "status": "active"}


def town() -> World:
    """West: one house served, two side by side that are not, and one alone for which wifi is planned. East: one."""
    served = Thing("culture_houses", "served", 106.155, 20.405, {"key": "served"})
    pair = Thing("culture_houses", "pair", *at_distance(served, 200), {"key": "pair"})
    beside = Thing("one_stop_offices", "beside", *at_distance(pair, 20), {"key": "beside"})
    alone = Thing("culture_houses", "alone", *at_distance(served, 300, 180), {"key": "alone"})
    east = Thing("culture_houses", "east", 106.165, 20.405, {"key": "east"})
    wifi = [
        Thing("wifi", "good", served.lon, served.lat, GOOD),
        Thing("wifi", "soon", *at_distance(alone, 5), {**GOOD, "status": "planned"}),
    ]
    junction = Thing("junctions", "junction", *at_distance(pair, 10), {"arms": 3})
    # 300 m of main road to the east of the served house, and one camera that sees its first 38.4 m.
    road = Thing(
        "roads",
        "main",
        served.lon,
        served.lat,
        {"class": "main_axis"},
        LineString([(served.lon, served.lat), at_distance(served, 300)]),
    )
    eye = {"status": "active", "direction": 90, "field_of_view": 90, "pixels": 1920}
    camera = Thing("cameras", "camera", served.lon, served.lat, eye)
    return World(
        [Unit("00123", WEST), Unit("00124", EAST), Unit("00125", None), Unit("H", WEST, "hamlet", parent="00123")],
        [served, pair, beside, alone, east, *wifi, junction, road, camera],
    )


@pytest.fixture(scope="module")
def clients(coverage_db):
    with owner_connection(coverage_db.owner) as connection:
        build(connection, town())
        for rule in (RULE, "board.commune", ROADS):
            run(connection, shipped_rules()[rule], DAY)
    with browser(coverage_db) as public:
        found = {"public": public}
        for kind, role in {"planner": Role.PLANNER, "police": Role.VERIFIER}.items():
            client = TestClient(
                public.app, base_url=public.base_url, headers={**public.headers, "Accept-Language": "en"}
            )
            client.cookies = cookie_of(coverage_db, add_account(coverage_db, f"sites-{kind}", role))
            found[kind] = client
        yield found


@pytest.fixture(scope="module")
def units(coverage_db, clients):
    with owner_connection(coverage_db.owner) as connection:
        rows = connection.execute(text("SELECT name, unit_id FROM unit_version"))
        return {row.name: row.unit_id for row in rows}


def asked(clients, **body):
    return clients["planner"].post(f"/as/planner{PATH}", json={"count": 5, **body})


def names(answer):
    assert answer.status_code == 200, answer.text
    return [(site["name"], site["gain"]) for site in answer.json()["sites"]]


def test_the_best_places_first(clients, units):
    answer = asked(clients, unit=units["00123"])
    assert names(answer) == [("beside", 2), ("alone", 1)]
    document = answer.json()
    assert (document["lacking"], document["uncovered"], document["candidates"]) == (3, 0, 4)
    assert document["share_before"] == pytest.approx(0.25)
    assert [site["share"] for site in document["sites"]] == [pytest.approx(0.75), pytest.approx(1.0)]
    assert document["calculated_for"] == DAY.isoformat()
    assert {
        "vi": "Tiêu chí này chưa đối chiếu văn bản.",
        "en": "Nobody has compared this rule with its legal text yet.",
    } in document["notes"]


def test_several_units_and_what_remains(clients, units):
    answer = asked(clients, units=[units["00123"], units["00124"]], count=1)
    assert names(answer) == [("beside", 2)]
    assert {one["name"] for one in answer.json()["remaining"]} == {"alone", "east"}


def test_among_places_of_a_kind_or_at_junctions_or_on_a_grid(clients, units):
    places = asked(clients, unit=units["00123"], candidates={"from": "places", "kinds": ["one_stop_office"]})
    assert names(places) == [("beside", 2)]
    assert names(asked(clients, unit=units["00123"], candidates={"from": "junctions"})) == [("junction", 2)]
    grid = asked(clients, unit=units["00123"], candidates={"from": "grid", "spacing_m": 25})
    assert [gain for _, gain in names(grid)] == [2, 1]


def test_what_is_planned_is_there_when_it_is_asked_to_be(clients, units):
    answer = asked(clients, unit=units["00123"], count_planned=True)
    assert names(answer) == [("beside", 2)]
    assert answer.json()["share_before"] == pytest.approx(0.5)


def test_a_budget_with_costs_by_kind(clients, units):
    """The office costs too much for both; the house beside it helps as well."""
    answer = asked(clients, unit=units["00123"], count=None, budget=2, costs={"one_stop_office": 2})
    assert names(answer) == [("pair", 2), ("alone", 1)]
    none = asked(clients, unit=units["00123"], count=None, budget=0.5)
    assert names(none) == []
    assert any("budget is too small" in note["en"] for note in none.json()["notes"])


def test_within_the_boundary_of_a_unit(clients, units):
    """A notice board in each commune; of one nobody knows where it is."""
    answer = clients["planner"].post(
        "/as/planner/api/v1/coverage/board.commune/sites", json={"units": list(units.values()), "count": 5}
    )
    assert [gain for _, gain in names(answer)] == [1, 1]
    document = answer.json()
    assert {site["lon"] < 106.16 for site in document["sites"]} == {True, False}
    assert (document["lacking"], document["uncovered"], document["remaining"]) == (3, 1, [])
    assert any(
        note["en"] == "Without a place or boundary on record, and not looked at: 1." for note in document["notes"]
    )


def test_metres_of_road_that_no_camera_sees(clients, units):
    """A camera at the junction sees 50 m to either side; one that looks one way, as far as the other ends."""
    path = f"/as/planner{PATH.replace(RULE, ROADS)}"
    body = {"unit": units["00123"], "count": 1, "candidates": {"from": "junctions"}, "range_m": 50}
    document = clients["planner"].post(path, json=body).json()
    assert (document["counted"], document["lacking"], document["uncovered"]) == ("metres", 1, 1)
    assert document["share_before"] == pytest.approx(38.4 / 300, abs=0.001)
    (site,) = document["sites"]
    assert (site["name"], site["gain"], site["direction"]) == ("junction", 1, None)
    assert site["weight"] == pytest.approx(100, abs=10)
    assert site["weight"] + document["uncovered_weight"] == pytest.approx(300 - 38.4, abs=0.5)
    narrow = clients["planner"].post(path, json={**body, "count": 2, "angle_deg": 60, "method": "proven"}).json()
    assert {round(each["direction"]) // 180 for each in narrow["sites"]} == {0, 1}
    assert sum(each["weight"] for each in narrow["sites"]) == pytest.approx(site["weight"], abs=1)


def test_proven(clients, units):
    optimum = asked(clients, unit=units["00123"], method="proven").json()["optimum"]
    assert (optimum["is_best"], optimum["weight"], optimum["gap"]) == (True, 3, 0)


def test_for_planners_alone(clients, units):
    body = {"unit": units["00123"], "count": 1}
    assert clients["public"].post(PATH, json=body).status_code == 401
    assert clients["police"].post(PATH, json=body).status_code == 404
    assert clients["police"].post(f"/as/police{PATH}", json=body).status_code == 404
    assert clients["planner"].post(PATH, json=body).status_code == 200


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ({}, "Exactly one of “unit” and “units” is needed."),
        ({"unit": 1, "budget": 5}, "Exactly one of “count” and “budget” is needed."),
        ({"unit": 1, "costs": {"school": 2}}, "“costs” goes with “budget” only."),
        ({"unit": 1, "candidates": {"from": "junctions", "kinds": ["school"]}}, "“kinds” goes with"),
        ({"unit": 1, "candidates": {"from": "places", "spacing_m": 50}}, "“spacing_m” goes with"),
    ],
)
def test_what_contradicts_itself_is_refused(clients, body, words):
    answer = asked(clients, **body)
    assert answer.status_code == 400
    assert words in answer.json()["detail"]


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ({"candidates": {"from": "places", "kinds": ["nothing"]}}, "No kind “nothing”."),
        ({"count": None, "budget": 5, "costs": {"market": 2}}, "no candidate is of the kind “market”"),
        ({"exclusion": ["cameras"]}, "no layer of areas “cameras”"),
        ({"exclusion": ["wifi"]}, "no layer of areas “wifi”"),
    ],
)
def test_what_is_not_there_is_refused(clients, units, body, words):
    answer = asked(clients, unit=units["00123"], **body)
    assert answer.status_code == 400
    assert words in answer.json()["detail"]


@pytest.mark.parametrize("count", [0, 51, "many", None, 1.5])
def test_a_count_that_cannot_be_is_refused(clients, units, count):
    assert asked(clients, unit=units["00123"], count=count).status_code == 400


@pytest.mark.parametrize(
    ("path", "unit"),
    [(PATH, "nowhere"), (PATH.replace(RULE, "no.rule"), "00123"), (f"{PATH}?at=2001-01-01", "00123")],
)
def test_what_is_not_there(clients, units, path, unit):
    """A unit, a rule, a result on that day."""
    body = {"unit": units.get(unit, 999_999), "count": 1}
    assert clients["planner"].post(f"/as/planner{path}", json=body).status_code == 404


def test_a_unit_without_a_boundary(clients, units):
    answer = asked(clients, unit=units["00125"])
    assert answer.status_code == 400
    assert "no boundary" in answer.json()["detail"]


def test_who_looked_at_what_lacks_is_on_record(coverage_db, clients, units):
    asked(clients, unit=units["00124"])
    read = "SELECT details FROM audit_event WHERE subject = 'coverage_gaps' ORDER BY id DESC LIMIT 1"
    with owner_connection(coverage_db.owner) as connection:
        details = connection.execute(text(read)).scalar_one()
        number = connection.execute(text("SELECT id FROM layer.coverage_gaps WHERE name = 'east'")).scalar_one()
    assert (details["rule"], details["sites"], details["ids"]) == (RULE, True, [number])
