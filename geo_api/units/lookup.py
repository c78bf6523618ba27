"""Units, references and links as documents, read in as few queries as there are kinds of them."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from geo_api.db import schema_of
from geo_api.reading import ReadAs
from geo_api.units.documents import (
    WEIGHT_DIGITS,
    DbRow,
    Link,
    Unit,
    UnitRef,
    event,
    rounded,
    unit,
    unit_ref,
)
from geo_api.units.queries import (
    UnitDay,
    ancestors_statement,
    links_statement,
    refs_statement,
    units_statement,
)


@dataclass(frozen=True, slots=True)
class UnitOnDay:
    """A unit on the day asked about, or (in_force false) as it was nearest to that day."""

    unit: Unit
    in_force: bool


def units_on(reader: ReadAs, wanted: Collection[UnitDay]) -> dict[UnitDay, UnitOnDay]:
    """Each unit on its day, with ancestors as of then. Units of which nothing is on record are not in the answer."""
    if not wanted:
        return {}
    rows = reader.rows(units_statement(schema_of(reader.audience), wanted))
    ancestors = ancestors_on(reader, {UnitDay(row.id, row.held_on) for row in rows})
    return {
        UnitDay(row.id, row.day): UnitOnDay(unit(row, ancestors.get(UnitDay(row.id, row.held_on), [])), row.in_force)
        for row in rows
    }


def ancestors_on(reader: ReadAs, wanted: Collection[UnitDay]) -> dict[UnitDay, list[UnitRef]]:
    """All that each unit is part of on its day, nearest first. The days must be days on which the units hold."""
    if not wanted:
        return {}
    ancestors: defaultdict[UnitDay, list[UnitRef]] = defaultdict(list)
    # Thousands of units are part of the same few.
    refs: dict[UnitDay, UnitRef] = {}
    for row in reader.rows(ancestors_statement(schema_of(reader.audience), wanted)):
        above = UnitDay(row.id, row.day)
        refs[above] = refs.get(above) or unit_ref(row)
        ancestors[UnitDay(row.unit_id, row.day)].append(refs[above])
    return dict(ancestors)


def units_in_order(reader: ReadAs, wanted: Sequence[UnitDay]) -> list[UnitOnDay]:
    """Each unit on its day, in the order asked for."""
    found = units_on(reader, wanted)
    # What was taken off record since its identity was read is left out.
    return [found[each] for each in wanted if each in found]


def refs_on(reader: ReadAs, wanted: Collection[UnitDay]) -> dict[UnitDay, UnitRef]:
    """A reference to each unit on its day. Units of which nothing is on record are not in the answer."""
    if not wanted:
        return {}
    rows = reader.rows(refs_statement(schema_of(reader.audience), wanted))
    return {UnitDay(row.id, row.day): unit_ref(row) for row in rows}


@dataclass(frozen=True, slots=True)
class Kin:
    """What a unit was made of, and what became of it."""

    predecessors: list[Link]
    successors: list[Link]


def kin_of(reader: ReadAs, unit_id: int) -> Kin:
    """The direct edges of a unit in both directions, by date of the event."""
    rows = reader.rows(links_statement(schema_of(reader.audience), unit_id))
    refs = refs_on(reader, {UnitDay(row.other, row.day) for row in rows})
    known = [(row, refs[UnitDay(row.other, row.day)]) for row in rows if UnitDay(row.other, row.day) in refs]
    return Kin(
        predecessors=[_link(row, other) for row, other in known if row.is_before],
        successors=[_link(row, other) for row, other in known if not row.is_before],
    )


def _link(row: DbRow, other: UnitRef) -> Link:
    weight = rounded(row.weight, WEIGHT_DIGITS)
    return Link(unit=other, part=row.part, weight=weight, weight_basis=row.weight_basis, event=event(row))
