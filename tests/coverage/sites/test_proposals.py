"""From a rule and the ground to sites: in which ways one thing more helps, and what is left out."""

from dataclasses import replace
from datetime import date

import numpy as np
import pytest
from pyproj import Geod
from shapely import LineString, Point, box

from geo_api.coverage.network.roads import RoadNetwork
from geo_api.coverage.sites.asked import SitesWanted
from geo_api.coverage.sites.documents import sites_document
from geo_api.coverage.sites.grid import grid
from geo_api.coverage.sites.ground import Candidate, Ground, Lacking
from geo_api.coverage.sites.propose import propose
from geo_api.coverage.sites.survey import Question
from geo_api.coverage.sites.ways import Way, need_of, ways_of
from geo_api.errors import BadRequest

GEOD = Geod(ellps="WGS84")
LON, LAT = 106.15, 20.42
DAY = date(2025, 11, 21)
RULE = {
    "id": "test",
    "basis": {"checked": True},
    "subject": {"set": "place", "kind": ["primary_school"]},
    "target": {"set": "asset", "kind": ["wifi"]},
    "relation": {"within_m": 300},
    "measure": {"agg": "count"},
    "pass": {"op": ">=", "value": 1},
}


def at(east: float, north: float) -> tuple[float, float]:
    lon, lat, _ = GEOD.fwd(LON, LAT, np.degrees(np.arctan2(east, north)), np.hypot(east, north))
    return lon, lat


def lacking(number: int, east: float, north: float, weight: float = 1.0, **more) -> Lacking:
    values = {
        "layer": "schools",
        "id": number,
        "name": f"S{number}",
        "outcome": "fail",
        "shape": Point(at(east, north)),
    }
    return Lacking(number=number, weight=weight, **{**values, **more})


def candidate(name: str, east: float, north: float, **more) -> Candidate:
    lon, lat = at(east, north)
    return Candidate(lon, lat, **{"kind": "place", "name": name, **more})


def ground(subjects: list[Lacking], candidates: list[Candidate], **more) -> Ground:
    values = {
        "calculated_for": DAY,
        "area": box(106, 20, 107, 21),
        "placeless": 0,
        "passed": 0.0,
        "planned": [],
        "planned_hosts": frozenset(),
        "forbidden": [],
        "networks": {},
    }
    return Ground(lacking=subjects, candidates=candidates, **{**values, **more})


def question(**changes) -> Question:
    rule = {**RULE, **changes.pop("rule", {})}
    wanted = SitesWanted.model_validate({"unit": 1, **({} if "budget" in changes else {"count": 5}), **changes})
    ways = ways_of(rule, wanted.range_m, wanted.angle_deg)
    return Question(rule, wanted, ways, DAY, need_of(rule, wanted.amount))


def proposed(asked: Question, there: Ground) -> list[tuple[str | None, int, float]]:
    return [(site.candidate.name, site.pick.points, site.pick.gain) for site in propose(asked, there).sites]


