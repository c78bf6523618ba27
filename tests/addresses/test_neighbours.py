"""A house number against those of its neighbours on the street."""

import pytest

from geo_api.account import Role
from geo_api.addresses.neighbours import House, along_street, warnings
from tests.addresses.conftest import Hire
from tests.addresses.tools import Officer

STEP = 0.0001  # some 11 m north
LANE = 0.0001  # some 10 m east: across the street


def house(number: str, north: float, is_east: bool) -> House:
    return House(hash((number, north)) % 10**6 + 1, number, 106.105 + LANE * is_east, 20.41 + STEP * north)


# A street to the north, odd in the west, even in the east.
STREET = [house(str(n), n // 2, n % 2 == 0) for n in range(1, 13)]


@pytest.mark.parametrize(
    ("own", "why"),
    [
        (house("5A", 2.5, False), []),
        (house("x", 2.5, False), []),
        (house("9", 1.5, False), ["taken", "sequence"]),
        (house("21", 1.5, False), ["sequence"]),
        (house("8B", 3.5, False), ["side"]),
        (house("8 ", 4.2, True), ["taken"]),
        # Beyond the last nothing says what has to come.
        (house("15", 7, False), []),
    ],
)
def test_what_speaks_against_a_number(own: House, why: list[str]):
    assert [one.why for one in warnings(own, STREET)] == why


def test_numbers_grow_along_a_street_whichever_way_it_leads():
    own = house("5A", 2.5, False)
    down = [House(one.id, str(13 - int(one.number)), one.lon, one.lat) for one in STREET]
    for row, sign in ((STREET, 1), (down, -1)):
        told = [one.value for one in along_street(own, row) if one.house.id != own.id and one.value % 2]
        assert told == sorted(told), sign


def test_few_neighbours_say_nothing():
    assert warnings(house("90", 1, False), STREET[:2]) == []


def test_neighbours_over_http(hire: Hire, collector: Officer, verifier: Officer):
    def sent(one: House, street: str = "Phố Hàng Mới") -> dict:
        body = {"kind": "dwelling", "lon": one.lon, "lat": one.lat, "method": "drawn", "number": one.number}
        return collector.take(collector.keep({**body, "street": street}), "submit")

    for one in STREET[:6]:
        sent(one)
    sent(house("77", 3.5, True), "Phố khác")
    own = sent(house("21", 0.5, False), "pho hang moi")
    found = verifier.get(f"/{own['id']}/neighbours").json()
    for odd, numbers in ((True, ["1", "3", "5"]), (False, ["2", "4", "6"])):
        assert [one["number"] for one in found["neighbours"] if one["odd"] is odd] == numbers
    assert all(5 < one["distance_m"] < 40 for one in found["neighbours"])
    assert [(one["why"], one["numbers"]) for one in found["warnings"]] == [("sequence", ["1", "3"])]
    assert hire(Role.VERIFIER, "commune B").get(f"/{own['id']}/neighbours").status_code == 404
