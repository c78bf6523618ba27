"""Whatever is written, one change after another: following it gives what calculating everything anew would.

WARDMAP_CITIES says how many cities, WARDMAP_CITIES_FROM the first one's number.
"""

import itertools
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import numpy as np
import pytest
from sqlalchemy import URL, Connection, create_engine, text

from geo_api.coverage.evaluate.run import run
from geo_api.coverage.keep.refresh import outdated, refresh, refresh_all
from geo_api.coverage.keep.small import can_follow
from geo_api.coverage.keep.thin import KEPT_DAYS, thin_out
from geo_api.coverage.rules.rule import Rule, SingleRule
from geo_api.coverage.rules.shipped import shipped_rules
from geo_api.days import today
from geo_api.db import owner_connection
from tests.coverage.city import City
from tests.coverage.test_agreement import CITIES, RULES
from tests.coverage.world import EAST, WEST, Thing, Unit, World, at_distance, build

WIFI = "wifi.public-place"
FOLLOWED = [rule for rule in RULES if isinstance(rule, SingleRule) and can_follow(rule)]
RESULTS = """
SELECT layer, subject_id, part, name, weight, unit_id, commune_id, hamlet_id, outcome, round(measure::numeric, 6),
       target_layer, target_id, round(distance_m::numeric, 6), ST_AsText(geom)
  FROM coverage_result WHERE run_id = :run
"""
UNITS = """
SELECT unit_id, version_id, level, subjects, passed, failed, unknown, weight_total, weight_passed, share, outcome,
       weighed_by
  FROM coverage_unit WHERE run_id = :run
"""
IN_FORCE = "SELECT id FROM coverage_run WHERE rule_id = :rule AND valid @> CAST(:day AS date)"
CURRENT = "SELECT rule FROM layer.coverage_runs WHERE is_current AND valid @> CAST(:day AS date)"
# The row of a layer whose turn it is, so that a city's dice find one of any layer.
ONE = """
layer = :layer AND id = (SELECT id FROM feature WHERE layer = :layer ORDER BY id
                         OFFSET (:n % (SELECT greatest(1, count(*)) FROM feature WHERE layer = :layer)) LIMIT 1)
"""
SPOT = "ST_SetSRID(ST_Point(:x, :y), 4326)"
SPOT_OF = "ST_SetSRID(ST_Point({}, {}), 4326)"
SEES_ALL = """'{"pixels": 3840, "field_of_view": 360, "mbps_down": 150, "free": true}'"""
EDITS = [
    f"UPDATE feature SET geom = {SPOT} WHERE {ONE}",
    f"DELETE FROM feature WHERE {ONE}",
    "INSERT INTO feature (layer, name, status, host, attributes, geom, load_id, source_row)"
    f" SELECT layer, name, status, host, attributes, {SPOT}, load_id, source_row FROM feature WHERE {ONE}",
    f"UPDATE feature SET status = 'closed' WHERE {ONE}",
    f"UPDATE feature SET status = 'active' WHERE {ONE}",
    f"UPDATE feature SET host = (SELECT max(host) FROM feature) WHERE {ONE}",
    f"UPDATE feature SET attributes = attributes || {SEES_ALL} WHERE {ONE}",
    "UPDATE addressable SET status = 'assigned' WHERE id = (SELECT min(id) + :n % 20 FROM addressable)",
]
LAYERS = ["wifi", "cameras", "loudspeakers", "schools", "culture_houses", "health_stations", "junctions", "relics"]


@pytest.mark.parametrize("seed", CITIES)
def test_following_gives_what_calculating_anew_does(empty_db, seed):
    dice, faults, ways = np.random.default_rng(seed), [], Counter()
    written(empty_db.owner, lambda connection: build(connection, City(seed).world))
    written(empty_db.owner, lambda connection: [run(connection, rule, today()) for rule in RULES])
    for _ in range(3):
        edits = [edit(dice) for _ in range(dice.integers(1, 5))]
        written(empty_db.owner, lambda connection, edits=edits: [connection.execute(text(s), v) for s, v in edits])
        ways.update(written(empty_db.owner, lambda c: [refresh(c, rule, today()).few for rule in FOLLOWED]))
        faults += [f"{edits}: {fault}" for fault in differences(empty_db.owner)]
    assert faults == []
    assert ways[True] > ways[False]


