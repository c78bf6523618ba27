"""Workbooks of Excel 97–2003, and what else goes by their ending."""

from collections.abc import Sequence
from pathlib import Path

from tests.loaders.corpus.biff import Cell, Fault, Formula, Sheet, write_workbook
from tests.loaders.corpus.places import SCHOOLS, made, text
from tests.loaders.corpus.workbooks import workbook


@made
def workbook_of_excel_97(folder: Path) -> Path:
    return write_workbook(folder / "a.xls", [Sheet("Trường", [["key", "name", "lon", "lat"], *SCHOOLS])])


@made
def workbook_of_excel_97_with_notes_and_merged_header(folder: Path) -> Path:
    notes = [["ỦY BAN NHÂN DÂN XÃ TRỰC HÙNG"], ["DANH SÁCH TRƯỜNG HỌC"], []]
    header = [["Mã", "Tên trường", "Tọa độ", None], [None, None, "Kinh độ", "Vĩ độ"]]
    merged = [(0, 0, 0, 3), (1, 1, 0, 3), (3, 4, 0, 0), (3, 4, 1, 1), (3, 3, 2, 3)]
    rows: list[Sequence[Cell]] = [*notes, *header, *SCHOOLS, ["Tổng cộng", "3 trường"]]
    return write_workbook(folder / "a.xls", [Sheet("Sheet1", rows, merged), Sheet("Sheet2", []), Sheet("Sheet3", [])])


@made
def workbook_of_excel_97_with_formulas(folder: Path) -> Path:
    rows = [[Formula(each.key), Formula(each.name), Formula(each.lon), Formula(each.lat)] for each in SCHOOLS]
    return write_workbook(folder / "a.xls", [Sheet("Trường", [["key", "name", "lon", "lat"], *rows])])


@made
def workbook_of_excel_97_two_sheets(folder: Path) -> Path:
    rows = [["key", "name", "lon", "lat"], *SCHOOLS]
    return write_workbook(folder / "a.xls", [Sheet("Một", rows), Sheet("Hai", rows)])


@made
def workbook_of_excel_97_with_a_hidden_sheet(folder: Path) -> Path:
    rows = [["key", "name", "lon", "lat"], *SCHOOLS]
    return write_workbook(folder / "a.xls", [Sheet("Cũ", rows[:2] * 5, is_hidden=True), Sheet("Mới", rows)])


@made
def workbook_of_excel_97_with_an_error(folder: Path) -> Path:
    rows = [["key", "name", "lon", "lat"], *SCHOOLS, ["z", Fault(), 106.1, 20.4]]
    return write_workbook(folder / "a.xls", [Sheet("Trường", rows)])


@made
def workbook_of_excel_97_locked(folder: Path) -> Path:
    return write_workbook(folder / "a.xls", [Sheet("Trường", [["key", "name", "lon", "lat"], *SCHOOLS])], locked=True)


@made
def workbook_of_excel_97_cut(folder: Path) -> Path:
    path = workbook_of_excel_97(folder)
    path.write_bytes(path.read_bytes()[:2_000])
    return path


@made
def workbook_of_excel_97_in_circles(folder: Path) -> Path:
    """Each sector of the file is followed by itself."""
    path = workbook_of_excel_97(folder)
    content = bytearray(path.read_bytes())
    content[512:1024] = b"".join(sector.to_bytes(4, "little") for sector in range(128))
    path.write_bytes(content)
    return path


@made
def workbook_called_xls(folder: Path) -> Path:
    return workbook(folder).rename(folder / "a.xls")


@made
def workbook_of_excel_97_called_xlsx(folder: Path) -> Path:
    return workbook_of_excel_97(folder).rename(folder / "a.xlsx")


@made
def web_page_called_xls(folder: Path) -> Path:
    return text(folder, "a.xls", "<html><body><table><tr><td>key</td><td>name</td></tr></table></body></html>")
