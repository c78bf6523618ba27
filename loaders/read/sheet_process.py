"""Reads one sheet of a workbook (.xlsx, .xls, .ods) and writes its cells to standard output, as JSON, many rows a line.

Run as a program of its own by ``bounded.py``. Imports nothing of the project. Nothing is calculated: a formula has the
value that the program which saved the workbook kept for it, or ``{"fault": "formula"}`` where it kept none.
"""

import json
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import chain, zip_longest
from typing import Any
from xml.etree.ElementTree import iterparse
from zipfile import ZipFile

import python_calamine
from openpyxl import load_workbook
from openpyxl.utils.cell import range_boundaries

Row = list[Any]
# A block of merged cells: first row, first column, last row, last column, from 0.
Block = tuple[int, int, int, int]
BATCH_ROWS = 500
MOST_COLUMNS = 4_000
# Rows that may hold a header; beyond them empty rows are left out.
HEAD_ROWS = 200
MOST_BLOCKS = 100_000
_PIECE = 1 << 20
_FORMULA = re.compile(rb"<(?:\w{1,20}:)?f[ >]")
_MERGED = re.compile(rb'<(?:\w{1,20}:)?mergeCell\b[^>]*?\bref="([A-Z0-9:$]{1,40})"')
_ZEROS = re.compile(r"0{2,20}")
_NO_VALUE = {"fault": "formula"}


def write(value: Any) -> None:
    sys.stdout.write(json.dumps(value, separators=(",", ":")) + "\n")
    sys.stdout.flush()


def trimmed(row: Row) -> Row:
    while row and row[-1] in (None, ""):
        row.pop()
    return row


def write_rows(rows: Iterator[tuple[int, Row]]) -> None:
    """Rows with their numbers in the sheet, from 1."""
    numbers: list[int] = []
    batch: list[Row] = []
    for number, row in rows:
        cells = trimmed(row)
        if len(cells) > MOST_COLUMNS:
            write({"refused": "columns"})
            sys.exit(0)
        if cells or number <= HEAD_ROWS:
            numbers.append(number)
            batch.append(cells)
        if len(batch) == BATCH_ROWS:
            write({"rows": batch, "numbers": numbers})
            numbers, batch = [], []
    write({"rows": batch, "numbers": numbers})


def answer(sheets: list[str], visible: list[str], wanted: str | None) -> str | None:
    """The sheet that is meant: as named, or the only one that is seen and has data."""
    chosen = wanted if wanted in sheets else visible[0] if len(visible) == 1 and not wanted else None
    if chosen is None:
        write({"sheet": None, "sheets": visible or sheets})
    return chosen


# --- .xlsx


def plain(cell: Any) -> Any:
    value = cell.value
    if cell.data_type == "e":
        return {"fault": str(value)}
    if isinstance(value, int) and not isinstance(value, bool) and _ZEROS.fullmatch(str(cell.number_format)):
        return str(value).zfill(len(cell.number_format))  # a code that is shown with its zeros
    return as_json(value)


def as_json(value: Any) -> Any:
    if isinstance(value, datetime) and value.time() == time():
        return value.date().isoformat()
    if isinstance(value, date | time):
        return value.isoformat()
    return str(value) if isinstance(value, timedelta) else value


def with_formulas(values: Iterator[Any], formulas: Iterator[Any]) -> Iterator[Row]:
    """Rows with the values kept for formulas; a formula without one is a fault."""
    for kept, written in zip_longest(values, formulas, fillvalue=()):
        row = [plain(cell) for cell in kept]
        for index, cell in enumerate(written):
            if cell.data_type == "f" and (index >= len(row) or row[index] is None):
                row += [None] * (index + 1 - len(row))
                row[index] = _NO_VALUE
        yield row


