"""Which rows a rule speaks of: its kinds and `where` conditions, checked against the declared layers and fields."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from geo_api.coverage.rules.errors import RuleError
from layers.layer import Field, FieldType, Group, Layer, Value
from layers.registry import all_layers, layers_by_kind

# Sets whose rows are rows of declared layers, named by the layers' kinds.
LAYER_SETS = {
    "unit": Group.UNIT,
    "place": Group.PLACE,
    "asset": Group.ASSET,
    "address": Group.ADDRESS,
    "junction": Group.JUNCTION,
    "road": Group.ROAD,
    "popcell": Group.POPULATION_CELL,
}
INDICATOR_PATTERN = re.compile(r"(rule:)?[a-z0-9][a-z0-9_.-]{1,60}")
FRESHER = "fresher_than_days"
_EQUALITY = frozenset({"==", "in", "not_in"})
_ORDER = frozenset({">=", ">", "<=", "<"})
OPERATORS: Mapping[FieldType, frozenset[str]] = {
    FieldType.TEXT: _EQUALITY,
    FieldType.BOOLEAN: frozenset({"=="}),
    FieldType.INTEGER: _EQUALITY | _ORDER,
    FieldType.NUMBER: _EQUALITY | _ORDER,
    FieldType.DATE: _EQUALITY | _ORDER | {FRESHER},
}


@dataclass(frozen=True, slots=True)
class Condition:
    """One comparison of a field with a value; with ``in`` and ``not_in`` the value is a tuple."""

    field: Field
    op: str
    value: Value | tuple[Value, ...]


@dataclass(frozen=True, slots=True)
class Source:
    """Rows of one layer. A row belongs to it when all conditions of any one of `picks`, and all of `where`, hold."""

    layer: Layer
    picks: tuple[tuple[Condition, ...], ...]
    where: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class Selection:
    """Subjects or targets of a rule: rows of `sources`, or for set ``indicator`` the values of these `kinds`."""

    set: str
    sources: tuple[Source, ...]
    kinds: tuple[str, ...] = ()


def read_selection(document: Mapping[str, Any], source: str, place: str) -> Selection:
    """The selection at JSON path `place` of the rule file `source`. Raises RuleError."""
    if document["set"] == "indicator":
        return Selection("indicator", (), _indicators(document, source, place))
    group = LAYER_SETS[document["set"]]
    if group is Group.UNIT and "kind" not in document:
        raise RuleError(source, f"{place}.kind", "cần nêu loại đơn vị", "the kinds of units are needed")
    picks = _picks_by_layer(document.get("kind"), group, source, place)
    where = document.get("where", {})
    sources = (
        Source(layer, tuple(chosen), tuple(_conditions(layer, where, source, f"{place}.where")))
        for layer, chosen in picks
    )
    return Selection(document["set"], tuple(sources), tuple(document.get("kind", ())))


def _indicators(document: Mapping[str, Any], source: str, place: str) -> tuple[str, ...]:
    """Codes of indicators, or outcomes of rules; one, for a unit has one value of each."""
    if "where" in document:
        raise RuleError(source, f"{place}.where", "không dùng cho chỉ tiêu", "not for indicators")
    codes = tuple(document.get("kind", ()))
    if len(codes) != 1 or not INDICATOR_PATTERN.fullmatch(codes[0]):
        raise RuleError(
            source, f"{place}.kind", "cần đúng một mã chỉ tiêu", "exactly one code of an indicator is needed"
        )
    return codes


def _picks_by_layer(
    kinds: Sequence[str] | None, group: Group, source: str, place: str
) -> list[tuple[Layer, list[tuple[Condition, ...]]]]:
    """Each layer with the conditions of those of its kinds that are named; without kinds, all layers of the group."""
    if kinds is None:
        return [(layer, [()]) for layer in all_layers().values() if layer.group is group]
    found: dict[str, tuple[Layer, list[tuple[Condition, ...]]]] = {}
    for index, kind in enumerate(kinds):
        layer = _layer_of(kind, group, source, f"{place}.kind[{index}]")
        pick = tuple(Condition(layer.field(name), "==", value) for name, value in layer.kinds[kind].items())
        found.setdefault(layer.name, (layer, []))[1].append(pick)
    return list(found.values())


def _layer_of(kind: str, group: Group, source: str, place: str) -> Layer:
    layer = layers_by_kind().get((group, kind))
    if layer is not None:
        return layer
    others = ", ".join(str(other) for other, named in layers_by_kind() if named == kind)
    if not others:
        raise RuleError(source, place, f"không có loại “{kind}”", f"there is no kind “{kind}”")
    raise RuleError(
        source,
        place,
        f"loại “{kind}” thuộc nhóm {others}, không thuộc {group}",
        f"kind “{kind}” belongs to set {others}, not to {group}",
    )


def _conditions(layer: Layer, where: Mapping[str, Any], source: str, place: str) -> Iterator[Condition]:
    for name, wanted in where.items():
        here = f"{place}.{name}"
        try:
            field = layer.field(name)
        except KeyError:
            raise RuleError(
                source, here, f"lớp {layer.name} không có trường “{name}”", f"layer {layer.name} has no field “{name}”"
            ) from None
        yield _condition(field, wanted, source, here)


def _condition(field: Field, wanted: Any, source: str, place: str) -> Condition:
    op, value = operation(wanted)
    if op not in OPERATORS[field.type]:
        raise RuleError(
            source,
            place,
            f"phép so sánh “{op}” không dùng cho trường kiểu {field.type}",
            f"operator “{op}” is not for a field of type {field.type}",
        )
    for single in value if isinstance(value, tuple) else (value,):
        _check_value(field, op, single, source, place)
    return Condition(field, op, value)


def operation(wanted: Any) -> tuple[str, Value | tuple[Value, ...]]:
    """A bare value means equality, a bare list means one of them."""
    op, value = (wanted["op"], wanted["value"]) if isinstance(wanted, dict) else (None, wanted)
    if isinstance(value, list):
        return op or "in", tuple(value)
    return op or "==", value


def _check_value(field: Field, op: str, value: Value, source: str, place: str) -> None:
    if not (_is_days(value) if op == FRESHER else _has_type(field.type, value)):
        expected = "số ngày" if op == FRESHER else f"kiểu {field.type}"
        wanted = "a number of days" if op == FRESHER else f"a value of type {field.type}"
        raise RuleError(source, place, f"“{value}” không phải {expected}", f"“{value}” is not {wanted}")
    choices = [choice.value for choice in field.choices]
    if choices and value not in choices:
        listed = ", ".join(choices)
        raise RuleError(source, place, f"“{value}” không nằm trong: {listed}", f"“{value}” is not one of: {listed}")


def _is_days(value: Value) -> bool:
    return _is_number(value) and float(value).is_integer() and 0 <= float(value) <= 36_525


def _is_number(value: Value) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _has_type(kind: FieldType, value: Value) -> bool:
    match kind:
        case FieldType.TEXT:
            return isinstance(value, str)
        case FieldType.BOOLEAN:
            return isinstance(value, bool)
        case FieldType.INTEGER | FieldType.NUMBER:
            return _is_number(value)
        case FieldType.DATE:
            return isinstance(value, str) and _is_day(value)


def _is_day(value: str) -> bool:
    try:
        return date.fromisoformat(value).isoformat() == value
    except ValueError:
        return False
