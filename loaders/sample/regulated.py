"""Game centres of the sample, some of them too near to a school, and areas where nobody may film."""

import numpy as np
import shapely

from loaders.sample.country import Country
from loaders.sample.inventory import Inventory, beside, some, spots_of
from loaders.sample.plane import Floats, chance, to_lonlat, to_plane

TOWN_SHARE = 0.16
NEAR_SCHOOLS, NEAR_M = 9, (60, 190)
AREAS, SIDES, RADIUS_M = 7, 8, (90, 260)
FORBIDDEN = ("all", "filming", "without_permit")


def add_regulated(country: Country, inventory: Inventory) -> None:
    """Put both layers into the inventory; schools are there already."""
    _game_centres(country, inventory)
    _no_recording_areas(country, inventory)


def _game_centres(country: Country, inventory: Inventory) -> None:
    source = chance("game centres")
    spread = np.flatnonzero(country.town)[some(int(country.town.sum()), TOWN_SHARE, source)]
    schools = [inventory["schools"][i] for i in source.choice(len(inventory["schools"]), NEAR_SCHOOLS, replace=False)]
    near = beside(spots_of(schools), source.uniform(*NEAR_M, NEAR_SCHOOLS), source)
    hamlets = [*spread.tolist(), *(school.hamlet for school in schools)]
    machines = source.integers(8, 60, len(hamlets)).tolist()
    values = (
        {"name": f"Điểm trò chơi điện tử số {n}", "status": "active", "machines": count}
        for n, count in enumerate(machines, start=1)
    )
    spots = np.vstack([country.spots(spread, 0.24, "game centres"), near])
    inventory.add_points("game_centres", hamlets, spots, values)


def _no_recording_areas(country: Country, inventory: Inventory) -> None:
    """Invented, as their names say: real ones are not for a sample."""
    source = chance("no recording")
    hamlets = np.sort(source.choice(len(country.hamlets), AREAS, replace=False))
    middles = to_plane(country.spots(hamlets, 0.4, "no recording"))
    for number, (hamlet, middle) in enumerate(zip(hamlets.tolist(), middles, strict=True), start=1):
        values = {
            "name": f"Khu vực giả định số {number}",
            "forbids": FORBIDDEN[number % len(FORBIDDEN)],
            "document": f"Quyết định giả định số {number}/QĐ-UBND",
            "decided_on": "2025-10-01",
        }
        shape = shapely.Polygon(_ring(middle, source.uniform(*RADIUS_M, SIDES)))
        inventory.add("no_recording_areas", hamlet, shape, **values)


def _ring(middle: Floats, radii: Floats) -> Floats:
    """Corners around a middle of the plane at those distances in metres; longitude and latitude."""
    turn = 2 * np.pi * np.arange(len(radii)) / len(radii)
    return to_lonlat(middle + radii[:, None] * np.column_stack([np.cos(turn), np.sin(turn)]))
