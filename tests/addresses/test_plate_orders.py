"""Plates are ordered, printed, hung up, replaced and taken down: over HTTP, by the officers whose work it is."""

import hashlib
import io
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

import pytest
import zxingcpp
from fastapi.testclient import TestClient
from httpx2 import Response
from PIL import Image
from pypdf import PdfReader
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from geo_api.account import Role
from geo_api.addresses.plates.life import PLATE_STEPS
from geo_api.audit import Actor
from geo_api.audit.subject import subject_named, told
from geo_api.db import owner_connection
from tests.access.world import Held, World
from tests.accounts.tools import browser
from tests.addresses.conftest import Hire
from tests.addresses.tools import Officer, draft, why

PATH = "/api/v1/plates"
URL = "http://bando.example.vn"
REASON = {"reason": "đã kiểm tra tại chỗ"}


@dataclass(frozen=True)
class PlateDesk:
    client: TestClient
    headers: dict[str, str]

    def get(self, path: str = "", **params: str) -> Response:
        return self.client.get(PATH + path, params=params, headers=self.headers)

    def post(self, path: str = "", **body: Any) -> Response:
        return self.client.post(PATH + path, json=body, headers=self.headers)

    def order(self, *addresses: dict[str, Any], **other: Any) -> dict[str, Any]:
        answer = self.post(addresses=[one["id"] for one in addresses], **{"template": "small", **other})
        assert answer.status_code == 201, answer.text
        found: dict[str, Any] = answer.json()
        return found

    def take(self, plate: dict[str, Any], step: str, **said: Any) -> dict[str, Any]:
        answer = self.post(f"/{plate['id']}/{step}", version=plate["version"], **said)
        assert answer.status_code == 200, answer.text
        found: dict[str, Any] = answer.json()
        return found

    def hung(self, address: dict[str, Any], **other: Any) -> dict[str, Any]:
        """A plate of the address that was ordered, printed and installed."""
        [plate] = self.order(address, **other)["plates"]
        return self.take(self.take(plate, "printed"), "installed")


@pytest.fixture(scope="module")
def printer(town: World) -> Iterator[TestClient]:
    """A service that knows its address."""
    with browser(town.database, public_url=URL) as client:
        yield client


@pytest.fixture(scope="module")
def police(printer: TestClient, verifier: Officer) -> PlateDesk:
    return PlateDesk(printer, verifier.headers)


@pytest.fixture(scope="module")
def office(printer: TestClient, hire: Hire) -> PlateDesk:
    return PlateDesk(printer, hire(Role.COMMUNE_EDITOR).headers)


@pytest.fixture
def address(make_address: Any) -> dict[str, Any]:
    found: dict[str, Any] = make_address()
    return found


@pytest.fixture(scope="module")
def make_address(collector: Officer, verifier: Officer, approver: Officer) -> Any:
    """An address with its code."""

    def make(**content: Any) -> dict[str, Any]:
        sent = collector.take(collector.keep(draft(**content)), "submit")
        checked = verifier.take(sent, "verify", **({"number_agrees": True} if "number" in content else {}))
        return approver.take(checked, "assign")

    return make


def pages(answer: Response) -> list[str]:
    assert (answer.status_code, answer.headers["content-type"]) == (200, "application/pdf"), answer.text
    return [page.extract_text() for page in PdfReader(io.BytesIO(answer.content)).pages]


def printed_code(code: str) -> str:
    return f"{code[:2]}-{code[2:5]}-{code[5:]}"


def test_the_two_lists_of_steps_are_one(town: World):
    with owner_connection(town.database.owner) as connection:
        rows = connection.execute(text("SELECT step, before, after FROM register.plate_steps")).all()
    assert {row.step: (set(row.before), row.after) for row in rows} == {
        name: (set(step.before), step.after) for name, step in PLATE_STEPS.items()
    }


