"""A scenario turned into planned things: handed in, checked by the worker, committed, loaded, taken back. Once."""

from collections.abc import Iterator

import httpx2 as httpx
import pytest
from sqlalchemy import text

from geo_api.access import Role
from geo_api.coverage.evaluate.run import run
from geo_api.coverage.rules.shipped import shipped_rules
from geo_api.db import owner_connection
from tests.accounts.tools import add_account, cookie_of
from tests.coverage.scenarios_desk import PATH, kept, spots, unit_of
from tests.coverage.test_routes import DAY, RULE, town
from tests.coverage.world import build
from tests.loads.world import World, wait_for, world_of

ROWS = "SELECT count(*) FROM feature WHERE layer = 'wifi' AND key LIKE :number || '/%'"


@pytest.fixture(scope="module")
def world(server, template, tmp_path_factory) -> Iterator[World]:
    """The town of `test_routes` and its service, whose client is an administrator's."""
    with server.database(template) as database:
        with owner_connection(database.owner) as connection:
            build(connection, town())
            run(connection, shipped_rules()[RULE], DAY)
        with world_of(database, tmp_path_factory.mktemp("data")) as world:
            yield world


def other(world: World, name: str, role: Role, unit: int | None) -> httpx.Client:
    """A planner who also holds `role` for that unit."""
    account = add_account(world.database, name, Role.PLANNER)
    world.execute(
        "INSERT INTO account_role (account_id, role, unit_id, valid) VALUES (:account, :role, :unit, '[2020-01-01,)')",
        account=account,
        role=role,
        unit=unit,
    )
    client = world.client
    return httpx.Client(
        base_url=client.base_url,
        cookies=cookie_of(world.database, account),
        headers={"Sec-Fetch-Site": "same-origin"},
        timeout=30,
    )


def until(client, path, *states):
    def found():
        document = client.get(path).json()
        return document if {layer["state"] for layer in document["layers"]} <= set(states) else None

    return wait_for(found, f"the plan is {states}")


def test_what_is_added_becomes_planned_and_can_be_taken_back(world: World):
    world.start_worker()
    client = world.client
    good = world.value("SELECT id FROM feature WHERE name = 'good'")
    both = [
        {"layer": "wifi", **spots(client)["far"]},
        {"layer": "wifi", **spots(client)["near"], "values": {"mbps_down": 300}},
    ]
    made = kept(client, add=both, remove=[{"layer": "wifi", "id": good}])
    plan = f"{PATH}/{made['id']}/plan"
    assert client.get(plan).json()["layers"] == []
    assert client.post(f"{plan}/commit").status_code == 409
    handed = client.post(plan)
    assert handed.status_code == 202, handed.text
    assert client.post(plan).status_code == 409
    ready = until(client, plan, "ready")
    assert (ready["can_be_committed"], ready["is_done"], ready["unfit"]) == (True, False, [])
    assert [(one["change"], one["name"]) for one in ready["to_do"]] == [("remove", "good")]
    assert "ở đây chưa đổi gì" in ready["to_do"][0]["words"]["vi"]
    assert world.value(ROWS, number=made["id"]) == 0
    assert client.get(f"{PATH}/{made['id']}").json()["is_planned"] is False

    assert client.post(f"{plan}/commit").status_code == 202
    done = until(client, plan, "done")
    (layer,) = done["layers"]
    assert (done["is_done"], layer["layer"], layer["things"], layer["by"]) == (True, "wifi", 2, "nga")
    with owner_connection(world.database.owner) as connection:
        rows = connection.execute(
            text("SELECT status, mbps_down, free, name, note FROM layer.wifi WHERE key LIKE :n || '/%' ORDER BY key"),
            {"n": made["id"]},
        ).all()
    assert [(row.status, row.mbps_down, row.free) for row in rows] == [("planned", 100, True), ("planned", 300, True)]
    assert rows[0].name == "Điểm phát wifi dự kiến 1: Phương án A"
    assert rows[0].note == "Phương án “Phương án A” của nga, bản 1"
    assert world.value("SELECT loaded_by FROM load WHERE id = :id", id=layer["load"]) == "nga"
    assert client.get(f"{PATH}/{made['id']}").json()["is_planned"] is True
    # Planned things serve nobody yet, and what was to be removed is there.
    assert client.post(f"/api/v1/coverage/{RULE}/what-if", json={"unit": made["unit"]}).json()["after"]["passed"] == 1

    again = client.post(plan)
    assert again.status_code == 409
    assert f"lần nạp {layer['load']}" in again.json()["detail"]
    client.post(f"/api/v1/loads/recorded/{layer['load']}/undo")
    world.until(lambda: world.value(ROWS, number=made["id"]) == 0, "the load is taken back")
    assert client.get(plan).json()["is_done"] is False
    assert client.post(plan).status_code == 202


