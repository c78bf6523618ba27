"""A table of cells, from a text file or a sheet, into columns and rows: notes, header and totals are told from data."""

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, islice
from typing import Any

from layers.layer import Text
from loaders.errors import LoadError
from loaders.read.header import HEAD_ROWS, Block, Header, find_header
from loaders.read.merged import Cells, Filler, NumberedRow
from loaders.report import shortened

MOST_COLUMNS = 4_000
WGS84 = "OGC:CRS84"
# Of the columns, what a row of totals leaves empty at least.
_TOTAL_EMPTY = 0.3
# Rows below the data with as many cells or fewer are notes and signatures.
_NOTE_CELLS = 3
_MOST_HELD = 50
_CHUNK_ROWS = 100
_PLAIN_NUMBER = re.compile(r"[-+]?\d[\d.,]*", re.ASCII)
# Also as TCVN3 shows it: the encoding of a text file is settled later.
_TOTAL = re.compile(r"(tong cong|tong so|tong|cong|total|sum|tæng ceng|tæng se|ceng)\s*[:.]?", re.ASCII)


@dataclass(frozen=True, slots=True)
class Table:
    """columns: with names of their own; chunks: the rows below the header that are not empty, some at a time.

    Each row has its number. notes: as in Source.
    """

    columns: tuple[str, ...]
    chunks: Iterator[list[NumberedRow]]
    notes: list[Text]


def read_table(
    rows: Iterable[NumberedRow],
    name: str,
    decode: Callable[[Any], str] = str,
    merged: Sequence[Block] = (),
    notes: list[Text] | None = None,
) -> Table:
    """The table among `rows`, which have the numbers that people see beside them. decode: a cell of the header as text.

    notes: where the reader of the rows tells of them; what is told of the table goes there too.

    Raises LoadError for a header that is no use, and where it is in doubt which row is the header.
    """
    iterator = iter(rows)
    head = list(islice(iterator, HEAD_ROWS))
    cells = [row for _, row in head]
    header = find_header([[_plain(cell) for cell in row] for row in cells], merged)
    if header.doubt is not None:
        raise _in_doubt(name, head[header.first][0], decode(header.doubt))
    names = _decoded_names(cells, header, decode)
    if len(names) > MOST_COLUMNS:
        raise LoadError(f"Tệp {name} có hơn {MOST_COLUMNS} cột.", f"File {name} has more than {MOST_COLUMNS} columns.")
    notes = [] if notes is None else notes
    if header.first:
        notes.append(
            Text(
                f"bỏ qua {header.first} dòng ghi chú phía trên tiêu đề.",
                f"{header.first} rows of notes above the header were left out.",
            )
        )
    data = _Data(len(names), decode, notes, Filler(merged, header.data, len(names)))
    return Table(_unique(names, name), data.chunks(chain(head[header.data :], iterator)), notes)


def _in_doubt(name: str, row: int, cell: str) -> LoadError:
    word = shortened(cell)
    return LoadError(
        f"Không rõ dòng nào của {name} là tiêu đề: bảng bắt đầu ở dòng {row}, nhưng “{word}” giống dữ liệu hơn là tên "
        "cột. Hãy đặt một dòng tên cột ngay trên dữ liệu.",
        f"It is not clear which row of {name} is the header: the table begins in row {row}, but “{word}” looks like "
        "data rather than the name of a column. Please put a row with the names of the columns right above the data.",
    )


def _plain(cell: Any) -> str:
    """A cell as the search for the header sees it; one byte is one character where the encoding is open."""
    return "" if cell is None else str(cell).strip()


def _decoded_names(head: Sequence[Cells], header: Header, decode: Callable[[Any], str]) -> list[str]:
    """The names of the header in the encoding of the file."""
    known = {_plain(cell): cell for row in head[header.first : header.data] for cell in row if cell is not None}
    names = [" / ".join(" ".join(decode(known[word]).split()) for word in words) for words in header.names]
    width = max((len(row) for row in head[header.data :]), default=0)
    while names and not names[-1] and len(names) > width:
        names.pop()
    return names


