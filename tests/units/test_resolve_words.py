"""`units/resolve` over the sample data: stray words, signs, turned lines, hamlets and qualifiers, short codes."""

import pytest

from geo_api.units.address_line import parse_line


@pytest.fixture(scope="module")
def ask(client):
    def get(**question):
        answer = client.get("/api/v1/units/resolve", params=question)
        assert answer.status_code == 200, answer.text
        return answer.json()

    return get


@pytest.mark.parametrize(
    ("line", "name", "remainder"),
    [
        ("UBND xã Trực Hưng", "Xã Trực Hưng", "UBND"),
        ("Chợ Cồn, thị trấn Cồn", "Thị trấn Cồn", "Chợ Cồn"),
        ("nay là xã Ninh Giang", "Xã Ninh Giang", None),
        ("xã Trực Hưng/huyện Trực Ninh", "Xã Trực Hưng", None),
        ("'xã Trực Hưng'", "Xã Trực Hưng", None),
        ("xã Trực Hưng cũ", "Xã Trực Hưng", None),
        ("Xóm 1 (Trực Hưng), xã Trực Ninh", "Xã Trực Ninh", "Xóm 1 (Trực Hưng)"),
        ("Nam Định, Trực Ninh, Trực Hưng", "Xã Trực Hưng", None),
        ("tỉnh Nam Định, huyện Trực Ninh, xã Trực Hưng, xóm 5", "Xã Trực Hưng", "xóm 5"),
        ("tỉnh Nam Định, huyện Trực Ninh, xã Trực Hưng, xóm 5, số 12", "Xã Trực Hưng", "số 12, xóm 5"),
        ("Xóm 1 (Trực Hưng)", "Xóm 1 (Trực Hưng)", None),
        ("36", "Tỉnh Nam Định", None),
        ("363", "Huyện Trực Ninh", None),
    ],
)
def test_one_is_meant(ask, line, name, remainder):
    found = ask(name=line)
    first = found["candidates"][0]["unit"]["full_name"]
    assert (found["outcome"], first, found["query"]["remainder"]) == ("one", name, remainder)


def test_what_stands_behind_the_commune_stands_before_it_in_the_line_of_today(ask):
    found = ask(name="tỉnh Nam Định, huyện Trực Ninh, xã Trực Hưng, xóm 5")
    assert found["candidates"][0]["line"]["vi"].startswith("Xóm 5")


def test_two_communes_in_one_line_are_not_decided(ask):
    found = ask(name="xã Trực Hưng huyện Trực Ninh xã Trực Hùng")
    assert found["outcome"] == "several"
    assert {each["unit"]["name"] for each in found["candidates"][:2]} == {"Trực Hưng", "Trực Hùng"}


def test_hamlets_with_their_commune_come_first_themselves(ask, client):
    units = client.get("/api/v1/units", params={"level": "hamlet", "q": "Xóm 1", "limit": 40}).json()["units"]
    asked = [
        (unit, ", ".join([unit["full_name"], *(each["full_name"] for each in unit["ancestors"])])) for unit in units
    ]
    assert len({unit["qualifier"] for unit, _ in asked if unit["qualifier"]}) > 5
    for unit, line in asked:
        candidates = ask(name=line, level="hamlet")["candidates"]
        assert candidates[0]["unit"]["id"] == unit["id"], line
        assert all(each["score"] < candidates[0]["score"] for each in candidates[1:]), line


def test_signs_within_words_stay():
    reading = parse_line("12/5A Lê Lợi, xã Ea M'gar").readings[0]
    assert (reading.remainder, reading.target.name) == ("12/5A Lê Lợi", "Ea M'gar")
