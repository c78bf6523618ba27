"""Formats read in a process of their own: KML, KMZ, GML, GPX, FlatGeobuf, Shapefiles with faults, archives."""

import json
import sqlite3
import struct
from collections.abc import Callable
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from shapely import LineString

from loaders.batch import SourceRow
from loaders.errors import LoadError
from loaders.options import LoadOptions
from loaders.read import child
from loaders.read.opening import opened
from tests.loaders.tools import HAI_HAU, NAM_DINH, frame, zipped

KML = '<?xml version="1.0" encoding="UTF-8"?>{head}<kml xmlns="http://www.opengis.net/kml/2.2"><Document>{body}</Document></kml>'
PLACE = "<Placemark><name>{name}</name><description><![CDATA[{text}]]></description>{shape}</Placemark>"
POINT = "<Point><coordinates>106.1683,20.42,0</coordinates></Point>"
ENTITIES = '<!DOCTYPE kml [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
NAMES = ["Trường Tiểu học Nguyễn Tất Thành", "Trường THCS Hải Hậu"]


def _read(path: Path, **options: Any) -> tuple[tuple[str, ...], list[SourceRow]]:
    with opened(path, LoadOptions(**options)) as source:
        return source.columns, list(source.rows)


def _kml(*places: str, head: str = "") -> str:
    return KML.format(head=head, body="".join(places))


def _place(name: str, text: str = "") -> str:
    return PLACE.format(name=name, text=text, shape=POINT)


def _table(**cells: object) -> str:
    rows = "".join(f"<tr><td>{name}</td><td>{value}</td></tr>" for name, value in cells.items())
    return f"<html><body><table><tr><td>title</td></tr><tr><td><table>{rows}</table></td></tr></table></body></html>"


def _written(folder: Path, name: str) -> Path:
    path = folder / name
    driver = {"kml": "LIBKML", "gpx": "GPX"}.get(path.suffix[1:])
    table = frame()[["name", "geometry"]] if driver == "GPX" else frame()
    table.to_file(path, driver=driver)
    return path


@pytest.mark.parametrize("name", ["a.kml", "a.gml", "a.gpx", "a.fgb", "a.shp", "a.gpkg"])
def test_each_format_gives_names_and_places(tmp_path: Path, name: str):
    with opened(_written(tmp_path, name), LoadOptions()) as source:
        rows = list(source.rows)
        assert source.crs
    names = [row.values["name"] for row in rows]
    assert sorted(n.decode() if isinstance(n, bytes) else n for n in names) == sorted(NAMES)
    assert {(round(row.geometry.x, 6), round(row.geometry.y, 6)) for row in rows} == {  # type: ignore[union-attr]
        (NAM_DINH.x, NAM_DINH.y),
        (HAI_HAU.x, HAI_HAU.y),
    }


def test_tables_in_descriptions_are_columns(tmp_path: Path):
    path = tmp_path / "a.kml"
    path.write_text(_kml(_place("A", _table(Ma=1, Cap="x")), _place("B", _table(Ma=2, Cap=""))), encoding="utf-8")
    columns, rows = _read(path)
    assert {"name", "Ma", "Cap"} <= set(columns)
    assert {row.values["description"] for row in rows} == {None}
    assert [(row.values["name"], row.values["Ma"], row.values["Cap"]) for row in rows] == [
        ("A", "1", "x"),
        ("B", "2", None),
    ]


def test_other_descriptions_are_words_without_markup(tmp_path: Path):
    path = tmp_path / "a.kml"
    path.write_text(
        _kml(_place("A", "Mở cửa <b>7 giờ</b><br>đến&nbsp;17 giờ"), _place("B", "không rõ")), encoding="utf-8"
    )
    _, rows = _read(path)
    assert [row.values["description"] for row in rows] == ["Mở cửa 7 giờ\nđến 17 giờ", "không rõ"]


def test_a_kmz_is_its_kml(tmp_path: Path):
    path = tmp_path / "a.kmz"
    with ZipFile(path, "w", ZIP_DEFLATED) as archive:
        archive.writestr("doc.kml", _kml(_place("Chợ Rồng")))
        archive.writestr("files/icon.png", b"x")
        archive.writestr("files/more.kml", b"<kml/>")
    assert [row.values["name"] for row in _read(path)[1]] == ["Chợ Rồng"]


