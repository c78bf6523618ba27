"""Units and OpenStreetMap sent by a browser, and words of a file that are told what they mean."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.loads.world import LOADS, World

WEST = [[[106.1, 20.3], [106.2, 20.3], [106.2, 20.4], [106.1, 20.4], [106.1, 20.3]]]
EAST = [[[106.2, 20.3], [106.3, 20.3], [106.3, 20.4], [106.2, 20.4], [106.2, 20.3]]]
NEW = {"level": "commune", "valid_from": "2025-07-01"}


def features(folder: Path, name: str, *rows: tuple[dict[str, Any], str, Any]) -> Path:
    made = [{"type": "Feature", "properties": p, "geometry": {"type": k, "coordinates": c}} for p, k, c in rows]
    path = folder / name
    path.write_text(json.dumps({"type": "FeatureCollection", "features": made}))
    return path


@pytest.fixture
def communes(tmp_path: Path) -> Path:
    west = {"code": "13801", "full_name": "Xã Phía Tây", "province_code": "37", "province": "Tỉnh Ninh Bình"}
    east = {**west, "code": "13802", "full_name": "Phường Phía Đông"}
    return features(tmp_path, "xã mới.geojson", (west, "Polygon", WEST), (east, "Polygon", EAST))


def test_units_are_shown_before_they_go_on_record(world: World, communes: Path):
    upload = world.sent(communes, layer="units", doc="NQ 1674/NQ-UBTVQH15", **NEW)
    found = world.settled(upload)
    assert found["state"] == "ready", found
    own = {"last_day": None, "doc": "NQ 1674/NQ-UBTVQH15", "geom_status": "reference"}
    assert found["options"]["units"] == {**NEW, **own}
    assert {match["field"] for match in found["report"]["matching"]} == {
        "code",
        "full_name",
        "province_code",
        "province",
    }
    shown = found["preview"]["features"]["features"]
    assert shown[0]["properties"] == {"row": 1, "code": "13801", "name": "Phía Tây", "kind": "xã"}
    assert found["preview"]["bbox"] == [106.1, 20.3, 106.3, 20.4]
    assert {field["name"] for field in found["fields"]} > {"code", "full_name", "province_code"}
    assert world.value("SELECT count(*) FROM unit_version") == 0
    world.commit(upload)
    done = world.settled(upload)
    assert done["state"] == "done", done
    in_force = "SELECT count(*) FROM unit_version WHERE lower(valid) = '2025-07-01' AND name LIKE 'Phía %'"
    assert world.value(in_force) == 2
    assert world.value("SELECT loaded_by FROM load WHERE id = :id", id=done["load_id"]) == "nga"
    listed = world.client.get(LOADS, params={"layer": "units"}).json()
    assert [(each["id"], each["can_be_undone"]) for each in listed["loads"]] == [(done["load_id"], False)]


def test_without_a_day_nothing_is_taken_for_units(world: World, communes: Path):
    for fields in ({}, {"level": "commune"}, {"level": "ward", "valid_from": "2025-07-01"}, {**NEW, "mode": "append"}):
        answer = world.send(communes, layer="units", **fields)
        assert answer.status_code == 400, fields
    assert "valid_from" in world.send(communes, layer="units").json()["detail"]
    assert world.send(communes, layer="schools", **NEW).status_code == 400


def test_another_day_is_checked_anew_and_none_is_refused(world: World, communes: Path):
    upload = world.sent(communes, layer="units", level="district", valid_from="2025-07-01")
    assert "30/06/2025" in world.settled(upload)["error"]["vi"]
    assert world.options(upload).status_code == 400
    assert world.options(upload, units={**NEW, "level": "commune"}).status_code == 200
    assert world.settled(upload)["options"]["units"]["level"] == "commune"


def test_objects_of_openstreetmap_go_into_the_layers_that_their_tags_name(world: World, tmp_path: Path):
    path = features(
        tmp_path,
        "osm.geojson",
        ({"osm_id": "1", "amenity": "school", "name": "Trường A"}, "Point", [106.17, 20.43]),
        ({"osm_id": "2", "amenity": "marketplace", "name": "Chợ B"}, "Point", [106.2, 20.41]),
        ({"osm_id": "3", "shop": "books", "name": "Sách"}, "Point", [106.2, 20.4]),
    )
    upload = world.sent(path, layer="osm")
    found = world.settled(upload)
    assert found["state"] == "ready", found
    rows = found["preview"]["features"]["features"]
    assert {each["properties"]["layer"] for each in rows} == {"schools", "markets"}
    assert found["preview"]["total"] == found["report"]["rows_written"] == 2
    before = world.count("schools"), world.count("markets")
    world.commit(upload)
    done = world.settled(upload)
    assert done["state"] == "done", done
    assert (world.count("schools"), world.count("markets")) == (before[0] + 1, before[1] + 1)
    parts = {part["layer"]: part for part in done["report"]["parts"]}
    assert parts["schools"]["rows_written"] == 1
    numbers = [part["load_id"] for part in parts.values()]
    assert world.value("SELECT count(*) FROM load WHERE id = ANY (:ids) AND loaded_by = 'nga'", ids=numbers) == 2


def test_what_is_no_openstreetmap_is_refused_in_words(world: World, communes: Path):
    found = world.settled(world.sent(communes, layer="osm"))
    assert found["state"] == "refused"
    assert "osm_id" in found["error"]["vi"]


def test_a_word_that_is_none_of_the_choices_is_told_what_it_means(world: World, tmp_path: Path):
    path = tmp_path / "a.csv"
    path.write_text("name,level,lon,lat\nTrường A,cấp ba rưỡi,106.17,20.42\nTrường B,THCS,106.29,20.19\n")
    upload = world.sent(path)
    found = world.settled(upload)
    assert (found["state"], found["report"]["problems"][0]["value"]) == ("refused", "cấp ba rưỡi")
    world.options(upload, values={"level": {"cấp ba rưỡi": "upper_secondary"}})
    found = world.settled(upload)
    assert found["state"] == "ready", found["error"]
    assert found["preview"]["features"]["features"][0]["properties"]["level"] == "upper_secondary"
    assert found["remembered"] is None
    world.commit(upload, found["revision"])
    assert world.settled(upload)["state"] == "done"
    again = world.settled(world.sent(path))
    values = {"level": {"cấp ba rưỡi": "upper_secondary"}}
    chosen = {"mapping": {}, "values": values, "data_source": None, "data_licence": None}
    assert again["remembered"] == {"id": upload, "file_name": "a.csv", "created": found["created"], **chosen}
    sent = world.sent(path, map_value="level:cấp ba rưỡi=upper_secondary")
    assert world.settled(sent)["remembered"] is None
    assert world.send(path, map_value="level").status_code == 400
    assert world.options(upload, values={"Level!": {"a": "b"}}).status_code == 400


def test_where_the_data_is_from_goes_on_record_with_the_load(world: World, tmp_path: Path):
    path = features(tmp_path, "cho.geojson", ({"name": "Chợ Rồng"}, "Point", [106.17, 20.43]))
    said = {"data_source": "Sở Công Thương", "data_licence": "CC BY 4.0", "data_date": "2026-01-31"}
    upload = world.sent(path, layer="markets", **said)
    found = world.settled(upload)
    assert {name: found["options"][name] for name in said} == said
    world.commit(upload)
    number = world.settled(upload)["load_id"]
    on_record = "SELECT concat_ws('|', data_source, data_licence, data_date) FROM load WHERE id = :id"
    assert world.value(on_record, id=number) == "Sở Công Thương|CC BY 4.0|2026-01-31"
    # It is offered for the next file of these columns, but for the day; not what is said by itself this time.
    before = world.settled(world.sent(path, layer="markets"))["remembered"]
    assert (before["id"], before["data_source"], before["data_licence"]) == (upload, *list(said.values())[:2])
    assert "data_date" not in before
    assert world.settled(world.sent(path, layer="markets", data_source="Sở Công Thương"))["remembered"] == before
    own = {"data_source": "UBND phường", "data_licence": "ODbL 1.0"}
    assert world.settled(world.sent(path, layer="markets", **own))["remembered"] is None


def test_what_nobody_may_read_is_no_source(world: World, communes: Path):
    for wrong in ({"data_source": "Chị Hoa 0912345678"}, {"data_date": "2999-01-01"}, {"data_licence": "x" * 201}):
        answer = world.send(communes, layer="schools", **wrong)
        assert (answer.status_code, next(iter(wrong)) in answer.json()["detail"]) == (400, True), wrong
