"""Writes workbooks of Excel 97–2003: BIFF8 records in a compound file, as [MS-XLS] and [MS-CFB] describe them.

No library that is kept writes them any more, and only what tests need is here.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from struct import pack

_SECTOR = 512
_FREE, _END, _FAT = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD
# Shorter streams would lie elsewhere.
_LEAST_STREAM = 4096
_PLAIN, _DAY, _FIVE_DIGITS = 15, 16, 17  # formats of cells, by their number among the XF records
_FIVE_DIGITS_FORMAT = 170
_DAY_ZERO = date(1899, 12, 30)
Block = tuple[int, int, int, int]


@dataclass(frozen=True)
class Formula:
    """A formula whose own words do not matter, with the result that was kept for it; None: the error #DIV/0!."""

    result: str | float | None


@dataclass(frozen=True)
class Code:
    """A number that is shown with five digits."""

    number: int


@dataclass(frozen=True)
class Fault:
    """A cell with #N/A."""


Cell = str | float | bool | date | Formula | Code | Fault | None


@dataclass(frozen=True)
class Sheet:
    """merged: blocks of first row, last row, first column, last column, from 0. hidden_rows: from 0."""

    name: str
    rows: Sequence[Sequence[Cell]]
    merged: Sequence[Block] = ()
    is_hidden: bool = False
    hidden_rows: Sequence[int] = ()


def write_workbook(path: Path, sheets: Sequence[Sheet], locked: bool = False) -> Path:
    """Write the sheets to `path`. locked: as if it had a password."""
    path.write_bytes(_compound(_workbook(sheets, locked)))
    return path


def _record(kind: int, data: bytes = b"") -> bytes:
    return pack("<HH", kind, len(data)) + data


def _words(text: str, length: str) -> bytes:
    return pack(f"<{length}B", len(text), 1) + text.encode("utf-16-le")


def _begin(kind: int) -> bytes:
    return _record(0x0809, pack("<HHHHII", 0x0600, kind, 0x0DBB, 0x07CC, 0, 6))


def _workbook(sheets: Sequence[Sheet], locked: bool) -> bytes:
    texts = _Texts()
    bodies = [_sheet(sheet, texts) for sheet in sheets]
    lock = _record(0x002F, pack("<HHH", 1, 1, 1) + bytes(48)) if locked else b""
    head = _begin(0x0005) + lock + _record(0x0042, pack("<H", 1200)) + _formats()
    table = texts.record() + _record(0x000A)
    entries = [(pack("<BB", sheet.is_hidden, 0) + _words(sheet.name, "B")) for sheet in sheets]
    at = len(head) + sum(8 + len(entry) for entry in entries) + len(table)
    for entry, body in zip(entries, bodies, strict=True):
        head += _record(0x0085, pack("<I", at) + entry)
        at += len(body)
    return head + table + b"".join(bodies)


def _formats() -> bytes:
    custom = _record(0x041E, pack("<H", _FIVE_DIGITS_FORMAT) + _words("00000", "H"))
    used = [0] * 16 + [14, _FIVE_DIGITS_FORMAT]
    return custom + b"".join(_record(0x00E0, pack("<HHH", 0, number, 0) + bytes(14)) for number in used)


@dataclass
class _Texts:
    """The texts that all sheets share."""

    places: dict[str, int] = field(default_factory=dict)
    total: int = 0

    def place(self, text: str) -> int:
        self.total += 1
        return self.places.setdefault(text, len(self.places))

    def record(self) -> bytes:
        """One record, and others that continue it: none may be longer than 8,224 bytes."""
        pieces = [pack("<II", self.total, len(self.places))]
        for text in self.places:
            words = _words(text, "H")
            if len(pieces[-1]) + len(words) > 8_000:
                pieces.append(b"")
            pieces[-1] += words
        return b"".join(_record(0x003C if index else 0x00FC, piece) for index, piece in enumerate(pieces))


