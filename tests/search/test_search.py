"""`/api/v1/search` over the sample data: units of the day and before, places by name, public addresses by code."""

import pytest
from sqlalchemy import create_engine, text

from tests.conftest import client_of


@pytest.fixture(scope="module")
def search(client):
    def get(q, **question):
        answer = client.get("/api/v1/search", params={"q": q, **question})
        assert answer.status_code == 200, answer.text
        return answer.json()["results"]

    return get


@pytest.fixture(scope="module")
def column(sample_db):
    """The first column of a query, as the owner."""
    engine = create_engine(sample_db.owner)

    def read(sql, **values):
        with engine.connect() as connection:
            return list(connection.scalars(text(sql), values))

    yield read
    engine.dispose()


def titles(results):
    return [each["title"] for each in results]


@pytest.mark.parametrize("q", ["trường thi", "Trường Thi", "truong thi", "TRUONG  THI", "Tru\u031bo\u031b\u0300ng Thi"])
def test_marks_and_case_are_optional(search, q):
    first = search(q)[0]
    assert (first["type"], first["title"], first["in_force"]) == ("unit", "Phường Trường Thi", True)
    assert (first["layer"], first["id"]) == ("communes", first["unit_id"])
    assert first["subtitle"] == "Tỉnh Ninh Bình"


def test_units_of_the_day_stand_before_old_ones(search):
    today = [(each["in_force"], each["subtitle"]) for each in search("Trường Thi") if each["type"] == "unit"]
    assert today == [(True, "Tỉnh Ninh Bình"), (False, "Thành phố Nam Định, Tỉnh Nam Định")]
    before = [(each["in_force"], each["subtitle"]) for each in search("Trường Thi", at="2025-06-30") if each["unit_id"]]
    assert before == [(True, "Thành phố Nam Định, Tỉnh Nam Định"), (False, "Tỉnh Ninh Bình")]


def test_an_old_unit_says_when_it_ended_and_what_it_is_on_the_day(search):
    old = next(each for each in search("Trực Hùng") if not each["in_force"])
    assert (old["valid_to"], old["now"]) == ("2025-07-01", ["Xã Ninh Cường"])
    then = next(each for each in search("Trực Hùng", at="2025-06-30") if each["title"] == old["title"])
    assert (then["in_force"], then["now"]) == (True, [])
    new = next(each for each in search("Ninh Cường", at="2025-06-30") if each["valid_from"] == "2025-07-01")
    assert (new["in_force"], new["now"]) == (False, [])
    assert {tuple(each["now"]) for each in search("trường tiểu học") if each["type"] == "place"} == {()}


def test_marks_that_were_typed_count(search):
    assert titles(search("Trực Hùng"))[0] == "Xã Trực Hùng"
    assert titles(search("Trực Hưng"))[0] == "Xã Trực Hưng"
    assert set(titles(search("truc hung"))[:2]) == {"Xã Trực Hưng", "Xã Trực Hùng"}


def test_a_kind_before_the_name(search):
    assert titles(search("xã Trực N"))[0] == "Xã Trực Ninh"
    assert all(each["title"].startswith("Huyện") for each in search("huyện nam") if each["type"] == "unit")


def test_a_code_of_any_day(search):
    found = [(each["title"], each["in_force"]) for each in search("13777")]
    assert found == [("Phường Trường Thi", True), ("Xã Thành Lợi", False)]


def test_places_say_where_they_are_on_the_day(search):
    found = [each for each in search("Trạm y tế xã Trực Hưng") if each["type"] == "place"]
    assert (found[0]["layer"], found[0]["subtitle"]) == ("health_stations", "Xã Trực Ninh")
    assert 105 < found[0]["lon"] < 108
    then = search("Trạm y tế xã Trực Hưng", at="2025-06-30")[0]
    assert then["subtitle"] == "Xã Trực Hưng"


