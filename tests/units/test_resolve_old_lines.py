"""`units/resolve` over lines of the old world whose names live on elsewhere, and over words that may be no unit."""

import pytest

from tests.units.api_world import empty_world, writing

OLD, NEW, DAY = "(,2025-07-01)", "[2025-07-01,)", "2025-07-01"


@pytest.fixture(scope="module")
def ask(server, template):
    with empty_world(server, template) as (database, client):
        with writing(database) as world:
            event = world.event("merge", DAY)
            province = _named(world, "province", "Nghệ An", "tỉnh")
            district = _named(world, "district", "Yên Thành", "huyện", OLD, province)
            heir = _named(world, "commune", "Giai Lạc", "xã", NEW, province, event)
            namesake = _named(world, "commune", "Đông Thành", "xã", NEW, province, event)
            for name, successor in (("Đông Thành", heir), ("Tăng Thành", namesake), ("Trần Phú", namesake)):
                world.edge(event, _named(world, "commune", name, "xã", OLD, district), successor)
            province = _named(world, "province", "Hà Tĩnh", "tỉnh")
            city = _named(world, "district", "Hà Tĩnh", "thành phố", OLD, province)
            rural = _named(world, "district", "Thạch Hà", "huyện", OLD, province)
            for parent in (city, rural):
                _named(world, "commune", "Đồng Môn", "xã", OLD, parent)

        def get(**question):
            answer = client.get("/api/v1/units/resolve", params=question)
            assert answer.status_code == 200, answer.text
            return answer.json()

        yield get


def _named(world, level, name, kind, valid="(,)", parent=None, event=None):
    unit = world.unit(level, created=event) if event else world.unit(level)
    world.version(unit, name, valid, kind=kind, parent=parent)
    return unit


def found(document):
    return [(each["unit"]["full_name"], each["in_force"]) for each in document["candidates"]]


def codes_of(candidate):
    return [reason["code"] for reason in candidate["reasons"]]


@pytest.mark.parametrize("line", ["xã Đông Thành, huyện Yên Thành, tỉnh Nghệ An", "Đông Thành, Yên Thành"])
def test_a_district_that_is_no_more_shows_that_the_line_is_an_old_one(ask, line):
    document = ask(name=line)
    assert (document["outcome"], found(document)) == ("one", [("Xã Đông Thành", False), ("Xã Đông Thành", True)])
    old, new = document["candidates"]
    assert (old["score"], old["today"]["units"][0]["unit"]["name"]) == (1.0, "Giai Lạc")
    assert new["score"] <= 0.85
    assert "context_of_other_day" in codes_of(new)


def test_without_its_district_today_comes_first(ask):
    document = ask(name="xã Đông Thành, tỉnh Nghệ An")
    assert found(document) == [("Xã Đông Thành", True), ("Xã Đông Thành", False)]
    assert document["candidates"][1]["score"] == 0.85


def test_a_day_that_is_given_is_not_overruled_by_an_old_district(ask):
    document = ask(name="xã Đông Thành, huyện Yên Thành", at="2026-01-01")
    assert document["candidates"][0]["in_force"]


def parents(document):
    return [each["unit"]["ancestors"][0]["full_name"] for each in document["candidates"]]


def test_a_city_is_not_the_province_of_its_name(ask):
    document = ask(name="xã Đồng Môn, thành phố Hà Tĩnh")
    assert (document["outcome"], parents(document)) == ("one", ["Thành phố Hà Tĩnh", "Huyện Thạch Hà"])
    assert "context_differs" in codes_of(document["candidates"][1])


@pytest.mark.parametrize("line", ["xã Đồng Môn, TP. Hà Tĩnh, tỉnh Hà Tĩnh", "xã Đồng Môn, Hà Tĩnh, Hà Tĩnh"])
def test_one_unit_answers_one_part_of_the_line(ask, line):
    document = ask(name=line)
    assert (document["outcome"], parents(document)) == ("one", ["Thành phố Hà Tĩnh", "Huyện Thạch Hà"])
    assert document["candidates"][0]["score"] > document["candidates"][1]["score"] + 0.1


@pytest.mark.parametrize("line", ["12 Trần Phú", "ngõ 5 Trần Phú", "đường Trần Phú"])
def test_what_may_be_a_street_is_doubtful(ask, line):
    document = ask(name=line)
    assert document["outcome"] == "several"
    street = document["candidates"][0]
    assert "may_be_street" in codes_of(street)
    assert (street["score"] <= 0.7, street["line"]) == (True, None)


def test_a_street_is_behind_what_can_be_nothing_else(ask):
    document = ask(name="phố Trần Phú, Yên Thành")
    assert [each["unit"]["name"] for each in document["candidates"]] == ["Yên Thành", "Trần Phú"]


@pytest.mark.parametrize("line", ["12 đường số 5 Trần Phú, Yên Thành", "đội 3 Trần Phú, Yên Thành"])
def test_a_number_that_names_a_street_or_a_group_ends_it(ask, line):
    document = ask(name=line)
    assert document["outcome"] == "one"
    assert "may_be_street" not in codes_of(document["candidates"][0])
