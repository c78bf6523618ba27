"""Distances over roads for an evaluation under way: from the subjects and targets prepared into ``coverage_walk``."""

import math
from functools import partial
from itertools import product

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Connection, text

from geo_api.coverage.evaluate.columns import read_columns, write_columns
from geo_api.coverage.evaluate.compile import Walk
from geo_api.coverage.evaluate.patience import mind_time
from geo_api.coverage.network.read import Metric, read_network
from geo_api.coverage.network.roads import Pairs
from geo_api.errors import BadRequest

_PLACES = "SELECT n, ST_X(geom) AS x, ST_Y(geom) AS y FROM {table} WHERE geom IS NOT NULL ORDER BY n"
# Pairs that may be held, each of some 50 bytes at most; about three times as many as are near each other.
_MOST_PAIRS = 60_000_000
_METRES_A_DEGREE = 110_574.0
_TYPES = {"n": "i4", "x": "f8", "y": "f8"}


def find_walks(connection: Connection, walks: tuple[Walk, ...]) -> None:
    """Fill ``coverage_walk`` with the pairs of subject and target that each of `walks` asks for.

    Raises BadRequest where there may be more of them than can be held.
    """
    if not walks:
        return
    targets = _places(connection, "coverage_target")
    for walk in walks:
        spots = _places(connection, walk.spots)
        if len(spots) and len(targets):
            _find(connection, walk, spots, targets)
    connection.execute(text("ANALYZE coverage_walk"))


def _places(connection: Connection, table: str) -> NDArray[np.float64]:
    """Rows of number, longitude, latitude."""
    found = read_columns(connection, _PLACES.format(table=table), _TYPES)
    return np.column_stack([found[name].astype(np.float64) for name in _TYPES])


def _find(connection: Connection, walk: Walk, subjects: NDArray[np.float64], targets: NDArray[np.float64]) -> None:
    spots, goals = subjects[:, 1:], targets[:, 1:]
    if _most_pairs(spots, goals, walk.limit_m) > _MOST_PAIRS:
        raise _too_many()
    (west, south), (east, north) = spots.min(axis=0), spots.max(axis=0)
    metric: Metric = "walk" if walk.metric == "walk" else "drive"
    # No way leads farther from its subject than it is long; the targets lie outside the bounds as well as inside.
    network = read_network(connection, metric, (west, south, east, north), 2 * walk.limit_m)
    for pairs, is_sure in (
        (network.pairs(spots, goals, walk.limit_m, partial(mind_time, connection)), True),
        (network.unsettled(spots, goals, walk.limit_m), False),
    ):
        _write(connection, walk.way, pairs, is_sure, subjects[:, 0], targets[:, 0])


def _most_pairs(one: NDArray[np.float64], other: NDArray[np.float64], limit_m: float) -> int:
    """No more pairs than these are near enough: those in one square of that size, or in two that touch."""
    slant = max(0.01, math.cos(math.radians(float(np.abs(np.concatenate([one, other])[:, 1]).max()))))
    sides = np.array([limit_m / slant, limit_m]) / _METRES_A_DEGREE
    (squares, counts), (others, other_counts) = (
        np.unique(np.floor(places / sides).astype(np.int64) @ (1 << 32, 1), return_counts=True)
        for places in (one, other)
    )
    found = 0
    for step in product((-1, 0, 1), repeat=2):
        _, mine, theirs = np.intersect1d(squares + np.array(step) @ (1 << 32, 1), others, True, return_indices=True)
        found += int(counts[mine] @ other_counts[theirs])
    return found


def _too_many() -> BadRequest:
    return BadRequest(
        "Quá nhiều cặp đối tượng và đích gần nhau theo đường đi: hãy giảm “within_m” hoặc thu hẹp “kind”, “where”.",
        "Too many pairs of subject and target in reach over roads: lessen “within_m”, or narrow “kind” and “where”.",
    )


def _write(
    connection: Connection,
    way: int,
    pairs: Pairs,
    is_sure: bool,  # one of a row's columns
    subjects: NDArray[np.float64],
    targets: NDArray[np.float64],
) -> None:
    count = len(pairs.metres)
    columns = {
        "way": np.full(count, way, dtype="i2"),
        "subject": subjects[pairs.subjects].astype("i4"),
        "target": targets[pairs.targets].astype("i4"),
        "distance_m": np.asarray(pairs.metres, dtype="f8"),
        "sure": np.full(count, is_sure),
    }
    write_columns(connection, "coverage_walk", columns)
