"""Tables: notes above the header, headers of several rows, totals; in text files and in workbooks."""

import datetime
from collections.abc import Callable
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from openpyxl import Workbook

from loaders.batch import SourceRow
from loaders.errors import LoadError
from loaders.options import LoadOptions
from loaders.read.header import find_header
from loaders.read.opening import opened

Rows = list[list[Any]]

MERGED: Rows = [
    ["UBND XÃ HẢI HẬU", None, None, None, None],
    ["DANH SÁCH TRƯỜNG HỌC", None, None, None, None],
    [None],
    ["STT", "Tên trường", "Tọa độ", None, "Ngày lập"],
    [None, None, "Kinh độ", "Vĩ độ", None],
    ["(1)", "(2)", "(3)", "(4)", "(5)"],
    [1, "Tiểu học A", 106.17, 20.43, datetime.date(2024, 9, 1)],
    [None],
    [2, "Tiểu học B", 106.18, 20.44, None],
    [None, "Tổng cộng", 2, None, None],
    [None, None, None, "Người lập", None],
]
RANGES = ("A1:E1", "A2:E2", "A4:A5", "B4:B5", "C4:D4", "E4:E5")
NAMES = ("STT", "Tên trường", "Tọa độ / Kinh độ", "Tọa độ / Vĩ độ", "Ngày lập")


def _xlsx(path: Path, sheets: dict[str, Rows], merged: tuple[str, ...] = ()) -> Path:
    book = Workbook()
    book.remove(book.active)  # type: ignore[arg-type]
    for title, rows in sheets.items():
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(row)
        for block in merged:
            sheet.merge_cells(block)
    book.save(path)
    return path


ODS = (
    '<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
    'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"><office:body><office:spreadsheet>{}'
    "</office:spreadsheet></office:body></office:document-content>"
)


def _ods_cell(value: Any, spans: str = "") -> str:
    if value is None:
        return f"<table:table-cell{spans}/>"
    if isinstance(value, datetime.date):
        return f'<table:table-cell{spans} office:value-type="date" office:date-value="{value}T00:00:00"/>'
    if isinstance(value, int | float):
        return f'<table:table-cell{spans} office:value-type="float" office:value="{value}"/>'
    return f'<table:table-cell{spans} office:value-type="string"><text:p>{value}</text:p></table:table-cell>'


def _ods(path: Path, rows: Rows, spans: dict[tuple[int, int], tuple[int, int]]) -> Path:
    lines = []
    for number, row in enumerate(rows):
        cells = []
        for column, value in enumerate(row):
            down, across = spans.get((number, column), (1, 1))
            words = f' table:number-rows-spanned="{down}" table:number-columns-spanned="{across}"'
            cells.append(_ods_cell(value, words if (down, across) != (1, 1) else ""))
        lines.append(f"<table:table-row>{''.join(cells)}</table:table-row>")
    rest = '<table:table-cell table:number-columns-repeated="16384"/>'
    empty = f'<table:table-row table:number-rows-repeated="1048000">{rest}</table:table-row>'
    with ZipFile(path, "w", ZIP_DEFLATED) as archive:
        archive.writestr(
            "content.xml", ODS.format(f'<table:table table:name="một">{"".join(lines)}{empty}</table:table>')
        )
    return path


def _read(path: Path, **options: Any) -> tuple[tuple[str, ...], list[SourceRow], list[str]]:
    with opened(path, LoadOptions(**options)) as source:
        return source.columns, list(source.rows), [note.en for note in source.notes]


def _csv(path: Path, lines: list[str]) -> Path:
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


def _as_xlsx(folder: Path) -> Path:
    return _xlsx(folder / "a.xlsx", {"một": MERGED}, RANGES)


def _as_ods(folder: Path) -> Path:
    spans = {(0, 0): (1, 5), (1, 0): (1, 5), (3, 0): (2, 1), (3, 1): (2, 1), (3, 2): (1, 2), (3, 4): (2, 1)}
    return _ods(folder / "a.ods", MERGED, spans)


@pytest.mark.parametrize("make", [_as_xlsx, _as_ods])
def test_a_sheet_as_an_office_writes_it(tmp_path: Path, make: Callable[[Path], Path]):
    columns, rows, notes = _read(make(tmp_path))
    assert columns == NAMES
    assert [list(row.values.values()) for row in rows] == [
        [1, "Tiểu học A", 106.17, 20.43, "2024-09-01"],
        [2, "Tiểu học B", 106.18, 20.44, None],
    ]
    assert [row.number for row in rows] == [7, 9]
    assert "3 rows of notes" in notes[0]
    assert "2 rows at the end" in notes[1]


def test_the_same_table_exported_as_text(tmp_path: Path):
    lines = [",".join("" if cell is None else str(cell) for cell in (row + [None] * 5)[:5]) for row in MERGED]
    columns, rows, _ = _read(_csv(tmp_path / "a.csv", lines))
    assert columns == NAMES
    assert [row.values["Tên trường"] for row in rows] == [
        b"Ti\xe1\xbb\x83u h\xe1\xbb\x8dc A",
        b"Ti\xe1\xbb\x83u h\xe1\xbb\x8dc B",
    ]


def test_the_sheet_with_data_is_taken_and_one_of_several_is_named(tmp_path: Path):
    table: Rows = [["name", "lon", "lat"], ["a", 106.1, 20.4]]
    assert len(_read(_xlsx(tmp_path / "a.xlsx", {"Bìa": [["Báo cáo"]], "Số liệu": table}))[1]) == 1
    path = _xlsx(tmp_path / "b.xlsx", {"một": table, "hai": table})
    with pytest.raises(LoadError, match="một, hai"):
        _read(path)
    assert len(_read(path, source_layer="hai")[1]) == 1


