"""People by square kilometre: those of each hamlet, spread around its seat."""

import numpy as np
import shapely

from loaders.sample.country import Country
from loaders.sample.inventory import Inventory
from loaders.sample.plane import to_lonlat, to_plane

CELL_M = 1000.0
SAMPLES = 40
YEAR = 2025
PEOPLE_A_HOUSEHOLD = 3.3


def count_people(country: Country, inventory: Inventory) -> None:
    """Cells of a grid over the plane with people and households; cells where nobody lives are left out."""
    owner = np.repeat(np.arange(len(country.hamlets)), SAMPLES)
    places = to_plane(country.spots(owner, 0.42, "population"))
    people = np.array([hamlet.people for hamlet in country.hamlets])[owner] / SAMPLES
    cells, index = np.unique(np.floor(places / CELL_M).astype(int), axis=0, return_inverse=True)
    first = np.unique(index, return_index=True)[1]
    totals = np.bincount(index.ravel(), people)
    for (column, row), hamlet, total in zip(cells.tolist(), owner[first].tolist(), totals.tolist(), strict=True):
        corners = np.array([[column, row], [column + 1, row + 1]]) * CELL_M
        square = shapely.box(*to_lonlat(corners).ravel())
        values = {"population": round(total), "households": round(total / PEOPLE_A_HOUSEHOLD), "year": YEAR}
        inventory.add("population", hamlet, square, **values)
