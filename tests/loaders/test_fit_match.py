"""Which column fills which field, and what the report says about it."""

from pathlib import Path

import pytest
from sqlalchemy import Connection

from layers.registry import all_layers
from loaders.errors import LoadError
from loaders.load import load
from loaders.options import LoadOptions, Mode
from loaders.report import LoadReport
from tests.loaders.tools import NAM_DINH, frame, rows_of

SCHOOLS = all_layers()["schools"]


def _load(connection: Connection, folder: Path, text: str, **options: object) -> LoadReport:
    path = folder / "schools.csv"
    path.write_text(text, encoding="utf-8")
    return load(connection, SCHOOLS, path, LoadOptions(**options))  # type: ignore[arg-type]


def _matched(report: LoadReport) -> dict[str, str]:
    return {match.field: match.column for match in report.matching if match.field not in ("lon", "lat")}


@pytest.mark.parametrize(
    ("header", "fields"),
    [
        ("key,name,level", ("key", "name", "level")),
        ("KEY,Name,LEVEL", ("key", "name", "level")),
        ("Mã số,Tên trường,Cấp học", ("key", "name", "level")),
        ("MA_SO,TEN_TRUONG,CAP_HOC", ("key", "name", "level")),
        ("ma so,ten goi,bac-hoc", ("key", "name", "level")),
        ("Mã trong h,Tên gọi,Cấp học", ("key", "name", "level")),
        ("x1,Tên,x2", ("level", "name", None)),
    ],
)
def test_columns_by_what_they_are_called(connection: Connection, tmp_path: Path, header: str, fields: tuple[str, ...]):
    rows = "tiểu học,a,x,106.1,20.4\nTHCS,b,y,106.2,20.4\n" if header.startswith("x1") else None
    rows = rows or "1,a,tiểu học,106.1,20.4\n2,b,THCS,106.2,20.4\n"
    report = _load(connection, tmp_path, f"{header},lon,lat\n{rows}")
    columns = header.split(",")
    assert _matched(report) == {field: column for field, column in zip(fields, columns, strict=True) if field}
    assert [row["level"] for row in rows_of(connection, "schools")] == ["primary", "lower_secondary"]
    assert all(match.how.vi != match.how.en for match in report.matching)


def test_the_better_reason_comes_first(connection: Connection, tmp_path: Path):
    report = _load(connection, tmp_path, "Tên,name,lon,lat\nxưa,nay,106.1,20.4\n")
    assert _matched(report) == {"name": "name"}
    assert report.unmatched == ("Tên",)


def test_two_equal_claims_give_neither(connection: Connection, tmp_path: Path):
    report = _load(connection, tmp_path, "Tên trường,Tên cơ sở,lon,lat\na,b,106.1,20.4\n")
    assert _matched(report) == {}
    [warning] = report.warnings
    assert "“Tên trường”, “Tên cơ sở”" in warning.vi
    assert "--map name=COLUMN" in warning.en


def test_map_wins_and_can_leave_out(connection: Connection, tmp_path: Path):
    text = "Tên trường,Tên cơ sở,Cấp học,lon,lat\na,b,tùy,106.1,20.4\n"
    report = _load(connection, tmp_path, text, mapping={"name": "Tên cơ sở", "level": ""})
    assert _matched(report) == {"name": "Tên cơ sở"}
    assert set(report.unmatched) == {"Tên trường", "Cấp học"}
    [row] = rows_of(connection, "schools")
    assert (row["name"], row["level"]) == ("b", None)


def test_a_usual_word_is_no_key_when_its_values_repeat(connection: Connection, tmp_path: Path):
    report = _load(connection, tmp_path, "Mã,Tên,lon,lat\n37,a,106.1,20.4\n37,b,106.2,20.4\n")
    assert _matched(report) == {"name": "Tên"}


def test_values_decide_only_where_one_field_is_meant(connection: Connection, tmp_path: Path):
    """“Đang sử dụng” is a status; numbers and words of no field are nothing."""
    text = "x1,x2,lon,lat\nđang sử dụng,5,106.1,20.4\nDự kiến xây,6,106.2,20.4\n"
    report = _load(connection, tmp_path, text)
    assert _matched(report) == {"status": "x1"}
    assert report.unmatched == ("x2",)


def test_names_cut_in_a_shapefile(connection: Connection, tmp_path: Path):
    path = tmp_path / "a.shp"
    frame(geometry=[NAM_DINH], ten_goi=["a"], loai_truon=["THPT"], smart_scho=["có"]).to_file(path)
    report = load(connection, SCHOOLS, path)
    assert _matched(report) == {"name": "ten_goi", "level": "loai_truon", "smart_school": "smart_scho"}


def test_what_identifies_rows_may_be_found_by_its_usual_name(connection: Connection, tmp_path: Path):
    _load(connection, tmp_path, "Mã trường,Tên,lon,lat\n1,a,106.1,20.4\n", mode=Mode.UPSERT)
    _load(connection, tmp_path, "Mã trường,Tên,lon,lat\n1,b,106.1,20.4\n", mode=Mode.UPSERT)
    assert [(row["key"], row["name"]) for row in rows_of(connection, "schools")] == [("1", "b")]


def test_a_mapping_that_names_no_column(connection: Connection, tmp_path: Path):
    with pytest.raises(LoadError, match="no column “Tên cũ”"):
        _load(connection, tmp_path, "Tên,lon,lat\na,106.1,20.4\n", mapping={"name": "Tên cũ"})
