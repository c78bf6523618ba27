"""Reads one file with one GDAL driver, or GeoParquet, and writes its rows to standard output: a JSON object a batch.

Run as a program of its own by ``bounded.py``, so that GDAL knows no other driver (none that follows a file's content
to the network). Imports nothing of the project but what makes lines of arcs. Shapes are one block of WKB in base64,
`sizes` cutting it up. Columns named in `raw` have one character for each byte, their encoding being settled later.
"""

import json
import math
import os
import sqlite3
import sys
from base64 import b64encode
from collections.abc import Iterator
from pathlib import Path
from typing import Any

# pyogrio takes them along where it finds them; here they would cost a second and are of no use.
sys.modules.update({"geopandas": None, "pandas": None})  # type: ignore[dict-item]

import pyarrow  # noqa: E402
import pyarrow.compute  # noqa: E402
import pyogrio  # noqa: E402
from pyarrow import parquet  # noqa: E402

from loaders.curves import is_curved, straightened  # noqa: E402

# pyarrow looks for it again where it needs it.
del sys.modules["geopandas"], sys.modules["pandas"]

BATCH_ROWS = 2_000
MOST_COLUMNS = 4_000
# Its text has no encoding of its own.
SHAPEFILE = "ESRI Shapefile"
# Its layers are given as they are: counting their rows may never come to an end.
DATABASE = "GPKG"
# Tables of the OpenStreetMap driver, and the kind of their objects.
OSM_TABLES = {
    "points": "node",
    "lines": "way",
    "multilinestrings": "relation",
    "multipolygons": "",
    "other_relations": "relation",
}


def write(value: Any) -> None:
    sys.stdout.write(json.dumps(value, separators=(",", ":")) + "\n")
    sys.stdout.flush()


def refuse(reason: str) -> None:
    write({"refused": reason})
    sys.exit(0)


def plain(value: Any) -> Any:
    """A cell as JSON knows it; None for what is missing. Bytes and the like are named, not shown."""
    if value is None or (isinstance(value, float) and math.isnan(value)):
        return None
    if isinstance(value, str | int | float | list):
        return value
    return value.isoformat() if hasattr(value, "isoformat") else f"<{type(value).__name__}>"


def text_cells(column: pyarrow.Array) -> tuple[list[Any], bool]:
    """Cells of a column of text, and whether they are raw."""
    cells = column.cast(pyarrow.large_binary()).to_pylist()
    try:
        return [cell if cell is None else cell.decode() for cell in cells], False
    except UnicodeDecodeError:
        return [cell if cell is None else cell.decode("latin-1") for cell in cells], True


def cells_of(column: pyarrow.Array | list[Any], raw: bool) -> tuple[list[Any], bool]:
    if isinstance(column, list):
        return column, False
    kind = column.type
    if pyarrow.types.is_string(kind) or pyarrow.types.is_large_string(kind):
        return (column.to_pylist(), True) if raw else text_cells(column)
    if pyarrow.types.is_integer(kind):
        return column.to_pylist(), False
    if pyarrow.types.is_list(kind) and not pyarrow.types.is_string(kind.value_type):
        return [cell if cell is None else "<list>" for cell in column.to_pylist()], False
    return [plain(cell) for cell in column.to_pylist()], False


def straight(wkb: bytes | None) -> bytes | None:
    """A shape without arcs; one that is damaged as it is, to be told of by who reads it."""
    if wkb is None or not is_curved(wkb):
        return wkb
    try:
        return straightened(wkb)
    except ValueError:
        return wkb


def write_batch(columns: list[Any], shapes: pyarrow.Array | None, rows: int, raw: bool = False) -> None:
    pairs = [cells_of(column, raw) for column in columns]
    block = None if shapes is None else [straight(wkb) for wkb in shapes.to_pylist()]
    write(
        {
            "rows": rows,
            "columns": [cells for cells, _ in pairs],
            "raw": [index for index, (_, is_raw) in enumerate(pairs) if is_raw],
            "sizes": None if block is None else [-1 if wkb is None else len(wkb) for wkb in block],
            "shapes": None if block is None else b64encode(b"".join(wkb or b"" for wkb in block)).decode(),
        }
    )


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


def osm_columns(batch: pyarrow.RecordBatch, table: str, tags: list[str]) -> list[Any]:
    """Number and kind of OpenStreetMap objects, and their tags. Closed ways stand among the areas of relations."""
    ids = batch.column("osm_id")
    if table == "multipolygons":
        kinds = ["way" if number is None else "relation" for number in ids.to_pylist()]
        ids = pyarrow.compute.coalesce(ids, batch.column("osm_way_id"))
    else:
        kinds = [OSM_TABLES[table]] * batch.num_rows
    return [ids, kinds, *(batch.column(tag) for tag in tags)]


def read_osm(path: str) -> None:
    """All tables that the driver makes of a file, one after another, as one."""
    asked = json.loads(os.environ["OSM_TAGS"])
    known = {str(field) for field in pyogrio.read_info(path, layer="points")["fields"]}
    tags = [tag for tag in asked if tag in known]
    columns = ["osm_id", "osm_type", *tags]
    write({"layer": "osm", "columns": columns, "raw": False, "crs": "OGC:CRS84", "has_geometry": True})
    for table in OSM_TABLES:
        with pyogrio.open_arrow(path, layer=table, use_pyarrow=True, batch_size=BATCH_ROWS) as (meta, reader):
            for batch in reader:
                shapes = batch.column(meta["geometry_name"] or "wkb_geometry")
                write_batch(osm_columns(batch, table, tags), shapes, batch.num_rows)


def read_parquet(path: str) -> None:
    """A file of GeoParquet (1.0, 1.1), or of Parquet without shapes."""
    file = parquet.ParquetFile(path)
    geo = json.loads((file.schema_arrow.metadata or {}).get(b"geo", b"{}"))
    main_column = geo.get("primary_column")
    about = geo.get("columns", {}).get(main_column, {})
    names = [name for name in file.schema_arrow.names if name != main_column]
    if len(names) > MOST_COLUMNS:
        refuse("columns")
    if main_column and about.get("encoding") != "WKB":
        refuse("encoding")
    # Without a word it is longitude and latitude; null is not known.
    crs = about.get("crs", "OGC:CRS84")
    crs = json.dumps(crs) if isinstance(crs, dict) else crs
    write({"layer": None, "columns": names, "raw": False, "crs": crs, "has_geometry": main_column is not None})
    for batch in file.iter_batches(BATCH_ROWS):
        shapes = batch.column(main_column) if main_column else None
        write_batch([batch.column(name) for name in names], shapes, batch.num_rows)


def main(driver: str, path: str, wanted: str | None) -> None:
    if driver in READERS:
        READERS[driver](path)
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


READERS = {"OSM": read_osm, "PARQUET": read_parquet}

if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], sys.argv[3] or None)
