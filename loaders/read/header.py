"""Where the header of a table is: below notes, of one to three rows, with cells that were merged. Pure functions."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

Row = Sequence[str]
# A block of merged cells: first row, first column, last row, last column, from 0.
Block = tuple[int, int, int, int]
HEAD_ROWS = 60
_MOST_DEPTH = 3
_MOST_COLUMNS = 4_000
# Of the columns, what a row of the header has in it at least.
_FILLED = 0.6
_NUMBER = re.compile(r"[-+]?[\d.,\s]*\d[\d.,]*%?", re.ASCII)
_COLUMN_NUMBER = re.compile(r"\(?(\d{1,3})\)?", re.ASCII)
# What stands in rows of data and names no column: coordinates in figures, degrees or WKT, long numbers. The sign of
# degrees in UTF-8 is two letters where the encoding is open.
_DATA = re.compile(
    r"[-+]?\d{1,3}[.,]\d{2,}\s*°?\s*[BNSĐDETW]?"
    r"|[-+]?\d{6,}([.,]\d+)?"
    r"|\d{1,3}\s*Â?[°º]\s*\d.*"
    r"|-?\d{1,3}[.,]\d+\s*[,;]\s*-?\d{1,3}[.,]\d+"
    r"|(SRID=\d+;\s*)?(MULTI)?(POINT|LINESTRING|POLYGON)\s*(Z|M|ZM)?\s*\(.*",
    re.IGNORECASE | re.DOTALL,
)
_DAY = re.compile(r"\d{1,2}[/.-]\d{1,2}[/.-]\d{4}|\d{4}-\d{2}-\d{2}.*", re.ASCII)
_FEWEST_OF_A_ROW = 3
_COLUMN_LETTER = re.compile(r"\(?[A-Z]\)?")


@dataclass(frozen=True, slots=True)
class Header:
    """first: row of the table where the header begins; data: row where the data begins; names: the words over each
    column, from top to bottom. doubt: a cell of it, or above it, that looks like data and not like a name; None: none.
    """

    first: int
    data: int
    names: tuple[tuple[str, ...], ...]
    doubt: str | None = None


def find_header(rows: Sequence[Row], merged: Sequence[Block] = ()) -> Header:
    """The header among the first rows of a table, cells as text; the first row that has anything when none looks so."""
    width = _usual_width(rows)
    filled = _filled(rows, merged)
    top = next((index for index, row in enumerate(rows) if any(row)), 0)
    is_whole = bool(rows) and sum(map(bool, rows[top])) >= max(2, width)
    candidates = (index for index in range(top, len(rows)) if _is_header(filled[index], width))
    first = top if is_whole else next(candidates, top)
    last = _last_row(rows, merged, first, width)
    names = _names(rows, merged, first, last)
    data = last + 1
    if data < len(rows) and _numbers_columns(rows[data]):
        data += 1
    return Header(first, data, names, _doubt(rows, first, data, width))


def _doubt(rows: Sequence[Row], first: int, data: int, width: int) -> str | None:
    """A cell for which it is not sure that what was taken for the header is it."""
    for row in rows[first:data]:
        if found := next((cell for cell in row if _DATA.fullmatch(cell)), None):
            return found
    above = [row for row in rows[:first] if sum(map(bool, row)) >= max(_FEWEST_OF_A_ROW, _FILLED * width)]
    numbers = [row for row in (*above, *rows[first:data]) if any(row) and all(map(_is_number_or_empty, row))]
    doubtful = [row for row in (*above, *numbers) if not _numbers_columns(row)]
    return next((cell for row in doubtful for cell in row if cell), None)


def _is_number_or_empty(cell: str) -> bool:
    return not cell or _NUMBER.fullmatch(cell) is not None


def _usual_width(rows: Sequence[Row]) -> int:
    """How many cells a row of data has: what half of the rows reach, for notes are shorter."""
    counts = sorted((sum(1 for cell in row if cell) for row in rows if any(row)), reverse=True)
    return counts[len(counts) // 3] if counts else 0


def _filled(rows: Sequence[Row], merged: Sequence[Block]) -> list[list[str]]:
    """The rows with the text of merged cells in all the cells that they cover."""
    filled = [list(row) for row in rows]
    for top, left, bottom, right in merged:
        if top >= len(rows) or left >= len(rows[top]):
            continue
        for row in filled[top : bottom + 1]:
            _cover(row, left, min(right, _MOST_COLUMNS), rows[top][left])
    return filled


def _cover(row: list[str], left: int, right: int, word: str) -> None:
    row.extend([""] * (right + 1 - len(row)))
    row[left : right + 1] = [word] * (right + 1 - left)


def _is_header(row: Row, width: int) -> bool:
    texts = [cell for cell in row if cell]
    words = [cell for cell in texts if not _NUMBER.fullmatch(cell)]
    enough = len(texts) >= max(min(2, width), _FILLED * width)
    return bool(texts) and enough and 2 * len(words) > len(texts) and len(set(texts)) >= min(2, width)


def _last_row(rows: Sequence[Row], merged: Sequence[Block], first: int, width: int) -> int:
    """The last row of the header: where merged cells end, or a second row that fills the gaps of the first."""
    if not merged:
        return first + _is_second(rows[first : first + 3], width)
    last = first
    while last < min(first + _MOST_DEPTH, len(rows)) - 1 and _goes_on(rows[last + 1], merged, first, last):
        last += 1
    return last


def _goes_on(below: Row, merged: Sequence[Block], first: int, last: int) -> bool:
    """Whether the row below the row `last` still belongs to the header."""
    deepest = max((bottom for top, _, bottom, _ in merged if first <= top <= last), default=last)
    grouped = [(left, right) for top, left, _, right in merged if top == last and right > left]
    return deepest > last or _is_below(below, grouped)


def _is_below(row: Row, grouped: Sequence[tuple[int, int]]) -> bool:
    """Whether a row says what each column of the groups above it is."""
    if not grouped or any(_NUMBER.fullmatch(cell) for cell in row if cell):
        return False
    return all(any(_at(row, column) for column in range(left, right + 1)) for left, right in grouped)


def _is_second(rows: Sequence[Row], width: int) -> bool:
    """Whether the second row stands in the gaps of the first, as tables of merged cells are exported."""
    if len(rows) < 3:
        return False
    top, below, data = rows
    columns = range(max(len(top), len(below)))
    gaps = [column for column in columns if not _at(top, column)]
    blank = [column for column in columns if _at(top, column) and not _at(below, column)]
    if not gaps or not blank or any(_is_value(cell) for cell in below if cell):
        return False
    return all(_at(below, column) for column in gaps) and sum(map(bool, data)) >= 0.8 * max(width, len(columns))


def _is_value(cell: str) -> bool:
    return any(kind.fullmatch(cell) for kind in (_NUMBER, _DATA, _DAY))


def _names(rows: Sequence[Row], merged: Sequence[Block], first: int, last: int) -> tuple[tuple[str, ...], ...]:
    """The words over each column from top to bottom, each said once."""
    head = _filled(rows, merged)[first : last + 1]
    if not merged:
        head = [_spread(row, rows[last]) if row is not head[-1] else row for row in head]
    width = max((len(row) for row in head), default=0)
    stacks = ([_at(row, column) for row in head] for column in range(width))
    return tuple(tuple(dict.fromkeys(word for word in stack if word)) for stack in stacks)


def _spread(row: Row, below: Row) -> list[str]:
    """A row of groups with the name of each group over all its columns."""
    spread: list[str] = []
    for column in range(max(len(row), len(below))):
        is_inside = column > 0 and not _at(row, column) and _at(below, column) and _at(below, column - 1)
        spread.append(spread[-1] if is_inside else _at(row, column))
    return spread


def _numbers_columns(row: Row) -> bool:
    """Whether a row only numbers the columns: (1) (2) (3), or A B 1 2 3."""
    cells = [cell for cell in row if cell]
    while cells and _COLUMN_LETTER.fullmatch(cells[0]):
        cells.pop(0)
    numbers = [int(match[1]) for cell in cells if (match := _COLUMN_NUMBER.fullmatch(cell))]
    has_brackets = all(cell.startswith("(") for cell in cells)
    return len(cells) >= (3 if has_brackets else 4) and numbers == list(range(1, len(cells) + 1))


def _at(row: Row, column: int) -> str:
    return row[column] if column < len(row) else ""
