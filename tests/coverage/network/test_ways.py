"""Ways over roads: where roads meet and where they do not, how long ways are, and what is not known."""

import networkx
import numpy as np
import pytest
import shapely
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from shapely import LineString, MultiLineString, Point

from geo_api.coverage.network.roads import RoadNetwork
from geo_api.coverage.network.snapping import ACCESS_M, near_pairs
from tests.coverage.network.oracle import GEOD, foot_of, geodesic, is_plain, ways

LON, LAT = 106.15, 20.42
FAR = 1e7


def at(east: float, north: float) -> tuple[float, float]:
    """So many metres from a point in the delta."""
    lon, lat, _ = GEOD.fwd(LON, LAT, np.degrees(np.arctan2(east, north)), np.hypot(east, north))
    return lon, lat


def road(*points: tuple[float, float]) -> LineString:
    return LineString([at(*point) for point in points])


def way(roads, subject, target, limit_m: float = FAR) -> float | None:
    """Metres between two places of the network, None without a way."""
    found = RoadNetwork.from_lines(roads).pairs(np.array([at(*subject)]), np.array([at(*target)]), limit_m)
    return float(found.metres[0]) if len(found) else None


def about(metres: float):
    return pytest.approx(metres, rel=1e-3, abs=0.3)


class TestWhereRoadsMeet:
    main = road((-300, 0), (0, 0), (300, 0))

    def test_at_a_vertex_in_the_middle_of_another_road(self):
        assert way([self.main, road((0, 0), (0, 200))], (-300, 0), (0, 200)) == about(500)

    def test_not_where_one_only_crosses_another(self):
        bridge = road((100, -200), (100, 200))
        assert way([self.main, bridge], (-300, 0), (100, 200)) is None

    def test_not_where_a_road_ends_on_another_between_its_vertices(self):
        assert way([self.main, road((100, 0), (100, 200))], (-300, 0), (100, 200)) is None

    @pytest.mark.parametrize(("gap", "metres"), [(0.08, about(500)), (0.5, None)])
    def test_within_a_tenth_of_a_metre(self, gap, metres):
        assert way([self.main, road((0, gap), (0, 200))], (-300, 0), (0, 200)) == metres

    def test_across_a_cell_of_any_grid(self):
        """Nine centimetres apart wherever the vertices lie."""
        for shift in np.linspace(0, 0.1, 7):
            other = road((300.09 + shift, 0), (500, 0))
            assert way([road((0, 0), (300 + shift, 0)), other], (0, 0), (500, 0)) == about(500)

    def test_a_finely_drawn_bend_keeps_its_length(self):
        fine = road(*[(x, 0) for x in np.arange(0, 300, 0.05)])
        assert way([fine], (0, 0), (299, 0)) == about(299)

    def test_a_road_that_comes_back_to_itself(self):
        lasso = road((0, 0), (400, 0), (400, 100), (100, 100), (100, 50), (0, 0.05))
        assert way([lasso], (390, 100), (0, 0)) == about(290 + 50 + np.hypot(100, 50))

    def test_a_ring_is_walked_the_shorter_way(self):
        ring = road((0, 0), (300, 0), (300, 300), (0, 300), (0, 0))
        assert way([ring], (10, 0), (0, 290)) == about(300)
        assert way([ring], (290, 0), (300, 290)) == about(300)

    def test_of_two_roads_between_the_same_places_the_shorter_counts(self):
        detour = road((0, 0), (150, 300), (300, 0))
        for roads in ([self.main, detour], [detour, self.main]):
            assert way(roads, (-300, 0), (300, 0)) == about(600)

    def test_a_road_drawn_twice_is_one(self):
        """Once in each direction, and once as a part of a longer one."""
        again = [road((300, 0), (0, 0)), road((0, 0), (300, 0), (300, 300))]
        for roads in ([self.main, *again], [*again, self.main]):
            network = RoadNetwork.from_lines(roads)
            places = np.array([at(x, y) for x in (100, 110, 120) for y in (-5, 5)])
            assert network.pairs(places, places, FAR).metres.max() == about(30)
            assert len(network.edges) == 3

    def test_a_road_of_several_parts(self):
        parts = MultiLineString([road((0, 0), (100, 0)), road((100, 0), (100, 100))])
        assert way([parts], (0, 0), (100, 100)) == about(200)


