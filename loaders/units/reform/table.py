"""A table of changes as an office publishes it: which unit became which, one pair a row."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

from layers.layer import Field, FieldType, Text
from layers.names import KINDS, fold, full_name, split_name
from loaders.batch import SourceRow, rows_of
from loaders.errors import LoadError
from loaders.fit.match import match_columns
from loaders.fit.values import Unfit, fit_value
from loaders.report import Finding, Problem, Severity, Tally, shortened
from loaders.source import Source

DIGITS = {"province": 2, "district": 3, "commune": 5}
# What a whole and a part are called, without marks; an empty cell means the whole.
WHOLE = frozenset({"", "full", "whole", "all", "toan bo", "nguyen trang"})
PART = frozenset({"partial", "part", "mot phan"})
REQUIRED = ("old_code", "old_name", "new_code", "new_name")
_ALIASES = {
    f"{side}_{field}": f"{side}_{alias}"
    for side in ("old", "new")
    for field, alias in (("code", "ward_code"), ("name", "ward"))
}
_CODE = re.compile(r"(\d{1,5})(?:\.0+)?", re.ASCII)
_SIDES = {"old": Text("cũ", "old"), "new": Text("mới", "new")}
_WORDS = {
    "code": Text("Mã xã", "Code of the {} commune"),
    "name": Text("Tên xã", "Name of the {} commune, with its kind"),
    "district_code": Text("Mã huyện", "Code of the {} district"),
    "district": Text("Tên huyện", "Name of the {} district, with its kind"),
    "province_code": Text("Mã tỉnh", "Code of the {} province"),
    "province": Text("Tên tỉnh", "Name of the {} province, with its kind"),
}
FIELDS = (
    *(
        Field(
            name=f"{side}_{part}",
            type=FieldType.TEXT,
            title=Text(f"{words.vi} {_SIDES[side].vi}", words.en.format(_SIDES[side].en)),
            required=f"{side}_{part}" in REQUIRED,
        )
        for side in _SIDES
        for part, words in _WORDS.items()
    ),
    Field(name="extent", type=FieldType.TEXT, title=Text("Toàn bộ hay một phần", "The whole or a part")),
    Field(name="note", type=FieldType.TEXT, title=Text("Ghi chú", "Note")),
)
Key = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Named:
    """A unit as one side of the table names it. kind: in full, lower case. code: of full length."""

    level: str
    code: str
    kind: str
    name: str

    @property
    def key(self) -> Key:
        return self.level, self.code

    @property
    def label(self) -> str:
        """Full name and code: “Xã Trực Hưng (14077)”."""
        return f"{full_name(self.kind, self.name)} ({self.code})"


@dataclass(frozen=True, slots=True)
class Side:
    """A unit with what it is part of; None where the table does not say."""

    unit: Named
    district: Named | None = None
    province: Named | None = None

    @property
    def parent(self) -> Named | None:
        return self.district or self.province


@dataclass(frozen=True, slots=True)
class Pair:
    """`old`, or a part of it, became `new` or a part of it. row: counted from 1 without the header."""

    row: int
    old: Side
    new: Side
    whole: bool = True
    note: str | None = None


class _UnfitCell(Unfit):
    def __init__(self, field: str, vi: str, en: str) -> None:
        super().__init__(vi, en)
        self.field = field


def read_pairs(source: Source, mapping: Mapping[str, str], tally: Tally) -> list[Pair]:
    """The rows of the table; those whose words say no change go into `tally`, and what was put right in them.

    Raises LoadError when a column is missing.
    """
    matching = match_columns(source.columns, FIELDS, _with_aliases(source.columns, mapping), (), None)
    _check_columns(matching.columns)
    tally.describe(unmatched=matching.unmatched)
    repaired: dict[str, Finding] = {}
    pairs = list(_pairs(rows_of(tally.counted(source.batches, source.notes)), matching.columns, tally, repaired))
    tally.find(list(repaired.values()))
    return pairs


def _with_aliases(columns: Iterable[str], mapping: Mapping[str, str]) -> dict[str, str]:
    there = {column.strip().casefold(): column for column in columns}
    found = {f: there[alias] for f, alias in _ALIASES.items() if alias in there and f not in there}
    return {**found, **mapping}


def _check_columns(columns: Mapping[str, str]) -> None:
    for name in REQUIRED:
        if name not in columns:
            raise LoadError(
                f"Bảng thiếu cột {name}; hãy nêu --map {name}=CỘT.",
                f"The table has no column {name}; please give --map {name}=COLUMN.",
            )


def _pairs(
    rows: Iterable[SourceRow], columns: Mapping[str, str], tally: Tally, repaired: dict[str, Finding]
) -> Iterator[Pair]:
    for row in rows:
        if row.fault:
            tally.refuse([Problem(row.number, None, "", row.fault)])
            continue
        try:
            yield _pair(row, columns, repaired)
        except _UnfitCell as unfit:
            value = shortened(row.values.get(columns.get(unfit.field, ""), ""))
            tally.refuse([Problem(row.number, unfit.field, value, unfit.reason)])


def _pair(row: SourceRow, columns: Mapping[str, str], repaired: dict[str, Finding]) -> Pair:
    cells = {field.name: _cell(field, row.values.get(columns.get(field.name, ""))) for field in FIELDS}
    return Pair(
        row.number,
        _side("old", cells, repaired),
        _side("new", cells, repaired),
        _is_whole(cells["extent"] or ""),
        cells["note"],
    )


def _cell(field: Field, cell: object) -> str | None:
    try:
        value = fit_value(field, cell)
    except Unfit as unfit:
        raise _UnfitCell(field.name, unfit.reason.vi, unfit.reason.en) from None
    return None if value is None else str(value)


def _is_whole(word: str) -> bool:
    if fold(word) not in WHOLE | PART:
        raise _UnfitCell("extent", "phải là full (toàn bộ) hoặc partial (một phần).", "it must be full or partial.")
    return fold(word) in WHOLE


def _side(side: str, cells: Mapping[str, str | None], repaired: dict[str, Finding]) -> Side:
    name = cells[f"{side}_name"] or ""
    # Island districts without communes stand where a commune would.
    is_district = side == "old" and not _split(name, "commune").kind and _split(name, "district").kind
    level = "district" if is_district else "commune"
    unit = _named(level, f"{side}_code", f"{side}_name", cells, repaired)
    return Side(unit, _higher(side, "district", cells, repaired), _higher(side, "province", cells, repaired))


def _higher(side: str, level: str, cells: Mapping[str, str | None], repaired: dict[str, Finding]) -> Named | None:
    """The district or province of that side; None when the row names none."""
    code, name = f"{side}_{level}_code", f"{side}_{level}"
    if cells[code] is None and cells[name] is None:
        return None
    for field in (code, name):
        if cells[field] is None:
            raise _UnfitCell(field, "bỏ trống, dù cột kia có.", "it is empty, though its other half is given.")
    return _named(level, code, name, cells, repaired)


def _named(level: str, code: str, name: str, cells: Mapping[str, str | None], repaired: dict[str, Finding]) -> Named:
    told = _split(cells[name] or "", level)
    if told.kind is None:
        kinds = ", ".join(KINDS[level])
        raise _UnfitCell(name, f"phải bắt đầu bằng loại: {kinds}.", f"it must begin with the kind, one of {kinds}.")
    unit = Named(level, _code(level, code, cells[code] or ""), told.kind, told.name)
    if unit.code != cells[code]:
        repaired.setdefault(unit.code, _restored(unit, cells[code] or ""))
    return unit


# A district is named by each of its communes.
_split = lru_cache(maxsize=1 << 16)(split_name)


def _code(level: str, field: str, given: str) -> str:
    digits = DIGITS[level]
    match = _CODE.fullmatch(given)
    if match is None or len(match[1]) > digits or not int(match[1]):
        raise _UnfitCell(field, f"phải gồm {digits} chữ số.", f"it must consist of {digits} digits.")
    return match[1].zfill(digits)


def _restored(unit: Named, given: str) -> Finding:
    return Finding(
        check="code_padded",
        severity=Severity.REPAIRED,
        text=Text(f"Mã “{given}” được đọc là {unit.code}.", f"Code “{given}” is read as {unit.code}."),
        units=(unit.label,),
    )
