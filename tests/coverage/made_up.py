"""Rules made up to ask every question that a rule can ask."""

from typing import Any

from tests.coverage.world import RULE


def rolled(stat: str, op: str, value: float, level: str = "commune", **more: Any) -> dict[str, Any]:
    return {"level": level, "stat": stat, "pass": {"op": op, "value": value}, **more}


def _rule(name: str, **parts: Any) -> dict[str, Any]:
    changed = {part.rstrip("_"): value for part, value in parts.items()}
    document = {"id": f"made.{name}", **{part: value for part, value in RULE.items() if part != "id"}, **changed}
    return {part: value for part, value in document.items() if value is not None}


def _combined(name: str, **composite: Any) -> dict[str, Any]:
    head = {part: RULE[part] for part in ("version", "title", "severity", "basis")}
    return {"id": f"made.{name}", **head, "composite": composite}


def _at(op: str, value: float) -> dict[str, Any]:
    return {"op": op, "value": value}


COUNT, NEAREST, VALUE = {"agg": "count"}, {"agg": "nearest_m"}, {"agg": "value"}
WIFI, CAMERA = {"set": "asset", "kind": ["wifi"]}, {"set": "asset", "kind": ["camera"]}
SPEAKER = {"set": "asset", "kind": ["loudspeaker"], "where": {"status": ["active", "broken"]}}
SCHOOL = {"set": "place", "kind": ["school"]}
CELL, HAMLET = {"set": "popcell"}, {"set": "unit", "kind": ["thôn", "xóm", "tổ dân phố"]}
COMMUNE = {"set": "unit", "kind": ["xã", "phường"]}
MAIN = {"set": "road", "where": {"class": "main_axis"}, "weight": "length_m"}
STATION = {"set": "place", "kind": ["health_station", "hospital"]}


def _indicator(code: str) -> dict[str, Any]:
    return {"set": "indicator", "kind": [code]}


