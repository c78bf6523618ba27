"""The nearest sure target of every subject, where all are points: from those prepared into ``coverage_nearest``."""

import numpy as np
from numpy.typing import NDArray
from scipy.spatial import cKDTree
from sqlalchemy import Connection, text

from geo_api.coverage.evaluate.columns import Column, read_columns, write_columns

# Of several in one place the first one.
_TARGETS = "SELECT n, ST_X(geom) AS x, ST_Y(geom) AS y FROM coverage_target WHERE sure ORDER BY layer, id"
_SUBJECTS = "SELECT n, ST_X(geom) AS x, ST_Y(geom) AS y FROM coverage_subject WHERE geom IS NOT NULL"
_TYPES = {"n": "i4", "x": "f8", "y": "f8"}
# WGS 84: half the larger axis in metres, and the square of the eccentricity.
_RADIUS_M, _ECCENTRICITY = 6_378_137.0, 0.006_694_379_990_14
# Metres; what is farther by less is as far.
_SAME_M = 1e-6


def find_nearest(connection: Connection) -> None:
    """Fill ``coverage_nearest`` with a row a subject, if there is any target at all.

    Through the earth: of two places some kilometres off, the one that is nearer over the ground is nearer that way,
    too, but for less than a thousandth of a millimetre.
    """
    targets = read_columns(connection, _TARGETS, _TYPES)
    if len(targets["n"]) == 0:
        return
    subjects = read_columns(connection, _SUBJECTS, _TYPES)
    found = _nearest(_in_space(subjects), _in_space(targets))
    write_columns(connection, "coverage_nearest", {"subject": subjects["n"], "target": targets["n"][found]})
    connection.execute(text("ANALYZE coverage_nearest"))


def _nearest(spots: NDArray[np.float64], goals: NDArray[np.float64]) -> NDArray[np.intp]:
    """For each of `spots` the number of the nearest of `goals`; of those as near, the first."""
    _, first = np.unique(goals, axis=0, return_index=True)
    # In their order, so that the smaller number is the earlier one.
    first = np.sort(first)
    metres, near = cKDTree(goals[first]).query(spots, k=[1, 2])
    # Where there is only one, the second is infinitely far.
    is_tie = metres[:, 1] - metres[:, 0] < _SAME_M
    return np.asarray(first[np.where(is_tie, near.min(axis=1), near[:, 0])], dtype=np.intp)


def _in_space(places: dict[str, Column]) -> NDArray[np.float64]:
    """Longitude and latitude (degrees) as metres from the middle of the earth."""
    lon, lat = (np.radians(places[name].astype(np.float64)) for name in ("x", "y"))
    across = _RADIUS_M / np.sqrt(1 - _ECCENTRICITY * np.sin(lat) ** 2)
    flat = across * np.cos(lat)
    return np.column_stack((flat * np.cos(lon), flat * np.sin(lon), across * (1 - _ECCENTRICITY) * np.sin(lat)))