def test_from_the_order_to_the_gate(police: PlateDesk, office: PlateDesk, verifier: Officer, make_address: Any, town):
    hamlet = town.units["hamlet A1"]
    decided = {"number": "12", "street": "ngõ 5 Trần Phú", "number_decision": "QĐ 15/2026", "hamlet": hamlet}
    one, two = make_address(**decided), make_address(number="777", street="Lê Lợi", hamlet=hamlet)
    order = office.order(two, one)
    assert [plate["address"] for plate in order["plates"]] == [two["id"], one["id"]]
    assert [(plate["number"], plate["street"]) for plate in order["plates"]] == [(None, None), ("12", "ngõ 5 Trần Phú")]
    assert (order["printable"], {plate["status"] for plate in order["plates"]}) == (2, {"ordered"})

    [sheet] = pages(police.get(f"/orders/{order['order']}.pdf"))
    for part in (
        printed_code(one["code"]),
        printed_code(two["code"]),
        "12",
        "ngõ 5 Trần Phú",
        "hamlet A1",
        "sheet 1/1",
    ):
        assert part in sheet
    # A number that nobody decided, and what changes or is personal, is on no plate. No code has three alike in a row.
    for part in ("777", "Lê Lợi", "commune A", "province P", "account-"):
        assert part not in sheet

    done = police.post(f"/orders/{order['order']}/printed").json()
    assert {plate["status"] for plate in done["plates"]} == {"printed"}
    plate = done["plates"][0]
    assert plate["may"] == ["installed", "damaged", "removed"]
    hung = office.take(plate, "installed")
    assert (hung["status"], hung["version"], hung["may"]) == ("installed", 3, ["damaged", "removed"])
    story = verifier.get(f"/{two['id']}/events").json()["events"]
    assert [event["step"] for event in story[-3:]] == ["plate_ordered", "plate_printed", "plate_installed"]
    # What happens to plates is no change of the address.
    assert verifier.get(f"/{two['id']}").json()["version"] == two["version"]


def test_the_table_for_a_print_shop(police: PlateDesk, make_address: Any):
    one = make_address(number="7B", street="=HYPERLINK(1)", number_decision="QĐ 15/2026")
    order = police.order(one, template="large")
    answer = police.get(f"/orders/{order['order']}.csv")
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    assert answer.headers["content-disposition"] == f'attachment; filename="plates-{order["order"]}.csv"'
    assert answer.headers["cache-control"] == "no-store"
    code = one["code"]
    assert answer.content.decode() == (
        "\ufeffcode,printed_code,qr_text,number,street,hamlet\r\n"
        f"{code},{printed_code(code)},HTTP://BANDO.EXAMPLE.VN/D/{code},7B,'=HYPERLINK(1),\r\n"
    )


def test_without_the_address_of_the_service_nothing_is_printed(visitor: TestClient, verifier: Officer, address: Any):
    desk = PlateDesk(visitor, verifier.headers)
    order = desk.order(address)["order"]
    for form in ("pdf", "csv"):
        answer = desk.get(f"/orders/{order}.{form}")
        assert answer.status_code == 409
        assert "WARDMAP_PUBLIC_URL chưa đặt" in answer.json()["detail"]


def test_taking_plates_away_as_a_file_is_an_export_on_record(town: World, police: PlateDesk, address: Any):
    order = police.order(address)["order"]
    police.get(f"/orders/{order}.pdf")
    police.get(f"/orders/{order}.csv")
    with owner_connection(town.database.owner) as connection:
        found = connection.execute(
            text(
                "SELECT action, details FROM audit_event"
                " WHERE subject = 'addresses' AND action = 'layer.exported' AND details ->> 'plate_order' = :order"
                " ORDER BY id"
            ),
            {"order": str(order)},
        ).all()
        told_of = told(connection, subject_named(connection, address["code"]), Actor("test"))
    assert [row.details["as"] for row in found] == ["pdf", "csv"]
    assert found[0].details["ids"] == [address["id"]]
    # Whom it concerns is told of the plate, and who took it away in a file.
    assert [plate["order_id"] for plate in told_of["held"]["plate"]] == [order]
    assert [look["action"] for look in told_of["looked_at"]].count("layer.exported") == 2


