"""Results in time: which run holds on which day, for which units, and how results follow units into new ones."""

from datetime import date, timedelta

import pytest
from shapely import box
from sqlalchemy import text

from geo_api.coverage.evaluate.follow import follow
from geo_api.coverage.evaluate.run import run
from geo_api.coverage.rules.shipped import shipped_rules
from tests.coverage.city import City
from tests.coverage.slow_evaluator import SlowEvaluator
from tests.coverage.slow_rollup import roll_up
from tests.coverage.world import (
    DAY,
    EAST,
    WEST,
    Thing,
    Unit,
    World,
    build,
    rule_of,
    stored_results,
    stored_units,
)

RULE = "wifi.public-place"
MERGER, EVE = date(2025, 7, 1), date(2025, 6, 30)
BEFORE, AFTER = "[2024-09-01,2025-07-01)", "[2025-07-01,)"
GOOD = {"free": True, "mbps_down": 120, "status": "active"}
IN_WEST = Thing("culture_houses", "in west", 106.155, 20.405, {})
IN_EAST = Thing("culture_houses", "in east", 106.165, 20.405, {})
THINGS = [IN_WEST, IN_EAST, Thing("wifi", "wifi", IN_WEST.lon, IN_WEST.lat, GOOD)]
TWO_WORLDS = World(
    [Unit("W", WEST, valid=BEFORE), Unit("E", EAST, valid=BEFORE), Unit("N", WEST.union(EAST), valid=AFTER)], THINGS
)


def runs(connection):
    """(version, day, first day it holds for, day after the last) in the order of running; None: it holds for none."""
    rows = connection.execute(text("SELECT rule_version, at, lower(valid), upper(valid) FROM coverage_run ORDER BY id"))
    return [tuple(row) for row in rows]


def shown(connection, day, layer="coverage_units", column="code"):
    """What a map of that day shows: (unit or place, day calculated for)."""
    found = connection.execute(
        text(
            f"SELECT {column}, calculated_for FROM map_public.{layer}"
            " WHERE valid @> CAST(:day AS date) AND unit_valid @> CAST(:day AS date)"
        ),
        {"day": day},
    )
    return {(row[0], row[1]) for row in found}


def build_one(connection):
    build(connection, World([Unit("W", WEST)], [IN_WEST, THINGS[-1]]))


# The unit's version goes off record; on record comes what it was until the eve.
END = """
WITH old AS (
    UPDATE unit_version v SET recorded = tstzrange(lower(recorded), clock_timestamp())
      FROM unit_code c WHERE c.code = :code AND v.unit_id = c.unit_id AND upper_inf(recorded) RETURNING v.*)
INSERT INTO unit_version (unit_id, valid, recorded, name, kind, geom, geom_status)
SELECT unit_id, daterange(lower(valid), :day), tstzrange(upper(recorded), NULL), name, kind, geom, geom_status FROM old
"""
AND_GO_ON = """
UNION ALL SELECT unit_id, daterange(:day, upper(valid)), tstzrange(upper(recorded), NULL),
                 coalesce(:name, name), kind, ST_Multi(ST_GeomFromText(:area, 4326)), 'sketch' FROM old
"""
END_CODE = "UPDATE unit_code SET valid = daterange(lower(valid), :day) WHERE code = :code"


def redraw(connection, code, day, area, name=None):
    """From that day the unit has another boundary (or, with the same area, another name)."""
    connection.execute(text(END + AND_GO_ON), {"code": code, "day": day, "area": area.wkt, "name": name})


def test_a_run_holds_until_the_next_one_of_its_rule(connection):
    build_one(connection)
    days = [date(2025, 9, 1), date(2025, 7, 1), date(2025, 8, 1)]
    for day in days:
        run(connection, rule_of(), day)
    run(connection, rule_of(id="wifi.other"), date(2025, 8, 15))
    assert runs(connection) == [
        (1, days[0], days[0], None),
        (1, days[1], days[1], days[2]),
        (1, days[2], days[2], days[0]),
        (1, date(2025, 8, 15), date(2025, 8, 15), None),
    ]


