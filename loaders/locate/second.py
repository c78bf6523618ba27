"""A second pair of coordinates in every row: which system it is in, and whether it says the same place as the first."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from layers.layer import Text
from loaders.batch import Batch, Shapes
from loaders.locate.candidates import DEGREES, METRES, Coordinates, Sample, landed, metres_between, operations
from loaders.locate.crs import Operation
from loaders.locate.shapes import pair_of
from loaders.report import Finding, Severity, Tally, shortened

CHECK = "two_pairs"
# Two pairs of one place may differ by so many metres.
SAME_PLACE_METRES = 5.0
# Further than this in most rows they are no two writings of one place.
_RELATED_METRES = 1_000.0


class SecondPair:
    """Compares while rows pass. first: the places of `sample` by the first pair, in EPSG:4326."""

    def __init__(self, columns: Sequence[str], sample: Sample, first: Coordinates, tally: Tally) -> None:
        self._columns = columns
        self._tally = tally
        self._operation = _operation(columns, sample, first) if columns and len(first) else None
        if columns and len(first) and self._operation is None:
            self._tally.find([_unrelated(columns)])

    def see(self, batch: Batch, shapes: Shapes, placed: NDArray[np.bool_]) -> None:
        """Shapes in EPSG:4326; placed: which of them are where they can be."""
        if self._operation is None:
            return
        at = [i for i in np.flatnonzero(placed).tolist() if shapely.get_type_id(shapes[i]) == 0]
        numbers = [_pair([batch.columns[column][index] for column in self._columns], self._columns) for index in at]
        both = [(index, pair) for index, pair in zip(at, numbers, strict=True) if pair is not None]
        if not both:
            return
        second = landed(Sample(np.array([pair for _, pair in both]), ()), self._operation)
        first = shapely.get_coordinates(shapes[[index for index, _ in both]])
        away = metres_between(first, second)
        for found in np.flatnonzero(away > SAME_PLACE_METRES):
            row = batch.numbers[both[found][0]]
            self._tally.note(_apart(row, self._columns, self._operation, float(away[found]), first[found]))

    def report(self) -> None:
        """Each row that differs has been told of already."""


def _pair(cells: Sequence[Any], columns: Sequence[str]) -> tuple[float, float] | None:
    pair = None if any(cell is None or cell == "" for cell in cells) else pair_of(cells, columns)
    return None if isinstance(pair, Text) else pair


def _operation(columns: Sequence[str], sample: Sample, first: Coordinates) -> Operation | None:
    """The system by which the second pair comes nearest to the first; None when it comes near by none."""
    pairs = [_pair([row.get(column) for column in columns], columns) for row in sample.values]
    filled = [index for index, pair in enumerate(pairs) if pair is not None]
    if not filled:
        return None
    second = Sample(np.array([pairs[index] for index in filled], dtype=float), ())
    known = operations(DEGREES if second.is_degrees else METRES)
    away = [float(np.median(metres_between(first[filled], landed(second, operation)))) for operation in known]
    best = int(np.argmin(away))
    return known[best] if away[best] <= _RELATED_METRES else None


def _unrelated(columns: Sequence[str]) -> Finding:
    named = ", ".join(map(shortened, columns))
    return Finding(
        check=CHECK,
        severity=Severity.WARNING,
        text=Text(
            f"Cặp tọa độ thứ hai ({named}) không chỉ cùng chỗ với cặp đã dùng, theo bất kỳ hệ nào đã biết.",
            f"The second pair of coordinates ({named}) is not at the places of the pair used, by any known system.",
        ),
    )


def _apart(row: int, columns: Sequence[str], operation: Operation, away: float, first: NDArray[np.float64]) -> Finding:
    named, shown = ", ".join(map(shortened, columns)), "∞" if not np.isfinite(away) else f"{away:.0f}"
    return Finding(
        check=CHECK,
        severity=Severity.WARNING,
        text=Text(
            f"Dòng {row}: hai cặp tọa độ cách nhau {shown} m; đã không dùng cặp {named} ({operation.crs_name}).",
            f"Row {row}: its two pairs of coordinates are {shown} m apart; the pair {named} "
            f"({operation.crs_name}) was not used.",
        ),
        amount=round(away, 1) if np.isfinite(away) else None,
        measure="m",
        where=(float(first[0]), float(first[1])),
        row=row,
    )
