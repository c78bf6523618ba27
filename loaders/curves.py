"""Shapes with arcs in them as shapes of straight lines. Imports nothing of the project.

ISO 19125 / SQL/MM WKB, and its extended form with flags for Z, M and a reference system: OGC 06-103r4, PostGIS.
"""

import math
import struct
from collections.abc import Iterator
from typing import Literal

# A step of an arc, as GDAL takes it by default.
_STEP = math.radians(4)
_DEEPEST = 16
_Z, _M, _SRID = 0x80000000, 0x40000000, 0x20000000
_LINE, _POLYGON, _COLLECTION = 2, 3, 7
_ARCS, _COMPOUND, _CURVE_POLYGON, _MULTI_CURVE, _MULTI_SURFACE = 8, 9, 10, 11, 12
_CURVED = frozenset(range(_ARCS, _MULTI_SURFACE + 1))
_STRAIGHT = {_ARCS: _LINE, _COMPOUND: _LINE, _CURVE_POLYGON: _POLYGON, _MULTI_CURVE: 5, _MULTI_SURFACE: 6}
Point = tuple[float, ...]


def is_curved(wkb: bytes) -> bool:
    """Whether it is, or may hold, a shape with arcs."""
    if len(wkb) < 5:
        return False
    kind = int.from_bytes(wkb[1:5], "little" if wkb[0] else "big") & 0xFFFF
    return kind % 1000 in _CURVED or kind % 1000 == _COLLECTION


def srid_of(wkb: bytes) -> int:
    """The reference system that extended WKB names; 0 when it names none."""
    order: Literal["little", "big"] = "little" if wkb[0] else "big"
    has_srid = int.from_bytes(wkb[1:5], order) & _SRID
    return int.from_bytes(wkb[5:9], order) if has_srid else 0


def straightened(wkb: bytes) -> bytes:
    """The same with lines for arcs, in two dimensions. Raises ValueError for what is no WKB."""
    try:
        return _Reader(wkb).shape(0)
    except (struct.error, IndexError, OverflowError):
        raise ValueError from None


class _Reader:
    def __init__(self, wkb: bytes) -> None:
        self._wkb = wkb
        self._at = 0
        self._order = "<"

    def shape(self, depth: int) -> bytes:
        kind, size = self._head(depth)
        if kind in (1, _LINE, _ARCS, _COMPOUND):
            points = [self._point(size)] if kind == 1 else self._line(kind, size, depth)
            count = b"" if kind == 1 else struct.pack("<I", len(points))
            return _head(_STRAIGHT.get(kind, kind)) + count + _packed(points)
        if kind in (_POLYGON, _CURVE_POLYGON):
            rings = list(self._rings(kind, size, depth))
            packed = (struct.pack("<I", len(ring)) + _packed(ring) for ring in rings)
            return _head(_POLYGON) + struct.pack("<I", len(rings)) + b"".join(packed)
        parts = [self.shape(depth + 1) for _ in range(self._count())]
        return _head(_STRAIGHT.get(kind, kind)) + struct.pack("<I", len(parts)) + b"".join(parts)

    def _head(self, depth: int) -> tuple[int, int]:
        """The kind of the shape that begins, and how many numbers a point of it has."""
        self._order = "<" if self._wkb[self._at] else ">"
        self._at += 1
        code = self._count()
        if code & _SRID:
            self._at += 4
        plain = code & 0xFFFF
        kind, form = plain % 1000, plain // 1000
        size = 2 + bool(code & _Z or form in (1, 3)) + bool(code & _M or form in (2, 3))
        if depth > _DEEPEST or not 1 <= kind <= _MULTI_SURFACE or form > 3:
            raise ValueError
        return kind, size

    def _count(self) -> int:
        (count,) = struct.unpack_from(f"{self._order}I", self._wkb, self._at)
        self._at += 4
        return int(count)

    def _point(self, size: int) -> Point:
        found = struct.unpack_from(f"{self._order}{size}d", self._wkb, self._at)
        self._at += 8 * size
        return found[:2]

    def _points(self, size: int) -> list[Point]:
        return [self._point(size) for _ in range(self._count())]

    def _line(self, kind: int, size: int, depth: int) -> list[Point]:
        """The points of a line: of one with arcs, of several one behind another, or a plain one."""
        if kind == _LINE:
            return self._points(size)
        if kind == _ARCS:
            return list(_along(self._points(size)))
        joined: list[Point] = []
        for _ in range(self._count()):
            inner, inner_size = self._head(depth)
            joined += self._line(inner, inner_size, depth + 1)[bool(joined) :]
        return joined

    def _rings(self, kind: int, size: int, depth: int) -> Iterator[list[Point]]:
        for _ in range(self._count()):
            if kind == _POLYGON:
                yield self._points(size)
            else:
                inner, inner_size = self._head(depth)
                if inner not in (_LINE, _ARCS, _COMPOUND):
                    raise ValueError
                yield self._line(inner, inner_size, depth)


def _head(kind: int) -> bytes:
    return struct.pack("<BI", 1, kind)


def _packed(points: list[Point]) -> bytes:
    return b"".join(struct.pack("<2d", *point) for point in points)


def _along(points: list[Point]) -> Iterator[Point]:
    """Points of arcs, each through three points of which the last is the first of the next."""
    if points:
        yield points[0]
    for at in range(0, len(points) - 2, 2):
        yield from _arc(*points[at : at + 3])


def _arc(start: Point, middle: Point, end: Point) -> Iterator[Point]:
    """Points of an arc behind `start`, to `end`; a whole circle where both are one. In a line it is no arc."""
    centre = _centre(start, middle, end)
    if centre is None:
        yield from (middle, end)
        return
    x, y = centre
    first, second, last = (math.atan2(point[1] - y, point[0] - x) for point in (start, middle, end))
    turn = 2 * math.pi
    swept = (last - first) % turn or turn
    if start != end and (second - first) % turn > swept:
        swept -= turn
    radius = math.hypot(start[0] - x, start[1] - y)
    steps = max(2, math.ceil(abs(swept) / _STEP))
    for step in range(1, steps):
        angle = first + swept * step / steps
        yield x + radius * math.cos(angle), y + radius * math.sin(angle)
    yield end


def _centre(start: Point, middle: Point, end: Point) -> Point | None:
    if start == end:
        return (start[0] + middle[0]) / 2, (start[1] + middle[1]) / 2
    # From the first point: the numbers of a projected system are large beside an arc.
    ax, ay, bx, by = middle[0] - start[0], middle[1] - start[1], end[0] - start[0], end[1] - start[1]
    twice = 2 * (ax * by - ay * bx)
    a, b = ax * ax + ay * ay, bx * bx + by * by
    if abs(twice) <= 1e-12 * max(a, b):
        return None
    return start[0] + (by * a - ay * b) / twice, start[1] + (ax * b - bx * a) / twice