def test_a_run_of_the_same_day_replaces_the_earlier_one_and_others_stay(connection):
    build_one(connection)
    yesterday = DAY - timedelta(days=1)
    for version, day in ((1, yesterday), (1, DAY), (2, DAY)):
        run(connection, rule_of(version=version), day)
    last = run(connection, rule_of(version=2), DAY)
    assert runs(connection) == [(1, yesterday, yesterday, DAY), (2, DAY, DAY, None)]
    assert len(stored_results(connection, last.run_id)) == 1


def test_the_database_refuses_two_results_of_a_rule_on_one_day(connection):
    build_one(connection)
    run(connection, rule_of(), DAY)
    with pytest.raises(Exception, match="exclusion constraint"):
        connection.execute(
            text(
                "INSERT INTO coverage_run (rule_id, rule_version, rule, at, valid)"
                " VALUES ('wifi.test', 1, '{}', '2025-12-01', '[2025-12-01,)')"
            )
        )


def test_a_day_to_come_is_never_shown_today(connection):
    build_one(connection)
    run(connection, rule_of(), date(2999, 1, 1))
    assert shown(connection, date(2998, 12, 31)) == set()
    assert shown(connection, date(2999, 1, 1)) == {("W", date(2999, 1, 1))}
    run(connection, rule_of(), DAY)
    assert shown(connection, date(2998, 12, 31)) == {("W", DAY)}
    assert shown(connection, DAY - timedelta(days=1)) == set()


def test_each_day_shows_the_units_of_its_own_world(connection):
    build(connection, TWO_WORLDS)
    for day in (date(2024, 9, 1), MERGER, DAY):
        run(connection, rule_of(), day)
    assert shown(connection, date(2024, 8, 31)) == set()
    assert shown(connection, EVE) == {("W", date(2024, 9, 1)), ("E", date(2024, 9, 1))}
    assert shown(connection, MERGER) == {("N", MERGER)}
    assert shown(connection, DAY) == {("N", DAY)}
    assert shown(connection, EVE, "coverage_gaps", "unit_code") == {("E", date(2024, 9, 1))}
    assert shown(connection, MERGER, "coverage_gaps", "unit_code") == {("N", MERGER)}


def test_a_result_of_the_old_world_is_not_shown_as_if_for_the_new(connection):
    build(connection, TWO_WORLDS)
    run(connection, rule_of(), date(2024, 9, 1))
    assert len(shown(connection, EVE)) == 2
    for layer in ("coverage_units", "coverage_gaps"):
        assert shown(connection, MERGER, layer, "unit_id") == set()


def test_one_unit_drawn_anew_takes_no_result_from_the_others(connection):
    build(connection, World([Unit("W", WEST), Unit("E", EAST)], THINGS))
    run(connection, rule_of(), MERGER)
    redraw(connection, "E", "2025-10-01", box(106.16, 20.40, 106.18, 20.41))
    assert shown(connection, date(2025, 9, 30)) == {("W", MERGER), ("E", MERGER)}
    assert shown(connection, date(2025, 10, 1)) == {("W", MERGER)}
    assert shown(connection, date(2025, 10, 1), "coverage_gaps", "name") == set()
    run(connection, rule_of(), date(2025, 10, 1))
    assert {code for code, _ in shown(connection, date(2025, 10, 1))} == {"W", "E"}


def test_a_new_name_keeps_the_result(connection):
    build(connection, World([Unit("E", EAST)], THINGS))
    run(connection, rule_of(), MERGER)
    redraw(connection, "E", "2025-10-01", EAST, "Đông")
    assert shown(connection, date(2025, 9, 30), column="name") == {("E", MERGER)}
    assert shown(connection, date(2025, 10, 1), column="name") == {("Đông", MERGER)}
    assert shown(connection, date(2025, 10, 1), "coverage_gaps", "unit_name") == {("Xã Đông", MERGER)}


