"""Where rows are: shapes from coordinate columns where needed, then all to WGS 84 (EPSG:4326, longitude first)."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace

import numpy as np
import pyproj
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from layers.layer import Text
from loaders.batch import Batch, Shapes, SourceRow, peeked
from loaders.locate.candidates import Sample, in_neighbourhood, landed
from loaders.locate.choose import Chooser
from loaders.locate.columns import Kind, Position
from loaders.locate.crs import Operation
from loaders.locate.ground import Ground, NoGround
from loaders.locate.second import SecondPair
from loaders.locate.shapes import of_one_system, systems_of, with_shapes
from loaders.locate.shift import warn_of_shift
from loaders.locate.watch import Far
from loaders.options import LoadOptions
from loaders.report import Tally
from loaders.source import Source

Coordinates = NDArray[np.float64]
Flags = NDArray[np.bool_]

SAMPLE_PLACES = 200
_OTHER_AXIS = {"lon": "lat", "lat": "lon"}
_NOT_FINITE = Text("có tọa độ không phải là số.", "it has coordinates that are not numbers.")


def located(
    batches: Iterable[Batch],
    source: Source,
    position: Position,
    options: LoadOptions,
    tally: Tally,
    ground: Ground | None = None,
) -> Iterator[Batch]:
    """Rows with shapes in EPSG:4326 of two dimensions; those that cannot be placed have a fault and no shape.

    Rows without a shape, or with an empty one, have neither. The system is decided by the first rows, at once, and told
    in the report. Raises LoadError when neither file nor option names it and it cannot be told.
    """
    ground = ground or NoGround()
    head, batches = peeked(with_shapes(batch, position) for batch in batches)
    if position.kind is Kind.SHAPE and (srids := systems_of(row.geometry for row in head)):
        srid = next(iter(srids)) if len(srids) == 1 else _first_system(head)
        source = replace(source, crs=f"EPSG:{srid}")
        head = [row for row in head if row.geometry is None or shapely.get_srid(row.geometry) in (0, srid)]
        batches = (of_one_system(batch, srid) for batch in batches)
    sample = _sample(head)
    operation = Chooser(source, options, position, sample, tally).choose(ground)
    _describe(operation, tally)
    warn_of_shift([row.geometry for row in head if row.geometry is not None], operation, ground, tally)
    second = SecondPair(position.second, sample, landed(sample, operation), tally)
    return _moved(batches, operation, (Far(ground, tally), second))


def _first_system(head: Sequence[SourceRow]) -> int:
    """The system that the first row which names one does."""
    return next(srid for row in head if (srid := int(shapely.get_srid(row.geometry))) > 0)


def _moved(batches: Iterator[Batch], operation: Operation, watchers: Sequence[Far | SecondPair]) -> Iterator[Batch]:
    for batch in batches:
        yield _transformed(batch, operation, watchers)
    for watcher in watchers:
        watcher.report()


def _describe(operation: Operation, tally: Tally) -> None:
    tally.describe(
        source_crs=operation.crs_name,
        operation=f"{operation.name} (PROJ {pyproj.proj_version_str})",
        accuracy_m=operation.accuracy_m,
    )
    if operation.swapped:
        # What columns are called is not what they hold: X is north in cadastral surveying.
        matching = (replace(match, field=_OTHER_AXIS.get(match.field, match.field)) for match in tally.report.matching)
        tally.describe(matching=tuple(matching))
    if operation.accuracy_m is None:
        tally.warn(
            f"Phép chuyển từ {operation.crs_name} không rõ độ chính xác, có thể lệch hàng trăm mét.",
            f"The operation from {operation.crs_name} has no stated accuracy and may be off by hundreds of metres.",
        )


def _sample(head: Sequence[SourceRow]) -> Sample:
    """One place of each of some rows, spread over the head; places that are none are left out."""
    placed = [row for row in head if row.geometry is not None and not row.geometry.is_empty and not row.fault]
    middles = np.array([_middle(row.geometry) for row in placed], dtype=float).reshape(-1, 2)
    good = np.flatnonzero(np.isfinite(middles).all(axis=1) & (middles != 0).any(axis=1))
    chosen = good[np.unique(np.linspace(0, len(good) - 1, SAMPLE_PLACES).astype(int))] if len(good) else good
    return Sample(middles[chosen], [placed[index].values for index in chosen])


def _middle(shape: BaseGeometry | None) -> Coordinates:
    """The middle of the vertices: those of an area may lie on a boundary, where inside and outside meet."""
    with np.errstate(all="ignore"):
        return np.asarray(shapely.get_coordinates(shape).mean(axis=0))


def _transformed(batch: Batch, operation: Operation, watchers: Sequence[Far | SecondPair]) -> Batch:
    """All shapes of a batch in one go: one by one costs ten times as much."""
    shapes = shapely.force_2d(batch.shapes) if shapely.has_z(batch.shapes).any() else batch.shapes.copy()
    shapes[list(batch.faults)] = None
    usable = ~(shapely.is_missing(shapes) | shapely.is_empty(shapes))
    finite, placed = _all_coordinates(shapes, _is_finite, _in_world if operation.crs.is_geographic else _is_finite)
    moved = shapes
    if not operation.is_identity:
        at = usable & finite & placed
        moved = shapes.copy()
        moved[at] = shapely.transform(shapes[at], operation.apply)
    [near] = _all_coordinates(moved, in_neighbourhood)
    near &= usable & finite & placed
    for watcher in watchers:
        watcher.see(batch, moved, near)
    faults = {at: _fault(shapes[at], moved[at], bool(finite[at])) for at in np.flatnonzero(usable & ~near).tolist()}
    moved[~near] = None
    return replace(batch, shapes=moved, faults=batch.faults | faults)


def _all_coordinates(shapes: Shapes, *holds: Callable[[Coordinates], Flags]) -> list[Flags]:
    """For each shape, whether each of `holds` is true of every one of its coordinates."""
    coordinates, owners = shapely.get_coordinates(shapes, return_index=True)
    return [_of_all(held(coordinates), owners, len(shapes)) for held in holds]


def _of_all(held: Flags, owners: NDArray[np.int64], count: int) -> Flags:
    flags = np.ones(count, dtype=bool)
    flags[owners[~held]] = False
    return flags


def _is_finite(coordinates: Coordinates) -> Flags:
    return np.asarray(np.isfinite(coordinates).all(axis=1))


def _in_world(coordinates: Coordinates) -> Flags:
    return np.asarray((np.abs(coordinates) <= 180).all(axis=1))


def _fault(before: BaseGeometry, after: BaseGeometry, is_finite: bool) -> Text:
    """Why a shape that cannot be placed cannot."""
    if not is_finite:
        return _NOT_FINITE
    if not shapely.get_coordinates(before).any():
        return _NULL_ISLAND
    if _is_swapped(before) or _is_swapped(after):
        return _SWAPPED
    coordinates = shapely.get_coordinates(after)
    if not (np.isfinite(coordinates).all() and (np.abs(coordinates) <= (180, 90)).all()):
        return _OUTSIDE_WORLD
    return _outside_vietnam(after)


def _is_swapped(shape: BaseGeometry) -> bool:
    return bool(in_neighbourhood(shapely.get_coordinates(shape)[:, ::-1]).all())


def _outside_vietnam(shape: BaseGeometry) -> Text:
    x, y = shape.bounds[:2]
    return Text(
        f"nằm xa Việt Nam ({y:.4f}° vĩ, {x:.4f}° kinh); hệ tọa độ (--crs) hoặc thứ tự trục có thể sai.",
        f"it lies far from Vietnam (lat {y:.4f}°, lon {x:.4f}°); the coordinate system (--crs) or the order of axes "
        "may be wrong.",
    )


_NULL_ISLAND = Text(
    "có tọa độ 0, 0, tức là bỏ trống: nằm xa Việt Nam.",
    "its coordinates are 0, 0, which stands for none: it lies far from Vietnam.",
)
_OUTSIDE_WORLD = Text(
    "tọa độ nằm ngoài thế giới; hệ tọa độ (--crs) có thể sai.",
    "its coordinates are outside the world; the coordinate system (--crs) may be wrong.",
)
_SWAPPED = Text(
    "kinh độ và vĩ độ có vẻ bị đổi chỗ cho nhau.", "its longitude and latitude appear to have changed places."
)
