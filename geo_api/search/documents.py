"""What a search answers."""

from datetime import date
from typing import Annotated, Any, Literal

from pydantic import BaseModel, Field
from sqlalchemy import Row

LAYERS = {"province": "provinces", "district": "districts", "commune": "communes", "hamlet": "hamlets"}
# 7 digits of a degree are a centimetre.
DEGREE_DIGITS = 7
# A list, not a tuple: OpenAPI 3.0 knows no other arrays.
Bbox = Annotated[list[float], Field(min_length=4, max_length=4)]
DbRow = Row[*tuple[Any, ...]]


class Result(BaseModel):
    """One thing found. id: of the feature in `layer`; lon, lat, bbox: degrees (CRS84); the rest is of units.

    valid_from, valid_to: the first day of the version found, and the first on which it no longer holds. now: of a unit
    that has ended by the day asked about, the units of that day in which it went on.
    """

    type: Literal["unit", "place", "address"]
    title: str
    subtitle: str | None
    layer: str
    id: int
    lon: float | None
    lat: float | None
    bbox: Bbox | None
    in_force: bool | None
    unit_id: int | None
    valid_from: date | None
    valid_to: date | None
    now: list[str]


class SearchDocument(BaseModel):
    """What was found, the best match first."""

    q: str
    at: date
    at_is_default: bool
    results: list[Result]


def unit_result(row: DbRow) -> Result:
    edges = [_degrees(value) for value in (row.west, row.south, row.east, row.north)]
    known = [edge for edge in edges if edge is not None]
    return Result(
        type="unit",
        title=row.full_name,
        subtitle=_joined(row.parent, row.grandparent),
        layer=LAYERS[row.level],
        id=row.unit_id,
        lon=_degrees(row.lon),
        lat=_degrees(row.lat),
        bbox=known or None,
        in_force=row.in_force,
        unit_id=row.unit_id,
        valid_from=row.valid_from,
        valid_to=row.valid_to,
        now=row.now,
    )


def place_result(row: DbRow) -> Result:
    return Result(type="place", title=row.name, subtitle=row.commune, layer=row.layer, **_point(row))


def address_result(row: DbRow) -> Result:
    subtitle = _joined(_joined(row.number, row.street, by=" "), row.hamlet)
    return Result(type="address", title=row.code, subtitle=subtitle, layer="addresses", **_point(row))


def _point(row: DbRow) -> dict[str, Any]:
    place = {"id": row.id, "lon": _degrees(row.lon), "lat": _degrees(row.lat)}
    return place | dict.fromkeys(("bbox", "in_force", "unit_id", "valid_from", "valid_to")) | {"now": []}


def _joined(*words: str | None, by: str = ", ") -> str | None:
    return by.join(word for word in words if word) or None


def _degrees(value: float | None) -> float | None:
    return None if value is None else round(value, DEGREE_DIGITS)
