"""The database and the service know one life cycle, and the database holds everybody to it."""

import itertools

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from geo_api.addresses import steps
from geo_api.addresses.lifecycle import STEPS
from geo_api.addresses.questions import STATES
from geo_api.db import owner_connection
from layers.registry import all_layers
from tests.access.world import World
from tests.accounts.tools import browser
from tests.addresses.tools import PATH, Officer, why


def test_both_know_the_same_steps(town: World):
    with owner_connection(town.database.owner) as connection:
        rows = connection.execute(text("SELECT * FROM register.steps")).all()
    found = {row.step: (set(row.before), row.after, row.role, row.is_for_suspended) for row in rows}
    here = {
        name: (set(step.before), step.after, step.role or "own", step.for_suspended) for name, step in STEPS.items()
    }
    assert found == here


def test_the_map_has_words_for_each_state():
    assert sorted(choice.value for choice in all_layers()["addresses"].field("status").choices) == STATES


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE addressable SET status = 'assigned' WHERE id = :id",
        "UPDATE addressable SET verified_by = collected_by WHERE id = :id",
        "UPDATE addressable SET version = 0 WHERE id = :id",
        "UPDATE address_event SET reason = 'x' WHERE addressable_id = :id",
        "DELETE FROM address_event WHERE addressable_id = :id",
        "TRUNCATE address_event",
        "DELETE FROM addressable WHERE id = :id",
    ],
)
def test_not_even_the_owner_of_the_tables_slips_past(town: World, collector: Officer, sql: str):
    kept = collector.take(collector.keep(), "submit")
    with pytest.raises(DBAPIError), owner_connection(town.database.owner) as connection:
        connection.execute(text(sql), {"id": kept["id"]})
    assert collector.get(f"/{kept['id']}").json()["status"] == "submitted"


def test_codes_begin_as_the_first_ones_did(town: World, collector: Officer, verifier: Officer, approver: Officer):
    approver.take(verifier.take(collector.take(collector.keep(), "submit"), "verify"), "assign")
    ready = verifier.take(collector.take(collector.keep(), "submit"), "verify")
    with browser(town.database, address_prefix="HN") as client:
        answer = Officer(client, approver.headers).post(ready, "assign")
    assert why(answer) == ["prefix"]
    assert "ND" in answer.json()["detail"]
    assert approver.take(ready, "assign")["code"].startswith("ND")


def test_codes_that_are_given_already_are_passed_over(
    collector: Officer, verifier: Officer, approver: Officer, monkeypatch: pytest.MonkeyPatch
):
    ready = [verifier.take(collector.take(collector.keep(), "submit"), "verify") for _ in range(3)]
    given = approver.take(ready[0], "assign")["code"]
    drawn, calls = steps.mint, itertools.count()
    # Whatever is drawn at first is what somebody has.
    monkeypatch.setattr(steps, "mint", lambda *how: given if next(calls) < 8 else drawn(*how))
    body = {"addresses": [{"id": one["id"], "version": one["version"]} for one in ready[1:]]}
    answer = approver.client.post(f"{PATH}/assign", json=body, headers=approver.headers)
    assert answer.status_code == 200, answer.text
    assert len({given, *(one["code"] for one in answer.json()["addresses"])}) == 3
