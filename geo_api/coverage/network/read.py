"""The network of an area out of the layer of roads."""

import math
from typing import Any, Literal

import shapely
from sqlalchemy import Connection, Row, text

from geo_api.coverage.network.roads import RoadNetwork
from geo_api.coverage.network.snapping import ACCESS_M
from geo_api.db import Statement

Metric = Literal["walk", "drive"]
Bounds = tuple[float, float, float, float]
# A car is about 1.8 m wide; narrower roads have no class of their own. Our default: no norm was found.
CAR_WIDTH_M = 2.0
_SQL = """
SELECT ST_AsBinary(geom) AS line FROM {schema}.roads
 WHERE geom && ST_Expand(ST_MakeEnvelope(:west, :south, :east, :north, 4326), :around_lon, :around_lat)
   AND (CAST(:narrowest AS float8) IS NULL OR width_m IS NULL OR width_m >= :narrowest)
"""
_METRES_A_DEGREE = 110_574.0


def network_statement(schema: str, metric: Metric, bounds: Bounds, limit_m: float) -> Statement:
    """The roads on which ways of at most `limit_m` between places in `bounds` can lie.

    bounds: west, south, east, north (EPSG:4326). schema: of the views that the asker may read. Who walks takes every
    road, who drives those not known to be too narrow: all classes of the layer are for cars.
    """
    # The driver knows no numbers of numpy.
    west, south, east, north = map(float, bounds)
    # A way that leaves the area by more than half its length does not come back.
    degrees = (limit_m / 2 + ACCESS_M) / _METRES_A_DEGREE
    slant = max(0.01, math.cos(math.radians(min(90, max(abs(south), abs(north))))))
    return Statement(
        _SQL.format(schema=schema),
        {
            "west": west,
            "south": south,
            "east": east,
            "north": north,
            "around_lon": degrees / slant,
            "around_lat": degrees,
            "narrowest": CAR_WIDTH_M if metric == "drive" else None,
        },
    )


def network_of(rows: list[Row[*tuple[Any, ...]]]) -> RoadNetwork:
    """The network of the rows that `network_statement` finds."""
    return RoadNetwork.from_lines([shapely.from_wkb(bytes(row.line)) for row in rows])


def read_network(connection: Connection, metric: Metric, bounds: Bounds, limit_m: float = 5000.0) -> RoadNetwork:
    """The network for ways of at most `limit_m` between places in `bounds`, as the owner of the tables.

    Its `is_empty` is true where the layer has no road: then no distance is known.
    """
    statement = network_statement("layer", metric, bounds, limit_m)
    return network_of(list(connection.execute(text(statement.sql), statement.params).all()))