def _unique(names: Sequence[str], file_name: str) -> tuple[str, ...]:
    columns = tuple(name or f"({index})" for index, name in enumerate(names, start=1))
    twice = sorted({column for column in columns if columns.count(column) > 1})
    if twice:
        listed = ", ".join(shortened(column) for column in twice)
        raise LoadError(
            f"Dòng tiêu đề của {file_name} có cột trùng tên: {listed}.",
            f"The header of {file_name} names columns twice: {listed}.",
        )
    return columns


@dataclass(frozen=True, slots=True)
class _Data:
    """The rows below the header of a table of `width` columns."""

    width: int
    decode: Callable[[Any], str]
    notes: list[Text]
    filler: Filler

    def chunks(self, rows: Iterable[NumberedRow]) -> Iterator[list[NumberedRow]]:
        """Those that are not empty, but for totals at the very end, with the notes and signatures below them."""
        iterator = self.filler.rows(rows) if self.filler.blocks else iter(rows)
        held: list[NumberedRow] = []
        while chunk := list(islice(iterator, _CHUNK_ROWS)):
            if not held and self._are_full(chunk):
                yield chunk
                continue
            kept: list[NumberedRow] = []
            for row in chunk:
                held = self._sorted(row, held, kept)
            yield kept
        self._tell([row for _, row in held])

    def _sorted(self, numbered: NumberedRow, held: list[NumberedRow], kept: list[NumberedRow]) -> list[NumberedRow]:
        """The row goes to `kept`, after those that were held, unless it may be of the end; the rows held then."""
        row = numbered[1]
        if not any(_plain(cell) for cell in row):
            return held
        if self._is_total(row) or (held and self._is_note(row) and len(held) < _MOST_HELD):
            return [*held, numbered]
        kept += [*held, numbered]
        return []

    def _are_full(self, chunk: list[NumberedRow]) -> bool:
        """Whether every cell of every row is text that says something: so are most, and it is told at once."""
        rows = [row for _, row in chunk]
        cells = list(chain.from_iterable(rows))
        try:
            return all(cells) and not any(map(str.isspace, cells)) and min(map(len, rows)) >= self.width
        except TypeError:
            return False

    def _is_note(self, row: Cells) -> bool:
        """Few words and no number: a row of the table that has so little else has coordinates at least."""
        words = [word for cell in row if (word := _plain(cell))]
        return len(words) <= min(_NOTE_CELLS, self.width - 1) and not any(map(_PLAIN_NUMBER.fullmatch, words))

    def _is_total(self, row: Cells) -> bool:
        if self.width < 2 or _filled(row) > (1 - _TOTAL_EMPTY) * self.width:
            return False
        return any(_TOTAL.fullmatch(_folded(word)) for word in self._words(row)[:2])

    def _words(self, row: Cells) -> list[str]:
        texts = ("" if cell is None else self.decode(cell) for cell in row)
        return [word.strip() for word in texts if word.strip()]

    def _tell(self, held: list[Cells]) -> None:
        if count := self.filler.filled:
            self.notes.append(
                Text(
                    f"điền {count} ô nằm trong các ô gộp bằng giá trị của ô gộp.",
                    f"{count} cells that merged cells cover were given their values.",
                )
            )
        if not held:
            return
        words = shortened(" ".join(self._words(held[0])))
        self.notes.append(
            Text(
                f"bỏ qua {len(held)} dòng cuối không phải dữ liệu, từ dòng “{words}”.",
                f"{len(held)} rows at the end that are no data were left out, from the row “{words}” on.",
            )
        )


def _filled(row: Cells) -> int:
    return sum(1 for cell in row if _plain(cell))


def _folded(word: str) -> str:
    """Small letters without marks; letters that TCVN3 shows have none to lose."""
    marks = unicodedata.normalize("NFD", word.casefold().replace("đ", "d"))
    return "".join(sign for sign in marks if not unicodedata.combining(sign))
