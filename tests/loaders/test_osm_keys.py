"""Keys of OpenStreetMap objects: never one that is another object's."""

import pytest
from shapely import LineString, Point, Polygon
from shapely.geometry.base import BaseGeometry

from loaders.batch import SourceRow
from loaders.options import Mode
from loaders.osm.keys import osm_key
from loaders.osm.roads import network_rows
from loaders.report import LoadReport, Tally

AREA = Polygon([(0, 0), (1, 0), (1, 1)])
LINE = LineString([(0, 0), (1, 1)])


@pytest.mark.parametrize(
    ("number", "kind", "shape", "key"),
    [
        ("1", "node", Point(0, 0), "osm:node/1"),
        (7.0, None, Point(0, 0), "osm:node/7"),
        ("8.0", None, AREA, "osm:way/8"),
        ("9", "relation", AREA, "osm:relation/9"),
        ("-9", None, AREA, "osm:relation/9"),
        ("-1", "node", Point(0, 0), None),
        ("-1", "way", LINE, None),
        ("-1", None, Point(0, 0), None),
        (None, "node", Point(0, 0), None),
        ("x", "node", Point(0, 0), None),
    ],
)
def test_keys(number: object, kind: str | None, shape: BaseGeometry, key: str | None):
    assert osm_key(SourceRow(1, {"osm_id": number, "osm_type": kind}, shape)) == key


def test_a_road_without_a_number_is_refused():
    tally = Tally(LoadReport(layer="roads", file_name="a", mode=Mode.UPSERT))
    rows = [SourceRow(n, {"osm_id": number, "highway": "primary"}, LINE) for n, number in enumerate(["5", None], 1)]
    assert [row.values["key"] for row in network_rows(rows, "roads", {}, tally)] == ["osm:way/5"]
    assert [(problem.row, problem.field) for problem in tally.problems] == [(2, "osm_id")]
