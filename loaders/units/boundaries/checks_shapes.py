"""Checks of boundaries: against each other, their parents, their children, and the units they were made of."""

from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely import STRtree
from shapely.geometry.base import BaseGeometry
from sqlalchemy import Connection, text

from layers.layer import Text
from loaders.report import Finding, Severity
from loaders.units.boundaries.change import Change
from loaders.units.boundaries.checks_record import named
from loaders.units.boundaries.sheet import Sheet, on_sheet, place
from loaders.units.statements import named_statements

# Less than a square metre is rounding; what lies outside a parent counts from this share of the unit on.
MIN_M2 = 1.0
OUTSIDE_PERCENT = 0.5
# How far the union of predecessors may be off before it is told.
UNION_M2 = 300.0
_STATEMENTS = named_statements(__file__)
_SHOWN_AROUND = 4
_GAP_BETWEEN = Text("khoảng trống giữa các đơn vị.", "a gap between units.")
_GAP_WITHIN = Text("khoảng trống bên trong một đơn vị.", "a gap within one unit.")


def shape_findings(connection: Connection, change: Change) -> list[list[Finding]]:
    """What each check finds, the greatest first; the units are written, and still in ``incoming``."""
    days = {"day": change.day}
    siblings = Sheet.of(_rows(connection, "siblings", days, level=change.level.name, scheme=change.level.scheme))
    parents = Sheet.of(_rows(connection, "parents", days))
    children = Sheet.of(_rows(connection, "children", days, parents=parents.ids))
    merged = _rows(connection, "merged", {})
    found = (
        overlaps(siblings),
        gaps(siblings),
        outside(children, parents),
        uncovered(children, parents),
        off_predecessors(merged),
    )
    return [sorted(each, key=lambda finding: -(finding.amount or 0)) for each in found]


def _rows(connection: Connection, name: str, days: dict[str, Any], **values: Any) -> list[Any]:
    return list(connection.execute(text(_STATEMENTS[name]), {**days, **values}))


def overlaps(sheet: Sheet) -> Iterator[Finding]:
    """Pairs of siblings, at least one of the file, that share more than a square metre."""
    if not len(sheet.shapes):
        return
    first, second = STRtree(sheet.shapes).query(sheet.shapes)
    wanted = (first < second) & (sheet.loaded[first] | sheet.loaded[second])
    first, second = first[wanted], second[wanted]
    shared = shapely.intersection(sheet.shapes[first], sheet.shapes[second])
    areas = shapely.area(shared)
    for i in np.flatnonzero(areas > MIN_M2):
        units = (sheet.names[first[i]], sheet.names[second[i]])
        words = Text("hai đơn vị chồng lên nhau.", "two units overlap.")
        yield _finding("overlap", words, units, areas[i], "m2", shared[i])


def gaps(sheet: Sheet) -> Iterator[Finding]:
    """Holes that siblings enclose, at least one of the file at their edge."""
    if not len(sheet.shapes):
        return
    tree = STRtree(sheet.shapes)
    for hole in _holes(shapely.union_all(sheet.shapes)):
        around = tree.query(hole, predicate="intersects")
        if hole.area > MIN_M2 and sheet.loaded[around].any():
            units = tuple(sheet.names[i] for i in around[:_SHOWN_AROUND])
            words = _GAP_BETWEEN if len(around) > 1 else _GAP_WITHIN
            yield _finding("gap", words, units, hole.area, "m2", hole)


def _holes(union: BaseGeometry) -> Iterator[BaseGeometry]:
    for part in shapely.get_parts(union):
        yield from (shapely.polygons(ring) for ring in shapely.get_rings(part)[1:])


def outside(children: Sheet, parents: Sheet) -> Iterator[Finding]:
    """Units that lie outside their parent by more than the share allowed."""
    owners = _owners(children, parents)
    told = children.loaded | parents.loaded[owners]
    shapely.prepare(parents.shapes)
    within = shapely.covers(parents.shapes[owners], children.shapes)
    for i in np.flatnonzero(told & ~within):
        beyond = shapely.difference(children.shapes[i], parents.shapes[owners[i]])
        percent = 100 * beyond.area / children.shapes[i].area
        if percent > OUTSIDE_PERCENT:
            units = (children.names[i], parents.names[owners[i]])
            words = Text(f"{beyond.area / 1e6:.3f} km² nằm ngoài.", f"{beyond.area / 1e6:.3f} km² lie outside.")
            yield _finding("outside_parent", words, units, percent, "percent", beyond)


def uncovered(children: Sheet, parents: Sheet) -> Iterator[Finding]:
    """Parents that all their units together leave uncovered by more than the share allowed."""
    owners = _owners(children, parents)
    for i in range(len(parents.ids)):
        own = np.flatnonzero(owners == i)
        if not len(own):
            continue
        rest = shapely.difference(parents.shapes[i], shapely.union_all(children.shapes[own]))
        share = 100 * rest.area / parents.shapes[i].area
        if share > OUTSIDE_PERCENT:
            words = Text(
                f"{len(own)} đơn vị trực thuộc để trống {share:.1f} % diện tích.",
                f"its {len(own)} units leave {share:.1f} % of it uncovered.",
            )
            yield _finding("uncovered", words, (parents.names[i],), rest.area / 1e6, "km2", rest)


def _owners(children: Sheet, parents: Sheet) -> NDArray[np.int_]:
    """For each child, where in `parents` its own is."""
    places = {unit: i for i, unit in enumerate(parents.ids)}
    return np.array([places[parent] for parent in children.parents if parent is not None], dtype=np.int_)


def off_predecessors(rows: Iterable[Any]) -> Iterator[Finding]:
    """Units whose boundary is not the union of the whole units that they were made of."""
    for _, group in groupby(rows, key=lambda row: (row.event_id, row.unit_id)):
        sides = list(group)
        if any(side.shape is None for side in sides):
            continue
        made, *parts = on_sheet(side.shape for side in sides)
        off = shapely.symmetric_difference(made, shapely.union_all(parts))
        if off.area > UNION_M2:
            words = Text(
                f"khác với hợp của {len(parts)} đơn vị cũ.", f"it differs from the union of its {len(parts)} old units."
            )
            unit = named(sides[0].kind, sides[0].name, sides[0].code)
            yield _finding("predecessors", words, (unit,), off.area, "m2", off, Severity.NOTE)


def _finding(
    check: str,
    words: Text,
    units: tuple[str, ...],
    amount: float,
    measure: str,
    shape: BaseGeometry,
    severity: Severity = Severity.WARNING,
) -> Finding:
    return Finding(
        check=check,
        severity=severity,
        text=words,
        units=units,
        amount=round(float(amount), 3),
        measure=measure,
        where=place(shape),
    )
