"""Where houses stand: in strings along lanes and streets, numbered odd on the left and even on the right."""

from dataclasses import dataclass

import numpy as np
import shapely

from loaders.sample.country import Country
from loaders.sample.plane import Floats, Integers, chance, to_lonlat, to_plane
from loaders.sample.streets import Street

# Metres from house to house and from the middle of the road, in the city and elsewhere.
SPACING_CITY, SPACING = 8.0, 15.0
FROM_LANE, FROM_ROAD = 6.0, 10.5
FIRST_M, NUMBER_EVERY_M = 9.0, 6.0
EMPTY_LOTS = 0.12
LONGEST_ROW_CITY, LONGEST_ROW = 40, 14
# Houses in a row before the next street has its turn.
STRING_CITY, STRING = 60, 11
CITY_WEIGHT, TOWN_WEIGHT = 1.9, 1.25


@dataclass(frozen=True)
class Houses:
    """One entry a house. spots: longitude and latitude. numbers: 0 where houses of a road have none."""

    hamlets: Integers
    spots: Floats
    streets: Integers
    numbers: Integers


def build_houses(country: Country, streets: list[Street], count: int) -> Houses:
    """`count` houses, more of them where more people live; the strings of a hamlet are filled one after the other."""
    lots = _lots(country, streets)
    order = _order(country, streets, lots)
    chosen = np.sort(order[_within_quota(country, lots.hamlets[order], count)])
    return Houses(lots.hamlets[chosen], lots.spots[chosen], lots.streets[chosen], lots.numbers[chosen])


def _city(country: Country) -> Integers:
    """0 in a village, 1 in a township, 2 in a ward, for each hamlet."""
    grade = {"xã": 0, "thị trấn": 1, "phường": 2}
    return np.array([grade[c.kind] for c in country.gazetteer.old])[country.commune_of]


def _lots(country: Country, streets: list[Street]) -> Houses:
    """Every place where a house could stand."""
    lines = np.array([street.line for street in streets])
    hamlets = np.array([street.hamlet for street in streets])
    in_city = _city(country)[hamlets] == 2
    spacing = np.where(in_city, SPACING_CITY, SPACING)
    longest = np.where(in_city, LONGEST_ROW_CITY, LONGEST_ROW)
    rows = np.clip((shapely.length(lines) - 2 * FIRST_M) // spacing, 0, longest).astype(int)
    street = np.repeat(np.arange(len(streets)), 2 * rows)
    step = np.arange(len(street)) - np.repeat(np.cumsum(2 * rows) - 2 * rows, 2 * rows)
    along = FIRST_M + step // 2 * spacing[street]
    points = _beside(lines[street], along, step % 2, np.array([s.is_lane for s in streets])[street])
    shapely.prepare(country.fields)
    kept = shapely.contains_xy(country.fields[hamlets[street]], points)
    kept &= chance("empty lots").random(len(street)) >= EMPTY_LOTS
    numbers = _numbers(streets, street, along, step)
    return Houses(hamlets[street][kept], to_lonlat(points[kept]), street[kept], numbers[kept])


def _beside(lines: Floats, along: Floats, side: Integers, is_lane: Floats) -> Floats:
    """Points beside each line at a length along it: side 0 left, 1 right."""
    here = shapely.get_coordinates(shapely.line_interpolate_point(lines, along))
    ahead = shapely.get_coordinates(shapely.line_interpolate_point(lines, along + 1)) - here
    ahead /= np.hypot(*ahead.T)[:, None]
    away = np.where(is_lane, FROM_LANE, FROM_ROAD) + chance("front gardens").uniform(-1, 2.5, len(along))
    left = np.column_stack([-ahead[:, 1], ahead[:, 0]])
    return np.asarray(here + left * (np.where(side == 0, 1, -1) * away)[:, None])


def _numbers(streets: list[Street], street: Integers, along: Floats, step: Integers) -> Integers:
    """Odd on the left, even on the right, rising along the street; roads between villages have no numbers."""
    numbered = np.array([s.is_numbered for s in streets])[street]
    start = np.array([s.start_m for s in streets])[street]
    numbers = 2 * ((start + along) // NUMBER_EVERY_M).astype(int) + 1 + step % 2
    return np.asarray(np.where(numbered, numbers, 0))


def _order(country: Country, streets: list[Street], lots: Houses) -> Integers:
    """Lots by hamlet: streets first in the city and lanes in a village, on each the string nearest to the middle."""
    is_lane = np.array([s.is_lane for s in streets])[lots.streets]
    later = is_lane == (_city(country)[lots.hamlets] == 2)
    away = np.hypot(*(to_plane(lots.spots) - country.seats[lots.hamlets]).T)
    by_street = np.lexsort((away, lots.streets))
    first = np.searchsorted(lots.streets[by_street], lots.streets[by_street])
    string = np.empty(len(away), dtype=int)
    length = np.where(_city(country)[lots.hamlets] == 2, STRING_CITY, STRING)[by_street]
    string[by_street] = (np.arange(len(away)) - first) // length
    return np.lexsort((away, lots.streets, string, later, lots.hamlets))


def _within_quota(country: Country, hamlets: Integers, count: int) -> Integers:
    """Indices into `hamlets` (sorted) of the lots that are built on: each hamlet's share, then whatever is lacking."""
    people = np.array([hamlet.people for hamlet in country.hamlets], dtype=float)
    weight = people * np.array([1.0, TOWN_WEIGHT, CITY_WEIGHT])[_city(country)]
    quota = weight * count / weight.sum()
    room = np.bincount(hamlets, minlength=len(quota))
    rank = np.arange(len(hamlets)) - (np.cumsum(room) - room)[hamlets]
    return np.sort(np.argsort(rank / quota[hamlets], kind="stable")[:count])