def test_the_feature_found_is_the_one_of_its_layer(search, client):
    found = next(each for each in search("trường tiểu học", limit="3") if each["type"] == "place")
    item = client.get(f"/ogc/collections/{found['layer']}/items/{found['id']}").json()
    assert item["properties"]["name"] == found["title"]
    assert item["geometry"]["coordinates"] == pytest.approx([found["lon"], found["lat"]], abs=1e-6)


def test_units_have_a_box_and_a_point(search):
    west, south, east, north = search("Trường Thi")[0]["bbox"]
    found = search("Trường Thi")[0]
    assert west < found["lon"] < east
    assert south < found["lat"] < north


def test_only_layers_of_the_public_are_searched(search, client):
    public = {each["id"] for each in client.get("/ogc/collections").json()["collections"]}
    shown = {
        each["layer"] for q in ("a", "an", "camera", "loa", "wifi", "đường", "1") for each in search(q, limit="50")
    }
    assert shown <= public
    assert "cameras" not in shown
    assert "roads" not in shown


def test_an_address_of_the_public_by_its_exact_code(search, column):
    (code,) = column("SELECT code FROM map_public.addresses ORDER BY code LIMIT 1")
    (found,) = search(code.lower())
    assert (found["type"], found["layer"], found["title"]) == ("address", "addresses", code)
    assert search(f" {code[:2]} {code[2:5]}-{code[5:]} ")[0]["title"] == code
    assert all(each["type"] != "address" for each in search(code[:-1]))
    assert search(code[2:])[0]["title"] == code
    assert search(f"https://bando.example.vn/d/{code}")[0]["title"] == code


def test_a_dwelling_is_never_found(search, column):
    dwellings = column(
        "SELECT c.code FROM address_code c JOIN addressable a ON a.id = c.addressable_id"
        " WHERE a.kind = 'dwelling' ORDER BY c.code LIMIT 5"
    )
    assert len(dwellings) == 5
    assert [search(code) for code in dwellings] == [[], [], [], [], []]


def test_hidden_things_are_never_found(search, column):
    hidden = column("SELECT name FROM layer.cameras WHERE name IS NOT NULL ORDER BY id LIMIT 3")
    assert len(hidden) == 3
    assert all(each["layer"] != "cameras" for name in hidden for each in search(name, limit="50"))


def test_the_limit_is_kept(search):
    assert len(search("nhà văn hóa", limit="7")) == 7
    assert len(search("a", limit="50")) == 50
    assert search("nhà văn hóa", limit="50")[:7] == search("nhà văn hóa", limit="7")


@pytest.mark.parametrize("q", ["%", "_", "\\", "' OR 1=1 --", "😀", "%%%_", ",", "(", "٣"])
def test_signs_mean_themselves(search, q):
    assert all(q in each["title"] for each in search(q))


@pytest.mark.parametrize(
    "question",
    [
        {},
        {"q": ""},
        {"q": "   "},
        {"q": "a" * 201},
        {"q": "a\x00"},
        {"q": "\x1b"},
        {"q": "a", "at": "today"},
        {"q": "a", "limit": "51"},
        {"q": "a", "limit": "x"},
        {"q": "a", "layer": "schools"},
    ],
)
def test_bad_questions_are_refused_in_words(client, question):
    answer = client.get("/api/v1/search", params=question)
    assert (answer.status_code, answer.headers["content-type"]) == (400, "application/problem+json")


def test_the_answer_says_which_day(client):
    document = client.get("/api/v1/search", params={"q": " Trường  Thi "}).json()
    assert (document["q"], document["at_is_default"]) == ("Trường Thi", True)
    dated = client.get("/api/v1/search", params={"q": "Trường Thi", "at": "2025-06-30"}).json()
    assert (dated["at"], dated["at_is_default"]) == ("2025-06-30", False)


def test_nothing_is_found_where_there_is_nothing(migrated):
    with client_of(migrated) as client:
        assert client.get("/api/v1/search", params={"q": "Trường Thi"}).json()["results"] == []
