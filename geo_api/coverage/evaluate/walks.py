"""Distances over roads for an evaluation under way: from the subjects and targets prepared into ``coverage_walk``."""

import io

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Connection, text

from geo_api.coverage.evaluate.compile import Walk
from geo_api.coverage.network.read import Metric, read_network
from geo_api.coverage.network.roads import Pairs

_PLACES = "SELECT n, ST_X(geom), ST_Y(geom) FROM {table} WHERE geom IS NOT NULL ORDER BY n"
_COPY = "COPY coverage_walk (way, subject, target, distance_m, sure) FROM STDIN"


def find_walks(connection: Connection, walks: tuple[Walk, ...]) -> None:
    """Fill ``coverage_walk`` with the pairs of subject and target that each of `walks` asks for."""
    if not walks:
        return
    subjects, targets = (_places(connection, table) for table in ("coverage_subject", "coverage_target"))
    if len(subjects) and len(targets):
        for walk in walks:
            _find(connection, walk, subjects, targets)
    connection.execute(text("ANALYZE coverage_walk"))


def _places(connection: Connection, table: str) -> NDArray[np.float64]:
    """Rows of number, longitude, latitude."""
    rows = connection.execute(text(_PLACES.format(table=table))).all()
    return np.array([tuple(row) for row in rows], dtype=np.float64).reshape(-1, 3)


def _find(connection: Connection, walk: Walk, subjects: NDArray[np.float64], targets: NDArray[np.float64]) -> None:
    spots, goals = subjects[:, 1:], targets[:, 1:]
    (west, south), (east, north) = spots.min(axis=0), spots.max(axis=0)
    metric: Metric = "walk" if walk.metric == "walk" else "drive"
    # No way leads farther from its subject than it is long; the targets lie outside the bounds as well as inside.
    network = read_network(connection, metric, (west, south, east, north), 2 * walk.limit_m)
    for pairs, sure in (
        (network.pairs(spots, goals, walk.limit_m), "t"),
        (network.unsettled(spots, goals, walk.limit_m), "f"),
    ):
        _write(connection, walk.way, pairs, sure, subjects[:, 0], targets[:, 0])


def _write(
    connection: Connection,
    way: int,
    pairs: Pairs,
    sure: str,
    subjects: NDArray[np.float64],
    targets: NDArray[np.float64],
) -> None:
    rows = zip(
        subjects[pairs.subjects].astype(int).tolist(),
        targets[pairs.targets].astype(int).tolist(),
        pairs.metres.tolist(),
        strict=True,
    )
    lines = "".join(f"{way}\t{subject}\t{target}\t{metres!r}\t{sure}\n" for subject, target, metres in rows)
    driver = connection.connection.driver_connection
    assert driver is not None  # noqa: S101  # an open connection has one
    with driver.cursor() as cursor:
        cursor.copy_expert(_COPY, io.StringIO(lines))