def edit(dice: np.random.Generator) -> tuple[str, dict[str, Any]]:
    spot = {"x": dice.uniform(106.149, 106.178), "y": dice.uniform(20.393, 20.411)}
    return str(dice.choice(EDITS)), {"layer": str(dice.choice(LAYERS)), "n": int(dice.integers(1000)), **spot}


def differences(owner: URL) -> Iterator[str]:
    with owner_connection(owner) as connection:
        for rule in FOLLOWED:
            kept = state(connection, rule)
            run(connection, rule, today())
            anew = state(connection, rule)
            for row in sorted(kept ^ anew, key=str):
                yield f"{rule.id}: {'kept' if row in kept else 'anew'} alone: {row}"
        connection.rollback()


def state(connection: Connection, rule: Rule) -> set[tuple[Any, ...]]:
    number = connection.scalar(text(IN_FORCE), {"rule": rule.id, "day": today().isoformat()})
    return {tuple(row) for sql in (RESULTS, UNITS) for row in connection.execute(text(sql), {"run": number})}


def written(owner: URL, doing: Callable[[Connection], Any]) -> Any:
    """What `doing` gives, committed."""
    with owner_connection(owner) as connection:
        return doing(connection)


@pytest.fixture
def owner(empty_db) -> URL:
    """Two communes with a culture house and a wifi spot beside it, and the results of all rules."""
    house = Thing("culture_houses", "house", 106.155, 20.405, {"key": "house"})
    wifi = Thing("wifi", "wifi", 106.155, 20.405, {"free": True, "mbps_down": 150, "status": "active"})
    other = Thing("wifi", "other", 106.165, 20.405, {"free": True, "mbps_down": 150, "status": "active"})
    world = World(units=[Unit("W", WEST), Unit("E", EAST)], things=[house, wifi, other])
    written(empty_db.owner, lambda connection: build(connection, world))
    written(empty_db.owner, lambda connection: list(refresh_all(connection, today())))
    return empty_db.owner


def stale(owner: URL) -> list[str]:
    return written(owner, lambda connection: [rule.id for rule in outdated(connection, today())])


def current(owner: URL) -> set[str]:
    values = {"day": today().isoformat()}
    return written(owner, lambda connection: set(connection.scalars(text(CURRENT), values)))


def change(owner: URL, sql: str) -> None:
    written(owner, lambda connection: connection.execute(text(sql)))


def outcome(owner: URL, name: str = "house") -> str:
    query = text(
        "SELECT outcome FROM layer.coverage_results WHERE rule = :rule AND name = :name AND valid @> CAST(:day AS date)"
    )
    values = {"rule": WIFI, "name": name, "day": today().isoformat()}
    return written(owner, lambda connection: connection.scalar(query, values))


def test_every_rule_is_calculated_when_there_are_units_and_none_where_there_are_none(empty_db, owner):
    in_force = {rule.id for rule in shipped_rules().values() if rule.is_in_force(today())}
    assert (current(owner), stale(owner)) == (in_force, [])


def test_without_units_there_is_nothing_to_do(empty_db):
    assert stale(empty_db.owner) == []


def test_a_result_says_that_it_is_not_of_the_data_as_it_is_until_it_is_again(owner):
    change(owner, "UPDATE feature SET geom = ST_Translate(geom, 0.004, 0) WHERE name = 'wifi'")
    wifi_rules = {"wifi.public-place", "wifi.relic-and-public"}
    assert set(stale(owner)) == wifi_rules
    assert not wifi_rules & current(owner)
    assert outcome(owner) == "pass"
    done = written(owner, lambda connection: list(refresh_all(connection, today())))
    assert {each.rule: each.few for each in done}[WIFI]
    assert (outcome(owner), stale(owner)) == ("fail", [])


def test_names_that_nobody_judges_by_and_writes_that_change_nothing_make_nothing_stale(owner):
    change(owner, "UPDATE feature SET source_row = source_row + 1, recorded_at = now()")
    assert stale(owner) == []


def test_a_combination_is_not_of_now_while_what_it_is_made_of_is_not(owner):
    smart = shipped_rules()["hamlet.smart"]
    reads = text(
        "SELECT r FROM coverage_run, unnest(reads) AS r WHERE rule_id = ANY (:members) AND r <> 'units' LIMIT 1"
    )
    layer = written(owner, lambda connection: connection.scalar(reads, {"members": list(smart.needs)}))
    change(owner, f"INSERT INTO row_change (layer) VALUES ('{layer}')")
    assert smart.id not in current(owner)
    assert smart.id not in stale(owner)  # there is nothing to do yet


