"""One address by its exact code, for everybody: over HTTP, with addresses that officers took through their life."""

import re
from collections.abc import Callable
from pathlib import Path
from urllib.parse import quote

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import create_engine, text
from sqlalchemy.exc import ProgrammingError
from structlog.testing import capture_logs

from geo_api.account import Role
from geo_api.db import owner_connection
from layers.codes import check_character, printed
from tests.access.world import Held, World, made_world
from tests.accounts.tools import browser
from tests.addresses.conftest import Hire
from tests.addresses.tools import Officer, draft, why
from tests.conftest import Server, TestDatabase
from tests.limits.test_rate import asking

API = "/api/v1/public/addresses/{}"
FIELDS = {
    *("code", "printed", "status", "since", "kind", "label", "number", "street", "hamlet", "commune", "former_commune"),
    *("province", "lon", "lat", "replaced_by"),
}
NOTHING = dict.fromkeys(FIELDS - {"code", "printed", "status", "since", "kind", "replaced_by"})
UNKNOWN = "NDXT432JN"
REASON = {"reason": "đã kiểm tra tại chỗ"}
# A code that took effect in 2019, at a place of 20.41° N.
OF_2019 = """
WITH thing AS (INSERT INTO addressable (kind, status) VALUES ('office', 'assigned') RETURNING id),
     point AS (INSERT INTO address_point (addressable_id, position, valid, geom, method)
               SELECT id, 'main_entrance', '[2019-06-30,)', ST_Point(:lon, 20.41, 4326), 'drawn' FROM thing),
     words AS (INSERT INTO address_text (addressable_id, valid, hamlet_id)
               SELECT id, '[2019-06-30,)', :hamlet FROM thing)
INSERT INTO address_code (code, addressable_id, effective_on) SELECT :code, id, '2019-06-30' FROM thing
"""
Assign = Callable[..., dict[str, object]]


@pytest.fixture(scope="module")
def assign(collector: Officer, verifier: Officer, approver: Officer) -> Assign:
    """An address with a code, as a draft like this became one."""

    def assign(**other: object) -> dict[str, object]:
        sent = collector.take(collector.keep(draft(**other)), "submit")
        return approver.take(verifier.take(sent, "verify", number_agrees=True), "assign")

    return assign


@pytest.fixture
def house(assign: Assign, town: World) -> dict[str, object]:
    return assign(number="12", street="ngõ 5 Trần Phú", hamlet=town.units["hamlet A1"], note="cổng xanh, nhà bà Lan")


def told(visitor: TestClient, code: object) -> dict[str, object]:
    answer = visitor.get(API.format(code))
    assert answer.status_code == 200, answer.text
    found: dict[str, object] = answer.json()
    assert set(found) == FIELDS
    return found


def today(town: World) -> str:
    with owner_connection(town.database.owner) as connection:
        return str(connection.scalar(text("SELECT current_date")))


def test_a_code_tells_status_line_and_point_and_no_more(visitor: TestClient, house: dict[str, object], town: World):
    assert told(visitor, house["code"]) == {
        "code": house["code"],
        "printed": printed(str(house["code"])),
        "status": "assigned",
        "since": today(town),
        "kind": "dwelling",
        "label": "Số 12, ngõ 5 Trần Phú, xã hamlet A1, xã commune A, xã province P",
        "number": "12",
        "street": "ngõ 5 Trần Phú",
        "hamlet": "Xã hamlet A1",
        "commune": "Xã commune A",
        "former_commune": None,
        "province": "Xã province P",
        "lon": house["lon"],
        "lat": house["lat"],
        "replaced_by": [],
    }


def test_it_is_found_as_people_type_it(visitor: TestClient, house: dict[str, object]):
    code = str(house["code"])
    for typed in (
        code.lower(),
        printed(code),
        f" {code[:2]} {code[2:5]}.{code[5:]} ",
        code[2:],
        code.replace("D", "đ", 1),
    ):
        assert told(visitor, quote(typed))["code"] == code


def test_nobody_is_told_more_who_is_signed_in(visitor: TestClient, house: dict[str, object], approver: Officer):
    plain = visitor.get(API.format(house["code"]))
    for before in ("", "/as/police"):
        answer = visitor.get(before + API.format(house["code"]), headers=approver.headers)
        assert answer.json() == plain.json()


