"""Rows against the declaration of a layer: each becomes a row to write, or problems that say why not."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from layers.layer import Field, Geometry, Text
from loaders.match import Matching
from loaders.report import Problem, Tally, shortened
from loaders.shapes import fit_shape
from loaders.source import SourceRow
from loaders.values import Unfit, fit_value
from loaders.write import FeatureRow

_NO_GEOMETRY = Text("không có hình học.", "it has no geometry.")


def fitted(
    rows: Iterable[SourceRow], matching: Matching, fields: Sequence[Field], geometry: Geometry, tally: Tally
) -> Iterator[FeatureRow]:
    """The rows that fit; those that do not go into `tally`."""
    wanted = [field for field in fields if field.name in matching.columns or field.required]
    for row in rows:
        fit, problems = fit_row(row, matching, wanted, geometry)
        if fit is None:
            tally.refuse(problems)
        else:
            yield fit


def fit_row(
    row: SourceRow, matching: Matching, fields: Sequence[Field], geometry: Geometry
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
            values[field.name] = fit_value(field, cell)
        except Unfit as unfit:
            problems.append(Problem(row.number, field.name, shortened("" if cell is None else cell), unfit.reason))
    shape = _shape(row, geometry, problems)
    if problems:
        return None, problems
    return FeatureRow(shape, {name: value for name, value in values.items() if value is not None}, row.number), []


def _shape(row: SourceRow, geometry: Geometry, problems: list[Problem]) -> Any:
    if row.geometry is None:
        problems.append(Problem(row.number, "geometry", "", row.fault or _NO_GEOMETRY))
        return None
    try:
        return fit_shape(row.geometry, geometry)
    except Unfit as unfit:
        problems.append(Problem(row.number, "geometry", row.geometry.geom_type, unfit.reason))
        return None
