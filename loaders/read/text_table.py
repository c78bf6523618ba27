"""Tables as text: comma, semicolon, tab or bar between the cells, the first line naming the columns."""

import csv
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from layers.layer import Text
from loaders.decode.text import decode_text, known_encoding
from loaders.errors import LoadError
from loaders.options import LoadOptions
from loaders.report import shortened
from loaders.source import Source, SourceRow

DELIMITERS = (",", ";", "\t", "|")
WGS84 = "OGC:CRS84"
_UTF8_MARK = b"\xef\xbb\xbf"
_UTF16_MARKS = (b"\xff\xfe", b"\xfe\xff")
# A boundary as WKT is one cell; the csv module's own limit of 128 kB is too small for it.
_CELL_LIMIT = 64 << 20
# One byte is one character: text stays as it was written until its encoding is settled.
_AS_BYTES = "latin-1"


@contextmanager
def open_csv(path: Path, options: LoadOptions) -> Iterator[Source]:
    """The rows of a table, cells as bytes. Raises LoadError when it is no text or its header cannot be used."""
    csv.field_size_limit(_CELL_LIMIT)
    start = _first_bytes(path)
    is_utf16 = start.startswith(_UTF16_MARKS)
    if b"\0" in start and not is_utf16:
        raise LoadError(f"Tệp {path.name} không phải văn bản.", f"File {path.name} is not text.")
    with path.open(encoding="utf-16" if is_utf16 else _AS_BYTES, newline="") as file:
        if start.startswith(_UTF8_MARK):
            file.read(len(_UTF8_MARK))
        delimiter = _delimiter(start.decode(file.encoding, "replace"))
        records = _records(csv.reader(file, delimiter=delimiter, strict=True), path)
        header = [cell if is_utf16 else cell.encode(_AS_BYTES) for cell in next(records, [])]
        encoding = known_encoding(options.encoding)
        columns = _columns(header, encoding, path)
        rows = (_row(number, columns, cells, is_utf16) for number, cells in enumerate(records, start=1))
        yield Source(columns=columns, rows=rows, assumed_crs=WGS84, encoding=encoding, has_geometry=False)


def _first_bytes(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(1 << 16)


def _delimiter(start: str) -> str:
    """The delimiter that cuts the first line into most cells."""
    line = next(iter(start.splitlines()), "")
    return max(DELIMITERS, key=line.count)


def _records(reader: Iterator[list[str]], path: Path) -> Iterator[list[str]]:
    """The lines that are not empty, the header first."""
    try:
        yield from (cells for cells in reader if any(cell.strip() for cell in cells))
    except (csv.Error, UnicodeError):
        line = getattr(reader, "line_num", 0)
        raise LoadError(
            f"Tệp {path.name} không phải CSV đúng cú pháp, quanh dòng {line}.",
            f"File {path.name} is not valid CSV, near line {line}.",
        ) from None


def _columns(header: list[bytes | str], encoding: str, path: Path) -> tuple[str, ...]:
    what = Text(f"Dòng tiêu đề của {path.name}", f"The header of {path.name}")
    names = [cell if isinstance(cell, str) else decode_text(cell, encoding, what) for cell in header]
    columns = tuple(name.strip() or f"({index})" for index, name in enumerate(names, start=1))
    twice = sorted({column for column in columns if columns.count(column) > 1})
    if twice:
        listed = ", ".join(shortened(column) for column in twice)
        raise LoadError(f"{what.vi} có cột trùng tên: {listed}.", f"{what.en} names columns twice: {listed}.")
    return columns


def _row(number: int, columns: tuple[str, ...], cells: list[str], is_text: bool) -> SourceRow:
    width = len(columns)
    if len(cells) < width or any(cell.strip() for cell in cells[width:]):
        return SourceRow(number, {}, fault=_ragged(len(cells), width))
    values = cells if is_text else [cell.encode(_AS_BYTES) for cell in cells]
    return SourceRow(number, dict(zip(columns, values, strict=False)))


def _ragged(cells: int, width: int) -> Text:
    return Text(
        f"có {cells} ô nhưng tiêu đề có {width} cột.", f"it has {cells} cells but the header has {width} columns."
    )
