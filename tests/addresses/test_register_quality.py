"""How far the register of a unit is, and how good."""

import io

import pytest
from fastapi.testclient import TestClient
from openpyxl import load_workbook
from sqlalchemy import text

from geo_api.account import Role
from geo_api.addresses import quality_routes
from geo_api.addresses.quality import lone_number, missing_numbers
from geo_api.app import create_app
from geo_api.db import owner_connection
from geo_api.settings import Settings
from layers.codes import printed
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


@pytest.mark.parametrize(
    ("numbers", "place"),
    [
        (["1", "3", "4", "5A"], 2),
        (["2", "4", "6", "7"], 3),
        (["1", "3", "4"], None),
        (["1", "3", "4", "5", "6"], None),
        (["1", "3", "5"], None),
        (["lô 5", "x"], None),
    ],
)
def test_the_only_even_number_of_a_street_of_odd_ones_stands_out(numbers: list[str], place: int | None):
    assert lone_number(numbers) == place


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
    assert report["number_gaps"] == [{"hamlet_id": hamlet, "street": "Ngõ 5 Trần Phú", "missing": [6], "count": 1}]
    assert report["at_one_point"] == [[first["id"], moved["id"]]]
    assert (report["hamlets"][0]["live"], report["hamlets"][0]["without_number"]) == (5, 2)
    assert report["spots"] == [{"hamlet_id": hamlet, "ids": [first["id"], moved["id"]], "hamlet_ids": [hamlet, hamlet]}]
    assert (report["spot_count"], report["hamlets"][0]["at_one_point"]) == (1, 2)
    # Somebody else's hamlets are nobody else's business.
    assert hire(Role.VERIFIER, "commune B").get("/summary", unit=commune).json()["hamlets"] == []


def test_every_figure_leads_to_the_addresses_that_it_counts(
    town: World, hire: Hire, collector: Officer, verifier: Officer
):
    commune, hamlet = str(town.units["commune A"]), town.units["hamlet A2"]
    police = hire(Role.COLLECTOR, "commune A")

    def sent(**other: object) -> dict[str, object]:
        body = draft(**{"hamlet": hamlet, "street": "Đường Lò Đúc", **other})
        found: dict[str, object] = police.take(police.keep(body), "submit")
        return found

    odd = [verifier.take(sent(number=number), "verify", number_agrees=True) for number in ("1", "3", "7", "4")]
    sent(method="drawn", accuracy_m=None, kind="office")
    report = verifier.get("/quality", unit=commune).json()
    [row] = [one for one in report["hamlets"] if one["unit_id"] == hamlet]
    asked = {"unit": commune, "hamlet": str(hamlet)}

    def listed(**other: str) -> list[int]:
        return [one["id"] for one in verifier.get(**{**asked, **other}).json()["addresses"]]

    for flaw in ("inaccurate", "unknown_accuracy", "without_number", "old"):
        assert len(listed(flaw=flaw)) == row[flaw], flaw
    assert (row["without_number"], row["live"], len(listed(status="submitted,verified,assigned"))) == (1, 5, 5)
    assert len(listed(kind="dwelling,flat")) == row["dwellings"] == 4
    # A street by its name as anybody types it; a number that stands alone by its id.
    assert listed(street="duong lo duc", status="verified") == [one["id"] for one in odd]
    [lone] = [one for one in report["lone_numbers"] if one["hamlet_id"] == hamlet]
    assert (lone["street"], lone["number"], listed(ids=str(lone["id"]))) == ("Đường Lò Đúc", "4", [odd[3]["id"]])
    # Nothing of others is found by asking for it, and what cannot be asked is refused with what can.
    assert hire(Role.VERIFIER, "commune B").get(ids=str(lone["id"])).json()["addresses"] == []
    for wrong in ({"flaw": "ugly"}, {"flaw": "old,inaccurate"}, {"kind": "castle"}, {"ids": "1,x"}, {"street": " "}):
        assert verifier.get(**wrong).status_code == 400, wrong
    assert "without_number" in verifier.get(flaw="ugly").json()["detail"]


def test_figures_count_also_what_is_not_named(
    town: World, collector: Officer, verifier: Officer, monkeypatch: pytest.MonkeyPatch
):
    """A whole commune may have more than anybody reads; its figures are of all of it."""
    monkeypatch.setattr(quality_routes, "MOST_SPOTS", 1)
    monkeypatch.setattr(quality_routes, "MOST_GAPS", 2)
    hamlet = town.units["hamlet A1"]
    for number in ("101", "103", "111"):
        sent = collector.take(collector.keep(draft(number=number, street="Ngõ Tư", hamlet=hamlet)), "submit")
        verifier.take(sent, "verify", number_agrees=True)
    for _ in range(2):
        spot = draft(hamlet=hamlet)
        collector.take(collector.keep(spot), "submit")
        moved = collector.take(collector.keep({**draft(hamlet=hamlet), "lon": spot["lon"] + 0.0002}), "submit")
        verifier.take(moved, "move", lon=spot["lon"], lat=spot["lat"], method="drawn", reason="cổng chung")
    report = verifier.get("/quality", unit=str(town.units["commune A"])).json()
    [row] = [one for one in report["hamlets"] if one["unit_id"] == hamlet]
    [street] = [one for one in report["number_gaps"] if one["street"] == "Ngõ Tư"]
    assert (street["missing"], street["count"]) == ([105, 107], 3)
    assert row["missing_numbers"] >= 3
    assert len(report["spots"]) == 1 < report["spot_count"]
    assert row["at_one_point"] >= 4


