"""Neighbours simplified together: what two of them share stays shared. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray
from shapely import coverage_simplify

from layers.mercator import TILE_UNITS, WORLD_METRES

Shapes = NDArray[np.object_]
# What is left out is smaller than half a pixel of a screen: of so many units of 1/4096 of a tile.
_UNITS = 8


@dataclass(frozen=True, slots=True)
class Stretch:
    """Days, the last excluded, on which exactly these versions are in force; None is open."""

    start: date | None
    end: date | None
    versions: tuple[int, ...]


def simplified(shapes: Shapes, zoom: int) -> Shapes:
    """Areas in EPSG:3857 with all that cannot be seen at `zoom` left out; those that met go on meeting."""
    return np.asarray(coverage_simplify(shapes, _UNITS * WORLD_METRES / TILE_UNITS / 2**zoom), dtype=object)


def stretches(periods: Mapping[int, tuple[date | None, date | None]]) -> list[Stretch]:
    """The stretches of days in which the set of versions does not change. periods: first day and day after the last."""
    moments = sorted({day for period in periods.values() for day in period if day is not None})
    starts, ends = (None, *moments), (*moments, None)
    each = (Stretch(start, end, _in_force(periods, start, end)) for start, end in zip(starts, ends, strict=True))
    return [stretch for stretch in each if stretch.versions]


def _in_force(
    periods: Mapping[int, tuple[date | None, date | None]], start: date | None, end: date | None
) -> tuple[int, ...]:
    first, last = start or date.min, end or date.max
    return tuple(
        sorted(number for number, (a, b) in periods.items() if (a or date.min) <= first and last <= (b or date.max))
    )


@dataclass(frozen=True, slots=True)
class Drawn:
    """One version for some of its days and some zooms; shape: hexadecimal WKB in EPSG:3857."""

    version: int
    start: date | None
    end: date | None
    zoom: int
    shape: str


def joined(drawn: Iterable[Drawn]) -> list[Drawn]:
    """With equal shapes of stretches that follow each other as one; given in the order of days."""
    newest: dict[tuple[int, int], Drawn] = {}
    done: list[Drawn] = []
    for one in drawn:
        key = (one.version, one.zoom)
        before = newest.get(key)
        if before and before.shape == one.shape and before.end == one.start:
            newest[key] = Drawn(one.version, before.start, one.end, one.zoom, one.shape)
            continue
        if before:
            done.append(before)
        newest[key] = one
    return [*done, *newest.values()]
