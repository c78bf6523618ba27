"""Files that cannot be loaded, each with a word that its refusal must hold."""

import json
import os
from collections.abc import Callable
from pathlib import Path
from zipfile import ZIP_BZIP2, ZIP_DEFLATED, ZIP_LZMA, ZipFile

from shapely import LineString, MultiPoint, Polygon

from tests.loaders.tools import HAI_HAU, NAM_DINH, frame, zipped

OPEN_RING = '{"type": "Polygon", "coordinates": [[[106, 20], [107, 20], [107, 21], [106, 21]]]}'
HEADER = "key,name,lon,lat\n"


def _text(name: str, content: str) -> Callable[[Path], Path]:
    def make(folder: Path) -> Path:
        path = folder / name
        path.write_text(content, encoding="utf-8")
        return path

    return make


def _bytes(name: str, content: bytes) -> Callable[[Path], Path]:
    def make(folder: Path) -> Path:
        (folder / name).write_bytes(content)
        return folder / name

    return make


def _shapes(*shapes: object, suffix: str = "geojson") -> Callable[[Path], Path]:
    def make(folder: Path) -> Path:
        path = folder / f"shapes.{suffix}"
        frame(geometry=list(shapes), name=[str(i) for i in range(len(shapes))]).to_file(path)
        return path

    return make


def _feature(geometry: str, properties: str = "{}") -> str:
    feature = f'{{"type": "Feature", "properties": {properties}, "geometry": {geometry}}}'
    return f'{{"type": "FeatureCollection", "features": [{feature}]}}'


def _point(coordinates: str) -> str:
    return f'{{"type": "Point", "coordinates": {coordinates}}}'


def _folder(folder: Path) -> Path:
    path = folder / "folder.geojson"
    path.mkdir()
    return path


def _fifo(folder: Path) -> Path:
    os.mkfifo(folder / "pipe.csv")
    return folder / "pipe.csv"


def _without_crs(suffix: str) -> Callable[[Path], Path]:
    def make(folder: Path) -> Path:
        path = folder / f"nowhere.{suffix}"
        frame().to_file(path)
        if suffix == "shp":
            path.with_suffix(".prj").unlink()
        return path

    return make


def _missing_part(folder: Path) -> Path:
    frame().to_file(folder / "a.shp")
    (folder / "a.dbf").unlink()
    return folder / "a.shp"


def _truncated(suffix: str) -> Callable[[Path], Path]:
    def make(folder: Path) -> Path:
        path = folder / f"cut.{suffix}"
        frame().to_file(path)
        path.write_bytes(path.read_bytes()[:150])
        return path

    return make


def _two_layers(folder: Path) -> Path:
    frame().to_file(folder / "two.gpkg", layer="một")
    frame().to_file(folder / "two.gpkg", layer="hai")
    return folder / "two.gpkg"


def _zip(*members: tuple[str, bytes]) -> Callable[[Path], Path]:
    def make(folder: Path) -> Path:
        with ZipFile(folder / "a.zip", "w") as archive:
            for name, content in members:
                archive.writestr(name, content)
        return folder / "a.zip"

    return make


def _two_shapefiles(folder: Path) -> Path:
    frame().to_file(folder / "a.shp")
    zipped(folder / "a.shp", folder / "two.zip", "x/")
    return zipped(folder / "a.shp", folder / "two.zip", "y/")


def _slip(folder: Path) -> Path:
    frame().to_file(folder / "a.shp")
    path = zipped(folder / "a.shp", folder / "slip.zip")
    with ZipFile(path, "a") as archive:
        archive.writestr("../../evil.shp", b"")
    return path


def _damaged_zip(method: int) -> Callable[[Path], Path]:
    def make(folder: Path) -> Path:
        with ZipFile(folder / "a.zip", "w", method) as archive:
            archive.writestr("a.shp", bytes(range(256)) * 20)
        content = bytearray((folder / "a.zip").read_bytes())
        start = len("a.shp") + 30
        content[start + 9 : start + 60] = b"\xff" * 51
        (folder / "a.zip").write_bytes(content)
        return folder / "a.zip"

    return make


def _zip_with_a_name_in_no_encoding(folder: Path) -> Path:
    path = _zip(("ạ.shp", b"x"))(folder)
    path.write_bytes(path.read_bytes().replace("ạ".encode(), b"\xff\xfe\xff"))
    return path


BOW_TIE = Polygon([(106.1, 20.1), (106.2, 20.2), (106.2, 20.1), (106.1, 20.2)])

