"""What officials see of people is on record before they see it; what is open, and the public, is not."""

import json
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any
from urllib.parse import quote

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import text
from typer.testing import CliRunner

from geo_api.account import Role
from geo_api.cli import command_line
from geo_api.db import owner_connection
from layers.codes import ADDRESS_PREFIX, mint
from tests.accounts.tools import add_account, browser, cookie_of
from tests.conftest import Server, TestDatabase

DWELLINGS = 300
ITEMS = "/as/police/ogc/collections/addresses/items"
# Around the first of the dwellings, which stand 0.00001° apart on a line to the east.
TILE = (16, 52084, 28971)
FILL = """
WITH a AS (INSERT INTO addressable (kind, status) SELECT 'dwelling', 'assigned' FROM unnest(:codes)
           RETURNING id),
     c AS (INSERT INTO address_code (code, addressable_id)
           SELECT (:codes)[row_number() OVER (ORDER BY id)], id FROM a)
INSERT INTO address_point (addressable_id, position, valid, geom, method)
SELECT id, 'main_entrance', '[2020-01-01,)', ST_SetSRID(ST_Point(106.105 + id * 0.00001, 20.41), 4326), 'drawn' FROM a
"""


@dataclass
class Office:
    database: TestDatabase
    client: TestClient
    ids: list[int]
    lan: dict[str, str]

    def get(self, address: str, status: int = 200, **headers: str) -> Any:
        answer = self.client.get(address, headers={**self.lan, **headers})
        # An empty tile is an answer, too.
        assert (200 if answer.status_code == 204 else answer.status_code) == status, answer.text
        return answer

    def log(self) -> list[tuple[str, str, dict[str, Any]]]:
        query = "SELECT action, subject, details FROM audit_event WHERE action LIKE 'read.%' ORDER BY id"
        with owner_connection(self.database.owner) as connection:
            return [tuple(row) for row in connection.execute(text(query))]

    def forget(self) -> None:
        with owner_connection(self.database.owner) as connection:
            connection.execute(text("SELECT set_config('wardmap.audit_pruning', 'on', true)"))
            for table in ("audit_event", "audit_seal", "audit_head"):
                connection.execute(text(f"DELETE FROM {table}"))


@pytest.fixture(scope="module")
def made(server: Server, template: str) -> Iterator[Office]:
    with server.database(template) as database, browser(database) as client:
        with owner_connection(database.owner) as connection:
            codes = [mint(ADDRESS_PREFIX, 6, Random(number).randrange) for number in range(DWELLINGS)]
            connection.execute(text(FILL), {"codes": codes})
            ids = list(connection.scalars(text("SELECT id FROM addressable ORDER BY id")))
        cookies = cookie_of(database, add_account(database, "lan.tran", Role.VERIFIER, Role.PLANNER))
        lan = {"Cookie": "; ".join(f"{name}={value}" for name, value in cookies.items())}
        yield Office(database, client, ids, lan)


@pytest.fixture
def office(made: Office) -> Iterator[Office]:
    made.client.app.state.looked._looks.clear()
    yield made
    made.forget()


def test_one_address_says_who_from_where_as_what_and_why(office: Office):
    first = office.ids[0]
    office.get(f"{ITEMS}/{first}?f=json", **{"X-Wardmap-Reason": quote("đơn số 12")})
    query = (
        "SELECT e.action, actor, e.account_id = a.id, via, address, audience, subject, details, reason"
        " FROM audit_event AS e, account AS a WHERE a.name = 'lan.tran'"
    )
    with owner_connection(office.database.owner) as connection:
        events = [tuple(row) for row in connection.execute(text(query))]
    who = ("lan.tran", True, "session", "203.0.113.7", "police")
    assert events == [("read.item", *who, f"addresses/{first}", {}, "đơn số 12")]


def test_a_page_names_its_rows_and_not_what_was_typed(office: Office):
    office.get(f"{ITEMS}?f=json&limit=3&bbox=106.1,20.4,106.2,20.5&kind=dwelling&filter=number%20%3D%20%27Lan%27")
    office.get(f"{ITEMS}?f=html&limit=2")
    box = {"bbox": [[106.1, 20.4, 106.2, 20.5]], "fields": ["kind", "number"]}
    assert office.log() == [
        ("read.items", "addresses", {**box, "rows": 0, "ids": []}),
        ("read.items", "addresses", {"rows": 2, "ids": office.ids[:2]}),
    ]


