"""Identities of OpenStreetMap objects as keys of rows."""

import re

from layers.layer import Text
from loaders.batch import SourceRow

ID = "osm_id"
TYPE = "osm_type"
NO_NUMBER = Text("không phải là số.", "it is not a number.")
_TYPE_WORDS = {"n": "node", "w": "way", "r": "relation"}


def has_number(row: SourceRow) -> bool:
    """Whether the object's number is one at all."""
    return _number(row) is not None


def osm_key(row: SourceRow) -> str | None:
    """``osm:way/1``; None for what has no number in OpenStreetMap: editors number new objects below zero.

    Exports without kinds number relations below zero.
    """
    number, kind = _number(row), _kind(row)
    if number is None:
        return None
    if not number.startswith("-"):
        return f"osm:{kind or _kind_by_shape(row)}/{number}"
    is_relation = kind is None and _kind_by_shape(row) == "way"
    return f"osm:relation/{number[1:]}" if is_relation else None


def _number(row: SourceRow) -> str | None:
    """As exports write it, with a sign or ``.0``; None when it is none."""
    number = str(row.values.get(ID) or "").strip().removesuffix(".0")
    return number if re.fullmatch(r"-?\d{1,19}", number, re.ASCII) else None


def _kind(row: SourceRow) -> str | None:
    return _TYPE_WORDS.get(str(row.values.get(TYPE) or "")[:1].lower())


def _kind_by_shape(row: SourceRow) -> str:
    return "node" if row.geometry is None or row.geometry.geom_type == "Point" else "way"
