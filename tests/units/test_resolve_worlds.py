"""`units/resolve` over small worlds: what splits, ends, is renamed, gives a part away, or lost zeros of its code."""

import pytest

from tests.units.api_world import empty_world, writing

OLD, NEW, DAY = "(,2025-07-01)", "[2025-07-01,)", "2025-07-01"
WEST = "POLYGON((106 20, 106.1 20, 106.1 20.1, 106 20.1, 106 20))"
EAST = "POLYGON((106.1 20, 106.2 20, 106.2 20.1, 106.1 20.1, 106.1 20))"
BOTH = "POLYGON((106 20, 106.2 20, 106.2 20.1, 106 20.1, 106 20))"


@pytest.fixture(scope="module")
def ask(server, template):
    with empty_world(server, template) as (database, client):
        with writing(database) as world:
            province = world.unit("province")
            world.version(province, "Ninh Bình", kind="tỉnh")
            world.code(province, "37")
            _split(world, province)
            _renamed(world, province)
            _gives_a_part(world, province)
            _two_steps(world, province)
            _hamlets(world, province)
            _ended(world, province)
            world.code(world.commune("Bà Vì"), "00271")
            for _ in range(110):
                world.commune("Trùng Tên", OLD)
            world.commune("Trùng Tên", NEW)
            for parent in ("Thanh Hóa", "Nghệ An"):
                _namesake(world, parent)

        def get(**question):
            answer = client.get("/api/v1/units/resolve", params=question)
            assert answer.status_code == 200, answer.text
            return answer.json()

        yield get


def _split(world, province):
    event = world.event("split", DAY, "NQ 7")
    old, west, east = world.unit(), world.unit(created=event), world.unit(created=event)
    world.version(old, "Liên Hoa", OLD, parent=province, wkt=BOTH)
    world.version(west, "Hoa Tây", NEW, parent=province, wkt=WEST)
    world.version(east, "Hoa Đông", NEW, parent=province, wkt=EAST)
    world.edge(event, old, west, "part", population=0.7)
    world.edge(event, old, east, "part")


def _renamed(world, province):
    unit, event = world.unit(), world.event("rename", "2020-01-01", "QĐ 3")
    world.version(unit, "Cầu Cũ", "(,2020-01-01)", parent=province)
    world.version(unit, "Cầu Mới", "[2020-01-01,)", parent=province, event=event)


def _gives_a_part(world, province):
    giver, taker, event = world.unit(), world.unit(), world.event("transfer", "2022-01-01")
    world.version(giver, "Đồng Cho", parent=province)
    world.version(taker, "Đồng Nhận", parent=province)
    world.edge(event, giver, taker, "part", area=0.25)


def _two_steps(world, province):
    first, second = world.event("merge", "2024-09-01", "NQ 1"), world.event("merge", DAY, "NQ 2")
    old, middle, new = world.unit(), world.unit(created=first), world.unit(created=second)
    world.version(old, "Yên Một", "(,2024-09-01)", parent=province)
    world.version(middle, "Yên Hai", "[2024-09-01,2025-07-01)", parent=province)
    world.version(new, "Yên Ba", NEW, parent=province)
    world.edge(first, old, middle)
    world.edge(second, middle, new)


def _hamlets(world, province):
    merge, reparent = world.event("merge", DAY), world.event("reparent", DAY)
    new = world.unit(created=merge)
    world.version(new, "Thôn Mới", NEW, parent=province)
    for name in ("Làng Trên", "Làng Dưới"):
        old, hamlet = world.unit(), world.unit("hamlet")
        world.version(old, name, OLD, parent=province)
        world.edge(merge, old, new)
        world.version(hamlet, "1", OLD, kind="xóm", parent=old)
        world.version(hamlet, "1", NEW, kind="xóm", parent=new, event=reparent, qualifier=name)


def _ended(world, province):
    event = world.event("abolish", DAY, "Luật 72")
    district = world.unit("district", ended=event)
    world.version(district, "Hải Hậu", OLD, kind="huyện", parent=province)


def _namesake(world, parent):
    province, commune = world.unit("province"), world.unit()
    world.version(province, parent, kind="tỉnh")
    world.version(commune, "Tân Lập", parent=province)


def first(document):
    return document["candidates"][0]


def codes_of(candidate):
    return [reason["code"] for reason in candidate["reasons"]]


def shares(candidate):
    return [
        (each["unit"]["name"], each["part"], each["weight"], each["weight_basis"])
        for each in candidate["today"]["units"]
    ]


