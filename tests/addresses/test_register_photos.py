"""Photos of gates: taken anew while an address is a draft, and deleted when they are not needed any more."""

import hashlib
import io
import json
import time
from collections.abc import Callable
from typing import Any

import pytest
from PIL import Image
from sqlalchemy import text
from typer.testing import CliRunner

from geo_api.account import Role
from geo_api.addresses.commands import addresses
from geo_api.addresses.retention import Retention
from geo_api.audit import Actor
from geo_api.audit.subject import subject_named, told
from geo_api.audit.who import command_line
from geo_api.db import Database, Duty, owner_connection
from geo_api.settings import Settings
from tests.access.world import Held, World
from tests.addresses.conftest import Hire
from tests.addresses.tools import PATH, Officer, draft, new_id, why

Sends = Callable[..., Any]


@pytest.fixture
def send() -> Sends:
    """Sends a photo of one colour for a draft; gives the answer."""

    def send(officer: Officer, number: str, color: str, **query: str) -> Any:
        made = io.BytesIO()
        Image.new("RGB", (60, 40), color).save(made, "JPEG")
        digest = hashlib.sha256(made.getvalue()).hexdigest()
        headers = {**officer.headers, "Content-Type": "image/jpeg"}
        path = f"{PATH}/drafts/{number}/photos/{digest}"
        return officer.client.put(path, params=query, content=made.getvalue(), headers=headers)

    return send


def ask(town: World, sql: str, **values: Any) -> list[Any]:
    with owner_connection(town.database.owner) as connection:
        return list(connection.execute(text(sql), values).all())


def test_a_picture_that_would_fill_the_memory_is_refused(collector: Officer):
    collector.keep(draft(), number := new_id())
    made = io.BytesIO()
    Image.new("RGB", (16, 16)).save(made, "JPEG")
    sent = bytearray(made.getvalue())
    size = sent.find(b"\xff\xc0") + 5
    sent[size : size + 4] = b"\xff\xff\xff\xff"
    path = f"{PATH}/drafts/{number}/photos/{hashlib.sha256(sent).hexdigest()}"
    answer = collector.client.put(
        path, content=bytes(sent), headers={**collector.headers, "Content-Type": "image/jpeg"}
    )
    assert (answer.status_code, "40" in answer.json()["detail"]) == (400, True)


def photos_of(town: World, address: int) -> list[int]:
    found = ask(town, "SELECT id FROM address_photo WHERE addressable_id = :id ORDER BY id", id=address)
    return [row.id for row in found]


def age(town: World, address: int, days: int) -> None:
    """Have all that happened to it so many days ago: past the triggers that keep days."""
    with owner_connection(town.database.owner) as connection:
        connection.execute(text("ALTER TABLE address_code DISABLE TRIGGER keep_record"))
        aged = "UPDATE address_code SET effective_on = current_date - :days WHERE addressable_id = :id"
        connection.execute(text(aged), {"days": days, "id": address})
        connection.execute(text("ALTER TABLE address_code ENABLE TRIGGER keep_record"))
        changed = "UPDATE addressable SET changed_at = now() - make_interval(days => :days) WHERE id = :id"
        connection.execute(text(changed), {"days": days, "id": address})
        stored = "UPDATE address_photo SET stored_at = now() - make_interval(days => :days) WHERE addressable_id = :id"
        connection.execute(text(stored), {"days": days, "id": address})


