"""Rows of a sheet as the programs that read workbooks write them: JSON, many rows a line."""

import json
import sys
from collections.abc import Collection, Container, Iterator, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

Row = list[Any]
# A block of merged cells: first row, first column, last row, last column, from 0.
Block = tuple[int, int, int, int]
BATCH_ROWS = 500
MOST_COLUMNS = 4_000
# Rows that may hold a header; beyond them empty rows are left out.
HEAD_ROWS = 200
MOST_BLOCKS = 100_000
NO_VALUE = {"fault": "formula"}


def write(value: Any) -> None:
    sys.stdout.write(json.dumps(value, separators=(",", ":")) + "\n")
    sys.stdout.flush()


def trimmed(row: Row) -> Row:
    while row and row[-1] in (None, ""):
        row.pop()
    return row


def note(key: str, *words: object) -> None:
    """Something that people are told of the sheet as a whole."""
    write({"note": key, "words": words})


def check_width(cells: Row) -> None:
    if len(cells) > MOST_COLUMNS:
        write({"refused": "columns"})
        sys.exit(0)


def write_rows(rows: Iterator[tuple[int, Row]], hidden: Container[int] = ()) -> None:
    """Rows with their numbers in the sheet, from 1. hidden: those that people do not see, which are counted."""
    numbers: list[int] = []
    batch: list[Row] = []
    unseen = 0
    for number, row in rows:
        cells = trimmed(row)
        check_width(cells)
        unseen += bool(cells) and number in hidden
        if cells or number <= HEAD_ROWS:
            numbers.append(number)
            batch.append(cells)
        if len(batch) == BATCH_ROWS:
            write({"rows": batch, "numbers": numbers})
            numbers, batch = [], []
    write({"rows": batch, "numbers": numbers})
    if unseen:
        note("hidden_rows", unseen)


def choose(filled: list[str], hidden: Collection[str], sheets: Collection[str], wanted: str | None) -> str | None:
    """The sheet that is meant: as named, or the only one of `filled` that is not hidden. `sheets`: all of them."""
    visible = [name for name in filled if name not in hidden]
    chosen = wanted if wanted in sheets else visible[0] if len(visible) == 1 and not wanted else None
    if chosen is None:
        write({"sheet": None, "sheets": visible or list(sheets)})
    return chosen


def begin(chosen: str, merged: Sequence[Block], filled: list[str], hidden: Collection[str]) -> None:
    """What is to be known of a sheet before its rows; and which others have data and are hidden."""
    write({"sheet": chosen, "merged": merged})
    if unread := [name for name in filled if name in hidden and name != chosen]:
        note("hidden_sheets", ", ".join(unread))


def as_json(value: Any) -> Any:
    if isinstance(value, datetime) and value.time() == time():
        return value.date().isoformat()
    if isinstance(value, date | time):
        return value.isoformat()
    return str(value) if isinstance(value, timedelta) else value
