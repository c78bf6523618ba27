"""The feed of changes: everything recorded, once, in order, and where to go on."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import Connection, create_engine, text
from sqlalchemy.exc import OperationalError

from tests.conftest import TestDatabase
from tests.units.api_world import writing


def get(client: TestClient, **params: Any) -> Any:
    answer = client.get("/api/v1/changes", params=params)
    assert answer.status_code == 200, answer.text
    return answer.json()


def ids(document: Any) -> list[int]:
    return [change["id"] for change in document["changes"]]


def test_all_pages_together_are_all_events_once(client: TestClient):
    document = get(client, limit=1000)
    first = ids(document)
    assert len(first) == 1000
    document = client.get(document["next"]).json()
    assert document["next"] is None
    assert first + ids(document) == list(range(1, 1556))
    rest = get(client, since=document["cursor"])
    assert rest == {"changes": [], "cursor": document["cursor"], "next": None}


def test_a_merger_names_the_units_before_and_after(client: TestClient):
    merger = next(c for c in get(client)["changes"] if [u["name"] for u in c["to"]] == ["Trường Thi"])
    assert (merger["kind"], merger["effective"], merger["document"]) == (
        "merge",
        "2025-07-01",
        "Nghị quyết 1674/NQ-UBTVQH15",
    )
    assert {unit["valid_to"] for unit in merger["from"]} == {"2025-07-01"}
    assert "Xã Thành Lợi" in {unit["full_name"] for unit in merger["from"]}
    assert merger["to"][0]["valid_from"] == "2025-07-01"


def test_what_ended_without_a_successor_and_what_only_moved(client: TestClient):
    changes = get(client, limit=1000)["changes"]
    [abolished] = [change for change in changes if change["kind"] == "abolish"]
    assert (len(abolished["from"]), abolished["to"]) == (9, [])
    moved = next(change for change in changes if change["kind"] == "reparent")
    [before], [after] = moved["from"], moved["to"]
    assert before["id"] == after["id"]
    assert (before["valid_to"], after["valid_from"]) == ("2025-07-01", "2025-07-01")


@pytest.mark.parametrize("since", ["", "x", "e", "12", "2025-13-01", "2025-07-01T00:00:00", "e1x", f"e{10**18}"])
def test_a_since_that_means_nothing_is_refused(client: TestClient, since: str):
    assert client.get("/api/v1/changes", params={"since": since}).status_code == 400


@pytest.mark.parametrize("params", [{"limit": 0}, {"limit": 1001}, {"cursor": "e1"}, {"at": "2025-07-01"}])
def test_other_wrong_questions_are_refused(client: TestClient, params: dict[str, Any]):
    assert client.get("/api/v1/changes", params=params).status_code == 400


def test_a_follower_of_an_empty_register_misses_nothing(empty_db: TestDatabase, empty_client: TestClient):
    start = get(empty_client)
    assert (start["changes"], start["next"]) == ([], None)
    with writing(empty_db) as made:
        event = made.event("create", "2025-07-01", recorded_at="2025-06-01T08:00:00+07:00")
        unit = made.unit(created=event)
        made.version(unit, "A", "[2025-07-01,)", event=event)
    second = get(empty_client, since=start["cursor"])
    assert ids(second) == [event]
    assert (second["changes"][0]["from"], second["changes"][0]["to"][0]["name"]) == ([], "A")
    with writing(empty_db) as made:
        # It is to take effect in a far future.
        rename = made.event("rename", "2090-01-01", recorded_at="2025-06-02T08:00:00+07:00")
    assert ids(get(empty_client, since=second["cursor"])) == [rename]
    assert ids(get(empty_client, since="2025-06-01T00:59:59.5Z")) == [event, rename]


def test_a_moment_gives_the_record_before_it_too(empty_db: TestDatabase, empty_client: TestClient):
    moments = ["2025-06-01T08:00:00+07:00", "2025-06-02T08:00:00+07:00", "2025-06-02T08:00:00+07:00"]
    with writing(empty_db) as made:
        first, second, third = [made.event("rename", "2025-07-01", recorded_at=moment) for moment in moments]
    assert ids(get(empty_client, since="2025-06-01T01:00:00Z")) == [first, second, third]
    assert ids(get(empty_client, since="2025-06-02")) == [first, second, third]
    later = get(empty_client, since="2025-06-03")
    assert (ids(later), get(empty_client, since=later["cursor"])["changes"]) == ([second, third], [])
    page = get(empty_client, since="2025-06-03", limit=1)
    assert ids(empty_client.get(page["next"]).json()) == [third]


EVENT = text("INSERT INTO unit_event (kind, effective) VALUES ('rename', '2025-07-01') RETURNING id")
EVENT_OF = text(
    "INSERT INTO unit_event (id, kind, effective) OVERRIDING SYSTEM VALUE VALUES (:id, 'rename', '2025-07-01')"
)
TAKE_ID = text("SELECT nextval(pg_get_serial_sequence('unit_event', 'id'))")


@pytest.fixture
def writers(empty_db: TestDatabase) -> Iterator[tuple[Connection, Connection]]:
    """Two who write at a time; who must wait for the other is refused."""
    engine = create_engine(empty_db.owner, connect_args={"options": "-c lock_timeout=200ms"})
    with engine.connect() as one, engine.connect() as other:
        yield one, other
    engine.dispose()


def test_an_event_with_an_earlier_number_that_is_recorded_later_is_not_missed(
    writers: tuple[Connection, Connection], empty_client: TestClient
):
    slow, quick = writers
    number = slow.execute(TAKE_ID).scalar_one()
    later_number = quick.execute(EVENT).scalar_one()
    quick.commit()
    seen = get(empty_client)
    slow.execute(EVENT_OF, {"id": number})
    slow.commit()
    assert (number < later_number, ids(seen)) == (True, [later_number])
    assert ids(get(empty_client, since=seen["cursor"])) == [number]
    assert ids(get(empty_client)) == [later_number, number]


def test_nobody_records_events_past_one_who_has_not_ended(
    writers: tuple[Connection, Connection], empty_client: TestClient
):
    slow, quick = writers
    first = slow.execute(EVENT).scalar_one()
    with pytest.raises(OperationalError, match="lock timeout"):
        quick.execute(EVENT)
    quick.rollback()
    cursor = get(empty_client)["cursor"]
    slow.commit()
    second = quick.execute(EVENT).scalar_one()
    quick.commit()
    assert ids(get(empty_client, since=cursor)) == [first, second]


def test_an_event_of_a_transaction_open_at_the_moment_is_not_missed(
    writers: tuple[Connection, Connection], empty_client: TestClient
):
    slow, quick = writers
    slow.execute(text("SELECT 1"))  # its transaction, and so now(), begins here
    before = quick.execute(EVENT).scalar_one()
    quick.commit()
    hidden = slow.execute(EVENT).scalar_one()
    moment = datetime.now(UTC).isoformat()
    assert hidden not in ids(get(empty_client, since=moment))
    slow.commit()
    assert ids(get(empty_client, since=moment)) == [hidden]
    after = quick.execute(EVENT).scalar_one()
    quick.commit()
    assert ids(get(empty_client, since=moment)) == [hidden, after]
    assert ids(get(empty_client)) == [before, hidden, after]


def test_units_of_which_nothing_is_on_record_are_not_named(empty_db: TestDatabase, empty_client: TestClient):
    with writing(empty_db) as made:
        event = made.event("create", "2025-07-01")
        ghost, real = made.unit(created=event), made.unit(created=event)
        made.version(ghost, "Ma", recorded="[2026-01-01,2026-01-02)", event=event)
        made.version(real, "Thật", event=event)
    [change] = get(empty_client)["changes"]
    assert [unit["name"] for unit in change["to"]] == ["Thật"]