def test_a_unit_that_was_split_has_no_line_but_says_where_it_went(ask):
    found = ask(name="Số 1, xã Liên Hoa, Ninh Bình")
    assert found["outcome"] == "one"
    assert shares(first(found)) == [("Hoa Tây", "part", 0.7, "population"), ("Hoa Đông", "part", None, None)]
    assert first(found)["line"] is None
    split = next(reason["text"]["vi"] for reason in first(found)["reasons"] if reason["code"] == "split")
    assert "Xã Hoa Tây (70%)" in split
    assert "Xã Hoa Đông (chưa rõ tỷ lệ)" in split


@pytest.mark.parametrize(("near", "line"), [("106.05,20.05", "Hoa Tây"), ("106.15,20.05", "Hoa Đông")])
def test_the_place_decides_where_a_split_unit_went(ask, near, line):
    found = first(ask(name="Số 1, xã Liên Hoa", near=near))
    assert found["line"]["vi"] == f"Số 1, xã {line}, tỉnh Ninh Bình"
    assert "near_decides" in codes_of(found)


def test_a_place_on_the_line_between_two_decides_nothing(ask):
    assert first(ask(name="xã Liên Hoa", near="106.1,20.05"))["line"] is None


def test_a_unit_is_found_by_the_name_it_had(ask):
    found = ask(name="xã Cầu Cũ")
    assert (first(found)["unit"]["name"], first(found)["in_force"]) == ("Cầu Mới", True)
    assert "name_of_other_day" in codes_of(first(found))
    assert first(found)["line"]["vi"] == "Xã Cầu Mới, tỉnh Ninh Bình"
    then = first(ask(name="Cầu Cũ", at="2019-12-31"))
    assert (then["unit"]["name"], then["today"]["in_force"]) == ("Cầu Cũ", True)
    assert [event["document"] for event in then["today"]["events"]] == ["QĐ 3"]


def test_a_unit_that_gave_a_part_away_lives_on_with_the_rest(ask):
    assert shares(first(ask(name="Đồng Cho"))) == [("Đồng Cho", "whole", 1.0, None)]
    before = first(ask(name="Đồng Cho", at="2021-12-31"))
    assert shares(before) == [("Đồng Cho", "part", 0.75, "area"), ("Đồng Nhận", "part", 0.25, "area")]
    assert before["line"] is None


def test_two_steps_to_today(ask):
    found = first(ask(name="12, xã Yên Một"))
    assert shares(found) == [("Yên Ba", "whole", 1.0, None)]
    assert [event["document"] for event in found["today"]["events"]] == ["NQ 1", "NQ 2"]
    assert found["line"]["vi"] == "12, xã Yên Ba, tỉnh Ninh Bình"


def test_hamlets_of_one_name_are_told_apart_in_the_line(ask):
    found = first(ask(name="Xóm 1, xã Làng Dưới"))
    assert found["line"]["vi"] == "Xóm 1 (Làng Dưới), xã Thôn Mới, tỉnh Ninh Bình"
    assert first(ask(name="số 7 xóm 1 xã Làng Trên"))["line"]["vi"].startswith("Số 7 xóm 1 (Làng Trên), xã Thôn Mới")
    told = first(ask(name="Xóm 1 (Làng Dưới), xã Làng Dưới"))
    assert told["line"]["vi"].count("Làng Dưới") == 1


def test_a_tier_that_ended_says_by_which_law(ask):
    found = first(ask(name="huyện Hải Hậu"))
    assert (found["today"]["units"], found["line"]) == ([], None)
    assert [event["document"] for event in found["today"]["events"]] == ["Luật 72"]
    assert "no_successor" in codes_of(found)


@pytest.mark.parametrize("typed", ["271", "0271", "00271"])
def test_zeros_lost_at_the_beginning_of_a_code(ask, typed):
    found = ask(code=typed)
    assert (found["outcome"], first(found)["unit"]["code"]) == ("one", "00271")
    assert ("lost_zeros" in codes_of(first(found))) is (typed != "00271")


def test_the_province_decides_between_namesakes(ask):
    assert ask(name="xã Tân Lập")["outcome"] == "several"
    found = ask(name="xã Tân Lập, Nghệ An")
    assert (found["outcome"], first(found)["unit"]["ancestors"][0]["name"]) == ("one", "Nghệ An")
    assert len(found["candidates"]) == 2
    typo = ask(name="xã Tân Lập, tỉnh Nghê Ann")
    assert first(typo)["unit"]["ancestors"][0]["name"] == "Nghệ An"


def test_of_too_many_the_one_in_force_is_kept(ask):
    found = ask(name="Trùng Tên", limit="3")
    assert [each["in_force"] for each in found["candidates"]] == [True, False, False]
    assert (found["outcome"], found["more"]) == ("several", True)


def test_nothing_is_found_in_an_empty_world(empty_client):
    answer = empty_client.get("/api/v1/units/resolve", params={"name": "Trực Hưng", "near": "106,20"})
    assert (answer.status_code, answer.json()["outcome"]) == (200, "none")
