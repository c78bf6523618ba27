"""Tables of figures sent by a browser: read, looked at without a map, written, replaced, taken back."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from geo_api.db import owner_connection
from tests.indicators.world import Units, make_units, table, workbook
from tests.loads.world import LOADS, World, wait_for

HEAD = "Mã xã,Tên xã,Dân số,Hộ có cáp quang (%),Ghi chú"
WIDE = (HEAD, '10002,Xã Hòa Bắc,"1.200","85,5",x', '70,Phường Nam,"8.000",–,')


@pytest.fixture(scope="module")
def units(world: World) -> Units:
    with owner_connection(world.database.owner) as connection:
        return make_units(connection)


@pytest.fixture(autouse=True)
def _without_figures(world: World, units: Units) -> Iterator[None]:
    yield
    world.execute("DELETE FROM indicator")
    world.execute("DELETE FROM indicator_past")


def ready(world: World, path: Path, **fields: Any) -> dict[str, Any]:
    found = world.settled(world.sent(path, layer="indicators", **fields))
    assert found["state"] == "ready", found["error"]
    return found


def done(world: World, path: Path, **fields: Any) -> dict[str, Any]:
    upload = ready(world, path, **fields)
    world.commit(upload["id"], upload["revision"])
    found = world.settled(upload["id"])
    assert found["state"] == "done", found
    return found


def value(world: World, unit: int, code: str = "population") -> Any:
    return world.value("SELECT value FROM indicator WHERE unit_id = :unit AND code = :code", unit=unit, code=code)


def undone(world: World, load: int) -> dict[str, Any]:
    assert world.client.post(f"{LOADS}/recorded/{load}/undo").status_code == 202

    def settled() -> dict[str, Any] | None:
        document: dict[str, Any] = world.client.get(f"{LOADS}/recorded/{load}").json()
        return document if document["undoing"]["state"] != "waiting" else None

    found: dict[str, Any] = wait_for(settled, "the worker is through")
    return found


def test_figures_are_seen_in_a_table_before_they_go_on_record(world: World, units: Units, tmp_path: Path):
    found = ready(world, table(tmp_path, *WIDE), period="2025", source="Niên giám 2025", level="commune")
    assert found["options"]["indicators"] == {"period": "2025", "source": "Niên giám 2025", "level": "commune"}
    assert (found["report"]["rows_read"], found["report"]["rows_written"]) == (2, 3)
    assert {each["field"]: each["column"] for each in found["report"]["matching"]} == {
        "commune_code": "Mã xã",
        "commune": "Tên xã",
        "population": "Dân số",
        "fibre_household_share": "Hộ có cáp quang (%)",
    }
    assert found["report"]["unmatched"] == ["Ghi chú"]
    assert found["samples"]["Dân số"] == ["1.200", "8.000"]
    assert (found["preview"]["bbox"], found["preview"]["total"]) == (None, 3)
    shown = found["preview"]["features"]["features"]
    assert [(each["geometry"], each["properties"]["value"]) for each in shown] == [
        (None, 1200),
        (None, 0.855),
        (None, 8000),
    ]
    year = {"period_from": "2025-01-01", "period_to": "2025-12-31", "source": "Niên giám 2025"}
    own = {"row": 2, "unit": "Xã Hòa Bắc", "within": "Tỉnh Tỉnh Thử", "level": "commune", "before": None}
    assert (
        shown[1]["properties"].items() >= {**own, **year, "indicator": "fibre_household_share", "kind": "share"}.items()
    )
    assert value(world, units.north) is None
    world.commit(found["id"], found["revision"])
    loaded = world.settled(found["id"])
    assert loaded["state"] == "done", loaded
    assert (value(world, units.north), value(world, units.south)) == (1200, 8000)
    by = world.value("SELECT loaded_by || ' ' || layer FROM load WHERE id = :id", id=loaded["load_id"])
    assert by == "nga indicator_values"
    log = "SELECT action || ' ' || actor FROM audit_event WHERE subject = 'load/' || :id"
    assert world.value(log, id=str(loaded["load_id"])) == "load.done nga"
    listed = world.client.get(LOADS, params={"layer": "indicators"}).json()
    assert [(each["id"], each["can_be_undone"]) for each in listed["loads"]] == [(loaded["load_id"], True)]
    answer = world.client.get("/api/v1/indicators/population", params={"at": "2025-12-31"}).json()
    assert {each["name"]: each["value"] for each in answer["units"]} == {"Hòa Bắc": 1200, "Nam": 8000}


def test_what_takes_the_place_of_figures_says_so_and_is_taken_back(world: World, units: Units, tmp_path: Path):
    done(world, workbook(tmp_path, [("Xã", "population"), ("Xã Hòa Bắc", 10), ("Phường Nam", 20)]), period="2025")
    again = workbook(tmp_path, [("Xã", "population"), ("Xã Hòa Bắc", 11)])
    refused = world.settled(world.sent(again, layer="indicators", period="2025"))
    assert refused["state"] == "refused"
    assert "kỳ này đã có giá trị 10" in refused["report"]["problems"][0]["reason"]["vi"]
    assert world.options(refused["id"], mode="upsert", indicators={"period": "2025"}).status_code == 200
    found = world.settled(refused["id"])
    assert (found["state"], found["report"]["rows_removed"]) == ("ready", 1)
    [row] = found["preview"]["features"]["features"]
    assert row["properties"].items() >= {"before": 10, "before_from": "2025-01-01", "before_to": "2025-12-31"}.items()
    world.commit(found["id"], found["revision"])
    loaded = world.settled(found["id"])
    assert value(world, units.north) == 11
    taken = undone(world, loaded["load_id"])["undoing"]
    assert (taken["state"], taken["rows_deleted"], taken["rows_restored"]) == ("done", 1, 1)
    assert value(world, units.north) == 10
    next_year = ready(world, again, period="2026-Q1")["preview"]["features"]["features"][0]["properties"]
    assert (next_year["before"], next_year["before_to"]) == (10, "2025-12-31")


def test_what_is_wrong_is_told_cell_by_cell_and_nothing_is_written(world: World, units: Units, tmp_path: Path):
    path = table(tmp_path, HEAD, "10002,Xã Hòa Bắc,1200,855,", "99999,Xã Lạ,8000,,", "70,Phường Nam,nhiều,1,")
    found = world.settled(world.sent(path, layer="indicators", period="2025"))
    assert found["state"] == "refused"
    assert [(each["row"], each["field"]) for each in found["report"]["problems"]] == [
        (2, "fibre_household_share"),
        (3, "commune"),
        (4, "population"),
    ]
    world.until(lambda: world.get(found["id"])["has_workbook"], "the workbook is made")
    assert world.commit(found["id"], found["revision"]).status_code == 409
    assert value(world, units.north) is None
    without = world.settled(world.sent(table(tmp_path, *WIDE), layer="indicators"))
    assert {each["field"] for each in without["report"]["problems"]} == {"period"}


def test_columns_under_other_names_are_asked_for_and_remembered(world: World, units: Units, tmp_path: Path):
    path = table(tmp_path, "Nơi,Người ở,Dân số,Ghi chú", "Xã Hòa Bắc,5,7,x", name="a.csv")
    asked = world.settled(world.sent(path, layer="indicators", period="2025"))
    assert (asked["state"], asked["question"]["kind"]) == ("asks", "mapping")
    assert [each["value"] for each in asked["question"]["choices"]] == ["unit=Nơi", "unit=Người ở", "unit=Ghi chú"]
    chosen = {"unit": "Nơi", "population": "Người ở"}
    world.options(asked["id"], mapping=chosen, indicators={"period": "2025"})
    found = world.settled(asked["id"])
    assert found["report"]["unmatched"] == ["Dân số", "Ghi chú"]
    world.commit(found["id"], found["revision"])
    assert world.settled(found["id"])["state"] == "done"
    assert value(world, units.north) == 5
    again = world.settled(world.sent(path, layer="indicators", period="2026"))
    assert again["remembered"]["mapping"] == chosen
    left_out = world.settled(world.sent(path, layer="indicators", period="2026", map=["unit=Nơi", "population="]))
    assert left_out["state"] == "refused"
    assert "Không cột nào là chỉ số" in left_out["error"]["vi"]


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({"period": "quý năm"}, "không phải một kỳ"),
        ({"level": "ward"}, "level"),
        ({"mode": "replace"}, "append hoặc upsert"),
        ({"on_error": "skip"}, "cả tệp hoặc không gì cả"),
        ({"key": "a"}, "không dùng crs, key"),
        ({"valid_from": "2025-07-01"}, "valid_from"),
        ({"source": "chị Hoa 0912345678"}, "số điện thoại"),
    ],
)
def test_what_does_not_go_with_figures_is_refused(world: World, tmp_path: Path, fields: dict[str, str], told: str):
    answer = world.send(table(tmp_path, *WIDE), layer="indicators", **fields)
    assert answer.status_code == 400
    assert told in answer.json()["detail"]


def test_what_is_for_figures_goes_with_nothing_else(world: World, tmp_path: Path):
    path = table(tmp_path, "name,lon,lat", "Trường A,106.17,20.42")
    assert "period" in world.send(path, period="2025").json()["detail"]
    upload = world.sent(path)
    world.settled(upload)
    refused = world.options(upload, indicators={"period": "2025"})
    assert (refused.status_code, "indicators" in refused.json()["detail"]) == (400, True)
    figures = world.settled(world.sent(table(tmp_path, *WIDE), layer="indicators", period="2025"))
    wrong = world.options(figures["id"], indicators={"period": "sau Tết"})
    assert (wrong.status_code, "2025-Q3" in wrong.json()["detail"]) == (400, True)


def test_a_record_that_was_written_by_hand_is_not_believed(world: World, tmp_path: Path):
    upload = ready(world, table(tmp_path, *WIDE), period="2025")["id"]
    for options in ('{"indicators": {"period": "mai"}}', '{"on_error": "skip"}', '{"mode": "replace"}'):
        world.execute(
            "UPDATE upload SET options = CAST(:options AS jsonb), state = 'waiting', revision = revision + 1"
            " WHERE id = :id",
            options=options,
            id=upload,
        )
        world.execute("SELECT pg_notify('wardmap_uploads', '')")
        assert world.settled(upload)["state"] == "failed"