class TestHowLong:
    straight = road((0, 0), (1000, 0))

    def test_the_ways_to_the_road_are_added(self):
        assert way([self.straight], (200, 40), (700, -60)) == about(500 + 40 + 60)

    def test_both_on_one_piece_of_road_with_others_between(self):
        network = RoadNetwork.from_lines([self.straight])
        targets = np.array([at(x, 0) for x in (900, 100, 500, 510)])
        found = network.pairs(np.array([at(505, 0), at(0, 0)]), targets, FAR)
        metres = dict(zip(zip(found.subjects.tolist(), found.targets.tolist(), strict=True), found.metres, strict=True))
        assert [metres[0, j] for j in range(4)] == [about(395), about(405), about(5), about(5)]
        assert [metres[1, j] for j in range(4)] == [about(900), about(100), about(500), about(510)]

    def test_nobody_passes_through_a_target(self):
        """A target beside the road is a way in; the way on does not lead over it."""
        roads = [self.straight, road((500, 200), (500, 400))]
        found = RoadNetwork.from_lines(roads).pairs(np.array([at(0, 0)]), np.array([at(500, 150), at(500, 400)]), FAR)
        assert found.targets.tolist() == []  # 150 m from the one road, and 50 m from the other, which is away

    def test_a_river_with_one_bridge(self):
        """Ten metres across the water are more than four kilometres on foot."""
        banks = [road((0, 0), (2000, 0)), road((0, 10), (2000, 10)), road((2000, 0), (2000, 10))]
        assert way(banks, (0, -5), (0, 15)) == about(5 + 2000 + 10 + 2000 + 5)

    def test_the_limit_is_in_reach(self):
        metres = way([self.straight], (0, 0), (300, 0))
        assert way([self.straight], (0, 0), (300, 0), metres) == metres
        assert way([self.straight], (0, 0), (300, 0), metres - 0.01) is None

    def test_lengths_are_those_on_the_spheroid_far_from_the_middle_too(self):
        """A network as long as the country."""
        lines = [LineString([(105.0, 8.6), (105.0, 15.0), (105.0, 23.3)])]
        found = RoadNetwork.from_lines(lines).pairs(np.array([(105.0, 8.6)]), np.array([(105.0, 23.3)]), FAR)
        assert found.metres[0] == pytest.approx(geodesic((105.0, 8.6), (105.0, 23.3)), rel=1e-4)
        near = RoadNetwork.from_lines(lines).snap(np.array([(105.0045, 8.7), (105.0045, 23.2), (105.0049, 23.2)]))
        assert near.known.tolist() == [True, True, False]
        assert near.access[:2].tolist() == [about(495.1), about(460.6)]


class TestWhatIsNotKnown:
    straight = road((0, 0), (1000, 0))

    def test_a_place_far_from_every_road_is_neither_near_nor_far(self):
        network = RoadNetwork.from_lines([self.straight])
        subjects = np.array([at(100, ACCESS_M - 2), at(100, ACCESS_M + 2)])
        found = network.nearest(subjects, np.array([at(0, 0)]), FAR)
        assert found.known.tolist() == [True, False]
        assert found.targets.tolist() == [0, -1]
        assert np.isinf(found.metres).tolist() == [False, True]

    def test_what_might_be_near_without_a_road_on_record(self):
        network = RoadNetwork.from_lines([self.straight])
        subjects = np.array([at(0, 0), at(0, 900), at(0, 5000)])
        targets = np.array([at(500, 0), at(0, 950)])
        found = network.unsettled(subjects, targets, 1000)
        assert sorted(zip(found.subjects.tolist(), found.targets.tolist(), strict=True)) == [(0, 1), (1, 1)]
        assert len(network.unsettled(subjects, targets, 940)) == 1

    def test_without_any_road(self):
        network = RoadNetwork.from_lines([])
        places = np.array([at(0, 0), at(10, 0)])
        assert network.is_empty
        assert len(network.pairs(places, places, FAR)) == 0
        assert not network.nearest(places, places, FAR).known.any()
        assert len(network.unsettled(places, places, 5)) == 2
        assert network.service_area(at(0, 0), 100).is_empty

    def test_without_any_place(self):
        network, none = RoadNetwork.from_lines([self.straight]), np.empty((0, 2))
        assert len(network.pairs(none, np.array([at(0, 0)]), FAR)) == 0
        assert network.nearest(np.array([at(0, 0)]), none, FAR).targets.tolist() == [-1]
        assert len(network.unsettled(none, none, FAR)) == 0

    def test_what_is_no_road(self):
        assert RoadNetwork.from_lines([Point(LON, LAT), LineString(), road((0, 0), (0, 0))]).is_empty


def test_straight_distances_are_those_on_the_spheroid():
    chance = np.random.default_rng(0)
    one, other = (np.array([at(*point) for point in chance.uniform(-6000, 6000, (40, 2))]) for _ in range(2))
    first, second, metres = near_pairs(one, other, 5000)
    expected = {(i, j): geodesic(a, b) for i, a in enumerate(one) for j, b in enumerate(other)}
    found = dict(zip(zip(first.tolist(), second.tolist(), strict=True), metres.tolist(), strict=True))
    assert found == {pair: pytest.approx(far, rel=1e-6) for pair, far in expected.items() if far <= 5000}


class TestArea:
    cross = (road((-500, 0), (0, 0), (500, 0)), road((0, -500), (0, 0), (0, 500)))

    def test_holds_what_is_within_reach_and_nothing_else(self):
        area = RoadNetwork.from_lines(self.cross).service_area(at(0, 100), 300)
        reached = [(0, 395), (0, -195), (195, 0), (-195, 0), (20, 100)]
        beyond = [(0, 440), (240, 0), (-240, 0), (0, -240), (150, 150)]
        assert [area.contains(Point(at(*point))) for point in reached] == [True] * 5
        assert [area.contains(Point(at(*point))) for point in beyond] == [False] * 5

    def test_holds_the_way_to_the_road(self):
        area = RoadNetwork.from_lines(self.cross).service_area(at(200, 150), 160)
        assert area.contains(Point(at(200, 75)))
        assert not area.contains(Point(at(200 + 10 + 35, 0)))

    def test_is_empty_out_of_reach_of_any_road(self):
        assert RoadNetwork.from_lines(self.cross).service_area(at(700, 700), 100).is_empty


