"""A plan and what of it is on record become the rows that are to be written."""

from collections.abc import Iterator

from loaders.units.reform.register_continue import continuing
from loaders.units.reform.register_match import How, Match, Matches
from loaders.units.reform.register_rows import Drafting, Land, Rows, Words
from loaders.units.reform.register_state import Record
from loaders.units.reform.table import Named
from loaders.units.reform.transitions import Plan, Transition

_COUNTED = {"merge": "merged", "split": "split", "rekind": "rekinded"}


def draft(plan: Plan, matches: Matches, record: Record, unit_ids: Iterator[int], event_ids: Iterator[int]) -> Rows:
    """The rows that make the record say what the plan says; none where it says so already.

    Units that are to be made take their numbers from `unit_ids`.
    """
    number_made(matches, unit_ids)
    ended = frozenset(matches.old[old.key].unit_id for old in (*plan.ended, *plan.abolished))
    drafting = Drafting(plan, matches, record, event_ids, ended)
    for transition in plan.transitions:
        if transition.continues is None:
            _created(drafting, transition)
        else:
            continuing(drafting, transition, transition.continues)
    for old in plan.ended:
        end(drafting, old, drafting.event_of.get(old.key))
    for old in plan.abolished:
        _abolish(drafting, old)
    _adopt(drafting)
    return drafting.rows


def number_made(matches: Matches, unit_ids: Iterator[int]) -> None:
    """A number for every unit that is to be made, the old ones first."""
    for found in (*matches.old.values(), *matches.new.values()):
        if found.how is How.MADE and not found.unit_id:
            found.unit_id = next(unit_ids)


def _adopt(drafting: Drafting) -> None:
    """What units on record were part of, where the table knows and the record does not."""
    for key, parent in drafting.plan.old_parents.items():
        unit_id = drafting.old_id(key)
        version = drafting.record.version(unit_id, drafting.record.eve)
        if version is not None and version.parent_id is None:
            drafting.rows.adopted.append((unit_id, drafting.old_id(parent.key)))


def _created(drafting: Drafting, transition: Transition) -> None:
    new, rows = transition.new, drafting.rows
    found = drafting.matches.new[new.key]
    missing = drafting.missing_edges(transition, found.unit_id)
    if found.how is How.STARTS and not missing:
        rows.count(new.level, "unchanged")
        return
    event = drafting.event(transition.kind or "create", transition)
    drafting.link(missing, found.unit_id, event)
    if found.how is How.MADE:
        _make(drafting, transition, found, event)
    else:
        rows.mark(found.unit_id, created=event)
    if found.how is How.CUT:
        rows.edit(found.unit_id, event, None, Words())
        held = drafting.record.holder(new.code, drafting.day)
        rows.respan(new.code, found.unit_id, (drafting.day, held.upper if held else None))
    rows.count(new.level, _COUNTED.get(transition.kind or "", "created"))


def _make(drafting: Drafting, transition: Transition, found: Match, event: int) -> None:
    new, rows, day = transition.new, drafting.rows, drafting.day
    span = (day, drafting.until(new.code))
    rows.units.append((found.unit_id, new.level, event, None))
    land = Land(found.heir_of or None, day, is_union=True)
    rows.version(found.unit_id, span, new, drafting.new_parent(transition), event, land)
    rows.code(new.code, found.unit_id, span)


def _abolish(drafting: Drafting, old: Named) -> None:
    found, record = drafting.matches.old[old.key], drafting.record
    version = record.version(found.unit_id, record.eve)
    if version is not None and version.has_ended and record.end(found.unit_id) == record.day:
        drafting.rows.count(old.level, "unchanged")
        return
    end(drafting, old, drafting.event("abolish"))


def end(drafting: Drafting, old: Named, event: int | None) -> None:
    """The unit ends with the eve. event: that ended it; None when that is on record already."""
    found, rows, day = drafting.matches.old[old.key], drafting.rows, drafting.day
    if found.how is How.MADE:
        span = (drafting.since(old.code), day)
        rows.units.append((found.unit_id, old.level, None, event))
        rows.version(found.unit_id, span, old, drafting.old_parent(old), None)
        rows.code(old.code, found.unit_id, span)
        rows.count(old.level, "ended", "made")
        return
    if event is not None:
        rows.mark(found.unit_id, ended=event)
    if drafting.record.end(found.unit_id) != day:
        close(drafting, old.code, found.unit_id)
        rows.count(old.level, "ended")


def close(drafting: Drafting, code: str, unit_id: int) -> None:
    """Nothing of the unit is on record from the day on."""
    drafting.rows.edit(unit_id, None, Words(), None)
    held = drafting.record.holder(code, drafting.record.eve)
    drafting.rows.respan(code, unit_id, (held.lower if held else None, drafting.day))