def _sheet(sheet: Sheet, texts: _Texts) -> bytes:
    width = max((len(row) for row in sheet.rows), default=0)
    size = _record(0x0200, pack("<IIHHH", 0, len(sheet.rows), 0, width, 0))
    size += b"".join(_record(0x0208, pack("<HHHHHHI", y, 0, width, 0, 0, 0, 0x120)) for y in sheet.hidden_rows)
    places = ((y, x, cell) for y, row in enumerate(sheet.rows) for x, cell in enumerate(row))
    cells = b"".join(_cell(y, x, cell, texts) for y, x, cell in places)
    blocks = b"".join(pack("<HHHH", *block) for block in sheet.merged)
    merged = _record(0x00E5, pack("<H", len(sheet.merged)) + blocks)
    return _begin(0x0010) + size + cells + merged + _record(0x000A)


def _cell(y: int, x: int, cell: Cell, texts: _Texts) -> bytes:
    style = _DAY if isinstance(cell, date) else _FIVE_DIGITS if isinstance(cell, Code) else _PLAIN
    kind, data = _content(cell, texts)
    after = b""
    if isinstance(cell, Formula) and isinstance(cell.result, str):
        after = _record(0x0207, _words(cell.result, "H"))
    return b"" if cell is None else _record(kind, pack("<HHH", y, x, style) + data) + after


def _content(cell: Cell, texts: _Texts) -> tuple[int, bytes]:
    """The kind of record that holds a cell, and what is in it behind its place."""
    if isinstance(cell, str):
        return 0x00FD, pack("<I", texts.place(cell))
    if isinstance(cell, bool | Fault):
        return 0x0205, b"\x2a\x01" if isinstance(cell, Fault) else pack("<BB", cell, 0)
    if isinstance(cell, Formula):
        kept = bytes(6) if cell.result else b"\x02\0\x07\0\0\0"
        result = pack("<d", cell.result) if isinstance(cell.result, float) else kept + b"\xff\xff"
        return 0x0006, result + pack("<HIH", 0, 0, 3) + b"\x1e\x01\x00"  # the number 1: its words do not matter
    number = (cell - _DAY_ZERO).days if isinstance(cell, date) else cell.number if isinstance(cell, Code) else cell
    return 0x0203, pack("<d", number or 0)


def _compound(stream: bytes) -> bytes:
    """A compound file with one stream: its table of sectors, its directory, and the stream."""
    stream = stream.ljust(max(_LEAST_STREAM, -(-len(stream) // _SECTOR) * _SECTOR), b"\0")
    used = len(stream) // _SECTOR
    tables = 1
    while tables * _SECTOR // 4 < tables + 1 + used:
        tables += 1
    chain = [_FAT] * tables + [_END] + list(range(tables + 2, tables + 1 + used)) + [_END]
    chain += [_FREE] * (tables * _SECTOR // 4 - len(chain))
    entries = _entry("Root Entry", 5, 1, _END, 0) + _entry("Workbook", 2, _FREE, tables + 1, len(stream)) + bytes(256)
    return _head(tables) + pack(f"<{len(chain)}I", *chain) + entries + stream


def _head(tables: int) -> bytes:
    mark = bytes.fromhex("d0cf11e0a1b11ae1") + bytes(16)
    sizes = pack("<HHHHH6xIIIIIIIII", 0x3E, 3, 0xFFFE, 9, 6, 0, tables, tables, 0, _LEAST_STREAM, _END, 0, _END, 0)
    return mark + sizes + _places(range(tables))


def _places(tables: Iterable[int]) -> bytes:
    places = [*tables]
    return pack("<109I", *places, *[_FREE] * (109 - len(places)))


def _entry(name: str, kind: int, child: int, start: int, size: int) -> bytes:
    words = name.encode("utf-16-le").ljust(64, b"\0")
    return words + pack("<HBBIII36xIQ", 2 * len(name) + 2, kind, 1, _FREE, _FREE, child, start, size)
