"""Units of a period, their parents, files of other forms, and rows without a boundary."""

import gzip
from datetime import date
from pathlib import Path

import pytest
from shapely import box
from sqlalchemy import Connection, text

from layers.codes import is_valid
from loaders.errors import LoadError, LoadRefused
from loaders.options import OnError
from loaders.read import compressed
from tests.loaders.tools import count
from tests.loaders.unit_files import DAY, EVE, OLD, areas, found, known_unit, put, table, versions

A, B = box(106.0, 20.0, 106.1, 20.1), box(106.1, 20.0, 106.2, 20.1)


def _one(folder: Path, full_name: str = "Xã A", code: str = "13669", **columns: str) -> Path:
    more = {name: [value] for name, value in columns.items()}
    return areas(folder, [A], f"{len(list(folder.iterdir()))}.geojson", code=[code], full_name=[full_name], **more)


def test_a_last_day_ends_the_units_with_it(connection: Connection, tmp_path: Path):
    put(connection, _one(tmp_path), day=OLD, last_day=EVE)
    assert versions(connection, "13669") == [("A", OLD, DAY, "reference")]
    put(connection, _one(tmp_path, "Phường Mới"))
    assert versions(connection, "13669") == [("A", OLD, DAY, "reference"), ("Mới", DAY, None, "reference")]


def test_the_old_units_may_come_after_the_new_ones(connection: Connection, tmp_path: Path):
    put(connection, _one(tmp_path, "Phường Mới"))
    with pytest.raises(LoadRefused, match="give --last-day 2025-06-30"):
        put(connection, _one(tmp_path), day=OLD)
    put(connection, _one(tmp_path), day=OLD, last_day=EVE)
    assert versions(connection, "13669") == [("A", OLD, DAY, "reference"), ("Mới", DAY, None, "reference")]


def test_days_that_cannot_be(connection: Connection, tmp_path: Path):
    path = _one(tmp_path)
    with pytest.raises(LoadError, match="2024-08-31 is before the first day 2024-09-01") as refusal:
        put(connection, path, day=OLD, last_day=date(2024, 8, 31))
    assert refusal.value.detail.vi.startswith("Ngày cuối 31/08/2024 trước")
    with pytest.raises(LoadError, match="no day after"):
        put(connection, path, last_day=date.max)
    with pytest.raises(LoadError, match="standing of boundaries"):
        put(connection, path, geom_status="derived")


def test_a_unit_known_without_a_boundary_gets_it_for_the_days_of_the_file(connection: Connection, tmp_path: Path):
    unit = known_unit(connection, "13669", "A", DAY)
    report = put(connection, _one(tmp_path), day=OLD, last_day=EVE, geom_status="official")
    assert report.rows_written == 1
    assert versions(connection, "13669") == [("A", None, OLD, "none"), ("A", OLD, DAY, "official")]
    assert count(connection, "unit") == 1
    off_record = text("SELECT count(*) FROM unit_version WHERE unit_id = :unit AND NOT upper_inf(recorded)")
    assert connection.execute(off_record, {"unit": unit}).scalar_one() == 1
    before = count(connection, "unit_version"), count(connection, "unit_event")
    assert put(connection, _one(tmp_path), day=OLD, last_day=EVE, geom_status="official").rows_ignored == 1
    assert (count(connection, "unit_version"), count(connection, "unit_event")) == before


def test_a_boundary_of_some_days_leaves_the_days_around_it(connection: Connection, tmp_path: Path):
    put(connection, _one(tmp_path), day=date(2020, 1, 1))
    other = areas(tmp_path, [B], "b.geojson", code=["13669"], full_name=["Xã A"])
    put(connection, other, day=date(2022, 1, 1), last_day=date(2022, 12, 31))
    x = "SELECT lower(valid), upper(valid), round(ST_XMin(geom)::numeric, 1) FROM unit_version "
    rows = connection.execute(text(x + "WHERE upper_inf(recorded) ORDER BY 1")).all()
    middle = (date(2022, 1, 1), date(2023, 1, 1))
    assert [(first, end, float(west)) for first, end, west in rows] == [
        (date(2020, 1, 1), middle[0], 106.0),
        (*middle, 106.1),
        (middle[1], None, 106.0),
    ]


