"""The network out of the layer of roads: which roads are read, for whom, and what is said when there are none."""

import numpy as np
import pytest
from shapely import LineString
from sqlalchemy import Connection, text

from geo_api.coverage.network.read import read_network
from layers.registry import all_layers
from loaders.rows import FeatureRow
from loaders.write.copy import copy_features

LON, LAT = 106.15, 20.42
BOUNDS = (LON, LAT, LON + 0.01, LAT + 0.01)


def load(connection: Connection, *roads: tuple[LineString, dict]) -> None:
    record = connection.scalar(
        text(
            "INSERT INTO load (layer, mode, file_name, file_sha256, source_crs, rows_read, rows_written, rows_refused,"
            " report) VALUES ('roads', 'append', 'test', '', 'EPSG:4326', 0, 0, 0, '{}') RETURNING id"
        )
    )
    rows = [FeatureRow(line, {"class": "local", **values}, number) for number, (line, values) in enumerate(roads, 1)]
    copy_features(connection, all_layers()["roads"], record, rows)


def road(*points: tuple[float, float]) -> LineString:
    return LineString([(LON + east, LAT + north) for east, north in points])


def test_roads_of_the_area_and_of_what_is_around_it(connection):
    """A way out of the area and back again is found; what is farther than any way of that length is not read."""
    inside, around, away = (
        road((0, 0), (0.01, 0)),
        road((0, 0), (0, -0.01), (0.01, -0.01), (0.01, 0)),
        road((0.5, 0.5), (0.6, 0.5)),
    )
    load(connection, (inside, {}), (around, {}), (away, {}))
    assert len(read_network(connection, "walk", BOUNDS, 4000).edges) == 2
    assert len(read_network(connection, "walk", BOUNDS, 400_000).edges) == 3


@pytest.mark.parametrize(("metric", "metres"), [("walk", 1044), ("drive", 1044 + 2 * 1107)])
def test_who_drives_does_not_take_what_is_too_narrow(connection, metric, metres):
    path, lane = road((0, 0), (0.01, 0)), road((0, 0), (0, 0.01), (0.01, 0.01), (0.01, 0))
    load(connection, (path, {"width_m": 1.5}), (lane, {}))
    ends = np.array([(LON, LAT), (LON + 0.01, LAT)])
    network = read_network(connection, metric, BOUNDS)
    assert network.pairs(ends[:1], ends[1:], 5000).metres[0] == pytest.approx(metres, rel=5e-3)


def test_where_no_road_is_on_record(connection):
    assert read_network(connection, "walk", BOUNDS).is_empty
