"""Features as a table: CSV that spreadsheets open as it is, and no cell of which is a formula.

Text that would be one has an apostrophe before it: whoever reads the table with a program takes it away again.
"""

import csv
import io
from collections.abc import Generator
from typing import Any

from geo_api.features.plan import ItemsRequest
from geo_api.streams import Pieces, begun
from layers.layer import Geometry

# Excel reads UTF-8 only behind this.
_BYTE_ORDER_MARK = "\ufeff"
# What spreadsheets take for a formula at the beginning of a cell.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def table_in_pieces(pieces: Pieces, wanted: ItemsRequest) -> Generator[bytes, None, None]:
    """The page as CSV (RFC 4180) in UTF-8; `pieces` are of table_statement, which reads one row too many."""
    left, pieces = wanted.limit, begun(pieces)
    yield (_BYTE_ORDER_MARK + _csv([header(wanted)])).encode()
    for rows in pieces:
        yield _csv([[_cell(value) for value in row] for row in rows[:left]]).encode()
        left = max(left - len(rows), 0)


def header(wanted: ItemsRequest) -> list[str]:
    """Names of the columns: longitude and latitude of points in degrees, x and y in metres, the WKT of other shapes."""
    if wanted.layer.geometry is not Geometry.POINT:
        shape = ["wkt"]
    elif wanted.crs.latitude_first:
        shape = ["latitude", "longitude"]
    else:
        shape = ["longitude", "latitude"] if wanted.crs.srid == 4326 else ["x", "y"]
    return ["id", *(field.name for field in wanted.fields), *shape]


def _csv(rows: list[list[Any]]) -> str:
    text = io.StringIO()
    csv.writer(text).writerows(rows)
    return text.getvalue()


def _cell(value: Any) -> Any:
    if isinstance(value, bool):
        return "true" if value else "false"
    # With text that has apostrophes of its own there, too: so one taken away is always ours.
    is_marked = isinstance(value, str) and value.lstrip("'").startswith(_FORMULA)
    return f"'{value}" if is_marked else value
