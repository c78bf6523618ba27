"""Boundaries of administrative units as files have them: which columns are read, and what becomes of their words."""

import re
import secrets
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import cast

from shapely import MultiPolygon, Polygon
from shapely.geometry.base import BaseGeometry

from layers.codes import HAMLET_PREFIX, mint
from layers.layer import Field, FieldType, Layer, Text
from layers.registry import all_layers
from loaders.report import Problem, Tally, shortened
from loaders.values import Unfit
from loaders.write import FeatureRow


@dataclass(frozen=True, slots=True)
class Level:
    """How units of a level are read. code_digits: of the code of the statistics office; None: it gives none."""

    name: str
    layer: str
    kinds: tuple[str, ...]
    scheme: str
    code_digits: int | None
    parent: "Level | None" = None
    parent_columns: tuple[str, ...] = ()


PROVINCE = Level("province", "provinces", ("tỉnh", "thành phố"), "gso", 2)
COMMUNE = Level(
    "commune", "communes", ("xã", "phường", "thị trấn", "đặc khu"), "gso", 5, PROVINCE, ("province_code", "province")
)
HAMLET = Level("hamlet", "hamlets", ("thôn", "xóm", "tổ dân phố"), "wardmap", None, COMMUNE, ("commune_code",))
LEVEL_OF = {level.name: level for level in (PROVINCE, COMMUNE, HAMLET)}

_HAMLET_CODE_LENGTH = 5
_COLUMN_TITLES = {
    "code": Text("Mã đơn vị", "Code of the unit"),
    "name": Text("Tên đơn vị", "Name of the unit"),
    "full_name": Text("Tên đầy đủ", "Full name, with the kind of unit"),
    "kind": Text("Loại đơn vị", "Kind of unit"),
    "province_code": Text("Mã tỉnh", "Code of the province"),
    "province": Text("Tên tỉnh", "Name of the province"),
    "commune_code": Text("Mã xã, phường", "Code of the commune"),
}


@dataclass(frozen=True, slots=True)
class UnitRow:
    """One unit to be written. has_given_code: the file gives its code; else it was drawn for it."""

    source_row: int
    code: str
    has_given_code: bool
    name: str
    kind: str
    parent_code: str | None
    parent_name: str | None
    geometry: MultiPolygon


def file_layer(level: Level) -> Layer:
    """What a file of boundaries of this level looks like, declared as layers are."""
    names = ("code", "name", "full_name", "kind", *level.parent_columns)
    required = {"commune_code"} if level is HAMLET else {"code"} if level.code_digits else set()
    fields = tuple(
        Field(name=name, type=FieldType.TEXT, title=_COLUMN_TITLES[name], required=name in required) for name in names
    )
    return replace(all_layers()[level.layer], fields=fields, kinds={})


def unit_rows(rows: Iterable[FeatureRow], level: Level, tally: Tally) -> Iterator[UnitRow]:
    """Rows as units; those whose words make no unit go into `tally`."""
    for row in rows:
        try:
            yield _unit(row, level)
        except UnfitField as unfit:
            value = shortened(row.values.get(unfit.field, ""))
            tally.refuse([Problem(row.source_row, unfit.field, value, unfit.reason)])


class UnfitField(Unfit):
    """The value of `field` cannot be taken."""

    def __init__(self, field: str, vi: str, en: str) -> None:
        super().__init__(vi, en)
        self.field = field


def _unit(row: FeatureRow, level: Level) -> UnitRow:
    values = row.values
    kind, name = _kind_and_name(values.get("kind"), values.get("full_name"), values.get("name"), level)
    parent = level.parent
    parent_column = level.parent_columns[0] if parent else ""
    parent_code = values.get(parent_column)
    return UnitRow(
        source_row=row.source_row,
        code=_code(values.get("code"), "code", level),
        has_given_code="code" in values,
        name=name,
        kind=kind,
        parent_code=_code(parent_code, parent_column, parent) if parent and parent_code else None,
        parent_name=values.get("province"),
        geometry=_multi(row.geometry),
    )


def _code(given: str | None, column: str, level: Level) -> str:
    """A code as text of full length: spreadsheets lose zeros at its beginning."""
    if level.code_digits is None:
        return given or mint(HAMLET_PREFIX, _HAMLET_CODE_LENGTH, secrets.randbelow)
    if given is None or not re.fullmatch(r"\d+", given, re.ASCII) or len(given) > level.code_digits:
        raise UnfitField(
            column, f"phải gồm {level.code_digits} chữ số.", f"it must consist of {level.code_digits} digits."
        )
    return given.zfill(level.code_digits)


def _kind_and_name(kind: str | None, full_name: str | None, name: str | None, level: Level) -> tuple[str, str]:
    """The kind in full letters, and the name without it: from their own columns, else out of the full name."""
    told, rest = split_kind(full_name or name or "", level)
    meant = _known_kind(kind, level) if kind else told
    if meant is None:
        listed = ", ".join(level.kinds)
        raise UnfitField("kind", f"phải là một trong: {listed}.", f"it must be one of {listed}.")
    if told not in (None, meant):
        raise UnfitField("full_name", f"ghi {told} nhưng loại là {meant}.", f"it says {told}, but the kind is {meant}.")
    own = split_kind(name, level)[1] if name else rest
    if not own:
        raise UnfitField("name", "thiếu tên.", "there is no name.")
    return meant, own


def split_kind(full_name: str, level: Level) -> tuple[str | None, str]:
    """“Phường Phủ Lý” → phường, Phủ Lý. A name without a kind stays as it is."""
    for kind in level.kinds:
        if full_name.casefold().startswith(kind + " "):
            return kind, full_name[len(kind) :].strip()
    return None, full_name.strip()


def _known_kind(word: str, level: Level) -> str | None:
    return next((kind for kind in level.kinds if _folded(kind) == _folded(word)), None)


def _folded(word: str) -> str:
    """Lower case without marks, words apart by one space: ``thi_tran`` is thị trấn."""
    letters = unicodedata.normalize("NFD", word.casefold().replace("đ", "d").replace("_", " "))
    return " ".join("".join(c for c in letters if not unicodedata.combining(c)).split())


def _multi(shape: BaseGeometry) -> MultiPolygon:
    return shape if isinstance(shape, MultiPolygon) else MultiPolygon([cast(Polygon, shape)])
