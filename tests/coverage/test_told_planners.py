"""What planners and editors of rules are told of dwellings and cameras, of which they see no single one."""

import pytest
from sqlalchemy import text

from geo_api.access import Role
from geo_api.coverage.evaluate.run import run
from geo_api.coverage.rules.shipped import shipped_rules
from geo_api.db import owner_connection
from tests.accounts.tools import add_account, browser, cookie_of
from tests.coverage.world import DAY, WEST, Thing, Unit, World, at_distance, build, rule_of

API = "/api/v1/coverage"
HALL = Thing("culture_houses", "hall", 106.155, 20.405, {})
PEOPLE = rule_of(
    id="wifi.people", subject={"set": "popcell"}, target={"set": "asset", "kind": ["wifi"]}, relation={"within_m": 50}
)
SEEN = rule_of(id="camera.near", target={"set": "asset", "kind": ["camera"]}, relation={"within_m": 100})
HOMES = rule_of(
    id="wifi.homes",
    subject={"set": "address", "kind": ["dwelling"], "where": {"status": "draft"}},
    relation={"within_m": 50},
)


def homes(count, metres, status):
    """So many dwellings on the same spot west of the hall."""
    spot = at_distance(HALL, metres, 270)
    return [Thing("addresses", f"{status}{n}", *spot, {"kind": "dwelling", "status": status}) for n in range(count)]


@pytest.fixture(scope="module")
def told_db(server, template):
    wifi = Thing("wifi", "wifi", HALL.lon, HALL.lat, {"free": True, "mbps_down": 200, "status": "active"})
    camera = Thing("cameras", "camera", *at_distance(HALL, 137), {"status": "active"})
    things = [HALL, wifi, camera, *homes(7, 10, "assigned"), *homes(3, 300, "draft")]
    with server.database(template) as database:
        with owner_connection(database.owner) as connection:
            build(connection, World([Unit("00123", WEST)], things))
            for rule in (PEOPLE, SEEN, HOMES, shipped_rules()["address.assigned"]):
                run(connection, rule, DAY)
        yield database


@pytest.fixture(scope="module")
def editor(told_db):
    with browser(told_db) as client:
        client.cookies.update(cookie_of(told_db, add_account(told_db, "lan", Role.RULE_EDITOR)))
        for rule in (PEOPLE, SEEN, HOMES):
            body = {"document": dict(rule.document), "note": "vì thử", "from_version": 0}
            answer = client.put(f"{API}/rules/{rule.id}", json=body)
            assert answer.status_code == 200, answer.text
        yield client


@pytest.fixture(scope="module")
def west(editor, told_db):
    with owner_connection(told_db.owner) as connection:
        return connection.scalar(text("SELECT unit_id FROM unit_version"))


@pytest.fixture(scope="module")
def camera(told_db):
    with owner_connection(told_db.owner) as connection:
        return {"layer": "cameras", "id": connection.scalar(text("SELECT id FROM feature WHERE name = 'camera'"))}


def tried(client, rule, west, **changes):
    return client.post(f"{API}/{rule}/what-if", json={"unit": west, **changes})


def test_where_dwellings_stand_for_people_nothing_is_tried(editor, west):
    lon, lat = at_distance(HALL, 300, 270)
    refused = tried(editor, PEOPLE.id, west, add=[{"layer": "wifi", "lon": lon, "lat": lat}])
    assert (refused.status_code, "ô dân số" in refused.json()["detail"]) == (400, True)


@pytest.mark.parametrize("rule", ["address.assigned", HOMES.id])
def test_rules_about_dwellings_are_not_tried(editor, west, rule):
    refused = tried(editor, rule, west)
    assert (refused.status_code, "từng nhà ở" in refused.json()["detail"]) == (400, True)


def test_what_planners_do_not_see_they_neither_move_nor_remove(editor, west, camera):
    for changes in ({"remove": [camera]}, {"move": [{**camera, "lon": HALL.lon, "lat": HALL.lat}]}):
        refused = tried(editor, SEEN.id, west, **changes)
        assert (refused.status_code, "“cameras”" in refused.json()["detail"]) == (400, True)
        body = {"name": "Thử", "unit": west, "rule": SEEN.id, **changes}
        refused = editor.post(f"{API}/scenarios", json=body)
        assert (refused.status_code, "“cameras”" in refused.json()["detail"]) == (400, True)


