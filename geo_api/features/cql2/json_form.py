"""CQL2 JSON into the tree."""

import json
import math
from collections.abc import Mapping
from typing import Any

import shapely

from geo_api.features.cql2.tree import (
    BINARY_ARITHMETIC,
    COMPARISONS,
    DEEPEST,
    FOLDING,
    SPATIAL,
    TEMPORAL,
    Call,
    Literal,
    Node,
    Open,
    Property,
    Shape,
    box_shape,
    check_length,
    check_size,
    day_literal,
    number_literal,
    refused,
    shape,
    text_literal,
    too_deep,
)

_OPERATORS = frozenset(
    {"and", "or", "not", "isNull", "like", "between", "in"}
    | {*BINARY_ARITHMETIC, *COMPARISONS, *FOLDING, *SPATIAL, *TEMPORAL}
)
# Braces and brackets around one level of the tree: `{"args": [` — and those of a geometry within.
_BRACKETS = 2 * DEEPEST + 8


def parse_json(text: str) -> Node:
    """The tree of a filter in CQL2 JSON. Raises BadRequest."""
    check_length(text)
    _check_brackets(text)
    try:
        document = json.loads(text, parse_constant=_no_constant)
    except ValueError:
        raise refused("không phải JSON", "it is not JSON") from None
    return check_size(_node(document))


def _check_brackets(text: str) -> None:
    """Before it is parsed: what is nested too deeply would break the parser."""
    depth, in_text, escaped = 0, False, False
    for sign in text:
        if in_text:
            in_text, escaped = (sign != '"' or escaped), (sign == "\\" and not escaped)
        elif sign == '"':
            in_text = True
        elif sign in "[{":
            depth += 1
            if depth > _BRACKETS:
                raise too_deep()
        elif sign in "]}":
            depth -= 1


def _no_constant(_: str) -> Any:
    raise ValueError("NaN and Infinity are no JSON")


def _node(value: Any) -> Node:
    if isinstance(value, bool):
        return Literal(value)
    if isinstance(value, (int, float)):
        return number_literal(value)
    if isinstance(value, str):
        return text_literal(value)
    if isinstance(value, Mapping):
        return _object(value)
    raise _not_understood(value)


def _object(value: Mapping[str, Any]) -> Node:
    if "op" in value:
        return _call(value["op"], value.get("args"))
    for key, read in _LITERALS.items():
        if key in value:
            return read(value[key])
    if "coordinates" in value or "geometries" in value:
        return _geometry(value)
    raise _not_understood(value)


def _call(op: Any, args: Any) -> Node:
    if not isinstance(op, str) or op not in _OPERATORS or not isinstance(args, list):
        raise _not_understood({"op": op})
    if op == "in" and len(args) == 2 and isinstance(args[1], list):
        args = [args[0], *args[1]]
    return Call(op, tuple(map(_node, args)))


def _property(value: Any) -> Node:
    return Property(_text(value))


def _day(value: Any) -> Node:
    return day_literal(_text(value))


def _interval(value: Any) -> Node:
    if not isinstance(value, list) or len(value) != 2:
        raise _not_understood(value)
    return Call("interval", tuple(map(_end_of_interval, value)))


def _end_of_interval(value: Any) -> Node:
    if isinstance(value, str):
        return Open() if value == ".." else day_literal(value)
    return _node(value)


def _box(value: Any) -> Shape:
    if not isinstance(value, list) or not all(type(n) in (int, float) and abs(n) < math.inf for n in value):
        raise _not_understood(value)
    return box_shape(value)


def _geometry(value: Mapping[str, Any]) -> Shape:
    try:
        geometry = shapely.from_geojson(json.dumps(value))
    except (shapely.errors.ShapelyError, OverflowError):
        raise _not_understood(value) from None
    return shape(geometry)


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise _not_understood(value)
    return value


def _not_understood(value: Any) -> Exception:
    shown = str(value)[:40]
    return refused(f"không hiểu {shown}", f"{shown} is not understood")


_LITERALS = {"property": _property, "date": _day, "timestamp": _day, "interval": _interval, "bbox": _box}
