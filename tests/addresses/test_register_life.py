"""From the draft on a phone to the code, and what becomes of it: over HTTP, by officers of different roles."""

from concurrent.futures import ThreadPoolExecutor
from concurrent.futures import TimeoutError as NotYet
from datetime import UTC, datetime

import pytest
from sqlalchemy import text

from geo_api.account import Role
from geo_api.db import owner_connection
from layers.codes import is_valid
from tests.addresses.conftest import Hire
from tests.addresses.tools import PATH, Officer, draft, new_id, why

REASON = {"reason": "đã kiểm tra tại chỗ"}


@pytest.fixture
def verified(collector: Officer, verifier: Officer) -> dict[str, object]:
    return verifier.take(collector.take(collector.keep(), "submit"), "verify")


@pytest.fixture
def assigned(verified: dict[str, object], approver: Officer) -> dict[str, object]:
    return approver.take(verified, "assign")


def test_from_draft_to_code(collector: Officer, verifier: Officer, approver: Officer, town):
    kept = collector.keep(draft(number="12", street="ngõ 5 Trần Phú", hamlet=town.units["hamlet A1"]))
    assert (kept["status"], kept["version"], kept["code"]) == ("draft", 1, None)
    assert kept["label"] == "Số 12, ngõ 5 Trần Phú, Xã hamlet A1, Xã commune A, Xã province P"
    assert kept["may"] == ["submit", "withdraw"]
    sent = collector.take(kept, "submit")
    assert (sent["status"], sent["version"], sent["may"]) == ("submitted", 2, [])
    assert why(verifier.post(sent, "verify")) == ["number"]
    checked = verifier.take(sent, "verify", number_agrees=True)
    done = approver.take(checked, "assign")
    assert done["status"] == "assigned"
    assert done["code"].startswith("ND")
    assert is_valid(done["code"])
    steps = [event["step"] for event in approver.get(f"/{done['id']}/events").json()["events"]]
    assert steps == ["draft", "submit", "verify", "assign"]


def test_the_same_draft_twice_is_one(collector: Officer):
    number, body = new_id(), draft()
    first, again = collector.put(body, number), collector.put(body, number)
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json() == again.json()
    changed = collector.put({**body, "note": "cổng xanh", "version": 1}, number).json()
    assert (changed["version"], changed["note"]) == (2, "cổng xanh")
    # The phone did not get that answer, and sends it once more.
    assert collector.put({**body, "note": "cổng xanh", "version": 1}, number).json() == changed


def test_when_it_was_taken_down_is_kept_and_is_no_day_to_come(collector: Officer):
    moment = datetime(2026, 7, 1, 1, tzinfo=UTC)
    number, body = new_id(), draft(captured_at=moment.isoformat())
    kept = collector.keep(body, number)
    assert datetime.fromisoformat(kept["captured_at"]) == moment
    # The moment alone makes no other draft of it.
    again = collector.put({**body, "captured_at": "2026-07-02T08:00:00+07:00"}, number)
    assert (again.status_code, again.json()) == (200, kept)
    ahead = collector.keep(draft(captured_at="2199-01-01T00:00:00Z"))
    assert ahead["captured_at"] <= ahead["changed_at"]
    assert collector.keep(draft())["captured_at"] is None
    # The clock of a phone that lost its day, or never had one.
    for lost in ("1970-01-01T00:00:09Z", "0001-01-01T00:00:00Z"):
        assert collector.keep(draft(captured_at=lost))["captured_at"] is None


def test_what_was_changed_meanwhile_is_shown_and_not_overwritten(collector: Officer):
    number, body = new_id(), draft()
    collector.keep(body, number)
    collector.keep({**body, "note": "một", "version": 1}, number)
    late = collector.put({**body, "note": "hai", "version": 1}, number)
    assert why(late) == ["changed"]
    assert late.json()["address"]["note"] == "một"
    collector.take(late.json()["address"], "submit")
    locked = collector.put({**body, "note": "ba", "version": 3}, number)
    assert why(locked) == ["locked"]
    assert locked.json()["address"]["status"] == "submitted"