MADE_UP = [
    _rule("one-in-five", relation={"within_m": 250}, rollup=rolled("share", ">=", 0.2)),
    _rule("at-most-one", pass_=_at("<=", 1), rollup=rolled("count", ">=", 3)),
    _rule("exactly-one", pass_=_at("==", 1), rollup=rolled("share", "<=", 0.5)),
    _rule("within-only", relation={"within_m": 80}, pass_=_at(">", 1), rollup=rolled("any", "==", 1)),
    _rule("hosted-by-hamlet", relation={"hosted": True}, rollup=rolled("share", ">=", 0.4, "hamlet", empty="fail")),
    _rule(
        "places-near-places",
        subject={"set": "place", "kind": ["primary_school", "kindergarten"], "where": {"status": "active"}},
        target={"set": "place", "kind": ["primary_school", "health_station", "culture_house"]},
        relation={"within_m": 250},
        rollup=rolled("all", "==", 1, "province"),
    ),
    _rule(
        "junctions",
        subject={"set": "junction", "where": {"traffic": "high", "arms": _at(">=", 3.4)}},
        target={
            "set": "asset",
            "kind": ["notice_board", "wifi"],
            "where": {"status": {"op": "not_in", "value": ["removed", "planned"]}},
        },
        relation={"any_of": [{"within_m": 30}, {"any_of": [{"within_m": 80}, {"hosted": True}]}]},
        rollup=rolled("share", "<", 0.9),
    ),
    _rule(
        "tested-lately",
        subject={"set": "asset", "kind": ["wifi"], "where": {"mbps_down": _at("<", 99.5)}},
        target={
            **WIFI,
            "where": {
                "tested_on": {"op": "fresher_than_days", "value": 30},
                "installed_on": _at("<=", "2025-10-23"),
                "status": ["active", "broken"],
            },
        },
        relation={"within_m": 250},
    ),
    _rule("planned-ones", target={**WIFI, "where": {"status": "planned"}}, relation={"within_m": 250}),
    _rule("any-status", target=WIFI, relation={"within_m": 80}),
    _rule("applies-by-figure", applies_to={"ntm_group": [1, 2]}, relation={"within_m": 80}),
    _rule(
        "applies-by-both", applies_to={"ntm_group": 1, "unit_kind": "xã"}, rollup=rolled("share", ">=", 0.5, "hamlet")
    ),
    _rule(
        "nearest-within",
        subject=STATION,
        target=SCHOOL,
        relation={"within_m": 500},
        measure=NEAREST,
        pass_=_at("<=", 200),
    ),
    _rule(
        "nearest-hosted-or-within",
        target=CAMERA,
        relation={"any_of": [{"hosted": True}, {"within_m": 80}]},
        measure=NEAREST,
        pass_=_at(">", 20),
        applies_to={"unit_kind": ["xã"]},
        rollup=rolled("all", "==", 1, empty="pass"),
    ),
    _rule(
        "walk-nearest",
        subject=STATION,
        target=SCHOOL,
        relation={"within_m": 900, "metric": "walk"},
        measure=NEAREST,
        pass_=_at("<", 500),
    ),
    _rule(
        "walk-far",
        subject=STATION,
        target={**SCHOOL, "kind": ["kindergarten", "school"]},
        relation={"within_m": 3000, "metric": "walk"},
        pass_=_at(">=", 4),
    ),
    _rule(
        "drive",
        subject={**CELL, "weight": "households"},
        target=STATION,
        relation={"within_m": 1200, "metric": "drive"},
        rollup=rolled("share", ">=", 0.5, "hamlet"),
    ),
    _rule(
        "walk-or-straight",
        subject=CELL,
        target=STATION,
        relation={"any_of": [{"within_m": 250}, {"within_m": 800, "metric": "walk"}]},
        rollup=rolled("share", ">=", 0.5, "province"),
    ),
    _rule(
        "cells-with-people",
        subject={"set": "popcell", "where": {"population": _at(">", 20)}, "weight": "population"},
        target=SPEAKER,
        relation={"within_m": 300},
        rollup=rolled("share", ">=", 0.5),
    ),
    _rule(
        "cells-hear-much",
        subject={**CELL, "weight": "population"},
        target=SPEAKER,
        relation={"within_m": 500},
        measure={"agg": "sum", "of": "horns", "per": {"attr": "population", "unit": 100}},
        pass_=_at(">=", 5),
    ),
    _rule(
        "cells-inside",
        subject={**CELL, "weight": "population"},
        target=WIFI,
        relation={"inside": True},
        rollup=rolled("any", "==", 1),
    ),
    _rule(
        "cells-area",
        subject={**CELL, "weight": "area_m2"},
        target=SPEAKER,
        relation={"within_m": 150},
        measure={"agg": "share_area"},
        pass_=_at(">=", 0.3),
        rollup=rolled("share", ">", 0.2),
    ),
    _rule(
        "cells-seen",
        subject={**CELL, "weight": "population"},
        target=CAMERA,
        relation={"any_of": [{"seen_by": "detect"}, {"within_m": 60}]},
        measure={"agg": "share_area"},
        pass_=_at(">=", 0.25),
        rollup=rolled("count", ">=", 2),
    ),
    _rule(
        "roads-near",
        subject=MAIN,
        target=WIFI,
        relation={"within_m": 40},
        pass_=_at(">=", 2),
        rollup=rolled("share", ">=", 0.3),
    ),
    _rule(
        "roads-covered",
        subject={"set": "road"},
        target=SPEAKER,
        relation={"within_m": 200},
        measure={"agg": "share_length"},
        pass_=_at(">=", 0.5),
        rollup=rolled("share", ">=", 0.5, "province"),
    ),
    _rule(
        "roads-seen",
        subject=MAIN,
        target={**CAMERA, "where": {"status": "active"}},
        relation={"seen_by": "detect"},
        pass_=_at(">=", 1),
        rollup=rolled("share", ">=", 0.3),
    ),
    _rule(
        "roads-seen-or-near",
        subject=MAIN,
        target=CAMERA,
        relation={"any_of": [{"seen_by": "detect"}, {"within_m": 20}]},
        measure={"agg": "share_length"},
        pass_=_at(">", 0.2),
        rollup=rolled("share", ">=", 0.3, "hamlet"),
    ),
    _rule(
        "seen-well",
        target=CAMERA,
        relation={"seen_by": "recognise"},
        subject={"set": "place", "kind": ["culture_house", "market", "school"]},
    ),
    _rule(
        "junctions-seen", target=CAMERA, relation={"seen_by": "detect"}, subject={"set": "junction"}, pass_=_at("==", 0)
    ),
    _rule(
        "addresses-near",
        subject={"set": "address", "kind": ["dwelling", "office"]},
        target=WIFI,
        relation={"within_m": 250},
        rollup=rolled("share", ">=", 0.5, "hamlet"),
    ),
    _rule(
        "homes-in-assigned",
        subject={"set": "address"},
        target={"set": "address", "where": {"status": {"op": "not_in", "value": ["draft"]}}},
        relation={"self": True},
        rollup=rolled("count", ">=", 2),
    ),
    _rule(
        "hamlet-horns",
        subject={**HAMLET, "weight": "population"},
        target=SPEAKER,
        relation={"inside": True},
        measure={"agg": "sum", "of": "horns"},
        pass_=_at(">=", 4),
        rollup=rolled("share", ">=", 0.5),
    ),
    _rule(
        "hamlets-hear",
        subject={**HAMLET, "weight": "population"},
        target=SPEAKER,
        relation={"within_m": 300},
        measure={"agg": "share_weight"},
        pass_=_at(">=", 0.5),
        rollup=rolled("share", ">=", 0.5),
    ),
    _rule(
        "communes-walk-or-are-seen",
        subject=COMMUNE,
        target=WIFI,
        relation={"any_of": [{"within_m": 100}, {"within_m": 500, "metric": "walk"}]},
        measure={"agg": "share_weight", "of": "households"},
        pass_=_at(">", 0.3),
        applies_to={"unit_kind": ["xã"]},
        rollup=rolled("all", "==", 1, "province"),
    ),
    _rule(
        "hamlets-seen",
        subject={**HAMLET, "weight": "households"},
        target=CAMERA,
        relation={"any_of": [{"seen_by": "detect"}, {"within_m": 120}]},
        measure={"agg": "share_weight", "of": "population"},
        pass_=_at("<", 0.2),
        rollup=rolled("count", ">=", 1),
    ),
    _rule(
        "ground-heard",
        subject={**HAMLET, "weight": "area_m2"},
        target=SPEAKER,
        relation={"within_m": 200},
        measure={"agg": "share_area"},
        pass_=_at(">=", 0.25),
        applies_to={"ntm_group": _at("<=", 2)},
        rollup=rolled("share", ">=", 0.5),
    ),
    _rule(
        "ground-seen",
        subject={**COMMUNE, "weight": "one"},
        target=CAMERA,
        relation={"any_of": [{"seen_by": "identify"}, {"within_m": 40, "metric": "straight"}]},
        measure={"agg": "share_area"},
        pass_=_at("<", 0.01),
        applies_to={"unit_kind": {"op": "not_in", "value": ["thị trấn", "phường"]}},
        rollup=rolled("all", "==", 1, "province"),
    ),
    _rule(
        "cells-by-their-area",
        subject=CELL,
        target=WIFI,
        relation={"within_m": 150},
        measure={"agg": "count", "per": {"attr": "area_km2", "unit": 0.1}},
        pass_=_at(">", 2),
        applies_to={"ntm_group": {"op": "in", "value": [1, 2]}, "unit_kind": {"op": "==", "value": "xã"}},
        rollup=rolled("share", ">=", 0.2),
    ),
    _rule(
        "hamlets-of-a-commune",
        subject=COMMUNE,
        target={"set": "unit", "kind": ["thôn", "xóm"]},
        relation={"inside": True},
        applies_to={"households": _at(">=", 0)},
        pass_=_at(">=", 2),
        rollup=rolled("share", ">=", 0.5, "province"),
    ),
    _rule(
        "pupils-in-few-schools",
        subject={**COMMUNE, "weight": "area_m2"},
        target=SCHOOL,
        relation={"inside": True},
        measure={"agg": "sum", "of": "capacity", "per": {"attr": "pupils", "unit": 10}},
        pass_=_at(">=", 1),
        rollup=rolled("any", "==", 1, "province"),
    ),
    _rule(
        "units-themselves",
        subject=COMMUNE,
        target={"set": "unit", "kind": ["xã"]},
        relation={"self": True},
        rollup=rolled("count", ">=", 2, "province"),
    ),
    _rule(
        "schools-by-area",
        subject={**COMMUNE, "weight": "area_m2"},
        target=SCHOOL,
        relation={"inside": True},
        measure={"agg": "count", "per": {"attr": "area_km2", "unit": 1}},
        pass_=_at(">=", 2),
        rollup=rolled("share", ">=", 0.5, "province"),
    ),
    _rule(
        "wifi-by-households",
        subject={**COMMUNE, "weight": "households"},
        target=WIFI,
        relation={"inside": True},
        measure={"agg": "count", "per": {"attr": "households", "unit": 100}},
        pass_=_at("<", 3),
        rollup=rolled("share", ">=", 0.5, "commune"),
    ),
    _rule(
        "fibre-by-people",
        subject={**COMMUNE, "weight": "population"},
        target=_indicator("fibre_household_share"),
        relation={"self": True},
        measure=VALUE,
        pass_=_at("<", 0.8),
        rollup=rolled("share", ">=", 0.5, "province"),
    ),
    _rule(
        "no-such-figure",
        subject=HAMLET,
        target=_indicator("never_told"),
        relation={"self": True},
        measure=VALUE,
        pass_=_at(">=", 0),
        rollup=rolled("all", "==", 1),
    ),
    _rule(
        "another-rule",
        subject=COMMUNE,
        target=_indicator("rule:made.applies-by-figure"),
        relation={"self": True},
        measure=VALUE,
        pass_=_at("==", 1),
        rollup=rolled("count", ">=", 1, "province"),
    ),
    _combined("any", any_of=["made.hosted-by-hamlet", "made.applies-by-both", "made.roads-near"], level="hamlet"),
    _combined(
        "two-of", any_of=["made.applies-by-figure", "made.within-only", "made.exactly-one"], at_least=2, level="commune"
    ),
    {
        **_combined("of-some", all_of=["made.any-status", "made.applies-by-figure"], level="commune"),
        "applies_to": {"unit_kind": ["phường"]},
    },
    {
        **_combined("of-provinces", all_of=["made.places-near-places", "made.roads-covered"], level="province"),
        "applies_to": {"unit_kind": ["phường"]},
    },
    _rule(
        "schools-in-districts",
        subject={"set": "place", "kind": ["school", "kindergarten"]},
        relation={"within_m": 250},
        applies_to={"population": _at(">", 0), "fibre_household_share": _at("<", 0.9)},
        rollup=rolled("share", ">", 0.3, "district"),
    ),
    _rule(
        "places-for-children",
        subject={**COMMUNE, "weight": "population"},
        target={"set": "place", "kind": ["kindergarten"]},
        relation={"inside": True},
        measure={"agg": "sum", "of": "capacity", "per": {"attr": "children_3_5", "unit": 100}},
        rollup=rolled("share", "==", 1, "district"),
    ),
    _combined("of-districts", any_of=["made.schools-in-districts", "made.places-for-children"], level="district"),
    _combined("never-calculated", all_of=["made.any-status", "made.nobody-knows"], level="commune"),
]
