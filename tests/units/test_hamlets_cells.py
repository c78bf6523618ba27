"""Land shared out among hamlets: a partition to the last square metre, whatever the points and the land look like."""

import numpy as np
import pytest
import shapely
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pyproj import Geod
from shapely.geometry.base import BaseGeometry

from loaders.units.hamlets.cells import Partition, partition

SQUARE = shapely.box(106.15, 20.40, 106.16, 20.41)
ROUND = shapely.Point(106.155, 20.405).buffer(0.005, quad_segs=80)
RING = ROUND.difference(shapely.Point(106.155, 20.405).buffer(0.002))
ISLANDS = shapely.union_all([ROUND, shapely.box(106.162, 20.40, 106.165, 20.403)])
LANDS = {"square": SQUARE, "round": ROUND, "ring": RING, "islands": ISLANDS}
# Degrees²; a square metre is 8.6e-11 there.
NOISE = 1e-15
GEOD = Geod(ellps="WGS84")

near = st.integers(0, 2000).map(lambda step: step * 1e-5)
points = st.lists(st.tuples(near, near, st.integers(1, 6)), min_size=1, max_size=60)


def shared(land: BaseGeometry, spots: list[tuple[float, float]], owners: list[int], *kept: BaseGeometry) -> Partition:
    return partition(land, np.array(spots, dtype=float).reshape(-1, 2), owners, kept)


def assert_partition(cells: dict[int, BaseGeometry], land: BaseGeometry) -> None:
    shapes = np.array(list(cells.values()), dtype=object)
    assert shapely.is_valid(shapes).all()
    assert shapely.coverage_is_valid(shapes)
    assert abs(shapely.area(shapes).sum() - land.area) < NOISE
    assert shapely.symmetric_difference(shapely.union_all(shapes), land).area < NOISE


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(drawn=points, land=st.sampled_from(sorted(LANDS)))
def test_cells_tile_the_land_and_hold_their_points(drawn: list[tuple[float, float, int]], land: str):
    """Points on a coarse lattice: many are on one line, on the border, outside, or in one place."""
    spots, owners = [(106.148 + x, 20.398 + y) for x, y, _ in drawn], [owner for *_, owner in drawn]
    shares = shared(LANDS[land], spots, owners)
    inside = [bool(shapely.intersects_xy(LANDS[land], *spot)) for spot in spots]
    assert shares.counts.total() == sum(inside)
    if any(inside):
        assert_partition(shares.cells, LANDS[land])
    claims: dict[tuple[float, float], set[int]] = {}
    for spot, owner, counted in zip(spots, owners, inside, strict=True):
        if counted:
            claims.setdefault((round(spot[0], 7), round(spot[1], 7)), set()).add(owner)
    assert shares.contested == sum(len(each) > 1 for each in claims.values())
    for spot, each in claims.items():
        if len(each) == 1:
            assert shapely.distance(shares.cells[each.pop()], shapely.Point(spot)) < 1e-9


def test_every_spot_goes_to_the_nearest_point_in_metres():
    """A degree of longitude is shorter than one of latitude: what is nearer in degrees may be farther in the field."""
    source = np.random.default_rng(7)
    spots = source.uniform((106.15, 20.40), (106.16, 20.41), (40, 2))
    shares = shared(SQUARE, spots.tolist(), list(range(40)))
    asked = source.uniform((106.15, 20.40), (106.16, 20.41), (2000, 2))
    pairs = np.broadcast_arrays(asked[:, None, :], spots[None, :, :])
    metres = GEOD.inv(*np.concatenate(pairs, axis=2).reshape(-1, 4).T)[2].reshape(len(asked), len(spots))
    for place, away in zip(asked, metres, strict=True):
        holder = next(owner for owner, cell in shares.cells.items() if shapely.intersects_xy(cell, *place))
        assert away[holder] < away.min() + 0.01


def test_one_point_has_the_whole_commune():
    assert shared(ISLANDS, [(106.155, 20.405)], [9]).cells == {9: shapely.normalize(ISLANDS)}


def test_no_point_on_the_land_and_nobody_has_any():
    shares = shared(SQUARE, [(106.2, 20.4)], [1])
    assert (shares.cells, shares.counts.total()) == ({}, 0)


def test_a_place_claimed_twice_goes_to_the_most_points():
    spots = [(106.152, 20.405)] * 3 + [(106.158, 20.405)]
    shares = shared(SQUARE, spots, [1, 2, 2, 1])
    assert shares.contested == 1
    assert shapely.intersects_xy(shares.cells[2], 106.152, 20.405)
    assert shapely.intersects_xy(shares.cells[1], 106.158, 20.405)


def test_what_is_kept_is_cut_out():
    kept = shapely.Point(106.153, 20.405).buffer(0.0021)
    source = np.random.default_rng(1)
    spots = source.uniform((106.15, 20.40), (106.16, 20.41), (80, 2)).tolist()
    shares = shared(SQUARE, spots, [i % 5 for i in range(80)], kept)
    assert_partition(shares.cells, SQUARE.difference(kept))
    assert shares.counts.total() == sum(not kept.contains(shapely.Point(spot)) for spot in spots)


def test_cells_beside_kept_cells_have_no_slivers():
    """Kept cells that an earlier partition made differ from the border by the rounding of the crossings only."""
    source = np.random.default_rng(3)
    spots = source.uniform((106.15, 20.40), (106.16, 20.41), (60, 2)).tolist()
    first = shared(ROUND, spots, [i % 6 for i in range(60)]).cells
    kept = [first[owner] for owner in (0, 1, 2)]
    again = shared(ROUND, spots, [i % 6 for i in range(60)], *kept).cells
    together = [*again.values(), *kept]
    assert abs(sum(cell.area for cell in together) - ROUND.area) < NOISE
    assert shapely.symmetric_difference(shapely.union_all(together), ROUND).area < NOISE
    assert all(part.area > 1e-12 for cell in again.values() for part in cell.geoms)


def test_the_order_of_the_points_does_not_matter():
    source = np.random.default_rng(5)
    spots = source.uniform((106.15, 20.40), (106.16, 20.41), (300, 2)).tolist()
    owners = [i % 7 for i in range(300)]
    turned = source.permutation(300)
    one = shared(ROUND, spots, owners).cells
    other = shared(ROUND, [spots[i] for i in turned], [owners[i] for i in turned]).cells
    assert {owner: cell.wkb for owner, cell in one.items()} == {owner: cell.wkb for owner, cell in other.items()}


@pytest.mark.parametrize("spread", [1e-7, 1e-5])
def test_thousands_of_points_in_a_few_streets(spread: float):
    source = np.random.default_rng(11)
    streets = source.uniform((106.151, 20.401), (106.159, 20.409), (12, 2))
    spots = np.repeat(streets, 400, axis=0) + source.normal(0, spread, (4800, 2))
    shares = shared(SQUARE, spots.tolist(), [i // 400 for i in range(4800)])
    assert_partition(shares.cells, SQUARE)
    assert len(shares.cells) == 12
