"""Whatever is written, one change after another: following it gives what calculating everything anew would.

WARDMAP_CITIES says how many cities, WARDMAP_CITIES_FROM the first one's number.
"""

from collections import Counter
from collections.abc import Callable, Iterator
from datetime import date

import numpy as np
import pytest
from sqlalchemy import Connection, text

from geo_api.coverage.evaluate.run import run
from geo_api.coverage.keep.refresh import outdated, refresh, refresh_all
from geo_api.coverage.keep.small import can_follow
from geo_api.coverage.rules.rule import Rule, SingleRule
from geo_api.coverage.rules.shipped import shipped_rules
from geo_api.days import today
from geo_api.db import owner_connection
from tests.coverage.city import City
from tests.coverage.test_agreement import CITIES, RULES
from tests.coverage.world import EAST, WEST, Thing, Unit, World, build

RESULTS = """
SELECT layer, subject_id, part, name, weight, unit_id, commune_id, hamlet_id, outcome, round(measure::numeric, 6) AS measure,
       target_layer, target_id, round(distance_m::numeric, 6) AS distance, ST_AsText(geom) AS geom
  FROM coverage_result WHERE run_id = :run ORDER BY layer, subject_id, part
"""
UNITS = """
SELECT unit_id, version_id, level, subjects, passed, failed, unknown, weight_total, weight_passed, share, outcome, weighed_by
  FROM coverage_unit WHERE run_id = :run ORDER BY unit_id
"""
IN_FORCE = "SELECT id FROM coverage_run WHERE rule_id = :rule AND valid @> CAST(:day AS date)"
CURRENT = "SELECT is_current FROM layer.coverage_runs WHERE rule = :rule AND valid @> CAST(:day AS date)"
# Rows of a layer by their turn, so that a city's dice find one of any layer.
ONE = "(SELECT id FROM feature WHERE layer = :layer ORDER BY id OFFSET (:n % (SELECT count(*) FROM feature WHERE layer = :layer)) LIMIT 1)"
EDITS = {
    "moved": f"UPDATE feature SET geom = ST_SetSRID(ST_Point(:x, :y), 4326) WHERE layer = :layer AND id = {ONE}",
    "removed": f"DELETE FROM feature WHERE layer = :layer AND id = {ONE}",
    "added": "INSERT INTO feature (layer, name, status, host, attributes, geom, load_id, source_row) SELECT layer, name, status, host,"
    f" attributes, ST_SetSRID(ST_Point(:x, :y), 4326), load_id, source_row FROM feature WHERE layer = :layer AND id = {ONE}",
    "closed": f"UPDATE feature SET status = 'closed' WHERE layer = :layer AND id = {ONE}",
    "opened": f"UPDATE feature SET status = 'active' WHERE layer = :layer AND id = {ONE}",
    "hosted elsewhere": "UPDATE feature SET host = (SELECT max(host) FROM feature WHERE host <> coalesce(f.host, '')) FROM feature f"
    f" WHERE f.layer = :layer AND f.id = {ONE} AND (feature.layer, feature.id) = (f.layer, f.id)",
    "other facts": 'UPDATE feature SET attributes = attributes || \'{{"pixels": 3840, "field_of_view": 360, "mbps_down": 150, "free": true}}\''
    f" WHERE layer = :layer AND id = {ONE}",
}
LAYERS = (
    "wifi",
    "cameras",
    "loudspeakers",
    "schools",
    "culture_houses",
    "health_stations",
    "junctions",
    "game_centres",
    "public_places",
)


@pytest.mark.parametrize("seed", CITIES)
def test_following_gives_what_calculating_anew_does(empty_db, seed):
    dice, faults, ways = np.random.default_rng(seed), [], Counter()
    with owner_connection(empty_db.owner) as connection:
        build(connection, City(seed).world)
    calculate(empty_db.owner, lambda connection: [run(connection, rule, today()) for rule in RULES])
    for _ in range(4):
        edits = [edit(dice) for _ in range(dice.integers(1, 4))]
        with owner_connection(empty_db.owner) as connection:
            for sql, values in edits:
                connection.execute(text(sql), values)
        with owner_connection(empty_db.owner) as connection:
            for rule in RULES:
                ways[refresh(connection, rule, today()).few] += 1
        with owner_connection(empty_db.owner) as connection:
            faults += [f"{edits}: {fault}" for rule in RULES for fault in differences(connection, rule)]
            connection.rollback()
    assert faults == []
    followed = sum(isinstance(rule, SingleRule) and can_follow(rule) for rule in RULES)
    assert ways[True] > followed  # most of them, most of the time


def edit(dice: np.random.Generator) -> tuple[str, dict]:
    kinds = list(EDITS)
    values = {
        "layer": LAYERS[dice.integers(len(LAYERS))],
        "n": int(dice.integers(1000)),
        "x": dice.uniform(106.149, 106.178),
        "y": dice.uniform(20.393, 20.411),
    }
    return EDITS[kinds[dice.integers(len(kinds))]].replace("{{", "{").replace("}}", "}"), values


def differences(connection: Connection, rule: Rule) -> Iterator[str]:
    kept = state(connection, rule)
    run(connection, rule, today())
    anew = state(connection, rule)
    for row in sorted(kept ^ anew, key=str):
        yield f"{rule.id}: {'kept' if row in kept else 'anew'} alone: {row}"


def state(connection: Connection, rule: Rule) -> set[tuple]:
    number = connection.scalar(text(IN_FORCE), {"rule": rule.id, "day": today().isoformat()})
    return {tuple(row) for sql in (RESULTS, UNITS) for row in connection.execute(text(sql), {"run": number})}


def calculate(url, doing: Callable[[Connection], object]) -> None:
    with owner_connection(url) as connection:
        doing(connection)