def test_no_answer_is_kept_or_found_by_search_engines(visitor: TestClient, house: dict[str, object]):
    for path in (API.format(house["code"]), f"/d/{house['code']}", f"/d/{UNKNOWN}", "/d/ND1"):
        answer = visitor.get(path)
        assert answer.headers["cache-control"] == "no-store"
        assert "noindex" in answer.headers["x-robots-tag"]
        if path.startswith("/d/"):
            assert '<meta name="robots" content="noindex' in answer.text


def test_what_is_suspended_is_being_checked(
    visitor: TestClient, house: dict[str, object], verifier: Officer, town: World
):
    held = verifier.take(house, "suspend", **REASON)
    found = told(visitor, house["code"])
    assert (found["status"], found["since"]) == ("being_checked", today(town))
    assert found["label"] is not None
    verifier.take(held, "resume", **REASON)
    assert told(visitor, house["code"])["status"] == "assigned"


def test_a_code_that_was_replaced_answers_for_ever_and_leads_on(
    visitor: TestClient, house: dict[str, object], assign: Assign, approver: Officer
):
    new = [assign(number="12A"), assign(number="12B")]
    approver.take(house, "supersede", successors=[one["id"] for one in new], **REASON)
    found = told(visitor, house["code"])
    assert found["status"] == "superseded"
    assert found["replaced_by"] == sorted(str(one["code"]) for one in new)
    page = visitor.get(f"/d/{house['code']}?lang=vi").text
    assert "Đã được thay thế" in page
    for one in new:
        assert f'href="/d/{one["code"]}?lang=vi">{printed(str(one["code"]))}<' in page


def test_of_a_code_that_is_no_longer_in_use_only_its_end_is_told(
    visitor: TestClient, house: dict[str, object], approver: Officer, town: World
):
    approver.take(house, "retire", reason_code="demolished", **REASON)
    code = str(house["code"])
    known = {"code": code, "printed": printed(code), "status": "retired", "since": today(town)}
    assert told(visitor, code) == {**NOTHING, **known, "kind": "dwelling", "replaced_by": []}
    page = visitor.get(f"/d/{code}?lang=vi").text
    assert "Không còn sử dụng" in page
    assert "Trần Phú" not in page


def of_2019(town: World, payload: str, lon: float, hamlet: str | None = None) -> str:
    code = f"ND{payload}" + check_character(f"ND{payload}")
    with owner_connection(town.database.owner) as connection:
        connection.execute(text(OF_2019), {"code": code, "lon": lon, "hamlet": town.units[hamlet] if hamlet else None})
    return code


def test_the_commune_is_that_of_today_and_the_former_one_is_named(visitor: TestClient, town: World):
    code = of_2019(town, "7K4M2X", 106.115)
    found = told(visitor, code)
    assert (found["commune"], found["former_commune"]) == ("Xã commune A", "Xã commune OLD")
    assert "Xã commune OLD (30/6/2019)" in visitor.get(f"/d/{code}?lang=vi").text
    assert "Xã commune OLD (30 June 2019)" in visitor.get(f"/d/{code}?lang=en").text


def test_on_a_border_it_is_the_commune_of_the_hamlet(visitor: TestClient, town: World, hire: Hire):
    officer = hire(Role.VERIFIER, None)
    for payload, hamlet, commune in (("7K4M2R", "hamlet A2", "Xã commune A"), ("7K4M2T", "hamlet B1", "Xã commune B")):
        code = of_2019(town, payload, 106.12, hamlet)
        assert told(visitor, code)["commune"] == commune
        # Officers are told the same.
        [seen] = officer.get(code=code).json()["addresses"]
        assert seen["commune"]["name"] == commune


def test_officers_find_a_code_as_they_type_it_and_are_told_what_is_wrong_with_it(
    visitor: TestClient, assign: Assign, verifier: Officer
):
    code = assign(number="39")["code"]
    for typed in (code.lower(), printed(code), f"  {code[2:5]} {code[5:]} ", f"https://a.vn/d/{code}?lang=vi"):
        assert [one["code"] for one in verifier.get(code=typed).json()["addresses"]] == [code], typed
    for typed in ("036095001234", code[:-1], code[:4] + "0" + code[5:], code[:-1] + code[0], "mười hai"):
        refused, public = verifier.get(code=typed), visitor.get(f"/api/v1/public/addresses/{typed}")
        assert (refused.status_code, refused.json()) == (400, public.json())