@pytest.mark.parametrize("seed", range(3))
def test_on_either_side_of_a_merger_sql_and_the_slow_evaluator_agree(connection, seed):
    rule, world = rule_of(), City(seed).world
    world.units += [Unit("old W", WEST, valid=BEFORE), Unit("old E", EAST, valid=BEFORE)]
    world.units = [unit for unit in world.units if unit.code != "past"]
    world.figures = []
    build(connection, world)
    for day, codes in ((EVE, {"old W", "old E"}), (MERGER, {"W", "E", "S", "F", "N"})):
        summary, slow = run(connection, rule, day), SlowEvaluator(rule, world, day)
        counted = {code: one for code, one in roll_up(slow).items() if one.level == "commune"}
        assert stored_units(connection, summary.run_id) == {
            code: (one.outcome, one.passed, one.failed, one.unknown, one.share) for code, one in counted.items()
        }
        assert set(counted) == codes == {code for code, _ in shown(connection, day)}
        expected = {name: (one.outcome, one.unit) for (name, _), one in slow.found.items()}
        found = stored_results(connection, summary.run_id)
        assert {name: (one.outcome, one.unit) for name, one in found.items()} == expected


def merge(connection, drawn=True):
    """W and E became N on 1 July, which is known only now."""
    for code in ("W", "E"):
        for statement in (END, END_CODE):
            connection.execute(text(statement), {"code": code, "day": "2025-07-01"})
    build(connection, World([Unit("N", WEST.union(EAST) if drawn else None, valid=AFTER)]))


def run_shipped(connection, *days):
    for day in days:
        run(connection, shipped_rules()[RULE], day)


OPEN = World([Unit("W", WEST, valid="[2024-09-01,)"), Unit("E", EAST, valid="[2024-09-01,)")], THINGS)


def test_results_follow_a_merger(connection):
    build(connection, OPEN)
    run_shipped(connection, date(2024, 9, 1))
    merge(connection)
    followed = follow(connection, MERGER)
    assert (followed.moved, followed.unresolved) == (2, ())
    assert shown(connection, EVE) == {("W", date(2024, 9, 1)), ("E", date(2024, 9, 1))}
    assert shown(connection, DAY) == {("N", MERGER)}


def test_a_merger_known_late_takes_back_what_was_calculated_for_units_that_were_gone(connection):
    build(connection, OPEN)
    days = [date(2025, 5, 1), MERGER, date(2025, 8, 1), date(2025, 9, 1)]
    run_shipped(connection, *days)
    merge(connection)
    assert shown(connection, date(2025, 9, 1)) == set()
    assert follow(connection, MERGER).moved == 2
    held = {at: (first, end_) for _, at, first, end_ in runs(connection) if first}
    assert held == {days[0]: (days[0], MERGER), MERGER: (MERGER, days[3]), days[3]: (days[3], None)}
    assert shown(connection, EVE) == {("W", days[0]), ("E", days[0])}
    assert shown(connection, date(2025, 8, 15)) == {("N", MERGER)}
    assert shown(connection, DAY) == {("N", days[3])}


def test_results_only_of_later_days_follow_too(connection):
    build(connection, OPEN)
    run_shipped(connection, MERGER)
    merge(connection)
    assert follow(connection, MERGER).moved == 2
    assert shown(connection, DAY) == {("N", MERGER)}
    assert shown(connection, EVE) == set()


def test_units_without_a_boundary_are_named_as_unresolved(connection):
    build(connection, OPEN)
    run_shipped(connection, date(2024, 9, 1))
    merge(connection, drawn=False)
    followed = follow(connection, MERGER)
    assert followed.moved == 0
    assert [words.en for words in followed.unresolved] == [
        f"{RULE}: Xã N has no boundary yet",
        f"{RULE}: 2 places lie in no unit any more",
    ]
    assert shown(connection, DAY) == {("N", MERGER)}


def test_where_nothing_was_calculated_nothing_follows(connection):
    build(connection, OPEN)
    merge(connection)
    followed = follow(connection, MERGER)
    assert (followed.moved, followed.unresolved, runs(connection)) == (0, (), [])
