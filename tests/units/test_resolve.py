"""`units/resolve` over the sample data: old and new names, codes, address lines, with reasons for and against."""

import json

import pytest
from sqlalchemy import make_url
from typer.testing import CliRunner

from geo_api.errors import BadRequest
from geo_api.units.commands import units_commands


@pytest.fixture(scope="module")
def ask(client):
    def get(**question):
        answer = client.get("/api/v1/units/resolve", params=question)
        assert answer.status_code == 200, answer.text
        return answer.json()

    return get


def names(document):
    return [each["unit"]["full_name"] for each in document["candidates"]]


def first(document):
    return document["candidates"][0]


def codes_of(candidate):
    return [reason["code"] for reason in candidate["reasons"]]


def parents(document):
    return [each["unit"]["ancestors"][0]["full_name"] for each in document["candidates"]]


def test_two_communes_that_differ_in_marks_alone(ask):
    unmarked = ask(name="truc hung")
    assert unmarked["outcome"] == "several"
    assert set(names(unmarked)) == {"Xã Trực Hưng", "Xã Trực Hùng"}
    marked = ask(name="Trực Hưng")
    assert marked["outcome"] == "one"
    assert names(marked) == ["Xã Trực Hưng", "Xã Trực Hùng"]
    assert "other_marks" in codes_of(marked["candidates"][1])
    assert marked["candidates"][1]["score"] < first(marked)["score"]


@pytest.mark.parametrize(
    "typed",
    ["Trực Hưng", "xã Trực Hưng", "X. Trực Hưng", "X.TRỰC HƯNG", "Tru\u031b\u0323c Hu\u031bng", "  xã  trực   hưng "],
)
def test_spellings_of_one_name(ask, typed):
    found = ask(name=typed)
    assert (found["outcome"], names(found)[0]) == ("one", "Xã Trực Hưng")
    assert "same_spelling" in codes_of(first(found))


@pytest.mark.parametrize(("one", "other"), [("Giao Thủy", "Giao Thuỷ"), ("Nghĩa Hòa", "Nghĩa Hoà"), ("Mỹ Xá", "Mĩ Xá")])
def test_older_spellings_find_the_same(ask, one, other):
    ids = [[each["unit"]["id"] for each in ask(name=text)["candidates"]] for text in (one, other)]
    assert ids[0][0] == ids[1][0]


def test_an_old_unit_is_found_without_a_date_and_leads_to_today(ask):
    found = first(ask(name="xã Trực Hưng"))
    assert found["in_force"] is False
    assert found["unit"]["valid_to"] == "2025-07-01"
    assert [each["name"] for each in found["unit"]["ancestors"]] == ["Trực Ninh", "Nam Định"]
    assert found["today"]["in_force"] is False
    (share,) = found["today"]["units"]
    assert (share["unit"]["full_name"], share["part"], share["weight"]) == ("Xã Trực Ninh", "whole", 1.0)
    (event,) = found["today"]["events"]
    assert (event["kind"], event["effective"], event["document"]) == (
        "merge",
        "2025-07-01",
        "Nghị quyết 1674/NQ-UBTVQH15",
    )


def test_a_new_unit_says_what_it_was_made_of(ask):
    found = first(ask(name="phường Trường Thi"))
    assert found["in_force"] is True
    assert [each["unit"]["full_name"] for each in found["today"]["units"]] == ["Phường Trường Thi"]
    assert "Xã Thành Lợi" in [each["unit"]["full_name"] for each in found["before"]]
    assert all((each["part"], each["weight"]) == ("whole", 1.0) for each in found["before"])


@pytest.mark.parametrize(
    ("name", "districts"),
    [
        ("Nam Điền", {"Huyện Nam Trực", "Huyện Nghĩa Hưng"}),
        ("Quang Trung", {"Thành phố Nam Định", "Huyện Vụ Bản"}),
        ("Hồng Quang", {"Huyện Nam Trực", "Huyện Ý Yên", "Tỉnh Ninh Bình"}),
    ],
)
def test_namesakes_are_told_apart_by_what_they_were_part_of(ask, name, districts):
    found = ask(name=name)
    assert found["outcome"] == "several"
    assert set(parents(found)) == districts


def test_the_district_decides_between_namesakes(ask):
    found = ask(name="xã Nam Điền, huyện Nghĩa Hưng")
    assert found["outcome"] == "one"
    assert parents(found) == ["Huyện Nghĩa Hưng", "Huyện Nam Trực"]
    assert "context_agrees" in codes_of(first(found))
    assert "context_differs" in codes_of(found["candidates"][1])


