"""Rows on their way through the stages, some thousand at a time and column by column: one by one costs ten times."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import chain, islice
from typing import Any

import numpy as np
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from layers.layer import Text

BATCH_ROWS = 5_000
PEEKED_ROWS = 1_000
Shapes = NDArray[np.object_]


@dataclass(frozen=True, slots=True)
class SourceRow:
    """One row as the file has it. values by column; text whose encoding is not known yet is bytes.

    geometry: in the file's coordinate system. fault: why the row cannot be used, found while reading or locating it.
    flaw: what the reader had to put right to make a shape of what the file has.
    """

    number: int
    values: dict[str, Any]
    geometry: BaseGeometry | None = None
    fault: Text | None = None
    flaw: Text | None = None


@dataclass(frozen=True, slots=True)
class Batch:
    """Rows one after another. numbers: of the rows, as people see them: in a sheet the row that it shows, in a table of
    text the line where the row begins, else the how many-eth it is; they rise but have gaps.

    columns: a cell a row each, as in SourceRow.
    shapes: None for a row without one. faults and flaws: by place in the batch, as in SourceRow. unread: places of rows
    of which nothing is known but the fault. raw: columns whose text has one character for each byte, its encoding being
    settled later: a faster way to hold bytes.
    """

    numbers: Sequence[int]
    columns: dict[str, list[Any]]
    shapes: Shapes
    faults: dict[int, Text] = field(default_factory=dict)
    flaws: dict[int, Text] = field(default_factory=dict)
    unread: frozenset[int] = frozenset()
    raw: frozenset[str] = frozenset()

    def __len__(self) -> int:
        return len(self.numbers)

    def row(self, at: int) -> SourceRow:
        """The row in that place."""
        unread = at in self.unread
        values = {} if unread else {name: self._cell(name, cells[at]) for name, cells in self.columns.items()}
        return SourceRow(self.numbers[at], values, self.shapes[at], self.faults.get(at), self.flaws.get(at))

    def _cell(self, column: str, cell: Any) -> Any:
        return cell.encode("latin-1") if column in self.raw and isinstance(cell, str) else cell

    def rows(self) -> Iterator[SourceRow]:
        """The rows one by one, for those who need not be fast."""
        return map(self.row, range(len(self)))

    def some(self, places: Sequence[int]) -> "Batch":
        """The rows in those places, in that order."""
        if len(places) == len(self):
            return self
        new = {old: at for at, old in enumerate(places)}
        return Batch(
            [self.numbers[at] for at in places],
            {name: [cells[at] for at in places] for name, cells in self.columns.items()},
            self.shapes[np.asarray(places, dtype=int)],
            {new[at]: fault for at, fault in self.faults.items() if at in new},
            {new[at]: flaw for at, flaw in self.flaws.items() if at in new},
            frozenset(new[at] for at in self.unread if at in new),
            self.raw,
        )


def no_shapes(rows: int) -> Shapes:
    """The shapes of rows that have none."""
    return np.full(rows, None, dtype=object)


def batch_of(rows: Sequence[SourceRow], columns: Sequence[str]) -> Batch:
    """`rows` column by column; what a row has in no column of `columns` is left out."""
    shapes = no_shapes(len(rows))
    shapes[:] = [row.geometry for row in rows]
    return Batch(
        [row.number for row in rows],
        {name: [row.values.get(name) for row in rows] for name in columns},
        shapes,
        {at: row.fault for at, row in enumerate(rows) if row.fault},
        {at: row.flaw for at, row in enumerate(rows) if row.flaw},
        frozenset(at for at, row in enumerate(rows) if row.fault and not row.values),
    )


def batches_of(rows: Iterable[SourceRow], columns: Sequence[str]) -> Iterator[Batch]:
    """Rows that come one by one, in batches."""
    iterator = iter(rows)
    while batch := list(islice(iterator, BATCH_ROWS)):
        yield batch_of(batch, columns)


def rows_of(batches: Iterable[Batch]) -> Iterator[SourceRow]:
    """The rows of all batches, one by one."""
    return chain.from_iterable(batch.rows() for batch in batches)


def peeked(batches: Iterable[Batch], rows: int = PEEKED_ROWS) -> tuple[list[SourceRow], Iterator[Batch]]:
    """The first `rows` rows, and all batches, theirs included. `batches` is not to be used afterwards."""
    iterator, seen = iter(batches), list[Batch]()
    while sum(map(len, seen)) < rows and (batch := next(iterator, None)) is not None:
        seen.append(batch)
    return list(islice(rows_of(seen), rows)), chain(seen, iterator)