# What is made, and a word that the refusal must hold.
FILES: dict[str, tuple[Callable[[Path], Path], str]] = {
    "not there": (lambda folder: folder / "none.geojson", "no file"),
    "a folder": (_folder, "folder"),
    "a pipe": (_fifo, "no file"),
    "unknown ending": (_text("a.vrt", "<OGRVRTDataSource/>"), "no kind"),
    "no bytes": (_text("a.geojson", ""), "empty"),
    "no features": (_text("a.geojson", '{"type": "FeatureCollection", "features": []}'), "no rows"),
    "shape nested without end": (
        _text("a.csv", "wkt\n" + "GEOMETRYCOLLECTION(" * 100_000 + "POINT(1 1)" + ")" * 100_000 + "\n"),
        "WKT cannot be read",
    ),
    "coordinate system of half a letter": (
        _text(
            "a.geojson",
            '{"type": "FeatureCollection", "crs": {"type": "name", "properties": {"name": "\\ud800"}},'
            ' "features": [{"type": "Feature", "properties": {}, "geometry": null}]}',
        ),
        "not known",
    ),
    "name that is no UTF-8": (_text("a\udcff.csv", HEADER), "characters that cannot be read"),
    "header only": (_text("a.csv", HEADER), "no rows"),
    "blank lines": (_text("a.csv", "\n\n\n"), "No column"),
    "not json": (_text("a.geojson", '{"type": "FeatureCollection", "features": [}'), "line 1"),
    "other json": (_text("a.json", '{"type": "Topology"}'), "not GeoJSON"),
    "json number": (_text("a.json", "7"), "not GeoJSON"),
    "deep json": (_text("a.json", "[" * 100_000), "not GeoJSON"),
    "endless integer": (_text("a.json", "1" * 10_000), "not GeoJSON"),
    "features no list": (_text("a.json", '{"type": "FeatureCollection", "features": 1}'), "not GeoJSON"),
    "feature no object": (_text("a.json", '{"type": "FeatureCollection", "features": [1]}'), "not a Feature"),
    "rubbish geojson": (_bytes("a.geojson", bytes(range(256)) * 20), "not written in utf-8"),
    "rubbish csv": (_bytes("a.csv", bytes(range(256)) * 20), "not text"),
    "rubbish gpkg": (_bytes("a.gpkg", bytes(range(256)) * 20), "damaged"),
    "rubbish zip": (_bytes("a.zip", bytes(range(256)) * 20), "not a ZIP"),
    "text called gpkg": (_text("a.gpkg", HEADER + "1,x,106,20\n"), "damaged"),
    "vrt called gpkg": (_text("a.gpkg", "<OGRVRTDataSource></OGRVRTDataSource>"), "damaged"),
    "cut gpkg": (_truncated("gpkg"), "damaged"),
    "shp without dbf": (_missing_part, "lacks its part .dbf"),
    "no crs": (_without_crs("shp"), "--crs"),
    "null crs": (
        _text("a.geojson", '{"type": "FeatureCollection", "crs": null, "features": []}'),
        "--crs",
    ),
    "unknown crs in file": (
        _text(
            "a.geojson",
            '{"type": "FeatureCollection", "features": [],'
            ' "crs": {"type": "name", "properties": {"name": "EPSG:999999"}}}',
        ),
        "EPSG:999999",
    ),
    "several layers": (_two_layers, "một, hai"),
    "zip without": (_zip(("a.doc", b"x")), "no file in"),
    "zip with two": (_two_shapefiles, "x/a, y/a"),
    "zip slip": (_slip, "dangerous path"),
    "zip absolute": (_zip(("/etc/passwd.shp", b"x")), "dangerous path"),
    "zip rubbish shp": (_zip(("a.shp", b"x"), ("a.shx", b"x"), ("a.dbf", b"x")), "damaged"),
    "zip damaged, deflate": (_damaged_zip(ZIP_DEFLATED), "damaged"),
    "zip damaged, lzma": (_damaged_zip(ZIP_LZMA), "damaged"),
    "zip damaged, bzip2": (_damaged_zip(ZIP_BZIP2), "damaged"),
    "zip with a name in no encoding": (_zip_with_a_name_in_no_encoding, "damaged"),
    "wrong geometry": (_shapes(LineString([NAM_DINH, HAI_HAU])), "LineString"),
    "wrong geometry gpkg": (_shapes(NAM_DINH.buffer(0.01), suffix="gpkg"), "Polygon"),
    "two points in one": (_shapes(MultiPoint([NAM_DINH, HAI_HAU])), "MultiPoint"),
    "no geometry": (_text("a.geojson", _feature("null")), "no geometry"),
    "empty geometry": (_text("a.geojson", _feature(_point("[]"))), "no geometry"),
    "one coordinate": (_text("a.geojson", _feature(_point("[106]"))), "cannot be read"),
    "coordinates as text": (_text("a.geojson", _feature(_point('["106", "20"]'))), "cannot be read"),
    "nan in json": (_text("a.geojson", _feature(_point("[NaN, 20]"))), "cannot be read"),
    "infinite in json": (_text("a.geojson", _feature(_point("[1e400, 20]"))), "cannot be read"),
    "open ring": (_text("a.geojson", _feature(OPEN_RING)), "not closed"),
    "geometry of no kind": (_text("a.geojson", _feature('{"type": "Circle"}')), "Circle"),
    "geometry a number": (_text("a.geojson", _feature("5")), "cannot be read"),
    "swapped": (_text("a.geojson", _feature(_point("[20.4, 106.1]"))), "changed places"),
    "swapped csv": (_text("a.csv", HEADER + "1,x,20.4,106.1\n"), "changed places"),
    "in Europe": (_text("a.geojson", _feature(_point("[2.35, 48.85]"))), "far from Vietnam"),
    "null island": (_text("a.csv", HEADER + "1,x,0,0\n"), "far from Vietnam"),
    "outside the world": (_text("a.csv", HEADER + "1,x,544033,2199503\n"), "--crs EPSG:9209"),
    "a turn too many": (_text("a.csv", HEADER + "1,x,466.1,20.4\n"), "outside the world"),
    "inf": (_text("a.csv", HEADER + "1,x,inf,20.4\n"), "not a number"),
    "nan": (_text("a.csv", HEADER + "1,x,106.1,NaN\n"), "not a number"),
    "a decimal comma too many": (_text("a.csv", 'key;name;lon;lat\n1;x;"106,1,5";"20,4"\n'), "not a number"),
    "no coordinates": (_text("a.csv", HEADER + "1,x,,\n"), "no geometry"),
    "no coordinate columns": (_text("a.csv", "key,name\n1,x\n"), "--map lon="),
    "too few cells": (_text("a.csv", HEADER + "1,x,106.1\n"), "3 cells"),
    "too many cells": (_text("a.csv", HEADER + "1,x,106.1,20.4,5\n"), "5 cells"),
    "columns twice": (_text("a.csv", "name,name,lon,lat\n1,x,106,20\n"), "columns twice"),
    "open quote": (_text("a.csv", HEADER + '1,"x,106.1,20.4\n'), "not valid CSV"),
    "other encoding": (_bytes("a.csv", HEADER.encode() + "1,Nam \xd0\xde,106,20".encode("latin-1")), "--encoding"),
    "same key twice": (_text("a.csv", HEADER + "1,x,106.1,20.4\n1,y,106.1,20.4\n"), "same key as row 2"),
    "wrong choice": (_text("a.geojson", _feature(_point("[106, 20]"), '{"level": "hogwarts"}')), "kindergarten"),
    "no whole number": (_text("a.geojson", _feature(_point("[106, 20]"), '{"capacity": 1.5}')), "whole number"),
    "out of range": (_text("a.geojson", _feature(_point("[106, 20]"), '{"capacity": -1}')), "less than 0"),
    "huge number": (_text("a.geojson", _feature(_point("[106, 20]"), '{"capacity": 1e30}')), "whole number"),
    "no truth": (_text("a.geojson", _feature(_point("[106, 20]"), '{"cashless": "perhaps"}')), "yes or no"),
    "a list": (_text("a.geojson", _feature(_point("[106, 20]"), '{"name": ["x"]}')), "list"),
    "nul in text": (_text("a.geojson", _feature(_point("[106, 20]"), r'{"name": "a\u0000b"}')), "control"),
    "half a letter": (_text("a.geojson", _feature(_point("[106, 20]"), r'{"name": "\ud800"}')), "cannot be read"),
    "endless text": (_text("a.geojson", _feature(_point("[106, 20]"), json.dumps({"name": "x" * 600}))), "longer"),
    "properties a list": (_text("a.geojson", _feature(_point("[106, 20]"), "[1]")), "no object"),
}
