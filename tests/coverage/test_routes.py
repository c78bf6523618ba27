"""`/api/v1/coverage/…` over a small world, as the public asks."""

from datetime import date, timedelta

import pytest
from sqlalchemy import text

from geo_api.coverage.evaluate.run import run
from geo_api.coverage.rules.shipped import shipped_rules
from geo_api.days import today
from geo_api.db import owner_connection
from tests.conftest import client_of
from tests.coverage.world import DAY, EAST, WEST, Thing, Unit, World, at_distance, build

RULE = "wifi.public-place"
BASE = f"/api/v1/coverage/{RULE}"
OPEN = "[2024-09-01,)"
GOOD = {"free": True, "mbps_down": 120, "status": "active"}


def town() -> World:
    """West: one house served, one 100 m away from help, one 200 m, one not known. East: nothing that is served."""
    served = Thing("culture_houses", "served", 106.155, 20.405, {})
    near = Thing("culture_houses", "near", *at_distance(served, 100), {})
    far = Thing("one_stop_offices", "far", *at_distance(served, 200, 0), {})
    dim = Thing("culture_houses", "dim", *at_distance(served, 300, 180), {})
    east = Thing("culture_houses", "east", 106.165, 20.405, {})
    return World(
        [Unit("00123", WEST), Unit("00124", EAST), Unit("00125", None)],
        [
            *(served, near, far, dim, east),
            Thing("wifi", "good", served.lon, served.lat, GOOD),
            Thing("wifi", "unmeasured", dim.lon, dim.lat, {"free": True, "status": "active"}),
        ],
    )


@pytest.fixture(scope="module")
def town_client(coverage_db):
    with owner_connection(coverage_db.owner) as connection:
        build(connection, town())
        run(connection, shipped_rules()[RULE], DAY)
    with client_of(coverage_db) as client:
        yield client


def unit_id(client, code):
    return next(unit["unit_id"] for unit in client.get(f"{BASE}/units").json()["units"] if unit["code"] == code)


def names(answer):
    return [gap["name"] for gap in answer.json()["gaps"]]


def test_rules_tell_what_they_ask_and_on_what_basis(town_client):
    rules = town_client.get("/api/v1/coverage/rules").json()["rules"]
    assert [rule["id"] for rule in rules] == sorted(shipped_rules())
    rule = next(rule for rule in rules if rule["id"] == RULE)
    assert (rule["id"], rule["version"], rule["severity"], rule["level"]) == (RULE, 1, "required", "commune")
    assert rule["title"]["vi"].startswith("Wifi miễn phí")
    assert rule["title"]["en"].startswith("Free wifi")
    assert rule["basis"]["checked"] is False
    assert rule["rule"]["pass"] == {"op": ">=", "value": 1}
    assert town_client.get(f"/api/v1/coverage/rules/{RULE}").json() == rule


def test_units_with_share_counts_and_outcome(town_client):
    answer = town_client.get(f"{BASE}/units")
    document = answer.json()
    assert answer.headers["content-type"] == "application/json"
    assert (document["rule"], document["version"], document["checked"]) == (RULE, 1, False)
    assert document["calculated_for"] == DAY.isoformat()
    assert document["computed_at"].startswith("20")
    columns = ("code", "outcome", "share", "subjects", "passed", "failed", "unknown")
    assert [tuple(unit[column] for column in columns) for unit in document["units"]] == [
        ("00123", "fail", pytest.approx(1 / 3), 4, 1, 2, 1),
        ("00124", "fail", 0.0, 1, 0, 1, 0),
        ("00125", "unknown", None, 0, 0, 0, 0),
    ]
    assert document["units"][0]["full_name"] == "Xã 00123"


def test_an_answer_known_already_is_not_sent_again(town_client):
    first = town_client.get(f"{BASE}/units")
    assert town_client.get(f"{BASE}/units", headers={"If-None-Match": first.headers["etag"]}).status_code == 304


