"""Columns of a file to fields of a layer: by ``--map``, else by equal names."""

import unicodedata
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from layers.layer import Field
from loaders.errors import LoadError
from loaders.report import shortened

POSITION_ROLES = frozenset({"lon", "lat", "wkt"})


@dataclass(frozen=True, slots=True)
class Matching:
    """columns: field name → column. unmatched: columns that go nowhere, told in the report."""

    columns: Mapping[str, str]
    unmatched: tuple[str, ...]


def match_columns(
    columns: Sequence[str], fields: Sequence[Field], mapping: Mapping[str, str], used: Collection[str], key: str | None
) -> Matching:
    """Which column fills which field. `used`: columns that hold coordinates. `key`: what identifies rows.

    Raises LoadError for a field, a column or a key that is not there.
    """
    names = [field.name for field in fields]
    _check_fields(mapping, names)
    matched = {name: find_column(columns, mapping[name]) for name in names if name in mapping}
    free = [column for column in columns if column not in used]
    for name in names:
        column = _like(free, name)
        if name not in matched and column:
            matched[name] = column
    if key is not None:
        matched["key"] = matched.get(key) or find_column(columns, key)
    taken = {*matched.values(), *used}
    return Matching(matched, tuple(column for column in columns if column not in taken))


def find_column(columns: Sequence[str], wanted: str) -> str:
    """The column of that name, else the one that differs in case only. Raises LoadError naming those there are."""
    found = _like(columns, wanted)
    if found is None:
        listed = ", ".join(shortened(column) for column in columns)
        raise LoadError(
            f"Tệp không có cột “{shortened(wanted)}”. Các cột: {listed}.",
            f"The file has no column “{shortened(wanted)}”. Its columns are {listed}.",
        )
    return found


def _like(columns: Sequence[str], wanted: str) -> str | None:
    if wanted in columns:
        return wanted
    return next((column for column in columns if _folded(column) == _folded(wanted)), None)


def _folded(name: str) -> str:
    return unicodedata.normalize("NFC", name).strip().casefold()


def _check_fields(mapping: Mapping[str, str], names: Sequence[str]) -> None:
    unknown = [name for name in mapping if name not in names and name not in POSITION_ROLES]
    if unknown:
        listed = ", ".join(names)
        raise LoadError(
            f"Lớp không có trường “{shortened(unknown[0])}”. Các trường: {listed}.",
            f"The layer has no field “{shortened(unknown[0])}”. Its fields are {listed}.",
        )
