"""What the routes of units are asked with, read strictly: days, levels, points, identities, pages."""

import re
from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import Query, Request, Response
from pydantic import BaseModel

from geo_api.answers import cacheable
from geo_api.days import Period
from geo_api.errors import BadRequest
from geo_api.links import own_url
from geo_api.values import VALUE_LENGTH, parse_integer
from layers.names import clean, no_level
from layers.units import LEVELS

MAX_LIMIT = 1000
MAX_ID = 10**17
LevelParameter = Annotated[
    str | None, Query(description=f"Tier: {', '.join(LEVELS)}", json_schema_extra={"enum": list(LEVELS)})
]
UNIT_SCHEMA: dict[str, Any] = {"type": "integer", "minimum": 1, "maximum": MAX_ID}
# Some sign that is not a space.
WORDS_SCHEMA: dict[str, Any] = {
    "minLength": 1,
    "maxLength": VALUE_LENGTH,
    "pattern": r"^[^\u0000]*[^\s\u0000][^\u0000]*$",
}
POINT_SCHEMA: dict[str, Any] = {
    "pattern": r"^-?(180|(1[0-7][0-9]|[0-9]{1,2})(\.[0-9]{1,15})?),-?(90|[1-8]?[0-9](\.[0-9]{1,15})?)$",
    "example": "106.1683,20.42",
}
LimitParameter = Annotated[
    str,
    Query(
        description=f"On a page, 1 to {MAX_LIMIT}",
        json_schema_extra={"type": "integer", "minimum": 1, "maximum": MAX_LIMIT},
    ),
]
CursorParameter = Annotated[
    str | None,
    Query(
        description="Where the page begins; taken from a next link",
        json_schema_extra={"pattern": r"^[0-9]{1,18}\.[0-9]{1,18}$"},
    ),
]


def asked_level(level: str | None) -> str | None:
    """A tier by name. Raises BadRequest."""
    if level is None or level in LEVELS:
        return level
    words = no_level(level[:VALUE_LENGTH])
    raise BadRequest(f"Tham số “level”: {words.vi}", f"Parameter “level”: {words.en}")


def asked_unit(name: str, value: str | None) -> int | None:
    """Identity of a unit. Raises BadRequest."""
    return None if value is None else parse_integer(name, value, 1, MAX_ID)


def asked_limit(limit: str) -> int:
    return parse_integer("limit", limit, 1, MAX_LIMIT)


def asked_words(name: str, value: str | None) -> str | None:
    """Words to look for: not empty, of reasonable length. Raises BadRequest."""
    if value is None:
        return None
    if "\x00" not in value and clean(value) and len(value) <= VALUE_LENGTH:
        return clean(value)
    raise BadRequest(
        f"Tham số “{name}” phải có từ 1 đến {VALUE_LENGTH} ký tự.",
        f"Parameter “{name}” must have 1 to {VALUE_LENGTH} characters.",
    )


def asked_point(name: str, value: str | None) -> tuple[float, float] | None:
    """``lon,lat`` in degrees (CRS84). Raises BadRequest."""
    if value is None:
        return None
    numbers = _numbers(value)
    if len(numbers) == 2 and abs(numbers[0]) <= 180 and abs(numbers[1]) <= 90:
        return numbers[0], numbers[1]
    if len(numbers) == 2 and abs(numbers[0]) <= 90 < abs(numbers[1]) <= 180:
        lat, lon = value.split(",")
        raise BadRequest(
            f"Tham số “{name}” là kinh độ,vĩ độ, ở đây đang ngược: hãy ghi {name}={lon},{lat}.",
            f"Parameter “{name}” is longitude,latitude, here they are swapped: say {name}={lon},{lat}.",
        )
    raise BadRequest(
        f"Tham số “{name}” phải là hai số: kinh độ,vĩ độ (độ), như 106.1683,20.42.",
        f"Parameter “{name}” must be two numbers: longitude,latitude (degrees), as 106.1683,20.42.",
    )


def _numbers(value: str) -> list[float]:
    """The numbers between commas; none unless all are finite decimal numbers in ASCII."""
    parts = value.split(",")
    numbers = [float(part) for part in parts if re.fullmatch(r"[-+]?\d{1,9}(\.\d{0,30})?", part, re.ASCII)]
    return numbers if len(numbers) == len(parts) else []


def asked_cursor(cursor: str | None, length: int) -> tuple[int, ...] | None:
    """The `length` numbers that ``page_cursor`` wrote. Raises BadRequest."""
    if cursor is None:
        return None
    if re.fullmatch(rf"\d{{1,18}}(\.\d{{1,18}}){{{length - 1}}}", cursor, re.ASCII):
        return tuple(map(int, cursor.split(".")))
    raise BadRequest(
        "Tham số “cursor” phải lấy từ liên kết “next”.", "Parameter “cursor” must be taken from a “next” link."
    )


def page_cursor(*last: int) -> str:
    return ".".join(map(str, last))


def next_page(request: Request, cursor: str, name: str = "cursor", at: Period | None = None) -> str:
    """Address of the page that begins after what `cursor` says; at: the day that all pages are of, where it is one."""
    # The pages of one answer are of one day, even when it ends between them.
    day = {"at": str(at)} if at is not None and at.is_default else {}
    query = urlencode({**request.query_params, **day, name: cursor})
    return f"{own_url(request)}?{query}"


def json_answer(request: Request, document: BaseModel, at: Period | None = None) -> Response:
    """`document` with its ETag; at: the day that it is for, where it is of one day."""
    return cacheable(request, document.model_dump_json(by_alias=True).encode(), "application/json", at=at)
