"""What the tests of the loaders share: files made on the spot, and what the database holds afterwards."""

from pathlib import Path
from typing import Any
from unicodedata import normalize
from zipfile import ZipFile

import geopandas
from shapely import Point
from sqlalchemy import Connection, text

NAM_DINH = Point(106.1683, 20.4200)
HAI_HAU = Point(106.29, 20.19)


def frame(crs: int | None = 4326, geometry: list[Any] | None = None, **columns: list[Any]) -> geopandas.GeoDataFrame:
    """A table of places; two points in the province unless others are given."""
    points = geometry or [NAM_DINH, HAI_HAU]
    columns = columns or {"key": ["a", "b"], "name": ["Trường Tiểu học Nguyễn Tất Thành", "Trường THCS Hải Hậu"]}
    return geopandas.GeoDataFrame(columns, geometry=points, crs=crs)


def zipped(shapefile: Path, target: Path, folder: str = "") -> Path:
    """The parts of a Shapefile in an archive."""
    with ZipFile(target, "a") as archive:
        for part in shapefile.parent.glob(shapefile.stem + ".*"):
            archive.write(part, folder + part.name)
    return target


def rows_of(connection: Connection, layer: str) -> list[dict[str, Any]]:
    """What the layer holds, as its typed view shows it, in the order of the file."""
    statement = (
        "SELECT v.*, ST_X(ST_PointOnSurface(v.geom)) AS x, ST_Y(ST_PointOnSurface(v.geom)) AS y, f.source_row "
        f'FROM layer."{layer}" AS v JOIN feature AS f ON f.id = v.id AND f.layer = :layer ORDER BY f.source_row'
    )
    return [dict(row._mapping) for row in connection.execute(text(statement), {"layer": layer})]


def count(connection: Connection, table: str) -> int:
    return int(connection.execute(text(f"SELECT count(*) FROM {table}")).scalar_one())


def in_cp1258(text: str) -> bytes:
    """As Windows-1258 has Vietnamese: each letter without its tone, then the tone."""
    return "".join(map(_with_tone_apart, text)).encode("cp1258")


def _with_tone_apart(letter: str) -> str:
    signs = normalize("NFD", letter)
    tones = "".join(sign for sign in signs if sign in "\u0300\u0301\u0303\u0309\u0323")
    return normalize("NFC", "".join(sign for sign in signs if sign not in tones)) + tones