def test_of_many_rows_it_is_said_how_many_and_between_which(office: Office):
    office.get(f"{ITEMS}?f=json&limit=250")
    assert office.log() == [("read.items", "addresses", {"rows": 250, "between": [office.ids[0], office.ids[249]]})]


@pytest.mark.parametrize("form", ["json", "html", "csv", "json&limit=20000", "json&sortby=kind"])
def test_an_answer_that_fails_for_what_is_in_a_row_is_on_record(office: Office, form: str):
    """Whether there is such a row, one could learn from the error alone."""
    asked = quote(f"id={office.ids[5]} AND kind='dwelling' AND id^1000>0")
    office.get(f"{ITEMS}?f={form}&filter={asked}", status=400)
    looks = [details for action, *_, details in office.log() if action == "read.items"]
    assert any(look.get("failed") and "kind" in look["fields"] for look in looks), looks


@pytest.mark.parametrize("form", ["csv", "fgb", "json"])
def test_a_file_is_on_record_before_it_is_sent_and_with_its_rows_after(office: Office, form: str):
    limit = 20_000 if form == "json" else 1000
    office.get(f"{ITEMS}?f={form}&limit={limit}")
    told = {"rows": DWELLINGS, "between": [office.ids[0], office.ids[-1]]}
    (_, _, begun), (action, subject, ended) = office.log()
    assert (action, subject, ended) == ("read.items.ended", "addresses", {**begun, **told})
    assert list(begun) == ["sending"]


def test_of_a_short_file_the_row_behind_its_end_is_not_named(office: Office):
    office.get(f"{ITEMS}?f=csv&limit=4")
    [begun, (_, _, ended)] = office.log()
    assert ended == {**begun[2], "rows": 4, "ids": office.ids[:4]}