def test_a_flat_is_told_with_its_building(visitor: TestClient, assign: Assign):
    building = assign(number="38", street="Trần Huy Liệu")
    spot = {"lon": building["lon"], "lat": building["lat"], "parent": building["id"], "same_building": True}
    flat = assign(kind="flat", number="501", **spot)
    assert str(told(visitor, flat["code"])["label"]).startswith("Căn hộ 501, số 38, Trần Huy Liệu, ")
    assert "Flat 501, no. 38, Trần Huy Liệu" in visitor.get(f"/d/{flat['code']}?lang=en").text


@pytest.mark.parametrize(
    ("typed", "vi", "en", "members"),
    [
        (
            "NDXT43OJN",
            "Ký tự “O” ở vị trí 7 ",
            "the character “O”, number 7 ",
            {"fault": "character", "character": "O", "place": 7},
        ),
        ("NDXT432J", "ở đây có 6", "there are 6", {"fault": "length"}),
        (
            "HNXT432JN",
            "bắt đầu bằng ND, không phải HN",
            "begin with ND, not with HN",
            {"fault": "prefix", "character": "HN"},
        ),
        ("NDXT432JM", "Ký tự kiểm tra không khớp", "check character does not agree", {"fault": "check"}),
        ("036085001234", "số định danh cá nhân", "number of a person", {"fault": "number"}),
        ("ND\x00T432JN", "U+0000", "U+0000", {"fault": "character", "character": "U+0000", "place": 3}),
    ],
)
def test_what_cannot_be_a_code_is_refused_with_what_and_where(
    visitor: TestClient, typed: str, vi: str, en: str, members: dict[str, object]
):
    for language, words in (("vi", vi), ("en", en)):
        headers = {"Accept-Language": language}
        refused = visitor.get(API.format(quote(typed)), headers=headers)
        assert (refused.status_code, refused.headers["content-type"]) == (400, "application/problem+json")
        problem = refused.json()
        assert words in problem["detail"]
        assert {name: problem[name] for name in ("fault", "character", "place") if name in problem} == members
        page = visitor.get(f"/d/{quote(typed)}", headers=headers)
        assert page.status_code == 400
        assert words in page.text


def test_a_code_that_nothing_has_is_not_found(visitor: TestClient):
    answer = visitor.get(API.format(UNKNOWN))
    assert answer.status_code == 404
    assert "ND-XT4-32JN" in answer.json()["detail"]
    page = visitor.get(f"/d/{UNKNOWN}?lang=en")
    assert page.status_code == 404
    assert "No address has the code ND-XT4-32JN" in page.text
    assert f'value="{UNKNOWN}"' in page.text


def test_there_is_no_list_and_no_way_from_a_part_of_a_code(visitor: TestClient, house: dict[str, object]):
    code = str(house["code"])
    assert visitor.get(API.format("")).status_code == 404
    for part in (code[:8], f"{code[:8]}%25", f"{code[:8]}_", f"{code},{code}", "%25"):
        assert visitor.get(API.format(part)).status_code == 400
    assert visitor.get(API.format(code), params={"bbox": "106,20,107,21"}).status_code == 400
    assert visitor.post(API.format(code)).status_code == 405


def test_the_public_s_role_learns_of_one_exact_code_alone(town: World, house: dict[str, object]):
    engine = create_engine(town.database.service)
    asked = text("SELECT code FROM map_public.address_of_code(:code)")
    with engine.connect() as connection:
        connection.execute(text("SET ROLE wardmap_public"))
        found = {
            one: len(connection.execute(asked, {"code": one}).all()) for one in (house["code"], "%", "ND%", "", None)
        }
        assert found == {house["code"]: 1, "%": 0, "ND%": 0, "": 0, None: 0}
        with pytest.raises(ProgrammingError, match="permission denied"):
            connection.execute(text("SELECT code FROM address_code"))
        connection.rollback()
        connection.execute(text("SET ROLE wardmap_planner"))
        with pytest.raises(ProgrammingError, match="permission denied"):
            connection.execute(asked, {"code": house["code"]})
    engine.dispose()


def test_the_page_says_in_words_what_the_code_is(visitor: TestClient, house: dict[str, object]):
    code = str(house["code"])
    page = visitor.get(f"/d/{code}", headers={"Accept-Language": "vi"})
    assert page.status_code == 200
    assert page.headers["content-language"] == "vi"
    for words in (
        printed(code),
        "Đang sử dụng",
        "Số 12, ngõ 5 Trần Phú, xã hamlet A1, xã commune A",
        f"geo:{house['lat']:.6f}",
    ):
        assert words in page.text
    assert "bà Lan" not in page.text
    english = visitor.get(f"/d/{code}?lang=en").text
    assert "In use" in english
    assert re.search(rf'id="other-language" href="/d/{code}\?lang=vi"', english)


