"""OpenStreetMap files and answers of Overpass as tables, and GeoParquet."""

import json
from pathlib import Path
from typing import Any

import pytest

from loaders.batch import SourceRow
from loaders.errors import LoadError
from loaders.options import LoadOptions
from loaders.osm.tags import has_tags
from loaders.read.opening import opened
from loaders.source import Source
from tests.loaders.tools import NAM_DINH, frame

NODE = '<node id="{id}" lat="{lat}" lon="{lon}">{tags}</node>'
TAG = '<tag k="{}" v="{}"/>'


def _osm(path: Path, head: str = "") -> Path:
    corners = [(20.40, 106.10), (20.40, 106.11), (20.41, 106.11), (20.41, 106.10)]
    nodes = [NODE.format(id=i, lat=lat, lon=lon, tags="") for i, (lat, lon) in enumerate(corners, start=1)]
    school = TAG.format("amenity", "school") + TAG.format("name:vi", "Trường A")
    nodes.append(NODE.format(id=9, lat=20.42, lon=106.12, tags=TAG.format("amenity", "marketplace")))
    refs = "".join(f'<nd ref="{i}"/>' for i in (1, 2, 3, 4, 1))
    ring = f'<way id="20">{refs}{school}</way>'
    road = f'<way id="21"><nd ref="1"/><nd ref="3"/>{TAG.format("highway", "primary")}</way>'
    bare = f'<way id="22">{refs}</way>'
    member = '<member type="way" ref="22" role="outer"/>'
    area = (
        f'<relation id="30">{member}{TAG.format("type", "multipolygon")}{TAG.format("amenity", "townhall")}</relation>'
    )
    path.write_text(f'{head}<osm version="0.6">{"".join(nodes)}{ring}{road}{bare}{area}</osm>', encoding="utf-8")
    return path


def _read(path: Path) -> tuple[Source, list[SourceRow]]:
    with opened(path, LoadOptions()) as source:
        return source, list(source.rows)


def _found(rows: list[SourceRow]) -> set[tuple[str, str, str]]:
    return {(row.values["osm_type"], str(row.values["osm_id"]), row.geometry.geom_type) for row in rows if row.geometry}


def test_nodes_ways_and_relations_are_one_table(tmp_path: Path):
    source, rows = _read(_osm(tmp_path / "a.osm"))
    assert has_tags(source)
    assert _found(rows) == {
        ("node", "9", "Point"),
        ("way", "20", "MultiPolygon"),
        ("way", "21", "LineString"),
        ("relation", "30", "MultiPolygon"),
    }
    [school] = [row for row in rows if row.values["amenity"] == "school"]
    assert school.values["name:vi"] == "Trường A"


def test_a_document_type_is_refused(tmp_path: Path):
    with pytest.raises(LoadError, match="DOCTYPE"):
        _read(_osm(tmp_path / "a.osm", '<!DOCTYPE osm [<!ENTITY x SYSTEM "file:///etc/passwd">]>'))


@pytest.mark.parametrize("name", ["a.osm", "a.osm.pbf", "a.parquet"])
def test_rubbish_is_refused(tmp_path: Path, name: str):
    (tmp_path / name).write_bytes(bytes(range(256)) * 20)
    with pytest.raises(LoadError):
        _read(tmp_path / name)


def _point(lon: float, lat: float) -> dict[str, float]:
    return {"lat": lat, "lon": lon}


SQUARE = [_point(106.1, 20.1), _point(106.2, 20.1), _point(106.2, 20.2), _point(106.1, 20.2), _point(106.1, 20.1)]
MEMBERS = [{"type": "way", "ref": 1, "role": "outer", "geometry": SQUARE}]
ELEMENTS: list[dict[str, Any]] = [
    {"type": "node", "id": 1, "lat": 20.4, "lon": 106.1, "tags": {"amenity": "school", "name": "A"}},
    {"type": "node", "id": 2, "lat": 20.5, "lon": 106.1},
    {"type": "way", "id": 3, "geometry": SQUARE, "tags": {"building": "yes"}},
    {"type": "way", "id": 4, "geometry": SQUARE, "tags": {"highway": "primary"}},
    {"type": "way", "id": 5, "nodes": [1, 2], "tags": {"highway": "primary"}},
    {"type": "way", "id": 6, "nodes": [77, 78], "center": _point(106.1, 20.1), "tags": {"amenity": "school"}},
    {"type": "relation", "id": 7, "members": MEMBERS, "tags": {"type": "multipolygon"}},
    {"type": "relation", "id": 8, "members": MEMBERS, "tags": {"type": "route"}},
]


def test_answers_of_overpass(tmp_path: Path):
    path = tmp_path / "a.json"
    path.write_text(json.dumps({"version": 0.6, "elements": [*ELEMENTS, {"type": "way", "id": 9, "tags": {"a": "b"}}]}))
    source, rows = _read(path)
    assert has_tags(source)
    assert _found(rows) == {
        ("node", "1", "Point"),
        ("way", "3", "Polygon"),
        ("way", "4", "LineString"),
        ("way", "5", "LineString"),
        ("way", "6", "Point"),
        ("relation", "7", "Polygon"),
        ("relation", "8", "MultiLineString"),
    }
    assert rows[-1].fault is not None
    assert "out center" in rows[-1].fault.en


def test_geoparquet_with_its_system(tmp_path: Path):
    frame().to_crs(9209).to_parquet(tmp_path / "a.parquet")
    source, rows = _read(tmp_path / "a.parquet")
    assert "VN-2000" in str(source.crs)
    assert [row.values["key"] for row in rows] == ["a", "b"]
    assert rows[0].geometry is not None
    assert rows[0].geometry.distance(frame(geometry=[NAM_DINH], key=["a"]).to_crs(9209).geometry[0]) < 1e-6


def test_parquet_without_shapes(tmp_path: Path):
    frame().drop(columns="geometry").to_parquet(tmp_path / "a.parquet")
    source, rows = _read(tmp_path / "a.parquet")
    assert not source.has_geometry
    assert len(rows) == 2


def test_the_centre_of_hanoi(shared_data: Path):
    xml, pbf = (_found(_read(shared_data / "raw" / name)[1]) for name in ("hanoi_center.osm", "hanoi_center.osm.pbf"))
    assert xml == pbf
    assert len(xml) > 1_800
    _, rows = _read(shared_data / "raw" / "hanoi_hospitals_overpass.json")
    assert len(rows) == 252
    assert not any(row.fault for row in rows)