def test_the_day_asked_about_must_not_be_before_the_one_calculated_for(town_client):
    for day, status in ((DAY, 200), (DAY + timedelta(days=1), 200), (DAY - timedelta(days=1), 404)):
        assert town_client.get(f"{BASE}/units", params={"at": day.isoformat()}).status_code == status


def test_an_answer_says_which_day_it_is_for(town_client):
    for path in ("units", "gaps"):
        answer = town_client.get(f"{BASE}/{path}")
        assert (answer.json()["at"], answer.json()["at_is_default"]) == (today().isoformat(), True)
        assert answer.headers["wardmap-at"] == today().isoformat()
        dated = town_client.get(f"{BASE}/{path}?at=2025-12-24")
        assert (dated.json()["at"], dated.json()["at_is_default"]) == ("2025-12-24", False)
        assert dated.json()["calculated_for"] == DAY.isoformat()
        assert dated.headers["wardmap-at"] == "2025-12-24"
    assert "wardmap-at" not in town_client.get("/api/v1/coverage/rules").headers


def test_each_day_has_the_result_of_its_own_units(empty_client, empty_db):
    with owner_connection(empty_db.owner) as connection:
        build(connection, town())
        build(connection, World([Unit("00120", WEST.union(EAST), valid="[2024-09-01,2025-07-01)")]))
        run(connection, shipped_rules()[RULE], date(2024, 9, 1))
        run(connection, shipped_rules()[RULE], date(2025, 7, 1))
    for day, codes in (("2025-06-30", ["00120"]), ("2025-07-01", ["00123", "00124", "00125"])):
        document = empty_client.get(f"{BASE}/units?at={day}").json()
        assert [unit["code"] for unit in document["units"]] == codes
        assert document["without_result"] == 0
        gaps = empty_client.get(f"{BASE}/gaps?at={day}").json()["gaps"]
        assert {gap["unit_code"] for gap in gaps} == set(codes[:2])
    assert empty_client.get(f"{BASE}/units?at=2024-08-31").status_code == 404
    assert empty_client.get(f"{BASE}/gaps?at=2024-08-31").status_code == 404


def test_units_that_came_after_the_calculation_are_counted_as_without_result(empty_client, empty_db):
    with owner_connection(empty_db.owner) as connection:
        build(
            connection, World([Unit("00120", WEST, valid="[2024-09-01,2025-07-01)"), Unit("00121", EAST, valid=OPEN)])
        )
        build(connection, World([Unit("00122", WEST)]))
        run(connection, shipped_rules()[RULE], date(2024, 9, 1))
    before, after = (empty_client.get(f"{BASE}/units?at={day}").json() for day in ("2025-06-30", "2025-07-01"))
    assert ([u["code"] for u in before["units"]], before["without_result"]) == (["00120", "00121"], 0)
    assert ([u["code"] for u in after["units"]], after["without_result"]) == (["00121"], 1)


def test_results_are_added_up_at_every_level_that_there_is_on_the_day(town_client):
    assert town_client.get(f"{BASE}/units?level=commune").json() == town_client.get(f"{BASE}/units").json()
    for level in ("hamlet", "district"):
        found = town_client.get(f"{BASE}/units?level={level}").json()
        assert (found["level"], found["units"]) == (level, [])


def test_districts_have_results_while_there_are_districts(empty_client, empty_db):
    day = "[2024-09-01,2025-07-01)"
    district = Unit("356", WEST.union(EAST), level="district", valid=day)
    with owner_connection(empty_db.owner) as connection:
        build(connection, World([district, Unit("00123", WEST, valid=day, parent="356")], town().things))
        run(connection, shipped_rules()[RULE], date(2024, 9, 1))
    (unit,) = empty_client.get(f"{BASE}/units?level=district&at=2025-06-30").json()["units"]
    assert (unit["code"], unit["subjects"], unit["passed"]) == ("356", 4, 1)
    items = "/ogc/collections/coverage_districts/items?f=json&datetime={}"
    counted = [len(empty_client.get(items.format(on)).json()["features"]) for on in ("2025-06-30", "2025-07-01")]
    assert counted == [1, 0]


