"""Reads one file with one GDAL driver, or GeoParquet, and writes its rows to standard output: a JSON object a batch.

Run as a program of its own by ``bounded.py``, so that GDAL knows no other driver (none that follows a file's content
to the network). Imports nothing of the project but its own parts. Shapes are one block of WKB in base64, `sizes`
cutting it up. Columns named in `raw` have one character for each byte, their encoding being settled later.
"""

import re
import sqlite3
import sys
from collections.abc import Iterator
from pathlib import Path

# pyogrio takes them along where it finds them; here they would cost a second and are of no use.
_NOT_TAKEN = ("geopandas", "pandas", "pyproj", "shapely")
sys.modules.update(dict.fromkeys(_NOT_TAKEN))  # type: ignore[arg-type]

import pyarrow  # noqa: E402
import pyogrio  # noqa: E402

from loaders.read.gdal_rows import ALL, BATCH_ROWS, MOST_COLUMNS, refuse, write, write_batch  # noqa: E402

# Arrow and the reader of GeoParquet look for them again where they need them.
for _name in _NOT_TAKEN:
    del sys.modules[_name]

# Read in ways of their own.
OWN_READERS = ("OSM", "PARQUET", "DXF")
# Its text has no encoding of its own.
SHAPEFILE = "ESRI Shapefile"
# Its layers are given as they are: counting their rows may never come to an end.
DATABASE = "GPKG"
# Its layers are folders of places that all have the same form, and may be read together when asked for by that word.
FOLDERS = "LIBKML"
# What GDAL puts behind the name of a folder that another has too.
_AS_NUMBERED = re.compile(r" \(#\d+\)$")


def check_database(path: str) -> set[str]:
    """Names of the views of a GeoPackage that may never come to an end."""
    connection = sqlite3.connect(f"{Path(path).as_uri()}?mode=ro", uri=True)
    try:
        rows = connection.execute("SELECT type, name, sql FROM sqlite_master").fetchall()
    finally:
        connection.close()
    if not {"gpkg_contents", "gpkg_spatial_ref_sys"} <= {str(name).lower() for _, name, _ in rows}:
        refuse("tables")
    views = {str(name): str(sql).lower() for kind, name, sql in rows if kind == "view"}
    endless = any("recursive" in sql for sql in views.values())
    return set(views) if endless else set()


def rows_in(path: str, layer: str) -> int:
    return int(pyogrio.read_info(path, layer=layer, force_feature_count=True)["features"])


def choose(driver: str, path: str, wanted: str | None) -> tuple[list[str], str | None]:
    """Layers of the file, and the one that is meant: as named, the only one, or the only one that has rows."""
    found = [(str(name), kind) for name, kind in pyogrio.list_layers(path)]
    layers = [name for name, kind in found if kind is not None] or [name for name, _ in found]
    if wanted:
        return layers, wanted if wanted in [name for name, _ in found] else None
    if len(layers) > 1 and driver != DATABASE:
        layers = [name for name in layers if rows_in(path, name)] or layers
    return layers, layers[0] if len(layers) == 1 else None


def batches(path: str, layer: str, raw: bool, encoding: str | None) -> Iterator[pyarrow.RecordBatch]:
    with pyogrio.open_arrow(
        path, layer=layer, encoding=encoding, use_pyarrow=True, batch_size=BATCH_ROWS, datetime_as_string=True
    ) as (meta, reader):
        fields = [str(field) for field in meta["fields"]]
        if len(fields) > MOST_COLUMNS:
            refuse("columns")
        has_geometry = meta["geometry_type"] is not None
        write({"layer": layer, "columns": fields, "raw": raw, "crs": meta["crs"], "has_geometry": has_geometry})
        geometry = (meta["geometry_name"] or "wkb_geometry") if has_geometry else None
        places = [reader.schema.get_field_index(field) for field in reader.schema.names if field != geometry]
        for batch in reader:
            shapes = batch.column(geometry) if geometry else None
            write_batch([batch.column(place) for place in places], shapes, batch.num_rows, raw)
            yield batch


def read_folders(path: str, layers: list[str]) -> None:
    """The rows of several folders of a KML as one table, with a column that says the folder of each."""
    infos = {layer: pyogrio.read_info(path, layer=layer) for layer in layers}
    fields = list(dict.fromkeys(str(field) for info in infos.values() for field in info["fields"]))
    if len(fields) >= MOST_COLUMNS:
        refuse("columns")
    folder = "folder" if "folder" not in fields else "(folder)"
    crs = next((info["crs"] for info in infos.values()), None)
    write({"layer": ALL, "columns": [*fields, folder], "raw": False, "crs": crs, "has_geometry": True})
    for layer in layers:
        name = _AS_NUMBERED.sub("", layer)
        with pyogrio.open_arrow(path, layer=layer, use_pyarrow=True, batch_size=BATCH_ROWS) as (meta, reader):
            for batch in reader:
                nothing = [None] * batch.num_rows
                cells = [batch.column(field) if field in batch.schema.names else nothing for field in fields]
                shapes = batch.column(meta["geometry_name"] or "wkb_geometry")
                write_batch([*cells, [name] * batch.num_rows], shapes, batch.num_rows)


def main(driver: str, path: str, wanted: str | None) -> None:
    if driver in OWN_READERS:
        _read_by_itself(driver, path, wanted)
        return
    if driver == FOLDERS and wanted == ALL:
        read_folders(path, [str(name) for name, _ in pyogrio.list_layers(path) if rows_in(path, str(name))])
        return
    endless = check_database(path) if driver == DATABASE else set()
    layers, layer = choose(driver, path, wanted)
    if layer is None:
        write({"layer": None, "layers": layers})
        return
    if layer in endless:
        refuse("recursive")
    raw = driver == SHAPEFILE
    for _ in batches(path, layer, raw, "ISO-8859-1" if raw else None):
        pass


def _read_by_itself(driver: str, path: str, wanted: str | None) -> None:
    # Their parts of Arrow are heavy: no other file should wait for them.
    if driver == "OSM":
        from loaders.read.osm_tables import read_osm  # noqa: PLC0415

        read_osm(path)
    elif driver == "PARQUET":
        from loaders.read.parquet_file import read_parquet  # noqa: PLC0415

        read_parquet(path)
    else:
        from loaders.read.dxf_file import read_dxf  # noqa: PLC0415

        read_dxf(path, wanted)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], sys.argv[3] or None)