def test_a_scenario_says_why_a_rule_about_dwellings_is_left_out(editor, west):
    add = [{"layer": "wifi", "lon": HALL.lon, "lat": HALL.lat}]
    made = editor.post(f"{API}/scenarios", json={"name": "Thử", "unit": west, "rule": PEOPLE.id, "add": add}).json()
    said = {rule["rule"]: rule for rule in editor.get(f"{API}/scenarios/{made['id']}/effect").json()["rules"]}
    assert (said[HOMES.id]["before"], said[HOMES.id]["after"], said[HOMES.id]["changed"]) == (None, None, None)
    assert "nhà ở" in said[HOMES.id]["why"]["vi"]
    assert "ô dân số" in said[PEOPLE.id]["why"]["vi"]


def test_metres_to_a_camera_are_told_in_steps_of_a_hundred(editor, west):
    (gap,) = editor.get(f"/as/planner{API}/{SEEN.id}/gaps?at={DAY.isoformat()}").json()["gaps"]
    assert (gap["name"], gap["distance_m"]) == ("hall", 100)
    lon, lat = at_distance(HALL, 20)
    (changed,) = tried(editor, SEEN.id, west, add=[{"layer": "cameras", "lon": lon, "lat": lat}]).json()["changed"]
    assert (changed["name"], changed["distance_before_m"], changed["distance_after_m"]) == ("hall", 100, 0)


@pytest.mark.parametrize("part", ["subject", "target"])
def test_an_editor_asks_nothing_of_addresses_but_their_kind_and_status(editor, part):
    rule = {**HOMES.document, part: {"set": "address", "where": {"status": "draft", "number": "draft1"}}}
    rule["relation"] = {"self": True} if part == "target" else rule["relation"]
    fault = editor.post(f"{API}/rules/check", json={"document": rule}).json()["fault"]
    assert fault["place"] == f"$.{part}.where.number"
    assert "kind, status" in fault["words"]["vi"]
    assert "kind, status" in fault["words"]["en"]
    assert editor.post(f"{API}/rules/preview", json={"document": rule}).status_code == 400
    body = {"document": rule, "note": "thử", "from_version": 1}
    assert editor.put(f"{API}/rules/{HOMES.id}", json=body).status_code == 400


def test_a_preview_leaves_out_groups_and_units_of_a_handful_of_dwellings(editor):
    def previewed(**subject):
        rule = {**HOMES.document, "subject": {"set": "address", "kind": ["dwelling"], **subject}}
        return editor.post(f"{API}/rules/preview", json={"document": rule}).json()

    few = previewed(where={"status": "draft"})
    assert (few["subjects"], few["levels"], few["units"]) == ([], [], [])
    # Of ten, seven are told; in the unit there were three before.
    more = previewed()
    assert [(one["before"], one["after"], one["subjects"]) for one in more["subjects"]] == [(None, "pass", 5)]
    assert (more["levels"], more["units"]) == ([], [])


