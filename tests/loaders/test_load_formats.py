"""Every format that can be loaded, through the one function that loads."""

import json
from hashlib import sha256
from pathlib import Path

import pyproj
import pytest
from shapely import LineString, MultiPoint, Point
from sqlalchemy import Connection, text

from layers.registry import all_layers
from loaders.load import load
from loaders.options import LoadOptions
from loaders.read.opening import file_sha256
from tests.loaders.tools import HAI_HAU, NAM_DINH, frame, rows_of, zipped

LAYERS = all_layers()


@pytest.mark.parametrize("name", ["places.geojson", "places.gpkg", "places.shp", "PLACES.SHP", "places.zip"])
def test_each_format_gives_the_same_rows(connection: Connection, tmp_path: Path, name: str):
    path = tmp_path / name
    if name == "places.zip":
        frame(9209, list(frame().to_crs(9209).geometry)).to_file(tmp_path / "in.shp")
        zipped(tmp_path / "in.shp", path, "folder/")
    elif name == "PLACES.SHP":
        frame().to_file(tmp_path / "PLACES.shp")
        for part in list(tmp_path.glob("PLACES.*")):
            part.rename(part.with_suffix(part.suffix.upper()))
    else:
        frame().to_file(path)
    report = load(connection, LAYERS["schools"], path)
    assert (report.rows_read, report.rows_written, report.rows_refused, report.done) == (2, 2, 0, True)
    rows = rows_of(connection, "schools")
    assert [(row["key"], row["name"]) for row in rows] == [
        ("a", "Trường Tiểu học Nguyễn Tất Thành"),
        ("b", "Trường THCS Hải Hậu"),
    ]
    for row, point in zip(rows, (NAM_DINH, HAI_HAU), strict=True):
        assert (row["x"], row["y"]) == pytest.approx((point.x, point.y), abs=1e-7)


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_tables_as_spreadsheets_write_them(connection: Connection, tmp_path: Path, delimiter: str, encoding: str):
    lines = ["Key,NAME,Lon,Lat,other", '1,"Chợ Rồng",106.17,20.43,x', "", "2,Chợ Hạ,106.18,20.44,y"]
    path = tmp_path / "chợ.csv"
    path.write_text("\r\n".join(lines).replace(",", delimiter), encoding=encoding)
    report = load(connection, LAYERS["markets"], path)
    assert [row["name"] for row in rows_of(connection, "markets")] == ["Chợ Rồng", "Chợ Hạ"]
    assert report.unmatched == ("other",)


def test_a_byte_order_mark_before_a_quoted_header(connection: Connection, tmp_path: Path):
    content = '"key","name","lon","lat"\n"1","Cầu, Đò","106.1","20.4"\n'
    (tmp_path / "a.csv").write_text(content, encoding="utf-8-sig")
    report = load(connection, LAYERS["schools"], tmp_path / "a.csv")
    assert [(row["key"], row["name"]) for row in rows_of(connection, "schools")] == [("1", "Cầu, Đò")]
    assert report.unmatched == ()


def test_wkt_and_projected_coordinates_by_mapping(connection: Connection, tmp_path: Path):
    line = frame(geometry=[LineString([NAM_DINH, HAI_HAU])], id=["QL21"]).to_crs(9209)
    path = tmp_path / "roads.csv"
    path.write_text(f'ma;hinh;cap\nQL21;"{line.geometry[0].wkt}";Quốc lộ\n', encoding="utf-8")
    options = LoadOptions(crs="EPSG:9209", mapping={"wkt": "hinh", "key": "ma", "class": "cap"})
    report = load(connection, LAYERS["roads"], path, options)
    [row] = rows_of(connection, "roads")
    assert (row["key"], row["class"]) == ("QL21", "national")
    geometry = connection.execute(text("SELECT ST_AsText(geom, 6) FROM feature WHERE layer = 'roads'")).scalar_one()
    assert geometry == "LINESTRING(106.1683 20.42,106.29 20.19)"
    assert report.source_crs == "EPSG:9209"
    assert report.accuracy_m == 1


