"""Units above those of a file: as the file names them, and as they are on record."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from sqlalchemy import Connection, text

from layers.names import UnitName, full_name, spelling
from loaders.units.boundaries.change import Change
from loaders.units.levels import Level

_KNOWN = """
SELECT u.level, u.id, c.code, v.kind, v.name, v.parent_id
  FROM unit AS u
  JOIN unit_version AS v ON v.unit_id = u.id AND upper_inf(v.recorded) AND v.valid @> :day
  LEFT JOIN unit_code AS c ON c.unit_id = u.id AND c.scheme = 'gso' AND c.valid @> :day
 WHERE u.level = ANY (:levels)
"""
_LATER = """
SELECT DISTINCT ON (c.code) c.code, lower(c.valid), v.kind, v.name
  FROM unit_code AS c JOIN unit_version AS v ON v.unit_id = c.unit_id AND upper_inf(v.recorded) AND v.valid && c.valid
 WHERE c.scheme = 'gso' AND c.code = ANY (:codes) AND c.valid && daterange(:day, :until) AND NOT c.valid @> :day
 ORDER BY c.code, lower(c.valid), lower(v.valid)
"""


@dataclass(frozen=True, slots=True)
class Above:
    """A unit of a higher level as a file names it: by code, by name, or both."""

    level: Level
    code: str | None
    name: UnitName | None

    @property
    def key(self) -> tuple[str, str]:
        """What tells it from all others, where it has a code."""
        return self.level.name, self.code or ""

    @property
    def words(self) -> str:
        """As a person reads it: “Huyện Hải Hậu (366)”."""
        name = "" if self.name is None else self.name.name
        named = full_name(self.name.kind, name) if self.name and self.name.kind else name
        return f"{named} ({self.code})" if self.code else named


# The units above a row that its file names, the nearest first.
Chain = tuple[Above, ...]


class Known(NamedTuple):
    """A unit on record on the day."""

    level: str
    id: int
    code: str | None
    kind: str
    name: str
    parent_id: int | None


@dataclass(slots=True)
class Record:
    """The units of higher levels on the day. later: codes that begin within the period, since when and whose."""

    by_code: dict[tuple[str, str], Known] = field(default_factory=dict)
    by_name: dict[tuple[str, str], list[Known]] = field(default_factory=dict)
    later: dict[str, tuple[date, str]] = field(default_factory=dict)

    def add(self, unit: Known) -> None:
        """Take a unit into the record."""
        if unit.code:
            self.by_code[unit.level, unit.code] = unit
        self.by_name.setdefault((unit.level, spelling(unit.name)), []).append(unit)

    def find(self, chain: Chain) -> Known | None:
        """The nearest unit of a chain: the province where a district that has no code is not found by its name."""
        if not chain:
            return None
        if chain[0].code:
            return self.by_code.get(chain[0].key)
        return self.named(chain) or self.find(chain[1:])

    def named(self, chain: Chain) -> Known | None:
        """The only unit with the name of the first of the chain, in what stands above it; None if there are several."""
        name = chain[0].name
        if name is None:
            return None
        alike = [unit for unit in self._in_place(chain, name.name) if name.kind in (None, unit.kind)]
        return alike[0] if len(alike) == 1 else None

    def namesake(self, chain: Chain, name: UnitName) -> Known | None:
        """A unit of that name and kind in the same parent."""
        if chain[0].level.parents and not self.find(chain[1:]):
            return None
        return next((unit for unit in self._in_place(chain, name.name) if name.kind in (None, unit.kind)), None)

    def _in_place(self, chain: Chain, name: str) -> list[Known]:
        top = self.find(chain[1:])
        alike = self.by_name.get((chain[0].level.name, spelling(name)), [])
        return [unit for unit in alike if top is None or unit.parent_id in (None, top.id)]


def record_of(connection: Connection, change: Change, chains: Iterable[Chain]) -> Record:
    """What the database has of the levels and codes in `chains` on the day of `change`."""
    record = Record()
    wanted = {above for chain in chains for above in chain}
    values = {"day": change.day, "levels": sorted({above.level.name for above in wanted})}
    for row in connection.execute(text(_KNOWN), values):
        record.add(Known(*row))
    codes = sorted({above.code for above in wanted if above.code})
    values = {"codes": codes, "day": change.day, "until": change.until}
    for code, since, kind, name in connection.execute(text(_LATER), values):
        record.later[code] = since, full_name(kind, name)
    return record
