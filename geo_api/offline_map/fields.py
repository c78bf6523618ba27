"""The fields of a feature as a reader is told them: their titles, and values in words."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from geo_api.language import day_in
from layers.layer import Field, Layer, Text

_YES, _NO = Text("có", "yes"), Text("không", "no")


def field_lines(layer: Layer, values: Mapping[str, Any], language: str) -> list[tuple[str, str]]:
    """Title and value of every field that has one, in the order of the declaration; the name stands above them."""
    return [
        (field.title.in_language(language), value_words(field, values[field.name], language))
        for field in layer.fields
        if field.name not in ("name", "key") and values.get(field.name) is not None
    ]


def value_words(field: Field, value: Any, language: str) -> str:
    """A value as it is read aloud: the title of a choice, yes or no, a day, a number with its unit."""
    choice = next((choice for choice in field.choices if choice.value == value), None)
    if choice:
        return choice.title.in_language(language)
    if isinstance(value, bool):
        return (_YES if value else _NO).in_language(language)
    if isinstance(value, date):
        return day_words(value, language)
    if isinstance(value, float):
        value = number_words(value, language)
    return f"{value} {field.unit}" if field.unit and field.unit != "1" else str(value)


def day_words(day: date, language: str) -> str:
    return day.strftime("%d/%m/%Y") if language == "vi" else day_in(day, language)


def number_words(value: float, language: str, digits: int = 2) -> str:
    """A number as people of that language write it: 1.234,5 or 1,234.5."""
    plain = f"{value:,.{digits}f}"
    plain = plain.rstrip("0").rstrip(".") if digits else plain
    return plain.translate(str.maketrans(",.", ".,")) if language == "vi" else plain
