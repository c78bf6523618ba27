"""The rows of a table, column by column, by the numbers that people see beside them."""

from collections.abc import Callable, Iterator
from itertools import chain
from typing import Any

from layers.layer import Text
from loaders.batch import BATCH_ROWS, Batch, no_shapes
from loaders.read.merged import Cells, NumberedRow
from loaders.read.table import Table

_BATCH_LETTERS = 16 << 20
Fault = Callable[[Cells, int], Text | None]


def table_batches(
    table: Table, fault: Fault, letters: Callable[[Any], int] = len, raw: frozenset[str] = frozenset()
) -> Iterator[Batch]:
    """The rows of `table`. fault: what is wrong with the cells of a row, given how many columns there are.

    Such a row is refused; its cells stay for who shows it to people. letters: of a cell. raw: as in Batch.
    """
    width = len(table.columns)
    while numbered := _some(table.chunks, letters):
        numbers, rows = zip(*numbered, strict=True)
        faults = {at: found for at, row in enumerate(rows) if (found := fault(row, width))}
        whole = [row if len(row) == width and at not in faults else _fitted(row, width) for at, row in enumerate(rows)]
        cells = dict(zip(table.columns, map(list, zip(*whole, strict=True)), strict=True))
        yield Batch(numbers, cells, no_shapes(len(rows)), faults, unread=frozenset(faults), raw=raw)


def _some(chunks: Iterator[list[NumberedRow]], letters: Callable[[Any], int]) -> list[NumberedRow]:
    """The next rows: as many as a batch has, or fewer where their cells are long, such as boundaries as WKT."""
    found: list[NumberedRow] = []
    total = 0
    for chunk in chunks:
        found += chunk
        total += sum(map(letters, chain.from_iterable(row for _, row in chunk)))
        if len(found) >= BATCH_ROWS or total >= _BATCH_LETTERS:
            break
    return found


def _fitted(row: Cells, width: int) -> list[Any]:
    """As many cells as there are columns; the last has what is too much, for people to see."""
    cells = [cell["fault"] if isinstance(cell, dict) else cell for cell in row]
    beyond = [str(cell) for cell in cells[width:] if cell not in (None, "")]
    cells = cells[:width] + [None] * (width - len(cells))
    if beyond and cells:
        last = "" if cells[-1] is None else str(cells[-1])
        cells[-1] = " | ".join([last, *beyond])
    return cells