def test_a_kmz_that_would_fill_the_disk_is_refused(tmp_path: Path):
    with ZipFile(tmp_path / "a.kmz", "w", ZIP_DEFLATED) as archive:
        archive.writestr("doc.kml", " " * (80 << 20))
    with pytest.raises(LoadError, match="beyond reason"):
        _read(tmp_path / "a.kmz")


@pytest.mark.parametrize("name", ["a.kml", "a.gml", "a.gpx"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_document_types_are_refused(tmp_path: Path, name: str, encoding: str):
    content = _kml(_place("&x;"), head=ENTITIES).replace("UTF-8", encoding)
    (tmp_path / name).write_text(content, encoding=encoding)
    with pytest.raises(LoadError, match="DOCTYPE"):
        _read(tmp_path / name)


@pytest.mark.parametrize("suffix", [".kml", ".gml", ".gpx", ".kmz", ".fgb"])
def test_rubbish_is_refused(tmp_path: Path, suffix: str):
    path = tmp_path / f"a{suffix}"
    path.write_bytes(bytes(range(256)) * 20)
    with pytest.raises(LoadError):
        _read(path)


def test_a_gpx_with_points_and_tracks_asks_which(tmp_path: Path):
    path = tmp_path / "a.gpx"
    path.write_text(
        '<gpx version="1.1" creator="x" xmlns="http://www.topografix.com/GPX/1/1"><wpt lat="20.4" lon="106.1">'
        '<name>A</name></wpt><trk><trkseg><trkpt lat="20.4" lon="106.1"/><trkpt lat="20.5" lon="106.1"/></trkseg></trk>'
        "</gpx>"
    )
    with pytest.raises(LoadError, match="waypoints, tracks"):
        _read(path)
    assert len(_read(path, source_layer="tracks")[1]) == 1


def test_a_shapefile_without_its_index(tmp_path: Path):
    _written(tmp_path, "a.shp")
    (tmp_path / "a.shx").unlink()
    assert len(_read(tmp_path / "a.shp")[1]) == 2
    assert not (tmp_path / "a.shx").exists()


def _patched(part: str, at: int, value: bytes) -> Callable[[Path], None]:
    def patch(folder: Path) -> None:
        data = bytearray((folder / f"a{part}").read_bytes())
        data[at : at + len(value)] = value
        (folder / f"a{part}").write_bytes(data)

    return patch


@pytest.mark.parametrize(
    "patch",
    [
        _patched(".shp", 24, struct.pack(">I", 1 << 30)),
        _patched(".shx", 24, struct.pack(">I", 1 << 30)),
        _patched(".dbf", 4, struct.pack("<I", 4_000_000)),
        _patched(".dbf", 4, struct.pack("<I", 1)),
        _patched(".shp", 0, b"\0\0\0\0"),
    ],
)
def test_heads_that_lie_are_refused(tmp_path: Path, patch: Callable[[Path], None]):
    _written(tmp_path, "a.shp")
    patch(tmp_path)
    with pytest.raises(LoadError, match=r"damaged|export it again"):
        _read(tmp_path / "a.shp")


def test_an_archive_with_another_kind_of_file(tmp_path: Path):
    _written(tmp_path, "a.gpkg")
    with ZipFile(tmp_path / "b.zip", "w") as archive:
        archive.write(tmp_path / "a.gpkg", "dữ liệu/a.gpkg")
        archive.writestr("ghi chú.csv", "x,y\n1,2\n")
        archive.writestr("đọc tôi.txt", "x")
    assert len(_read(tmp_path / "b.zip")[1]) == 2
    assert _read(tmp_path / "b.zip", source_layer="ghi chú.csv")[0] == ("x", "y")


def test_one_of_several_shapefiles_in_an_archive(tmp_path: Path):
    _written(tmp_path, "a.shp")
    frame(geometry=[LineString([NAM_DINH, HAI_HAU])], name=["x"]).to_file(tmp_path / "b.shp")
    path = zipped(tmp_path / "a.shp", zipped(tmp_path / "b.shp", tmp_path / "two.zip"))
    with pytest.raises(LoadError, match="a, b"):
        _read(path)
    assert len(_read(path, source_layer="b")[1]) == 1


def test_a_database_that_is_no_geopackage(tmp_path: Path):
    _written(tmp_path, "a.gpkg")
    data = bytearray((tmp_path / "a.gpkg").read_bytes())
    data[68:72] = b"MPBX"
    (tmp_path / "a.gpkg").write_bytes(data)
    with pytest.raises(LoadError, match="no GeoPackage"):
        _read(tmp_path / "a.gpkg")


def _endless_view(path: Path) -> None:
    with sqlite3.connect(path) as database:
        database.execute(
            "CREATE VIEW endless AS WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT i FROM n"
        )
        database.execute(
            "INSERT INTO gpkg_contents (table_name, data_type, identifier) VALUES ('endless', 'attributes', 'endless')"
        )
        database.execute("DELETE FROM gpkg_contents WHERE table_name <> 'endless'")
        database.execute("DELETE FROM gpkg_geometry_columns")


def test_a_view_without_end_is_refused(tmp_path: Path):
    _endless_view(_written(tmp_path, "a.gpkg"))
    with pytest.raises(LoadError, match="recursive"):
        _read(tmp_path / "a.gpkg")


def test_a_program_that_answers_nothing_is_stopped(tmp_path: Path):
    program = tmp_path / "endless.py"
    program.write_text("import time\nwhile True: time.sleep(60)")
    with child.child(program, [], "a.gpkg", patience=1) as values, pytest.raises(LoadError, match="too long"):
        next(values)


@pytest.mark.parametrize(("bound", "word"), [("time", "too long"), ("memory", "too much memory")])
def test_a_program_out_of_bounds_is_stopped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, bound: str, word: str):
    program = tmp_path / "greedy.py"
    program.write_text("cells = [0]\nwhile True: cells += cells" if bound == "memory" else "while True: pass")
    monkeypatch.setattr(child, "MEMORY_BYTES", 300 << 20)
    seconds = 1 if bound == "time" else child.CPU_SECONDS
    # With patience for longer than a test may take: what stops it is the bound.
    reading = child.child(program, [], "a.gpkg", seconds=seconds, patience=900)
    with reading as values, pytest.raises(LoadError, match=word):
        next(values)


def test_a_million_corners(tmp_path: Path):
    line = LineString([(106 + i / 1e7, 20 + (i % 2) / 1e3) for i in range(1_000_000)])
    frame(geometry=[line], name=["x"]).to_file(tmp_path / "a.gpkg")
    [row] = _read(tmp_path / "a.gpkg")[1]
    assert row.geometry is not None
    assert len(row.geometry.coords) == 1_000_000


def test_the_real_files_of_ninh_binh(shared_data: Path):
    columns, rows = _read(shared_data / "raw" / "ninhbinh_commune_names_TCVN3.kml")
    assert len(rows) == 146
    assert {"name", "Ma_HC", "Dan_so", "Ten_xa", "Ten_huyen"} <= set(columns)
    assert rows[0].values["Ma_HC"] == "14464"
    columns, rows = _read(shared_data / "raw" / "ninhbinh_commune_boundary_lines.kml")
    assert len(rows) == 294
    assert json.loads(rows[0].values["LEFT_FID"]) == 35


def test_words_after_a_thousand_tables_are_kept(tmp_path: Path):
    places = [_place(f"n{n}", _table(a=n)) for n in range(1000)]
    (tmp_path / "a.kml").write_text(_kml(*places, _place("last", "Chợ này đã đóng cửa")), encoding="utf-8")
    _, rows = _read(tmp_path / "a.kml")
    assert (rows[0].values["a"], rows[0].values["description"]) == ("0", None)
    assert (rows[-1].values["a"], rows[-1].values["description"]) == (None, "Chợ này đã đóng cửa")


def test_parts_of_a_shapefile_in_an_archive_may_differ_in_capitals(tmp_path: Path):
    frame().to_file(tmp_path / "x.shp")
    with ZipFile(tmp_path / "a.zip", "w") as archive:
        for part in tmp_path.glob("x.*"):
            archive.write(part, part.name.upper() if part.suffix == ".shp" else part.name)
    assert len(_read(tmp_path / "a.zip")[1]) == 2


def test_a_kmz_in_an_archive(tmp_path: Path):
    with ZipFile(tmp_path / "a.kmz", "w") as archive:
        archive.writestr("doc.kml", _kml(_place("A")))
    with ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.write(tmp_path / "a.kmz", "a.kmz")
    assert [row.values["name"] for row in _read(tmp_path / "a.zip")[1]] == ["A"]
