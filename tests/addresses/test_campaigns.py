"""Campaigns: made, changed and ended over HTTP, and how far they are by hamlet, collector and day."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from fastapi.testclient import TestClient
from httpx2 import Response
from sqlalchemy import text

from geo_api.account import Role
from geo_api.days import today
from geo_api.db import owner_connection
from tests.access.world import Held, World
from tests.addresses.conftest import Hire
from tests.addresses.tools import PATH, Officer, draft, why

CAMPAIGNS = f"{PATH}/campaigns"


@dataclass(frozen=True)
class Office:
    client: TestClient
    headers: dict[str, str]
    units: dict[str, int]

    def body(self, **other: Any) -> dict[str, Any]:
        """A campaign for hamlet A2 of commune A, from today for a month."""
        targets = [{"hamlet": self.units["hamlet A2"], "target": 4}]
        first, last = today().isoformat(), (today() + timedelta(30)).isoformat()
        body = {"unit": self.units["commune A"], "title": "Đợt 1", "first": first, "last": last, "targets": targets}
        return {**body, **other}

    def post(self, path: str = "", **body: Any) -> Response:
        return self.client.post(CAMPAIGNS + path, json=body, headers=self.headers)

    def made(self, **other: Any) -> dict[str, Any]:
        answer = self.post(**self.body(**other))
        assert answer.status_code == 201, answer.text
        found: dict[str, Any] = answer.json()
        return found

    def change(self, campaign: dict[str, Any], **other: Any) -> Response:
        body = self.body(**other)
        del body["unit"]
        return self.client.put(
            f"{CAMPAIGNS}/{campaign['id']}", json={"version": campaign["version"], **body}, headers=self.headers
        )

    def get(self, path: str = "", **params: Any) -> Response:
        return self.client.get(CAMPAIGNS + path, params=params, headers=self.headers)


@pytest.fixture
def office(town: World, visitor: TestClient) -> Callable[..., Office]:
    """Whoever makes campaigns; afterwards there are none."""

    def office(role: Role = Role.COMMUNE_EDITOR, unit: str | None = "commune A") -> Office:
        return Office(visitor, town.headers(Held(role, unit, first=-7)), town.units)

    yield office
    with owner_connection(town.database.owner) as connection:
        connection.execute(text("DELETE FROM address_campaign"))


def days(number: int) -> str:
    return (today() + timedelta(number)).isoformat()


@pytest.mark.parametrize("role", [Role.VERIFIER, Role.APPROVER, Role.COMMUNE_EDITOR])
def test_made_changed_and_ended_by_officers_of_the_commune(office: Callable[..., Office], role: Role):
    officer = office(role)
    made = officer.made()
    assert (made["state"], made["version"], made["target"], made["missing"]) == ("running", 1, 4, 4)
    more = [{"hamlet": officer.units[name], "target": 9} for name in ("hamlet A1", "hamlet A2")]
    changed = officer.change(made, title="Đợt một", last=days(40), targets=more).json()
    assert (changed["version"], changed["title"], changed["last"], changed["target"]) == (2, "Đợt một", days(40), 18)
    # The answer was lost, and it is sent once more: nothing happens.
    assert officer.change(made, title="Đợt một", last=days(40), targets=more).json() == changed
    assert why(officer.change(made, title="Đợt hai")) == ["campaign_changed"]
    assert why(officer.post(f"/{made['id']}/end", version=1)) == ["campaign_changed"]
    ended = officer.post(f"/{made['id']}/end", version=2).json()
    assert (ended["state"], ended["version"]) == ("ended", 3)
    assert officer.post(f"/{made['id']}/end", version=2).json() == ended
    assert why(officer.change(ended, title="lại")) == ["campaign_ended"]
    [listed] = officer.get(unit=officer.units["commune A"]).json()["campaigns"]
    assert (listed["id"], listed["state"]) == (made["id"], "ended")
    # Its hamlets are free for another.
    assert officer.made()["state"] == "running"


def test_only_where_one_works(office: Callable[..., Office], collector: Officer):
    made, stranger = office().made(), office(unit="commune B")
    assert stranger.get(unit=made["unit_id"]).json()["campaigns"] == []
    assert stranger.get(f"/{made['id']}").status_code == 404
    assert stranger.get("/proposal", unit=made["unit_id"]).status_code == 404
    assert stranger.change(made, title="của tôi").status_code == 404
    assert stranger.post(f"/{made['id']}/end", version=1).status_code == 404
    assert why(stranger.post(**stranger.body())) == ["campaign_unit"]
    assert collector.client.post(CAMPAIGNS, json=office().body(), headers=collector.headers).status_code == 404
    # A hamlet is no commune, though it is one's own.
    hamlet = office(unit="hamlet A2")
    assert why(hamlet.post(**hamlet.body(unit=hamlet.units["hamlet A2"]))) == ["campaign_unit"]


def test_what_makes_no_sense_is_refused(office: Callable[..., Office]):
    officer = office()
    foreign = [{"hamlet": officer.units["hamlet B1"], "target": 1}]
    answer = officer.post(**officer.body(targets=foreign))
    assert why(answer) == ["campaign_hamlets"]
    assert str(officer.units["hamlet B1"]) in answer.json()["detail"]
    assert why(officer.post(**officer.body(first=days(-9), last=days(-1)))) == ["campaign_days"]
    target = officer.body()["targets"][0]
    for wrong in (
        {"first": days(2), "last": days(1)},
        {"last": days(5000)},
        {"first": days(5000), "last": days(5001)},
        {"title": "  "},
        {"title": "gọi 0912 345 678"},
        {"targets": []},
        {"targets": [target, target]},
        {"targets": [{**target, "target": 0}]},
        {"unheard": 1},
    ):
        assert officer.post(**officer.body(**wrong)).status_code == 400, wrong


def test_one_whose_answer_was_lost_is_not_made_twice(office: Callable[..., Office]):
    officer = office()
    first = officer.made()
    assert officer.made() == first
    assert len(officer.get(unit=officer.units["commune A"]).json()["campaigns"]) == 1
    # Somebody else's is another, and in the way.
    other = office(Role.VERIFIER)
    assert why(other.post(**other.body())) == ["campaign_overlaps"]


def test_a_hamlet_has_one_target_at_a_time(office: Callable[..., Office]):
    officer = office()
    first = officer.made()
    answer = officer.post(**officer.body(title="Đợt 2", first=days(30), last=days(60)))
    assert why(answer) == ["campaign_overlaps"]
    assert "Đợt 1" in answer.json()["detail"]
    assert "hamlet A2" in answer.json()["detail"]
    later = officer.made(title="Đợt 2", first=days(31), last=days(60))
    assert later["state"] == "planned"
    assert why(officer.change(first, last=days(31))) == ["campaign_overlaps"]


def test_progress_by_hamlet_collector_and_day(
    office: Callable[..., Office], hire: Hire, verifier: Officer, town: World
):
    two, officer = [hire(Role.COLLECTOR, "hamlet A2", n) for n in range(2)], office(Role.VERIFIER)
    hamlet = town.units["hamlet A2"]

    def spot(**other: Any) -> dict[str, Any]:
        body = draft(**other)
        return {**body, "lon": round(body["lon"] + 0.01, 6)}

    before = two[0].keep(spot(hamlet=hamlet))
    with owner_connection(town.database.owner) as connection:
        connection.execute(text("ALTER TABLE address_event DISABLE TRIGGER keep_record"))
        late = "UPDATE address_event SET at = at - interval '60 days' WHERE addressable_id = :id"
        connection.execute(text(late), {"id": before["id"]})
        connection.execute(text("ALTER TABLE address_event ENABLE TRIGGER keep_record"))
    made = officer.made(first=days(-3))
    sent = [two[0].take(two[0].keep(spot(hamlet=hamlet)), "submit") for _ in range(2)]
    verifier.take(sent[0], "verify")
    two[0].take(two[0].keep(spot(hamlet=hamlet)), "withdraw")
    # Whose hamlet was not said lies in it all the same.
    two[1].keep(spot())
    found = officer.get(f"/{made['id']}").json()
    assert (found["target"], found["missing"], found["totals"]["collected"]) == (4, 1, 3)
    [row] = found["hamlets"]
    counted = ("name", "target", "missing", "draft", "submitted", "verified", "rejected")
    assert [row[name] for name in counted] == ["Xã hamlet A2", 4, 1, 1, 1, 1, 1]
    assert [(one["collected"], one["rejected"]) for one in found["collectors"]] == [(2, 1), (1, 0)]
    [day] = found["days"]
    today_did = {"collected": 4, "submitted": 2, "returned": 0, "verified": 1, "assigned": 0}
    assert day == {"day": today().isoformat(), **today_did}
    # What the phone shows beside the rest; one's own hamlet is enough to see it.
    for who in (verifier, two[1]):
        rows = who.get("/summary", unit=str(hamlet)).json()["hamlets"]
        assert [(one["collected"], one["target"]) for one in rows if one["unit_id"] == hamlet] == [(3, 4)]
    assert hire(Role.COLLECTOR, "hamlet B1").get("/summary", unit=str(hamlet)).json()["hamlets"] == []


def test_targets_are_proposed_from_households(office: Callable[..., Office], hire: Hire, town: World):
    with owner_connection(town.database.owner) as connection:
        told = (
            "WITH a_load AS (INSERT INTO load (layer, mode, file_name, file_sha256, source_crs, rows_read,"
            " rows_written, rows_refused, report)"
            " VALUES ('indicators', 'append', 'a', 'a', 'a', 1, 1, 0, '{}') RETURNING id)"
            " INSERT INTO indicator (unit_id, code, value, period, source, load_id)"
            " SELECT :unit, 'households', 500, '[2025-01-01,2026-01-01)', 'thử', id FROM a_load"
        )
        connection.execute(text(told), {"unit": town.units["hamlet A2"]})
    hire(Role.COLLECTOR, "hamlet A2", 5).keep({**draft(), "lon": 106.1155, "lat": 20.431})
    rows = office().get("/proposal", unit=town.units["commune A"]).json()["hamlets"]
    assert [row["name"] for row in rows] == ["Xã hamlet A1", "Xã hamlet A2"]
    assert rows[0]["proposed"] is None
    assert rows[1]["have"] >= 1
    assert rows[1]["proposed"] == rows[1]["households"] - rows[1]["have"] == 500 - rows[1]["have"]


def test_a_hamlet_with_nothing_yet_is_shown_with_what_is_missing(office: Callable[..., Office], hire: Hire):
    officer = office(unit="commune B")
    targets = [{"hamlet": officer.units["hamlet B1"], "target": 7}]
    officer.made(unit=officer.units["commune B"], targets=targets)
    [row] = hire(Role.VERIFIER, "commune B").get("/summary", unit=str(officer.units["commune B"])).json()["hamlets"]
    assert (row["name"], row["target"], row["collected"], row["assigned"]) == ("Xã hamlet B1", 7, 0, 0)


def test_what_was_done_is_in_the_audit_log(office: Callable[..., Office], town: World):
    officer = office()
    made = officer.made()
    officer.change(made, title="Đợt khác")
    officer.change(made, title="Đợt khác")
    officer.post(f"/{made['id']}/end", version=2)
    with owner_connection(town.database.owner) as connection:
        asked = "SELECT action, audience FROM audit_event WHERE subject = :subject ORDER BY id"
        found = connection.execute(text(asked), {"subject": f"campaigns/{made['id']}"}).all()
    assert [tuple(row) for row in found] == [
        ("campaign.kept", "staff"),
        ("campaign.kept", "staff"),
        ("campaign.ended", "staff"),
    ]