def scan(path: str, member: str) -> tuple[bool, list[Block]]:
    """Whether a sheet has formulas, and its merged cells: neither is known to those who read it row by row."""
    blocks: list[Block] = []
    has_formulas, rest = False, b""
    with ZipFile(path) as archive, archive.open(member) as file:
        while piece := file.read(_PIECE):
            text = rest + piece
            has_formulas = has_formulas or _FORMULA.search(text) is not None
            matches = list(_MERGED.finditer(text))
            blocks += [block_of(match[1].decode()) for match in matches]
            rest = text[max(matches[-1].end() if matches else 0, len(text) - 200) :]
    return has_formulas, blocks[:MOST_BLOCKS]


def block_of(words: str) -> Block:
    left, top, right, bottom = (int(bound or 1) - 1 for bound in range_boundaries(words))
    return top, left, bottom, right


def has_rows(sheet: Any) -> bool:
    """Whether more than one row has anything in it."""
    sheet.reset_dimensions()
    filled = (row for row in sheet.iter_rows(values_only=True) if any(cell is not None for cell in row))
    return next(filled, None) is not None and next(filled, None) is not None


def read_xlsx(path: str, wanted: str | None) -> None:
    book = load_workbook(path, read_only=True, data_only=True, keep_links=False)
    sheets = {sheet.title: sheet for sheet in book.worksheets}
    seen = [name for name, sheet in sheets.items() if sheet.sheet_state == "visible"]
    visible = [name for name in seen if len(seen) == 1 or has_rows(sheets[name])]
    chosen = answer(list(sheets), visible, wanted)
    if chosen is None:
        return
    sheet: Any = sheets[chosen]
    has_formulas, merged = scan(path, sheet._worksheet_path)
    write({"sheet": chosen, "merged": merged})
    sheet.reset_dimensions()
    if not has_formulas:
        write_rows(enumerate(([plain(cell) for cell in row] for row in sheet.iter_rows()), start=1))
        return
    other: Any = load_workbook(path, read_only=True, keep_links=False)[chosen]
    other.reset_dimensions()
    write_rows(enumerate(with_formulas(sheet.iter_rows(), other.iter_rows()), start=1))


# --- .xls (Excel 97–2003; at most 65,536 rows, which are held)


def whole(value: Any) -> Any:
    """What the format keeps as a fraction although it is none, as a whole number; nothing for an empty cell."""
    if isinstance(value, float) and value.is_integer() and abs(value) < 2**53:
        return int(value)
    return None if value == "" else as_json(value)


def xls_rows(sheet: Any) -> list[Row]:
    return [[whole(cell) for cell in row] for row in sheet.to_python(skip_empty_area=False)]


def read_xls(path: str, wanted: str | None) -> None:
    try:
        book = python_calamine.load_workbook(path)
    except python_calamine.PasswordError:
        write({"refused": "password"})
        return
    tables = [about for about in book.sheets_metadata if about.typ is python_calamine.SheetTypeEnum.WorkSheet]
    seen = [about.name for about in tables if about.visible is python_calamine.SheetVisibleEnum.Visible]
    rows = {about.name: xls_rows(book.get_sheet_by_name(about.name)) for about in tables}
    visible = [name for name in seen if len(seen) == 1 or sum(map(any, rows[name])) > 1]
    chosen = answer(list(rows), visible, wanted)
    if chosen is None:
        return
    ranges = book.get_sheet_by_name(chosen).merged_cell_ranges or []
    write({"sheet": chosen, "merged": [(*start, *end) for start, end in ranges[:MOST_BLOCKS]]})
    write_rows(enumerate(rows[chosen], start=1))


# --- .ods (OASIS OpenDocument 1.3, part 3, chapter 9)

_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_CELLS = (f"{_TABLE}table-cell", f"{_TABLE}covered-table-cell")


def repeated(element: Any, what: str) -> int:
    return max(1, int(element.get(f"{_TABLE}{what}", "1")))


