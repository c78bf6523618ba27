"""Rows that may be there twice, and rows that lie outside the commune they name."""

from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import Connection

from layers.registry import all_layers
from loaders.errors import LoadRefused
from loaders.load import load
from loaders.options import LoadOptions, Mode
from loaders.report import LoadReport
from loaders.units.boundaries.load import load_units
from tests.loaders.tools import frame

SCHOOLS = all_layers()["schools"]
METRE = 1 / 111_000


def _load(connection: Connection, folder: Path, text: str, mode: Mode | None = None) -> LoadReport:
    path = folder / "schools.csv"
    path.write_text(text, encoding="utf-8")
    return load(connection, SCHOOLS, path, LoadOptions(mode=mode))


def _row(key: str, name: str, north_m: float) -> str:
    return f"{key},{name},106.1,{20.4 + north_m * METRE:.8f}\n"


def test_one_name_within_ten_metres_in_the_file(connection: Connection, tmp_path: Path):
    rows = _row("1", "Trường A", 0) + _row("2", "TRUONG a", 6) + _row("3", "Trường A", 30) + _row("4", "Trường B", 1)
    report = _load(connection, tmp_path, "key,name,lon,lat\n" + rows)
    assert report.rows_written == 4
    [finding] = report.findings
    assert (finding.check, finding.row, finding.measure) == ("duplicate", 3, "m")
    assert finding.amount == pytest.approx(6, abs=0.2)
    assert "dòng 2 của tệp" in finding.text.vi
    assert "có thể trùng" in finding.text.vi


def test_one_name_within_ten_metres_in_the_layer(connection: Connection, tmp_path: Path):
    first = _load(connection, tmp_path, "key,name,lon,lat\n" + _row("1", "Trường A", 0))
    text = "key,name,lon,lat\n" + _row("x", "trường a", 6) + _row("1", "Trường A", 1)
    report = _load(connection, tmp_path, text, Mode.UPSERT)
    nearest, other = report.findings
    assert (nearest.row, other.row) == (3, 2)
    assert "row 2 of the file" in nearest.text.en
    assert f"a row of the layer (1), row 2 of load {first.load_id}" in other.text.en
    again = _load(connection, tmp_path, "key,name,lon,lat\n" + _row("1", "Trường A", 2), Mode.REPLACE)
    assert again.findings == ()


def test_the_same_row_twice_is_refused(connection: Connection, tmp_path: Path):
    with pytest.raises(LoadRefused) as refusal:
        _load(connection, tmp_path, "name,level,lon,lat\na,,106.1,20.4\nb,,106.1,20.4\na,,106.1,20.4\n")
    [problem] = refusal.value.report.problems
    assert (problem.row, problem.field) == (4, None)
    assert problem.reason.vi == "giống hệt dòng 2."


def test_the_same_file_twice_is_told(connection: Connection, tmp_path: Path):
    text = "name,lon,lat\na,106.1,20.4\n"
    first = _load(connection, tmp_path, text)
    report = _load(connection, tmp_path, text)
    assert any(f"load {first.load_id}" in warning.en for warning in report.warnings)


def test_a_common_name_tells_nothing(connection: Connection, tmp_path: Path):
    rows = "".join(_row(str(i), "Điểm trường", i * 2) for i in range(150))
    assert _load(connection, tmp_path, "key,name,lon,lat\n" + rows).findings == ()


def _communes(connection: Connection, folder: Path) -> None:
    shapes = [frame().geometry.iloc[i].buffer(0.02) for i in range(2)]
    path = folder / "communes.gpkg"
    names = {"code": ["13777", "13999"], "full_name": ["Phường Nam Định", "Xã Hải Hậu"]}
    frame(geometry=shapes, **names).to_file(path)
    load_units(connection, path, "commune", date(2025, 7, 1))


@pytest.mark.parametrize(
    ("column", "words"),
    [("Xã/phường", "Hải Hậu"), ("ten_xa", "xã hai hau"), ("Phường", "X. Hải Hậu, Ninh Bình"), ("ma_xa", "13999")],
)
def test_rows_outside_the_commune_they_name(connection: Connection, tmp_path: Path, column: str, words: str):
    _communes(connection, tmp_path)
    lines = [f'a,"{words}",106.29,20.19', f'b,"{words}",106.3110,20.19', f'c,"{words}",106.1683,20.42', "d,?,107,21"]
    report = _load(connection, tmp_path, "\n".join([f"name,{column},lon,lat", *lines]))
    greatest, least = [finding for finding in report.findings if finding.check == "outside_unit"]
    assert (greatest.check, greatest.row, least.row) == ("outside_unit", 4, 3)
    assert least.amount == pytest.approx(104, abs=5)
    assert report.findings_counts["outside_unit"] == {"warning": 2}


def test_the_furthest_of_many_is_told(connection: Connection, tmp_path: Path):
    """Also where a thousand rows before it are outside by less than anybody cares for."""
    _communes(connection, tmp_path)
    near = [f"n{n},Hải Hậu,106.31045,20.{18500 + n:05}" for n in range(1_200)]
    report = _load(connection, tmp_path, "\n".join(["name,Xã,lon,lat", *near, "far,Hải Hậu,106.1683,20.42"]))
    outside = [finding for finding in report.findings if finding.check == "outside_unit"]
    assert outside
    assert outside[0].row == 1_202
