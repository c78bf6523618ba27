"""`/api/v1/coverage/scenarios`: kept, read again, weighed and compared; whose they are and who sees them."""

import csv
import io
import json

import openpyxl
import pytest
from sqlalchemy import text

from geo_api.access import Role
from geo_api.db import owner_connection
from tests.accounts.tools import add_account, browser, cookie_of
from tests.coverage.scenarios_desk import PATH, kept, scenario, spots, two_planners, unit_of, wifi
from tests.coverage.test_routes import RULE

NOBODYS = "00000000-0000-4000-8000-000000000000"
WRITTEN = ("name", "note", "unit", "rule", "day", "shared", "add", "move", "remove")


@pytest.fixture(scope="module")
def planners(coverage_db):
    with two_planners(coverage_db) as both:
        yield both


@pytest.fixture
def lan(planners):
    return planners[0]


@pytest.fixture
def minh(planners):
    return planners[1]


def body_of(document, **changes):
    return {name: document[name] for name in WRITTEN} | changes


def execute(database, statement, **values):
    with owner_connection(database.owner) as connection:
        connection.execute(text(statement), values)


def test_what_is_kept_is_read_again_as_it_was(lan, coverage_db):
    good, dim = wifi(coverage_db, "good"), wifi(coverage_db, "unmeasured")
    made = kept(
        lan,
        name="  Ba điểm wifi ",
        note="Họp 12/10\nchờ kinh phí",
        move=[{"layer": "wifi", "id": good, "lon": 106.155, "lat": 20.4051}],
        remove=[{"layer": "wifi", "id": dim}],
    )
    assert lan.get(f"{PATH}/{made['id']}").json() == made
    assert (made["name"], made["note"]) == ("Ba điểm wifi", "Họp 12/10\nchờ kinh phí")
    assert (made["owner"], made["is_mine"], made["shared"], made["revision"]) == ("lan", True, "private", 1)
    assert (made["added"], made["moved"], made["removed"], made["is_planned"]) == (1, 1, 1, False)
    assert made["unit_name"] == "Xã 00123"
    assert {(thing["id"], thing["name"]) for thing in made["things"]} == {(good, "good"), (dim, "unmeasured")}
    assert made["unfit"] == []


def test_somebody_elses_is_not_there_until_it_is_shared(lan, minh):
    mine = kept(lan)
    path = f"{PATH}/{mine['id']}"
    nothing = minh.get(f"{PATH}/{NOBODYS}")
    ways = (
        minh.get(path),
        minh.put(f"{path}?revision=1", json=scenario(minh)),
        minh.delete(path),
        minh.post(f"{path}/copy", json={"name": "x"}),
        minh.get(f"{path}/effect"),
        minh.get(f"{PATH}/compare?scenarios={mine['id']}"),
    )
    for answer in ways:
        assert (answer.status_code, answer.content) == (404, nothing.content), answer.request.url
    assert lan.get(path).json() == mine
    # Who has the address of a shared one may read it; it is not in the list.
    shared = lan.put(f"{path}?revision=1", json=body_of(mine, shared="link")).json()
    assert minh.get(path).json() == {**shared, "is_mine": False}
    assert mine["id"] not in {one["id"] for one in minh.get(PATH).json()["shared"]}
    lan.put(f"{path}?revision=2", json=body_of(mine, shared="planners"))
    assert mine["id"] in {one["id"] for one in minh.get(PATH).json()["shared"]}
    assert mine["id"] not in {one["id"] for one in minh.get(f"{PATH}?unit={unit_of(minh, '00124')}").json()["shared"]}
    # And nobody else changes it: a copy is one's own, and private.
    assert minh.put(f"{path}?revision=3", json=scenario(minh)).status_code == 403
    assert minh.delete(path).status_code == 403
    copied = minh.post(f"{path}/copy", json={"name": "Của Minh"}).json()
    assert (copied["owner"], copied["shared"], copied["add"]) == ("minh", "private", mine["add"])
    assert lan.get(f"{PATH}/{copied['id']}").status_code == 404


def test_of_two_who_change_the_same_the_second_is_told(lan):
    made = kept(lan)
    path = f"{PATH}/{made['id']}"
    first = lan.put(f"{path}?revision=1", json=body_of(made, name="Lần một"))
    assert (first.status_code, first.json()["revision"]) == (200, 2)
    second = lan.put(f"{path}?revision=1", json=body_of(made, name="Lần hai"))
    assert second.status_code == 409
    assert "nay là bản 2, bạn đang có bản 1" in second.json()["detail"]
    assert lan.get(path).json()["name"] == "Lần một"


def test_deleted_is_gone_and_the_list_is_newest_first(lan):
    one, two = kept(lan, name="Một"), kept(lan, name="Hai")
    assert [each["id"] for each in lan.get(PATH).json()["mine"]][:2] == [two["id"], one["id"]]
    assert lan.delete(f"{PATH}/{two['id']}").status_code == 204
    assert lan.get(f"{PATH}/{two['id']}").status_code == 404
    assert two["id"] not in {each["id"] for each in lan.get(PATH).json()["mine"]}


