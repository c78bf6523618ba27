"""How well the places of a sample lie where they belong, by one system after another, and whether one clearly wins."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from loaders.locate.candidates import SAME_METRES, Coordinates, Flags, Landing, Sample, in_neighbourhood, landed
from loaders.locate.crs import Operation
from loaders.locate.ground import Ground

# The winner has at least so much of the sample where it belongs, every other at most so much.
BEST_SHARE, RIVAL_SHARE = 0.9, 0.5
# Or the winner has nearly all, and a rival loses so many of its places and gains none: boundaries that the file knows
# nothing of cannot agree with the wrong system in every place and disagree with the right one in so many.
SURE_SHARE, SURE_PLACES = 0.97, 8
# Cells that may be names of units.
_LONGEST_NAME = 80
_NAMING_SHARE = 0.5
Units = Sequence[frozenset[int]]


@dataclass(frozen=True, slots=True)
class Evidence:
    """Landings, the best first. named: the column whose words name the unit of each row; None: all units together.

    known: whether there were boundaries; without any, inside means in Vietnam or near it.
    """

    landings: tuple[Landing, ...]
    named: str | None
    known: bool

    @property
    def best(self) -> Landing:
        return self.landings[0]

    def rivals(self) -> list[Landing]:
        """All that put the sample elsewhere than the best does."""
        return [landing for landing in self.landings[1:] if self.best.metres_to(landing) > SAME_METRES]

    def is_clear(self) -> bool:
        return self.best.share >= BEST_SHARE and all(self._is_beaten(rival) for rival in self.rivals())

    def _is_beaten(self, rival: Landing) -> bool:
        if rival.share <= RIVAL_SHARE:
            return True
        lost = int((self.best.inside & ~rival.inside).sum())
        gained = int((rival.inside & ~self.best.inside).sum())
        return self.best.share >= SURE_SHARE and lost >= SURE_PLACES and lost >= 20 * gained


class Judge:
    """Weighs systems by the places of one sample."""

    def __init__(self, sample: Sample, ground: Ground) -> None:
        self._sample = sample
        self._ground = ground
        self._named, self._units = _named_units(sample, ground) if ground.is_known else (None, ())

    def weigh(self, operations: Sequence[Operation]) -> Evidence:
        """Where the sample lies by each of `operations`. Equal shares keep the order in which they were given."""
        places = [landed(self._sample, operation) for operation in operations]
        by_name = self._landings(operations, places, self._named is not None)
        named = self._named
        if named is not None and by_name[0].share < RIVAL_SHARE:
            # The names say something else than where the rows are.
            by_name, named = self._landings(operations, places, False), None
        return Evidence(tuple(by_name), named, self._ground.is_known)

    def _landings(self, operations: Sequence[Operation], places: Sequence[Coordinates], by_name: bool) -> list[Landing]:
        inside = self._inside(np.concatenate(places), by_name).reshape(len(places), -1)
        found = [Landing(*each) for each in zip(operations, places, inside, strict=True)]
        return sorted(found, key=lambda landing: -landing.share)

    def _inside(self, lonlat: Coordinates, by_name: bool) -> Flags:
        """For the places of all systems one after another, whether each is where it belongs."""
        flags = in_neighbourhood(lonlat)
        at = np.flatnonzero(flags)
        if not self._ground.is_known or not len(at):
            return flags
        flags[at] = self._ground.inside(lonlat[at])
        if by_name:
            for index, holders in zip(at.tolist(), self._ground.holders(lonlat[at]), strict=True):
                meant = self._units[index % len(self._units)]
                flags[index] = bool(meant & holders) if meant else flags[index]
        return flags


def _named_units(sample: Sample, ground: Ground) -> tuple[str | None, Units]:
    """The column most of whose cells name units, the one with most different units; and those units row by row."""
    words = [{column: _word(cell) for column, cell in row.items()} for row in sample.values]
    known = ground.named({word for row in words for word in row.values() if word})
    columns = dict.fromkeys(column for row in words for column in row)
    found = [(column, [known.get(row.get(column, ""), frozenset()) for row in words]) for column in columns]
    naming = [(column, units) for column, units in found if _is_naming(column, units, words)]
    return max(naming, key=lambda each: len(set(each[1])), default=(None, ()))


def _is_naming(column: str, units: Units, words: Sequence[Mapping[str, str]]) -> bool:
    filled = sum(bool(row.get(column)) for row in words)
    return bool(filled) and sum(map(bool, units)) > _NAMING_SHARE * filled


def _word(cell: object) -> str:
    """A cell as it may name a unit; empty for what cannot."""
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    text = str(cell).strip() if isinstance(cell, str | int) and not isinstance(cell, bool) else ""
    return text if len(text) <= _LONGEST_NAME else ""
