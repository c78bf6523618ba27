"""A file sent by a browser: checked, looked at, asked about, corrected, loaded."""

import io
import json
from pathlib import Path
from zipfile import ZipFile

import openpyxl
import pytest
from pyproj import Transformer
from sqlalchemy import create_engine

from layers.registry import all_layers
from loaders.errors import LoadRefused
from loaders.load import load
from loaders.options import LoadOptions, Mode
from tests.loaders.tools import HAI_HAU, NAM_DINH, frame
from tests.loads.world import AGENCY, LOADS, World

TWO = "key,name,lon,lat\na,Trường Nguyễn Tất Thành,106.1683,20.42\nb,Trường Hải Hậu,106.29,20.19\n"
ONE_BAD = "key,name,capacity,lon,lat\n1,Chợ A,100,106.1,20.4\n2,Chợ B,nhiều,106.2,20.4\n"


def written(folder: Path, name: str, text: str) -> Path:
    path = folder / name
    path.write_text(text)
    return path


def test_a_table_is_checked_shown_and_loaded(world: World, tmp_path: Path):
    upload = world.sent(written(tmp_path, "hai trường.csv", TWO))
    found = world.settled(upload)
    assert found["state"] == "ready", found
    assert (found["file_name"], found["by"], found["layer"]) == ("hai trường.csv", "nga", "schools")
    assert found["columns"] == ["key", "name", "lon", "lat"]
    assert found["samples"]["name"] == ["Trường Nguyễn Tất Thành", "Trường Hải Hậu"]
    assert found["preview"]["total"] == 2
    assert found["preview"]["bbox"] == [106.1683, 20.19, 106.29, 20.42]
    feature = found["preview"]["features"]["features"][0]
    assert feature["properties"] == {"row": 2, "key": "a", "name": "Trường Nguyễn Tất Thành"}
    assert {field["name"]: field["required"] for field in found["fields"]}["name"] is False
    assert world.count("schools") == 0
    assert world.commit(upload).status_code == 202
    assert world.commit(upload).status_code == 409
    done = world.settled(upload)
    assert done["state"] == "done"
    assert done["report"]["rows_written"] == world.count("schools") == 2
    assert world.value("SELECT loaded_by FROM load WHERE id = :id", id=done["load_id"]) == "nga"
    assert world.commit(upload).status_code == 409
    assert world.options(upload).status_code == 409
    assert world.client.delete(f"{LOADS}/{upload}").status_code == 204
    assert world.get(upload)["state"] == "done"
    listed = world.client.get(LOADS, params={"limit": 5}).json()
    assert listed["limit_mb"] == 512
    assert upload in [each["id"] for each in listed["uploads"]]
    assert [(each["id"], each["upload_id"], each["by"]) for each in listed["loads"]] == [
        (done["load_id"], upload, "nga")
    ]


def test_the_file_of_a_loaded_upload_goes_and_its_report_stays(world: World, tmp_path: Path):
    upload = world.sent(written(tmp_path, "a.csv", TWO), layer="relics")
    assert world.settled(upload)["state"] == "ready"
    world.commit(upload)
    assert world.settled(upload)["state"] == "done"
    world.until(lambda: not (world.folder(upload) / "file").exists(), "the file is gone")
    report = world.client.get(f"{LOADS}/{upload}/report.xlsx")
    assert report.headers["content-disposition"] == f'attachment; filename="wardmap-{upload}.xlsx"'
    book = openpyxl.load_workbook(io.BytesIO(report.content))
    first = next(book["Tóm tắt"].iter_rows(values_only=True, max_col=2))
    assert (first, book.properties.creator) == (("Cơ quan vận hành · Run by", AGENCY), AGENCY)


def test_the_parts_of_a_shapefile_belong_together(world: World, tmp_path: Path):
    frame(name=["Chợ Rồng", "Chợ Cồn"]).to_file(tmp_path / "Chợ.shp")
    parts = [tmp_path / f"Chợ{ending}" for ending in (".prj", ".dbf", ".shp", ".shx")]
    found = world.settled(world.sent(*parts, layer="markets"))
    assert found["state"] == "ready", found
    assert found["file_name"] == "Chợ.shp"
    assert found["report"]["source_crs"] == "EPSG:4326"
    assert [each["properties"]["name"] for each in found["preview"]["features"]["features"]] == ["Chợ Rồng", "Chợ Cồn"]