def test_its_effect_is_that_of_what_if(lan):
    made = kept(lan)
    tried = lan.post(f"/api/v1/coverage/{RULE}/what-if", json={"unit": made["unit"], "add": made["add"]}).json()
    all_rules = lan.get(f"{PATH}/{made['id']}/effect").json()
    found = next(rule for rule in all_rules["rules"] if rule["rule"] == RULE)
    assert (found["before"], found["after"], found["gain"]) == (tried["before"], tried["after"], 1)
    assert found["changed"] is None
    one = lan.get(f"{PATH}/{made['id']}/effect?rule={RULE}").json()
    assert [rule["changed"] for rule in one["rules"]] == [tried["changed"]]
    assert lan.get(f"{PATH}/{made['id']}/effect?rule=none").status_code == 404


def test_scenarios_stand_beside_each_other(lan):
    one = kept(lan, name="Một")
    both = [{"layer": "wifi", **spots(lan)[name]} for name in ("far", "near")]
    two = kept(lan, name="Hai", add=both)
    answer = lan.get(f"{PATH}/compare?scenarios={one['id']},{two['id']}&rule={RULE}").json()
    assert [rule["rule"] for rule in answer["rules"]] == [RULE]
    assert answer["rules"][0]["before"]["passed"] == 1
    told = [(s["name"], s["added"], s["after"][0]["passed"], s["gain"]) for s in answer["scenarios"]]
    assert told == [("Một", 1, 2, [1]), ("Hai", 2, 3, [2])]
    # One that touches nothing that a rule counts leaves all as it is; nothing at all is compared by no rule.
    none, boards = kept(lan, add=[]), kept(lan, add=[{"layer": "notice_boards", **spots(lan)["far"]}])
    beside = lan.get(f"{PATH}/compare?scenarios={boards['id']},{one['id']}").json()
    index = [rule["rule"] for rule in beside["rules"]].index(RULE)
    assert beside["scenarios"][0]["after"][index] == beside["rules"][index]["before"]
    assert [s["gain"][index] for s in beside["scenarios"]] == [0, 1]
    empty = lan.get(f"{PATH}/compare?scenarios={none['id']}").json()
    assert (empty["rules"], empty["scenarios"][0]["after"]) == ([], [])
    same = lan.get(f"{PATH}/compare?scenarios={none['id']}&rule={RULE}").json()
    assert same["scenarios"][0]["after"] == [same["rules"][0]["before"]]
    east = kept(lan, unit=unit_of(lan, "00124"), add=[])
    assert lan.get(f"{PATH}/compare?scenarios={one['id']},{east['id']}").status_code == 400
    assert lan.get(f"{PATH}/compare?scenarios={','.join([one['id'], *map(str, range(5))])}").status_code == 400


def test_its_changes_are_taken_away_as_files(lan, coverage_db):
    good, dim = wifi(coverage_db, "good"), wifi(coverage_db, "unmeasured")
    move = [{"layer": "wifi", "id": good, "lon": 106.156, "lat": 20.406}]
    add = [{"layer": "wifi", **spots(lan)["far"], "host": "=1+1"}]
    made = kept(lan, name="Đợt 1/2026", add=add, move=move, remove=[{"layer": "wifi", "id": dim}])
    path = f"{PATH}/{made['id']}"
    table = lan.get(f"{path}?f=csv")
    assert table.headers["content-disposition"] == 'attachment; filename="dot-1-2026.csv"'
    rows = list(csv.DictReader(io.StringIO(table.text.removeprefix("\ufeff"))))
    assert [(row["change"], row["id"], row["name"]) for row in rows] == [
        ("add", "", ""),
        ("move", str(good), "good"),
        ("remove", str(dim), "unmeasured"),
    ]
    assert rows[0]["host"] == "'=1+1"
    assert (rows[1]["lon"], float(rows[1]["from_lon"])) == ("106.156", pytest.approx(106.155))
    features = lan.get(f"{path}?f=geojson").json()["features"]
    assert [one["geometry"]["type"] for one in features] == ["Point"] * 3
    assert features[1]["geometry"]["coordinates"] == [106.156, 20.406]
    book = openpyxl.load_workbook(io.BytesIO(lan.get(f"{path}?f=xlsx").content))
    assert book.sheetnames == ["Thay đổi · Changes", "Phương án · Scenario"]
    assert book.worksheets[0].max_row == 4
    assert book.worksheets[1]["B2"].value == "Đợt 1/2026"


