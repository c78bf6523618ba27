"""The units that an answer speaks of, with all their versions and lineage, and what became of them. Pure."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import TypeVar

from geo_api.units.documents import Basis, DbRow, Part
from layers.names import fold

# The weaker basis is the one that a product of shares rests on.
_BASES: tuple[Basis | None, ...] = (None, "address", "population", "area")
# Columns of a version before those of its event.
_OF_VERSION = 11
_FIRST, _LAST = date.min, date.max
_Key = TypeVar("_Key")


@dataclass(frozen=True, slots=True)
class EventFact:
    """An event as recorded."""

    id: int
    kind: str
    effective: date
    document: str | None
    note: str | None
    recorded_at: datetime


@dataclass(frozen=True, slots=True)
class Version:
    """A unit in one period."""

    version_id: int
    id: int
    level: str
    kind: str
    name: str
    full_name: str
    qualifier: str | None
    parent_id: int | None
    code: str | None
    valid_from: date | None
    valid_to: date | None
    event: EventFact | None

    def holds_on(self, day: date) -> bool:
        return (self.valid_from or _FIRST) <= day < (self.valid_to or _LAST)

    def days_from(self, day: date) -> int:
        """How far the period is from `day`; 0 within it."""
        if self.valid_from is not None and day < self.valid_from:
            return (self.valid_from - day).days
        return max(0, (day - self.valid_to).days + 1) if self.valid_to is not None else 0

    def day_near(self, day: date) -> date:
        """The day nearest to `day` on which this holds."""
        if self.valid_from is not None and day < self.valid_from:
            return self.valid_from
        if self.valid_to is not None and day >= self.valid_to:
            return date.fromordinal(self.valid_to.toordinal() - 1)
        return day


@dataclass(frozen=True, slots=True)
class Place:
    """How a boundary lies to the point asked about. distance_m: 0 inside; None: there is no boundary."""

    inside: bool = False
    distance_m: float | None = None


@dataclass(frozen=True, slots=True)
class Edge:
    """One edge of lineage. weight: share of from_unit that went to to_unit; None: not known."""

    from_unit: int
    to_unit: int
    part: Part
    weight: Decimal | None
    basis: Basis | None
    event: EventFact


@dataclass(frozen=True, slots=True)
class Share:
    """What of a unit is in another after any number of steps."""

    part: Part = "whole"
    weight: Decimal | None = Decimal(1)
    basis: Basis | None = None
    events: tuple[EventFact, ...] = ()

    def then(self, edge: Edge) -> "Share":
        """One step further: weights multiply, and what is not known stays so."""
        return Share(
            part="whole" if self.part == edge.part == "whole" else "part",
            weight=None if self.weight is None or edge.weight is None else self.weight * edge.weight,
            basis=max(self.basis, edge.basis, key=_BASES.index),
            events=_joined(self.events, (edge.event,)),
        )

    def plus(self, other: "Share") -> "Share":
        """Two ways to the same unit."""
        weight = None if self.weight is None or other.weight is None else self.weight + other.weight
        return Share(
            part="whole" if weight == 1 else "part",
            weight=weight,
            basis=max(self.basis, other.basis, key=_BASES.index),
            events=_joined(self.events, other.events),
        )


def _joined(one: Iterable[EventFact], other: Iterable[EventFact]) -> tuple[EventFact, ...]:
    return tuple(dict.fromkeys((*one, *other)))


class World:
    """Look-ups in the versions and edges given to it; `places` by version."""

    def __init__(
        self,
        versions: Iterable[Version],
        edges: Iterable[Edge],
        today: date,
        places: Mapping[int, Place] | None = None,
    ) -> None:
        self.today = today
        self._places = places or {}
        self._endings: defaultdict[int, list[EventFact]] = defaultdict(list)
        self._versions: defaultdict[int, list[Version]] = defaultdict(list)
        for version in versions:
            self._versions[version.id].append(version)
        self._after: defaultdict[int, list[Edge]] = defaultdict(list)
        self._before: defaultdict[int, list[Edge]] = defaultdict(list)
        for edge in edges:
            self._after[edge.from_unit].append(edge)
            self._before[edge.to_unit].append(edge)

    def add_endings(self, endings: Iterable[tuple[int, EventFact]]) -> None:
        """Events by which units ended without a successor."""
        for unit, event in endings:
            self._endings[unit].append(event)

    def endings(self, unit: int) -> list[EventFact]:
        return self._endings.get(unit, [])

    def place(self, version: Version) -> Place:
        """How the boundary of a version lies to the point asked about."""
        return self._places.get(version.version_id, Place())

    def versions(self, unit: int) -> list[Version]:
        return self._versions.get(unit, [])

    def near(self, unit: int, day: date) -> Version | None:
        """The version that holds on `day`, or the one nearest to it."""
        return min(self.versions(unit), key=lambda version: version.days_from(day), default=None)

    def ancestors(self, version: Version, day: date) -> list[Version]:
        """What it was part of on the day of its life nearest to `day`, the nearest first."""
        day = version.day_near(day)
        found: list[Version] = []
        parent = version.parent_id
        while parent is not None and len(found) < 4 and (above := self.near(parent, day)) is not None:
            found.append(above)
            parent = above.parent_id
        return found

    def hamlets(self, commune: int, kind: str | None, names: Collection[str]) -> list[Version]:
        """Hamlets of a commune today that have one of `names` (folded)."""
        today = (
            version for versions in self._versions.values() for version in versions if version.holds_on(self.today)
        )
        return [
            version
            for version in today
            if version.parent_id == commune and version.kind == kind and fold(version.name) in names
        ]

    def made_of(self, unit: int) -> list[Edge]:
        """The edges to a unit, the earliest first."""
        return sorted(self._before.get(unit, []), key=lambda edge: (edge.event.effective, edge.from_unit))

    def shares_today(self, unit: int, since: date) -> dict[int, Share]:
        """Which units of today hold what the unit was on the day `since`; nothing when it ended without a successor.

        A unit that gives a part away lives on with the rest.
        """
        ends: dict[int, Share] = {}
        waiting = {(since, unit): Share()}
        while waiting:
            # The earliest first: by then all ways to it have met.
            (day, at), share = next(iter(sorted(waiting.items(), key=lambda item: item[0])))
            del waiting[day, at]
            steps = list(self._steps(at, day))
            if not steps and any(version.holds_on(self.today) for version in self.versions(at)):
                _add(ends, at, share)
            for edge in steps:
                _add(waiting, (edge.event.effective, edge.to_unit), share.then(edge))
        return ends

    def _steps(self, unit: int, since: date) -> Iterator[Edge]:
        """What became of a unit at the first event after `since`, what stayed with it included."""
        later = [edge for edge in self._after.get(unit, []) if since < edge.event.effective <= self.today]
        if not later:
            return
        day = min(edge.event.effective for edge in later)
        went = [edge for edge in later if edge.event.effective == day]
        yield from went
        if any(version.holds_on(day) for version in self.versions(unit)):
            yield _stayed(unit, went)


def _stayed(unit: int, went: list[Edge]) -> Edge:
    weights = [edge.weight for edge in went if edge.weight is not None]
    rest = max(Decimal(0), 1 - sum(weights, Decimal(0))) if len(weights) == len(went) else None
    basis = max((edge.basis for edge in went), key=_BASES.index)
    return Edge(unit, unit, "part", rest, basis, went[0].event)


def _add(shares: dict[_Key, Share], key: _Key, share: Share) -> None:
    shares[key] = shares[key].plus(share) if key in shares else share


def version_of(row: DbRow) -> Version:
    """`row`: of the statement of versions, whose columns are those of a Version and then those of its event."""
    values = tuple(row)
    own, event = values[:_OF_VERSION], values[_OF_VERSION:]
    return Version(*(*own, None if event[0] is None else EventFact(*event)))


def edge_of(row: DbRow) -> Edge:
    """`row`: of the statement of edges."""
    return Edge(row.from_unit, row.to_unit, row.part, row.weight, row.weight_basis, event_of(row))


def event_of(row: DbRow) -> EventFact:
    """`row`: has the columns of an event under their own names."""
    return EventFact(row.id, row.kind, row.effective, row.document, row.note, row.recorded_at)
