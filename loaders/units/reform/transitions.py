"""What a table of changes means: which units go on, which are new, which end. Pure; no database.

A unit goes on when it alone became one unit, or when it lost or gained a part. A merger makes a new unit, even where
a parent's name and code live on. What becomes of districts and provinces follows from their communes.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from layers.names import spelling
from layers.units import LEVELS
from loaders.units.reform.table import Key, Named, Pair

# Of several changes of one unit at one time the event is named after the first of these.
CHANGES = ("transfer", "rename", "rekind", "recode", "reparent")


@dataclass(frozen=True, slots=True)
class Part:
    """`old` or a part of it went to a new unit. row: the first that says so; 0 where the record says it."""

    old: Named
    whole: bool
    row: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Transition:
    """One unit of the new side and where it comes from.

    kind: of the event: merge, split, create, or the first of `changes`; None when nothing changes. continues: the old
    unit that it is under the same identity. parent: what it is part of; None where the table does not say.
    """

    kind: str | None
    new: Named
    parents: tuple[Part, ...]
    continues: Named | None = None
    changes: frozenset[str] = frozenset()
    parent: Named | None = None
    note: str | None = None

    @property
    def row(self) -> int:
        return min(part.row for part in self.parents)

    @property
    def gains(self) -> tuple[Part, ...]:
        """What it got from others than itself."""
        return tuple(part for part in self.parents if part.old != self.continues)


@dataclass(frozen=True, slots=True)
class Plan:
    """transitions: provinces first, then districts, communes. abolished: ended without a successor, as districts are.

    old_parents: what an old unit was part of, as far as the table says. rows: those that speak of a unit, by side.
    """

    transitions: tuple[Transition, ...]
    ended: tuple[Named, ...]
    abolished: tuple[Named, ...]
    old_parents: Mapping[Key, Named]
    rows: Mapping[tuple[str, Key], tuple[int, ...]]


@dataclass(frozen=True, slots=True)
class _Link:
    """A pair at one level; new is None where the level is abolished."""

    old: Named
    new: Named | None
    whole: bool
    row: int
    note: str | None = None


def plan(pairs: Sequence[Pair], keeping: Collection[Key] = ()) -> Plan:
    """What the pairs mean together. keeping: districts and provinces that have other units on record besides."""
    parents_of = {pair.new.unit.key: pair.new.parent for pair in pairs}
    parents_of |= {pair.new.district.key: pair.new.province for pair in pairs if pair.new.district}
    links = {level: _links(level, pairs, keeping) for level in LEVELS[:3]}
    grouped = {level: list(_transitions(links[level])) for level in links}
    old_parents = _old_parents(pairs)
    transitions = _with_parents([t for level in grouped.values() for t in level], parents_of, old_parents)
    going_on = {t.continues.key for t in transitions if t.continues}
    mentioned = {link.old.key: link.old for level in links.values() for link in level}
    successors = {part.old.key for t in transitions for part in t.parents}
    gone = [old for key, old in mentioned.items() if key not in going_on]
    return Plan(
        transitions=tuple(transitions),
        ended=tuple(old for old in gone if old.key in successors),
        abolished=tuple(old for old in gone if old.key not in successors),
        old_parents=old_parents,
        rows=_rows(pairs),
    )


def same_name(one: Named, other: Named) -> bool:
    """Whether two names are one, whatever the place of the tone mark; the kind does not count."""
    return spelling(one.name) == spelling(other.name)


def _links(level: str, pairs: Sequence[Pair], keeping: Collection[Key]) -> list[_Link]:
    if level == "commune":
        return [_Link(p.old.unit, p.new.unit, p.whole, p.row, p.note) for p in pairs]
    own = _own_rows(pairs)
    found = [link for link in _links_above(level, pairs) if link.old.key not in own]
    return list(_weighed([*found, *_lonely(level, pairs, found)], keeping))


def _own_rows(pairs: Sequence[Pair]) -> set[Key]:
    """Districts that the table speaks of as such."""
    return {pair.old.unit.key for pair in pairs if pair.old.unit.level == "district"}


def _links_above(level: str, pairs: Iterable[Pair]) -> Iterator[_Link]:
    """Which district or province the communes of one went to; None: to a province without districts."""
    for pair in pairs:
        old, new = (getattr(side, level) for side in (pair.old, pair.new))
        if old is not None and (new is not None or (level == "district" and pair.new.province is not None)):
            yield _Link(old, new, True, pair.row)


def _lonely(level: str, pairs: Iterable[Pair], links: Collection[_Link]) -> Iterator[_Link]:
    """Districts and provinces that only one side of the table names: nothing happens to them."""
    seen = {link.old.key for link in links} | {link.new.key for link in links if link.new}
    for pair in pairs:
        for side in (pair.old, pair.new):
            unit = getattr(side, level)
            if unit is not None and unit.key not in seen:
                seen.add(unit.key)
                yield _Link(unit, unit, True, pair.row)


def _weighed(links: Iterable[_Link], keeping: Collection[Key]) -> Iterator[_Link]:
    """Each pair once; an old unit whose communes went to several is in parts."""
    targets: dict[Key, dict[Key | None, _Link]] = defaultdict(dict)
    new_units = {}
    for link in links:
        targets[link.old.key].setdefault(link.new.key if link.new else None, link)
        if link.new:
            new_units[link.new.key] = link.new
    for new in new_units.values():
        if new.key not in targets and (new.key in keeping or not _comes_from(new, targets)):
            targets[new.key][new.key] = _Link(new, new, True, 0)
    for key, found in targets.items():
        if key in keeping:
            old = next(iter(found.values())).old
            found.setdefault(key, _Link(old, new_units.get(key, old), True, 0))
        yield from (replace(link, whole=len(found) == 1) for link in found.values())


def _comes_from(new: Named, targets: Mapping[Key, Mapping[Key | None, _Link]]) -> bool:
    """Whether one of those that went to `new` had its code or its name; else it was there before, beside them."""
    olds = [found[new.key].old for found in targets.values() if new.key in found]
    return any(old.code == new.code or same_name(old, new) for old in olds)


def _transitions(links: Iterable[_Link]) -> Iterator[Transition]:
    groups: dict[Key, list[_Link]] = defaultdict(list)
    for link in links:
        if link.new is not None:
            groups[link.new.key].append(link)
    for group in groups.values():
        yield _transition(group)


def _transition(group: Sequence[_Link]) -> Transition:
    new = group[0].new
    assert new is not None  # noqa: S101  # groups are made of links that have one
    parts = tuple(Part(link.old, link.whole, link.row) for link in group)
    note = next((link.note for link in group if link.note), None)
    old = _continued(new, parts)
    if old is None:
        return Transition(kind=_origin(new, parts), new=new, parents=parts, note=note)
    changes = frozenset(_changes(old, new, parts))
    return Transition(kind=_first(changes), new=new, parents=parts, continues=old, changes=changes, note=note)


def _continued(new: Named, parts: Sequence[Part]) -> Named | None:
    """The old unit that goes on as `new`."""
    whole = [part.old for part in parts if part.whole]
    if len(parts) == 1:
        [part] = parts
        is_rest = part.old.code == new.code and same_name(part.old, new)
        return part.old if part.old.level == new.level and (part.whole or is_rest) else None
    if len(whole) == 1 and _is_same(whole[0], new):
        return whole[0]
    return None


def _is_same(old: Named, new: Named) -> bool:
    return (old.key, old.kind) == (new.key, new.kind) and same_name(old, new)


def _origin(new: Named, parts: Sequence[Part]) -> str:
    if len(parts) > 1:
        return "merge"
    if parts[0].old.level == new.level:
        return "split"
    return "rekind" if parts[0].whole else "create"


def _changes(old: Named, new: Named, parts: Sequence[Part]) -> Iterator[str]:
    if len(parts) > 1 or not parts[0].whole:
        yield "transfer"
    if not same_name(old, new):
        yield "rename"
    if old.kind != new.kind:
        yield "rekind"
    if old.code != new.code:
        yield "recode"


def _first(changes: Collection[str]) -> str | None:
    return next((change for change in CHANGES if change in changes), None)


def _with_parents(
    transitions: Sequence[Transition], parents_of: Mapping[Key, Named | None], old_parents: Mapping[Key, Named]
) -> list[Transition]:
    origins = {t.new.key: t.continues.key for t in transitions if t.continues}
    found = []
    for transition in transitions:
        placed = replace(transition, parent=parents_of.get(transition.new.key))
        if placed.continues and placed.parent:
            before = old_parents.get(placed.continues.key)
            if before is not None and origins.get(placed.parent.key) != before.key:
                changes = placed.changes | {"reparent"}
                placed = replace(placed, changes=changes, kind=_first(changes))
        found.append(placed)
    return found


def _old_parents(pairs: Iterable[Pair]) -> dict[Key, Named]:
    found: dict[Key, Named] = {}
    for pair in pairs:
        old = pair.old
        if old.parent is not None:
            found[old.unit.key] = old.parent
        if old.district is not None and old.province is not None:
            found[old.district.key] = old.province
    return found


def _rows(pairs: Iterable[Pair]) -> dict[tuple[str, Key], tuple[int, ...]]:
    found: dict[tuple[str, Key], list[int]] = defaultdict(list)
    for pair in pairs:
        for word, side in (("old", pair.old), ("new", pair.new)):
            for unit in (side.unit, side.district, side.province):
                if unit is not None:
                    found[word, unit.key].append(pair.row)
    return {key: tuple(rows) for key, rows in found.items()}