def test_events_know_their_load(connection: Connection, tmp_path: Path):
    report = put(connection, _one(tmp_path, province_code="37", province="Tỉnh X"))
    loads = connection.execute(text("SELECT DISTINCT load_id FROM unit_event")).scalars().all()
    assert loads == [report.load_id]


def test_districts_and_their_communes(connection: Connection, tmp_path: Path):
    district = _one(tmp_path, "Huyện Hải Hậu", "366", province_code="36", province="Tỉnh Nam Định")
    put(connection, district, "district", day=OLD, last_day=EVE)
    by_code = _one(tmp_path, "Xã A", district_code="366", district="Huyện Hải Hậu")
    by_name = _one(tmp_path, "Xã B", "13670", district="Huyện Hải Hậu")
    put(connection, by_code, day=OLD, last_day=EVE)
    assert put(connection, by_name, day=OLD, last_day=EVE).warnings == ()
    rows = connection.execute(text("SELECT name, parent FROM layer.communes ORDER BY code")).all()
    assert [tuple(row) for row in rows] == [("A", "Hải Hậu"), ("B", "Hải Hậu")]
    assert connection.execute(text("SELECT parent FROM layer.districts")).scalar_one() == "Nam Định"


def test_a_district_is_made_with_its_code_and_never_without(connection: Connection, tmp_path: Path):
    report = put(connection, _one(tmp_path, district_code="356", district="Thành phố Nam Định"), day=OLD, last_day=EVE)
    assert found(report, "parent_created")[0].units == ("Thành phố Nam Định (356)",)
    assert "province of these is not known: Thành phố Nam Định (356)" in report.warnings[0].en
    made = connection.execute(text("SELECT full_name, code, valid_from, valid_to FROM layer.districts")).all()
    assert [tuple(row) for row in made] == [("Thành phố Nam Định", "356", OLD, DAY)]
    report = put(connection, _one(tmp_path, "Xã B", "13670", district="Huyện Lạ"), day=OLD, last_day=EVE)
    assert "gives no code: Huyện Lạ" in report.warnings[0].en
    assert connection.execute(text("SELECT parent FROM layer.communes WHERE code = '13670'")).scalar_one() is None


def test_from_july_2025_on_a_commune_is_part_of_its_province(connection: Connection, tmp_path: Path):
    columns = {"district_code": "356", "district": "Thành phố Nam Định"}
    report = put(connection, _one(tmp_path, province_code="37", province="Tỉnh Ninh Bình", **columns))
    assert report.unmatched == ("district_code", "district")
    assert connection.execute(text("SELECT parent FROM layer.communes")).scalar_one() == "Ninh Bình"


def test_a_province_on_record_needs_no_name(connection: Connection, tmp_path: Path):
    put(connection, _one(tmp_path, "Tỉnh Ninh Bình", "37"), "province")
    put(connection, _one(tmp_path, province_code="37"))
    assert connection.execute(text("SELECT parent FROM layer.communes")).scalar_one() == "Ninh Bình"
    with pytest.raises(LoadRefused, match="is that of Tỉnh Ninh Bình"):
        put(connection, _one(tmp_path, "Xã B", "13670", province_code="37", province="Hà Nam"))


def test_all_rows_of_an_impossible_parent_are_left_out(connection: Connection, tmp_path: Path):
    path = areas(
        tmp_path,
        [A, B, box(106.2, 20.0, 106.3, 20.1)],
        code=["13669", "13670", "13671"],
        full_name=["Xã A", "Xã B", "Xã C"],
        province_code=["38", "38", "37"],
        province=["", "", "Tỉnh X"],
    )
    report = put(connection, path, on_error=OnError.SKIP)
    assert (report.rows_written, [problem.row for problem in report.problems]) == (1, [1, 2])
    assert connection.execute(text("SELECT code FROM layer.provinces")).scalars().all() == ["37"]


