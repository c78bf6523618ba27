"""Rows of the tables of units that a change writes, gathered before any of them is written."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date

from layers.names import full_name
from loaders.units.reform.register_match import Matches
from loaders.units.reform.register_state import Record
from loaders.units.reform.table import Key, Named
from loaders.units.reform.transitions import Plan, Transition
from loaders.write.copy import Cell

Span = tuple[date | None, date | None]
_Rows = list[tuple[Cell, ...]]


@dataclass(frozen=True, slots=True)
class Words:
    """What a version is to say; None: what it said so far. Its parent is a unit's number."""

    name: str | None = None
    kind: str | None = None
    parent_id: int | None = None


@dataclass(frozen=True, slots=True)
class Land:
    """Where the boundary of a version comes from: that of `unit_id` on `day`, else the union of what became it."""

    unit_id: int | None = None
    day: date | None = None
    is_union: bool = False


NO_LAND = Land()


@dataclass(slots=True)
class Rows:
    """By table. spans: of codes that have one already. edits: versions on record that change on the day.

    marks: what made or ended a unit. adopted: units whose parent only the table knows. counts: by level and what became
    of units. changed: rows of the file that did.
    """

    events: _Rows = field(default_factory=list)
    units: _Rows = field(default_factory=list)
    versions: _Rows = field(default_factory=list)
    edits: _Rows = field(default_factory=list)
    codes: _Rows = field(default_factory=list)
    spans: _Rows = field(default_factory=list)
    lineage: _Rows = field(default_factory=list)
    marks: _Rows = field(default_factory=list)
    adopted: _Rows = field(default_factory=list)
    counts: dict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    changed: set[int] = field(default_factory=set)

    def version(
        self, unit_id: int, span: Span, named: Named, parent: int | None, event: int | None, land: Land = NO_LAND
    ) -> None:
        place = (land.unit_id, land.day.isoformat() if land.day else None, land.is_union)
        self.versions.append((unit_id, span_text(span), named.name, named.kind, parent, event, *place))

    def edit(
        self, unit_id: int, event: int | None, before: Words | None, after: Words | None, *, keeps_land: bool = True
    ) -> None:
        """Divide what is on record at the day: what was before it, and what is from it on; None: nothing."""
        halves = [(w is not None, *(_said(w) if w else (None, None, None))) for w in (before, after)]
        self.edits.append((unit_id, *halves[0], *halves[1], keeps_land, event))

    def code(self, code: str, unit_id: int, span: Span) -> None:
        self.codes.append((code, unit_id, span_text(span)))

    def respan(self, code: str, unit_id: int, span: Span) -> None:
        self.spans.append((code, unit_id, span_text(span)))

    def mark(self, unit_id: int, *, created: int | None = None, ended: int | None = None) -> None:
        self.marks.append((unit_id, created, ended))

    def loose(self) -> list[str]:
        """Units that are made, and belong to one of a higher level that nobody names."""
        levels = {row[0]: row[1] for row in self.units}
        codes = {row[1]: str(row[0]) for row in self.codes}
        found = {
            unit_id: f"{full_name(str(kind), str(name))} ({codes.get(unit_id, '—')})"
            for unit_id, _, name, kind, parent, *_ in self.versions
            if parent is None and levels.get(unit_id, "province") != "province"
        }
        return list(found.values())

    def count(self, level: str, *became: str) -> None:
        self.counts[level].update(became)


def _said(words: Words) -> tuple[Cell, ...]:
    return words.name, words.kind, words.parent_id


def span_text(span: Span) -> str:
    """A half-open range of days as PostgreSQL writes it."""
    lower, upper = span
    return f"[{lower},{upper or ''})" if lower else f"(,{upper or ''})"


@dataclass(slots=True)
class Drafting:
    """A plan on its way to rows: what is asked again and again while they are made. ended: units that end."""

    plan: Plan
    matches: Matches
    record: Record
    event_ids: Iterator[int]
    ended: frozenset[int]
    rows: Rows = field(default_factory=Rows)
    event_of: dict[Key, int] = field(default_factory=dict)

    @property
    def day(self) -> date:
        return self.record.day

    def event(self, kind: str, transition: Transition | None = None) -> int:
        """A new event."""
        number = next(self.event_ids)
        self.rows.events.append((number, kind, transition.note if transition else None))
        if transition is not None:
            self.rows_changed(transition)
        return number

    def rows_changed(self, transition: Transition) -> None:
        """The rows of the table that speak of a commune have changed something."""
        if transition.new.level == "commune":
            self.rows.changed.update(part.row for part in transition.parents)

    def missing_edges(self, transition: Transition, unit_id: int) -> list[tuple[int, bool, Key]]:
        """Where the unit comes from, as far as the record does not say so."""
        edges = ((self.old_id(part.old.key), part.whole, part.old.key) for part in transition.gains)
        return [edge for edge in edges if (edge[0], unit_id) not in self.record.edges]

    def link(self, edges: Iterable[tuple[int, bool, Key]], unit_id: int, event: int) -> None:
        for from_unit, whole, key in edges:
            weight = 1 if whole else None
            self.rows.lineage.append((event, from_unit, unit_id, "whole" if whole else "part", weight, weight, weight))
            self.event_of.setdefault(key, event)

    def old_id(self, key: Key) -> int:
        return self.matches.old[key].unit_id

    def old_parent(self, old: Named) -> int | None:
        parent = self.plan.old_parents.get(old.key)
        return self.old_id(parent.key) if parent else None

    def since(self, code: str) -> date | None:
        """Since when the code can have meant what it meant on the eve; None: nobody knows."""
        return self.record.free_span(code, self.record.eve)[0]

    def until(self, code: str) -> date | None:
        """When the code gets another meaning after the day; None: it does not."""
        return self.record.free_span(code, self.day)[1]

    def new_parent(self, transition: Transition) -> int | None:
        """What the unit is part of from the day on; None: nobody knows, or nothing, as with provinces."""
        named = transition.parent
        if named is None or (named.level == "province" and not self._tells_districts(transition)):
            standing = self._standing_parent(transition)
            if named is None or standing is not None:
                return standing
        found = self.matches.new[named.key]
        return found.successor or found.unit_id

    def _tells_districts(self, transition: Transition) -> bool:
        """Only a row that names the old district can say that there is none any more."""
        above = (self.plan.old_parents.get(part.old.key) for part in transition.parents)
        return transition.new.level == "district" or any(parent and parent.level == "district" for parent in above)

    def _standing_parent(self, transition: Transition) -> int | None:
        """What all that became the unit were part of, where that goes on; a district when the table names provinces."""
        versions = [self.record.version(self.old_id(p.old.key), self.record.eve) for p in transition.parents]
        above = {version.parent_id if version else None for version in versions}
        parent = above.pop() if len(above) == 1 else None
        if parent is None or parent in self.ended:
            return None
        version = self.record.version(parent, self.record.eve)
        return parent if transition.parent is None or (version and version.level == "district") else None