def ods_cell(cell: Any) -> Any:
    kind = cell.get(f"{_OFFICE}value-type")
    if kind in ("float", "currency", "percentage"):
        number = float(cell.get(f"{_OFFICE}value"))
        return int(number) if number.is_integer() and abs(number) < 2**53 else number
    if kind == "date":
        return cell.get(f"{_OFFICE}date-value", "").removesuffix("T00:00:00")
    if kind == "boolean":
        return cell.get(f"{_OFFICE}boolean-value") == "true"
    text = "\n".join("".join(paragraph.itertext()) for paragraph in cell.iter(f"{_TEXT}p"))
    if not text and kind is None and cell.get(f"{_TABLE}formula"):
        return _NO_VALUE
    return text or None


def ods_row(element: Any) -> tuple[Row, list[tuple[int, int, int]]]:
    """Cells of a row, and of those that are merged: column, rows and columns that they span."""
    row: Row = []
    spans: list[tuple[int, int, int]] = []
    for cell in element:
        if cell.tag not in _CELLS:
            continue
        value, times = ods_cell(cell), repeated(cell, "number-columns-repeated")
        down, across = repeated(cell, "number-rows-spanned"), repeated(cell, "number-columns-spanned")
        if down > 1 or across > 1:
            spans.append((len(row), down, across))
        # What is repeated to the end of the sheet is the empty rest of it.
        row += [value] * (times if value is not None else min(times, MOST_COLUMNS - len(row)))
        if len(row) > MOST_COLUMNS:
            write({"refused": "columns"})
            sys.exit(0)
    return row, spans


@dataclass(frozen=True, slots=True)
class OdsRow:
    """One row of a sheet, or equal ones. number: of the first, from 1. spans: column, rows and columns of blocks."""

    sheet: str
    number: int
    times: int
    cells: Row
    spans: list[tuple[int, int, int]]

    def blocks(self) -> Iterator[Block]:
        top = self.number - 1
        return ((top, at, top + down - 1, at + across - 1) for at, down, across in self.spans)

    def rows(self) -> Iterator[tuple[int, Row]]:
        times = self.times if self.cells else min(self.times, HEAD_ROWS)
        return ((self.number + more, list(self.cells)) for more in range(times))


def ods_rows(path: str, wanted: str | None) -> Iterator[OdsRow]:
    """Rows of all sheets, or the one that is wanted."""
    with ZipFile(path) as archive, archive.open("content.xml") as file:
        name, number, visited = "", 1, []
        # Entities end with the bounds of this process, and expat follows none to other files.
        for event, element in iterparse(file, ("start", "end")):  # noqa: S314
            if event == "start":
                if element.tag == f"{_TABLE}table":
                    name, number = str(element.get(f"{_TABLE}name")), 1
                visited.append(element)
                continue
            visited.pop()
            if element.tag == f"{_TABLE}table-row":
                times = repeated(element, "number-rows-repeated")
                if wanted in (None, name):
                    row, spans = ods_row(element)
                    yield OdsRow(name, number, times, trimmed(row), spans)
                number += times
                visited[-1].remove(element)


def read_ods(path: str, wanted: str | None) -> None:
    counts: dict[str, int] = {}
    blocks: dict[str, list[Block]] = {}
    for row in ods_rows(path, None):
        counts[row.sheet] = counts.get(row.sheet, 0) + (row.times if row.cells else 0)
        if len(found := blocks.setdefault(row.sheet, [])) < MOST_BLOCKS:
            found += row.blocks()
    visible = [name for name, rows in counts.items() if rows > 1 or len(counts) == 1]
    chosen = answer(list(counts), visible, wanted)
    if chosen is None:
        return
    write({"sheet": chosen, "merged": blocks[chosen]})
    write_rows(chain.from_iterable(row.rows() for row in ods_rows(path, chosen)))


if __name__ == "__main__":
    {".xlsx": read_xlsx, ".xls": read_xls, ".ods": read_ods}[sys.argv[1]](sys.argv[2], sys.argv[3] or None)
