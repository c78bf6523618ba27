"""Units as files have them: which columns are read, and what becomes of their words."""

import re
import secrets
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from typing import cast

from shapely import MultiPolygon

from layers.codes import HAMLET_PREFIX, mint
from layers.layer import Field, FieldType, Layer, Text
from layers.names import UnitName, fold, full_name, split_name
from layers.registry import all_layers
from loaders.fit.values import Unfit
from loaders.report import Finding, Problem, Severity, Tally, shortened
from loaders.rows import FeatureRow
from loaders.titles import UNIT_FIELDS
from loaders.units.boundaries.above import Above, Chain
from loaders.units.boundaries.official import FIELD as AREA
from loaders.units.boundaries.repair import Repairs
from loaders.units.levels import Level

_HAMLET_CODE_LENGTH = 5
_CENSUS_CODE = re.compile(r"\d{7}", re.ASCII)


@dataclass(frozen=True, slots=True)
class UnitRow:
    """One unit to be written. has_given_code: the file gives its code; else it was drawn for it.

    parents: the units above it that the file names, the nearest first. geometry: empty where the file has no boundary.
    area_official: as published, km².
    """

    source_row: int
    code: str
    has_given_code: bool
    name: str
    kind: str
    parents: Chain
    area_official: float | None
    geometry: MultiPolygon


@dataclass(slots=True)
class RowReader:
    """Makes units of rows; `findings` says what had to be put right. area_unit: of the file's areas, in km²."""

    level: Level
    tally: Tally
    repairs: Repairs
    area_unit: float
    findings: list[Finding] = field(default_factory=list)

    def units(self, rows: Iterable[FeatureRow]) -> Iterator[UnitRow]:
        """Rows as units; those whose words make no unit go into the tally."""
        for row in rows:
            try:
                unit = self._unit(row)
            except UnfitField as unfit:
                value = shortened(row.values.get(unfit.field, ""))
                self.tally.refuse([Problem(row.source_row, unfit.field, value, unfit.reason)])
            else:
                self._tell(row, unit)
                yield unit

    def report(self) -> None:
        """Put into the tally what had to be put right."""
        for check in dict.fromkeys(finding.check for finding in self.findings):
            self.tally.find([finding for finding in self.findings if finding.check == check])

    def _unit(self, row: FeatureRow) -> UnitRow:
        values = row.values
        named = _named(values.get("kind"), values.get("full_name"), values.get("name"), self.level)
        area = values.get(AREA)
        return UnitRow(
            source_row=row.source_row,
            code=_code(values.get("code"), "code", self.level),
            has_given_code="code" in values,
            name=named.name,
            kind=str(named.kind),
            parents=tuple(_parents(values, self.level)),
            area_official=area * self.area_unit if area else None,
            geometry=cast(MultiPolygon, row.geometry),
        )

    def _tell(self, row: FeatureRow, unit: UnitRow) -> None:
        named = f"{full_name(unit.kind, unit.name)} ({unit.code})"
        self.findings += self.repairs.findings(row.source_row, named)
        given = row.values.get("code", unit.code)
        if given != unit.code:
            words = Text(f"mã {given} được đọc là {unit.code}.", f"code {given} is read as {unit.code}.")
            self.findings.append(
                Finding(check="code_padded", severity=Severity.REPAIRED, text=words, units=(named,)),
            )


def file_layer(level: Level) -> Layer:
    """What a file of units of this level looks like, declared as layers are."""
    names = ["code", "name", "full_name", "kind"]
    for parent in level.parents:
        names += [parent.code_column, parent.name]
    required = {"code"} if level.code_digits else {parent.code_column for parent in level.parents}
    fields = [Field(name=n, type=FieldType.TEXT, title=UNIT_FIELDS[n], required=n in required) for n in names]
    area = Field(name=AREA, type=FieldType.NUMBER, title=UNIT_FIELDS[AREA], minimum=0)
    return replace(all_layers()[level.layer], fields=(*fields, area), kinds={})


class UnfitField(Unfit):
    """The value of `field` cannot be taken."""

    def __init__(self, field: str, vi: str, en: str) -> None:
        super().__init__(vi, en)
        self.field = field


def _parents(values: dict[str, str], level: Level) -> Iterator[Above]:
    for parent in level.parents:
        code, name = values.get(parent.code_column), values.get(parent.name)
        if code or name:
            number = _code(code, parent.code_column, parent) if code else None
            yield Above(parent, number, split_name(name, parent.name) if name else None)


def _code(given: str | None, column: str, level: Level) -> str:
    """A code as text of full length: spreadsheets lose zeros at its beginning."""
    digits = level.code_digits
    if digits is None:
        return given or mint(HAMLET_PREFIX, _HAMLET_CODE_LENGTH, secrets.randbelow)
    if given and re.fullmatch(rf"\d{{1,{digits}}}", given, re.ASCII):
        return given.zfill(digits)
    vi, en = f"phải gồm {digits} chữ số", f"it must consist of {digits} digits"
    if given and _CENSUS_CODE.fullmatch(given):
        vi += "; 7 chữ số là mã cũ của tổng điều tra, cần mã của Cục Thống kê"
        en += "; 7 digits are an old code of the census, the code of the statistics office is needed"
    raise UnfitField(column, f"{vi}.", f"{en}.")


def _named(kind: str | None, full_name: str | None, name: str | None, level: Level) -> UnitName:
    """The kind in full letters, and the name without it: from their own columns, else out of the full name."""
    told = split_name(full_name or name or "", level.name)
    meant = _known_kind(kind, level) if kind else told.kind
    if meant is None:
        listed = ", ".join(level.kinds)
        raise UnfitField("kind", f"phải là một trong: {listed}.", f"it must be one of {listed}.")
    if full_name and told.kind not in (None, meant):
        words = told.kind
        raise UnfitField("full_name", f"ghi {words} nhưng loại là {meant}.", f"it says {words}, the kind is {meant}.")
    own = split_name(name, level.name) if name else told
    proper = own.name if own.kind in (None, meant) else name
    if not proper:
        raise UnfitField("name", "thiếu tên.", "there is no name.")
    return UnitName(meant, proper)


def _known_kind(word: str, level: Level) -> str | None:
    """``thi_tran`` is thị trấn."""
    return next((kind for kind in level.kinds if fold(kind) == fold(word.replace("_", " "))), None)
