"""A cell into the value that a field declares. Pure functions; a cell that does not fit raises Unfit."""

import re
import unicodedata
from collections.abc import Callable
from typing import Any

from layers.layer import Field, FieldType, Value
from loaders.fit.dates import iso_date
from loaders.fit.manner import PLAIN, Manner
from loaders.fit.numbers import number, whole_number
from loaders.fit.unfit import Unfit
from loaders.fit.words import meanings, plain

__all__ = ["Unfit", "fit_value", "is_storable", "longest_text"]

MAX_TEXT = 10_000
# Fields that are columns may have an index over them; PostgreSQL's limit for one entry is 2,704 bytes.
MAX_INDEXED_TEXT = 500
_EXACT_FLOAT = 2**53
# Control characters but tab and line ends, and halves of surrogate pairs: PostgreSQL stores no such text.
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff]")
_TRUE = frozenset({"true", "t", "1", "yes", "y", "on", "có", "co", "đúng", "đã có", "rồi", "x", "✓", "✔", "☑", "√"})
_FALSE = frozenset(
    {"false", "f", "0", "no", "n", "off", "không", "khong", "ko", "k", "sai", "chưa", "chua", "chưa có", "không có"}
)
# What people put into a cell that they leave empty; in a text it may be meant.
_EMPTY = frozenset({"-", "--", "–", "—", "…", "...", "n/a", "#n/a", "null", "<null>", "không rõ", "chưa rõ"})


def fit_value(field: Field, cell: Any, manner: Manner = PLAIN) -> Value | None:
    """The value of `field` that `cell` means; dates as ISO 8601 text; None for an empty cell. Raises Unfit.

    manner: how its column writes numbers and days.
    """
    cell = cell.strip() if isinstance(cell, str) else cell
    if _is_empty(field, cell):
        if field.required:
            raise Unfit("bắt buộc nhưng bỏ trống.", "it is required but empty.")
        return None
    if isinstance(cell, list | dict):
        raise Unfit("là danh sách hoặc đối tượng, không phải một giá trị.", "it is a list or an object, not one value.")
    value = _PARSERS[field.type](cell, field, manner)
    _check_range(field, value)
    if isinstance(value, str):
        _check_text(field, value)
    return _choice(field, str(value)) if field.choices else value


def _is_empty(field: Field, cell: Any) -> bool:
    if cell is None or cell == "":
        return True
    is_free_text = field.type is FieldType.TEXT and not field.choices
    return isinstance(cell, str) and not is_free_text and cell.casefold() in _EMPTY


def _text(cell: Any, _field: Field, _manner: Manner) -> str:
    if isinstance(cell, float) and cell.is_integer() and abs(cell) <= _EXACT_FLOAT:
        cell = int(cell)
    return unicodedata.normalize("NFC", str(cell)).strip()


def _check_text(field: Field, value: str) -> None:
    limit = longest_text(field)
    if len(value) > limit:
        raise Unfit(f"dài quá {limit} ký tự.", f"it is longer than {limit} characters.")
    if not is_storable(value):
        raise Unfit("chứa ký tự điều khiển.", "it contains control characters.")


def longest_text(field: Field) -> int:
    """How many characters a value of `field` may have."""
    return MAX_INDEXED_TEXT if field.is_column else MAX_TEXT


def is_storable(text: str) -> bool:
    """Whether PostgreSQL stores it, and it has no control characters but tabs and line ends."""
    return _CONTROL.search(text) is None


def _boolean(cell: Any, field: Field, manner: Manner) -> bool:
    word = _text(cell, field, manner).casefold()
    if word in _TRUE | _FALSE:
        return word in _TRUE
    # “Miễn phí” in a column of that title says yes, and “không miễn phí” no.
    title = plain(field.title.vi)
    if plain(word) in (title, f"khong{title}"):
        return plain(word) == title
    raise Unfit("phải là có hoặc không.", "it must be yes or no.")


def _date(cell: Any, _field: Field, manner: Manner) -> str:
    return iso_date(cell, manner)


_PARSERS: dict[FieldType, Callable[[Any, Field, Manner], Value]] = {
    FieldType.TEXT: _text,
    FieldType.INTEGER: whole_number,
    FieldType.NUMBER: number,
    FieldType.BOOLEAN: _boolean,
    FieldType.DATE: _date,
}


def _check_range(field: Field, value: Value) -> None:
    if not isinstance(value, int | float):
        return
    unit = f" {field.unit}" if field.unit else ""
    if field.minimum is not None and value < field.minimum:
        raise Unfit(f"nhỏ hơn {field.minimum:g}{unit}.", f"it is less than {field.minimum:g}{unit}.")
    if field.maximum is not None and value > field.maximum:
        raise Unfit(f"lớn hơn {field.maximum:g}{unit}.", f"it is more than {field.maximum:g}{unit}.")


def _choice(field: Field, value: str) -> str:
    """The choice meant by its value, by its title in either language or by a usual word, whatever case and marks."""
    if (meant := meanings(field.choices).get(plain(value))) is not None:
        return meant
    listed = ", ".join(f"{choice.value} ({choice.title.vi})" for choice in field.choices)
    way = f"--map-value {field.name}:"
    raise Unfit(
        f"không thuộc các giá trị: {listed}. Nêu nghĩa của nó bằng {way}CHỮ=GIÁ_TRỊ.",
        f"it is none of {listed}. Say what it means by {way}WORDS=VALUE.",
    )