def test_qr_codes_in_capitals_and_links_with_more_in_them_are_answered(visitor: TestClient, house: dict[str, object]):
    code = str(house["code"])
    assert printed(code) in visitor.get(f"/D/{code}").text
    assert visitor.get(f"/d/{code}?fbclid=1").status_code == 200


def test_the_form_leads_to_the_page_of_the_code(visitor: TestClient, house: dict[str, object]):
    code = str(house["code"])
    sent = visitor.get("/d", params={"code": printed(code).lower(), "lang": "en"})
    assert (sent.status_code, sent.headers["location"]) == (303, f"/d/{code}?lang=en")
    pasted = visitor.get("/d", params={"code": f"HTTPS://BANDO.EXAMPLE.VN/D/{code}"})
    assert pasted.headers["location"] == f"/d/{code}"
    wrong = visitor.get("/d", params={"code": "nd-xt4-32jo", "lang": "vi"})
    assert wrong.status_code == 400
    assert "Ký tự “O” ở vị trí 9" in wrong.text
    assert 'value="nd-xt4-32jo"' in wrong.text
    assert "Tra cứu mã địa chỉ" in visitor.get("/d?lang=vi").text


def test_what_was_guessed_is_said(visitor: TestClient, assign: Assign):
    look_alikes = {"8": "B", "5": "S", "2": "Z", "6": "G", "L": "I", "V": "U"}
    # Seven of eight codes have such a character.
    codes = iter(lambda: str(assign()["code"]), "")
    code, place = next((code, i) for code in codes for i in range(2, 9) if code[i] in look_alikes)
    sign = look_alikes[code[place]]
    page = visitor.get(f"/d/{code[:place]}{sign}{code[place + 1 :]}?lang=vi").text
    assert f"Đã đọc “{sign}” là “{code[place]}”." in page


def test_nothing_of_what_was_typed_becomes_part_of_the_page(visitor: TestClient):
    for path in ("/d/" + quote("<script>alert(1)<!--"), "/d?code=" + quote('"><img src=x onerror=1>')):
        page = visitor.get(path)
        assert page.status_code == 400
        assert "<script>alert" not in page.text
        assert "<img src=x" not in page.text


def test_another_register_has_other_letters(town: World):
    text_of = "HNXT432J"
    code = text_of + check_character(text_of)
    with browser(town.database, address_prefix="HN") as client:
        assert client.get(API.format(code)).status_code == 404
        assert client.get(API.format(code[2:])).status_code == 404
        assert "bắt đầu bằng HN" in client.get(API.format(UNKNOWN)).json()["detail"]


def test_codes_begin_with_the_letters_that_the_first_one_began_with(server: Server, template: str):
    with server.database(template) as database:
        town = made_world(database, rows_a_layer=0)
        with browser(database, address_prefix="HN") as client:
            first = verified(town, client)
            code = str(officer(town, client, Role.APPROVER).take(first, "assign")["code"])
            assert code.startswith("HN")
            assert client.get(API.format(code)).json()["status"] == "assigned"
        with browser(database, address_prefix="ND") as client:
            refused = officer(town, client, Role.APPROVER).post(verified(town, client), "assign")
            assert (refused.status_code, why(refused)) == (409, ["prefix"])
            assert "HN" in refused.json()["detail"]


def officer(town: World, client: TestClient, role: Role, unit: str = "commune A") -> Officer:
    return Officer(client, town.headers(Held(role, unit)))


def verified(town: World, client: TestClient) -> dict[str, object]:
    collector = officer(town, client, Role.COLLECTOR, "hamlet A1")
    return officer(town, client, Role.VERIFIER).take(collector.take(collector.keep(), "submit"), "verify")


def test_wrong_codes_in_turn_are_told_and_limited(town_db: TestDatabase, town: World, tmp_path: Path):
    with (
        capture_logs() as lines,
        asking(town_db, tmp_path, "192.0.2.77", alarm_misses="6", rate_lookup="9/day") as client,
    ):
        wrong = [client.get(f"/d/{UNKNOWN[:8]}{sign}").status_code for sign in "23456"]
        missing = client.get(f"/D/{UNKNOWN}").status_code
        assert (wrong, missing) == ([400] * 5, 404)
        assert [line["event"] for line in lines] == ["enumeration_suspected"]
        assert [client.get(API.format(UNKNOWN)).status_code for _ in range(4)] == [404, 404, 404, 429]
        assert client.get(f"/d/{UNKNOWN}").status_code == 429
