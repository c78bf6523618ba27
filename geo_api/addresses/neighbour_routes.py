"""`/api/v1/addresses/{address}/neighbours`: its house number beside those of its street."""

from typing import Any

from fastapi import APIRouter, Depends
from pydantic import BaseModel
from sqlalchemy import Row

from geo_api.addresses.desk import AtDesk
from geo_api.addresses.listing import find
from geo_api.addresses.neighbours import House, along_street, found, warnings
from geo_api.addresses.routes import PATH, AddressId, number_of
from geo_api.openapi import problems
from geo_api.parameters import only_declared

router = APIRouter(prefix=PATH, tags=["addresses"], dependencies=[Depends(only_declared)])


class NeighbourDocument(BaseModel):
    """Another of the street. along_m: metres along it in the direction in which numbers grow; null without a figure.

    odd: of its number; null without a figure. Degrees (CRS84).
    """

    id: int
    number: str
    status: str
    lon: float
    lat: float
    distance_m: float
    along_m: float | None
    odd: bool | None


class WarningDocument(BaseModel):
    """why: taken (others have it), sequence (numbers: those it stands between), side (it is with the other row)."""

    why: str
    ids: list[int]
    numbers: list[str]


class NeighboursDocument(BaseModel):
    """Others with a number on the street within 400 m, at most 24, in the turn in which they stand."""

    number: str | None
    street: str | None
    odd: bool | None
    neighbours: list[NeighbourDocument]
    warnings: list[WarningDocument]


@router.get("/{address}/neighbours", responses=problems(401, 403))
def neighbours(at_desk: AtDesk, address: AddressId) -> NeighboursDocument:
    """Neighbours on the same street with their house numbers, and what of them speaks against its own."""
    with at_desk.transaction() as connection:
        row = find(connection, number_of(address))
        rows = found(connection, row.id)
    at_desk.reads.items(at_desk.layer, [row.id, *(one.id for one in rows)], {"neighbours_of": row.id})
    own = _house(row)
    others = [_house(one) for one in rows]
    along = {one.house.id: one.along for one in along_street(own, others)}
    documents = [_neighbour(one, house, along.get(house.id)) for one, house in zip(rows, others, strict=True)]
    warned = warnings(own, others) if row.number else []
    return NeighboursDocument(
        number=row.number,
        street=row.street,
        odd=_odd(own),
        neighbours=sorted(documents, key=lambda one: (one.along_m is None, one.along_m or 0, one.id)),
        warnings=[WarningDocument(why=one.why, ids=list(one.ids), numbers=list(one.numbers)) for one in warned],
    )


def _house(row: Row[Any]) -> House:
    return House(row.id, row.number or "", row.lon, row.lat)


def _odd(house: House) -> bool | None:
    return None if house.value is None else house.value % 2 == 1


def _neighbour(row: Row[Any], house: House, along: float | None) -> NeighbourDocument:
    return NeighbourDocument(
        id=row.id,
        number=row.number,
        status=row.status,
        lon=row.lon,
        lat=row.lat,
        distance_m=round(row.distance_m, 1),
        along_m=None if along is None else round(along, 1),
        odd=_odd(house),
    )
