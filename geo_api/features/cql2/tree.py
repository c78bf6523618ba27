"""The tree that both forms of CQL2 become, its bounds, and what is refused of a filter."""

from dataclasses import dataclass
from datetime import date
from unicodedata import normalize

import shapely
from shapely.geometry.base import BaseGeometry

from geo_api.days import parse_day
from geo_api.errors import BadRequest
from geo_api.values import is_plain

# What no filter written by a person or a program of theirs needs to pass, and what the parsers may recurse.
LONGEST = 32_000
DEEPEST = 40
MOST_NODES = 2_000

BINARY_ARITHMETIC = ("+", "-", "*", "/", "^", "%", "div")
COMPARISONS = ("=", "<>", "<", "<=", ">", ">=")
SPATIAL = (
    *("s_intersects", "s_disjoint", "s_contains", "s_within", "s_equals"),
    *("s_touches", "s_crosses", "s_overlaps"),
)
TEMPORAL = (
    *("t_after", "t_before", "t_contains", "t_disjoint", "t_during", "t_equals", "t_finishedby", "t_finishes"),
    *("t_intersects", "t_meets", "t_metby", "t_overlappedby", "t_overlaps", "t_startedby", "t_starts"),
)
FOLDING = ("casei", "accenti")


@dataclass(frozen=True, slots=True)
class Property:
    name: str


@dataclass(frozen=True, slots=True)
class Literal:
    """A text, number or truth value, or a day (a moment stands for its day in Vietnam)."""

    value: str | int | float | bool | date


@dataclass(frozen=True, slots=True)
class Open:
    """The open end of an interval: ``..``."""


@dataclass(frozen=True, slots=True)
class Shape:
    """A geometry in the coordinates of ``filter-crs``."""

    geometry: BaseGeometry


@dataclass(frozen=True, slots=True)
class Call:
    """op: as CQL2 JSON names it; `and` and `or` have any number of arguments, `in` its value and then the list."""

    op: str
    args: tuple["Node", ...]


Node = Property | Literal | Open | Shape | Call


def refused(vi: str, en: str) -> BadRequest:
    return BadRequest(f"Tham số “filter”: {vi}.", f"Parameter “filter”: {en}.")


def too_deep() -> BadRequest:
    return refused(f"lồng nhau quá {DEEPEST} cấp", f"nested more than {DEEPEST} levels deep")


def check_length(text: str) -> None:
    """Raises BadRequest for a filter that is empty or longer than any that is parsed."""
    if not text.strip():
        raise refused("bộ lọc rỗng", "the filter is empty")
    if len(text) > LONGEST:
        raise refused(f"dài quá {LONGEST} ký tự", f"longer than {LONGEST} characters")


def check_size(root: Node) -> Node:
    """`root`, when it is no deeper and has no more parts than is allowed. Raises BadRequest."""
    level, nodes = [root], 0
    for _ in range(DEEPEST):
        level = [arg for node in level if isinstance(node, Call) for arg in node.args]
        nodes += len(level)
        if nodes > MOST_NODES:
            raise refused(f"có quá {MOST_NODES} phần", f"it has more than {MOST_NODES} parts")
        if not level:
            return root
    raise too_deep()


def text_literal(value: str) -> Literal:
    """A text as the data writes it: letters and marks in one piece. Raises BadRequest for control characters."""
    if not is_plain(value, "\t\n\r"):
        raise refused("có ký tự điều khiển", "it has control characters")
    return Literal(normalize("NFC", value))


def number_literal(value: float) -> Literal:
    """Whole numbers beyond 64 bits become floating-point ones. Raises BadRequest for what is no number."""
    if isinstance(value, int) and abs(value) < 2**63:
        return Literal(value)
    try:
        number = float(value)
    except OverflowError:
        number = float("inf")
    if number - number != 0:
        raise refused("số quá lớn", "a number is too large")
    return Literal(number)


def day_literal(value: str) -> Literal:
    """A date or an RFC 3339 moment. Raises BadRequest."""
    return Literal(parse_day("filter", value))


def box_shape(numbers: list[float]) -> Shape:
    """The box of four or six numbers (heights are dropped). Raises BadRequest."""
    if len(numbers) == 6:
        numbers = [*numbers[0:2], *numbers[3:5]]
    if len(numbers) != 4:
        raise refused("BBOX cần bốn hoặc sáu số", "a BBOX needs four or six numbers")
    x1, y1, x2, y2 = numbers
    if x1 > x2 or y1 > y2:
        raise refused("BBOX: góc đầu phải nhỏ hơn góc sau", "BBOX: the first corner must be below the second")
    return shape(shapely.box(x1, y1, x2, y2))


def shape(geometry: BaseGeometry) -> Shape:
    """`geometry` without heights, collections of one kind as that kind. Raises BadRequest for one that is not valid."""
    geometry = shapely.force_2d(geometry)
    if geometry.is_empty or not geometry.is_valid:
        raise refused("hình không hợp lệ hoặc rỗng", "a geometry is empty or not valid")
    if geometry.geom_type == "GeometryCollection":
        geometry = shapely.union_all(shapely.get_parts(geometry))
    return Shape(geometry)
