"""The formats of other programs, as they write them and as they break."""

import json
import warnings
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

import pyogrio
from pyarrow import parquet

from tests.loaders.corpus.places import SCHOOLS, frame, made, projected, text


def _written(folder: Path, name: str, driver: str, **options: str) -> Path:
    pyogrio.write_dataframe(frame(), folder / name, driver=driver, **options)
    return folder / name


def _feature(key: str, name: str, lon: float, lat: float) -> dict[str, object]:
    point = {"type": "Point", "coordinates": [lon, lat]}
    return {"type": "Feature", "properties": {"key": key, "name": name}, "geometry": point}


@made
def geojson(folder: Path) -> Path:
    return _written(folder, "a.geojson", "GeoJSON")


@made
def geojson_byte_order_mark(folder: Path) -> Path:
    features = [_feature(*each) for each in SCHOOLS]
    return text(folder, "a.geojson", json.dumps({"type": "FeatureCollection", "features": features}), "utf-8-sig")


@made
def geojson_with_heights(folder: Path) -> Path:
    features = [_feature(*each) for each in SCHOOLS]
    for feature in features:
        feature["geometry"]["coordinates"].append(12.5)  # type: ignore[index]
    return text(folder, "a.json", json.dumps({"type": "FeatureCollection", "features": features}))


@made
def geojson_in_vn2000(folder: Path) -> Path:
    frame().to_crs(9209).to_file(folder / "a.geojson")
    return folder / "a.geojson"


@made
def geojson_lines(folder: Path) -> Path:
    return text(folder, "a.geojsonl", "\n".join(json.dumps(_feature(*each)) for each in SCHOOLS))


@made
def geojson_records(folder: Path) -> Path:
    """RFC 8142: a record separator before each."""
    return text(folder, "a.geojsons", "".join(f"\x1e{json.dumps(_feature(*each))}\n" for each in SCHOOLS))


@made
def geojson_cut(folder: Path) -> Path:
    path = _written(folder, "a.geojson", "GeoJSON")
    path.write_bytes(path.read_bytes()[:-40])
    return path


@made
def geopackage(folder: Path) -> Path:
    return _written(folder, "a.gpkg", "GPKG")


@made
def geopackage_in_vn2000(folder: Path) -> Path:
    frame().to_crs(9209).to_file(folder / "a.gpkg")
    return folder / "a.gpkg"


@made
def geopackage_two_layers(folder: Path) -> Path:
    frame().to_file(folder / "a.gpkg", layer="một")
    frame().to_file(folder / "a.gpkg", layer="hai")
    return folder / "a.gpkg"


@made
def geopackage_cut(folder: Path) -> Path:
    path = _written(folder, "a.gpkg", "GPKG")
    path.write_bytes(path.read_bytes()[:20_000])
    return path


@made
def flatgeobuf(folder: Path) -> Path:
    return _written(folder, "a.fgb", "FlatGeobuf")


@made
def flatgeobuf_cut(folder: Path) -> Path:
    path = _written(folder, "a.fgb", "FlatGeobuf")
    path.write_bytes(path.read_bytes()[:300])
    return path


@made
def geoparquet(folder: Path) -> Path:
    frame().to_parquet(folder / "a.parquet")
    return folder / "a.parquet"


@made
def geoparquet_in_vn2000(folder: Path) -> Path:
    frame().to_crs(9209).to_parquet(folder / "a.parquet")
    return folder / "a.parquet"


@made
def geoparquet_in_lists_of_coordinates(folder: Path) -> Path:
    frame().to_parquet(folder / "a.parquet", geometry_encoding="geoarrow", write_covering_bbox=True)
    return folder / "a.parquet"


@made
def geoparquet_in_an_unknown_encoding(folder: Path) -> Path:
    table = parquet.read_table(geoparquet(folder))
    about = json.loads(table.schema.metadata[b"geo"])
    about["columns"]["geometry"]["encoding"] = "twkb"
    parquet.write_table(table.replace_schema_metadata({b"geo": json.dumps(about)}), folder / "a.parquet")
    return folder / "a.parquet"


@made
def parquet_rubbish(folder: Path) -> Path:
    (folder / "a.parquet").write_bytes(b"PAR1" + bytes(range(256)) + b"PAR1")
    return folder / "a.parquet"


@made
def gml(folder: Path) -> Path:
    return _written(folder, "a.gml", "GML")


