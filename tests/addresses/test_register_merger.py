"""What becomes of addresses when units change, and addresses as others exchange them."""

import csv
import io
import json
from concurrent.futures import ThreadPoolExecutor
from datetime import date

from sqlalchemy import text

from geo_api.account import Role
from geo_api.addresses.follow import follow
from geo_api.db import owner_connection
from tests.access.world import World
from tests.addresses.conftest import Hire
from tests.addresses.tools import Officer, draft
from tests.conftest import TestDatabase

# On which 175 communes of the sample became 57, and its province part of another.
DAY = date(2025, 7, 1)
_WORDS = """
SELECT a.id, c.code, s.value, s.valid::text AS valid FROM addressable a JOIN address_code c ON c.addressable_id = a.id
  LEFT JOIN address_alias s ON s.addressable_id = a.id AND s.scheme = 'legacy_text'
 WHERE a.status = 'assigned' ORDER BY a.id
"""


def test_on_the_day_of_a_merger_no_code_changes_and_the_old_words_are_kept(sample_db: TestDatabase):
    with owner_connection(sample_db.owner) as connection:
        before = connection.execute(text(_WORDS)).all()
        done = follow(connection, DAY)
        after = connection.execute(text(_WORDS)).all()
        connection.rollback()
    assert done.unresolved == ()
    assert done.moved > 0.9 * len(before)
    assert [(row.id, row.code) for row in after] == [(row.id, row.code) for row in before]
    relabelled = [row for row in after if row.value is not None]
    assert len(relabelled) == done.moved
    assert all(row.value.endswith("Tỉnh Nam Định") and row.valid.endswith(f",{DAY})") for row in relabelled)


# What is said of an address in one row, and in those that it is made of.
_STANDING = """
SELECT s.addressable_id, s.unit_versions, s.hamlet_id, s.status, s.is_suspended, s.collected_by, s.submitted_at
  FROM address_standing s
"""
_MADE_OF = """
SELECT a.id, p.unit_versions, t.hamlet_id, a.status, a.is_suspended, a.collected_by, a.submitted_at FROM addressable a
  JOIN address_point p ON p.addressable_id = a.id AND p.position = 'main_entrance' AND upper_inf(p.valid)
  LEFT JOIN address_text t ON t.addressable_id = a.id AND upper_inf(t.valid)
"""
_POINTS = "INSERT INTO address_point (addressable_id, position, valid, geom, method)"
# As people, loads and changes of units write: words ended and begun, another entrance, none, a boundary that moved.
_WRITES = (
    """
    WITH made AS (INSERT INTO addressable (kind, status)
                  SELECT 'dwelling', 'draft' FROM generate_series(1, 300) RETURNING id),
         said AS (INSERT INTO address_text (addressable_id, valid, hamlet_id)
                  SELECT id, '[2026-01-01,)', :hamlet FROM made)
    INSERT INTO address_point (addressable_id, position, valid, geom, method)
    SELECT id, 'main_entrance', '[2026-01-01,)', ST_Point(106.1005, 20.4005, 4326), 'drawn' FROM made
    """,
    "UPDATE addressable SET status = 'submitted', submitted_at = now(), version = 2"
    " WHERE id % 3 = 0 AND status = 'draft'",
    "UPDATE addressable SET note = 'cổng xanh' WHERE id % 5 = 0",
    "UPDATE address_text SET hamlet_id = NULL WHERE id % 7 = 0",
    "UPDATE address_text SET valid = daterange(lower(valid), current_date)"
    " WHERE id % 11 = 0 AND lower(valid) < current_date",
    "UPDATE address_point SET geom = ST_Translate(geom, 0.05, 0) WHERE id % 5 = 0",
    f"{_POINTS} SELECT id, 'entrance', '[2026-01-01,)', ST_Point(106, 20, 4326), 'drawn'"
    "  FROM addressable WHERE id % 9 = 0",
    "UPDATE address_point SET valid = daterange(lower(valid), current_date)"
    " WHERE id % 13 = 0 AND lower(valid) < current_date",
    f"{_POINTS} SELECT addressable_id, position, daterange(current_date, NULL), ST_Translate(geom, 0.01, 0), 'drawn'"
    "  FROM address_point WHERE id % 26 = 0 AND upper(valid) = current_date AND position = 'main_entrance'",
    "DELETE FROM address_point WHERE id % 17 = 0",
    "UPDATE address_point SET unit_versions = unit_versions[2:] WHERE id % 8 = 0",
)


def test_what_the_office_counts_is_what_the_register_holds(town: World):
    with owner_connection(town.database.owner) as connection:
        for write in _WRITES:
            done = connection.execute(text(write), {"hamlet": town.units["hamlet A1"]} if ":hamlet" in write else {})
            assert done.rowcount > 0, write
            differing = f"(({_STANDING}) EXCEPT ALL ({_MADE_OF})) UNION ALL (({_MADE_OF}) EXCEPT ALL ({_STANDING}))"
            assert connection.execute(text(f"{differing} LIMIT 3")).all() == [], write
        connection.rollback()