def test_a_coordinate_system_that_nobody_can_tell_is_a_question_with_places(world: World, tmp_path: Path):
    to_vn = Transformer.from_crs(4326, 9209, always_xy=True)
    rows = [f"{n},{x:.2f},{y:.2f}" for n, p in enumerate((NAM_DINH, HAI_HAU)) for x, y in [to_vn.transform(p.x, p.y)]]
    path = written(tmp_path, "a.csv", "\n".join(["name,x,y", *rows]) + "\n")
    upload = world.sent(path, layer="wifi")
    asked = world.settled(upload)
    assert asked["state"] == "asks"
    assert asked["question"]["kind"] == "crs"
    assert "--crs" in asked["question"]["text"]["vi"]
    by_value = {choice["value"]: choice for choice in asked["question"]["choices"]}
    assert len(by_value) > 1
    lon, lat = by_value["EPSG:9209"]["points"][0]
    assert (lon, lat) == pytest.approx((NAM_DINH.x, NAM_DINH.y), abs=1e-5)
    assert asked["columns"] == ["name", "x", "y"]
    assert world.commit(upload).status_code == 409
    answered = world.options(upload, crs="EPSG:9209")
    assert answered.json()["state"] == "waiting"
    found = world.settled(upload)
    assert found["state"] == "ready", found
    assert found["options"]["crs"] == "EPSG:9209"
    assert found["question"] is None
    assert found["preview"]["bbox"][0] == pytest.approx(NAM_DINH.x, abs=1e-5)


def test_an_encoding_that_nobody_can_tell_is_a_question_with_examples(world: World, tmp_path: Path):
    path = tmp_path / "a.csv"
    path.write_bytes(b"name,lon,lat\nNam \xd0\xde,106.17,20.43\n")
    upload = world.sent(path, layer="markets")
    asked = world.settled(upload)
    assert (asked["state"], asked["question"]["kind"]) == ("asks", "encoding")
    assert {choice["value"] for choice in asked["question"]["choices"]} > {"tcvn3"}
    assert all(choice["label"]["vi"] for choice in asked["question"]["choices"])
    world.options(upload, encoding="tcvn3")
    assert world.settled(upload)["state"] == "ready"


def test_of_several_layers_one_is_asked_for(world: World, tmp_path: Path):
    for name in ("Chợ", "Trường"):
        frame(name=[name, f"{name} hai"]).to_file(tmp_path / "a.gpkg", layer=name)
    upload = world.sent(tmp_path / "a.gpkg", layer="markets")
    asked = world.settled(upload)["question"]
    assert (asked["kind"], [choice["value"] for choice in asked["choices"]]) == ("source_layer", ["Chợ", "Trường"])
    world.options(upload, source_layer="Chợ")
    assert world.settled(upload)["report"]["source_layer"] == "Chợ"


def test_of_several_files_in_an_archive_one_is_asked_for(world: World, tmp_path: Path):
    with ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.writestr("một.geojson", frame(name=["Một", "Hai"]).to_json())
        archive.writestr("hai.geojson", frame(name=["Một", "Hai"]).to_json())
    asked = world.settled(world.sent(tmp_path / "a.zip", layer="markets"))["question"]
    assert (asked["kind"], {choice["value"] for choice in asked["choices"]}) == (
        "source_layer",
        {"một.geojson", "hai.geojson"},
    )


def test_a_key_that_no_column_has_is_asked_for(world: World, tmp_path: Path):
    path = written(tmp_path, "a.csv", "cột 1,cột 2,lon,lat\nChợ A,x,106.1,20.4\nChợ B,y,106.2,20.4\n")
    upload = world.sent(path, layer="markets", mode="upsert")
    asked = world.settled(upload)
    assert (asked["state"], asked["question"]["kind"]) == ("asks", "key")
    assert [choice["value"] for choice in asked["question"]["choices"]] == ["cột 1", "cột 2"]
    assert asked["samples"]["cột 1"] == ["Chợ A", "Chợ B"]
    world.options(upload, mode="upsert", key="cột 2")
    assert world.settled(upload)["state"] == "ready"


def test_a_required_field_without_a_column_is_asked_for(world: World, tmp_path: Path):
    path = tmp_path / "a.geojson"
    frame(geometry=[NAM_DINH.buffer(0.01), HAI_HAU.buffer(0.01)], cột=[1, 2]).to_file(path)
    asked = world.settled(world.sent(path, layer="population"))
    assert (asked["state"], asked["question"]["kind"]) == ("asks", "mapping")
    assert [choice["value"] for choice in asked["question"]["choices"]] == ["population=cột"]