def test_what_does_not_fit_any_more_is_told_and_left_out(lan, coverage_db):
    gone = wifi(coverage_db, "unmeasured")
    made = kept(lan, remove=[{"layer": "wifi", "id": gone + 10**6}])
    assert [(one["part"], one["number"]) for one in made["unfit"]] == [("remove", 1)]
    assert "no longer on record" in made["unfit"][0]["words"]["en"]
    # As if fields and layers had changed since.
    edits = '{"add": [{"layer": "wifi", "lon": 106.15, "lat": 20.4, "values": {"speed": 1}}, {"layer": "trams"}, 7]}'
    execute(
        coverage_db,
        "UPDATE coverage_scenario SET edits = edits || CAST(:edits AS jsonb) WHERE id = CAST(:id AS uuid)",
        edits=edits,
        id=made["id"],
    )
    read = lan.get(f"{PATH}/{made['id']}").json()
    assert [(one["part"], one["number"]) for one in read["unfit"]] == [
        ("add", 1),
        ("add", 2),
        ("add", 3),
        ("remove", 1),
    ]
    assert read["unfit"][0]["words"]["vi"] == "Thêm thứ 1: Lớp wifi không có trường “speed”."
    assert (read["add"], read["remove"], read["added"]) == ([], [], 3)
    effect = lan.get(f"{PATH}/{made['id']}/effect?rule={RULE}").json()
    assert effect["unfit"] == read["unfit"]
    assert effect["rules"][0]["changed"] == []


def test_a_unit_that_is_not_there_on_the_day_is_told(lan):
    made = kept(lan)
    answer = lan.get(f"{PATH}/{made['id']}/effect?at=2020-01-01&rule={RULE}")
    assert answer.status_code == 400
    assert "01/01/2020" in answer.json()["detail"]


REFUSED = {
    "a layer that no rule counts": {"add": [{"layer": "feedback", "lon": 106.1, "lat": 20.4}]},
    "a field that there is not": {"add": [{"layer": "wifi", "lon": 106, "lat": 20, "values": {"speed": 1}}]},
    "no number": {"add": [{"layer": "wifi", "lon": 106, "lat": 20, "values": {"mbps_down": "fast"}}]},
    "a number beyond all": {"add": [{"layer": "schools", "lon": 106, "lat": 20, "values": {"pupils": 1e300}}]},
    "signs that are none": {"add": [{"layer": "wifi", "lon": 106, "lat": 20, "values": {"operator": "\ud800"}}]},
    "a host that is none": {"add": [{"layer": "wifi", "lon": 106, "lat": 20, "host": "a\x00b"}]},
    "off the earth": {"add": [{"layer": "wifi", "lon": 190, "lat": 20}]},
    "moved and removed": {
        "move": [{"layer": "wifi", "id": 1, "lon": 1, "lat": 1}],
        "remove": [{"layer": "wifi", "id": 1}],
    },
    "a name that nobody sees": {"name": " \u200b"},
    "no name": {"name": ""},
    "a note with the number of a phone": {"note": "Gọi 0912 345 678"},
    "shared with all the world": {"shared": "public"},
    "no day": {"day": "2025-02-30"},
    "a word too many": {"owner": "minh"},
    "a province's worth": {"unit": 10**18},
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_cannot_be_is_refused_and_not_kept(lan, case):
    before = len(lan.get(PATH).json()["mine"])
    # Half a letter cannot be sent but in ASCII.
    body = json.dumps({**scenario(lan), **REFUSED[case]})
    answer = lan.post(PATH, content=body, headers={"Content-Type": "application/json"})
    assert answer.status_code == 400, answer.text
    assert len(lan.get(PATH).json()["mine"]) == before


def test_why_a_name_is_not_kept_is_said_in_both_languages(lan):
    body = scenario(lan, name="Gọi 0912 345 678")
    for language, words in (("vi", "số điện thoại"), ("en", "the number of a person or a phone")):
        assert words in lan.post(PATH, json=body, headers={"Accept-Language": language}).json()["detail"]


def test_units_and_rules_that_are_not_there(lan):
    assert lan.post(PATH, json=scenario(lan, unit=10**9)).status_code == 404
    assert lan.post(PATH, json=scenario(lan, rule="none")).status_code == 404
    assert lan.get(f"{PATH}?unit=x").status_code == 400
    for number in ("none", "1", "%00", NOBODYS.upper()):
        assert lan.get(f"{PATH}/{number}").status_code == 404


def test_nobody_keeps_more_than_may_be_kept(lan, minh, coverage_db):
    fill = (
        "INSERT INTO coverage_scenario (owner_id, name, unit_id, rule, edits)"
        " SELECT a.id, 'x', :unit, :rule, '{}' FROM account a, generate_series(1, 200) WHERE a.name = 'minh'"
    )
    execute(coverage_db, fill, unit=unit_of(lan), rule=RULE)
    answer = minh.post(PATH, json=scenario(minh))
    assert (answer.status_code, "200" in answer.json()["detail"]) == (507, True)
    execute(coverage_db, "DELETE FROM coverage_scenario WHERE name = 'x'")


def test_others_may_not_even_ask(coverage_db, lan):
    made = kept(lan, shared="planners")
    with browser(coverage_db) as client:
        assert client.get(f"{PATH}/{made['id']}").status_code == 401
        client.cookies.update(cookie_of(coverage_db, add_account(coverage_db, "officer", Role.COMMUNE_EDITOR)))
        for path in (PATH, f"{PATH}/{made['id']}", f"{PATH}/{made['id']}/effect"):
            assert client.get(path).status_code == 404


def test_a_page_of_another_site_changes_nothing(lan):
    answer = lan.post(PATH, json=scenario(lan), headers={"Sec-Fetch-Site": "cross-site"})
    assert answer.status_code == 403
