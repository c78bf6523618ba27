"""Tables as text: comma, semicolon, tab or bar between the cells, a line below any notes naming the columns."""

import csv
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import repeat
from operator import attrgetter
from pathlib import Path
from typing import Any

from layers.layer import Text
from loaders.decode.text import decode_name, known_encoding
from loaders.errors import LoadError
from loaders.options import LoadOptions
from loaders.read.merged import NumberedRow
from loaders.read.table import WGS84, read_table
from loaders.read.table_batches import table_batches
from loaders.source import Source

DELIMITERS = (",", ";", "\t", "|")
_UTF8_MARK = b"\xef\xbb\xbf"
_UTF16_MARKS = (b"\xff\xfe", b"\xfe\xff")
# Begins as one of those.
_UTF32_MARK = b"\xff\xfe\0\0"
# A boundary as WKT is one cell; the csv module's own limit of 128 kB is too small for it.
_CELL_LIMIT = 64 << 20
# One byte is one character: text stays as it was written until its encoding is settled.
_AS_BYTES = "latin-1"
_START_BYTES = 1 << 16
# Of letters in UTF-16, how many are ASCII at least in a table with coordinates in it.
_EMPTY_HALVES = 0.3
_LINES_TRIED = 50


@contextmanager
def open_csv(path: Path, options: LoadOptions) -> Iterator[Source]:
    """The rows of a table. Raises LoadError when it is no text or its header cannot be used."""
    csv.field_size_limit(_CELL_LIMIT)
    start = _first_bytes(path)
    utf16 = _utf16(start)
    if b"\0" in start and not utf16:
        raise LoadError(f"Tệp {path.name} không phải văn bản.", f"File {path.name} is not text.")
    encoding = known_encoding(options.encoding)
    with path.open(encoding=utf16 or _AS_BYTES, newline="") as file:
        if start.startswith(_UTF8_MARK):
            file.read(len(_UTF8_MARK))
        delimiter = _delimiter(start.decode(file.encoding, "replace"))
        records = _records(csv.reader(file, delimiter=delimiter, strict=True), path)
        table = read_table(records, path.name, str if utf16 else _name_reader(encoding))
        raw = frozenset() if utf16 else frozenset(table.columns)
        yield Source(
            columns=table.columns,
            batches=table_batches(table, _ragged, raw=raw),
            assumed_crs=WGS84,
            encoding=encoding,
            has_geometry=False,
            notes=table.notes,
        )


def _first_bytes(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(_START_BYTES)


def _utf16(start: bytes) -> str | None:
    """The codec, where every other byte is mostly nothing: half of ASCII is; None for any other text."""
    if start.startswith(_UTF16_MARKS) and not start.startswith(_UTF32_MARK):
        return "utf-16"
    pairs = len(start) // 2
    first, second = start[0 : 2 * pairs : 2].count(0), start[1 : 2 * pairs : 2].count(0)
    if second >= _EMPTY_HALVES * pairs and first == 0:
        return "utf-16-le"
    return "utf-16-be" if first >= _EMPTY_HALVES * pairs and second == 0 else None


def _delimiter(start: str) -> str:
    """The delimiter that cuts most of the first lines into equally many cells, and into the most."""
    lines = start.splitlines()
    whole = lines if len(start) < _START_BYTES or len(lines) == 1 else lines[:-1]
    return max(DELIMITERS, key=lambda delimiter: _evenness(whole[:_LINES_TRIED], delimiter))


def _evenness(lines: list[str], delimiter: str) -> tuple[float, int]:
    """The share of the lines that have the most usual number of cells, and that number; nothing for one cell a line."""
    try:
        counts = Counter(len(cells) for cells in csv.reader(lines, delimiter=delimiter) if any(map(str.strip, cells)))
    except csv.Error:
        return (0, 0)
    usual, times = max(counts.items(), key=lambda item: (item[0] > 1, item[1]), default=(1, 0))
    return (times / counts.total(), usual) if usual > 1 else (0, 0)


def _records(reader: Any, path: Path) -> Iterator[NumberedRow]:
    """The records of the table, each with the line of the file where it begins. LoadError for what is no record."""
    before = map(attrgetter("line_num"), repeat(reader))
    try:
        yield from zip(map((1).__add__, before), reader, strict=False)
    except (csv.Error, UnicodeError):
        raise LoadError(
            f"Tệp {path.name} không phải CSV đúng cú pháp, quanh dòng {reader.line_num}.",
            f"File {path.name} is not valid CSV, near line {reader.line_num}.",
        ) from None


def _name_reader(encoding: str) -> Callable[[Any], str]:
    return lambda cell: decode_name(cell.encode(_AS_BYTES), encoding)


def _ragged(cells: list[Any], width: int) -> Text | None:
    """What is wrong with a row of another length; nothing is when what it has too many are empty cells."""
    if len(cells) == width or (len(cells) > width and not any(cell.strip() for cell in cells[width:])):
        return None
    return Text(
        f"có {len(cells)} ô nhưng tiêu đề có {width} cột.",
        f"it has {len(cells)} cells but the header has {width} columns.",
    )
