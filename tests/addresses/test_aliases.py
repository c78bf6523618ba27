"""What others call an address: added, ended and searched for over HTTP."""

from typing import Any

import pytest
from httpx2 import Response
from sqlalchemy import text

from geo_api.account import Role
from geo_api.addresses.plates.plus_code import plus_code
from geo_api.db import owner_connection
from tests.access.world import World
from tests.addresses.conftest import Hire
from tests.addresses.tools import PATH, Officer, draft, why


@pytest.fixture
def submitted(collector: Officer) -> dict[str, Any]:
    return collector.take(collector.keep(), "submit")


def name(officer: Officer, address: dict[str, Any], scheme: str, value: str, **other: Any) -> Response:
    body = {"scheme": scheme, "value": value, **other}
    return officer.client.post(f"{PATH}/{address['id']}/aliases", json=body, headers=officer.headers)


def end(officer: Officer, address: dict[str, Any], alias: int) -> Response:
    return officer.client.post(f"{PATH}/{address['id']}/aliases/{alias}/end", headers=officer.headers)


def test_added_found_and_ended(submitted: dict[str, Any], verifier: Officer, town: World):
    first = name(verifier, submitted, "parcel", " 12/345 ", first="2025-01-01", source="GCN", checked=True)
    assert first.status_code == 201, first.text
    [alias] = first.json()["aliases"]
    assert first.json()["may"] == ["add", "end"]
    assert (alias["value"], alias["first"], alias["last"], alias["source"]) == ("12/345", "2025-01-01", None, "GCN")
    assert alias["checked_at"]
    again = name(verifier, submitted, "parcel", "12/345", first="2025-01-01", source="GCN", checked=True)
    assert (again.status_code, again.json()) == (200, first.json())
    assert [one["id"] for one in verifier.get(alias="12/345").json()["addresses"]] == [submitted["id"]]
    ended = end(verifier, submitted, alias["id"]).json()
    assert ended["aliases"][0]["last"]
    assert end(verifier, submitted, alias["id"]).json() == ended == verifier.get(f"/{submitted['id']}/aliases").json()
    steps = [event["step"] for event in verifier.get(f"/{submitted['id']}/events").json()["events"]]
    assert steps[-2:] == ["alias", "alias_ended"]
    with owner_connection(town.database.owner) as connection:
        asked = "SELECT count(*) FROM audit_event WHERE action = 'address.step' AND details ->> 'step' LIKE 'alias%'"
        assert connection.scalar(text(asked)) == 2


def test_found_by_words_without_diacritics(submitted: dict[str, Any], collector: Officer, verifier: Officer):
    name(verifier, submitted, "legacy_text", "Đội 9 cũ, xóm Đình Tây")
    numbered = collector.keep(draft(number="12B", street="Ngõ 5 Trần Đăng Ninh"))
    for words, found in (("xom dinh tay", submitted), ("12b ngo 5 tran dang", numbered)):
        assert [one["id"] for one in verifier.get(q=words).json()["addresses"]] == [found["id"]]


def test_a_plus_code_is_of_the_place(submitted: dict[str, Any], verifier: Officer):
    right = plus_code(submitted["lon"], submitted["lat"])
    assert name(verifier, submitted, "olc", right.lower()).status_code == 201
    wrong = plus_code(submitted["lon"], submitted["lat"] + 0.002)
    assert why(name(verifier, submitted, "olc", wrong)) == ["alias_far"]


def test_numbers_of_others_are_of_one_address(submitted: dict[str, Any], collector: Officer, verifier: Officer):
    other = collector.take(collector.keep(), "submit")
    made = name(verifier, submitted, "vnpost_digital_10", "1234567890").json()["aliases"][0]
    assert why(name(verifier, other, "vnpost_digital_10", "1234567890")) == ["alias_taken"]
    assert why(name(verifier, submitted, "vnpost_digital_10", "1234567890", first="2024-01-01")) == ["alias_there"]
    end(verifier, submitted, made["id"])
    assert name(verifier, other, "vnpost_digital_10", "1234567890").status_code == 201


def test_on_no_day_of_before_two_addresses_have_one_number(
    submitted: dict[str, Any], collector: Officer, verifier: Officer
):
    other = collector.take(collector.keep(), "submit")
    made = name(verifier, submitted, "mps_location_12", "123456789012", first="2025-01-01").json()["aliases"][0]
    assert end(verifier, submitted, made["id"]).status_code == 200
    early = name(verifier, other, "mps_location_12", "123456789012", first="2025-06-01")
    assert why(early) == ["alias_was_taken"]
    [fault] = early.json()["faults"]
    assert (early.status_code, fault["words"]["vi"].count(fault["free"])) == (409, 1)
    # From the day on which the other ended it is free; the same of a parcel, which two may share, always was.
    assert name(verifier, other, "mps_location_12", "123456789012", first=fault["free"]).status_code == 201
    assert name(verifier, submitted, "parcel", "12/345", first="2025-01-01").status_code == 201
    assert name(verifier, other, "parcel", "12/345", first="2025-01-01").status_code == 201


@pytest.mark.parametrize(
    ("scheme", "value"),
    [
        ("mps_location_12", "12345678901"),
        ("vnpost_digital_10", "12345 6789x"),
        ("vpostcode_12", "07000AAAAAAA"),
        ("olc", "C5C9+28"),
        ("parcel", "12-345"),
        ("parcel", "0/12"),
        ("legacy_text", "gọi 0912 345 678"),
        ("legacy_text", "  "),
        ("legacy_text", "\u200b"),
        ("uprn", "1"),
    ],
)
def test_what_cannot_be_of_a_scheme_is_refused(submitted: dict[str, Any], verifier: Officer, scheme: str, value: str):
    assert name(verifier, submitted, scheme, value).status_code == 400


def test_a_parcel_is_one_however_it_is_written(submitted: dict[str, Any], verifier: Officer):
    first = name(verifier, submitted, "parcel", "07/0120", first="2025-01-01")
    again = name(verifier, submitted, "parcel", "7/120", first="2025-01-01")
    assert (first.status_code, again.status_code, again.json()["aliases"][0]["value"]) == (201, 200, "7/120")


def test_only_where_one_works_and_from_no_day_to_come(
    hire: Hire, submitted: dict[str, Any], collector: Officer, verifier: Officer
):
    stranger = hire(Role.VERIFIER, "commune B")
    made = name(verifier, submitted, "parcel", "1/2").json()["aliases"][0]
    assert name(stranger, submitted, "parcel", "3/4").status_code == 404
    assert end(stranger, submitted, made["id"]).status_code == 404
    assert stranger.get(f"/{submitted['id']}/aliases").status_code == 404
    assert stranger.get(alias="1/2").json()["addresses"] == []
    assert why(name(collector, submitted, "parcel", "3/4")) == ["role"]
    assert collector.get(f"/{submitted['id']}/aliases").json()["may"] == []
    assert why(name(verifier, submitted, "parcel", "3/4", first="2099-01-01")) == ["alias_day"]
    draft_one = collector.keep()
    assert why(name(verifier, draft_one, "parcel", "3/4")) == ["state"]
    assert end(verifier, draft_one, made["id"]).status_code == 404
