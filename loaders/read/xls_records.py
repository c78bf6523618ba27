"""What an .xls says of its cells and rows that the library which reads it does not tell: errors, and hidden rows.

Facts: [MS-CFB] 2.2 to 2.6 (sectors of a compound file), [MS-XLS] 2.4.20 BoolErr, 2.4.28 BoundSheet8, 2.4.127 Formula,
2.4.221 Row, 2.5.10 Bes. The library has judged the file already: where it is not as it should be, nothing is told.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from struct import error as struct_error
from struct import iter_unpack, unpack_from

_NAMES = ("Workbook".encode("utf-16-le"), "Book".encode("utf-16-le"))
_ENTRY_BYTES = 128
_SECTORS_IN_HEAD = 109
_LEAST_STREAM = 4096
_BOUND_SHEET, _END_OF_PART, _BOOL_OR_ERROR, _FORMULA, _ROW = 0x85, 0x0A, 0x205, 0x06, 0x208
_IS_HIDDEN = 0x20
_ERRORS = {0x00: "#NULL!", 0x07: "#DIV/0!", 0x0F: "#VALUE!", 0x17: "#REF!", 0x1D: "#NAME?", 0x24: "#NUM!", 0x2A: "#N/A"}


@dataclass(frozen=True, slots=True)
class Kept:
    """Of one sheet. faults: row and column, from 0, of cells with an error. hidden: numbers of rows, from 1."""

    faults: dict[tuple[int, int], str] = field(default_factory=dict)
    hidden: set[int] = field(default_factory=set)

    def look(self, kind: int, data: bytes) -> None:
        """Take in a record of the sheet."""
        if kind == _ROW and unpack_from("<H", data, 12)[0] & _IS_HIDDEN:
            self.hidden.add(unpack_from("<H", data)[0] + 1)
        elif kind == _BOOL_OR_ERROR and data[7]:
            self._add(data, data[6])
        elif kind == _FORMULA and data[12:14] == b"\xff\xff" and data[6] == 2:
            self._add(data, data[8])

    def _add(self, data: bytes, code: int) -> None:
        self.faults[unpack_from("<HH", data)] = _ERRORS.get(code, "#?")


def kept_records(path: str) -> list[Kept]:
    """For each sheet, in the order of the workbook; nothing where it cannot be told."""
    try:
        stream = _stream(Path(path).read_bytes())
        starts = [unpack_from("<I", data)[0] for kind, data in _records(stream, 0) if kind == _BOUND_SHEET]
        return [_kept(stream, start) for start in starts]
    except (struct_error, IndexError):
        return []


def _kept(stream: bytes, start: int) -> Kept:
    kept = Kept()
    for kind, data in _records(stream, start):
        kept.look(kind, data)
    return kept


def _records(stream: bytes, at: int) -> Iterator[tuple[int, bytes]]:
    """Those of one part of the stream, which begins at `at`."""
    while at + 4 <= len(stream):
        kind, length = unpack_from("<HH", stream, at)
        if kind == _END_OF_PART:
            return
        yield kind, stream[at + 4 : at + 4 + length]
        at += 4 + length


def _stream(file: bytes) -> bytes:
    """The stream of the workbook in a compound file; nothing where it is none, or too short to have sectors."""
    size = 1 << unpack_from("<H", file, 30)[0]
    table = _table(file, size)
    directory = _joined(file, size, table, unpack_from("<I", file, 48)[0])
    for at in range(0, len(directory), _ENTRY_BYTES):
        name = directory[at : at + unpack_from("<H", directory, at + 64)[0] - 2]
        start, length = unpack_from("<II", directory, at + 116)
        if name in _NAMES and length >= _LEAST_STREAM:
            return _joined(file, size, table, start)[:length]
    return b""


def _table(file: bytes, size: int) -> list[int]:
    """Of each sector, the one that follows it."""
    places = list(unpack_from(f"<{_SECTORS_IN_HEAD}I", file, 76))
    more, count = unpack_from("<II", file, 68)
    for _ in range(min(count, len(file) // size)):
        *found, more = unpack_from(f"<{size // 4}I", file, (more + 1) * size)
        places += found
    sectors = (file[(place + 1) * size : (place + 2) * size] for place in places if (place + 2) * size <= len(file))
    return [number for sector in sectors for (number,) in iter_unpack("<I", sector)]


def _joined(file: bytes, size: int, table: list[int], sector: int) -> bytes:
    pieces: list[bytes] = []
    while sector < len(table) and len(pieces) <= len(file) // size:
        pieces.append(file[(sector + 1) * size : (sector + 2) * size])
        sector = table[sector]
    return b"".join(pieces)
