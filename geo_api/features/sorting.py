"""``sortby=`` and the cursor that says where a page begins: right while rows are added or go between two pages."""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from hashlib import blake2b
from typing import Any

from geo_api.errors import BadRequest
from layers.layer import Field, FieldType

MOST_KEYS = 5
_LONGEST = 4000
# As Vietnamese is sorted: đ after d, marks after letters.
_COLLATION = ' COLLATE "vi-x-icu"'
_PYTHON: dict[FieldType, tuple[type, ...]] = {
    FieldType.TEXT: (str,),
    FieldType.INTEGER: (int,),
    FieldType.NUMBER: (int, float),
    FieldType.BOOLEAN: (bool,),
    FieldType.DATE: (str,),
}


@dataclass(frozen=True, slots=True)
class SortKey:
    field: Field
    descending: bool = False

    @property
    def expression(self) -> str:
        """The column of the rows called f."""
        return f'f."{self.field.name}"' + (_COLLATION if self.field.type is FieldType.TEXT else "")

    @property
    def order(self) -> str:
        return f"{self.expression} {'DESC' if self.descending else 'ASC'} NULLS LAST"


@dataclass(frozen=True, slots=True)
class Cursor:
    """After the row with these values and that id. uncounted: the first page found too many to count."""

    values: tuple[Any, ...]
    id: int
    uncounted: bool = False


def parse_sort(value: str, fields: Iterable[Field]) -> tuple[SortKey, ...]:
    """``name,-capacity``: keys in order of weight. Raises BadRequest."""
    by_name = {field.name: field for field in fields}
    keys = []
    for part in value.split(","):
        # A plus sign in an address is read as a space.
        name = part.removeprefix("+").removeprefix("-").strip()
        if name not in by_name:
            raise BadRequest(
                f"Tham số “sortby”: không có trường “{name[:40]}”; các trường: {', '.join(by_name)}.",
                f"Parameter “sortby”: there is no field “{name[:40]}”; there are {', '.join(by_name)}.",
            )
        keys.append(SortKey(by_name[name], part.startswith("-")))
    if len(keys) > MOST_KEYS or len({key.field.name for key in keys}) < len(keys):
        raise BadRequest(
            f"Tham số “sortby”: nhiều nhất {MOST_KEYS} trường, mỗi trường một lần.",
            f"Parameter “sortby”: at most {MOST_KEYS} fields, each once.",
        )
    return tuple(keys)


def write_cursor(cursor: Cursor, keys: Sequence[SortKey]) -> str:
    values = [value.isoformat() if isinstance(value, date) else value for value in cursor.values]
    text = json.dumps([_mark(keys), cursor.id, values, cursor.uncounted], ensure_ascii=False, separators=(",", ":"))
    return urlsafe_b64encode(text.encode()).decode().rstrip("=")


def read_cursor(value: str, keys: Sequence[SortKey]) -> Cursor:
    """The cursor of a next link, for the same order. Raises BadRequest for anything else."""
    if len(value) > _LONGEST:
        raise _no_cursor()
    try:
        mark, after, values, uncounted = json.loads(urlsafe_b64decode(value.encode("ascii") + b"=" * (-len(value) % 4)))
        cursor = Cursor(_checked(values, keys), after, uncounted)
    except (ValueError, TypeError, RecursionError):
        raise _no_cursor() from None
    if mark != _mark(keys) or type(after) is not int or not 0 <= after < 2**62 or type(uncounted) is not bool:
        raise _no_cursor()
    return cursor


def _mark(keys: Sequence[SortKey]) -> str:
    """Tells the cursors of different orders apart."""
    order = ",".join(f"{key.field.name} {key.descending}" for key in keys)
    return blake2b(order.encode(), digest_size=4).hexdigest()


def _checked(values: Any, keys: Sequence[SortKey]) -> tuple[Any, ...]:
    """Values of the fields' own types. Raises ValueError."""
    return tuple(_value(value, key.field.type) for value, key in zip(values, keys, strict=True))


def _value(value: Any, field_type: FieldType) -> Any:
    if value is None:
        return None
    fits = isinstance(value, _PYTHON[field_type]) and (field_type is FieldType.BOOLEAN or not isinstance(value, bool))
    if not fits or (isinstance(value, str) and "\x00" in value) or (isinstance(value, int) and abs(value) >= 2**63):
        raise ValueError("not of the field's type")
    return date.fromisoformat(value) if field_type is FieldType.DATE else value


def _no_cursor() -> BadRequest:
    return BadRequest(
        "Tham số “cursor” phải lấy từ liên kết “next” của trang trước, với cùng sortby.",
        "Parameter “cursor” must be taken from the “next” link of the page before, with the same sortby.",
    )