def test_a_combination_is_calculated_again_when_the_outcomes_of_a_rule_are_others(owner):
    smart = shipped_rules()["hamlet.smart"]
    change(owner, f"UPDATE coverage_run SET changed_by = pg_current_xact_id() WHERE rule_id = '{smart.needs[0]}'")
    assert smart.id in stale(owner)
    done = written(owner, lambda connection: [each.rule for each in refresh_all(connection, today())])
    assert smart.id in done
    assert stale(owner) == []


def test_a_rule_that_is_in_force_no_more_has_no_result_from_that_day_on(owner):
    change(
        owner,
        "INSERT INTO coverage_run (rule_id, rule_version, rule, at, valid)"
        f" VALUES ('gone', 1, '{{}}', '{today()}', '[{today()},)')",
    )
    written(owner, lambda connection: list(refresh_all(connection, today())))
    assert "gone" not in current(owner)


def test_in_a_restored_database_everything_is_calculated_anew_once(owner):
    """Its transactions count from another number: what was noted says nothing of them."""
    change(
        owner, "UPDATE coverage_run SET seen = '900000000:900000000:', made_by = '900000000', changed_by = '900000000'"
    )
    change(owner, "INSERT INTO row_change (xid, layer) VALUES ('900000001', 'wifi')")
    assert written(owner, lambda c: c.scalar(text("SELECT layer.forget_foreign_changes()"))) is True
    in_force = {rule.id for rule in shipped_rules().values() if rule.is_in_force(today())}
    assert set(stale(owner)) == in_force
    written(owner, lambda connection: list(refresh_all(connection, today())))
    assert (current(owner), stale(owner)) == (in_force, [])
    assert written(owner, lambda c: c.scalar(text("SELECT layer.forget_foreign_changes()"))) is False


def test_who_has_been_writing_elsewhere_for_long_makes_nothing_stale(owner):
    engine = create_engine(owner)
    with engine.connect() as elsewhere:
        elsewhere.execute(text("SELECT pg_current_xact_id()"))
        change(owner, "UPDATE row_change_horizon SET xid = pg_current_xact_id()")
        written(owner, lambda connection: list(refresh_all(connection, today())))
        assert stale(owner) == []
        elsewhere.rollback()
    engine.dispose()


def test_of_what_is_deleted_only_how_far_it_saw_is_kept(owner):
    change(owner, "DELETE FROM feature WHERE name = 'wifi'")
    kept = written(owner, lambda c: c.scalar(text("SELECT attributes FROM row_change ORDER BY xid DESC LIMIT 1")))
    assert set(kept) == {"pixels", "field_of_view"}


def test_all_that_is_gone_or_new_at_once_is_calculated_anew(owner):
    change(owner, "DELETE FROM feature WHERE layer = 'wifi'")
    done = written(owner, lambda connection: {each.rule: each.few for each in refresh_all(connection, today())})
    assert done[WIFI] is False
    # Nobody surveyed the layer: that is not known, and no failure.
    assert outcome(owner) == "unknown"


def test_a_change_on_a_later_day_leaves_the_snapshot_of_the_day_before(owner):
    eve = today() - timedelta(days=3)
    change(
        owner,
        f"UPDATE coverage_run SET at = '{eve}', valid = '[{eve},)', computed_at = computed_at - interval '3 days'",
    )
    change(owner, "UPDATE feature SET geom = ST_Translate(geom, 0.004, 0) WHERE name = 'wifi'")
    written(owner, lambda connection: list(refresh_all(connection, today())))
    runs = text("SELECT at, upper(valid) FROM coverage_run WHERE rule_id = :rule ORDER BY at")
    found = written(owner, lambda connection: connection.execute(runs, {"rule": WIFI}).all())
    assert [tuple(row) for row in found] == [(eve, today()), (today(), None)]


def test_new_boundaries_have_everything_calculated_anew(owner):
    change(owner, "UPDATE unit_version SET recorded = tstzrange(lower(recorded), now())")
    assert set(stale(owner)) == set()  # of no unit that there is
    change(
        owner,
        "INSERT INTO unit_version (unit_id, valid, name, kind, geom, geom_status)"
        " SELECT unit_id, valid, name, kind, geom, geom_status FROM unit_version",
    )
    assert set(stale(owner)) == {rule.id for rule in shipped_rules().values() if rule.is_in_force(today())}


