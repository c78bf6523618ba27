"""Reads GeoParquet (1.0, 1.1), and Parquet without shapes, with Arrow. A part of ``gdal_process.py``.

Facts: https://geoparquet.org/releases/v1.1.0/
"""

import json
from typing import Any

import numpy as np
import pyarrow
import pyarrow.compute
import shapely
from pyarrow import parquet
from shapely import GeometryType

from loaders.read.gdal_rows import BATCH_ROWS, MOST_COLUMNS, refuse, write, write_batch

# Encodings in lists of coordinates, each with its kind and how deep the lists lie in one another.
_NATIVE = {
    "point": (GeometryType.POINT, 0),
    "linestring": (GeometryType.LINESTRING, 1),
    "multipoint": (GeometryType.MULTIPOINT, 1),
    "polygon": (GeometryType.POLYGON, 2),
    "multilinestring": (GeometryType.MULTILINESTRING, 2),
    "multipolygon": (GeometryType.MULTIPOLYGON, 3),
}


def read_parquet(path: str) -> None:
    """All rows. Refuses shapes in an encoding that is neither WKB nor one of those of GeoParquet 1.1."""
    file = parquet.ParquetFile(path)
    geo = json.loads((file.schema_arrow.metadata or {}).get(b"geo", b"{}"))
    main_column = geo.get("primary_column")
    about = geo.get("columns", {}).get(main_column, {})
    encoding = str(about.get("encoding", ""))
    names = [name for name in file.schema_arrow.names if name not in (main_column, *_boxes(about))]
    if len(names) > MOST_COLUMNS:
        refuse("columns")
    if main_column and encoding != "WKB" and encoding not in _NATIVE:
        refuse("encoding", encoding)
    # Without a word it is longitude and latitude; null is not known.
    crs = about.get("crs", "OGC:CRS84")
    crs = json.dumps(crs) if isinstance(crs, dict) else crs
    write({"layer": None, "columns": names, "raw": False, "crs": crs, "has_geometry": main_column is not None})
    for batch in file.iter_batches(BATCH_ROWS):
        shapes = wkb_of(batch.column(main_column), encoding) if main_column else None
        write_batch([batch.column(name) for name in names], shapes, batch.num_rows)


def _boxes(about: dict[str, Any]) -> set[str]:
    """Columns that only repeat where the shape of a row lies, for those who search."""
    return {str(path[0]) for sides in about.get("covering", {}).values() for path in sides.values()}


def wkb_of(column: pyarrow.Array, encoding: str) -> pyarrow.Array:
    """Shapes in `encoding` as WKB."""
    if encoding == "WKB":
        return column
    kind, depth = _NATIVE[encoding]
    offsets: list[Any] = []
    values = column
    for _ in range(depth):
        lengths = pyarrow.compute.fill_null(pyarrow.compute.list_value_length(values), 0)
        offsets.insert(0, np.concatenate(([0], np.cumsum(lengths.to_numpy(zero_copy_only=False)))))
        values = values.flatten()
    shapes = shapely.from_ragged_array(kind, _coordinates(values), tuple(offsets) or None)
    shapes[column.is_null().to_numpy(zero_copy_only=False)] = None
    return pyarrow.array(shapely.to_wkb(shapes), type=pyarrow.binary())


def _coordinates(values: pyarrow.Array) -> Any:
    """Pairs, or triples with a height; measures along a line are left out."""
    if not pyarrow.types.is_struct(values.type):
        refuse("encoding", str(values.type))
    names = [name for name in ("x", "y", "z") if values.type.get_field_index(name) >= 0]
    return np.column_stack([values.field(name).to_numpy(zero_copy_only=False).astype(float) for name in names])