def test_each_only_in_the_own_unit(hire: Hire, collector: Officer, verifier: Officer):
    elsewhere = draft(lon=106.115)
    assert why(collector.put(elsewhere)) == ["elsewhere"]
    assert verifier.put(elsewhere).status_code == 201
    # Up to 50 m around the hamlet, the edge of which is at 106.11.
    assert collector.put(draft(lon=106.1103)).status_code == 201
    stranger = hire(Role.VERIFIER, "commune B")
    kept = collector.keep()
    sent = collector.take(kept, "submit")
    assert stranger.get(f"/{kept['id']}").status_code == 404
    assert stranger.post(sent, "verify").status_code == 404
    assert collector.post(sent, "verify").status_code == 403
    assert hire(Role.COLLECTOR, "hamlet A1", 1).put(draft(), kept["draft_id"]).status_code == 404


def test_four_eyes(hire: Hire, approver: Officer):
    both = hire(Role.VERIFIER)
    own = both.take(both.keep(), "submit")
    assert why(both.post(own, "verify")) == ["collector"]
    checked = hire(Role.VERIFIER, "commune A", 1).take(own, "verify")
    assert both.post(checked, "assign").status_code == 403
    assert approver.take(checked, "assign")["status"] == "assigned"


def test_returned_with_a_reason_corrected_and_sent_again(collector: Officer, verifier: Officer):
    body = draft()
    sent = collector.take(collector.keep(body, number := new_id()), "submit")
    assert verifier.post(sent, "return", reason_code="wrong_place").status_code == 400
    back = verifier.take(sent, "return", reason_code="wrong_place", reason="ở bên kia đường")
    assert back["status"] == "returned"
    better = collector.keep({**body, "lon": body["lon"] + 0.00005, "version": back["version"]}, number)
    assert collector.take(better, "submit")["status"] == "submitted"


def test_two_within_five_metres_have_to_be_one_building(collector: Officer, verifier: Officer):
    first = draft()
    collector.take(collector.keep(first), "submit")
    beside = {**first, "lon": first["lon"] + 0.00002}
    second = collector.keep(beside, number := new_id())
    answer = collector.post(second, "submit")
    assert why(answer) == ["near"]
    same = collector.keep({**beside, "same_building": True, "version": 1}, number)
    assert collector.take(same, "submit")["flags"] == []


def test_a_place_has_to_be_accurate_or_drawn(collector: Officer):
    vague = draft(accuracy_m=35.0)
    kept = collector.keep(vague, number := new_id())
    assert kept["flags"] == ["inaccurate"]
    assert why(collector.post(kept, "submit")) == ["inaccurate"]
    drawn = collector.keep({**vague, "method": "drawn", "accuracy_m": None, "version": 1}, number)
    assert collector.take(drawn, "submit")["status"] == "submitted"


def test_suspended_resumed_moved_corrected(assigned, verifier: Officer, approver: Officer):
    held = verifier.take(assigned, "suspend", reason="tranh chấp ranh giới đất")
    assert held["is_suspended"]
    assert "resume" in held["may"]
    free = verifier.take(held, "resume", **REASON)
    moved = verifier.take(free, "move", lon=free["lon"] + 0.00003, lat=free["lat"], method="drawn", **REASON)
    named = verifier.take(moved, "correct", number="7B", street="Trần Phú", **REASON)
    assert (named["number"], named["code"]) == ("7B", assigned["code"])
    story = approver.get(f"/{named['id']}/events").json()["events"]
    assert [event["step"] for event in story[-4:]] == ["suspend", "resume", "move", "correct"]
    assert story[-2]["details"]["before"]["lon"] == assigned["lon"]