@made
def gpx(folder: Path) -> Path:
    points = "".join(f'<wpt lat="{lat}" lon="{lon}"><name>{name}</name></wpt>' for _, name, lon, lat in SCHOOLS)
    return text(folder, "a.gpx", f'<gpx version="1.1" xmlns="http://www.topografix.com/GPX/1/1">{points}</gpx>')


@made
def shapefile(folder: Path) -> Path:
    return _written(folder, "a.shp", "ESRI Shapefile", encoding="UTF-8")


@made
def shapefile_capital_endings(folder: Path) -> Path:
    path = shapefile(folder)
    for part in list(folder.glob("a.*")):
        part.rename(folder / f"A{part.suffix.upper()}")
    return path.with_name("A.SHP")


@made
def shapefile_without_index(folder: Path) -> Path:
    path = shapefile(folder)
    path.with_suffix(".shx").unlink()
    return path


@made
def shapefile_without_table(folder: Path) -> Path:
    path = shapefile(folder)
    path.with_suffix(".dbf").unlink()
    return path


@made
def shapefile_vn2000(folder: Path) -> Path:
    frame().to_crs(9209).to_file(folder / "a.shp", encoding="UTF-8")
    return folder / "a.shp"


@made
def shapefile_vn2000_of_another_program(folder: Path) -> Path:
    """The system as MicroStation and many offices write it: parameters, no number, no datum shift."""
    path = shapefile_vn2000(folder)
    path.with_suffix(".prj").write_text(
        'PROJCS["VN_2000_TM3_105_30",GEOGCS["GCS_VN_2000",DATUM["D_Vietnam_2000",'
        'SPHEROID["WGS_1984",6378137.0,298.257223563]],PRIMEM["Greenwich",0.0],UNIT["Degree",0.0174532925199433]],'
        'PROJECTION["Transverse_Mercator"],PARAMETER["False_Easting",500000.0],PARAMETER["False_Northing",0.0],'
        'PARAMETER["Central_Meridian",105.5],PARAMETER["Scale_Factor",0.9999],PARAMETER["Latitude_Of_Origin",0.0],'
        'UNIT["Meter",1.0]]'
    )
    return path


@made
def shapefile_zipped(folder: Path) -> Path:
    return _zipped(shapefile(folder), folder / "a.zip")


@made
def shapefile_zipped_in_a_folder(folder: Path) -> Path:
    return _zipped(shapefile(folder), folder / "a.zip", "Dữ liệu/2025/")


@made
def shapefile_lying_count(folder: Path) -> Path:
    path = shapefile(folder)
    table = bytearray(path.with_suffix(".dbf").read_bytes())
    table[4:8] = (2_000_000_000).to_bytes(4, "little")
    path.with_suffix(".dbf").write_bytes(table)
    return path


@made
def shapefile_lying_length(folder: Path) -> Path:
    path = shapefile(folder)
    shapes = bytearray(path.read_bytes())
    shapes[24:28] = (0x7FFFFFFF).to_bytes(4, "big")
    path.write_bytes(shapes)
    return path


@made
def shapefile_cut(folder: Path) -> Path:
    path = shapefile(folder)
    path.write_bytes(path.read_bytes()[:130])
    return path


def _zipped(shape: Path, target: Path, inside: str = "") -> Path:
    with ZipFile(target, "w", ZIP_DEFLATED) as archive:
        for part in shape.parent.glob(shape.stem + ".*"):
            if part != target:
                archive.write(part, inside + part.name)
    return target


@made
def shapefile_with_a_deleted_row(folder: Path) -> Path:
    path = shapefile(folder)
    table = bytearray(path.with_suffix(".dbf").read_bytes())
    table[int.from_bytes(table[8:10], "little")] = ord("*")
    path.with_suffix(".dbf").write_bytes(table)
    return path


@made
def geopackage_without_system(folder: Path) -> Path:
    with warnings.catch_warnings():
        # pyogrio warns of what is meant.
        warnings.simplefilter("ignore", UserWarning)
        frame().set_crs(None, allow_override=True).to_file(folder / "a.gpkg")
    return folder / "a.gpkg"


@made
def geojson_in_metres_without_a_word(folder: Path) -> Path:
    points = [dict(_feature(*each)) for each in SCHOOLS]
    for feature, (x, y) in zip(points, projected(9209), strict=True):
        feature["geometry"] = {"type": "Point", "coordinates": [x, y]}
    return text(folder, "a.geojson", json.dumps({"type": "FeatureCollection", "features": points}))