class TestWays:
    @pytest.mark.parametrize(
        ("rule", "ways"),
        [
            ({}, [Way("near", 300)]),
            ({"relation": {"within_m": 900, "metric": "walk"}}, [Way("near", 900, "walk")]),
            ({"relation": {"hosted": True}}, [Way("hosted")]),
            ({"relation": {"inside": True}, "subject": {"set": "unit", "kind": ["xã"]}}, [Way("inside")]),
            ({"relation": {"seen_by": "recognise"}}, [Way("near", pytest.approx(7.68), is_sight=True)]),
            (
                {"relation": {"any_of": [{"hosted": True}, {"any_of": [{"within_m": 1}, {"within_m": 2}]}]}},
                [Way("hosted"), Way("near", 1), Way("near", 2)],
            ),
            ({"measure": {"agg": "nearest_m"}, "pass": {"op": "<=", "value": 200}}, [Way("near", 200)]),
            ({"pass": {"op": ">", "value": 0}}, [Way("near", 300)]),
        ],
    )
    def test_in_which_one_thing_more_makes_a_subject_pass(self, rule, ways):
        assert list(ways_of({**RULE, **rule})) == ways

    @pytest.mark.parametrize(
        ("rule", "reason"),
        [
            ({"composite": {"level": "hamlet", "all_of": ["a", "b"]}}, "ask of each of those: a, b."),
            ({"subject": {"set": "address"}}, "dwellings"),
            ({"subject": {"set": "road"}}, "ask of one that measures lengths covered (share_length)"),
            ({"target": {"set": "indicator", "kind": ["x"]}}, "nothing that can be put up"),
            ({"target": {"set": "unit"}}, "nothing that can be put up"),
            ({"relation": {"self": True}}, "with themselves"),
            ({"relation": {"inside": True}, "subject": {"set": "popcell"}}, "cells of population"),
            ({"pass": {"op": "<=", "value": 3}}, "by the way this rule measures"),
            ({"measure": {"agg": "sum", "of": "x", "per": {"attr": "population", "unit": 1}}}, "without “per”"),
            ({"measure": {"agg": "share_area"}, "subject": {"set": "popcell"}}, "by the way this rule measures"),
            ({"measure": {"agg": "nearest_m"}, "pass": {"op": ">=", "value": 200}}, "by the way this rule measures"),
        ],
    )
    def test_rules_for_which_there_is_no_next_site(self, rule, reason):
        with pytest.raises(BadRequest) as refused:
            ways_of({**RULE, **rule})
        assert reason in refused.value.detail.en
        assert refused.value.detail.vi.startswith("Không tìm được vị trí tiếp theo: ")


