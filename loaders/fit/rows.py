"""Rows against the declaration of a layer: each becomes a row to write, or problems that say why not."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

from shapely.geometry.base import BaseGeometry

from layers.layer import Field, Geometry, Text
from loaders.fit.manner import PLAIN, Manner
from loaders.fit.match import Matching
from loaders.fit.personal import refuse_personal, shown
from loaders.fit.shapes import fit_shape
from loaders.fit.values import Unfit, fit_value
from loaders.report import Problem, Tally, shortened
from loaders.source import SourceRow
from loaders.write.copy import FeatureRow

# The shape to be stored of a row. Raises Unfit.
Shaper = Callable[[SourceRow], BaseGeometry]
_NO_GEOMETRY = Text("không có hình học hoặc tọa độ.", "it has no geometry or coordinates.")


def as_it_is(wanted: Geometry) -> Shaper:
    """Shapes of that kind just as the file has them: a row without one, or with one that needs repair, is unfit."""

    def shape(row: SourceRow) -> BaseGeometry:
        wrong = row.fault or row.flaw
        if wrong or row.geometry is None:
            wrong = wrong or _NO_GEOMETRY
            raise Unfit(wrong.vi, wrong.en)
        return fit_shape(row.geometry, wanted)

    return shape


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
    return FeatureRow(shape, {name: value for name, value in values.items() if value is not None}, row.number), []


def _shape(row: SourceRow, shaper: Shaper, problems: list[Problem]) -> BaseGeometry | None:
    try:
        return shaper(row)
    except Unfit as unfit:
        given = row.geometry.geom_type if row.geometry is not None else ""
        problems.append(Problem(row.number, "geometry", given, unfit.reason))
        return None
