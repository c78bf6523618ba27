"""Reads a sheet of an .ods (OASIS OpenDocument 1.3, part 3, chapter 9). A part of ``sheet_process.py``."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import chain
from typing import Any
from xml.etree.ElementTree import iterparse
from zipfile import ZipFile

from loaders.read.sheet_rows import (
    HEAD_ROWS,
    MOST_BLOCKS,
    MOST_COLUMNS,
    NO_VALUE,
    Block,
    Row,
    begin,
    check_width,
    choose,
    trimmed,
    write_rows,
)

_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_STYLE = "{urn:oasis:names:tc:opendocument:xmlns:style:1.0}"
_CALC = "{urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0}"
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
    if cell.get(f"{_CALC}value-type") == "error":
        return {"fault": text}
    if not text and kind is None and cell.get(f"{_TABLE}formula"):
        return NO_VALUE
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
        check_width(row)
    return row, spans


@dataclass(frozen=True, slots=True)
class OdsRow:
    """One row of a sheet, or equal ones. number: of the first, from 1. spans: column, rows and columns of blocks."""

    sheet: "OdsSheet"
    number: int
    times: int
    cells: Row
    spans: list[tuple[int, int, int]]
    is_hidden: bool

    def blocks(self) -> Iterator[Block]:
        top = self.number - 1
        return ((top, at, top + down - 1, at + across - 1) for at, down, across in self.spans)

    def rows(self) -> Iterator[tuple[int, Row]]:
        times = self.times if self.cells else min(self.times, HEAD_ROWS)
        return ((self.number + more, list(self.cells)) for more in range(times))


@dataclass(slots=True)
class OdsSheet:
    """What is found of a sheet while its rows pass. filled: how many have data. hidden_rows: numbers of rows."""

    name: str
    is_hidden: bool
    filled: int = 0
    merged: list[Block] = field(default_factory=list)
    hidden_rows: set[int] = field(default_factory=set)

    def take(self, row: OdsRow) -> None:
        self.filled += row.times if row.cells else 0
        if len(self.merged) < MOST_BLOCKS:
            self.merged += row.blocks()
        if row.is_hidden and row.cells:
            self.hidden_rows.update(range(row.number, row.number + row.times))


def ods_rows(path: str, wanted: str | None) -> Iterator[OdsRow]:
    """Rows of all sheets, or the one that is wanted."""
    with ZipFile(path) as archive, archive.open("content.xml") as file:
        sheet, number, visited, unseen = OdsSheet("", is_hidden=False), 1, [], set[str]()
        # Entities end with the bounds of this process, and expat follows none to other files.
        for event, element in iterparse(file, ("start", "end")):  # noqa: S314
            if event == "start":
                if element.tag == f"{_TABLE}table":
                    sheet, number = _sheet(element, unseen), 1
                visited.append(element)
                continue
            visited.pop()
            unseen |= _unseen_style(element)
            if element.tag == f"{_TABLE}table-row":
                times = repeated(element, "number-rows-repeated")
                if wanted in (None, sheet.name):
                    row, spans = ods_row(element)
                    is_hidden = element.get(f"{_TABLE}visibility") in ("collapse", "filter")
                    yield OdsRow(sheet, number, times, trimmed(row), spans, is_hidden)
                number += times
                visited[-1].remove(element)


def _sheet(element: Any, unseen: set[str]) -> OdsSheet:
    return OdsSheet(str(element.get(f"{_TABLE}name")), is_hidden=element.get(f"{_TABLE}style-name") in unseen)


def _unseen_style(element: Any) -> set[str]:
    """The name of a style whose sheets are not shown; nothing for all else."""
    if element.tag != f"{_STYLE}style":
        return set()
    shown = [each.get(f"{_TABLE}display") for each in element.iter(f"{_STYLE}table-properties")]
    return {str(element.get(f"{_STYLE}name"))} if "false" in shown else set()


def read_ods(path: str, wanted: str | None) -> None:
    sheets: dict[str, OdsSheet] = {}
    for row in ods_rows(path, None):
        sheets.setdefault(row.sheet.name, row.sheet).take(row)
    hidden = {name for name, sheet in sheets.items() if sheet.is_hidden}
    is_single = len(sheets) - len(hidden) == 1
    filled = [name for name, sheet in sheets.items() if sheet.filled > 1 or (is_single and name not in hidden)]
    chosen = choose(filled, hidden, sheets, wanted)
    if chosen is None:
        return
    begin(chosen, sheets[chosen].merged, filled, hidden)
    rows = chain.from_iterable(row.rows() for row in ods_rows(path, chosen))
    write_rows(rows, sheets[chosen].hidden_rows)