def test_the_matrix_has_a_row_a_place_and_a_cell_for_each_rule_that_speaks_of_it(town_client):
    units = town_client.get(f"{BASE}/units").json()["units"]
    answer = town_client.get(f"/api/v1/coverage/matrix?unit={units[0]['unit_id']}").json()
    assert [rule["rule"] for rule in answer["rules"]] == [RULE]
    cells = {place["name"]: place["cells"][RULE]["outcome"] for place in answer["places"]}
    gaps = town_client.get(f"{BASE}/gaps?unit={units[0]['unit_id']}").json()["gaps"]
    assert {name for name, outcome in cells.items() if outcome != "pass"} == {gap["name"] for gap in gaps}
    assert sorted(cells.values()) == ["fail", "fail", "pass", "unknown"]
    assert all(place["lon"] and place["lat"] for place in answer["places"])
    assert town_client.get("/api/v1/coverage/matrix").status_code == 400


def test_a_result_says_when_what_it_was_made_from_has_changed_since(empty_client, empty_db):
    with owner_connection(empty_db.owner) as connection:
        build(connection, town())
        run(connection, shipped_rules()[RULE], DAY)
    assert empty_client.get(f"{BASE}/units").json()["is_current"] is True
    again = Thing("wifi", "another", 106.151, 20.401, GOOD)
    with owner_connection(empty_db.owner) as connection:
        build(connection, World([], [again]))
    assert empty_client.get(f"{BASE}/units").json()["is_current"] is False
    with owner_connection(empty_db.owner) as connection:
        run(connection, shipped_rules()[RULE], DAY)
    assert empty_client.get(f"{BASE}/units").json()["is_current"] is True


def test_the_trend_has_a_point_a_calculation(town_client):
    units = town_client.get(f"{BASE}/units").json()["units"]
    points = town_client.get(f"{BASE}/trend?unit={units[0]['unit_id']}").json()["trend"]
    assert [(point["calculated_for"], point["passed"]) for point in points] == [(DAY.isoformat(), 1)]


def test_gaps_come_by_need(town_client):
    document = town_client.get(f"{BASE}/gaps").json()
    found = [(gap["name"], gap["layer"], gap["outcome"], gap["unit_code"]) for gap in document["gaps"]]
    assert found == [
        ("east", "culture_houses", "fail", "00124"),
        ("far", "one_stop_offices", "fail", "00123"),
        ("near", "culture_houses", "fail", "00123"),
        ("dim", "culture_houses", "unknown", "00123"),
    ]
    assert [gap["distance_m"] for gap in document["gaps"][1:]] == [200, 100, 300]
    assert document["gaps"][0]["lon"] == pytest.approx(106.165)
    assert document["gaps"][0]["unit_name"] == "Xã 00124"
    assert (document["calculated_for"], document["next"]) == (DAY.isoformat(), None)


def test_gaps_of_one_unit(town_client):
    assert names(town_client.get(f"{BASE}/gaps", params={"unit": unit_id(town_client, "00124")})) == ["east"]
    assert names(town_client.get(f"{BASE}/gaps", params={"unit": unit_id(town_client, "00125")})) == []
    assert names(town_client.get(f"{BASE}/gaps", params={"unit": 10**17})) == []


def test_pages_join_to_the_whole_list(town_client):
    whole = names(town_client.get(f"{BASE}/gaps"))
    address, collected = f"{BASE}/gaps?limit=1", []
    while address:
        answer = town_client.get(address)
        collected += names(answer)
        address = answer.json()["next"]
    assert collected == whole


