"""Descriptions written as HTML: a table of names and values in each becomes columns, anything else plain text."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from html.parser import HTMLParser
from typing import Any

from loaders.batch import Batch, peeked
from loaders.source import Source

_SKIPPED = frozenset({"script", "style", "head", "title"})
_BREAKS = frozenset({"br", "p", "div", "tr", "li", "table", "h1", "h2", "h3"})


@dataclass(slots=True)
class _Table:
    """A table that is open; tables stand inside one another."""

    rows: list[list[str]] = field(default_factory=list)
    has_table: bool = False


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.pairs: list[tuple[str, str]] = []
        self.words: list[str] = []
        self._tables: list[_Table] = []
        self._cell: list[str] | None = None
        self._skipped = 0

    def handle_starttag(self, tag: str, attrs: object) -> None:  # noqa: ARG002
        self._skipped += tag in _SKIPPED
        if tag in _BREAKS:
            self.words.append("\n")
        if tag == "table":
            self._tables.append(_Table())
            self._cell = None
        elif tag == "tr" and self._tables:
            self._tables[-1].rows.append([])
        elif tag in ("td", "th"):
            self._cell = []

    def handle_endtag(self, tag: str) -> None:
        self._skipped -= tag in _SKIPPED and self._skipped > 0
        if tag in ("td", "th") and self._cell is not None and self._tables and self._tables[-1].rows:
            self._tables[-1].rows[-1].append(" ".join("".join(self._cell).split()))
            self._cell = None
        elif tag == "table" and self._tables:
            self.pairs += [(row[0], row[1]) for row in self._tables.pop().rows if len(row) == 2 and row[0]]

    def handle_data(self, data: str) -> None:
        if self._skipped:
            return
        self.words.append(data)
        if self._cell is not None:
            self._cell.append(data)


def read_markup(text: str) -> tuple[dict[str, str], str]:
    """Names and values of the tables in a text of HTML, and its words without markup."""
    reader = _Reader()
    reader.feed(text)
    reader.close()
    lines = (" ".join(line.split()) for line in "".join(reader.words).splitlines())
    return dict(reader.pairs), "\n".join(line for line in lines if line)


def with_described(source: Source, column: str) -> Source:
    """`source` with the tables in `column` as columns, when all the first rows that have any name the same things.

    `column` has the words of all that is no such table.
    """
    head, batches = peeked(source.batches)
    names = _common_names(row.values.get(column) for row in head)
    used = set(source.columns)
    targets = {name: name if name not in used else f"{column}: {name}" for name in names}
    columns = (*source.columns, *targets.values())
    return replace(source, columns=columns, batches=(_plain(batch, column, targets) for batch in batches))


def _common_names(cells: Iterable[Any]) -> tuple[str, ...]:
    """The names in the tables of all cells that are not empty, where they are the same; none otherwise."""
    found = {tuple(read_markup(cell)[0]) for cell in cells if isinstance(cell, str) and cell.strip()}
    return found.pop() if len(found) == 1 else ()


def _plain(batch: Batch, column: str, targets: dict[str, str]) -> Batch:
    columns = dict(batch.columns)
    if (cells := columns.pop(column, None)) is None:
        return batch
    read = [read_markup(cell) if isinstance(cell, str) and "<" in cell else ({}, cell) for cell in cells]
    columns |= {target: [pairs.get(name) or None for pairs, _ in read] for name, target in targets.items()}
    # Where the first rows have a table, others may have words.
    columns[column] = [None if targets and pairs.keys() == targets.keys() else words or None for pairs, words in read]
    return replace(batch, columns=columns)