def test_a_code_means_what_it_means_on_the_day(ask):
    today = ask(code="13777")
    assert names(today) == ["Phường Trường Thi", "Xã Thành Lợi"]
    assert (today["query"]["at_is_default"], today["candidates"][1]["in_force"]) == (True, False)
    until = next(reason for reason in today["candidates"][1]["reasons"] if reason["code"] == "code_until")
    assert "30/06/2025" in until["text"]["vi"]
    before = ask(code="13777", at="2025-06-30")
    assert names(before) == ["Xã Thành Lợi", "Phường Trường Thi"]
    assert (before["outcome"], first(before)["in_force"]) == ("one", True)
    assert "code_from" in codes_of(before["candidates"][1])
    assert names(ask(code="13777", at="2025-07-01"))[0] == "Phường Trường Thi"


def test_a_code_where_a_name_belongs(ask):
    assert names(ask(name=" 13777 ")) == names(ask(code="13777"))


def test_a_name_and_a_code_that_disagree(ask):
    found = ask(name="Trực Hưng", code="13777")
    assert found["outcome"] == "several"
    assert {"code_of_another", "name_of_another"} <= {code for each in found["candidates"] for code in codes_of(each)}
    agreed = ask(name="Trường Thi", code="13777")
    assert names(agreed)[0] == "Phường Trường Thi"


def test_a_hamlet_by_its_code(ask, client):
    hamlet = first(ask(name="Xóm 5 Trực Hưng"))["unit"]
    assert ask(code=hamlet["code"].lower())["candidates"][0]["unit"]["id"] == hamlet["id"]
    wrong = hamlet["code"][:-1] + ("2" if hamlet["code"][-1] != "2" else "3")
    answer = client.get("/api/v1/units/resolve", params={"code": wrong}, headers={"Accept-Language": "en"})
    assert answer.status_code == 400
    assert "check character" in answer.json()["detail"]


def test_a_hamlet_with_its_commune(ask):
    found = ask(name="Xóm 5 Trực Hưng")
    assert names(found)[0] == "Xóm 5 (Trực Hưng)"
    assert found["query"]["kind"] == "xóm"
    assert "Xã Trực Hưng" in names(found)
    asked = ask(name="Số 12, xóm 5, xã Trực Hưng, huyện Trực Ninh", level="hamlet")
    assert (asked["outcome"], names(asked)[0]) == ("one", "Xóm 5 (Trực Hưng)")
    assert first(asked)["line"]["vi"] == "Số 12, xóm 5 (Trực Hưng), xã Trực Ninh, tỉnh Ninh Bình"


def test_a_level_keeps_to_itself(ask):
    assert {each["unit"]["level"] for each in ask(name="Nam Định", level="province")["candidates"]} == {"province"}
    assert {each["unit"]["level"] for each in ask(name="Nam Định")["candidates"]} == {"province", "district", "commune"}
    many = ask(name="Xóm 1", level="hamlet", limit="5")
    assert (many["outcome"], len(many["candidates"]), many["more"]) == ("several", 5, True)


@pytest.mark.parametrize(
    "line",
    [
        "Số 12 ngõ 5, xóm 5, xã Trực Hưng, huyện Trực Ninh, tỉnh Nam Định",
        "Số 12 ngõ 5, xóm 5, X. Trực Hưng - H. Trực Ninh - Nam Định",
        "Số 12 ngõ 5, xóm 5, xã Trực Hưng, Trực Ninh, Nam Định, Việt Nam",
    ],
)
def test_an_address_line_in_todays_words(ask, line):
    found = ask(name=line)
    assert (found["outcome"], found["query"]["remainder"]) == ("one", "Số 12 ngõ 5, xóm 5")
    assert first(found)["line"] == {
        "vi": "Số 12 ngõ 5, xóm 5 (Trực Hưng), xã Trực Ninh, tỉnh Ninh Bình",
        "en": "Số 12 ngõ 5, xóm 5 (Trực Hưng), xã Trực Ninh, tỉnh Ninh Bình",
    }


def test_a_line_without_marks_or_commas(ask):
    found = ask(name="so 12 xom 5 xa truc hung huyen truc ninh tinh nam dinh")
    assert found["outcome"] == "several"
    assert set(names(found)[:2]) == {"Xã Trực Hưng", "Xã Trực Hùng"}
    bare = ask(name="truc hung truc ninh nam dinh")
    assert set(names(bare)[:2]) == {"Xã Trực Hưng", "Xã Trực Hùng"}


def test_the_new_form_of_a_line(ask):
    found = ask(name="Phường Trường Thi, Ninh Bình")
    assert found["outcome"] == "one"
    assert first(found)["unit"]["code"] == "13777"
    assert first(found)["line"]["vi"] == "Phường Trường Thi, tỉnh Ninh Bình"


def test_the_old_ward_of_a_name_that_lives_on(ask):
    found = first(ask(name="phường Trường Thi, TP. Nam Định, Nam Định"))
    assert (found["unit"]["code"], found["in_force"]) == ("13657", False)


def test_an_old_commune_with_the_new_province_is_told(ask):
    found = first(ask(name="xã Trực Hưng, tỉnh Ninh Bình"))
    assert found["unit"]["name"] == "Trực Hưng"
    assert "context_of_other_day" in codes_of(found)


