"""Reads a sheet of an .xlsx. A part of ``sheet_process.py``."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import zip_longest
from typing import Any
from zipfile import ZipFile

from openpyxl import load_workbook
from openpyxl.utils.cell import range_boundaries

from loaders.read.sheet_rows import MOST_BLOCKS, NO_VALUE, Block, Row, as_json, begin, choose, write_rows

_PIECE = 1 << 20
_FORMULA = re.compile(rb"<(?:\w{1,20}:)?f[ >]")
_MERGED = re.compile(rb'<(?:\w{1,20}:)?mergeCell\b[^>]*?\bref="([A-Z0-9:$]{1,40})"')
_HIDDEN_ROW = re.compile(rb'<(?:\w{1,20}:)?row\b[^>]{0,400}?\bhidden="(?:1|true)"[^>]{0,400}')
_ROW_NUMBER = re.compile(rb'\br="(\d{1,7})"')
# More than an element that is looked for has letters; as many blocks of merged cells may stand in so much.
_OVERLAP = 500
_REPEATED = 30
_ZEROS = re.compile(r"0{2,20}")


def plain(cell: Any) -> Any:
    value = cell.value
    if cell.data_type == "e":
        return {"fault": str(value)}
    if isinstance(value, int) and not isinstance(value, bool) and _ZEROS.fullmatch(str(cell.number_format)):
        return str(value).zfill(len(cell.number_format))  # a code that is shown with its zeros
    return as_json(value)


def with_formulas(values: Iterator[Any], formulas: Iterator[Any]) -> Iterator[Row]:
    """Rows with the values kept for formulas; a formula without one is a fault."""
    for kept, written in zip_longest(values, formulas, fillvalue=()):
        row = [plain(cell) for cell in kept]
        for index, cell in enumerate(written):
            if cell.data_type == "f" and (index >= len(row) or row[index] is None):
                row += [None] * (index + 1 - len(row))
                row[index] = NO_VALUE
        yield row


@dataclass(slots=True)
class Scan:
    """What is not known to those who read a sheet row by row. hidden: numbers of rows that people do not see."""

    has_formulas: bool = False
    merged: list[Block] = field(default_factory=list)
    hidden: set[int] = field(default_factory=set)

    def look(self, text: bytes) -> None:
        """Take in a piece, which may repeat the end of the one before."""
        self.has_formulas = self.has_formulas or _FORMULA.search(text) is not None
        for match in _MERGED.finditer(text):
            if (block := block_of(match[1].decode())) not in self.merged[-_REPEATED:]:
                self.merged.append(block)
        hidden = (_ROW_NUMBER.search(match[0]) for match in _HIDDEN_ROW.finditer(text))
        self.hidden |= {int(number[1]) for number in hidden if number}


def scan(path: str, member: str) -> Scan:
    found, rest = Scan(), b""
    with ZipFile(path) as archive, archive.open(member) as file:
        while piece := file.read(_PIECE):
            found.look(rest + piece)
            rest = piece[-_OVERLAP:]
    del found.merged[MOST_BLOCKS:]
    return found


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
    hidden = {name for name, sheet in sheets.items() if sheet.sheet_state != "visible"}
    is_single = len(sheets) - len(hidden) == 1
    filled = [name for name in sheets if (is_single and name not in hidden) or has_rows(sheets[name])]
    chosen = choose(filled, hidden, sheets, wanted)
    if chosen is None:
        return
    sheet: Any = sheets[chosen]
    found = scan(path, sheet._worksheet_path)
    begin(chosen, found.merged, filled, hidden)
    sheet.reset_dimensions()
    if not found.has_formulas:
        rows = ([plain(cell) for cell in row] for row in sheet.iter_rows())
        write_rows(enumerate(rows, start=1), found.hidden)
        return
    other: Any = load_workbook(path, read_only=True, keep_links=False)[chosen]
    other.reset_dimensions()
    write_rows(enumerate(with_formulas(sheet.iter_rows(), other.iter_rows()), start=1), found.hidden)