def test_only_addresses_in_use_get_a_plate_and_all_or_none(
    police: PlateDesk, verifier: Officer, collector: Officer, make_address: Any
):
    good, disputed, draft_only = make_address(), make_address(), collector.keep()
    verifier.take(disputed, "suspend", **REASON)
    answer = police.post(addresses=[one["id"] for one in (good, disputed, draft_only)], template="small")
    assert sorted(why(answer)) == ["state", "suspended"]
    assert police.get(address=str(good["id"])).json()["plates"] == []
    police.order(good)
    again = police.post(addresses=[good["id"]], template="small")
    assert why(again) == ["has_plate"]
    assert "hãy ghi “again”" in again.json()["detail"]
    assert len(police.order(good, again=True)["plates"]) == 1


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"addresses": [], "template": "small"}, 400),
        ({"addresses": [1], "template": "../small"}, 400),
        ({"addresses": [5, 5], "template": "small"}, 400),
        ({"addresses": list(range(1, 502)), "template": "small"}, 400),
        ({"addresses": [1], "template": "small", "names": True}, 400),
        ({"addresses": [999_999], "template": "small"}, 404),
    ],
)
def test_an_order_that_cannot_be_is_refused(police: PlateDesk, body: dict[str, Any], status: int):
    assert police.post(**body).status_code == status


def test_a_template_that_is_not_there_is_told_with_those_that_are(police: PlateDesk, address: Any):
    answer = police.post(addresses=[address["id"]], template="huge")
    assert answer.json()["detail"] == "“template”: không có mẫu biển này; có: label, large, small."
    assert [one["id"] for one in police.get("/templates").json()] == ["label", "large", "small"]


def test_each_sees_and_changes_plates_of_the_own_commune(
    printer: TestClient, hire: Hire, police: PlateDesk, collector: Officer, address: Any
):
    order = police.order(address)
    [plate] = order["plates"]
    for stranger in (hire(Role.VERIFIER, "commune B"), hire(Role.COMMUNE_EDITOR, "commune B")):
        desk = PlateDesk(printer, stranger.headers)
        assert desk.get(order=str(order["order"])).json()["plates"] == []
        assert order["order"] not in [one["order"] for one in desk.get("/orders").json()["orders"]]
        assert desk.get(f"/orders/{order['order']}.pdf").status_code == 404
        assert desk.post(f"/orders/{order['order']}/printed").status_code == 404
        assert desk.post(f"/{plate['id']}/printed", version=1).status_code == 404
        assert desk.post(addresses=[address["id"]], template="small", again=True).status_code == 404
    # Whoever collects has nothing to do with plates.
    assert PlateDesk(printer, collector.headers).get().status_code == 404
    assert PlateDesk(printer, {}).get().status_code == 401


def test_who_edits_elsewhere_and_collected_here_may_look_and_not_order(
    printer: TestClient, town: World, hire: Hire, verifier: Officer, approver: Officer
):
    """What one has collected oneself one sees, wherever it lies: that is no leave to order plates for it."""
    both = Officer(
        verifier.client,
        town.headers(Held(Role.COLLECTOR, "hamlet A1", first=-77), Held(Role.COMMUNE_EDITOR, "commune B", first=-77)),
    )
    sent = both.take(both.keep(), "submit")
    done = approver.take(verifier.take(sent, "verify"), "assign")
    desk = PlateDesk(printer, both.headers)
    assert desk.post(addresses=[done["id"]], template="small").status_code == 404


def test_a_plate_that_was_changed_meanwhile_or_is_not_so_far(police: PlateDesk, address: Any):
    [plate] = police.order(address)["plates"]
    early = police.post(f"/{plate['id']}/installed", version=1)
    assert why(early) == ["plate_state"]
    assert why(police.post(f"/{plate['id']}/printed", version=7)) == ["plate_changed"]
    done = police.take(plate, "printed")
    # The answer was lost, and it is asked for once more.
    assert police.take(plate, "printed") == done
    assert why(police.post(f"/{plate['id']}/removed", version=1)) == ["plate_changed"]


def test_somebody_else_who_asks_for_the_same_is_told(police: PlateDesk, office: PlateDesk, address: Any):
    [plate] = police.order(address)["plates"]
    police.take(plate, "printed")
    assert why(office.post(f"/{plate['id']}/printed", version=1)) == ["plate_state"]


