"""Whatever a report says, no number of a person is in it: not in reasons, findings, warnings, columns, nor cells."""

import json
from collections.abc import Sequence
from io import BytesIO
from pathlib import Path

import pytest
from openpyxl import load_workbook
from sqlalchemy import Connection

from geo_api.report_workbook import write_workbook
from layers.registry import all_layers
from loaders.errors import LoadError, LoadRefused
from loaders.load import load
from loaders.options import LoadOptions, OnError
from loaders.report import MAX_PROBLEMS, LoadReport, Problem, Tally, Text
from loaders.titles import CHECKS

LAYERS = all_layers()
PHONE, CITIZEN = "0912345678", "036090001234"
ROWS = 12 * "Chợ Rồng,,106.17,20.43\n"
FILES = {
    "name": f"name,note,lon,lat\nChợ {PHONE},,106.17,20.43\n",
    "place": f"name,note,lon,lat\nChợ A,,LH {PHONE},20.43\nChợ B,,{CITIZEN},20.43\nChợ C,,106.17,20.43\n",
    "number": f"name,stalls,lon,lat\nChợ A,12 sđt {PHONE},106.17,20.43\nChợ B,1,106.17,20.43\n",
    "total": f"name,note,lon,lat\nChợ A,,106.17,20.43\nTổng cộng LH Nguyễn Văn A {PHONE},,,\n",
    "header": f"Nguyễn Văn A,{PHONE},{CITIZEN}\nNguyễn Văn B,0912345679,036090001235\n",
    "column": f"name,LH {PHONE},lon,lat\nChợ A,,106.17,20.43\n",
    "unused": f"name,Chủ tịch,lon,lat\nChợ A,{PHONE},106.17,20.43\nChợ B,84912345678,106.17,x\n",
}


def _told(connection: Connection, path: Path) -> tuple[str, list[LoadReport], LoadError | None]:
    try:
        report = load(connection, LAYERS["markets"], path, LoadOptions(on_error=OnError.SKIP))
    except LoadRefused as refusal:
        return str(refusal.detail), [refusal.report], refusal
    except LoadError as error:
        return (
            f"{error.detail} {[choice.label for choice in error.question.choices] if error.question else ''}",
            [],
            error,
        )
    return "", [report], None


def _workbook(files: Sequence[tuple[Path, Sequence[LoadReport]]], error: LoadError | None = None):
    book = BytesIO()
    write_workbook(book, files, LoadOptions(), error)
    return load_workbook(book)


@pytest.mark.parametrize("name", FILES)
def test_numbers_of_people_are_in_no_report(connection: Connection, tmp_path: Path, name: str):
    path = tmp_path / "a.csv"
    path.write_text(FILES[name], encoding="utf-8")
    words, reports, error = _told(connection, path)
    words += json.dumps([report.as_json() for report in reports], default=str)
    words += str([[cell.value for cell in row] for sheet in _workbook([(path, reports)], error) for row in sheet])
    assert PHONE not in words
    assert CITIZEN not in words
    assert "84912345678" not in words


def test_files_of_one_name_have_sheets_of_their_own(connection: Connection, tmp_path: Path):
    files = []
    for folder, stalls in (("a", "10"), ("b", "nhiều")):
        path = tmp_path / folder / "m.csv"
        path.parent.mkdir()
        path.write_text(
            f"name,stalls,lon,lat\nChợ {folder},{stalls},106.17,20.43\nChợ,1,106.27,20.43\n", encoding="utf-8"
        )
        files.append((path, [load(connection, LAYERS["markets"], path, LoadOptions(on_error=OnError.SKIP))]))
    book = _workbook(files)
    first, second = ([cell.value for cell in list(book[f"Tệp {number}"])[1]] for number in (1, 2))
    assert (first[1], first[-2]) == ("Chợ a", None)
    assert (second[1], second[2]) == ("Chợ b", "nhiều")
    assert "số nguyên" in second[-2]


def test_a_row_in_another_encoding_is_shown_with_its_cells(connection: Connection, tmp_path: Path):
    path = tmp_path / "a.csv"
    names = "".join(f"Chợ Rồng số {n},106.17,20.{n}\n" for n in range(10, 40)).encode()
    path.write_bytes(b"name,lon,lat\n" + names + b"Ch\xee \xfe\xd0,106.2,20.43\n")
    _, reports, error = _told(connection, path)
    last = [cell.value for cell in list(_workbook([(path, reports)], error)["Tệp 1"])[-1]]
    assert last[2:4] == ["106.2", "20.43"]
    assert "Ch" in last[1]
    assert "UTF-8" in last[-2]


def test_the_summary_names_checks_and_fields_by_their_titles(connection: Connection, tmp_path: Path):
    path = tmp_path / "a.csv"
    path.write_text("name,stalls,lon,lat\n" + "Chợ Rồng,1,106.17,20.43\nChợ Rồng,2,106.17,20.43\n", encoding="utf-8")
    words = [str(cell.value) for row in _workbook([(path, _told(connection, path)[1])])["Tóm tắt"] for cell in row]
    assert any(CHECKS["duplicate"].vi in each for each in words)
    assert any("(stalls)" in each for each in words)
    assert "duplicate" not in words


def test_counts_stay_exact_beyond_what_is_listed():
    tally = Tally(LoadReport(layer="schools", file_name="a.csv", mode=LoadOptions().mode or "append"))
    same = [
        Problem(n, "key", str(n), Text(f"trùng mã với dòng {n}.", f"it has the key of row {n}.")) for n in range(12_000)
    ]
    tally.refuse([*same, Problem(1, "level", "x", Text("không phải số.", "it is not a number."))])
    report = tally.result()
    assert (len(report.problems), report.rows_refused) == (MAX_PROBLEMS, 12_000)
    assert [(kind.field, kind.count) for kind in report.problems_counts] == [("key", 12_000), ("level", 1)]
