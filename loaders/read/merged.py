"""Merged cells below the header of a sheet: what stands in the first row of a block is meant for all of its rows."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from loaders.read.header import Block

Cells = list[Any]
NumberedRow = tuple[int, Cells]


@dataclass(slots=True)
class Filler:
    """Fills cells of blocks of several rows while rows pass. first: row where the data begins, from 0. width: columns.

    filled: how many cells have been.
    """

    blocks: Sequence[Block]
    first: int
    width: int
    filled: int = 0
    _open: dict[int, tuple[int, int, Any]] = field(default_factory=dict)

    def rows(self, rows: Iterable[NumberedRow]) -> Iterator[NumberedRow]:
        """The same rows with the cells of blocks filled; a row with nothing of its own stays empty."""
        waiting = sorted((b for b in self.blocks if b[2] > b[0] >= self.first and b[1] < self.width), reverse=True)
        for number, cells in rows:
            at = number - 1
            self._open = {left: block for left, block in self._open.items() if block[0] >= at}
            while waiting and waiting[-1][0] <= at:
                self._begin(waiting.pop(), at, cells)
            if self._open and any(not _is_empty(cell) for cell in cells):
                self._fill(cells)
            yield number, cells

    def _begin(self, block: Block, at: int, cells: Cells) -> None:
        top, left, bottom, right = block
        if top == at and left < len(cells) and not _is_empty(cells[left]):
            self._open[left] = (bottom, min(right, self.width - 1), cells[left])

    def _fill(self, cells: Cells) -> None:
        for left, (_, right, value) in self._open.items():
            cells.extend([None] * (right + 1 - len(cells)))
            for column in range(left, right + 1):
                self.filled += _is_empty(cells[column])
                cells[column] = value


def _is_empty(cell: Any) -> bool:
    return cell is None or cell == ""