def test_vn2000_is_shifted_by_the_official_parameters(connection: Connection, tmp_path: Path):
    """Taking VN-2000 for WGS 84 would leave the point where it is, 224 m off."""
    path = tmp_path / "a.geojson"
    path.write_text(_geojson([[106.1683, 20.42]], crs="urn:ogc:def:crs:EPSG::4756"))
    report = load(connection, LAYERS["schools"], path)
    [row] = rows_of(connection, "schools")
    # EPSG:6960, its parameters as published (QĐ 05/2007/QĐ-BTNMT), on the ellipsoid that both systems share.
    official = pyproj.Transformer.from_pipeline(
        "+proj=pipeline +step +proj=unitconvert +xy_in=deg +xy_out=rad +step +proj=cart +ellps=WGS84 "
        "+step +proj=helmert +x=-191.90441429 +y=-39.30318279 +z=-111.45032835 +rx=-0.00928836 +ry=0.01975479 "
        "+rz=-0.00427372 +s=0.252906278 +convention=coordinate_frame "
        "+step +inv +proj=cart +ellps=WGS84 +step +proj=unitconvert +xy_in=rad +xy_out=deg"
    )
    assert (row["x"], row["y"]) == pytest.approx(official.transform(106.1683, 20.42), abs=1e-8)
    assert "VN-2000 to WGS 84" in str(report.operation)


def test_a_multipoint_of_one_is_a_point_and_heights_are_left_out(connection: Connection, tmp_path: Path):
    path = tmp_path / "a.gpkg"
    frame(geometry=[MultiPoint([Point(106.1, 20.4, 12)])], name=["x"]).to_file(path)
    load(connection, LAYERS["schools"], path)
    geometry = connection.execute(text("SELECT ST_AsText(geom) FROM feature WHERE layer = 'schools'")).scalar_one()
    assert geometry == "POINT(106.1 20.4)"


def test_one_layer_of_several_is_named(connection: Connection, tmp_path: Path):
    path = tmp_path / "many.gpkg"
    frame().to_file(path, layer="trường")
    frame(geometry=[NAM_DINH], name=["khác"]).to_file(path, layer="khác")
    load(connection, LAYERS["schools"], path, LoadOptions(source_layer="khác"))
    assert [row["name"] for row in rows_of(connection, "schools")] == ["khác"]


def test_text_in_another_encoding_when_it_is_named(connection: Connection, tmp_path: Path):
    path = tmp_path / "a.csv"
    path.write_bytes(b"name,lon,lat\n" + "Tr\u01b0\u01a1\u0300ng".encode("cp1258") + b",106.1,20.4\n")
    load(connection, LAYERS["schools"], path, LoadOptions(encoding="cp1258"))
    assert [row["name"] for row in rows_of(connection, "schools")] == ["Trường"]


def test_the_load_is_on_record(connection: Connection, tmp_path: Path):
    path = tmp_path / "a.geojson"
    frame().to_file(path)
    report = load(connection, LAYERS["schools"], path)
    record = connection.execute(text("SELECT * FROM load WHERE id = :id"), {"id": report.load_id}).one()
    assert (record.layer, record.file_name, record.rows_read, record.rows_written) == ("schools", "a.geojson", 2, 2)
    assert len(record.file_sha256) == 64
    assert record.report == json.loads(json.dumps(report.as_json()))
    numbers = connection.execute(text("SELECT array_agg(source_row ORDER BY key) FROM feature WHERE layer = 'schools'"))
    assert numbers.scalar_one() == [1, 2]


def test_the_record_of_a_shapefile_tells_its_parts_apart(connection: Connection, tmp_path: Path):
    """Brackets in a name are letters, and a change in one part of a Shapefile is another file."""
    path = tmp_path / "trường [1].shp"
    frame().to_file(path)
    first = file_sha256(path)
    path.with_suffix(".dbf").write_bytes(path.with_suffix(".dbf").read_bytes().replace(b"THCS", b"THPT"))
    assert first not in (file_sha256(path), sha256().hexdigest())
    assert load(connection, LAYERS["schools"], path).rows_written == 2


def _geojson(points: list[list[float]], crs: str | None = None) -> str:
    features = [
        {"type": "Feature", "properties": {}, "geometry": {"type": "Point", "coordinates": point}} for point in points
    ]
    head = {"crs": {"type": "name", "properties": {"name": crs}}} if crs else {}
    return json.dumps({"type": "FeatureCollection", **head, "features": features})