class TestOnTheGround:
    def test_what_a_site_covers_within_a_distance(self):
        there = ground(
            [lacking(1, 0, 0), lacking(2, 290, 0), lacking(3, 310, 0)], [candidate("A", 0, 0), candidate("B", 2000, 0)]
        )
        assert proposed(question(), there) == [("A", 2, 2.0)]

    def test_over_roads_a_canal_is_in_between(self):
        """Sixty metres across the water; the bridge is a kilometre away."""
        roads = [LineString([at(0, 0), at(1000, 0)]), LineString([at(0, 50), at(1000, 50)])]
        bridge = LineString([at(1000, 0), at(1000, 50)])
        places = [lacking(1, 0, 55), lacking(2, 250, -5)], [candidate("A", 0, -5)]
        walk = question(rule={"relation": {"within_m": 300, "metric": "walk"}})
        assert proposed(question(), ground(*places)) == [("A", 2, 2.0)]
        network = RoadNetwork.from_lines([*roads, bridge])
        assert proposed(walk, ground(*places, networks={"walk": network})) == [("A", 1, 1.0)]
        far = question(rule={"relation": {"within_m": 2100, "metric": "walk"}})
        assert proposed(far, ground(*places, networks={"walk": network})) == [("A", 2, 2.0)]

    def test_where_no_road_is_on_record_nothing_is_claimed(self):
        walk = question(rule={"relation": {"within_m": 300, "metric": "walk"}})
        there = ground([lacking(1, 0, 0)], [candidate("A", 1, 0)], networks={"walk": RoadNetwork.from_lines([])})
        answer = sites_document(walk, there, propose(walk, there))
        assert (answer.sites, answer.uncovered) == ([], 1)
        assert any("no road on record" in note.en for note in answer.notes)

    def test_at_the_place_itself(self):
        hosted = question(rule={"relation": {"hosted": True}})
        sites = [candidate("A", 500, 500, layer="schools", id=2), candidate("B", 0, 0, layer="markets", id=1)]
        assert proposed(hosted, ground([lacking(1, 0, 0), lacking(2, 500, 500)], sites)) == [("A", 1, 1.0)]

    def test_within_the_area_of_a_unit(self):
        inside = question(rule={"relation": {"inside": True}, "subject": {"set": "unit", "kind": ["xã"]}})
        west, east = box(*at(0, 0), *at(500, 500)), box(*at(500, 0), *at(1000, 500))
        units = [lacking(1, 0, 0, shape=west, layer="communes"), lacking(2, 0, 0, shape=east, layer="communes")]
        assert proposed(inside, ground(units, [candidate("A", 600, 100), candidate("B", 2000, 100)])) == [("A", 1, 1.0)]

    def test_weights_decide_and_are_told_beside_numbers(self):
        there = ground(
            [lacking(1, 0, 0, 90.0), lacking(2, 2000, 0, 30.0), lacking(3, 2100, 0, 30.0)],
            [candidate("two", 2050, 0), candidate("one", 0, 0)],
            passed=50.0,
        )
        assert proposed(question(), there) == [("one", 1, 90.0), ("two", 2, 60.0)]
        answer = sites_document(question(count=1), there, propose(question(count=1), there))
        assert answer.share_before == pytest.approx(0.25)
        assert answer.sites[0].share == pytest.approx(0.7)
        assert (answer.uncovered, answer.uncovered_weight) == (2, 60.0)
        assert [one.name for one in answer.remaining] == ["S2", "S3"]

    def test_no_site_in_a_forbidden_area(self):
        there = ground(
            [lacking(1, 0, 0)],
            [candidate("A", 0, 0), candidate("B", 200, 0)],
            forbidden=[Point(at(0, 0)).buffer(0.001)],
        )
        answer = sites_document(question(), there, propose(question(), there))
        assert [site.name for site in answer.sites] == ["B"]
        assert any(note.en == "Candidates left out, for no site may be where they are: 1." for note in answer.notes)

    def test_what_is_planned_counts_where_that_is_asked_for(self):
        subjects, sites = [lacking(1, 0, 0), lacking(2, 2000, 0)], [candidate("A", 0, 0), candidate("B", 2000, 0)]
        there = ground(subjects, sites, planned=[candidate("P", 100, 0)])
        assert proposed(question(), there) == [("B", 1, 1.0)]
        hosted = replace(there, planned=[], planned_hosts=frozenset({("schools", 2)}))
        assert proposed(question(), hosted) == [("A", 1, 1.0)]

    def test_costs_and_a_budget(self):
        there = ground(
            [lacking(n, 3000 * n, 0) for n in range(3)] + [lacking(9, 10, 0)],
            [
                candidate("dear", 0, 0, kind="market"),
                *(candidate(f"cheap {n}", 3000 * n, 0, kind="school") for n in (1, 2)),
            ],
        )
        asked = question(budget=4, costs={"market": 3.5, "school": 1.5})
        assert {name for name, *_ in proposed(asked, there)} == {"cheap 1", "cheap 2"}
        answer = sites_document(asked, there, propose(asked, there))
        assert [site.cost for site in answer.sites] == [1.5, 1.5]
        assert "Costs 1.5; 0.67 gained for each unit of cost." in [reason.en for reason in answer.sites[0].reasons]

    def test_proven_says_so(self):
        there = ground(
            [lacking(n, 400 * n, 0) for n in range(6)],
            [candidate("left", 400, 0), candidate("middle", 1000, 0), candidate("right", 1600, 0)],
        )
        asked = question(count=2, method="proven", rule={"relation": {"within_m": 410}})
        answer = sites_document(asked, there, propose(asked, there))
        assert answer.optimum is not None
        assert (answer.optimum.is_best, answer.optimum.weight, answer.optimum.bound) == (True, 6.0, 6.0)
        assert answer.optimum.words.en == "Proven: no choice is better."

    def test_reasons_in_words(self):
        sites = [candidate("S1", 0, 0, layer="schools", id=1)]
        there = ground([lacking(n, 10 * n, 0) for n in range(1, 7)], sites)
        either = question(rule={"relation": {"any_of": [{"hosted": True}, {"within_m": 300}]}})
        answer = sites_document(either, there, propose(either, there))
        assert [reason.en for reason in answer.sites[0].reasons] == [
            "This place itself does not pass.",
            "Makes 5 more pass that no site before it does (within 300 m in a straight line).",
            "Among them: S2, S3, S4 and 2 more.",
        ]

    def test_nothing_lacks(self):
        assert proposed(question(), ground([], [candidate("A", 0, 0)])) == []
        assert proposed(question(), ground([lacking(1, 0, 0)], [])) == []


