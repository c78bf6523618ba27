"""Slow enumeration: whoever looks up one number after another is told of, once; readers never are."""

from pathlib import Path

from sqlalchemy import text
from structlog.testing import capture_logs

from geo_api.access import Role
from geo_api.db import owner_connection
from geo_api.limits.groups import Group
from tests.accounts.tools import add_account, cookie_of
from tests.conftest import TestDatabase
from tests.limits.test_rate import as_if_from, asking

ITEM = "/ogc/collections/wifi/items/{}"
FIRST_MISSING = 900_000_000
UNLIMITED = {f"rate_{group}": "off" for group in Group}
ALARMS = "SELECT actor, account_id, via, address, audience, details FROM audit_event WHERE action = 'alarm.enumeration'"


def alarms(database: TestDatabase) -> list[tuple]:
    with owner_connection(database.owner) as connection:
        return [tuple(row) for row in connection.execute(text(ALARMS))]


def metrics(client) -> str:
    return as_if_from(client, "127.0.0.1").get("/metrics", headers={"Host": "localhost"}).text


def test_three_hundred_numbers_in_turn_are_told_once(empty_db: TestDatabase, tmp_path: Path):
    with (
        capture_logs() as lines,
        asking(empty_db, tmp_path, "192.0.2.7", alarm_misses="200", **UNLIMITED) as client,
    ):
        found = {client.get(ITEM.format(FIRST_MISSING + n)).status_code for n in range(199)}
        assert found == {404}
        assert alarms(empty_db) == []
        for n in range(199, 300):
            client.get(ITEM.format(FIRST_MISSING + n))
        assert alarms(empty_db) == [("public", None, "public", "192.0.2.7", None, {"misses": 200})]
        assert "wardmap_enumeration_alarms_total 1.0" in metrics(client)
    assert lines == [{"event": "enumeration_suspected", "log_level": "warning", "by": "network", "misses": 200}]


def test_an_account_is_told_of_wherever_it_asks_from(empty_db: TestDatabase, tmp_path: Path):
    number = add_account(empty_db, "lan", Role.VERIFIER)
    cookie = cookie_of(empty_db, number)
    with asking(empty_db, tmp_path, alarm_misses="10", **UNLIMITED) as client:
        for n in range(15):
            officer = as_if_from(client, f"203.0.113.{n}")
            officer.cookies = cookie
            assert officer.get("/as/police" + ITEM.format(n)).status_code == 404
    assert alarms(empty_db) == [("lan", number, "session", "203.0.113.9", "police", {"misses": 10})]


def test_a_reader_who_finds_things_and_now_and_then_does_not_is_never_told_of(sample_db: TestDatabase, tmp_path: Path):
    with asking(sample_db, tmp_path, alarm_misses="20", **UNLIMITED) as client:
        items = client.get("/ogc/collections/wifi/items?limit=30").json()["features"]
        for item in items:
            assert client.get(ITEM.format(item["id"])).status_code == 200
        for n in range(19):
            client.get(ITEM.format(FIRST_MISSING + n))
            client.get("/nowhere")
        assert "wardmap_enumeration_alarms_total 0.0" in metrics(client)


def test_refused_requests_are_counted_for_whoever_watches(sample_db: TestDatabase, tmp_path: Path):
    with asking(sample_db, tmp_path, rate_items="2/day") as client:
        for n in range(5):
            client.get(ITEM.format(FIRST_MISSING + n))
        told = metrics(client)
        assert 'wardmap_requests_refused_total{group="items"} 3.0' in told