def test_of_what_is_long_past_the_last_snapshot_of_a_month_and_the_first_of_a_version_stay(owner):
    """Days of each month and versions; the runs that go leave their days to the run before them."""
    made = {"2025-01-05": 1, "2025-01-20": 1, "2025-02-03": 1, "2025-02-10": 2, "2025-02-20": 2, "2025-03-07": 2}
    recent = today() - timedelta(days=KEPT_DAYS)
    change(owner, f"DELETE FROM coverage_run WHERE rule_id <> '{WIFI}'")
    change(owner, f"UPDATE coverage_run SET at = '{recent}', valid = '[{recent},)'")
    days = sorted([*made, f"{recent}"])
    for day, until in itertools.pairwise(days):
        change(
            owner,
            "INSERT INTO coverage_run (rule_id, rule_version, rule, at, valid, is_open)"
            f" SELECT rule_id, {made[day]}, rule, '{day}', '[{day},{until})', is_open"
            f"   FROM coverage_run WHERE at = '{recent}'",
        )
    change(
        owner,
        "INSERT INTO coverage_run (rule_id, rule_version, rule, at, is_open)"
        f" SELECT rule_id, 1, rule, '2025-01-05', is_open FROM coverage_run WHERE at = '{recent}'",
    )
    while written(owner, lambda connection: thin_out(connection, today())) is not None:
        pass
    runs = text("SELECT CAST(at AS text), CAST(upper(valid) AS text) FROM coverage_run ORDER BY at")
    found = [tuple(row) for row in written(owner, lambda connection: connection.execute(runs).all())]
    kept = ["2025-01-05", "2025-01-20", "2025-02-10", "2025-02-20", "2025-03-07", f"{recent}"]
    assert found == [*itertools.pairwise(kept), (kept[-1], None)]


def test_of_an_address_the_nearest_is_followed_too(empty_db):
    """Nothing within 250 m before or after: it is the distance that changes."""
    rule = next(each for each in FOLLOWED if each.id == "made.addresses-near")
    home = Thing("addresses", "home", 106.155, 20.405, {"kind": "office", "status": "assigned"})
    spots = [Thing("wifi", name, *at_distance(home, metres), {}) for name, metres in (("near", 600), ("far", 900))]
    world = World(units=[Unit("W", WEST)], things=[home, *spots])
    written(empty_db.owner, lambda connection: build(connection, world))
    written(empty_db.owner, lambda connection: run(connection, rule, today()))
    change(empty_db.owner, f"UPDATE feature SET geom = {SPOT_OF.format(*at_distance(home, 400))} WHERE name = 'near'")
    done = written(empty_db.owner, lambda connection: refresh(connection, rule, today()))
    distance = text("SELECT distance_m FROM coverage_result")
    assert done is not None
    assert done.few
    assert written(empty_db.owner, lambda c: c.scalar(distance)) == pytest.approx(400, abs=1)


def test_a_snapshot_of_the_day_on_which_units_changed_is_not_spared(owner):
    """What was found before would speak, on the days after, of units that are no more."""
    change(owner, f"DELETE FROM coverage_run WHERE rule_id <> '{WIFI}'")
    days = ["2025-01-05", "2025-07-01", "2025-07-20", "2025-07-25", f"{today()}"]
    change(owner, f"UPDATE coverage_run SET at = '{today()}', valid = '[{today()},)'")
    for day, until in itertools.pairwise(days):
        change(
            owner,
            "INSERT INTO coverage_run (rule_id, rule_version, rule, at, valid, is_open)"
            f" SELECT rule_id, rule_version, rule, '{day}', '[{day},{until})', is_open"
            f"   FROM coverage_run WHERE at = '{today()}'",
        )
    change(
        owner,
        "WITH made AS (INSERT INTO unit (level) VALUES ('commune') RETURNING id)"
        " INSERT INTO unit_version (unit_id, valid, name, kind, geom, geom_status)"
        " SELECT made.id, '[2025-07-01,)', 'Mới', 'xã', ST_Translate(v.geom, 1, 1), v.geom_status"
        "   FROM made, (SELECT * FROM unit_version ORDER BY id LIMIT 1) AS v",
    )
    while written(owner, lambda connection: thin_out(connection, today())) is not None:
        pass
    left = written(owner, lambda connection: set(connection.scalars(text("SELECT CAST(at AS text) FROM coverage_run"))))
    assert {"2025-01-05", "2025-07-01"} <= left
    assert "2025-07-20" not in left
