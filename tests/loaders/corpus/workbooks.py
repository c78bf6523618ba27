"""Workbooks, as offices keep them."""

from pathlib import Path

import pyogrio
from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from tests.loaders.corpus.places import SCHOOLS, frame, made


def _sheet(sheet: Worksheet, *above: tuple[str, ...], header: tuple[str, ...] = ("key", "name", "lon", "lat")) -> None:
    for line in (*above, header, *SCHOOLS):
        sheet.append(list(line))


@made
def workbook(folder: Path) -> Path:
    book = Workbook()
    _sheet(book.worksheets[0])
    book.save(folder / "a.xlsx")
    return folder / "a.xlsx"


@made
def workbook_with_notes_and_merged_header(folder: Path) -> Path:
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.append(["ỦY BAN NHÂN DÂN XÃ TRỰC HÙNG"])
    sheet.append(["DANH SÁCH TRƯỜNG HỌC"])
    sheet.append([])
    sheet.append(["Mã", "Tên trường", "Tọa độ", None])
    sheet.append([None, None, "Kinh độ", "Vĩ độ"])
    for cells in ("A1:D1", "A2:D2", "A4:A5", "B4:B5", "C4:D4"):
        sheet.merge_cells(cells)
    for each in SCHOOLS:
        sheet.append(list(each))
    sheet.append(["Tổng cộng", "3 trường", None, None])
    book.save(folder / "a.xlsx")
    return folder / "a.xlsx"


@made
def workbook_two_sheets_one_empty(folder: Path) -> Path:
    book = Workbook()
    _sheet(book.worksheets[0])
    book.create_sheet("Sheet2")
    book.save(folder / "a.xlsx")
    return folder / "a.xlsx"


@made
def workbook_two_sheets(folder: Path) -> Path:
    book = Workbook()
    _sheet(book.worksheets[0])
    _sheet(book.create_sheet("Hai"))
    book.save(folder / "a.xlsx")
    return folder / "a.xlsx"


@made
def workbook_formulas_never_calculated(folder: Path) -> Path:
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.append(["key", "name", "lon", "lat"])
    sheet.append(["a1", '=HYPERLINK("http://example.com","x")', 106.1, 20.2])
    book.save(folder / "a.xlsx")
    return folder / "a.xlsx"


@made
def workbook_rubbish(folder: Path) -> Path:
    (folder / "a.xlsx").write_bytes(b"PK\x03\x04" + bytes(range(256)) * 4)
    return folder / "a.xlsx"


@made
def spreadsheet_ods(folder: Path) -> Path:
    table = frame().assign(lon=lambda t: t.geometry.x, lat=lambda t: t.geometry.y).drop(columns="geometry")
    pyogrio.write_dataframe(table, folder / "a.ods", driver="ODS")
    return folder / "a.ods"
