"""Rows into files of each format. Text and GeoJSON go out row by row; the others are held whole by their libraries."""

import json
from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path
from typing import Any

import geopandas
import pandas as pd
import pyarrow as pa
import shapely
from sqlalchemy import Connection

from geo_api.csv_text import BYTE_ORDER_MARK, csv_rows
from geo_api.errors import CommandFailed
from geo_api.exports.rows import PLACES, SHAPES, Wanted, in_pieces, rows_statement
from geo_api.language import grouped
from geo_api.workbook import Column, Sheet, workbook
from layers.layer import Field, FieldType

# Excel's own bound, less the header.
MOST_SHEET_ROWS = 1_048_575
_TYPES = {
    FieldType.TEXT: pa.string(),
    FieldType.INTEGER: pa.int64(),
    FieldType.NUMBER: pa.float64(),
    FieldType.BOOLEAN: pa.bool_(),
    FieldType.DATE: pa.date32(),
}
Writer = Callable[[Connection, Wanted, Path], int]


def _geojson(connection: Connection, wanted: Wanted, path: Path) -> int:
    """RFC 7946: WGS 84, longitude first."""
    written = 0
    with path.open("w", encoding="utf-8", newline="\n") as file:
        file.write('{"type": "FeatureCollection", "features": [')
        for rows in in_pieces(connection, rows_statement(wanted, f"{SHAPES['json']} AS shape")):
            for number, *values, shape in rows:
                properties = dict(zip((field.name for field in wanted.fields), values, strict=True))
                told = json.dumps(properties, ensure_ascii=False, default=_day)
                file.write(
                    f'{"," if written else ""}\n{{"type": "Feature", "id": {number}, "geometry": {shape or "null"},'
                    f' "properties": {told}}}'
                )
                written += 1
        file.write("\n]}\n")
    return written


def _csv(connection: Connection, wanted: Wanted, path: Path) -> int:
    """UTF-8 with the mark that spreadsheets look for; longitude and latitude of points, the WKT of other shapes."""
    written = 0
    with path.open("w", encoding="utf-8", newline="") as file:
        file.write(BYTE_ORDER_MARK + csv_rows([_head(wanted)]))
        for rows in in_pieces(connection, rows_statement(wanted, _in_cells(wanted))):
            file.write(csv_rows(rows))
            written += len(rows)
    return written


def _xlsx(connection: Connection, wanted: Wanted, path: Path) -> int:
    found: list[Any] = []
    for rows in in_pieces(connection, rows_statement(wanted, _in_cells(wanted))):
        found.extend([_shown(value) for value in row] for row in rows)
        if len(found) > MOST_SHEET_ROWS:
            raise CommandFailed(
                f"Lớp “{wanted.layer.name}” có hơn {grouped(MOST_SHEET_ROWS, 'vi')} dòng, Excel không chứa hết:"
                " dùng --format csv.",
                f"The layer “{wanted.layer.name}” has more than {grouped(MOST_SHEET_ROWS, 'en')} rows, more than Excel"
                " holds: use --format csv.",
            )
    columns = [Column(name, 18) for name in _head(wanted)]
    path.write_bytes(workbook([Sheet(wanted.layer.name[:31], columns, found), _meanings(wanted)], wanted.who))
    return len(found)


def _meanings(wanted: Wanted) -> Sheet:
    """What each column means."""
    rows = [(field.name, field.title.vi, field.title.en, field.unit) for field in wanted.fields]
    titles = ("Cột · Column", "Nghĩa", "Meaning", "Đơn vị · Unit")
    return Sheet("Cột · Columns", [Column(title, 30) for title in titles], rows)


def _parquet(connection: Connection, wanted: Wanted, path: Path) -> int:
    """GeoParquet."""
    frame = _frame(connection, wanted)
    frame.to_parquet(path, index=False)
    return len(frame)


def _by_gdal(driver: str) -> Writer:
    def write(connection: Connection, wanted: Wanted, path: Path) -> int:
        frame = _frame(connection, wanted)
        frame.to_file(path, driver=driver, engine="pyogrio", layer=wanted.layer.name, use_arrow=True)
        return len(frame)

    return write


WRITERS: Mapping[str, Writer] = {
    "geojson": _geojson,
    "gpkg": _by_gdal("GPKG"),
    "csv": _csv,
    "xlsx": _xlsx,
    "fgb": _by_gdal("FlatGeobuf"),
    "parquet": _parquet,
}


def _frame(connection: Connection, wanted: Wanted) -> Any:
    """The layer with its types, empty columns included."""
    statement = rows_statement(wanted, f"{SHAPES['binary']} AS shape")
    rows = [row for piece in in_pieces(connection, statement) for row in piece]
    columns: list[Any] = list(zip(*rows, strict=True)) or [()] * (len(wanted.fields) + 2)
    number, *values, shapes = columns
    data = {"feature_id": pd.array(number, dtype="int64")}
    data |= {field.name: _column(field, cells) for field, cells in zip(wanted.fields, values, strict=True)}
    places = shapely.from_wkb([None if shape is None else bytes(shape) for shape in shapes])
    return geopandas.GeoDataFrame(data, geometry=places, crs="EPSG:4326")


def _column(field: Field, cells: Any) -> Any:
    return pd.array(pa.array(cells, type=_TYPES[field.type]), dtype=pd.ArrowDtype(_TYPES[field.type]))


def _head(wanted: Wanted) -> list[str]:
    shape = ["longitude", "latitude"] if wanted.is_points else ["wkt"]
    return ["id", *(field.name for field in wanted.fields), *shape]


def _in_cells(wanted: Wanted) -> str:
    return PLACES if wanted.is_points else f"{SHAPES['text']} AS wkt"


def _shown(value: Any) -> Any:
    return _day(value) if isinstance(value, date) else value


def _day(value: Any) -> str:
    return str(value.isoformat())