def test_a_photo_is_replaced_until_the_address_is_submitted(
    town: World, collector: Officer, verifier: Officer, send: Sends
):
    number = new_id()
    kept = collector.keep(draft(), number)
    first = send(collector, number, "red").json()["photos"]
    assert len(send(collector, number, "green").json()["photos"]) == 2
    answer = send(collector, number, "blue", replace="true")
    [photo] = answer.json()["photos"]
    assert answer.status_code == 201
    assert photo["id"] not in [one["id"] for one in first]
    # The pictures are gone, and what was done is on record.
    assert photos_of(town, kept["id"]) == [photo["id"]]
    event = collector.get(f"/{kept['id']}/events").json()["events"][-1]
    assert (event["step"], len(event["details"]["replaced"])) == ("photo", 2)
    # The answer was lost: the same again changes nothing.
    again = send(collector, number, "blue", replace="true")
    assert (again.status_code, again.json()["photos"]) == (200, [photo])
    sent = collector.take(collector.get(f"/{kept['id']}").json(), "submit")
    refused = send(collector, number, "black", replace="true")
    assert (why(refused), photos_of(town, kept["id"])) == (["locked"], [photo["id"]])
    verifier.take(sent, "return", reason_code="photo", reason="mờ")
    assert send(collector, number, "black", replace="true").status_code == 201
    assert send(collector, number, "white", replace="yes").status_code == 400


def test_nobody_replaces_the_photo_of_another(town: World, collector: Officer, hire: Hire, send: Sends):
    number = new_id()
    kept = collector.keep(draft(), number)
    send(collector, number, "red")
    other = hire(Role.COLLECTOR, "hamlet A1", who=3)
    assert send(other, number, "blue", replace="true").status_code == 404
    assert len(photos_of(town, kept["id"])) == 1


@pytest.fixture
def photographed(
    town: World, collector: Officer, verifier: Officer, approver: Officer, send: Sends
) -> dict[str, dict[str, Any]]:
    """With a photo each: with an old code, with a new one, rejected long ago, not gone on with, still waiting."""

    def begun() -> dict[str, Any]:
        number = new_id()
        kept = collector.keep(draft(), number)
        send(collector, number, "red")
        return kept

    def made() -> dict[str, Any]:
        return collector.take(begun(), "submit")

    old, new = (approver.take(verifier.take(made(), "verify"), "assign") for _ in range(2))
    rejected = verifier.take(made(), "reject", reason_code="duplicate", reason="trùng")
    left, waiting = begun(), made()
    for address in (old, rejected, left, waiting):
        age(town, address["id"], 91)
    age(town, new["id"], 89)
    return {"old": old, "new": new, "rejected": rejected, "left": left, "waiting": waiting}


def having(town: World, photographed: dict[str, dict[str, Any]]) -> set[str]:
    return {name for name, address in photographed.items() if photos_of(town, address["id"])}