# A hamlet of commune A with a corner of hamlet A1.
_CORNER = """
WITH made AS (INSERT INTO unit (level) VALUES ('hamlet') RETURNING id)
INSERT INTO unit_version (unit_id, valid, name, kind, parent_id, geom, geom_status)
SELECT id, '[2020-01-01,)', 'xóm Góc', 'xóm', :commune, ST_Multi(ST_MakeEnvelope(106.108, 20.40, 106.11, 20.402, 4326)),
       'official' FROM made RETURNING id
"""
_IN_IT = "SELECT :version = ANY(unit_versions) FROM address_point WHERE addressable_id = :id"


def test_what_is_collected_while_units_change_lies_in_the_new_ones(town: World, collector: Officer):
    with ThreadPoolExecutor(1) as threads, owner_connection(town.database.owner) as connection:
        version = connection.scalar(text(_CORNER), {"commune": town.units["commune A"]})
        answer = threads.submit(collector.keep, draft(lon=106.109, lat=20.401))
        assert not answer.done()
        connection.execute(text("SELECT pg_sleep(0.3)"))
        connection.commit()
        kept = answer.result()
    with owner_connection(town.database.owner) as connection:
        assert connection.scalar(text(_IN_IT), {"version": version, "id": kept["id"]})


_ENDED = """
WITH made AS (INSERT INTO unit (level) VALUES ('hamlet') RETURNING id)
INSERT INTO unit_version (unit_id, valid, name, kind, parent_id, geom_status)
SELECT id, daterange('2020-01-01', current_date), 'xóm Cũ', 'xóm', :commune, 'none' FROM made RETURNING unit_id
"""
_SAID = "SELECT hamlet_id, lower(valid), upper(valid) FROM address_text WHERE addressable_id = :id ORDER BY valid"


def test_addresses_of_a_hamlet_that_ended_belong_to_the_one_they_lie_in(town: World, collector: Officer):
    before, since_today = collector.keep(draft())["id"], collector.keep(draft())["id"]
    with owner_connection(town.database.owner) as connection:
        ended = connection.scalar(text(_ENDED), {"commune": town.units["commune A"]})
        written = "UPDATE address_text SET hamlet_id = :ended WHERE addressable_id = ANY(:ids)"
        connection.execute(text(written), {"ended": ended, "ids": [before, since_today]})
        older = "UPDATE address_text SET valid = '[2026-01-01,)' WHERE addressable_id = :id"
        connection.execute(text(older), {"id": before})
        today = connection.scalar(text("SELECT current_date"))
        follow(connection, today)
        said = [[tuple(row) for row in connection.execute(text(_SAID), {"id": id_})] for id_ in (before, since_today)]
        connection.rollback()
    hamlet = town.units["hamlet A1"]
    assert said == [[(ended, date(2026, 1, 1), today), (hamlet, today, None)], [(hamlet, today, None)]]


def assigned(collector: Officer, verifier: Officer, approver: Officer, **said: str) -> dict[str, object]:
    sent = collector.take(collector.keep(draft(**said)), "submit")
    return approver.take(verifier.take(sent, "verify", number_agrees=True), "assign")


def test_a_unit_as_others_exchange_addresses(
    town: World, hire: Hire, collector: Officer, verifier: Officer, approver: Officer
):
    one = assigned(collector, verifier, approver, number="12", street="=HYPERLINK(1)")
    assigned(collector, verifier, approver)
    collector.keep()
    unit = str(town.units["commune A"])
    table = list(
        csv.DictReader(io.StringIO(approver.get("/export", unit=unit, f="openaddresses").text.lstrip("\ufeff")))
    )
    assert [(row["NUMBER"], row["CITY"], row["REGION"]) for row in table] == [
        ("12", "Xã commune A", "Xã province P"),
        ("", "Xã commune A", "Xã province P"),
    ]
    assert (table[0]["ID"], table[0]["STREET"]) == (one["code"], "'=HYPERLINK(1)")
    features = json.loads(approver.get("/export", unit=unit, f="overture").text)["features"]
    assert [feature["id"] for feature in features] == [row["ID"] for row in table]
    assert features[0]["properties"]["address_levels"] == [{"value": "Xã province P"}, {"value": "Xã commune A"}]
    stranger = hire(Role.APPROVER, "commune B")
    assert stranger.get("/export", unit=unit, f="overture").status_code == 404
    with owner_connection(town.database.owner) as connection:
        said = connection.execute(text("SELECT details FROM audit_event WHERE action = 'layer.exported'")).all()
    assert [row.details["form"] for row in said] == ["openaddresses", "overture"]


def test_programs_follow_what_changes(town: World, collector: Officer, verifier: Officer, hire: Hire):
    begun = collector.get("/changes", limit="1000").json()["next"]
    kept = collector.take(collector.keep(), "submit")
    found = verifier.get("/changes", after=str(begun)).json()
    assert [(change["address"], change["step"], change["version"]) for change in found["changes"]] == [
        (kept["id"], "draft", 1),
        (kept["id"], "submit", 2),
    ]
    assert verifier.get("/changes", after=str(found["next"])).json() == {"changes": [], "next": found["next"]}
    assert hire(Role.VERIFIER, "commune B").get("/changes", after=str(begun)).json()["changes"] == []