def test_looking_at_a_map_is_said_once_for_a_place_and_a_layer(office: Office):
    z, x, y = TILE
    for tile in (f"{z}/{x}/{y}", f"{z}/{x + 1}/{y}", f"{z}/{x}/{y}", "13/6510/3621"):
        office.get(f"/as/police/tiles/addresses,cameras,feedback,wifi/{tile}.mvt")
    office.get(f"/as/police/ogc/collections/addresses/tiles/WebMercatorQuad/{z}/{y}/{x}")
    above = [z - 2, x // 4, y // 4]
    assert office.log() == [
        ("read.tiles", "addresses", {"tile": [14, *above[1:]]}),
        ("read.tiles", "feedback", {"tile": [14, *above[1:]]}),
        ("read.tiles", "addresses", {"tile": [13, 6510, 3621]}),
        ("read.tiles", "feedback", {"tile": [13, 6510, 3621]}),
    ]


def test_an_exact_code_shows_one_address(office: Office):
    with owner_connection(office.database.owner) as connection:
        code = connection.scalar(
            text("SELECT code FROM address_code WHERE addressable_id = :id"), {"id": office.ids[0]}
        )
    assert office.get(f"/as/police/api/v1/search?q={code}").json()["results"]
    assert office.log() == [("read.item", f"addresses/{office.ids[0]}", {})]


@pytest.mark.parametrize(
    "address",
    [
        "/ogc/collections/addresses/items?f=json",
        "/tiles/addresses/14/13021/7239.mvt",
        "/as/police/ogc/collections/schools/items?f=json",
        "/as/police/ogc/collections/cameras/items?f=json",
        "/as/police/tiles/cameras,wifi/14/13021/7239.mvt",
        "/as/planner/ogc/collections/addresses/items?f=json",
        "/as/police/ogc/collections/addresses?f=json",
    ],
)
def test_what_is_open_or_not_about_people_is_not_recorded(office: Office, address: str):
    assert office.client.get(address, headers=office.lan).status_code in (200, 204)
    assert office.log() == []


@pytest.mark.parametrize(
    "address",
    [
        f"{ITEMS}?f=json",
        f"{ITEMS}?f=html",
        f"{ITEMS}?f=csv",
        f"{ITEMS}?f=fgb",
        f"{ITEMS}?f=json&limit=20000",
        f"{ITEMS}/{{id}}?f=json",
        "/as/police/tiles/addresses/{tile}.mvt",
    ],
)
@pytest.mark.parametrize(
    "trouble", ["REVOKE INSERT ON audit_event FROM wardmap_audit", "ALTER TABLE audit_event RENAME TO lost"]
)
def test_nothing_is_shown_that_cannot_be_recorded(office: Office, address: str, trouble: str):
    column = "(action, actor, account_id, via, address, audience, subject, details, reason)"
    back = {
        "REVOKE": f"GRANT INSERT {column} ON audit_event TO wardmap_audit",
        "ALTER": "ALTER TABLE lost RENAME TO audit_event",
    }[trouble.split(maxsplit=1)[0]]
    with owner_connection(office.database.owner) as connection:
        connection.execute(text(trouble.replace("INSERT ON", f"INSERT {column} ON")))
    try:
        refused = office.get(address.format(id=office.ids[0], tile="/".join(map(str, TILE))), 503)
    finally:
        with owner_connection(office.database.owner) as connection:
            connection.execute(text(back))
    assert refused.headers["content-type"] == "application/problem+json"
    assert "cannot be recorded" in refused.text or "không ghi được" in refused.text
    assert refused.headers["retry-after"]


def test_all_that_is_held_on_an_address_and_who_looked(office: Office, tmp_path: Path):
    first, second, far = office.ids[0], office.ids[1], office.ids[-1]
    office.get(f"{ITEMS}/{first}?f=json", **{"X-Wardmap-Reason": quote("đơn số 12")})
    office.get(f"{ITEMS}/{second}?f=json")
    office.get(f"{ITEMS}?f=json&limit=2")
    office.get(f"{ITEMS}?f=csv&limit=2")
    office.get(f"{ITEMS}?f=csv&limit=250")
    office.get(f"{ITEMS}?f=csv&limit=250&bbox=106,20,106.01,20.01")
    office.get("/as/police/tiles/addresses/16/52083/28971.mvt")
    office.get("/as/police/tiles/addresses/16/40000/28971.mvt")
    with owner_connection(office.database.owner) as connection:
        code = connection.scalar(text("SELECT code FROM address_code WHERE addressable_id = :id"), {"id": first})
    ways = {about: answered(office, about, tmp_path) for about in (f"addresses/{first}", f"{code[:2]}-{code[2:]}")}
    answer = ways[f"addresses/{first}"]
    assert [(look["action"], look["how"]) for look in answer["looked_at"]] == [
        ("read.item", "itself"),
        ("read.items", "named"),
        ("read.items.ended", "named"),
        ("read.items.ended", "perhaps"),
        ("read.tiles", "map"),
    ]
    assert {(look["actor"], look["address"], look["audience"]) for look in answer["looked_at"]} == {
        ("lan.tran", "203.0.113.7", "police")
    }
    assert answer["looked_at"][0]["reason"] == "đơn số 12"
    assert {name: len(rows) for name, rows in answer["held"].items()} == {
        "addressable": 1,
        "address_point": 1,
        "address_text": 0,
        "address_code": 1,
        "address_alias": 0,
        "address_event": 0,
        "address_photo": 0,
        "plate": 0,
        "coverage_result": 0,
    }
    # By its code it is the same, and it is on record that it was asked before.
    again = ways[f"{code[:2]}-{code[2:]}"]
    assert [look["action"] for look in again["looked_at"]] == [
        *(look["action"] for look in answer["looked_at"]),
        "audit.subject",
    ]
    assert "perhaps" not in {look["how"] for look in answered(office, f"addresses/{far}", tmp_path)["looked_at"]}


def answered(office: Office, about: str, folder: Path) -> dict[str, Any]:
    file = folder / "answer.json"
    environment = {
        "WARDMAP_DATABASE_URL": office.database.service.render_as_string(hide_password=False),
        "WARDMAP_OWNER_DATABASE_URL": office.database.owner.render_as_string(hide_password=False),
        "WARDMAP_DATA_DIR": str(folder),
    }
    result = CliRunner().invoke(command_line(), ["audit", "subject", about, "--out", str(file)], env=environment)
    assert result.exit_code == 0, (result.output, result.exception)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    return json.loads(file.read_text())


@pytest.mark.parametrize("about", ["addresses/999999999", "nothing/1", "addresses", "NDWWWWWWW", "addresses/1; DROP"])
def test_what_there_is_nothing_on_is_said_in_words(office: Office, about: str, tmp_path: Path):
    with pytest.raises(AssertionError, match="CommandFailed"):
        answered(office, about, tmp_path)
    assert not (tmp_path / "answer.json").exists()
