"""Rows against the declaration of a layer: each becomes a row to write, or problems that say why not."""

import dataclasses
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import shapely
from shapely.geometry.base import BaseGeometry

from layers.layer import Field, Geometry, Text, Value
from loaders.batch import Batch, Shapes, SourceRow, no_shapes
from loaders.fit.columns import FieldFitter, spelt
from loaders.fit.manner import PLAIN, Manner
from loaders.fit.match import Matching
from loaders.fit.repair import Repair, sound_area
from loaders.fit.shapes import fit_shape, of_kind
from loaders.fit.unfit import Unfit
from loaders.fit.values import is_storable
from loaders.report import Finding, Problem, Severity, Tally, counted, shortened
from loaders.rows import FeatureBatch

REPAIRED = "repaired"
# The shape to be stored of a row, which comes without its values. Raises Unfit.
RowShaper = Callable[[SourceRow], BaseGeometry]
# The shapes to be stored of rows, and what is wrong with those that have none, by place.
Shaper = Callable[[Batch], tuple[Shapes, dict[int, Unfit]]]
_CONTROL_SIGNS = Text("có ký tự điều khiển.", "it has control characters.")
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

    one_by_one = each(shape)

    def shapes(batch: Batch) -> tuple[Shapes, dict[int, Unfit]]:
        is_plain = wanted is Geometry.POINT and not batch.flaws and (shapely.get_type_id(batch.shapes) == 0).all()
        return (batch.shapes, {}) if is_plain else one_by_one(batch)

    return shapes


def each(shape: RowShaper) -> Shaper:
    """Every row by itself."""

    def shapes(batch: Batch) -> tuple[Shapes, dict[int, Unfit]]:
        found, wrong = no_shapes(len(batch)), dict[int, Unfit]()
        for at, given in enumerate(batch.shapes):
            try:
                found[at] = shape(SourceRow(batch.numbers[at], {}, given, batch.faults.get(at), batch.flaws.get(at)))
            except Unfit as unfit:
                wrong[at] = unfit
        return found, wrong

    return shapes


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


def flattened(batches: Iterable[Batch], tally: Tally) -> Iterator[Batch]:
    """The same rows; the report says that heights are not kept, where rows have some."""
    heights = 0
    for batch in batches:
        heights += int(shapely.has_z(batch.shapes).sum())
        yield batch
    if heights:
        words = Text(
            f"{heights} dòng có độ cao (Z); chỉ giữ vị trí trên mặt bằng.",
            f"{counted(heights, 'row')} with heights (Z); only the position in the plane is kept.",
        )
        tally.find([Finding(check="flattened", severity=Severity.NOTE, text=words)])


@dataclass(frozen=True, slots=True)
class Fit:
    """How the rows of a file become rows of a layer. fields: those to be filled. manners: how their columns write.
    values: as in LoadOptions.
    """

    matching: Matching
    fields: Sequence[Field]
    manners: Mapping[str, Manner]
    shaper: Shaper
    tally: Tally
    values: Mapping[str, Mapping[str, str]] = dataclasses.field(default_factory=dict)

    def batches(self, batches: Iterable[Batch]) -> Iterator[FeatureBatch]:
        """The rows that fit; those that do not go into the tally."""
        wanted = [field for field in self.fields if field.name in self.matching.columns or field.required]
        fitters = [self._fitter(field) for field in wanted]
        for batch in batches:
            yield self._fitted(self._known(batch), fitters)

    def _fitter(self, field: Field) -> FieldFitter:
        column = self.matching.columns.get(field.name, "")
        meant = {spelt(written): value for written, value in self.values.get(field.name, {}).items()}
        return FieldFitter(field, self.manners.get(field.name, PLAIN), column, meant)

    def _known(self, batch: Batch) -> Batch:
        """The rows of which more is known than what is wrong with them."""
        if not batch.unread:
            return batch
        unread = sorted(batch.unread)
        self.tally.refuse(Problem(batch.numbers[at], None, "", batch.faults[at]) for at in unread)
        return batch.some([at for at in range(len(batch)) if at not in batch.unread])

    def _fitted(self, batch: Batch, fitters: Sequence[FieldFitter]) -> FeatureBatch:
        problems: dict[int, list[Problem]] = {}
        values: dict[str, list[Value | None]] = {}
        for fitter in fitters:
            cells = self._cells(batch, self.matching.columns.get(fitter.field.name))
            values[fitter.field.name], wrong = fitter.fit(batch.numbers, cells)
            for at, unfit in wrong.items():
                value = shortened("" if cells[at] is None else cells[at])
                problems.setdefault(at, []).append(Problem(batch.numbers[at], fitter.field.name, value, unfit.reason))
        shapes, wrong = self.shaper(batch)
        for at, unfit in wrong.items():
            given = batch.shapes[at].geom_type if batch.shapes[at] is not None else ""
            problems.setdefault(at, []).append(Problem(batch.numbers[at], "geometry", given, unfit.reason))
        units = _words(self._cells(batch, self.matching.unit_column))
        if not is_storable("".join(filter(None, units))):
            for at in [at for at, unit in enumerate(units) if not is_storable(unit or "")]:
                value = shortened(units[at])
                problem = Problem(batch.numbers[at], self.matching.unit_column, value, _CONTROL_SIGNS)
                problems.setdefault(at, []).append(problem)
        self.tally.refuse(problem for at in sorted(problems) for problem in problems[at])
        return FeatureBatch(batch.numbers, values, shapes, units, _digests(batch, values)).without(problems.keys())

    def _cells(self, batch: Batch, column: str | None) -> list[Any]:
        found = batch.columns.get(column) if column else None
        return [None] * len(batch) if found is None else found


def _words(cells: Sequence[Any]) -> list[str | None]:
    return list(map(_word, cells)) if any(cells) else [None] * len(cells)


def _word(cell: Any) -> str | None:
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)  # a code out of a column of floats
    return None if cell is None else str(cell).strip() or None


def _digests(batch: Batch, values: Mapping[str, Sequence[Value | None]]) -> list[int | None]:
    keys = values.get("key") or [None] * len(batch)
    if all(keys):
        return [None] * len(batch)
    cells = zip(*batch.columns.values(), strict=True) if batch.columns else iter([()] * len(batch))
    return [_digest(row) if key is None else None for key, row in zip(keys, cells, strict=True)]


def _digest(row: tuple[Any, ...]) -> int:
    try:
        return hash(row)
    except TypeError:  # a list or an object of JSON
        return hash(repr(row))