WIDE = {"rule": {"relation": {"seen_by": "detect"}}, "range_m": 50}
TWO = {"rule": {"pass": {"op": ">=", "value": 2}}}
SEATS = {"rule": {"measure": {"agg": "sum", "of": "capacity"}, "pass": {"op": ">=", "value": 50}}}
ROADS = {
    "rule": {
        "subject": {"set": "road", "weight": "length_m"},
        "relation": {"seen_by": "detect"},
        "measure": {"agg": "share_length"},
        "pass": {"op": ">=", "value": 0.6},
    },
    "range_m": 50,
}


def stretch(number: int, road: int, east: float, metres: float = 10.0) -> Lacking:
    return lacking(number, east, 0, metres, layer="roads", id=road, name=f"R{road}")


class TestWhatIsNeeded:
    def test_a_camera_looks_where_it_sees_most(self):
        """Two to the north-east, one to the west; what is behind it a camera of 90 degrees does not see."""
        subjects = [lacking(1, 20, 20), lacking(2, 25, 15), lacking(3, -30, 0)]
        there = ground(subjects, [candidate("A", 0, 0)])
        answer = sites_document(asked := question(**WIDE, angle_deg=90), there, propose(asked, there))
        assert [(site.direction, site.gain) for site in answer.sites] == [(15.0, 2), (240.0, 1)]
        assert answer.candidates == 1
        assert "The camera looks to 240° from north." in [reason.en for reason in answer.sites[1].reasons]
        assert proposed(question(**WIDE), there) == [("A", 3, 3.0)]

    @pytest.mark.parametrize("method", ["greedy", "proven"])
    @pytest.mark.parametrize("seed", range(4))
    def test_no_other_way_to_look_sees_more(self, seed, method):
        """Every way to point one camera at each of two of three spots, counted one by one."""
        dice = np.random.default_rng(seed)
        places = dice.uniform(-60, 60, (12, 2))
        spots = dice.uniform(-40, 40, (3, 2))
        there = ground(
            [lacking(n, *place) for n, place in enumerate(places)],
            [candidate(str(n), *spot) for n, spot in enumerate(spots)],
        )
        asked = question(**WIDE, angle_deg=70, count=2, method=method)
        seen = [_seen(spot, places, 70, 50) for spot in spots]
        sets = [one for each in seen for one in each]
        best = max(len(one | other) for one in sets for other in sets)
        found = sum(site.pick.gain for site in propose(asked, there).sites)
        assert found == best if method == "proven" else (1 - 1 / np.e) * best <= found <= best

    def test_where_two_are_needed_two_are_proposed(self):
        one_there = lacking(1, 0, 0, measure=1.0)
        there = ground([one_there, lacking(2, 0, 50)], [candidate("A", 0, 0), candidate("B", 0, 60)])
        assert proposed(question(**TWO), there) == [("A", 1, 1.5), ("B", 1, 0.5)]
        answer = sites_document(question(**TWO, count=1), there, propose(question(**TWO, count=1), there))
        assert (answer.uncovered, answer.sites[0].share) == (1, 0.75)
        assert "Adds a part of what 1 more still lack." in [reason.en for reason in answer.sites[0].reasons]

    def test_a_sum_is_filled_by_what_each_brings(self):
        """Of fifty places ten are there: forty lack, thirty and thirty."""
        there = ground([lacking(1, 0, 0, 8.0, measure=10.0)], [candidate(name, 0, 0) for name in "ABC"])
        asked = question(**SEATS, amount=30)
        assert proposed(asked, there) == [("A", 0, pytest.approx(6)), ("B", 1, pytest.approx(2))]
        assert proposed(question(**SEATS, amount=40), there) == [("A", 1, 8.0)]

    def test_more_than_so_much_is_more(self):
        rule = {**SEATS["rule"], "pass": {"op": ">", "value": 50}}
        there = ground([lacking(1, 0, 0, measure=10.0)], [candidate(name, 0, 0) for name in "AB"])
        assert [points for _, points, _ in proposed(question(rule=rule, amount=40), there)] == [0, 1]

    def test_what_is_planned_brings_a_part(self):
        there = ground([lacking(1, 0, 0)], [candidate("A", 0, 0)], planned=[candidate("P", 5, 0)])
        assert proposed(question(**TWO), there) == [("A", 1, 1.0)]

    def test_metres_of_road_that_nothing_covers(self):
        pieces = [stretch(1, 1, 10 * n) for n in range(8)] + [stretch(2, 2, 500), stretch(2, 2, 510, 4.0)]
        there = ground(pieces, [candidate("A", 30, 0), candidate("B", 500, 0), candidate("C", 5, 0)], passed=66.0)
        asked = question(**ROADS, count=1)
        answer = sites_document(asked, there, propose(asked, there))
        assert (answer.counted, answer.lacking, answer.share_before) == ("metres", 2, pytest.approx(66 / 160))
        assert [(site.name, site.gain, site.weight, site.share) for site in answer.sites] == [
            ("A", 1, 80.0, pytest.approx(146 / 160))
        ]
        assert [(one.id, one.weight) for one in answer.remaining] == [(2, 14.0)]
        assert "Covers 80 m of road that no site before it does (R1)." in [r.en for r in answer.sites[0].reasons]

    def test_what_share_is_not_on_record_is_not_told(self):
        there = ground([stretch(1, 1, 0)], [candidate("A", 0, 0)], passed=None)
        answer = sites_document(question(**ROADS), there, propose(question(**ROADS), there))
        assert (answer.share_before, answer.sites[0].share) == (None, None)

    @pytest.mark.parametrize(
        ("changes", "reason"),
        [
            (SEATS, "“amount” (how much each new thing has) is needed"),
            ({**TWO, "amount": 3}, "for rules that sum"),
            ({"angle_deg": 90}, "“angle_deg” is for rules with seen_by"),
        ],
    )
    def test_what_is_missing_or_out_of_place(self, changes, reason):
        with pytest.raises(BadRequest) as refused:
            question(**changes)
        assert reason in refused.value.detail.en


def _seen(spot, places, angle, metres):
    """For each of 24 directions whom a camera there sees."""
    away = places - spot
    far = np.hypot(*away.T) <= metres
    bearing = np.degrees(np.arctan2(away[:, 0], away[:, 1]))
    for direction in range(0, 360, 15):
        aside = np.abs((bearing - direction + 180) % 360 - 180) <= angle / 2
        yield frozenset(np.flatnonzero(far & aside).tolist())


class TestGrid:
    def test_points_so_far_apart_within_the_area(self):
        area = box(*at(0, 0), *at(1000, 1000))
        points = grid(area, 100)
        assert len(points) in range(81, 122)
        assert all(area.contains(Point(point.lon, point.lat)) for point in points)
        first, second = points[:2]
        assert GEOD.inv(first.lon, first.lat, second.lon, second.lat)[2] == pytest.approx(100, rel=0.01)

    @pytest.mark.parametrize("area", [box(106, 20, 107, 21), box(*at(0, 0), *at(9000, 9000))])
    def test_one_too_fine_is_refused_with_what_to_do(self, area):
        with pytest.raises(BadRequest, match="a wider grid"):
            grid(area, 100)