def test_the_mapping_can_be_changed_and_is_checked_again(world: World, tmp_path: Path):
    path = written(tmp_path, "a.csv", "cột 1,cột 2,lon,lat\nChợ A,x,106.1,20.4\nChợ B,y,106.2,20.4\n")
    upload = world.sent(path, layer="markets", map=["name=cột 1"])
    for column, name in (("cột 1", "Chợ A"), ("cột 2", "x")):
        world.options(upload, mapping={"name": column})
        found = world.settled(upload)
        assert found["preview"]["features"]["features"][0]["properties"]["name"] == name
        assert [each["column"] for each in found["report"]["matching"] if each["field"] == "name"] == [column]


def test_refused_rows_can_be_skipped_and_are_marked_in_the_workbook(world: World, tmp_path: Path):
    upload = world.sent(written(tmp_path, "a.csv", ONE_BAD), layer="culture_houses", key="key")
    refused = world.settled(upload)
    assert refused["state"] == "refused"
    assert "nhiều" in str(refused["report"]["problems"])
    assert refused["preview"]["total"] == 1
    assert world.commit(upload).status_code == 409
    world.until(lambda: world.get(upload)["has_workbook"], "the workbook is made")
    sheet = openpyxl.load_workbook(io.BytesIO(world.client.get(f"{LOADS}/{upload}/report.xlsx").content))["Tệp 1"]
    assert sheet.cell(3, 4).fill.fgColor.rgb == "00FFC7CE"
    world.options(upload, key="key", on_error="skip")
    assert world.settled(upload)["state"] == "ready"
    world.commit(upload, 2)
    assert world.settled(upload)["report"]["rows_written"] == 1
    assert world.count("culture_houses") == 1


def test_the_report_is_that_of_the_command_line(world: World, tmp_path: Path):
    path = written(tmp_path, "bảng một.csv", ONE_BAD)
    found = world.settled(world.sent(path, layer="schools", map=["status=", "key=key"], mode="upsert"))
    engine = create_engine(world.database.owner)
    options = LoadOptions(mapping={"status": "", "key": "key"}, mode=Mode.UPSERT, dry_run=True)
    with engine.connect() as connection, pytest.raises(LoadRefused) as refused:
        load(connection, all_layers()["schools"], path, options)
    engine.dispose()
    assert found["report"] == json.loads(json.dumps(refused.value.report.as_json()))
    assert found["error"] == {"vi": refused.value.detail.vi, "en": refused.value.detail.en}


def test_what_cannot_be_read_is_refused_in_words(world: World, tmp_path: Path):
    upload = world.settled(world.sent(written(tmp_path, "a.gpkg", "no database at all"), layer="markets"))
    assert upload["state"] == "refused"
    assert "a.gpkg" in upload["error"]["vi"]
    assert upload["report"] is None
    other = world.settled(world.sent(written(tmp_path, "a.exe", "MZ"), layer="markets"))
    assert (other["state"], "a.exe" in other["error"]["en"]) == ("refused", True)


def test_a_layer_that_changed_between_check_and_commit_is_refused_again(world: World, tmp_path: Path):
    path = written(tmp_path, "a.csv", TWO)
    first, second = (world.sent(path, layer="loudspeakers") for _ in range(2))
    assert world.settled(first)["state"] == world.settled(second)["state"] == "ready"
    world.commit(first)
    assert world.settled(first)["state"] == "done"
    world.commit(second)
    refused = world.settled(second)
    assert refused["state"] == "refused"
    assert refused["report"]["rows_refused"] == 2
    world.options(second, mode="upsert")
    assert world.settled(second)["state"] == "ready"


def test_the_rows_shown_of_a_large_file_are_spread_over_it(world: World, tmp_path: Path):
    rows = [f"Điểm {n},{106 + n / 10_000:.4f},20.4" for n in range(2_500)]
    upload = world.settled(world.sent(written(tmp_path, "a.csv", "\n".join(["name,lon,lat", *rows])), layer="sensors"))
    shown = [each["properties"]["row"] for each in upload["preview"]["features"]["features"]]
    assert upload["preview"]["total"] == 2_500
    assert (len(shown), shown[0], shown[-1]) == (834, 2, 2_501)
