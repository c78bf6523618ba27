"""At the edges of the register: odd words and pictures, steps said anew otherwise, readers beside slow writers."""

import hashlib
import io
import threading
from typing import Any

import pytest
from httpx2 import Response
from PIL import ExifTags, Image
from sqlalchemy import text

from geo_api.account import Role
from geo_api.db import owner_connection
from tests.access.world import World
from tests.addresses.conftest import Hire
from tests.addresses.tools import PATH, Officer, draft, new_id, why

SLOW = """
INSERT INTO address_event (addressable_id, version, step, status_before, status_after, details)
SELECT id, version, 'edit', status, status, '{}' FROM addressable WHERE id = :id RETURNING id
"""


def picture(**saved: Any) -> bytes:
    made = io.BytesIO()
    Image.new("RGB", (60, 40), "navy").save(made, "JPEG", **saved)
    return made.getvalue()


def send(officer: Officer, number: str, sent: bytes) -> Response:
    path = f"{PATH}/drafts/{number}/photos/{hashlib.sha256(sent).hexdigest()}"
    return officer.client.put(path, content=sent, headers={**officer.headers, "Content-Type": "image/jpeg"})


def submitted(collector: Officer) -> dict[str, Any]:
    return collector.take(collector.keep(), "submit")


def newest(officer: Officer) -> int:
    after = 0
    while found := officer.get("/changes", after=str(after)).json()["changes"]:
        after = found[-1]["id"]
    return after


def test_a_follower_of_changes_waits_for_an_event_that_is_still_being_written(
    town: World, collector: Officer, verifier: Officer
) -> None:
    first = collector.keep()
    after = newest(verifier)
    with owner_connection(town.database.owner) as connection:
        slow = connection.scalar(text(SLOW), {"id": first["id"]})
        later = collector.keep()
        released = threading.Timer(0.5, connection.commit)
        released.start()
        changes = verifier.get("/changes", after=str(after)).json()["changes"]
        released.join()
    assert [(one["id"], one["address"]) for one in changes] == [(slow, first["id"]), (slow + 1, later["id"])]


def test_a_photo_that_says_how_it_was_held_stands_upright(collector: Officer) -> None:
    exif = Image.Exif()
    exif[ExifTags.Base.Orientation] = 6
    number = new_id()
    collector.keep(number=number)
    kept = send(collector, number, picture(exif=exif)).json()
    assert [(one["width"], one["height"]) for one in kept["photos"]] == [(40, 60)]


def test_what_is_odd_in_the_notes_of_a_camera_keeps_no_photo_out(collector: Officer) -> None:
    exif = Image.Exif()
    exif[ExifTags.Base.Orientation] = 6
    exif[ExifTags.Base.ImageDescription] = "x" * 8
    # Words where a number is said to be (InkSet).
    odd = picture(exif=exif).replace(b"\x01\x0e\x00\x02", b"\x01\x4c\x00\x02")
    number = new_id()
    collector.keep(number=number)
    answer = send(collector, number, odd)
    assert answer.status_code == 201
    assert [(one["width"], one["height"]) for one in answer.json()["photos"]] == [(40, 60)]


@pytest.mark.parametrize("side", [7_000, 65_000])
def test_a_small_file_that_would_be_a_huge_picture_is_refused(collector: Officer, side: int) -> None:
    sent = picture()
    at = sent.index(b"\xff\xc0") + 5
    number = new_id()
    collector.keep(number=number)
    answer = send(collector, number, sent[:at] + side.to_bytes(2, "big") * 2 + sent[at + 4 :])
    assert answer.status_code == 400
    assert "40" in answer.json()["detail"]


def test_a_small_file_that_would_take_minutes_to_read_is_refused(collector: Officer) -> None:
    sent = picture(progressive=True)
    scan = sent[sent.rindex(b"\xff\xda") : -2]
    number = new_id()
    collector.keep(number=number)
    assert send(collector, number, sent).status_code == 201
    answer = send(collector, number, sent[:-2] + scan * 1000 + sent[-2:])
    assert answer.status_code == 400


@pytest.mark.parametrize("reason", [" ", "\n", "\t \n"])
def test_a_reason_of_spaces_is_none(collector: Officer, verifier: Officer, reason: str) -> None:
    answer = verifier.post(submitted(collector), "reject", reason=reason, reason_code="other")
    assert answer.status_code == 400
    assert "reason" in answer.json()["detail"]


