"""OpenStreetMap objects by their tags."""

import json
import re
from pathlib import Path

import geopandas
import pytest
from shapely import LineString, Point, Polygon
from sqlalchemy import Connection

from layers.registry import all_layers
from loaders.errors import LoadError, LoadRefused, NothingForLayer
from loaders.load import load
from loaders.options import LoadOptions, OnError
from loaders.osm.load import load_osm
from tests.loaders.tools import NAM_DINH, count, frame, rows_of

LAYERS = all_layers()
SQUARE = Polygon([(106.1, 20.1), (106.2, 20.1), (106.2, 20.2), (106.1, 20.2)])


def _export(folder: Path, *objects: tuple[dict[str, object], object]) -> Path:
    """A file of the HOT schema: one column a tag."""
    path = folder / "osm.geojson"
    features = [
        {
            "type": "Feature",
            "properties": tags,
            "geometry": json.loads(geopandas.GeoSeries([shape]).to_json())["features"][0]["geometry"],
        }
        for tags, shape in objects
    ]
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}), encoding="utf-8")
    return path


def test_tags_pick_rows_and_give_values(connection: Connection, tmp_path: Path):
    path = _export(
        tmp_path,
        ({"osm_id": 1, "amenity": "school", "name": "Trường THCS Hải Hậu"}, NAM_DINH),
        ({"osm_id": 2, "amenity": "kindergarten", "name": "Hoa Sen"}, NAM_DINH),
        ({"osm_id": 3, "amenity": "school", "name": None, "name:vi": "Tiểu học A"}, NAM_DINH),
        ({"osm_id": 4, "amenity": "school", "name": "MẦM NON B"}, NAM_DINH),
        ({"osm_id": 5, "amenity": "cafe", "name": "Trường THCS không phải trường"}, NAM_DINH),
        ({"osm_id": 6, "amenity": "school"}, NAM_DINH),
    )
    report = load(connection, LAYERS["schools"], path)
    assert [(row["key"], row["name"], row["level"]) for row in rows_of(connection, "schools")] == [
        ("osm:node/1", "Trường THCS Hải Hậu", "lower_secondary"),
        ("osm:node/2", "Hoa Sen", "kindergarten"),
        ("osm:node/3", "Tiểu học A", "primary"),
        ("osm:node/4", "MẦM NON B", "kindergarten"),
        ("osm:node/6", None, None),
    ]
    assert (report.rows_read, report.rows_written, report.rows_ignored, report.rows_refused) == (6, 5, 1, 0)


def test_loading_twice_does_not_double(connection: Connection, tmp_path: Path):
    path = _export(tmp_path, ({"osm_id": 1, "amenity": "school", "name": "A"}, NAM_DINH))
    load(connection, LAYERS["schools"], path)
    load(connection, LAYERS["schools"], path)
    assert len(rows_of(connection, "schools")) == 1


def test_areas_become_points_and_their_keys_say_what_they_are(connection: Connection, tmp_path: Path):
    path = _export(
        tmp_path,
        ({"osm_id": 1, "amenity": "school"}, SQUARE),
        ({"osm_id": -2, "amenity": "school"}, SQUARE),
        ({"osm_id": 3, "amenity": "school", "osm_type": "relations"}, SQUARE),
        ({"osm_id": 4, "amenity": "school", "osm_type": "ways_poly"}, SQUARE),
    )
    report = load(connection, LAYERS["schools"], path)
    rows = rows_of(connection, "schools")
    assert [row["key"] for row in rows] == ["osm:way/1", "osm:relation/2", "osm:relation/3", "osm:way/4"]
    assert all(SQUARE.contains(Point(row["x"], row["y"])) for row in rows)
    assert "4 objects" in report.warnings[0].en


def test_a_layer_without_tags_takes_no_openstreetmap_file(connection: Connection, tmp_path: Path):
    path = _export(tmp_path, ({"osm_id": 1, "amenity": "cafe", "name": "A"}, NAM_DINH))
    with pytest.raises(LoadError, match="no mapping from OpenStreetMap"):
        load(connection, LAYERS["wifi"], path)
    load(connection, LAYERS["wifi"], path, LoadOptions(mapping={"key": "osm_id"}))
    assert [row["key"] for row in rows_of(connection, "wifi")] == ["1"]


def test_nothing_that_fits_is_a_refusal(connection: Connection, tmp_path: Path):
    path = _export(tmp_path, ({"osm_id": 1, "amenity": "cafe"}, NAM_DINH))
    with pytest.raises(NothingForLayer):
        load(connection, LAYERS["schools"], path)
    with pytest.raises(NothingForLayer):
        load_osm(connection, path)
    assert count(connection, "load") == 0


def test_all_layers_or_none(connection: Connection, tmp_path: Path):
    """A place of worship far away refuses the markets with it."""
    path = _export(
        tmp_path,
        ({"osm_id": 1, "amenity": "marketplace"}, NAM_DINH),
        ({"osm_id": 2, "amenity": "place_of_worship"}, Point(2, 48)),
    )
    with pytest.raises(LoadError, match="far from Vietnam"):
        load_osm(connection, path)
    assert count(connection, "feature") == count(connection, "load") == 0