def test_compressed_files(connection: Connection, tmp_path: Path):
    path = _one(tmp_path)
    packed = tmp_path / "units.geojson.gz"
    packed.write_bytes(gzip.compress(path.read_bytes()))
    assert put(connection, packed).file_name == "units.geojson.gz"
    assert versions(connection, "13669") == [("A", DAY, None, "reference")]
    packed.write_bytes(b"\x1f\x8b no gzip at all")
    with pytest.raises(LoadError, match="damaged"):
        put(connection, packed)
    packed.write_bytes(gzip.compress(path.read_bytes())[:-20])
    with pytest.raises(LoadError, match="damaged"):
        put(connection, packed)
    other = tmp_path / "units.shp.gz"
    other.write_bytes(b"x")
    with pytest.raises(LoadError, match=r"\.geojson\.gz"):
        put(connection, other)


def test_a_bomb_is_refused(connection: Connection, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(compressed, "MAX_BYTES", 1 << 20)
    bomb = tmp_path / "bomb.csv.gz"
    bomb.write_bytes(gzip.compress(b"\0" * (3 << 20)))
    with pytest.raises(LoadError, match="exceeds 1 MB when unpacked"):
        put(connection, bomb)


def test_hamlets_of_a_table_without_boundaries(connection: Connection, tmp_path: Path):
    put(connection, _one(tmp_path))
    rows = [{"full_name": name, "commune_code": "13669"} for name in ("Xóm 1", "TDP số 2", "Ấp Đông")]
    report = put(connection, table(tmp_path, rows), "hamlet")
    assert report.rows_written == 3
    hamlets = connection.execute(text("SELECT full_name, code, geom_status, parent FROM layer.hamlets")).all()
    assert {row[0] for row in hamlets} == {"Xóm 1", "Tổ dân phố số 2", "Ấp Đông"}
    assert {(row.geom_status, row.parent) for row in hamlets} == {("none", "A")}
    assert all(is_valid(row.code) for row in hamlets)
    with pytest.raises(LoadRefused, match="give its code"):
        put(connection, table(tmp_path, rows), "hamlet")


def test_a_hamlet_keeps_its_boundary_when_a_table_has_none(connection: Connection, tmp_path: Path):
    put(connection, _one(tmp_path))
    path = areas(tmp_path, [A], "h.geojson", code=["HX1"], full_name=["Xóm 1"], commune_code=["13669"])
    put(connection, path, "hamlet", geom_status="sketch")
    again = table(tmp_path, [{"code": "HX1", "full_name": "Xóm 1", "commune_code": "13669"}])
    assert put(connection, again, "hamlet").rows_ignored == 1
    assert versions(connection, "HX1") == [("1", DAY, None, "sketch")]


def test_hamlets_of_one_name_with_codes_of_their_own(connection: Connection, tmp_path: Path):
    put(connection, _one(tmp_path))
    rows = [{"code": code, "full_name": "Xóm 1", "commune_code": "13669"} for code in ("HX1", "HX2")]
    report = put(connection, table(tmp_path, rows), "hamlet")
    assert [finding.severity.value for finding in found(report, "name_clash")] == ["note"]
    assert connection.execute(text("SELECT count(*) FROM layer.hamlets")).scalar_one() == 2


def test_points_are_no_boundaries(connection: Connection, tmp_path: Path):
    path = table(tmp_path, [{"code": "13669", "full_name": "Xã A", "lon": "106.1", "lat": "20.1"}])
    with pytest.raises(LoadError, match="points, not boundaries") as refusal:
        put(connection, path)
    assert "không phải ranh giới" in refusal.value.detail.vi
    mapped = table(tmp_path, [{"code": "13669", "full_name": "Xã A", "e": "106.1", "n": "20.1"}], "m.csv")
    with pytest.raises(LoadError, match="points, not boundaries"):
        put(connection, mapped, mapping={"lon": "e", "lat": "n"})


def test_seven_digits_are_told_as_what_they_are(connection: Connection, tmp_path: Path):
    with pytest.raises(LoadRefused, match="old code of the census"):
        put(connection, _one(tmp_path, code="1130101"))
