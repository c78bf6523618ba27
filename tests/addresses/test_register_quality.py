"""How far the register of a unit is, and how good."""

import pytest

from geo_api.account import Role
from geo_api.addresses.quality import missing_numbers
from tests.access.world import World
from tests.addresses.conftest import Hire
from tests.addresses.tools import Officer, draft


@pytest.mark.parametrize(
    ("numbers", "missing"),
    [
        (["2", "4A", "8", "3"], [6]),
        (["1", "3", "5"], []),
        (["1", "7", "2", "6"], [3, 4, 5]),
        (["2", "90"], []),
        (["lô 5", "x"], []),
        ([], []),
    ],
)
def test_numbers_that_are_missing_on_a_side_of_a_street(numbers: list[str], missing: list[int]):
    assert missing_numbers(numbers) == missing


def test_a_unit_hamlet_by_hamlet(town: World, hire: Hire, collector: Officer, verifier: Officer):
    commune, hamlet = str(town.units["commune A"]), town.units["hamlet A1"]
    for number in ("2", "4", "8"):
        body = draft(number=number, street="Ngõ 5 Trần Phú", hamlet=hamlet)
        sent = collector.take(collector.keep(body), "submit")
        verifier.take(sent, "verify", number_agrees=True)
    first = collector.take(collector.keep(spot := draft(hamlet=hamlet)), "submit")
    moved = collector.keep({**draft(hamlet=hamlet), "lon": spot["lon"] + 0.0002})
    verifier.take(
        collector.take(moved, "submit"), "move", lon=spot["lon"], lat=spot["lat"], method="drawn", reason="cổng chung"
    )
    collector.keep(draft())
    found = verifier.get("/summary", unit=commune).json()["hamlets"]
    assert [(row["name"], row["verified"], row["submitted"], row["draft"]) for row in found] == [
        ("Xã hamlet A1", 3, 2, 0),
        (None, 0, 0, 1),
    ]
    # What is counted is what the list has.
    counted = {"none": {"draft": 1}, str(hamlet): {"verified": 3, "submitted": 2, "draft": 0}}
    for which, states in counted.items():
        for status, count in states.items():
            listed = verifier.get(unit=commune, hamlet=which, status=status).json()["addresses"]
            assert len(listed) == count, (which, status)
    assert verifier.get(unit=commune, hamlet="A1").status_code == 400
    report = verifier.get("/quality", unit=commune).json()
    assert report["number_gaps"] == [{"hamlet_id": hamlet, "street": "Ngõ 5 Trần Phú", "missing": [6]}]
    assert report["at_one_point"] == [[first["id"], moved["id"]]]
    assert (report["hamlets"][0]["live"], report["hamlets"][0]["without_number"]) == (5, 2)
    # Somebody else's hamlets are nobody else's business.
    assert hire(Role.VERIFIER, "commune B").get("/summary", unit=commune).json()["hamlets"] == []
