"""Files made to do harm."""

import sqlite3
import struct
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from tests.loaders.corpus.kml import kml_text
from tests.loaders.corpus.places import frame, made, text

_ENTITY = '<!DOCTYPE kml [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
_LAUGHS = "<!DOCTYPE kml [<!ENTITY a 'ha'>" + "".join(
    f"<!ENTITY {this} '{f'&{before};' * 10}'>" for before, this in zip("abcdefghi", "bcdefghij", strict=True)
)
_VRT = (
    '<OGRVRTDataSource><OGRVRTLayer name="a"><SrcDataSource>/vsicurl/http://example.com/a.json</SrcDataSource>'
    "</OGRVRTLayer></OGRVRTDataSource>"
)


def _archive(path: Path, *members: tuple[str, bytes]) -> Path:
    with ZipFile(path, "w", ZIP_DEFLATED) as archive:
        for name, content in members:
            archive.writestr(name, content)
    return path


@made
def zip_slip(folder: Path) -> Path:
    return _archive(folder / "a.zip", ("../../evil.shp", b""), ("../../evil.dbf", b""))


@made
def zip_absolute(folder: Path) -> Path:
    return _archive(folder / "a.zip", ("/etc/cron.d/evil.shp", b""))


@made
def zip_bomb(folder: Path) -> Path:
    return _archive(folder / "a.zip", ("a.geojson", b"{" + b" " * (72 << 20)))


@made
def zip_symlink(folder: Path) -> Path:
    link = ZipInfo("a.shp")
    link.external_attr = 0o120777 << 16
    with ZipFile(folder / "a.zip", "w") as archive:
        archive.writestr(link, "/etc/passwd")
        archive.writestr("a.dbf", b"")
        archive.writestr("a.shx", b"")
    return folder / "a.zip"


@made
def kmz_bomb(folder: Path) -> Path:
    return _archive(folder / "a.kmz", ("doc.kml", b"<kml>" + b" " * (72 << 20)))


@made
def kmz_without_kml(folder: Path) -> Path:
    return _archive(folder / "a.kmz", ("readme.txt", b"x"))


@made
def kml_external_entity(folder: Path) -> Path:
    return text(folder, "a.kml", kml_text(_ENTITY).replace("<name>Trường học</name>", "<name>&x;</name>"))


@made
def kml_billion_laughs(folder: Path) -> Path:
    return text(folder, "a.kml", kml_text(_LAUGHS + "]>").replace("<name>Trường học</name>", "<name>&j;</name>"))


@made
def kml_network_link(folder: Path) -> Path:
    """A link beside good places: they are loaded, and it is not followed."""
    link = "<NetworkLink><Link><href>http://192.0.2.1/a.kml</href></Link></NetworkLink>"
    return text(folder, "a.kml", kml_text(link=link))


@made
def gml_external_entity(folder: Path) -> Path:
    return text(folder, "a.gml", f"<?xml version='1.0'?>{_ENTITY}<a>&x;</a>")


@made
def gpx_entity(folder: Path) -> Path:
    return text(folder, "a.gpx", f"<?xml version='1.0'?>{_ENTITY.replace('kml', 'gpx')}<gpx>&x;</gpx>")


@made
def vrt_by_its_name(folder: Path) -> Path:
    return text(folder, "a.vrt", _VRT)


@made
def vrt_called_kml(folder: Path) -> Path:
    return text(folder, "a.kml", _VRT)


@made
def vrt_called_geopackage(folder: Path) -> Path:
    return text(folder, "a.gpkg", _VRT)


@made
def workbook_bomb(folder: Path) -> Path:
    sheet = b"<worksheet><sheetData>" + b"<row/>" * (12 << 20)
    return _archive(folder / "a.xlsx", ("[Content_Types].xml", b"<Types/>"), ("xl/worksheets/sheet1.xml", sheet))


@made
def workbook_entity(folder: Path) -> Path:
    return _archive(
        folder / "a.xlsx",
        ("[Content_Types].xml", f"<?xml version='1.0'?>{_LAUGHS}]><Types>&j;</Types>".encode()),
        ("xl/workbook.xml", f"<?xml version='1.0'?>{_LAUGHS}]><workbook>&j;</workbook>".encode()),
    )


@made
def geopackage_endless_view(folder: Path) -> Path:
    path = folder / "a.gpkg"
    frame().to_file(path, layer="schools")
    with sqlite3.connect(path) as database:
        database.execute(
            "CREATE VIEW endless AS WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n)"
            " SELECT i AS fid, (SELECT geom FROM schools) AS geom, 'x' AS name FROM n"
        )
        database.execute("UPDATE gpkg_contents SET table_name = 'endless', identifier = 'endless'")
        database.execute("PRAGMA foreign_keys = off")
        database.execute("UPDATE gpkg_geometry_columns SET table_name = 'endless'")
        database.execute("DROP TABLE IF EXISTS gpkg_ogr_contents")
    return path


@made
def sqlite_that_is_no_geopackage(folder: Path) -> Path:
    with sqlite3.connect(folder / "a.gpkg") as database:
        database.execute("CREATE TABLE schools (key, name, lon, lat)")
    return folder / "a.gpkg"


@made
def symlink_out_of_the_folder(folder: Path) -> Path:
    (folder / "a.geojson").symlink_to("/etc/passwd")
    return folder / "a.geojson"


@made
def geojson_without_end_of_depth(folder: Path) -> Path:
    return text(folder, "a.geojson", '{"type":"FeatureCollection","features":' + "[" * 200_000)


@made
def geojson_script_as_a_name(folder: Path) -> Path:
    script = "<script>alert(1)</script>"
    return text(
        folder,
        "a.geojson",
        '{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"name":"'
        + script
        + '"},"geometry":{"type":"Point","coordinates":[106.2,20.2]}}]}',
    )


@made
def flatgeobuf_two_gigabytes_claimed(folder: Path) -> Path:
    (folder / "a.fgb").write_bytes(b"fgb\x03fgb\x00" + struct.pack("<I", 0x7FFFFFFF) + b"\0" * 64)
    return folder / "a.fgb"


@made
def empty_file(folder: Path) -> Path:
    return text(folder, "a.kml", "")
