"""The three schools that every good file of the corpus holds, and the list that makers put themselves on."""

from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import geopandas
from pyproj import Transformer
from shapely import Point

Maker = Callable[[Path], Path]


class School(NamedTuple):
    """Longitude and latitude in degrees (EPSG:4326)."""

    key: str
    name: str
    lon: float
    lat: float


SCHOOLS = (
    School("a1", "Trường Tiểu học Trực Hùng", 106.2154, 20.2341),
    School("b2", "Trường THCS Liễu Đề", 106.1683, 20.4200),
    School("c3", "Trường Mầm non Hải Hậu", 106.2903, 20.1912),
)
MAKERS: dict[str, Maker] = {}


def made(make: Maker) -> Maker:
    """Put a maker on the list; its name is the name of its case."""
    MAKERS[make.__name__] = make
    return make


def projected(epsg: int) -> list[tuple[float, float]]:
    """Where the schools are in another system: x, y as PROJ gives them, easting or longitude first."""
    change = Transformer.from_crs(4326, epsg, always_xy=True)
    return [change.transform(each.lon, each.lat) for each in SCHOOLS]


def frame() -> geopandas.GeoDataFrame:
    """The schools as a table of shapes in EPSG:4326."""
    columns = {"key": [each.key for each in SCHOOLS], "name": [each.name for each in SCHOOLS]}
    return geopandas.GeoDataFrame(columns, geometry=[Point(each.lon, each.lat) for each in SCHOOLS], crs=4326)


def text(folder: Path, name: str, content: str, encoding: str = "utf-8") -> Path:
    """A file of that content, its line ends as they are."""
    path = folder / name
    path.write_bytes(content.encode(encoding))
    return path
