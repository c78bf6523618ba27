"""What is noticed while rows pass: places far from every unit on record."""

import numpy as np
import shapely
from numpy.typing import NDArray

from layers.layer import Text
from loaders.batch import Batch, Shapes
from loaders.locate.ground import Ground
from loaders.report import Finding, Severity, Tally

CHECK = "far"
_SHOWN = 5


class Far:
    """Counts rows whose places are some kilometres from any unit on record, as points in the sea are."""

    def __init__(self, ground: Ground, tally: Tally) -> None:
        self._ground = ground
        self._tally = tally
        self._rows: list[int] = []
        self._count = 0
        self._first: tuple[float, float] | None = None

    def see(self, batch: Batch, shapes: Shapes, placed: NDArray[np.bool_]) -> None:
        """Shapes in EPSG:4326; placed: which of them are where they can be."""
        at = np.flatnonzero(placed)
        if not len(at) or not self._ground.is_known:
            return
        bounds = shapely.bounds(shapes[at])
        middles = (bounds[:, :2] + bounds[:, 2:]) / 2
        far = np.flatnonzero(~self._ground.near(middles))
        self._count += len(far)
        if len(far) and self._first is None:
            self._first = (float(middles[far[0], 0]), float(middles[far[0], 1]))
        self._rows += [batch.numbers[at[index]] for index in far[: _SHOWN - len(self._rows)]]

    def report(self) -> None:
        """One finding for them all, when the last row has passed."""
        if self._count:
            rows = ", ".join(map(str, self._rows)) + (" …" if self._count > len(self._rows) else "")
            text = Text(
                f"{self._count} dòng nằm cách mọi đơn vị đã ghi từ 5 km trở lên (dòng {rows}): ngoài biển, tỉnh "
                "khác, hoặc sai hệ tọa độ.",
                f"{self._count} rows lie 5 km or more from every unit on record (rows {rows}): at sea, in another "
                "province, or in another coordinate system.",
            )
            self._tally.find([Finding(check=CHECK, severity=Severity.WARNING, text=text, where=self._first)])
