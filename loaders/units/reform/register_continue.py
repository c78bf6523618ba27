"""Units that go on over the day of a change: the same identity, another version."""

from collections.abc import Collection

from loaders.units.reform.register_match import How, Match
from loaders.units.reform.register_rows import NO_LAND, Drafting, Land, Words
from loaders.units.reform.table import Named
from loaders.units.reform.transitions import CHANGES, Transition

_COUNTED = {
    "transfer": "transferred",
    "rename": "renamed",
    "rekind": "rekinded",
    "recode": "recoded",
    "reparent": "reparented",
}


def continuing(drafting: Drafting, transition: Transition, old: Named) -> None:
    """`old` goes on as the new unit of the transition."""
    found, rows = drafting.matches.new[transition.new.key], drafting.rows
    if found.how is How.TWO:
        _join(drafting, transition, old, found)
        return
    parent = drafting.new_parent(transition)
    changes = _changes(drafting, transition, found, parent)
    missing = drafting.missing_edges(transition, found.unit_id)
    if not missing and _is_on_record(drafting, transition, found, parent, changes):
        rows.count(old.level, "unchanged")
        return
    kind = next((change for change in CHANGES if change in changes), None)
    event = drafting.event(kind, transition) if kind else None
    if event is not None:
        drafting.link(missing, found.unit_id, event)
    _WRITE[found.how](drafting, transition, old, found, _words(transition, changes, parent), event)
    rows.count(old.level, *([_COUNTED[change] for change in changes] or ["unchanged"]))


def _changes(drafting: Drafting, transition: Transition, found: Match, parent: int | None) -> frozenset[str]:
    """What changes; whether it gets another parent is for the record to say, when the unit is on it."""
    before = drafting.record.version(found.unit_id, drafting.record.eve)
    if found.how is not How.KNOWN or before is None:
        return transition.changes
    is_told = "reparent" in transition.changes or before.parent_id in drafting.ended
    moves = is_told and parent is not None and parent != before.parent_id
    return transition.changes - {"reparent"} | ({"reparent"} if moves else set())


def _is_on_record(
    drafting: Drafting, transition: Transition, found: Match, parent: int | None, changes: Collection[str]
) -> bool:
    """Whether the record says already what became of the unit."""
    record, new = drafting.record, transition.new
    now, held = record.version(found.unit_id, record.day), record.holder(new.code, record.day)
    if found.how is not How.KNOWN or now is None or held is None or held.unit_id != found.unit_id:
        return False
    if not changes:
        return True
    happened = any((found.unit_id, change) in record.happened for change in changes)
    return happened and now.is_just(new) and ("reparent" not in changes or now.parent_id == parent)


def _words(transition: Transition, changes: Collection[str], parent: int | None) -> Words:
    new = transition.new
    return Words(
        new.name if "rename" in changes else None,
        new.kind if "rekind" in changes else None,
        parent if "reparent" in changes else None,
    )


def _make(drafting: Drafting, transition: Transition, old: Named, found: Match, _: Words, event: int | None) -> None:
    """Not on record: what it was without a beginning, and what it is."""
    rows, new, day = drafting.rows, transition.new, drafting.day
    since, until = drafting.since(old.code), drafting.until(new.code)
    rows.units.append((found.unit_id, old.level, None, None))
    rows.count(old.level, "made")
    drafting.rows_changed(transition)
    if event is None:
        rows.version(found.unit_id, (since, until), new, drafting.new_parent(transition), None)
    else:
        rows.version(found.unit_id, (since, day), old, drafting.old_parent(old), None)
        rows.version(found.unit_id, (day, until), new, drafting.new_parent(transition), event)
    if old.code == new.code:
        rows.code(old.code, found.unit_id, (since, until))
    else:
        rows.code(old.code, found.unit_id, (since, day))
        rows.code(new.code, found.unit_id, (day, until))


def _change(
    drafting: Drafting, transition: Transition, old: Named, found: Match, words: Words, event: int | None
) -> None:
    """On record before the day: another version from the day on."""
    record, rows, new = drafting.record, drafting.rows, transition.new
    now = record.version(found.unit_id, record.day)
    if now is None:
        _prolong(drafting, transition, found, event)
    else:
        # A part came or went: the boundary is not known, unless it was loaded for just that day.
        keeps_land = transition.kind != "transfer" or now.lower == record.day
        rows.edit(found.unit_id, event, Words(), words, keeps_land=keeps_land)
    held = record.holder(old.code, record.eve)
    if old.code != new.code:
        rows.respan(old.code, found.unit_id, (held.lower if held else None, record.day))
        rows.code(new.code, found.unit_id, (record.day, drafting.until(new.code)))
    elif now is None:
        rows.respan(old.code, found.unit_id, (held.lower if held else None, drafting.until(new.code)))


def _prolong(drafting: Drafting, transition: Transition, found: Match, event: int | None) -> None:
    """On record up to the day only, as a boundary was loaded: it goes on."""
    land = NO_LAND if transition.kind == "transfer" else Land(found.unit_id, drafting.record.eve)
    span = (drafting.day, drafting.until(transition.new.code))
    drafting.rows.version(found.unit_id, span, transition.new, drafting.new_parent(transition), event, land)


def _look_back(
    drafting: Drafting, transition: Transition, old: Named, found: Match, _: Words, event: int | None
) -> None:
    """On record as it is from the day on, without a beginning: what it was before is put before it."""
    rows, new, day = drafting.rows, transition.new, drafting.day
    rows.edit(found.unit_id, event, Words(old.name, old.kind, drafting.old_parent(old)), Words())
    if old.code != new.code:
        held = drafting.record.holder(new.code, day)
        rows.respan(new.code, found.unit_id, (day, held.upper if held else None))
        rows.code(old.code, found.unit_id, (drafting.since(old.code), day))


def _extend(drafting: Drafting, transition: Transition, old: Named, found: Match, _: Words, event: int | None) -> None:
    """On record from the day on, as a boundary was loaded: it was there before."""
    rows, new, day = drafting.rows, transition.new, drafting.day
    since, held = drafting.since(old.code), drafting.record.holder(new.code, day)
    drafting.rows_changed(transition)
    rows.version(found.unit_id, (since, day), old, drafting.old_parent(old), None)
    if event is not None:
        rows.edit(found.unit_id, event, None, Words())
    if old.code == new.code:
        rows.respan(old.code, found.unit_id, (since, held.upper if held else None))
    else:
        rows.code(old.code, found.unit_id, (since, day))


def _join(drafting: Drafting, transition: Transition, old: Named, found: Match) -> None:
    """On record as two units that meet on the day: a whole edge says that they are one."""
    rows, record = drafting.rows, drafting.record
    edges = [(found.unit_id, True, old.key)] if (found.unit_id, found.successor) not in record.edges else []
    edges += drafting.missing_edges(transition, found.successor)
    if not edges:
        rows.count(old.level, "unchanged")
        return
    event = drafting.event(transition.kind or "correct", transition)
    drafting.link(edges, found.successor, event)
    rows.mark(found.unit_id, ended=event)
    if record.end(found.unit_id) != record.day:
        rows.edit(found.unit_id, None, Words(), None)
        held = record.holder(old.code, record.eve)
        rows.respan(old.code, found.unit_id, (held.lower if held else None, record.day))
    rows.count(old.level, "joined", *(_COUNTED[change] for change in transition.changes))


_WRITE = {How.MADE: _make, How.KNOWN: _change, How.BACK: _look_back, How.EXTENDED: _extend}
