"""What readers leave out, or take although people do not see it, is told; what is refused stays for people to see."""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from openpyxl import Workbook, load_workbook

from loaders.errors import LoadError
from loaders.options import LoadOptions
from loaders.read.opening import opened
from tests.loaders.corpus.biff import Cell, Fault, Formula, Sheet, write_workbook
from tests.loaders.test_report_load import Run, run  # noqa: F401  # the fixture
from tests.loaders.tools import frame, zipped

HEADER: list[Cell] = ["key", "name", "lon", "lat"]
ROWS: list[list[Cell]] = [["a", "A", 106.1, 20.4], ["b", "B", 106.2, 20.4], ["c", "C", 106.3, 20.4]]
HIDDEN_ROWS = (
    "rows that the workbook hides, by a filter or by hand, were read as all others: 1. Delete them if not meant."
)
HIDDEN_SHEET = "hidden sheets that have data were not read: Cũ. Name one with --source-layer if it is meant."
ODS = """<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"
 xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"
 xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"
 xmlns:calcext="urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0"
 xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0"><office:automatic-styles>
<style:style style:name="ta2" style:family="table"><style:table-properties table:display="false"/></style:style>
</office:automatic-styles><office:body><office:spreadsheet>{}</office:spreadsheet></office:body>
</office:document-content>"""


def _read(path: Path, sheet: str | None = None) -> tuple[list[Any], list[str]]:
    """The first cell of each row, or why the row is refused; and what is told."""
    with opened(path, LoadOptions(source_layer=sheet)) as source:
        rows = [row.fault.en if row.fault else next(iter(row.values.values())) for row in source.rows]
        return rows, [note.en for note in source.notes]


def _xlsx(folder: Path) -> Path:
    book = Workbook()
    old, sheet = book.worksheets[0], book.create_sheet("Mới")
    old.title, old.sheet_state = "Cũ", "hidden"
    for cells in [HEADER, *ROWS]:
        old.append(cells)
        sheet.append(cells)
    for row in (3, 200):
        sheet.row_dimensions[row].hidden = True
    book.save(folder / "a.xlsx")
    return folder / "a.xlsx"


def _ods_table(name: str, style: str, hidden: int | None) -> str:
    lines = []
    for at, cells in enumerate([HEADER, *ROWS]):
        words = "".join(f"<table:table-cell><text:p>{cell}</text:p></table:table-cell>" for cell in cells)
        shown = ' table:visibility="filter"' if at == hidden else ""
        lines.append(f"<table:table-row{shown}>{words}</table:table-row>")
    return f'<table:table table:name="{name}" table:style-name="{style}">{"".join(lines)}</table:table>'


def _ods(folder: Path) -> Path:
    with ZipFile(folder / "a.ods", "w") as archive:
        archive.writestr("content.xml", ODS.format(_ods_table("Cũ", "ta2", None) + _ods_table("Mới", "ta1", 2)))
    return folder / "a.ods"


def _xls(folder: Path) -> Path:
    sheets = [Sheet("Cũ", [HEADER, *ROWS], is_hidden=True), Sheet("Mới", [HEADER, *ROWS], hidden_rows=[2, 100])]
    return write_workbook(folder / "a.xls", sheets)


@pytest.mark.parametrize("make", [_xlsx, _ods, _xls])
def test_what_a_workbook_hides_is_told(tmp_path: Path, make: Callable[[Path], Path]):
    """Rows that a filter hides are data of the office as any others; another sheet may be an older state of them."""
    path = make(tmp_path)
    assert _read(path) == (["a", "b", "c"], [HIDDEN_SHEET, HIDDEN_ROWS])
    assert _read(path, "Cũ") == (["a", "b", "c"], [])


def test_rows_deleted_in_a_table_are_told(tmp_path: Path):
    """Programs mark a row with a star, and take it out when the table is packed."""
    frame().to_file(tmp_path / "a.shp", encoding="UTF-8")
    table = bytearray((tmp_path / "a.dbf").read_bytes())
    table[int.from_bytes(table[8:10], "little")] = ord("*")
    (tmp_path / "a.dbf").write_bytes(table)
    told = ["rows that the .dbf marks as deleted were left out: 1."]
    assert _read(tmp_path / "a.shp") == ([b"b"], told)
    assert _read(zipped(tmp_path / "a.shp", tmp_path / "a.zip")) == ([b"b"], told)


def test_errors_in_an_old_workbook_are_faults(tmp_path: Path):
    rows: list[list[Cell]] = [HEADER, *ROWS, ["d", Fault(), 106.1, 20.4], ["e", Formula(None), 106.1, 20.4]]
    found, _ = _read(write_workbook(tmp_path / "a.xls", [Sheet("x", [["k"]]), Sheet("Trường", rows)]))
    assert found == ["a", "b", "c", "it has a cell with the error #N/A.", "it has a cell with the error #DIV/0!."]


def test_days_and_merged_cells_of_an_old_workbook(tmp_path: Path):
    rows: list[list[Cell]] = [
        ["Ngày lập", "Xã", "Tên"],
        [date(2025, 7, 1), "Hải Hậu", "A"],
        [Formula(45000.0), None, "B"],
        [date(1950, 2, 28), "Hải Anh", "C"],
    ]
    path = write_workbook(tmp_path / "a.xls", [Sheet("x", rows, merged=[(1, 2, 1, 1)])])
    with opened(path, LoadOptions()) as source:
        assert [list(row.values.values()) for row in source.rows] == [
            ["2025-07-01", "Hải Hậu", "A"],
            [45000, "Hải Hậu", "B"],
            ["1950-02-28", "Hải Anh", "C"],
        ]


def test_errors_in_a_spreadsheet_are_faults(tmp_path: Path):
    fault = '<table:table-cell calcext:value-type="error"><text:p>#N/A</text:p></table:table-cell>'
    table = _ods_table("a", "ta1", None).replace("<table:table-cell><text:p>B</text:p></table:table-cell>", fault)
    with ZipFile(tmp_path / "a.ods", "w") as archive:
        archive.writestr("content.xml", ODS.format(table))
    assert _read(tmp_path / "a.ods")[0] == ["a", "it has a cell with the error #N/A.", "c"]


def test_rows_that_are_refused_as_they_are_stay_to_be_seen(run: Run, tmp_path: Path):  # noqa: F811  # the fixture
    lines = ["Mã số,Tên trường,lon,lat", "1,Hải Hậu,106.1,20.4", "2,B", "3,C,106,3,20,4"]
    (tmp_path / "a.csv").write_text("\n".join(lines), encoding="utf-8")
    with pytest.raises(LoadError):
        run("load", "schools", tmp_path / "a.csv", "--report", tmp_path / "r.xlsx")
    rows = [row[:5] for row in load_workbook(tmp_path / "r.xlsx")["Tệp 1"].iter_rows(min_row=3, values_only=True)]
    assert rows == [(3, "2", "B", None, None), (4, "3", "C", "106", "3 | 20 | 4")]
