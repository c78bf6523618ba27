"""Reads OpenStreetMap files with GDAL, which makes several tables of one. A part of ``gdal_process.py``."""

import json
import os
from pathlib import Path

import pyarrow
import pyarrow.compute
import pyogrio

from loaders.read.gdal_rows import BATCH_ROWS, note, write, write_batch
from loaders.read.osm_absent import Absent, absent

# Tables of the driver, and the kind of their objects.
TABLES = {
    "points": "node",
    "lines": "way",
    "multilinestrings": "relation",
    "multipolygons": "",
    "other_relations": "relation",
}


def identities(batch: pyarrow.RecordBatch, table: str) -> tuple[pyarrow.Array, list[str]]:
    """Numbers and kinds of objects. Closed ways stand among the areas of relations."""
    ids = batch.column("osm_id")
    if table != "multipolygons":
        return ids, [TABLES[table]] * batch.num_rows
    kinds = ["way" if number is None else "relation" for number in ids.to_pylist()]
    return pyarrow.compute.coalesce(ids, batch.column("osm_way_id")), kinds


def without(batch: pyarrow.RecordBatch, table: str, deleted: set[tuple[str, str]]) -> pyarrow.RecordBatch:
    """The objects that are not deleted."""
    if not deleted:
        return batch
    ids, kinds = identities(batch, table)
    pairs = zip(kinds, ids.to_pylist(), strict=True)
    return batch.filter(pyarrow.array([pair not in deleted for pair in pairs], type=pyarrow.bool_()))


def read_osm(path: str) -> None:
    """All tables that the driver makes of a file, one after another, as one."""
    asked = json.loads(os.environ["OSM_TAGS"])
    known = {str(field) for field in pyogrio.read_info(path, layer="points")["fields"]}
    tags = [tag for tag in asked if tag in known]
    columns = ["osm_id", "osm_type", *tags]
    gone = absent(Path(path)) if path.endswith(".osm") else Absent()
    write({"layer": "osm", "columns": columns, "raw": False, "crs": "OGC:CRS84", "has_geometry": True})
    for table in TABLES:
        with pyogrio.open_arrow(path, layer=table, use_pyarrow=True, batch_size=BATCH_ROWS) as (meta, reader):
            for whole in reader:
                batch = without(whole, table, gone.deleted)
                shapes = batch.column(meta["geometry_name"] or "wkb_geometry")
                cells = [*identities(batch, table), *(batch.column(tag) for tag in tags)]
                write_batch(cells, shapes, batch.num_rows)
    if gone.tagged:
        note("deleted", gone.tagged)
    if gone.outside:
        note("outside", gone.outside)
