"""What became of units between two days, as JSON and as CSV."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from geo_api.csv_text import csv_rows
from geo_api.units.crosswalk_queries import BASES, CrosswalkRequest
from geo_api.units.documents import WEIGHT_DIGITS, Basis, DbRow, Level, Part, UnitRef, rounded
from geo_api.units.queries import UnitDay

_UNIT_COLUMNS = ("id", "level", "code", "kind", "name", "full_name")
# What a unit is part of on its day; districts until they ended.
_LEVELS_ABOVE: tuple[Level, ...] = ("district", "province")
_ABOVE_COLUMNS = tuple(column for level in _LEVELS_ABOVE for column in (f"{level}_code", level))
CSV_COLUMNS = (
    *(f"{side}_{column}" for side in ("from", "to") for column in (*_UNIT_COLUMNS, *_ABOVE_COLUMNS)),
    *("part", "weight", "weight_basis", "event_ids"),
)


class CrosswalkRow(BaseModel):
    """A unit on the first day and what it is on the other; to null: nothing, as far as is known.

    weight: always the share of the earlier of the two units that went to the later; null: not known.
    weight_basis: the weakest that was used on the way; null where nothing had to be measured.
    """

    model_config = ConfigDict(populate_by_name=True)

    from_: UnitRef = Field(alias="from")
    to: UnitRef | None
    part: Part | None
    weight: float | None
    weight_basis: Basis | None
    events: list[int]


class CrosswalkDocument(BaseModel):
    """Units in force on `from` and what they are on `to`; level null: of any. next: address of the next page."""

    model_config = ConfigDict(populate_by_name=True)

    from_: date = Field(alias="from")
    to: date
    level: Level | None
    rows: list[CrosswalkRow]
    next: str | None


def asked_refs(wanted: CrosswalkRequest, rows: Iterable[DbRow]) -> set[UnitDay]:
    """Every unit in `rows`, each on its day."""
    return {
        each
        for row in rows
        for each in (UnitDay(row.from_id, wanted.start), UnitDay(row.to_id, wanted.end))
        if each.unit != 0
    }


def crosswalk_rows(wanted: CrosswalkRequest, rows: Sequence[DbRow], refs: dict[UnitDay, UnitRef]) -> list[CrosswalkRow]:
    """`rows`: of `crosswalk_statement`; `refs`: of `asked_refs`."""
    days = [(row, UnitDay(row.from_id, wanted.start), UnitDay(row.to_id, wanted.end)) for row in rows]
    return [_row(row, refs[start], refs.get(end)) for row, start, end in days if start in refs]


def _row(row: DbRow, start: UnitRef, end: UnitRef | None) -> CrosswalkRow:
    weight = None if end is None else rounded(row.weight, WEIGHT_DIGITS)
    return CrosswalkRow(
        from_=start,
        to=end,
        part=None if end is None else row.part,
        weight=weight,
        weight_basis=BASES[row.basis - 1] if weight is not None and row.basis else None,
        events=sorted({event for chain in row.events or () for event in chain}),
    )


def csv_text(
    rows: Iterable[CrosswalkRow], wanted: CrosswalkRequest, above: Mapping[UnitDay, Sequence[UnitRef]], *, header: bool
) -> str:
    """Rows as CSV.

    above: what each unit is part of on its day, of `asked_refs` those that have something above them.
    """
    return csv_rows([*([CSV_COLUMNS] if header else []), *(_cells(row, wanted, above) for row in rows)])


def _cells(row: CrosswalkRow, wanted: CrosswalkRequest, above: Mapping[UnitDay, Sequence[UnitRef]]) -> list[Any]:
    sides = ((row.from_, wanted.start), (row.to, wanted.end))
    units = [cell for unit, day in sides for cell in _unit_cells(unit, day, above)]
    return [*units, row.part, row.weight, row.weight_basis, " ".join(map(str, row.events))]


def _unit_cells(unit: UnitRef | None, day: date, above: Mapping[UnitDay, Sequence[UnitRef]]) -> list[str | int | None]:
    if unit is None:
        return [None] * len((*_UNIT_COLUMNS, *_ABOVE_COLUMNS))
    levels = {each.level: each for each in above.get(UnitDay(unit.id, day), ())}
    parts = [levels.get(level) for level in _LEVELS_ABOVE]
    over = [cell for part in parts for cell in ((part.code, part.full_name) if part else (None, None))]
    return [unit.id, unit.level, unit.code, unit.kind, unit.name, unit.full_name, *over]