def test_formulas_are_never_calculated(tmp_path: Path):
    path = _xlsx(tmp_path / "a.xlsx", {"a": [["name", "lon", "lat"], ["x", "=100+6.1", 20.4], ["y", 106.2, 20.4]]})
    _, rows, _ = _read(path)
    assert rows[0].fault is not None
    assert "formula" in rows[0].fault.en
    assert (rows[1].fault, rows[1].values["name"]) == (None, "y")


def test_codes_keep_their_zeros(tmp_path: Path):
    book = Workbook()
    sheet: Any = book.active
    sheet.append(["code", "text", "number"])
    sheet.append([123, "00456", 7])
    sheet["A2"].number_format = "00000"
    book.save(tmp_path / "a.xlsx")
    _, [row], _ = _read(tmp_path / "a.xlsx")
    assert list(row.values.values()) == ["00123", "00456", 7]


def test_errors_in_cells_are_faults(tmp_path: Path):
    path = _xlsx(tmp_path / "a.xlsx", {"a": [["name", "lon"], ["#N/A", 106.1], ["y", 106.2]]})
    _, rows, _ = _read(path)
    assert rows[0].fault is not None
    assert "#N/A" in rows[0].fault.en


@pytest.mark.parametrize("name", ["a.xlsx", "a.ods"])
def test_workbooks_that_are_none(tmp_path: Path, name: str):
    path = tmp_path / name
    path.write_bytes(b"name,lon\n")
    with pytest.raises(LoadError, match="not a ZIP"):
        _read(path)
    path.write_bytes(bytes.fromhex("d0cf11e0a1b11ae1") + b"x" * 500)
    with pytest.raises(LoadError, match="password"):
        _read(path)
    with ZipFile(path, "w") as archive:
        archive.writestr("a.txt", "x")
    with pytest.raises(LoadError, match="no workbook"):
        _read(path)


@pytest.mark.parametrize("name", ["a.xlsx", "a.ods"])
def test_a_workbook_that_would_fill_the_memory(tmp_path: Path, name: str):
    with ZipFile(tmp_path / name, "w", ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "x")
        archive.writestr("content.xml", " " * (80 << 20))
    with pytest.raises(LoadError, match="beyond reason"):
        _read(tmp_path / name)


def test_entities_in_a_workbook_do_not_grow(tmp_path: Path):
    entities = "".join(f'<!ENTITY l{i} "{f"&l{i - 1};" * 10}">' for i in range(1, 12))
    document = f'<!DOCTYPE x [<!ENTITY l0 "ha">{entities}]>' + ODS.format(
        '<table:table table:name="a"><table:table-row><table:table-cell><text:p>&l11;</text:p></table:table-cell>'
        "</table:table-row></table:table>"
    )
    with ZipFile(tmp_path / "a.ods", "w", ZIP_DEFLATED) as archive:
        archive.writestr("content.xml", document)
    with pytest.raises(LoadError):
        _read(tmp_path / "a.ods")


def test_a_repeated_cell_does_not_fill_the_memory(tmp_path: Path):
    cell = '<table:table-cell table:number-columns-repeated="2000000000"><text:p>x</text:p></table:table-cell>'
    table = f'<table:table table:name="a"><table:table-row>{cell}</table:table-row></table:table>'
    with ZipFile(tmp_path / "a.ods", "w") as archive:
        archive.writestr("content.xml", ODS.format(table))
    with pytest.raises(LoadError, match=r"4000 columns|too much memory"):
        _read(tmp_path / "a.ods")


def test_too_many_columns(tmp_path: Path):
    names = [f"c{index}" for index in range(4_001)]
    with pytest.raises(LoadError, match="4000 columns"):
        _read(_csv(tmp_path / "a.csv", [",".join(names), ",".join(names)]))
    with pytest.raises(LoadError, match="4000 columns"):
        _read(_xlsx(tmp_path / "a.xlsx", {"a": [names, names]}))


def test_decimal_commas_do_not_look_like_delimiters(tmp_path: Path):
    columns, rows, _ = _read(_csv(tmp_path / "a.csv", ["lon;lat", "106,1;20,4", "106,2;20,5"]))
    assert columns == ("lon", "lat")
    assert rows[0].values["lon"] == b"106,1"


def test_totals_in_the_middle_stay_and_are_judged_as_rows(tmp_path: Path):
    lines = ["name,n,lon,lat", "a,1,106.1,20.4", "Tổng cộng,1,,", "b,2,106.2,20.4", "Cộng,2,,"]
    _, rows, _ = _read(_csv(tmp_path / "a.csv", lines))
    assert len(rows) == 3


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ([["key", "name"], ["1", "x"]], (0, 1, ("key", "name"))),
        ([["name", "2019", "2020"], ["a", "1", "2"], ["b", "3", "4"]], (0, 1, ("name", "2019", "2020"))),
        ([["Ghi chú"], [], ["key", "name", "n"], ["1", "x", "2"], ["2", "y", "3"]], (2, 3, ("key", "name", "n"))),
        ([["a", "", "c"], ["x", "y", ""]], (0, 1, ("a", "", "c"))),
        ([["k", "T", "", "n"], ["", "X", "Y", ""], ["a", "2", "3", "4"]], (0, 2, ("k", "T / X", "T / Y", "n"))),
        ([], (0, 1, ())),
    ],
)
def test_headers(rows: list[list[str]], expected: tuple[int, int, tuple[str, ...]]):
    header = find_header(rows)
    assert (header.first, header.data, tuple(" / ".join(words) for words in header.names)) == expected