def test_what_was_returned_while_it_was_suspended_goes_on(collector: Officer, verifier: Officer):
    ready = verifier.take(collector.take(collector.keep(), "submit"), "verify")
    held = verifier.take(ready, "suspend", **REASON)
    returned = verifier.take(held, "return", reason_code="wrong_place", **REASON)
    again = collector.take(returned, "submit")
    assert why(verifier.post(again, "verify")) == ["suspended"]
    assert "resume" in verifier.get(f"/{again['id']}").json()["may"]
    assert verifier.take(verifier.take(again, "resume", **REASON), "verify")["status"] == "verified"


def test_what_was_verified_moves_within_communes_and_exactly(hire: Hire, collector: Officer, approver: Officer):
    everywhere = hire(Role.VERIFIER, None)
    waiting = collector.take(collector.keep(), "submit")
    at_sea = {"lon": 108.5, "lat": 20.0, "method": "drawn", **REASON}
    vague = {"lon": waiting["lon"], "lat": waiting["lat"], "method": "gnss", "accuracy_m": 900, **REASON}
    ready = everywhere.take(waiting, "verify")
    assert why(everywhere.post(ready, "move", **at_sea)) == ["outside"]
    assert why(everywhere.post(ready, "move", **vague)) == ["inaccurate"]
    given = approver.take(everywhere.take(ready, "move", **{**vague, "accuracy_m": 9}), "assign")
    assert why(everywhere.post(given, "move", **at_sea)) == ["outside"]
    # What nobody has verified may be put right in steps.
    other = everywhere.take(collector.take(collector.keep(), "submit"), "move", **at_sea)
    assert why(everywhere.post(other, "verify")) == ["outside"]


def test_superseded_and_retired_for_ever(assigned, collector: Officer, verifier: Officer, approver: Officer):
    other = approver.take(verifier.take(collector.take(collector.keep(), "submit"), "verify"), "assign")
    assert why(approver.post(assigned, "supersede", successors=[assigned["id"]], **REASON)) == ["successors"]
    gone = approver.take(assigned, "supersede", successors=[other["id"]], **REASON)
    assert (gone["status"], gone["may"]) == ("superseded", [])
    for step, said in (
        ("retire", {"reason_code": "error"}),
        ("move", {"lon": 106.105, "lat": 20.41, "method": "drawn"}),
    ):
        answer = (approver if step == "retire" else verifier).post(gone, step, **REASON, **said)
        assert why(answer) == ["state"]
    assert approver.take(other, "retire", reason_code="demolished", **REASON)["status"] == "retired"


def test_what_ends_at_this_moment_takes_no_place(
    assigned, collector: Officer, verifier: Officer, approver: Officer, town
):
    other = approver.take(verifier.take(collector.take(collector.keep(), "submit"), "verify"), "assign")
    with ThreadPoolExecutor(1) as threads, owner_connection(town.database.owner) as connection:
        connection.execute(text("UPDATE addressable SET status = 'retired' WHERE id = :id"), {"id": other["id"]})
        answer = threads.submit(approver.post, assigned, "supersede", successors=[other["id"]], **REASON)
        with pytest.raises(NotYet):
            answer.result(timeout=0.3)
        connection.commit()
        assert why(answer.result()) == ["successors"]


def test_the_queue_of_a_hamlet_is_what_is_said_to_be_of_it(hire: Hire, verifier: Officer, town):
    commune, hamlet = str(town.units["commune A"]), town.units["hamlet B1"]
    collector = hire(Role.COLLECTOR, "hamlet A2")
    said = collector.keep(draft(lon=106.1199, lat=20.4312, hamlet=hamlet))
    unsaid = collector.keep(draft(lon=106.1199, lat=20.4314))
    for asked, found in ((str(hamlet), {said["id"]}), ("none", {unsaid["id"]}), (str(town.units["hamlet A2"]), set())):
        shown = verifier.get(unit=commune, hamlet=asked, near="106.1199,20.4313", within_m="30").json()["addresses"]
        assert {one["id"] for one in shown} == found
    # As a unit of its own, wherever it is drawn, or is not.
    of_hamlet = verifier.get(unit=str(hamlet), near="106.1199,20.4313", within_m="30").json()["addresses"]
    assert [one["id"] for one in of_hamlet] == [said["id"]]
    assert verifier.get(unit=commune, hamlet="x").status_code == 400