def test_a_step_with_another_reason_is_not_the_one_that_was_taken(collector: Officer, verifier: Officer) -> None:
    address = submitted(collector)
    said = {"reason": "sai thôn", "reason_code": "other"}
    done = verifier.take(address, "return", **said)
    assert verifier.take(address, "return", **said) == done
    assert why(verifier.post(address, "return", **{**said, "reason": "ảnh mờ"})) == ["state"]


def test_nothing_is_a_flat_of_itself(collector: Officer) -> None:
    number, body = new_id(), draft()
    kept = collector.keep(body, number)
    assert why(collector.put({**body, "parent": kept["id"], "version": kept["version"]}, number)) == ["parent"]


def test_nothing_is_a_flat_of_its_own_flat(collector: Officer) -> None:
    number, body = new_id(), draft()
    house = collector.keep(body, number)
    near = {"lon": body["lon"], "lat": body["lat"] + 0.0001}
    flat = collector.keep(draft(kind="flat", parent=house["id"], **near))
    room = collector.keep(draft(kind="flat", parent=flat["id"], **near))
    for within in (flat, room):
        assert why(collector.put({**body, "parent": within["id"], "version": house["version"]}, number)) == ["parent"]


# Of what cannot be seen: a space of no width, a filler of Hangul, an accent on nothing, a sign for direction.
@pytest.mark.parametrize("words", ["\u200b", " \u3164 ", "\u0301", "\u200e\ufe0f"])
def test_words_that_nobody_sees_are_none(collector: Officer, verifier: Officer, words: str) -> None:
    assert collector.keep(draft(number=words, note=words))["number"] is None
    answer = verifier.post(submitted(collector), "reject", reason=words, reason_code="other")
    assert answer.status_code == 400
    assert "reason" in answer.json()["detail"]


@pytest.mark.parametrize("field", ["number", "street", "number_decision"])
@pytest.mark.parametrize("words", ["5\n=2+2", "12\u202e34", "a\u2028b"])
def test_what_stands_on_plates_is_one_line_in_one_direction(collector: Officer, field: str, words: str) -> None:
    answer = collector.put(draft(**{field: words}))
    assert answer.status_code == 400
    assert field in answer.json()["detail"]


def test_what_is_moved_to_another_commune_leaves_its_hamlet(hire: Hire, collector: Officer, town: World) -> None:
    everywhere = hire(Role.VERIFIER, None)
    address = collector.take(collector.keep(draft(hamlet=town.units["hamlet A1"])), "submit")
    within = everywhere.take(address, "move", lon=106.115, lat=20.41, method="drawn", reason="cổng sau")
    assert within["hamlet"]["unit_id"] == town.units["hamlet A1"]
    beyond = everywhere.take(within, "move", lon=106.125, lat=20.41, method="drawn", reason="đo lại")
    assert (beyond["commune"]["unit_id"], beyond["hamlet"]["unit_id"]) == (
        town.units["commune B"],
        town.units["hamlet B1"],
    )


def test_what_lies_beyond_the_border_is_told_to_nobody_this_side_of_it(hire: Hire) -> None:
    beyond, here = hire(Role.VERIFIER, "commune B"), hire(Role.COLLECTOR, "hamlet A2")
    hidden = beyond.take(beyond.keep(draft(lon=106.12002, lat=20.44)), "submit")
    flat = draft(lon=106.1199, lat=20.44, kind="flat", parent=hidden["id"])
    assert why(here.put(flat)) == ["parent"]
    assert beyond.put({**flat, "lon": 106.1201}).status_code == 201
    beside = here.keep(draft(lon=106.11999, lat=20.44))
    refused = here.post(beside, "submit")
    assert why(refused) == ["near"]
    assert refused.json()["faults"][0]["others"] == []
    assert "()" not in refused.json()["detail"]
    taken = beyond.put(draft(lon=106.125), beside["draft_id"])
    assert taken.status_code == 404
    assert [fault.keys() & {"id", "version"} for fault in taken.json()["faults"]] == [set()]


def test_a_note_may_have_lines(collector: Officer) -> None:
    assert collector.keep(draft(note="cổng xanh\nsau chợ"))["note"] == "cổng xanh\nsau chợ"


def test_the_title_of_a_campaign_is_one_line(hire: Hire) -> None:
    verifier = hire(Role.VERIFIER)
    body = {"unit": 1, "title": "a\nb", "first": "2026-01-01", "last": "2026-02-01", "targets": []}
    answer = verifier.client.post(f"{PATH}/campaigns", json=body, headers=verifier.headers)
    assert answer.status_code == 400
    assert "title" in answer.json()["detail"]