def test_damaged_and_replaced(police: PlateDesk, office: PlateDesk, address: Any):
    old = office.take(police.hung(address), "damaged", reason="bị xe đâm gãy")
    assert why(office.post(f"/{old['id']}/replaced", version=old["version"])) == ["not_replaced"]
    # One that is damaged does not hinder the order of another.
    new = police.hung(address)
    gone = office.take(old, "replaced")
    assert (gone["status"], gone["may"], new["status"]) == ("replaced", [], "installed")
    story = [event for event in _events(police, address) if event["step"] == "plate_damaged"]
    assert story[0]["reason"] == "bị xe đâm gãy"


def _events(desk: PlateDesk, address: dict[str, Any]) -> list[dict[str, Any]]:
    answer = desk.client.get(f"/api/v1/addresses/{address['id']}/events", headers=desk.headers)
    found: list[dict[str, Any]] = answer.json()["events"]
    return found


def test_plates_of_what_is_not_in_use_any_more_are_to_be_removed(
    police: PlateDesk, approver: Officer, make_address: Any, town: World
):
    hangs, waits = make_address(), make_address()
    police.hung(hangs)
    order = police.order(waits)["order"]
    gone = approver.take(hangs, "retire", reason_code="demolished", **REASON)
    approver.take(waits, "supersede", successors=[make_address()["id"]], **REASON)
    unit = str(town.units["commune A"])
    found = {plate["address"]: plate for plate in police.get(unit=unit, to_remove="true").json()["plates"]}
    assert set(found) == {hangs["id"], waits["id"]}
    assert found[gone["id"]]["may"] == ["damaged", "removed"]
    # It is neither printed any more nor hung up.
    for answer in (police.get(f"/orders/{order}.pdf"), police.post(f"/{found[waits['id']]['id']}/printed", version=1)):
        assert answer.status_code == 409
    assert why(police.post(f"/{found[waits['id']]['id']}/printed", version=1)) == ["to_remove"]
    assert police.post(f"/orders/{order}/printed").json()["plates"][0]["status"] == "ordered"
    removed = police.take(found[hangs["id"]], "removed", reason="nhà đã phá dỡ")
    assert (removed["status"], removed["to_remove"]) == ("removed", False)
    assert {each["address"] for each in police.get(to_remove="true").json()["plates"]} == {waits["id"]}


def test_a_suspended_address_is_not_printed_and_its_plate_not_hung(
    police: PlateDesk, verifier: Officer, make_address: Any
):
    held, other = make_address(), make_address()
    order = police.order(held, other)
    verifier.take(held, "suspend", **REASON)
    [sheet] = pages(police.get(f"/orders/{order['order']}.pdf"))
    assert printed_code(other["code"]) in sheet
    assert printed_code(held["code"]) not in sheet
    statuses = [plate["status"] for plate in police.post(f"/orders/{order['order']}/printed").json()["plates"]]
    assert statuses == ["ordered", "printed"]
    assert why(police.post(f"/{order['plates'][0]['id']}/printed", version=1)) == ["suspended"]


def test_the_photo_of_a_plate_is_one_of_that_address(police: PlateDesk, office: PlateDesk, make_address: Any):
    one, two = make_address(), make_address()
    photo = _photographed(office, one)
    first, second = (police.take(police.order(each)["plates"][0], "printed") for each in (one, two))
    assert why(police.post(f"/{second['id']}/installed", version=2, photo=photo)) == ["plate_photo"]
    assert police.take(first, "installed", photo=photo)["photo"] == photo
    assert police.get(address=str(one["id"])).json()["plates"][0]["photo"] == photo


def test_whose_place_it_is_not_sends_no_photo_of_a_plate(office: PlateDesk, hire: Hire, make_address: Any):
    made = io.BytesIO()
    Image.new("RGB", (40, 40), "red").save(made, "JPEG")
    body, digest = made.getvalue(), hashlib.sha256(made.getvalue()).hexdigest()
    strangers = (hire(Role.COMMUNE_EDITOR, "commune B"), make_address()["id"]), (hire(Role.VERIFIER, None), 10**9)
    for officer, number in strangers:
        path = f"/api/v1/addresses/{number}/plate-photos/{digest}"
        answer = office.client.put(path, content=body, headers={**officer.headers, "Content-Type": "image/jpeg"})
        assert answer.status_code == 404, answer.text


