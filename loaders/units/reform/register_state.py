"""What is on record around the day of a change: codes, versions and lineage of provinces, districts and communes."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import Connection, text

from layers.names import spelling
from loaders.units.reform.table import Key, Named

_CODES = """
SELECT c.code, c.unit_id, lower(c.valid), upper(c.valid) FROM unit_code AS c WHERE c.scheme = 'gso'
"""
# A unit made from a table is known for the eve of that table's day, however far back its version reaches.
_VERSIONS = """
SELECT v.unit_id, lower(v.valid), upper(v.valid), v.name, v.kind, v.parent_id, u.level, u.ended_by_event IS NOT NULL,
       CAST(l.report ->> 'effective' AS date), e.kind
  FROM unit_version AS v JOIN unit AS u ON u.id = v.unit_id LEFT JOIN load AS l ON l.id = v.load_id
  LEFT JOIN unit_event AS e ON e.id = v.event_id
 WHERE upper_inf(v.recorded) AND u.level <> 'hamlet'
"""
_EDGES = """
SELECT l.from_unit, l.to_unit FROM unit_lineage AS l JOIN unit_event AS e ON e.id = l.event_id WHERE e.effective = :day
"""
_HAPPENED = """
SELECT DISTINCT v.unit_id, e.kind FROM unit_version AS v JOIN unit_event AS e ON e.id = v.event_id
 WHERE e.effective = :day
"""
# What a boundary begins with: no change by law.
_OF_BOUNDARIES = (None, "correct", "reboundary")


@dataclass(frozen=True, slots=True)
class Period:
    """A unit has `code` from lower until before upper; None: open on that side."""

    code: str
    unit_id: int
    lower: date | None
    upper: date | None

    def holds(self, day: date) -> bool:
        return (self.lower is None or self.lower <= day) and (self.upper is None or day < self.upper)


@dataclass(frozen=True, slots=True)
class Version:
    """A version on record. known_for: effective day of the table that it was made from; has_ended: by an event.

    event: the kind of what it began with, if anything did.
    """

    unit_id: int
    lower: date | None
    upper: date | None
    name: str
    kind: str
    parent_id: int | None
    level: str
    has_ended: bool
    known_for: date | None
    event: str | None = None

    def holds(self, day: date) -> bool:
        return (self.lower is None or self.lower <= day) and (self.upper is None or day < self.upper)

    def is_called(self, named: Named) -> bool:
        return self.level == named.level and spelling(self.name) == spelling(named.name)

    def is_just(self, named: Named) -> bool:
        return self.is_called(named) and self.kind == named.kind


class Record:
    """Codes and versions on record, asked for by day. day: of the change; eve: the day before."""

    def __init__(
        self,
        day: date,
        codes: Iterable[Period],
        versions: Iterable[Version],
        edges: Collection[tuple[int, int]] = (),
        happened: Collection[tuple[int, str]] = (),
    ) -> None:
        self.day, self.eve = day, day - timedelta(days=1)
        self.edges, self.happened = frozenset(edges), frozenset(happened)
        self.codes: dict[str, list[Period]] = defaultdict(list)
        self.versions: dict[int, list[Version]] = defaultdict(list)
        for period in codes:
            self.codes[period.code].append(period)
        for version in versions:
            self.versions[version.unit_id].append(version)

    def holder(self, code: str, day: date) -> Period | None:
        """Who has the code on that day."""
        return next((period for period in self.codes.get(code, ()) if period.holds(day)), None)

    def version(self, unit_id: int, day: date) -> Version | None:
        return next((version for version in self.versions.get(unit_id, ()) if version.holds(day)), None)

    def free_span(self, code: str, day: date) -> tuple[date | None, date | None]:
        """From when until when nobody else has the code, around a day on which it is free."""
        periods = self.codes.get(code, ())
        ends = [p.upper for p in periods if p.upper is not None and p.upper <= day]
        starts = [p.lower for p in periods if p.lower is not None and p.lower > day]
        return max(ends, default=None), min(starts, default=None)

    def end(self, unit_id: int) -> date | None:
        """The day on which the last version ends; None: it goes on."""
        uppers = [version.upper for version in self.versions[unit_id]]
        return None if None in uppers else max((upper for upper in uppers if upper is not None), default=None)

    def begins_later(self, unit_id: int) -> date | None:
        """The first day after the change on which a version of the unit begins."""
        lowers = [v.lower for v in self.versions[unit_id] if v.lower is not None and v.lower > self.day]
        return min(lowers, default=None)

    def is_assumed(self, version: Version) -> bool:
        """Whether it is on record for the time around the change only because nobody knew since when it holds.

        A boundary that begins on the day does not make the time before it any better known.
        """
        if version.lower is None:
            return version.known_for is None or version.known_for > self.day
        before = self.version(version.unit_id, self.eve)
        if version.lower != self.day or version.event not in _OF_BOUNDARIES or before is None:
            return False
        is_same = (spelling(before.name), before.kind) == (spelling(version.name), version.kind)
        return is_same and before.lower is None and before.known_for is not None and before.known_for > self.day

    def keeping(self, named: Collection[Key]) -> set[Key]:
        """Keys of the units above those that hold on the eve and are not among `named`."""
        codes = {p.unit_id: p.code for periods in self.codes.values() for p in periods if p.holds(self.eve)}
        found: set[Key] = set()
        for unit_id, code in codes.items():
            version = self.version(unit_id, self.eve)
            if version is None or (version.level, code) in named:
                continue
            while version is not None and version.parent_id is not None:
                above = version.parent_id
                version = self.version(above, self.eve)
                if version is not None and above in codes:
                    found.add((version.level, codes[above]))
        return found


def read_record(connection: Connection, day: date) -> Record:
    """The record as it stands, for a change of that day."""
    return Record(
        day,
        (Period(*row) for row in connection.execute(text(_CODES))),
        (Version(*row) for row in connection.execute(text(_VERSIONS))),
        [(row[0], row[1]) for row in connection.execute(text(_EDGES), {"day": day})],
        [(row[0], row[1]) for row in connection.execute(text(_HAPPENED), {"day": day})],
    )