def test_a_gap_without_any_target_anywhere_comes_first_and_pages_too(empty_client, empty_db):
    with owner_connection(empty_db.owner) as connection:
        build(connection, town())
        run(connection, shipped_rules()[RULE], DAY)
        connection.execute(text("UPDATE coverage_result SET distance_m = NULL WHERE name = 'near'"))
    first = empty_client.get(f"{BASE}/gaps?limit=1")
    assert (names(first), first.json()["gaps"][0]["distance_m"]) == (["near"], None)
    assert names(empty_client.get(first.json()["next"])) == ["east"]


BAD = [
    "units?at=2025-06-30/2025-07-01", "gaps?at=soon", "gaps?datetime=2025-06-30/2025-07-01",
    "units?level=village", "units?at=yesterday", "units?at=2025-13-01", "units?at=1", "units?colour=red",
    "gaps?unit=x", "gaps?unit=-1", "gaps?unit=99999999999999999999", "gaps?limit=0", "gaps?limit=1001",
    "gaps?limit=-1", "gaps?limit=1&limit=2", "gaps?offset=1",
    "gaps?cursor=W3RydWUsMSwiYWEiLDFd",
    "gaps?cursor=x", "gaps?cursor=bnVsbA", "gaps?cursor=WzAsTmFOLCJ3aWZpIiwxXQ", "gaps?cursor=" + "W" * 9999,
    "gaps?cursor=WzAsMSwiYVx1MDAwMCIsMV0", "gaps?cursor=WzAsMSwid2lmaSIsMWUzMDBd", "gaps?cursor=%00",
]  # fmt: skip


@pytest.mark.parametrize("path", BAD)
def test_bad_parameters_are_refused(town_client, path):
    answer = town_client.get(f"{BASE}/{path}")
    assert answer.status_code == 400, answer.text
    assert answer.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize("path", ["rules/x", "x/units", "x/gaps", "wifi.public-place%00/units", "../rules/x"])
def test_an_unknown_rule_is_not_found(town_client, path):
    assert town_client.get(f"/api/v1/coverage/{path}").status_code == 404


def test_a_rule_that_was_never_calculated_has_no_result(empty_client):
    assert empty_client.get(f"{BASE}/units").status_code == 404
    assert empty_client.get(f"{BASE}/gaps").status_code == 404
    assert empty_client.get("/api/v1/coverage/rules").status_code == 200


def test_a_run_over_no_units_and_no_places_is_an_empty_answer(empty_client, empty_db):
    with owner_connection(empty_db.owner) as connection:
        run(connection, shipped_rules()[RULE], DAY)
    assert empty_client.get(f"{BASE}/units").json()["units"] == []
    assert empty_client.get(f"{BASE}/gaps").json()["gaps"] == []


@pytest.mark.parametrize("column", ["layer", "target_layer"])
def test_what_tells_of_a_layer_hidden_from_the_public_is_hidden(empty_client, empty_db, column):
    with owner_connection(empty_db.owner) as connection:
        build(connection, town())
        run(connection, shipped_rules()[RULE], DAY)
        connection.execute(text(f"UPDATE coverage_result SET {column} = 'cameras' WHERE name = 'far'"))
        planners = connection.execute(text("SELECT name FROM map_planner.coverage_gaps")).scalars().all()
    assert sorted(names(empty_client.get(f"{BASE}/gaps"))) == ["dim", "east", "near"]
    assert sorted(planners) == ["dim", "east", "far", "near"]


def test_the_open_api_document_describes_the_answers(town_client):
    document = town_client.get("/openapi.json").json()
    schemas = {"{rule}/units": "UnitsDocument", "{rule}/gaps": "GapsDocument", "rules": "RulesDocument"}
    for path, schema in schemas.items():
        answer = document["paths"][f"/api/v1/coverage/{path}"]["get"]["responses"]["200"]
        assert answer["content"]["application/json"]["schema"]["$ref"].endswith(schema)
