"""The tree into a condition in SQL. Only declared fields get into its text; every value is bound.

What does not fit together (a text beside a number, an unknown property) is refused here, before the database sees it.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import Enum
from typing import Any

import shapely

from geo_api.errors import BadRequest
from geo_api.features.cql2.temporal import RELATIONS
from geo_api.features.cql2.tree import (
    BINARY_ARITHMETIC,
    COMPARISONS,
    FOLDING,
    SPATIAL,
    TEMPORAL,
    Call,
    Literal,
    Node,
    Open,
    Property,
    Shape,
    day_literal,
    refused,
)
from geo_api.features.crs import Crs, to_degrees
from layers.layer import Field, FieldType, Text

GEOMETRY = "geometry"
ID = "id"


class _Kind(Enum):
    TEXT = Text("văn bản", "text")
    NUMBER = Text("số", "a number")
    BOOLEAN = Text("đúng hoặc sai", "a truth value")
    DAY = Text("ngày, viết DATE('2025-07-01')", "a date, written DATE('2025-07-01')")
    SPAN = Text("khoảng thời gian", "an interval")
    SHAPE = Text("hình", "a geometry")


_KINDS = {
    FieldType.TEXT: _Kind.TEXT,
    FieldType.INTEGER: _Kind.NUMBER,
    FieldType.NUMBER: _Kind.NUMBER,
    FieldType.BOOLEAN: _Kind.BOOLEAN,
    FieldType.DATE: _Kind.DAY,
}
_COMPARABLE = (_Kind.TEXT, _Kind.NUMBER, _Kind.DAY)
# In floating point, so that 3/2 is one and a half; by nothing gives nothing.
_ARITHMETIC = {
    "/": "(CAST({0} AS double precision) / NULLIF(CAST({1} AS double precision), 0))",
    "^": "power(CAST({0} AS double precision), CAST({1} AS double precision))",
    "%": "mod(CAST({0} AS numeric), NULLIF(CAST({1} AS numeric), 0))",
    "div": "div(CAST({0} AS numeric), NULLIF(CAST({1} AS numeric), 0))",
}
_MARKS = r"'[\u0300-\u036f]'"
_FOLDS = {
    "casei": "lower({0})",
    "accenti": f"regexp_replace(translate(normalize({{0}}, NFD), 'đĐ', 'dD'), {_MARKS}, '', 'g')",
}


@dataclass(frozen=True, slots=True)
class Condition:
    sql: str
    params: dict[str, Any]


@dataclass(frozen=True, slots=True)
class _Sql:
    """until: of an interval, its other end."""

    text: str
    kind: _Kind
    until: str = ""


def condition_of(tree: Node, fields: Iterable[Field], crs: Crs) -> Condition:
    """The condition that rows with `fields` (and `id` and `geom`) must hold. crs: of the geometries in the filter.

    Raises BadRequest.
    """
    maker = _Maker({field.name: field for field in fields}, crs)
    made = maker.need(tree, _Kind.BOOLEAN)
    return Condition(made.text, maker.params)


class _Maker:
    def __init__(self, fields: Mapping[str, Field], crs: Crs) -> None:
        self.params: dict[str, Any] = {}
        self._fields = fields
        self._crs = crs
        self._calls: dict[str, Callable[[Call], _Sql]] = {
            "not": self._not,
            "isNull": self._is_null,
            "like": self._like,
            "between": self._between,
            "in": self._in,
            "interval": self._interval,
            **dict.fromkeys(("and", "or"), self._joined),
            **dict.fromkeys(COMPARISONS, self._compared),
            **dict.fromkeys(BINARY_ARITHMETIC, self._calculated),
            **dict.fromkeys(FOLDING, self._folded),
            **dict.fromkeys(SPATIAL, self._spatial),
            **dict.fromkeys(TEMPORAL, self._temporal),
        }

    def make(self, node: Node) -> _Sql:
        match node:
            case Property():
                return self._property(node.name)
            case Literal():
                return self._literal(node.value)
            case Shape():
                return self._shape(node)
            case Call():
                return self._calls[node.op](node)
            case Open():
                raise refused("“..” chỉ đứng trong INTERVAL", "“..” only stands in an INTERVAL")

    def need(self, node: Node, *kinds: _Kind) -> _Sql:
        made = self.make(node)
        if made.kind not in kinds:
            raise _mismatch(made.kind, kinds[0])
        return made

    def _bound(self, value: Any) -> str:
        name = f"cql{len(self.params)}"
        self.params[name] = value
        return f":{name}"

    def _property(self, name: str) -> _Sql:
        if name == ID:
            return _Sql("id", _Kind.NUMBER)
        if name == GEOMETRY:
            return _Sql("geom", _Kind.SHAPE)
        try:
            field = self._fields[name]
        except KeyError:
            raise _no_property(name, self._fields) from None
        return _Sql(f'"{field.name}"', _KINDS[field.type])

    def _literal(self, value: str | float | date) -> _Sql:
        if isinstance(value, bool):
            return _Sql("TRUE" if value else "FALSE", _Kind.BOOLEAN)
        if isinstance(value, str):
            return _Sql(f"CAST({self._bound(value)} AS text)", _Kind.TEXT)
        if isinstance(value, date):
            return _Sql(f"CAST({self._bound(value)} AS date)", _Kind.DAY)
        return _Sql(self._bound(value), _Kind.NUMBER)

    def _shape(self, node: Shape) -> _Sql:
        try:
            degrees = to_degrees(node.geometry, self._crs)
        except ValueError:
            raise refused(
                "tọa độ nằm ngoài vùng của hệ tọa độ (thứ tự: kinh độ, vĩ độ nếu không nêu filter-crs)",
                "coordinates outside their system (longitude before latitude when there is no filter-crs)",
            ) from None
        return _Sql(f"ST_GeomFromWKB({self._bound(shapely.to_wkb(degrees))}, 4326)", _Kind.SHAPE)

    def _joined(self, call: Call) -> _Sql:
        parts = [self.need(arg, _Kind.BOOLEAN).text for arg in call.args]
        if len(parts) < 2:
            raise _arguments(call)
        return _Sql(f"({f' {call.op.upper()} '.join(parts)})", _Kind.BOOLEAN)

    def _not(self, call: Call) -> _Sql:
        (arg,) = _exactly(1, call)
        return _Sql(f"(NOT {self.need(arg, _Kind.BOOLEAN).text})", _Kind.BOOLEAN)

    def _is_null(self, call: Call) -> _Sql:
        (arg,) = _exactly(1, call)
        return _Sql(f"({self.make(arg).text} IS NULL)", _Kind.BOOLEAN)

    def _compared(self, call: Call) -> _Sql:
        left, right = map(self.make, self._with_days(_exactly(2, call)))
        comparable = (*_COMPARABLE, _Kind.BOOLEAN) if call.op in ("=", "<>") else _COMPARABLE
        _check_same(left, right, comparable)
        return _Sql(f"({left.text} {call.op} {right.text})", _Kind.BOOLEAN)

    def _with_days(self, pair: tuple[Node, ...]) -> tuple[Node, ...]:
        """A text beside a field of days is one: so older clients write it."""
        days = [isinstance(arg, Property) and self.make(arg).kind is _Kind.DAY for arg in pair]
        if not any(days):
            return pair
        return tuple(map(_as_day, pair))

    def _like(self, call: Call) -> _Sql:
        value, pattern = _exactly(2, call)
        _check_pattern(pattern)
        texts = [self.need(arg, _Kind.TEXT).text for arg in (value, pattern)]
        return _Sql(f"({' LIKE '.join(texts)})", _Kind.BOOLEAN)

    def _between(self, call: Call) -> _Sql:
        value, low, high = (self.make(arg) for arg in _exactly(3, call))
        for end in (low, high):
            _check_same(value, end, _COMPARABLE)
        return _Sql(f"({value.text} BETWEEN {low.text} AND {high.text})", _Kind.BOOLEAN)

    def _in(self, call: Call) -> _Sql:
        if len(call.args) < 2:
            raise _arguments(call)
        value, *items = (self.make(arg) for arg in call.args)
        for item in items:
            _check_same(value, item, (*_COMPARABLE, _Kind.BOOLEAN))
        return _Sql(f"({value.text} IN ({', '.join(item.text for item in items)}))", _Kind.BOOLEAN)

    def _calculated(self, call: Call) -> _Sql:
        left, right = (self.need(arg, _Kind.NUMBER).text for arg in _exactly(2, call))
        return _Sql(_ARITHMETIC.get(call.op, f"({{0}} {call.op} {{1}})").format(left, right), _Kind.NUMBER)

    def _folded(self, call: Call) -> _Sql:
        (arg,) = _exactly(1, call)
        return _Sql(_FOLDS[call.op].format(self.need(arg, _Kind.TEXT).text), _Kind.TEXT)

    def _spatial(self, call: Call) -> _Sql:
        left, right = _exactly(2, call)
        mixed = any(isinstance(arg, Shape) and arg.geometry.geom_type == "GeometryCollection" for arg in call.args)
        if mixed and call.op not in ("s_intersects", "s_disjoint"):
            raise refused(f"{call.op} không nhận hình gồm nhiều loại", f"{call.op} takes no geometry of mixed kinds")
        shapes = ", ".join(self.need(arg, _Kind.SHAPE).text for arg in (left, right))
        if call.op == "s_disjoint":
            return _Sql(f"(NOT ST_Intersects({shapes}))", _Kind.BOOLEAN)
        return _Sql(f"ST_{call.op[2:].capitalize()}({shapes})", _Kind.BOOLEAN)

    def _interval(self, call: Call) -> _Sql:
        start, end = call.args
        return _Sql(self._end(start, "-infinity"), _Kind.SPAN, self._end(end, "infinity"))

    def _end(self, node: Node, open_end: str) -> str:
        """A day without a value is an open end: a unit in force has no last day."""
        if isinstance(node, Open):
            return f"CAST('{open_end}' AS date)"
        return f"COALESCE({self.need(node, _Kind.DAY).text}, '{open_end}')"

    def _temporal(self, call: Call) -> _Sql:
        left, right = (self.need(arg, _Kind.DAY, _Kind.SPAN) for arg in _exactly(2, call))
        ends = {"a": left.text, "b": left.until or left.text, "c": right.text, "d": right.until or right.text}
        return _Sql(f"({RELATIONS[call.op].format(**ends)})", _Kind.BOOLEAN)


def _as_day(node: Node) -> Node:
    if isinstance(node, Literal) and isinstance(node.value, str):
        return day_literal(node.value)
    return node


def _exactly(count: int, call: Call) -> tuple[Node, ...]:
    if len(call.args) != count:
        raise _arguments(call)
    return call.args


def _arguments(call: Call) -> BadRequest:
    return refused(f"“{call.op}” không nhận {len(call.args)} giá trị", f"“{call.op}” does not take {len(call.args)}")


def _check_same(left: _Sql, right: _Sql, kinds: tuple[_Kind, ...]) -> None:
    if left.kind is not right.kind or left.kind not in kinds:
        raise _mismatch(right.kind, left.kind)


def _check_pattern(node: Node) -> None:
    """PostgreSQL takes no pattern that ends in the sign that makes the next one plain."""
    while isinstance(node, Call) and node.op in FOLDING and len(node.args) == 1:
        (node,) = node.args
    if not isinstance(node, Literal) or not isinstance(node.value, str):
        raise refused("LIKE cần một mẫu viết trong dấu nháy", "LIKE needs a pattern in quotation marks")
    if (len(node.value) - len(node.value.rstrip("\\"))) % 2:
        raise refused("mẫu của LIKE kết thúc bằng dấu \\", "the pattern of LIKE ends in a backslash")


def _mismatch(given: _Kind, wanted: _Kind) -> BadRequest:
    return refused(
        f"có {given.value.vi} ở chỗ cần {wanted.value.vi}", f"{given.value.en} where there must be {wanted.value.en}"
    )


def _no_property(name: str, fields: Iterable[str]) -> BadRequest:
    known = ", ".join([ID, GEOMETRY, *fields])
    return refused(
        f"lớp không có trường “{name[:40]}”; các trường: {known}",
        f"the layer has no property “{name[:40]}”; there are {known}",
    )