def random_world(seed: int):
    """Roads between the crossings of a small crooked grid, some over others, some with gaps; and places around."""
    chance = np.random.default_rng(seed)
    crossings = [at(*point) for point in chance.uniform(0, 900, (chance.integers(4, 12), 2))]
    lines = [
        LineString([crossings[i] for i in chance.choice(len(crossings), size=chance.integers(2, 5), replace=False)])
        for _ in range(chance.integers(1, 9))
    ]
    subjects, targets = (
        np.array([at(*point) for point in chance.uniform(-500, 1400, (count, 2))]) for count in chance.integers(1, 9, 2)
    )
    return lines, subjects, targets, float(chance.choice([300.0, 1000.0, 5000.0]))


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 2**32))
def test_as_networkx_finds_them(seed):
    lines, subjects, targets, limit_m = random_world(seed)
    assume(all(is_plain(place, lines) for place in (*subjects, *targets)))
    network = RoadNetwork.from_lines(lines)
    expected = ways(lines, subjects, targets, ACCESS_M)
    found = network.pairs(subjects, targets, limit_m)
    metres = np.full(expected.shape, np.inf)
    metres[found.subjects, found.targets] = found.metres
    # Within a thousandth of the limit either may be on the other side of it.
    sure = np.abs(expected - limit_m) > 0.002 * limit_m
    wanted = np.where(expected <= limit_m, expected, np.inf)
    np.testing.assert_allclose(metres[sure], wanted[sure], rtol=1e-3, atol=0.5)
    nearest = network.nearest(subjects, targets, limit_m)
    np.testing.assert_allclose(nearest.metres, metres.min(axis=1), rtol=1e-9)
    reached = nearest.targets >= 0
    np.testing.assert_allclose(metres[reached, nearest.targets[reached]], nearest.metres[reached], rtol=1e-9)
    access = np.array([foot_of(place, lines).access for place in subjects])
    on_the_edge = np.abs(access - ACCESS_M) < 2
    assert (nearest.known == (access <= ACCESS_M))[~on_the_edge].all()


@settings(max_examples=8, deadline=None)
@given(st.integers(0, 2**32))
def test_an_area_is_what_lies_beside_the_roads_in_reach(seed):
    lines, _, targets, limit_m = random_world(seed)
    area = RoadNetwork.from_lines(lines).service_area(tuple(targets[0]), limit_m)
    samples = np.array(
        [line.interpolate(m, normalized=True).coords[0] for line in lines for m in np.linspace(0, 1, 60)]
    )
    metres = ways(lines, samples, targets[:1], ACCESS_M)[:, 0]
    assert shapely.contains_xy(area, samples[metres < limit_m - 1]).all()
    reached = [*samples[metres <= limit_m + 1], *targets[:1]]
    # Samples lie up to 60 m apart, and the way to the road is up to 500 m long.
    ground = shapely.union_all([Point(*place).buffer(0.0009) for place in reached])
    ground = ground.union(Point(*targets[0]).buffer(0.0052))
    assert ground.contains(area) or area.is_empty


def test_the_streets_of_ha_noi_as_networkx_finds_them(shared_data):
    """Its own lengths, its own nodes; both ways, as one-way streets are not on record here."""
    streets = networkx.read_graphml(shared_data / "raw" / "hanoi_center.graphml").to_undirected()
    nodes = {name: (float(data["x"]), float(data["y"])) for name, data in streets.nodes(data=True)}
    lines = [
        shapely.from_wkt(data["geometry"]) if "geometry" in data else LineString([nodes[a], nodes[b]])
        for a, b, data in streets.edges(data=True)
    ]
    for *_, data in streets.edges(data=True):
        data["metres"] = float(data["length"])
    names = sorted(name for name in nodes if streets.degree(name))
    some = names[::60]
    network = RoadNetwork.from_lines(lines)
    found = network.pairs(np.array([nodes[n] for n in names]), np.array([nodes[n] for n in some]), 2000)
    ours = {(names[i], some[j]): m for i, j, m in zip(found.subjects, found.targets, found.metres, strict=True)}
    theirs = {
        (other, name): metres
        for name in some
        for other, metres in networkx.single_source_dijkstra_path_length(streets, name, 2000, "metres").items()
    }
    assert len(theirs) > 3000
    for pair in ours.keys() ^ theirs.keys():
        assert (ours | theirs)[pair] > 1980
    for pair in ours.keys() & theirs.keys():
        # Theirs are lengths on a ball.
        assert ours[pair] == pytest.approx(theirs[pair], rel=6e-3, abs=1)