@pytest.mark.parametrize("typed", ["xã Trực Hưg", "xa truc hug", "Trực Hưngg"])
def test_a_typo_is_answered_but_never_as_certain(ask, typed):
    found = ask(name=typed)
    assert found["outcome"] == "several"
    assert "Xã Trực Hưng" in names(found)[:2]
    assert "similar_name" in codes_of(first(found))


def test_a_name_that_nothing_comes_near(ask):
    found = ask(name="Thị xã Quảng Yên")
    assert (found["outcome"], found["candidates"], found["more"]) == ("none", [], False)


def test_the_wrong_kind_counts_against(ask):
    found = first(ask(name="phường Trực Hưng"))
    assert "kind_differs" in codes_of(found)
    assert ask(name="phường Trực Hưng")["outcome"] == "several"


def test_near_puts_the_one_at_that_place_first(ask):
    there = {
        each["unit"]["ancestors"][0]["name"]: each["unit"]["label_point"] for each in ask(name="Nam Điền")["candidates"]
    }
    for district, (lon, lat) in there.items():
        found = ask(name="Nam Điền", near=f"{lon},{lat}")
        assert found["outcome"] == "one"
        assert first(found)["unit"]["ancestors"][0]["name"] == district
        assert "near_inside" in codes_of(first(found))
        assert "near_distance" in codes_of(found["candidates"][1])


def test_the_day_is_said_and_kept_to(ask):
    found = ask(name="Trực Hưng", at="2025-06-30")
    assert (found["query"]["at"], found["query"]["at_is_default"]) == ("2025-06-30", False)
    assert (found["outcome"], first(found)["in_force"]) == ("one", True)
    later = ask(name="Trực Hưng", at="2025-07-01")
    assert (later["outcome"], first(later)["in_force"]) == ("several", False)


@pytest.mark.parametrize(
    "question",
    [
        {},
        {"name": ""},
        {"name": "   "},
        {"name": "," * 200},
        {"name": "(((("},
        {"name": "1 " * 100},
        {"name": "a" * 201},
        {"name": "Trực\x00Hưng"},
        {"name": "Trực\x1bHưng"},
        {"name": "\x7f"},
        {"code": ""},
        {"code": "mã!"},
        {"code": "1" * 21},
        {"code": "13777'"},
        {"name": "Trực Hưng", "at": "30/06/2025"},
        {"name": "Trực Hưng", "near": "106"},
        {"name": "Trực Hưng", "near": "nan,20"},
        {"name": "Trực Hưng", "near": "20.3,106.2"},
        {"name": "Trực Hưng", "level": "ward"},
        {"name": "Trực Hưng", "limit": "0"},
        {"name": "Trực Hưng", "unit": "1"},
    ],
)
def test_bad_questions_are_refused_in_words(client, question):
    answer = client.get("/api/v1/units/resolve", params=question)
    assert answer.status_code == 400
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["detail"]


@pytest.mark.parametrize(
    "name",
    ["%", "_", "\\", "'; drop table unit; --", "😀", "xã", "P.", "a," * 100, "\u202exã", "ﬁ", "٣"],
)
def test_odd_names_are_answered(ask, name):
    assert ask(name=name)["outcome"] in ("one", "several", "none")


@pytest.fixture
def wardmap(sample_db, monkeypatch):
    url = make_url(sample_db.service).set(drivername="postgresql").render_as_string(hide_password=False)
    monkeypatch.setenv("WARDMAP_DATABASE_URL", url)

    def call(*words):
        result = CliRunner().invoke(units_commands(), ["resolve", *words], env={"COLUMNS": "200"})
        if result.exception and not isinstance(result.exception, SystemExit):
            raise result.exception
        return result.stdout

    return call


def test_the_command_prints_todays_address_and_the_reasons(wardmap):
    printed = wardmap("Số 12, xóm 5, xã Trực Hưng, huyện Trực Ninh")
    assert "Số 12, xóm 5 (Trực Hưng), xã Trực Ninh, tỉnh Ninh Bình" in printed
    assert "Called just “Trực Hưng”." in printed
    assert "Rõ một đơn vị." in printed


def test_the_command_answers_a_machine(wardmap):
    document = json.loads(wardmap("13777", "--at", "2025-06-30", "--json"))
    assert document["query"]["code"] == "13777"
    assert document["candidates"][0]["unit"]["full_name"] == "Xã Thành Lợi"
    assert json.loads(wardmap("13777", "--datetime", "2025-06-29T17:30:00Z", "--json")) == document


@pytest.mark.parametrize("words", [("\udcff",), (",,,",), ("x", "--near", "here"), ("x", "--at", "2025-02-30")])
def test_the_command_refuses_what_is_no_question(wardmap, words):
    with pytest.raises(BadRequest):
        wardmap(*words)
