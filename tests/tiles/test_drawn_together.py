"""Units in tiles: at every zoom and on every day neighbours meet, without gap or overlap beyond a unit of the grid."""

import math
from collections.abc import Iterator
from datetime import date
from itertools import combinations, product
from pathlib import Path

import mapbox_vector_tile
import numpy as np
from shapely import STRtree, box, get_num_interior_rings, get_parts, to_wkt, union_all
from shapely.geometry import Polygon, shape
from shapely.geometry.base import BaseGeometry
from sqlalchemy import Connection, text

from geo_api.tiles.make import make_tile
from geo_api.tiles.plan import Tile
from layers.layer import Audience
from layers.registry import all_layers
from loaders.units.boundaries.load import load_units
from loaders.units.drawn.simplify import Stretch, stretches
from loaders.units.drawn.store import redraw

OLD, NEW = date(2025, 6, 30), date(2025, 7, 1)
# Half the diagonal of a unit, and what rounding adds.
HALF_UNIT = 0.75
WRITE = """
WITH new AS (INSERT INTO unit (level) VALUES ('commune') RETURNING id)
INSERT INTO unit_version (unit_id, valid, name, kind, geom, geom_status)
SELECT id, cast(:valid AS daterange), :name, 'xã', ST_Multi(ST_GeomFromText(:shape, 4326)), 'sketch' FROM new
"""


def jigsaw(side: int, west: float, south: float, step: float) -> list[Polygon]:
    """side × side areas that share crooked edges of some forty points."""
    chance = np.random.default_rng(7)
    corners = {k: np.array([west, south]) + step * (np.array(k) + chance.uniform(-0.2, 0.2, 2)) for k in grid(side + 1)}

    def edge(a: tuple[int, int], b: tuple[int, int]) -> np.ndarray:
        along = np.linspace(0, 1, 40)[:, None]
        line = corners[a] * (1 - along) + corners[b] * along
        # To the side only, and less near the ends, so that no edge crosses another.
        line[:, 0 if a[0] == b[0] else 1] += chance.uniform(-step / 25, step / 25, 40) * np.sin(along[:, 0] * np.pi)
        return line

    across = {k: edge(k, (k[0] + 1, k[1])) for k in product(range(side), range(side + 1))}
    upwards = {k: edge(k, (k[0], k[1] + 1)) for k in product(range(side + 1), range(side))}
    return [
        Polygon(np.vstack([across[x, y], upwards[x + 1, y], across[x, y + 1][::-1], upwards[x, y][::-1]]))
        for x, y in grid(side)
    ]


def grid(side: int) -> Iterator[tuple[int, int]]:
    return product(range(side), range(side))


def write(connection: Connection, areas: list[BaseGeometry], valid: str) -> None:
    values = [
        {"shape": to_wkt(a, rounding_precision=-1), "valid": valid, "name": f"Xã {i}"} for i, a in enumerate(areas)
    ]
    connection.execute(text(WRITE), values)


def tiles_over(area: BaseGeometry, zoom: int, most: int) -> list[Tile]:
    """The tile in the middle of an area in degrees, and those beside it that it reaches; at most so many."""
    west, south, east, north = area.bounds
    middle = tile_at((west + east) / 2, (south + north) / 2, zoom)
    (_, bottom), (right, top) = tile_at(west, south, zoom), tile_at(east, north, zoom)
    columns = range(middle[0], min(right, middle[0] + 1) + 1)
    rows = range(max(top, middle[1] - 1), min(bottom, middle[1]) + 1)
    return [Tile(zoom, x, y) for x, y in product(columns, reversed(rows))][:most]


def tile_at(lon: float, lat: float, zoom: int) -> tuple[int, int]:
    row = (1 - math.asinh(math.tan(math.radians(lat))) / math.pi) / 2
    return int((lon + 180) / 360 * 2**zoom), int(row * 2**zoom)


