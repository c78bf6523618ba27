"""Features as a table."""

from collections.abc import Generator

from geo_api.csv_text import BYTE_ORDER_MARK, csv_rows
from geo_api.features.plan import ItemsRequest
from geo_api.streams import Pieces, begun
from layers.layer import Geometry


def table_in_pieces(pieces: Pieces, wanted: ItemsRequest) -> Generator[bytes, None, None]:
    """The page as CSV (RFC 4180) in UTF-8; `pieces` are of table_statement, which reads one row too many."""
    left, pieces = wanted.limit, begun(pieces)
    yield (BYTE_ORDER_MARK + csv_rows([header(wanted)])).encode()
    for rows in pieces:
        yield csv_rows(rows[:left]).encode()
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