def test_who_neither_edits_the_commune_nor_administers_may_not(world: World):
    client = world.client
    west, east = unit_of(client, "00123"), unit_of(client, "00124")
    made = kept(client, shared="planners")
    plan = f"{PATH}/{made['id']}/plan"
    with other(world, "quy", Role.ASSET_OWNER, None) as visitor:
        refused = visitor.post(plan)
        assert (refused.status_code, "quản trị viên" in refused.json()["detail"]) == (403, True)
        assert visitor.get(plan).json()["why_not"]["vi"] == refused.json()["detail"]
    with other(world, "dong", Role.COMMUNE_EDITOR, east) as visitor:
        refused = visitor.post(plan)
        assert (refused.status_code, "thêm thứ 1" in refused.json()["detail"]) == (403, True)
    assert client.get(plan).json()["layers"] == []
    with other(world, "tay", Role.COMMUNE_EDITOR, west) as visitor:
        assert visitor.post(plan).status_code == 202
    private = kept(client)
    with other(world, "la", Role.COMMUNE_EDITOR, None) as visitor:
        assert visitor.post(f"{PATH}/{private['id']}/plan").status_code == 404


def test_what_adds_nothing_is_told(world: World):
    made = kept(world.client, add=[])
    assert world.client.post(f"{PATH}/{made['id']}/plan").status_code == 400


def test_what_is_refused_may_be_handed_in_again(world: World):
    client = world.client
    made = kept(client)
    plan = f"{PATH}/{made['id']}/plan"
    number = client.post(plan).json()["layers"][0]["upload"]
    assert client.delete(f"/api/v1/loads/{number}").status_code == 204
    assert client.get(plan).json()["can_be_committed"] is False
    again = client.post(plan)
    assert (again.status_code, again.json()["layers"][0]["upload"] > number) == (202, True)


def test_what_was_changed_since_is_checked_anew(world: World):
    client = world.client
    made = kept(client)
    path = f"{PATH}/{made['id']}"
    number = client.post(f"{path}/plan").json()["layers"][0]["upload"]
    until(client, f"{path}/plan", "ready")
    changed = {name: made[name] for name in ("name", "unit", "rule", "shared")} | {"add": made["add"] * 2}
    assert client.put(f"{path}?revision=1", json=changed).status_code == 200
    refused = client.post(f"{path}/plan/commit")
    assert (refused.status_code, "đã được sửa sau khi kiểm tra" in refused.json()["detail"]) == (409, True)
    again = client.post(f"{path}/plan").json()["layers"][0]
    assert (again["upload"] > number, again["things"]) == (True, 2)
    assert client.get(f"/api/v1/loads/{number}").json()["state"] == "cancelled"


def test_what_was_handed_in_and_fits_no_more_needs_rights_too(world: World):
    client = world.client
    far = {"layer": "wifi", **spots(client)["far"]}
    away = {"layer": "wifi", "lon": 106.165, "lat": 20.405}
    made = kept(client, add=[far, away], shared="planners")
    plan = f"{PATH}/{made['id']}/plan"
    assert client.post(plan).status_code == 202
    world.execute(
        "UPDATE coverage_scenario SET edits = jsonb_set(edits, '{add,1,values}', '{\"speed\": 1}')"
        " WHERE id = CAST(:id AS uuid)",
        id=made["id"],
    )
    assert [one["number"] for one in client.get(f"{PATH}/{made['id']}").json()["unfit"]] == [2]
    with other(world, "ben", Role.COMMUNE_EDITOR, unit_of(client, "00123")) as visitor:
        refused = visitor.post(f"{plan}/commit")
    assert (refused.status_code, "thêm thứ 2" in refused.json()["detail"]) == (403, True)
