"""Reads a sheet of an .xls (Excel 97–2003; at most 65,536 rows, which are held). A part of ``sheet_process.py``."""

from collections.abc import Mapping
from typing import Any

import python_calamine

from loaders.read.sheet_rows import MOST_BLOCKS, Row, as_json, begin, choose, write, write_rows
from loaders.read.xls_records import Kept, kept_records


def whole(value: Any) -> Any:
    """What the format keeps as a fraction although it is none, as a whole number; nothing for an empty cell."""
    if isinstance(value, float) and value.is_integer() and abs(value) < 2**53:
        return int(value)
    return None if value == "" else as_json(value)


def rows_of(sheet: Any, faults: Mapping[tuple[int, int], str]) -> list[Row]:
    """The cells of a sheet; the library leaves those with an error empty."""
    rows = [[whole(cell) for cell in row] for row in sheet.to_python(skip_empty_area=False)]
    for (down, across), word in faults.items():
        if down < len(rows) and across < len(rows[down]):
            rows[down][across] = {"fault": word}
    return rows


def read_xls(path: str, wanted: str | None) -> None:
    try:
        book = python_calamine.load_workbook(path)
    except python_calamine.PasswordError:
        write({"refused": "password"})
        return
    kept = kept_records(path)
    tables = {
        about.name: kept[index] if index < len(kept) else Kept()
        for index, about in enumerate(book.sheets_metadata)
        if about.typ is python_calamine.SheetTypeEnum.WorkSheet
    }
    seen = python_calamine.SheetVisibleEnum.Visible
    hidden = {about.name for about in book.sheets_metadata if about.visible is not seen}
    rows = {name: rows_of(book.get_sheet_by_name(name), found.faults) for name, found in tables.items()}
    is_single = len(tables.keys() - hidden) == 1
    filled = [name for name in tables if (is_single and name not in hidden) or sum(map(any, rows[name])) > 1]
    chosen = choose(filled, hidden, rows, wanted)
    if chosen is None:
        return
    ranges = book.get_sheet_by_name(chosen).merged_cell_ranges or []
    begin(chosen, [(*start, *end) for start, end in ranges[:MOST_BLOCKS]], filled, hidden)
    write_rows(enumerate(rows[chosen], start=1), tables[chosen].hidden)
