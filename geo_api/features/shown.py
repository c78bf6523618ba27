"""Values as a person reads them on a page."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from geo_api.language import day_in, grouped
from geo_api.map_frame import MAP_WORDS
from layers.layer import Field, FieldType

# Symbols of UCUM that people write otherwise.
_UNITS = {"km2": "km²", "m2": "m²", "1": ""}
_DECIMALS = 2


@dataclass(frozen=True, slots=True)
class Cell:
    """kind: how it is set: ``number``, ``day`` or as text."""

    text: str
    kind: str = "text"


def cell_of(field: Field, value: Any, language: str) -> Cell:
    """The value of a field, from the JSON of a feature; empty when there is none."""
    if value is None:
        return Cell("")
    if isinstance(value, bool):
        return Cell(MAP_WORDS["yes" if value else "no"].in_language(language))
    if field.type is FieldType.DATE:
        return Cell(day_in(date.fromisoformat(value), language), "day")
    if isinstance(value, (int, float)):
        return Cell(f"{_number(field, value, language)} {_unit(field)}".rstrip(), "number")
    titles = {choice.value: choice.title.in_language(language) for choice in field.choices}
    return Cell(titles.get(value, str(value)))


def _number(field: Field, value: float, language: str) -> str:
    # Identities and years are not quantities.
    if field.type is FieldType.INTEGER and (field.name.endswith("_id") or field.name == "year"):
        return str(value)
    return grouped(value, language, 0 if float(value).is_integer() else _DECIMALS)


def _unit(field: Field) -> str:
    return _UNITS.get(field.unit, field.unit) if field.unit else ""