def about(book: bytes) -> dict[str, object]:
    """What a workbook says of itself."""
    told = load_workbook(io.BytesIO(book))["Về tệp này · About"]
    return {str(name): value for name, value in told.iter_rows(min_row=2, values_only=True)}


def test_the_figures_as_a_workbook_name_agency_unit_and_who(
    town: World, hire: Hire, collector: Officer, verifier: Officer
):
    unit, hamlet = str(town.units["commune A"]), town.units["hamlet A1"]
    for number in ("1", "5", "7"):
        sent = collector.take(collector.keep(draft(number=number, street="Ngõ Ba", hamlet=hamlet)), "submit")
        verifier.take(sent, "verify", number_agrees=True)
    with TestClient(create_app(Settings(agency="UBND xã Thử"), town.database.service)) as client:
        answer = Officer(client, verifier.headers).get("/quality", unit=unit, f="xlsx")
    assert answer.headers["content-disposition"] == f'attachment; filename="quality-{unit}.xlsx"'
    assert "no-store" in answer.headers["cache-control"]
    book = load_workbook(io.BytesIO(answer.content))
    head, *rows = book.worksheets[0].iter_rows(values_only=True)
    told = verifier.get("/quality", unit=unit).json()
    by_hamlet = {row[0]: dict(zip(head, row, strict=True)) for row in rows}
    assert len(by_hamlet) == len(told["hamlets"]) > 0
    for hamlet in told["hamlets"]:
        row = by_hamlet[hamlet["name"] or "(chưa rõ thôn, tổ · no hamlet)"]
        assert row["Đang có trong sổ · In the register"] == hamlet["live"]
        missing = [gap["missing"] for gap in told["number_gaps"] if gap["hamlet_id"] == hamlet["unit_id"]]
        assert row["Số nhà bị thiếu · Numbers missing"] == sum(map(len, missing))
        together = [of for spot in told["spots"] for of in spot["hamlet_ids"] if of == hamlet["unit_id"]]
        assert row["Chung một điểm với địa chỉ khác · At one point with others"] == len(together)
    said = about(answer.content)
    assert (said["Cơ quan vận hành · Run by"], said["Đơn vị · Unit"]) == ("UBND xã Thử", "Xã commune A")
    assert said["Người tải · Taken by"]
    assert book.properties.creator == "UBND xã Thử"
    # A file without rows would say that another's unit is empty.
    assert hire(Role.VERIFIER, "commune B").get("/quality", unit=unit, f="xlsx").status_code == 404
    assert verifier.get("/quality", unit=unit, f="csv").status_code == 400


def test_the_own_unit_as_a_workbook_and_what_happened_last(
    town: World, collector: Officer, verifier: Officer, approver: Officer
):
    unit = str(town.units["commune A"])
    made = verifier.take(collector.take(collector.keep(draft(street="=1+1")), "submit"), "verify")
    code = approver.take(made, "assign")["code"]
    answer = approver.get("/export", unit=unit, f="xlsx")
    assert answer.headers["content-disposition"] == f'attachment; filename="addresses-{unit}.xlsx"'
    head, *rows = load_workbook(io.BytesIO(answer.content)).worksheets[0].iter_rows(values_only=True)
    assert head[0] == "Mã địa chỉ · Code"
    [row] = [row for row in rows if row[0] == printed(code)]
    assert (row[2], row[4], row[6:]) == ("=1+1", "Xã commune A", (made["lon"], made["lat"]))
    with owner_connection(town.database.owner) as connection:
        said = connection.scalars(text("SELECT details ->> 'form' FROM audit_event WHERE action = 'layer.exported'"))
        assert list(said) == ["xlsx"]
    assert about(answer.content)["Đơn vị · Unit"] == "Xã commune A"
    refused = approver.get("/export", unit=unit, f="xls")
    assert refused.status_code == 400
    assert "openaddresses, overture, xlsx" in refused.json()["detail"]
    last = approver.get("/changes", newest="true", limit="2").json()["changes"]
    assert [(one["address"], one["step"]) for one in last] == [(made["id"], "verify"), (made["id"], "assign")]
    assert approver.get("/changes", newest="true", after="1").status_code == 400