def test_words_are_corrected_of_one_that_lies_beside_its_hamlet(hire: Hire, verifier: Officer, town):
    hamlet = town.units["hamlet B1"]
    collector = hire(Role.COLLECTOR, "hamlet A2")
    sent = collector.take(collector.keep(draft(lon=106.1199, lat=20.431, hamlet=hamlet)), "submit")
    named = verifier.take(sent, "correct", number="7", hamlet=hamlet, **REASON)
    assert (named["number"], named["hamlet"]["unit_id"], named["flags"]) == ("7", hamlet, ["outside_hamlet"])
    plain = verifier.take(named, "correct", number="7", **REASON)
    assert why(verifier.post(plain, "correct", hamlet=hamlet, **REASON)) == ["hamlet"]


def test_a_step_whose_answer_was_lost_is_not_taken_twice(collector: Officer, verifier: Officer, approver: Officer):
    sent = collector.take(kept := collector.keep(), "submit")
    assert collector.take(kept, "submit") == sent
    checked = verifier.take(sent, "verify")
    done = approver.take(checked, "assign")
    assert approver.take(checked, "assign") == done
    # Somebody else did not take it.
    assert why(collector.post(kept, "submit")) == ["state"]
    assert len(approver.get(f"/{done['id']}/events").json()["events"]) == 4


def test_hundreds_are_assigned_at_once_or_none(collector: Officer, verifier: Officer, approver: Officer):
    ready = [verifier.take(collector.take(collector.keep(), "submit"), "verify") for _ in range(6)]
    draft_one = collector.keep()

    def assign(*chosen):
        body = {"addresses": [{"id": one["id"], "version": one["version"]} for one in chosen]}
        return approver.client.post(f"{PATH}/assign", json=body, headers=approver.headers)

    answer = assign(*ready, draft_one)
    assert [(fault["id"], fault["why"]) for fault in answer.json()["faults"]] == [(draft_one["id"], "state")]
    nowhere = assign(*ready, {"id": 10**9, "version": 1})
    assert (nowhere.status_code, [fault["id"] for fault in nowhere.json()["faults"]]) == (404, [10**9])
    assert approver.get(bbox="107,20,106,21").status_code == 400
    assert {one["status"] for one in approver.get(status="verified").json()["addresses"]} == {"verified"}
    done = assign(*ready).json()["addresses"]
    assert len({one["code"] for one in done}) == 6
    assert assign(*ready).json()["addresses"] == done


@pytest.mark.parametrize(
    "wrong",
    [
        {"note": "liên hệ 0912 345 678"},
        {"street": "036090001234"},
        {"kind": "villa"},
        {"lon": 500},
        {"lon": 2.35, "lat": 48.85},
        {"number": "x" * 200},
        {"unheard": 1},
        {"captured_at": "2026-07-01T08:00:00"},
    ],
)
def test_what_cannot_be_a_draft_is_refused(collector: Officer, wrong):
    answer = collector.put({**draft(), **wrong})
    assert answer.status_code == 400, answer.text


def test_a_token_for_one_unit_does_nothing_in_another(hire: Hire, town):
    everywhere = hire(Role.VERIFIER, None)
    wanted = [{"role": "verifier", "unit_id": town.units["commune A"]}]
    made = everywhere.client.post(
        "/api/v1/tokens",
        json={"name": "máy trạm", "roles": wanted, "days": 1, "read_only": False},
        headers=everywhere.headers,
    )
    assert made.status_code == 201, made.text
    program = Officer(everywhere.client, {"Authorization": f"Bearer {made.json()['token']}"})
    there = draft(lon=106.125)
    assert why(program.put(there)) == ["elsewhere"]
    assert everywhere.put(there).status_code == 201
    own = program.keep()
    moved = {"lon": 106.125, "lat": 20.41, "method": "drawn", "reason": "thử"}
    assert why(program.post(program.take(own, "submit"), "move", **moved)) == ["elsewhere"]
