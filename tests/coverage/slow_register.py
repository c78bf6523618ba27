"""The units of a day, what lies in which, and their figures, for the slow evaluator."""

from datetime import date

from shapely import Point

from tests.coverage.world import Unit, World

LEVELS = ("hamlet", "commune", "district", "province")


class Register:
    """Units in force on a day, in the order of their ids."""

    def __init__(self, world: World, at: date) -> None:
        self.at, self.figures = at, world.figures
        self.units = {unit.code: unit for unit in world.units if _in_force(unit, at)}

    def of_level(self, level: str) -> list[Unit]:
        return [unit for unit in self.units.values() if unit.level == level]

    def holding(self, level: str, place: Point) -> Unit | None:
        """The unit in which the place lies; on a border, the first of them."""
        found = (unit for unit in self.of_level(level) if unit.area is not None and unit.area.covers(place))
        return next(found, None)

    def above(self, unit: Unit | None, level: str) -> Unit | None:
        """The unit itself or the one above it that is of the level."""
        while unit is not None and unit.level != level:
            unit = self.units.get(unit.parent or "")
        return unit

    def figure(self, unit: Unit | None, code: str) -> float | None:
        """The newest value whose period began by the day."""
        if unit is None:
            return None
        known = [one for one in self.figures if (one.unit, one.code) == (unit.code, code) and one.first <= self.at]
        return max(known, key=lambda one: one.first).value if known else None


def _in_force(unit: Unit, at: date) -> bool:
    start, end = unit.valid.strip("[)").split(",")
    return date.fromisoformat(start) <= at and (not end or at < date.fromisoformat(end))
