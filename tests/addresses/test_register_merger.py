"""What becomes of addresses when units change, and addresses as others exchange them."""

import csv
import io
import json
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
    assert json.loads(stranger.get("/export", unit=unit, f="overture").text)["features"] == []
    with owner_connection(town.database.owner) as connection:
        said = connection.execute(text("SELECT details FROM audit_event WHERE action = 'layer.exported'")).all()
    assert [row.details["form"] for row in said] == ["openaddresses", "overture", "overture"]


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
