"""Digital addresses of the sample: houses, offices and public places, a block of flats, and a house on a border."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import shapely
from sqlalchemy import Connection

from layers.codes import ADDRESS_PREFIX, mint
from loaders.sample.country import Country
from loaders.sample.houses import build_houses
from loaders.sample.inventory import Inventory
from loaders.sample.plane import Floats, below, chance
from loaders.sample.store import Table, take_numbers
from loaders.sample.streets import Street
from loaders.sample.units import UnitIds

ADDRESSES = 50_000
CODE_LENGTH = 6
FIRST_DAY = "2025-09-01"
SINCE = f"[{FIRST_DAY},)"
KINDS = {
    "one_stop_offices": "office", "police_posts": "office", "health_stations": "office", "schools": "office",
    "relics": "relic_site", "markets": "public_place", "public_places": "public_place",
}  # fmt: skip
# Hamlets whose campaign is not over, and how far their houses have come.
UNFINISHED = 0.16
STATUSES, STATUS_SHARES = ("draft", "submitted", "verified", "assigned", "retired"), (0.3, 0.25, 0.2, 0.245, 0.005)
WITH_CODE = frozenset({"assigned", "retired"})
RETIRED_SHARE = 0.003
FLOORS, FLATS_A_FLOOR = 5, 8
BLOCK = ("Nam Định", "Lộc Hạ")


@dataclass(frozen=True)
class Address:
    """spot: longitude and latitude. building: the list index of the building that a flat is in."""

    kind: str
    hamlet: int
    spot: tuple[float, float]
    number: str | None
    street: str | None
    status: str = "assigned"
    building: int | None = None


def write_addresses(
    connection: Connection, country: Country, units: UnitIds, inventory: Inventory, streets: list[Street]
) -> None:
    """ADDRESSES addressable things with their points, texts and codes."""
    special = [*_flats(country), _border_house(country), *_places(inventory)]
    addresses = special + list(_houses(country, streets, ADDRESSES - len(special)))
    _copy(connection, addresses, units)


def _flats(country: Country) -> Iterator[Address]:
    """A block of flats, first in the list: the building, then its flats, all with the one entrance."""
    hamlet = country.find(*BLOCK, None)
    spot = _pair(country.spots([hamlet], 0.2, "block")[0])
    street = "Trần Huy Liệu"
    yield Address("dwelling", hamlet, spot, "38", street)
    for floor in range(1, FLOORS + 1):
        for flat in range(1, FLATS_A_FLOOR + 1):
            yield Address("flat", hamlet, spot, f"{floor}{flat:02d}", street, building=0)


def _border_house(country: Country) -> Address:
    """A house on the very corner that two communes of today, and two hamlets, have in common."""
    communes = country.successor_of[country.commune_of]
    corners, owner = shapely.get_coordinates(country.cells, return_index=True)
    for hamlet in range(len(country.cells)):
        others = np.isin(owner, np.flatnonzero(communes != communes[hamlet]))
        shared = np.isin(_as_one(corners[owner == hamlet]), _as_one(corners[others]))
        if shared.any():
            return Address("dwelling", hamlet, _pair(corners[owner == hamlet][shared][0]), None, None, "verified")
    raise LookupError("no two communes share a border")


def _as_one(corners: Floats) -> Floats:
    """Each pair of numbers as one complex number, for comparing to the bit."""
    return np.asarray(corners[:, 0] + 1j * corners[:, 1])


def _places(inventory: Inventory) -> Iterator[Address]:
    for layer, kind in KINDS.items():
        for place in inventory[layer]:
            yield Address(kind, place.hamlet, _pair(place.spot), None, None)


def _houses(country: Country, streets: list[Street], count: int) -> Iterator[Address]:
    houses = build_houses(country, streets, count)
    source = chance("statuses")
    unfinished = source.random(len(country.hamlets)) < UNFINISHED
    usual = np.where(source.random(count) < RETIRED_SHARE, "retired", "assigned")
    under_way = source.choice(STATUSES, count, p=STATUS_SHARES)
    statuses = np.where(unfinished[houses.hamlets], under_way, usual).tolist()
    rows = zip(houses.hamlets.tolist(), houses.spots, houses.streets.tolist(), houses.numbers.tolist(), strict=True)
    for (hamlet, spot, street, number), status in zip(rows, statuses, strict=True):
        text = str(number) if number else None
        yield Address("dwelling", hamlet, _pair(spot), text, streets[street].name, status)


def _pair(spot: Floats) -> tuple[float, float]:
    return float(spot[0]), float(spot[1])


def _copy(connection: Connection, addresses: list[Address], units: UnitIds) -> None:
    """Things before what is said of them."""
    things = Table("addressable", "id", "kind", "status", "parent_id")
    points = Table("address_point", "addressable_id", "position", "valid", "geom", "method", "accuracy_m")
    texts = Table("address_text", "addressable_id", "valid", "number", "street", "hamlet_id")
    codes = Table("address_code", "code", "addressable_id", "effective_on")
    ids = list(take_numbers(connection, "addressable", len(addresses)))
    accuracy = np.round(chance("accuracy").uniform(3, 8, len(addresses)), 1).tolist()
    shapes = shapely.set_srid(shapely.points([address.spot for address in addresses]), 4326)
    places = shapely.to_wkb(shapes, hex=True, include_srid=True).tolist()
    fresh = _codes()
    for number, a, place, metres in zip(ids, addresses, places, accuracy, strict=True):
        things.add(number, a.kind, a.status, None if a.building is None else ids[a.building])
        points.add(number, "main_entrance", SINCE, place, "sample", metres)
        texts.add(number, SINCE, a.number, a.street, units.hamlets[a.hamlet])
        if a.status in WITH_CODE:
            codes.add(next(fresh), number, FIRST_DAY)
    for table in (things, points, texts, codes):
        table.copy(connection)


def _codes() -> Iterator[str]:
    """Codes without end, each once."""
    draw, seen = below("address codes"), set[str]()
    while True:
        code = mint(ADDRESS_PREFIX, CODE_LENGTH, draw)
        if code not in seen:
            seen.add(code)
            yield code