def _photographed(desk: PlateDesk, address: dict[str, Any]) -> int:
    made = io.BytesIO()
    Image.new("RGB", (400, 300), "green").save(made, "JPEG")
    path = f"/api/v1/addresses/{address['id']}/plate-photos/{hashlib.sha256(made.getvalue()).hexdigest()}"
    headers = {**desk.headers, "Content-Type": "image/jpeg"}
    answer = desk.client.put(path, content=made.getvalue(), headers=headers)
    assert answer.status_code == 201, answer.text
    [photo] = [one for one in answer.json()["photos"] if one["purpose"] == "plate"]
    return int(photo["id"])


def test_the_list_by_unit_state_and_page(police: PlateDesk, make_address: Any, town: World):
    far = [make_address() for _ in range(3)]
    order = police.order(*far)
    police.take(order["plates"][1], "printed")
    asked = {"unit": str(town.units["hamlet A1"]), "order": str(order["order"])}
    first = police.get(**asked, limit="2").json()
    second = police.get(**asked, limit="2", after=str(first["next"])).json()
    assert [one["address"] for one in first["plates"] + second["plates"]] == [one["id"] for one in far]
    assert second["next"] is None
    assert len(police.get(**asked, status="printed").json()["plates"]) == 1
    assert police.get(unit=str(town.units["hamlet A2"]), order=str(order["order"])).json()["plates"] == []
    brief = police.get("/orders", limit="1").json()
    assert brief["orders"][0]["order"] == order["order"]
    assert brief["orders"][0]["counts"] == {"ordered": 2, "printed": 1}
    assert brief["next"] == order["order"]
    for wrong in ({"status": "lost"}, {"unit": "x"}, {"to_remove": "maybe"}, {"limit": "501"}, {"colour": "red"}):
        assert police.get(**wrong).status_code == 400


def test_two_who_order_at_once_order_one_plate(police: PlateDesk, address: Any):
    with ThreadPoolExecutor(4) as many:
        body = {"addresses": [address["id"]], "template": "label"}
        answers = list(many.map(lambda _: police.post(**body).status_code, range(4)))
    assert sorted(answers) == [201, 409, 409, 409]


def test_past_the_functions_a_plate_keeps_its_life_too(town: World, police: PlateDesk, address: Any):
    [plate] = police.order(address)["plates"]
    for statement in (
        "UPDATE plate SET status = 'installed' WHERE id = :id",
        "UPDATE plate SET version = 0 WHERE id = :id",
        "DELETE FROM plate WHERE id = :id",
    ):
        with pytest.raises(DBAPIError), owner_connection(town.database.owner) as connection:
            connection.execute(text(statement), {"id": plate["id"]})


def test_who_has_no_plate_yet_and_how_far_a_hamlet_is(office: PlateDesk, police: PlateDesk, make_address: Any, town):
    commune, hamlet = str(town.units["commune A"]), town.units["hamlet A2"]
    makes = {"number": "5", "street": "ngõ 9", "number_decision": "QĐ 1", "hamlet": hamlet}
    one, two, three, four = (make_address(**makes) for _ in range(4))

    def missing(**asked: str) -> list[int]:
        answer = office.get("/missing", unit=commune, hamlet=str(hamlet), **asked)
        assert answer.status_code == 200, answer.text
        return [address["id"] for address in answer.json()["addresses"]]

    def counts() -> dict[str, int]:
        found = office.get("/summary", unit=commune).json()["hamlets"]
        [own] = [each for each in found if each["unit_id"] == hamlet]
        return {name: value for name, value in own.items() if name not in ("unit_id", "name") and value}

    assert missing() == [one["id"], two["id"], three["id"], four["id"]]
    [first] = office.get("/missing", unit=commune, hamlet=str(hamlet), limit="1").json()["addresses"]
    assert (first["number"], first["street"], first["code"]) == ("5", "ngõ 9", one["code"])
    assert missing(after=str(two["id"])) == [three["id"], four["id"]]
    order = office.order(one, two, three)
    assert (missing(), counts()) == ([four["id"]], {"assigned": 4, "without_plate": 1, "ordered": 3})
    plates = {plate["address"]: plate for plate in order["plates"]}
    office.take(plates[one["id"]], "removed")
    office.take(office.take(plates[two["id"]], "printed"), "damaged")
    # Given up it is wanted anew; so is one that is damaged, and that is said of it.
    found = office.get("/missing", unit=commune, hamlet=str(hamlet)).json()["addresses"]
    assert {each["id"]: each["was_damaged"] for each in found} == {one["id"]: False, two["id"]: True, four["id"]: False}
    assert counts() == {"assigned": 4, "without_plate": 3, "ordered": 1, "damaged": 1}
    assert [each["order"] for each in office.get("/orders", unit=str(hamlet)).json()["orders"]] == [order["order"]]
    assert office.get("/orders", unit=str(town.units["commune B"])).json()["orders"] == []
    # By what lies there, not by what is said of it.
    assert office.get("/missing", unit=str(town.units["commune B"])).json()["addresses"] == []