def test_skipping_leaves_out_a_layer_that_has_no_good_row(connection: Connection, tmp_path: Path):
    far = ({"osm_id": 2, "amenity": "place_of_worship"}, Point(2, 48))
    path = _export(tmp_path, ({"osm_id": 1, "amenity": "marketplace"}, NAM_DINH), far)
    skip = LoadOptions(on_error=OnError.SKIP)
    reports = {report.layer: report for report in load_osm(connection, path, skip)}
    assert (reports["markets"].rows_written, reports["markets"].done) == (1, True)
    refused = reports["worship_places"]
    assert (refused.rows_refused, refused.rows_written, refused.done) == (1, 0, False)
    assert count(connection, "feature") == count(connection, "load") == 1
    with pytest.raises(LoadRefused, match="far from Vietnam"):
        load_osm(connection, _export(tmp_path, far), skip)


def test_an_identity_that_is_no_number_is_one_problem(connection: Connection, tmp_path: Path):
    path = _export(tmp_path, ({"osm_id": "W12", "amenity": "school"}, NAM_DINH))
    with pytest.raises(LoadRefused) as refusal:
        load(connection, LAYERS["schools"], path)
    [problem] = refusal.value.report.problems
    assert (problem.row, problem.field, problem.value) == (1, "osm_id", "W12")
    assert "not a number" in problem.reason.en


def test_an_ordinary_file_is_not_load_osm(connection: Connection, tmp_path: Path):
    path = tmp_path / "a.geojson"
    frame().to_file(path)
    with pytest.raises(LoadError, match="osm_id"):
        load_osm(connection, path)


def test_the_export_of_ninh_binh(connection: Connection, shared_data: Path):
    """Counted again here, by geopandas and the declarations alone."""
    path = shared_data / "osm_poi_ninhbinh.geojson"
    reports = {report.layer: report for report in load_osm(connection, path)}
    table = geopandas.read_file(path)
    expected = {name: n for name, layer in LAYERS.items() if (n := _count_by_hand(table, layer))}
    assert {name: report.rows_written for name, report in reports.items()} == expected
    assert expected["worship_places"] == 135
    assert expected["markets"] == 12
    for name, number in expected.items():
        assert len(rows_of(connection, name)) == number
        assert reports[name].rows_ignored == len(table) - number


def _count_by_hand(table: geopandas.GeoDataFrame, layer: object) -> int:
    fits = [
        all(
            key in table and (table.get(key)[i] == value or (value == "*" and isinstance(table[key][i], str)))
            for key, value in entry.match.items()
        )
        and (
            entry.name is None
            or (isinstance(table["name"][i], str) and re.search(entry.name, table["name"][i].lower()) is not None)
        )
        for i in range(len(table))
        for entry in layer.osm  # type: ignore[attr-defined]
    ]
    width = len(layer.osm)  # type: ignore[attr-defined]
    return sum(any(fits[i : i + width]) for i in range(0, len(fits), width)) if width else 0


def _way(number: int, points: list[tuple[float, float]], **tags: object) -> tuple[dict[str, object], object]:
    return {"osm_id": number, "osm_type": "way", **tags}, LineString(points)


def test_roads_and_junctions_out_of_ways(connection: Connection, tmp_path: Path):
    """Three arms meet at one node, one way running through; a path does not count, nor a bridge that shares no node."""
    path = _export(
        tmp_path,
        _way(1, [(106.10, 20.20), (106.11, 20.20), (106.12, 20.20)], highway="primary", name="Trần Phú", ref="QL.10"),
        _way(2, [(106.11, 20.20), (106.11, 20.21)], highway="residential", name="Ngõ 5", width="3,5 m"),
        _way(3, [(106.12, 20.20), (106.13, 20.20)], highway="secondary", ref="ĐT.490"),
        _way(4, [(106.11, 20.19), (106.11, 20.20)], highway="footway"),
        _way(5, [(106.115, 20.19), (106.115, 20.21)], highway="tertiary"),
    )
    reports = {report.layer: report for report in load_osm(connection, path)}
    assert [(row["key"], row["name"], row["class"], row["width_m"]) for row in rows_of(connection, "roads")] == [
        ("osm:way/1", "Trần Phú", "national", None),
        ("osm:way/2", "Ngõ 5", "local", 3.5),
        ("osm:way/3", None, "provincial", None),
        ("osm:way/5", None, "main_axis", None),
    ]
    [junction] = rows_of(connection, "junctions")
    assert (junction["name"], junction["arms"]) == ("Ngõ 5 – Trần Phú", 3)
    assert (junction["x"], junction["y"]) == pytest.approx((106.11, 20.20), abs=1e-7)
    assert set(reports) == {"roads", "junctions"}


def test_the_streets_of_hanoi(connection: Connection, shared_data: Path):
    reports = {r.layer: r for r in load_osm(connection, shared_data / "raw" / "hanoi_center.osm.pbf")}
    assert reports["roads"].rows_written > 200
    arms = [row["arms"] for row in rows_of(connection, "junctions")]
    assert len(arms) > 100
    assert 3 <= min(arms) <= max(arms) <= 8