def test_photos_that_are_not_needed_go_on_command(
    town: World, photographed: dict[str, dict[str, Any]], collector: Officer, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("WARDMAP_OWNER_DATABASE_URL", town.database.owner.render_as_string(hide_password=False))
    monkeypatch.setenv("WARDMAP_DATABASE_URL", town.database.service.render_as_string(hide_password=False))
    run = CliRunner().invoke
    assert "3 ảnh sẽ bị xóa" in run(addresses, ["prune-photos", "--days", "90", "--dry-run"]).output
    assert having(town, photographed) == {"old", "new", "rejected", "left", "waiting"}
    assert "Đã xóa 3 ảnh" in run(addresses, ["prune-photos", "--days", "90"]).output
    assert having(town, photographed) == {"new", "waiting"}
    event = collector.get(f"/{photographed['old']['id']}/events").json()["events"][-1]
    assert (event["step"], event["who"], len(event["details"]["photos"])) == ("photos_pruned", None, 1)
    [noted] = ask(town, "SELECT actor, details FROM audit_event WHERE action = 'photos.pruned'")
    ids = sorted(photographed[name]["id"] for name in ("old", "rejected", "left"))
    assert (noted.actor, noted.details["ids"]) == (command_line().name, ids)
    assert "Đã xóa 0 ảnh" in run(addresses, ["prune-photos", "--days", "90"]).output
    assert run(addresses, ["prune-photos", "--days", "29"]).exit_code != 0


def test_the_service_deletes_them_by_itself_when_it_is_told_to(town: World, photographed: dict[str, dict[str, Any]]):
    database = Database(town.database.service, Settings())
    with pytest.raises(Exception, match="30 days"), database.transaction(Duty.REGISTER) as connection:
        connection.execute(text("SELECT register.prune_photos(29, 10)"))
    kept = Retention(database, None, every=0.01)
    kept.start()
    kept.stop()
    assert having(town, photographed) == {"old", "new", "rejected", "left", "waiting"}
    retention = Retention(database, 90, every=0.01)
    retention.start()
    deadline = time.monotonic() + 20
    while having(town, photographed) != {"new", "waiting"} and time.monotonic() < deadline:
        time.sleep(0.02)
    retention.stop()
    database.close()
    assert having(town, photographed) == {"new", "waiting"}


def test_a_new_photo_of_an_old_draft_stays(town: World, collector: Officer, send: Sends):
    number = new_id()
    kept = collector.keep(draft(), number)
    age(town, kept["id"], 91)
    [photo] = send(collector, number, "red").json()["photos"]
    with owner_connection(town.database.owner) as connection:
        connection.execute(text("SELECT register.prune_photos(90, 500)"))
    assert photos_of(town, kept["id"]) == [photo["id"]]


def test_whom_it_concerns_is_told_of_events_and_photos(town: World, collector: Officer, verifier: Officer, send: Sends):
    number = new_id()
    kept = collector.keep(draft(), number)
    send(collector, number, "red")
    verifier.take(collector.take(kept, "submit"), "verify")
    [photo] = photos_of(town, kept["id"])
    [account] = ask(town, "SELECT collected_by AS id FROM addressable WHERE id = :id", id=kept["id"])
    with owner_connection(town.database.owner) as connection:
        of_place, of_person = (
            told(connection, subject_named(connection, name), Actor("test"))
            for name in (f"addresses/{kept['id']}", f"account/{account.id}")
        )
    assert [event["step"] for event in of_place["held"]["address_event"]] == ["draft", "photo", "submit", "verify"]
    assert [each["id"] for each in of_place["held"]["address_photo"]] == [photo]
    held = of_person["held"]
    assert {"id": kept["id"], "collected": True} in held["addressable"]
    own = [event["step"] for event in held["address_event"] if event["addressable_id"] == kept["id"]]
    assert own == ["draft", "photo", "submit"]
    assert photo in [each["id"] for each in held["address_photo"]]
    assert (held["account"][0]["id"], held["account_role"][0]["role"]) == (account.id, "collector")
    # Neither pictures nor what one signs in with.
    assert not {"jpeg", "sha256", "password_hash", "token_hash"} & {
        name for rows in held.values() for row in rows for name in row
    }


def test_verifiers_may_assign_where_whoever_runs_the_server_says_so(
    town: World, collector: Officer, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("WARDMAP_OWNER_DATABASE_URL", town.database.owner.render_as_string(hide_password=False))
    monkeypatch.setenv("WARDMAP_DATABASE_URL", town.database.service.render_as_string(hide_password=False))
    run = CliRunner().invoke
    both = [Held(role, "commune A", first=-77) for role in (Role.VERIFIER, Role.APPROVER)]
    officer = Officer(collector.client, town.headers(*both))
    verified = officer.take(collector.take(collector.keep(draft()), "submit"), "verify")
    assert why(officer.post(verified, "assign")) == ["verifier"]
    assert json.loads(run(addresses, ["policy", "--json"]).output) == {"verifier_may_assign": False}
    for _ in range(2):
        assert "Verifiers may assign" in run(addresses, ["policy", "--verifier-may-assign"]).output
    assert officer.take(verified, "assign")["status"] == "assigned"
    assert "may not" in run(addresses, ["policy", "--verifier-may-not-assign"]).output
    noted = ask(town, "SELECT details FROM audit_event WHERE action = 'address.policy' ORDER BY id")
    assert [row.details["verifier_may_assign"] for row in noted] == [True, False]
