"""Rows against the declaration of a layer: each becomes a row to write, or problems that say why not."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

from shapely.geometry.base import BaseGeometry

from layers.layer import Field, Geometry, Text
from loaders.fit.manner import PLAIN, Manner
from loaders.fit.match import Matching
from loaders.fit.personal import refuse_personal, shown
from loaders.fit.repair import Repair, sound_area
from loaders.fit.shapes import fit_shape, of_kind
from loaders.fit.values import Unfit, fit_value
from loaders.report import Finding, Problem, Severity, Tally, shortened
from loaders.source import SourceRow
from loaders.write.copy import FeatureRow

REPAIRED = "repaired"
# The shape to be stored of a row. Raises Unfit.
Shaper = Callable[[SourceRow], BaseGeometry]
_NO_GEOMETRY = Text("không có hình học hoặc tọa độ.", "it has no geometry or coordinates.")


def as_it_is(wanted: Geometry, tally: Tally) -> Shaper:
    """Shapes of that kind as the file has them. Areas are repaired where that hardly changes them, and told in `tally`.

    A row without a shape is unfit.
    """

    def shape(row: SourceRow) -> BaseGeometry:
        wrong = row.fault or (None if wanted is Geometry.AREA else row.flaw)
        if wrong or row.geometry is None:
            wrong = wrong or _NO_GEOMETRY
            raise Unfit(wrong.vi, wrong.en)
        given = of_kind(row.geometry, wanted)
        if row.flaw:
            tally.note(_repaired(row.number, Repair(row.flaw, 0, None)))
        if wanted is not Geometry.AREA:
            return fit_shape(given, wanted)
        sound, repair = sound_area(given)
        if repair:
            tally.note(_repaired(row.number, repair))
        return sound

    return shape


def _repaired(row: int, repair: Repair) -> Finding:
    words = Text(f"dòng {row}: {repair.text.vi}", f"row {row}: {repair.text.en}")
    return Finding(
        check=REPAIRED,
        severity=Severity.REPAIRED,
        text=words,
        amount=repair.changed_m2,
        measure="m2",
        where=repair.where,
        row=row,
    )


def flattened(rows: Iterable[SourceRow], tally: Tally) -> Iterator[SourceRow]:
    """The same rows; the report says that heights are not kept, where rows have some."""
    heights = 0
    for row in rows:
        heights += row.geometry is not None and row.geometry.has_z
        yield row
    if heights:
        words = Text(
            f"{heights} dòng có độ cao (Z); chỉ giữ vị trí trên mặt bằng.",
            f"{heights} rows have heights (Z); only the position in the plane is kept.",
        )
        tally.find([Finding(check="flattened", severity=Severity.NOTE, text=words)])


def fitted(
    rows: Iterable[SourceRow],
    matching: Matching,
    fields: Sequence[Field],
    manners: Mapping[str, Manner],
    shaper: Shaper,
    tally: Tally,
) -> Iterator[FeatureRow]:
    """The rows that fit; those that do not go into `tally`. manners: how the columns of fields write."""
    wanted = [field for field in fields if field.name in matching.columns or field.required]
    for row in rows:
        fit, problems = fit_row(row, matching, wanted, manners, shaper)
        if fit is None:
            tally.refuse(problems)
        else:
            yield fit


def fit_row(
    row: SourceRow, matching: Matching, fields: Sequence[Field], manners: Mapping[str, Manner], shaper: Shaper
) -> tuple[FeatureRow | None, list[Problem]]:
    """The row to write, or all that is wrong with it."""
    if row.fault and not row.values:
        return None, [Problem(row.number, None, "", row.fault)]
    problems: list[Problem] = []
    values: dict[str, Any] = {}
    for field in fields:
        column = matching.columns.get(field.name)
        cell = row.values.get(column) if column else None
        try:
            values[field.name] = fit_value(field, cell, manners.get(field.name, PLAIN))
            refuse_personal(field, values[field.name])
        except Unfit as unfit:
            problems.append(Problem(row.number, field.name, shortened(shown(cell)), unfit.reason))
    shape = _shape(row, shaper, problems)
    if problems or shape is None:
        return None, problems
    filled = {name: value for name, value in values.items() if value is not None}
    return FeatureRow(shape, filled, row.number, _unit(row, matching.unit_column)), []


def _unit(row: SourceRow, column: str | None) -> str | None:
    cell = row.values.get(column) if column else None
    return None if cell is None else str(cell).strip() or None


def _shape(row: SourceRow, shaper: Shaper, problems: list[Problem]) -> BaseGeometry | None:
    try:
        return shaper(row)
    except Unfit as unfit:
        given = row.geometry.geom_type if row.geometry is not None else ""
        problems.append(Problem(row.number, "geometry", given, unfit.reason))
        return None
