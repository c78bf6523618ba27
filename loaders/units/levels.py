"""The tiers of units as files name them: digits of their codes, columns of their parents."""

from dataclasses import dataclass, replace
from datetime import date

from layers.names import KINDS, no_level
from loaders.errors import LoadError
from loaders.report import shortened

# The first day without districts.
DISTRICTS_ENDED = date(2025, 7, 1)


@dataclass(frozen=True, slots=True)
class Level:
    """How units of a level are read. code_digits: of the code of the statistics office; None: it gives none.

    parents: the levels above that a file may name, the nearest first.
    """

    name: str
    layer: str
    scheme: str
    code_digits: int | None
    parents: tuple["Level", ...] = ()

    @property
    def kinds(self) -> tuple[str, ...]:
        return tuple(KINDS[self.name])

    @property
    def code_column(self) -> str:
        """The column in which files of lower levels name a unit of this one by its code."""
        return f"{self.name}_code"


PROVINCE = Level("province", "provinces", "gso", 2)
DISTRICT = Level("district", "districts", "gso", 3, (PROVINCE,))
COMMUNE = Level("commune", "communes", "gso", 5, (DISTRICT, PROVINCE))
HAMLET = Level("hamlet", "hamlets", "wardmap", None, (COMMUNE,))
LEVEL_OF = {level.name: level for level in (PROVINCE, DISTRICT, COMMUNE, HAMLET)}


def level_on(name: str, day: date) -> Level:
    """The level of that name as it is on `day`: from 1 July 2025 on there are no districts. Raises LoadError."""
    if name not in LEVEL_OF:
        words = no_level(shortened(name))
        raise LoadError(words.vi, words.en)
    level = LEVEL_OF[name]
    if day < DISTRICTS_ENDED:
        return level
    if level is DISTRICT:
        raise LoadError(
            "Cấp huyện đã kết thúc ngày 30/06/2025; ngày có hiệu lực phải trước đó.",
            "Districts ended on 2025-06-30; they must be in force since a day before.",
        )
    return replace(level, parents=tuple(parent for parent in level.parents if parent is not DISTRICT))