def decoded(connection: Connection, tile: Tile, at: date) -> list[BaseGeometry]:
    made = make_tile(
        lambda s: connection.execute(text(s.sql), s.params).all(),
        [all_layers()["communes"]],
        tile,
        Audience.PUBLIC,
        at,
        {},
    )
    layers = mapbox_vector_tile.decode(made.body) if made.body else {"communes": {"features": []}}
    return [shape(feature["geometry"]) for feature in layers["communes"]["features"]]


def assert_they_meet(areas: list[BaseGeometry], where: object) -> None:
    for i, j in STRtree(areas).query(np.array(areas, dtype=object)).T:
        if i < j:
            assert areas[i].intersection(areas[j]).buffer(-HALF_UNIT).is_empty, where
    whole = union_all(areas).buffer(HALF_UNIT, join_style="mitre")
    assert get_num_interior_rings(get_parts(whole)).sum() == 0, where


def test_neighbours_meet_at_every_zoom_and_on_every_day(connection: Connection):
    old = jigsaw(7, 106.0, 20.1, 0.05)
    new = [union_all(old[i : i + 7]) for i in range(0, 49, 7)]
    write(connection, old, "[2024-09-01,2025-07-01)")
    write(connection, new, "[2025-07-01,)")
    redraw(connection)
    ground = union_all(old)
    for zoom, day in product(range(5, 15), (OLD, NEW)):
        for tile in tiles_over(ground, zoom, 4):
            found = decoded(connection, tile, day)
            assert found, tile
            assert_they_meet(found, (tile, day))
    everything = decoded(connection, tiles_over(ground, 7, 1)[0], OLD)
    assert len(everything) == 49


def test_real_boundaries_go_on_meeting(connection: Connection, shared_data: Path):
    load_units(connection, shared_data / "ninhbinh_2025_communes.geojson", "commune", NEW)
    (ground,) = connection.execute(text("SELECT ST_AsText(ST_Extent(geom)) FROM unit_version")).one()
    for zoom in (6, 8, 9, 10, 12):
        for tile in tiles_over(shape_of(ground), zoom, 2):
            found = decoded(connection, tile, NEW)
            overlaps = [(a, b) for a, b in combinations(found, 2) if not a.intersection(b).buffer(-1).is_empty]
            assert overlaps == [], tile


def shape_of(wkt: str) -> BaseGeometry:
    from_text = [float(v) for v in wkt.removeprefix("POLYGON((").removesuffix("))").replace(",", " ").split()]
    return box(min(from_text[::2]), min(from_text[1::2]), max(from_text[::2]), max(from_text[1::2]))


def shapes_on_record(connection: Connection) -> set[tuple]:
    found = "SELECT version_id, zoom, valid::text, md5(ST_AsBinary(geom_3857)) FROM unit_shape"
    return {tuple(row) for row in connection.execute(text(found))}


def test_only_the_neighbourhood_of_a_change_is_drawn_anew(connection: Connection):
    write(connection, jigsaw(6, 106.0, 20.1, 0.05), "(,)")
    assert redraw(connection) == 1
    before = shapes_on_record(connection)
    assert redraw(connection) == 0  # nothing changed
    far = box(108, 21, 108.05, 21.05)
    write(connection, [far], "(,)")
    assert redraw(connection) == 1
    assert before < shapes_on_record(connection)
    assert len(shapes_on_record(connection) - before) == 4


def test_a_version_written_in_another_way_is_drawn_as_it_is(connection: Connection):
    area = jigsaw(1, 106.0, 20.1, 0.05)
    write(connection, area, "(,)")
    connection.execute(text("SET CONSTRAINTS ALL IMMEDIATE"))  # as a commit would
    tile = tiles_over(area[0], 9, 1)[0]
    assert len(decoded(connection, tile, NEW)) == 1


def test_stretches_are_those_between_all_first_and_last_days():
    periods = {1: (None, NEW), 2: (OLD, None), 3: (OLD, NEW)}
    assert stretches(periods) == [
        Stretch(None, OLD, (1,)),
        Stretch(OLD, NEW, (1, 2, 3)),
        Stretch(NEW, None, (2,)),
    ]
