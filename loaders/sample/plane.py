"""The flat plane in which the sample is drawn, and the sources of chance that make it the same every time.

Plane: metres east and north of 106.2° E 20.2° N, true to scale within 0.3 % over the province.
"""

from collections.abc import Callable
from functools import cache
from zlib import crc32

import numpy as np
import shapely
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Shapes = NDArray[np.object_]
Integers = NDArray[np.int64]

SEED = 36
ORIGIN = (106.2, 20.2)
METRES_PER_DEGREE = (104_544.0, 110_711.0)
# 1e-6° is a tenth of a metre: neighbours that share a corner share it to the bit.
DECIMALS = 6
# Wave length and height in metres; the slopes sum to less than one, so the warp never folds the map over itself.
WAVES = ((5200.0, 170.0), (2100.0, 62.0), (900.0, 26.0), (420.0, 11.0))


def chance(name: str) -> np.random.Generator:
    """A source of chance of its own for each `name`, so that a change in one part leaves the others as they are."""
    return np.random.default_rng([SEED, crc32(name.encode())])


def to_plane(lonlat: Floats) -> Floats:
    """Longitude and latitude (…, 2) to metres."""
    return (np.asarray(lonlat, dtype=float) - ORIGIN) * METRES_PER_DEGREE


def to_lonlat(metres: Floats) -> Floats:
    """Metres (…, 2) to longitude and latitude, rounded so that the same place is the same number everywhere."""
    return np.round(np.asarray(metres) / METRES_PER_DEGREE + ORIGIN, DECIMALS)


def on_earth(shapes: Shapes) -> Shapes:
    """Shapes of the plane as shapes in EPSG:4326."""
    return np.asarray(shapely.transform(shapes, to_lonlat))


@cache
def _phases() -> Floats:
    """For each wave: four directions and phases for the shift to the east, four for the shift to the north."""
    return chance("warp").uniform(0, 2 * np.pi, (len(WAVES), 2, 3, 2))


def warp(metres: Floats) -> Floats:
    """Bend the plane gently, as rivers and field edges do. What was neighbours before is neighbours after."""
    points = np.asarray(metres, dtype=float)
    moved = points.copy()
    for (length, height), axes in zip(WAVES, _phases(), strict=True):
        for axis, waves in enumerate(axes):
            for angle, phase in waves:
                along = points[..., 0] * np.cos(angle) + points[..., 1] * np.sin(angle)
                moved[..., axis] += height / len(waves) * 1.5 * np.sin(2 * np.pi * along / length + phase)
    return np.asarray(moved)


def warped(shapes: Shapes, step_m: float = 60.0) -> Shapes:
    """Shapes bent by `warp`, after a corner has been set at least every `step_m` metres."""
    return np.asarray(shapely.transform(shapely.segmentize(shapes, step_m), warp))


def below(name: str) -> Callable[[int], int]:
    """A function n → integer in 0..n-1 for `layers.codes.mint`; plain numbers drawn ahead, a block at a time."""
    source = chance(name)
    block: list[int] = []

    def draw(limit: int) -> int:
        if not block:
            block.extend(source.integers(0, 2**31, 8192).tolist())
        return block.pop() % limit

    return draw