@pytest.mark.parametrize(
    ("path", "asked"),
    [
        ("/missing", {"unit": "x"}),
        ("/missing", {"unit": "1", "hamlet": "all"}),
        ("/missing", {"unit": "1", "limit": "501"}),
        ("/summary", {"unit": "0"}),
        ("/orders", {"unit": "-1"}),
        ("/templates/small.png", {"address": "one"}),
    ],
)
def test_questions_that_make_no_sense_are_refused(office: PlateDesk, path: str, asked: dict[str, str]):
    assert office.get(path, **asked).status_code == 400


def test_a_picture_is_of_the_plate_that_would_be_printed(
    office: PlateDesk, verifier: Officer, make_address: Any, visitor: TestClient, hire: Hire
):
    address = make_address(number="12", street="ngõ 5", number_decision="QĐ 15/2026")
    answer = office.get("/templates/small.png", address=str(address["id"]))
    assert (answer.status_code, answer.headers["content-type"]) == (200, "image/png"), answer.text
    assert answer.headers["cache-control"] == "no-store"
    picture = Image.open(io.BytesIO(answer.content))
    # Of 120 × 60 mm, without what is cut off.
    assert abs(picture.width / picture.height - 2) < 0.02
    [code] = zxingcpp.read_barcodes(picture.resize((picture.width * 2, picture.height * 2)))
    assert code.text == f"HTTP://BANDO.EXAMPLE.VN/D/{address['code']}"
    elsewhere = PlateDesk(office.client, hire(Role.COMMUNE_EDITOR, "commune B").headers)
    assert elsewhere.get("/templates/small.png", address=str(address["id"])).status_code == 404
    assert office.get("/templates/gold.png", address=str(address["id"])).status_code == 404
    # Without an address of its own the service makes none.
    unknown = PlateDesk(visitor, office.headers).get("/templates/small.png", address=str(address["id"]))
    assert (unknown.status_code, "WARDMAP_PUBLIC_URL" in unknown.json()["detail"]) == (409, True)


def test_the_photo_of_a_plate_is_for_those_who_see_to_plates(
    office: PlateDesk, collector: Officer, hire: Hire, make_address: Any
):
    address = make_address()
    sent = io.BytesIO()
    Image.effect_noise((300, 200), 30).convert("RGB").save(sent, "JPEG")
    digest = hashlib.sha256(sent.getvalue()).hexdigest()
    path = f"/api/v1/addresses/{address['id']}/plate-photos/{digest}"
    kept = office.client.put(
        path, content=sent.getvalue(), headers={**office.headers, "Content-Type": "image/jpeg"}
    ).json()
    [photo] = [each for each in kept["photos"] if each["sha256"] == digest]
    [plate] = office.order(address)["plates"]
    assert office.get(f"/{plate['id']}/photo").status_code == 404
    plate = office.take(office.take(plate, "printed"), "installed", photo=photo["id"])
    shown = office.get(f"/{plate['id']}/photo")
    assert (shown.status_code, Image.open(io.BytesIO(shown.content)).size) == (200, (300, 200))
    elsewhere = PlateDesk(office.client, hire(Role.COMMUNE_EDITOR, "commune B").headers)
    assert elsewhere.get(f"/{plate['id']}/photo").status_code == 404
