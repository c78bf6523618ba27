"""Tables as text: comma, semicolon, tab or bar between the cells, a line below any notes naming the columns."""

import csv
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from layers.layer import Text
from loaders.decode.text import decode_name, known_encoding
from loaders.errors import LoadError
from loaders.options import LoadOptions
from loaders.read.table import WGS84, read_table
from loaders.source import Source, SourceRow

DELIMITERS = (",", ";", "\t", "|")
_UTF8_MARK = b"\xef\xbb\xbf"
_UTF16_MARKS = (b"\xff\xfe", b"\xfe\xff")
# A boundary as WKT is one cell; the csv module's own limit of 128 kB is too small for it.
_CELL_LIMIT = 64 << 20
# One byte is one character: text stays as it was written until its encoding is settled.
_AS_BYTES = "latin-1"
_START_BYTES = 1 << 16
_LINES_TRIED = 50


@contextmanager
def open_csv(path: Path, options: LoadOptions) -> Iterator[Source]:
    """The rows of a table, cells as bytes. Raises LoadError when it is no text or its header cannot be used."""
    csv.field_size_limit(_CELL_LIMIT)
    start = _first_bytes(path)
    is_utf16 = start.startswith(_UTF16_MARKS)
    if b"\0" in start and not is_utf16:
        raise LoadError(f"Tệp {path.name} không phải văn bản.", f"File {path.name} is not text.")
    encoding = known_encoding(options.encoding)
    with path.open(encoding="utf-16" if is_utf16 else _AS_BYTES, newline="") as file:
        if start.startswith(_UTF8_MARK):
            file.read(len(_UTF8_MARK))
        delimiter = _delimiter(start.decode(file.encoding, "replace"))
        records = _records(csv.reader(file, delimiter=delimiter, strict=True), path)
        cells = records if is_utf16 else ([cell.encode(_AS_BYTES) for cell in record] for record in records)
        table = read_table(cells, path.name, _name_reader(encoding))
        rows = (_row(number, table.columns, row) for number, row in enumerate(table.rows, start=1))
        yield Source(
            columns=table.columns,
            rows=rows,
            assumed_crs=WGS84,
            encoding=encoding,
            has_geometry=False,
            notes=table.notes,
        )


def _first_bytes(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(_START_BYTES)


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


def _records(reader: Iterator[list[str]], path: Path) -> Iterator[list[str]]:
    """The lines of the table. Raises LoadError for one that cannot be cut into cells."""
    try:
        yield from reader
    except (csv.Error, UnicodeError):
        line = getattr(reader, "line_num", 0)
        raise LoadError(
            f"Tệp {path.name} không phải CSV đúng cú pháp, quanh dòng {line}.",
            f"File {path.name} is not valid CSV, near line {line}.",
        ) from None


def _name_reader(encoding: str) -> Callable[[Any], str]:
    return lambda cell: decode_name(cell, encoding) if isinstance(cell, bytes) else str(cell)


def _row(number: int, columns: tuple[str, ...], cells: list[Any]) -> SourceRow:
    width = len(columns)
    if len(cells) < width or any(cell.strip() for cell in cells[width:]):
        return SourceRow(number, {}, fault=_ragged(len(cells), width))
    return SourceRow(number, dict(zip(columns, cells, strict=False)))


def _ragged(cells: int, width: int) -> Text:
    return Text(
        f"có {cells} ô nhưng tiêu đề có {width} cột.", f"it has {cells} cells but the header has {width} columns."
    )
