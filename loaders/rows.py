"""Rows of a layer, ready to be written."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from shapely.geometry.base import BaseGeometry

from layers.layer import Value
from loaders.batch import Shapes


@dataclass(frozen=True, slots=True)
class FeatureRow:
    """One row of a layer: geometry in EPSG:4326, values by field name, the row of the file counted from 1.

    unit: the commune that it names, in the words of the file.
    """

    geometry: BaseGeometry
    values: dict[str, Any] = field(default_factory=dict)
    source_row: int = 0
    unit: str | None = None


@dataclass(frozen=True, slots=True)
class FeatureBatch:
    """Rows column by column: numbers in the file, values by field with None where there is none, shapes, units.

    digests: equal where all cells of two rows are; None where a row has a key.
    """

    numbers: Sequence[int]
    values: Mapping[str, Sequence[Value | None]]
    shapes: Shapes
    units: Sequence[str | None]
    digests: Sequence[int | None]

    def __len__(self) -> int:
        return len(self.numbers)

    def without(self, places: Collection[int]) -> "FeatureBatch":
        """The rows but for those in these places."""
        if not places:
            return self
        kept = [at for at in range(len(self)) if at not in places]
        return FeatureBatch(
            [self.numbers[at] for at in kept],
            {name: [values[at] for at in kept] for name, values in self.values.items()},
            self.shapes[np.array(kept, dtype=int)],
            [self.units[at] for at in kept],
            [self.digests[at] for at in kept],
        )

    def rows(self) -> Iterator[FeatureRow]:
        """The rows one by one."""
        for at, number in enumerate(self.numbers):
            values = {name: cells[at] for name, cells in self.values.items() if cells[at] is not None}
            yield FeatureRow(self.shapes[at], values, number, self.units[at])
