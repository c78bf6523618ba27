"""Rows of tables as people see them: numbers in the sheet or the text, merged cells, and which row is the header."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook

from loaders.errors import LoadError
from loaders.options import LoadOptions
from loaders.read.opening import opened
from tests.loaders.test_read_table import Rows, _ods, _xlsx


def _read(path: Path) -> tuple[list[int], list[list[Any]], list[str]]:
    with opened(path, LoadOptions()) as source:
        rows = list(source.rows)
        return [row.number for row in rows], [list(row.values.values()) for row in rows], [n.en for n in source.notes]


def _text(folder: Path, text: str) -> Path:
    (folder / "a.csv").write_text(text, encoding="utf-8")
    return folder / "a.csv"


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_a_row_of_text_has_the_number_of_its_first_line(tmp_path: Path, end: str):
    lines = ["Danh sách", "", "name,lon,lat", '"A', 'B",106.1,20.4', "", "C,106.2,20.4", " , ,", "D,106.3,20.4"]
    assert _read(_text(tmp_path, end.join(lines)))[0] == [4, 7, 9]


def test_numbers_go_on_over_batches(tmp_path: Path):
    rows = [f"N{n},106.1,20.4" for n in range(12_000)]
    numbers, _, _ = _read(_text(tmp_path, "name,lon,lat\n" + "\n".join(rows)))
    assert numbers == list(range(2, 12_002))


def test_a_row_of_a_sheet_has_the_number_that_the_sheet_shows(tmp_path: Path):
    book = Workbook()
    sheet: Any = book.active
    for row, cells in {4: ["name", "lon", "lat"], 6: ["A", 106.1, 20.4], 900: ["B", 106.2, 20.4]}.items():
        for column, cell in enumerate(cells, start=1):
            sheet.cell(row, column, cell)
    book.save(tmp_path / "a.xlsx")
    assert _read(tmp_path / "a.xlsx")[0] == [6, 900]


BODY: Rows = [
    ["Cấp học", "Xã", "Tên", "Kinh độ", "Vĩ độ"],
    ["Tiểu học", "Hải Hậu", "A", 106.1, 20.1],
    [None, None, "B", 106.2, 20.2],
    [None, None, None, None, None],
    [None, None, "C", 106.3, 20.3],
    ["THCS", "Hải Anh", "D", 106.4, 20.4],
]


def _merged_xlsx(folder: Path) -> Path:
    return _xlsx(folder / "a.xlsx", {"a": BODY}, ("A2:A5", "B2:B5"))


def _merged_ods(folder: Path) -> Path:
    return _ods(folder / "a.ods", BODY, {(1, 0): (4, 1), (1, 1): (4, 1)})


@pytest.mark.parametrize("make", [_merged_xlsx, _merged_ods])
def test_merged_cells_below_the_header_stand_for_all_their_rows(tmp_path: Path, make: Callable[[Path], Path]):
    numbers, rows, notes = _read(make(tmp_path))
    assert [row[:3] for row in rows] == [
        ["Tiểu học", "Hải Hậu", "A"],
        ["Tiểu học", "Hải Hậu", "B"],
        ["Tiểu học", "Hải Hậu", "C"],
        ["THCS", "Hải Anh", "D"],
    ]
    assert numbers == [2, 3, 5, 6]
    assert notes == ["4 cells that merged cells cover were given their values."]


def test_a_heading_over_a_whole_row_is_not_spread(tmp_path: Path):
    rows: Rows = [["name", "lon", "lat"], ["A", 106.1, 20.1], ["Khối THCS", None, None], ["B", 106.2, 20.2]]
    _, found, notes = _read(_xlsx(tmp_path / "a.xlsx", {"a": rows}, ("A3:C3",)))
    assert found[1] == ["Khối THCS", None, None]
    assert notes == []


@pytest.mark.parametrize(
    ("lines", "word"),
    [
        (["A,106.1683,20.42", "B,106.17,20.43", "C,106.18,20.44"], "106.1683"),
        (["106.1683,20.42", "106.17,20.43"], "106.1683"),
        (["A,POINT(106.1 20.4)", "B,POINT(106.2 20.4)"], "POINT"),
        (["A;571146;2260386", "B;571147;2260387"], "571146"),
        (["A|20°25'12\"N|106°10'06\"E", "B|20°25'12\"N|106°10'07\"E"], "20°25'12"),
        (["A;20.433, 106.183", "B;20.434, 106.184"], "106.183"),
        (["Bảng 1,,,,,", "2019,2020,2021,Tên,Kinh độ,Vĩ độ", *[f"x,y,z,A{n},106.17 E,20.42 N" for n in range(4)]], ""),
    ],
)
def test_a_table_without_a_row_of_names_is_asked_about(tmp_path: Path, lines: list[str], word: str):
    with pytest.raises(LoadError, match=r"which row of a\.csv is the header") as refusal:
        _read(_text(tmp_path, "\n".join(lines)))
    assert word in refusal.value.detail.en


@pytest.mark.parametrize(
    "first",
    ["x,A,,POINT(106.1 20.4)", 'x,A,,"20°25\'12""N 106°10\'06""E"', "x,A,,01/02/2024", "x,A,,20.42 106.16"],
)
def test_a_first_row_with_gaps_is_no_second_header(tmp_path: Path, first: str):
    path = _text(tmp_path, f",name,note,wkt\n{first}\nw,B,n,POINT(106.2 20.4)\n")
    with opened(path, LoadOptions()) as source:
        assert source.columns == ("(1)", "name", "note", "wkt")
        assert [row.number for row in source.rows] == [2, 3]


@pytest.mark.parametrize("header", ["Năm,2019,2020,lon,lat", "name,2024,(3),lon,lat", "Stt,VN-2000,X 105.5,lon,lat"])
def test_names_with_numbers_in_them_are_names(tmp_path: Path, header: str):
    assert len(_read(_text(tmp_path, f"{header}\nA,1,2,106.1,20.4\nB,1,2,106.2,20.4\n"))[0]) == 2


@pytest.mark.parametrize(
    ("name", "word"),
    [
        ("a.xlsm", "save it as .xlsx"),
        ("a.dwg", ".shp"),
        ("a.rar", ".zip"),
        ("a.dbf", "give the .shp"),
        ("a.pdf", "Excel"),
    ],
)
def test_files_that_are_not_taken_are_told_what_to_do(tmp_path: Path, name: str, word: str):
    (tmp_path / name).write_text("x")
    with pytest.raises(LoadError) as refusal:
        _read(tmp_path / name)
    assert word in refusal.value.detail.en


@pytest.mark.parametrize("name", ["a.txt", "a.tab"])
def test_text_with_tabs_is_a_table(tmp_path: Path, name: str):
    (tmp_path / name).write_text("name\tlon\tlat\nA\t106.1\t20.1\n")
    assert _read(tmp_path / name)[1] == [[b"A", b"106.1", b"20.1"]]
