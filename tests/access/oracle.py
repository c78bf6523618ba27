"""The rule of who sees which row, written once more: plain Python over what the world wrote down, no SQL of ours."""

from functools import cache

from shapely import Point, box

from tests.access.declared import matrix
from tests.access.world import NORTH, SOUTH, UNITS, Held, Row, World


def kind_of(held: Held) -> str:
    return next(kind for kind, roles in matrix()["kinds"].items() if held.role in roles)


def reach(held: tuple[Held, ...], kind: str) -> frozenset[str] | None:
    """Names of the units where an account may look as `kind`; None: everywhere."""
    ours = [one for one in held if one.holds_today and kind_of(one) == kind]
    if any(one.unit is None for one in ours):
        return None
    units = {one.unit for one in ours if one.unit and UNITS[one.unit].is_there}
    below = {name for name, unit in UNITS.items() if unit.level == "commune" and unit.is_there and unit.parent in units}
    return frozenset(units | below)


@cache
def units_at(x: float, y: float) -> frozenset[str]:
    """The communes and hamlets that hold the place, their borders included."""
    place = Point(x, y)
    held = (
        n for n, u in UNITS.items() if box(u.west, SOUTH, u.east, NORTH).intersects(place) and u.level != "province"
    )
    return frozenset(held)


def may_see(row: Row, kind: str, where: frozenset[str] | None) -> bool:
    """Whether an asker of that kind with that reach has this row before the eyes."""
    declared = matrix()["layers"].get(row.layer)
    sight = declared[kind] if declared else "all"
    if sight in ("all", "open") or row.is_open:
        return sight != "nothing" and (sight != "open" or row.is_open)
    if sight == "nothing":
        return False
    if where is None:
        return True
    return bool(where & ({row.commune} if row.layer == "coverage_gaps" else units_at(row.x, row.y)))


def seen(world: World, layer: str, held: tuple[Held, ...], kind: str) -> list[Row]:
    """The rows of `layer` that the account sees as `kind` (``public``: at the public address)."""
    where = frozenset[str]() if kind == "public" else reach(held, kind)
    return [row for row in world.rows_of(layer) if may_see(row, kind, where)]
