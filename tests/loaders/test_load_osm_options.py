"""What options mean for files of OpenStreetMap, and what such files name that is not there."""

from pathlib import Path

import geopandas
import pytest
from shapely import LineString, MultiPolygon, Point, Polygon
from sqlalchemy import Connection

from layers.registry import all_layers
from loaders.batch import SourceRow
from loaders.errors import LoadError
from loaders.load import load
from loaders.options import LoadOptions
from loaders.osm.load import load_osm
from loaders.read.opening import opened
from tests.loaders.tools import rows_of

LAYERS = all_layers()
ROADS = """<osm version="0.6">
<node id="1" lat="20.20" lon="106.10"/><node id="2" lat="20.20" lon="106.11"/>
<node id="3" lat="20.20" lon="106.12"/><node id="4" lat="20.21" lon="106.11"/>{more}
<way id="1"><nd ref="1"/><nd ref="2"/><nd ref="3"/>
<tag k="highway" v="primary"/><tag k="name" v="Trần Phú"/><tag k="name:en" v="Tran Phu Street"/></way>
<way id="2"><nd ref="2"/><nd ref="4"/><tag k="highway" v="residential"/><tag k="name" v="Ngõ 5"/></way>
<node id="9" lat="20.2" lon="106.1"><tag k="amenity" v="marketplace"/><tag k="name" v="Chợ"/>
<tag k="name:en" v="Market"/></node></osm>"""
SCHOOL = '<tag k="amenity" v="school"/>'


def _roads(folder: Path, more: str = "") -> Path:
    path = folder / "a.osm"
    path.write_text(ROADS.format(more=more), encoding="utf-8")
    return path


def test_a_tag_can_be_named_for_a_field_of_all_layers(connection: Connection, tmp_path: Path):
    reports = load_osm(connection, _roads(tmp_path), LoadOptions(mapping={"name": "name:en"}))
    assert {report.layer: report.rows_written for report in reports} == {"roads": 2, "junctions": 1, "markets": 1}
    assert [row["name"] for row in rows_of(connection, "roads")] == ["Tran Phu Street", None]
    assert [row["name"] for row in rows_of(connection, "junctions")] == ["Tran Phu Street"]
    assert [row["name"] for row in rows_of(connection, "markets")] == ["Market"]


def test_a_field_goes_to_the_layers_that_have_it(connection: Connection, tmp_path: Path):
    load_osm(connection, _roads(tmp_path), LoadOptions(mapping={"width_m": "ref", "name": ""}))
    assert [row["name"] for row in rows_of(connection, "roads")] == [None, None]
    with pytest.raises(LoadError, match="no field “arms”"):
        load(connection, LAYERS["junctions"], _roads(tmp_path), LoadOptions(mapping={"arms": "ref"}))
    with pytest.raises(LoadError, match="no field “khong_co”"):
        load_osm(connection, _roads(tmp_path), LoadOptions(mapping={"khong_co": "name"}))


@pytest.mark.parametrize("layer", ["markets", "roads"])
def test_objects_have_their_own_keys(connection: Connection, tmp_path: Path, layer: str):
    with pytest.raises(LoadError, match="leave --key name out"):
        load(connection, LAYERS[layer], _roads(tmp_path), LoadOptions(key="name"))
    assert load(connection, LAYERS[layer], _roads(tmp_path), LoadOptions(key="osm_id")).rows_written


def test_deleted_objects_and_nodes_beyond_the_world_are_told(connection: Connection, tmp_path: Path):
    """As JOSM saves what its user has deleted and not yet sent, and as the past of OpenStreetMap is given."""
    more = (
        f'<node id="11" action="delete" lat="20.2" lon="106.1">{SCHOOL}</node>'
        f"<node id='12' visible='false' lat='20.2' lon='106.1'>{SCHOOL}</node>"
        '<node id="14" action="delete" lat="20.2" lon="106.1"/>'
        f'<node id="13" action="modify" visible="true" lat="20.2" lon="106.1">{SCHOOL}</node>'
        '<node id="15" lat="95.2" lon="106.1"/><node id="16" lat="20.2" lon="-1060.1"/>'
        f'<way id="1" action="delete"><nd ref="1"/><nd ref="4"/><nd ref="2"/><nd ref="1"/>{SCHOOL}</way>'
    )
    path = _roads(tmp_path, more)
    report = load(connection, LAYERS["schools"], path)
    assert [row["key"] for row in rows_of(connection, "schools")] == ["osm:node/13"]
    assert [finding.text.en for finding in report.findings if finding.check == "reading"] == [
        "objects that the file marks as deleted were left out: 3.",
        "nodes that lie outside of the world were left out, also of the ways through them: 2.",
    ]


def test_the_past_in_json(connection: Connection, tmp_path: Path):
    element = '{{"type": "node", "id": {}, "lat": 20.2, "lon": 106.1, "visible": {}, "tags": {{"amenity": "school"}}}}'
    path = tmp_path / "a.json"
    path.write_text(f'{{"elements": [{element.format(1, "true")}, {element.format(2, "false")}]}}')
    report = load(connection, LAYERS["schools"], path)
    assert [row["key"] for row in rows_of(connection, "schools")] == ["osm:node/1"]
    assert report.findings[0].text.en == "objects that the file marks as deleted were left out: 1."


SHAPES = {
    "point": [Point(106.1, 20.1), None, Point(106.2, 20.2)],
    "linestring": [LineString([(1, 2), (3, 4), (5, 6)]), LineString([(1, 2), (3, 5)]), None],
    "polygon": [Polygon([(0, 0), (9, 0), (9, 9)], [[(6, 2), (7, 2), (7, 3)]]), None, Polygon([(0, 0), (1, 0), (1, 1)])],
    "multipolygon": [
        MultiPolygon([Polygon([(0, 0), (1, 0), (1, 1)]), Polygon([(5, 5), (6, 5), (6, 6)])]),
        None,
        MultiPolygon([Polygon([(0, 0), (9, 0), (9, 9)], [[(6, 2), (7, 2), (7, 3)]])]),
    ],
}


@pytest.mark.parametrize("kind", SHAPES)
def test_geoparquet_in_lists_of_coordinates(tmp_path: Path, kind: str):
    """The other encodings of GeoParquet 1.1; a box of each row, for those who search, is no column."""
    path = tmp_path / "a.parquet"
    frame = geopandas.GeoDataFrame({"key": ["a", "b", "c"]}, geometry=SHAPES[kind], crs=4326)
    frame.to_parquet(path, geometry_encoding="geoarrow", write_covering_bbox=True)
    with opened(path, LoadOptions()) as source:
        rows: list[SourceRow] = list(source.rows)
    assert source.columns == ("key",)
    assert [row.geometry for row in rows] == SHAPES[kind]


def test_what_a_file_of_changes_deletes_is_left_out(connection: Connection, tmp_path: Path):
    path = tmp_path / "a.osm"
    path.write_text(
        '<osmChange version="0.6">'
        f'<delete><node id="11" lat="20.2" lon="106.1">{SCHOOL}</node></delete>'
        f'<create><node id="12" lat="20.2" lon="106.1">{SCHOOL}</node></create>'
        "</osmChange>"
    )
    (report,) = load_osm(connection, path)
    assert [row["key"] for row in rows_of(connection, "schools")] == ["osm:node/12"]
    assert report.findings[0].text.en == "objects that the file marks as deleted were left out: 1."