CAMERAS = {"set": "asset", "kind": ["camera"]}
DWELLINGS = {"set": "address", "kind": ["dwelling"]}
REFUSED = {
    "cameras one by one": (SEEN, {"subject": CAMERAS}, "$.subject"),
    "household cameras one by one": (SEEN, {"subject": {"set": "asset", "kind": ["household_camera"]}}, "$.subject"),
    "dwellings of hamlets": (
        SEEN,
        {"subject": {"set": "unit", "kind": ["xã"]}, "target": DWELLINGS, "relation": {"inside": True}},
        "$.target",
    ),
    "dwellings near a hall": (SEEN, {"target": DWELLINGS}, "$.target"),
    "where a camera looks": (
        SEEN,
        {"target": {**CAMERAS, "where": {"direction": {"op": ">=", "value": 40}}}},
        "$.target.where.direction",
    ),
    "a metre more, of dwellings": (HOMES, {"relation": {"within_m": 51}}, "$.relation.within_m"),
    "a metre more, of people": (
        PEOPLE,
        {"relation": {"any_of": [{"within_m": 100}, {"within_m": 50.5}]}},
        "$.relation.any_of[1].within_m",
    ),
    "half a metre more, of cameras": (SEEN, {"relation": {"within_m": 100.5}}, "$.relation.within_m"),
    "fifty metres more, of cameras": (
        SEEN,
        {"relation": {"any_of": [{"hosted": True}, {"within_m": 150}]}},
        "$.relation.any_of[1].within_m",
    ),
    "a choice within a choice": (
        SEEN,
        {"relation": {"any_of": [{"hosted": True}, {"any_of": [{"hosted": True}, {"within_m": 37.5}]}]}},
        "$.relation.any_of[1].any_of[1].within_m",
    ),
    "how far the nearest camera is": (
        SEEN,
        {"measure": {"agg": "nearest_m"}, "pass": {"op": "<=", "value": 40}},
        "$.pass.value",
    ),
    "a third camera": (SEEN, {"pass": {"op": ">=", "value": 3}}, "$.pass.value"),
    "cameras a head": (
        SEEN,
        {
            "subject": {"set": "popcell"},
            "measure": {"agg": "count", "per": {"attr": "population", "unit": 1}},
        },
        "$.measure.per",
    ),
    "how high cameras hang": (SEEN, {"measure": {"agg": "sum", "of": "height_m"}}, "$.measure.agg"),
    "the hundredth part of a road": (
        SEEN,
        {
            "subject": {"set": "road"},
            "relation": {"seen_by": "detect"},
            "measure": {"agg": "share_length"},
            "pass": {"op": ">=", "value": 0.61},
        },
        "$.pass.value",
    ),
    "cameras that are seldom": (SEEN, {"target": {**CAMERAS, "where": {"status": "broken"}}}, "$.target.where"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_an_editor_writes_no_rule_that_tells_of_one_dwelling_or_camera(editor, case):
    base, changes, place = REFUSED[case]
    rule = {**base.document, **changes}
    fault = editor.post(f"{API}/rules/check", json={"document": rule}).json()["fault"]
    assert fault is not None
    assert fault["place"] == place
    assert editor.post(f"{API}/rules/preview", json={"document": rule}).status_code == 400
    body = {"document": rule, "note": "thử", "from_version": 1}
    assert editor.put(f"{API}/rules/{base.id}", json=body).status_code == 400


def test_what_many_cameras_have_alike_may_be_asked(editor):
    rule = {**SEEN.document, "target": {**CAMERAS, "where": {"status": "active"}}}
    assert editor.post(f"{API}/rules/check", json={"document": rule}).json()["fault"] is None


def test_rules_of_the_product_are_written_with_the_distances_that_they_have(editor):
    shipped = dict(shipped_rules()["camera.junction"].document)
    rollup = {**shipped["rollup"], "pass": {"op": ">=", "value": 0.5}}
    nearer = {"any_of": [{"seen_by": "observe"}, {"within_m": 29, "metric": "straight"}]}
    for changes, place in (
        ({}, None),
        ({"rollup": rollup, "subject": {"set": "junction"}}, None),
        ({"target": {**shipped["target"], "where": {"purpose": "security", "status": "active"}}}, None),
        ({"target": {**shipped["target"], "where": {"status": "broken"}}}, "$.relation.any_of[1].within_m"),
        ({"relation": nearer}, "$.relation.any_of[1].within_m"),
        ({"subject": {"set": "asset", "kind": ["loudspeaker"]}}, "$.relation.any_of[1].within_m"),
    ):
        fault = editor.post(f"{API}/rules/check", json={"document": {**shipped, **changes}}).json()["fault"]
        assert (fault and fault["place"]) == place


def test_a_preview_says_of_no_place_whether_a_camera_is_near(editor):
    rule = {**SEEN.document, "relation": {"within_m": 200}}
    found = editor.post(f"{API}/rules/preview", json={"document": rule}).json()
    assert (found["subjects"], found["levels"], found["units"], found["changed"]) == ([], [], [], [])
    rule = {**rule, "target": {"set": "asset", "kind": ["wifi"]}}
    open_to_all = editor.post(f"{API}/rules/preview", json={"document": {**rule, "id": "wifi.near"}}).json()
    assert [one["name"] for one in open_to_all["changed"]] == ["hall"]
    assert (found["counted_only"], open_to_all["counted_only"]) == (True, False)
