"""Units in small worlds made by hand: dates without a bound, corrected records, borders shared, kin with shares."""

from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import pytest

from tests.conftest import Server
from tests.units.api_world import World, empty_world, writing


def square(west: float, south: float, size: float = 1) -> str:
    east, north = west + size, south + size
    return f"POLYGON(({west} {south}, {east} {south}, {east} {north}, {west} {north}, {west} {south}))"


@pytest.fixture(scope="module")
def world(server: Server, template: str) -> Iterator[SimpleNamespace]:
    with empty_world(server, template) as (database, client):
        with writing(database) as made:
            units = SimpleNamespace(**_province(made), **_corrected(made), **_kin(made))
        units.client = client
        yield units


def _province(made: World) -> dict[str, int]:
    """A province that nobody knows the beginning of and that changed its name; two communes side by side in it."""
    province, west, east = made.unit("province"), made.unit(), made.unit()
    made.version(province, "Cũ", "(,2020-01-01)", kind="tỉnh", wkt=square(105, 20, 2))
    made.version(province, "Mới", "[2020-01-01,)", kind="tỉnh", wkt=square(105, 20, 2))
    made.code(province, "01")
    made.version(west, "Tây", "(,2025-07-01)", parent=province, wkt=square(105, 20))
    made.version(east, "Đông", parent=province, wkt=square(106, 20))
    made.code(west, "00001", "[2010-01-01,2015-01-01)")
    made.code(west, "00002", "[2015-01-01,2025-07-01)")
    made.title(west, "Xã nông thôn mới", "[2018-05-01,2023-05-01)")
    return {"province": province, "west": west, "east": east}


def _corrected(made: World) -> dict[str, int]:
    """A commune recorded with a wrong name, put right later; another that should never have been recorded."""
    wrong, phantom = made.unit(), made.unit()
    made.version(wrong, "Sai", "[2021-01-01,)", recorded="[2026-01-01,2026-02-01)", wkt=square(110, 10))
    correct = made.event("correct", "2021-01-01", "Đính chính")
    made.version(wrong, "Đúng", "[2021-01-01,)", recorded="[2026-02-01,)", event=correct, wkt=square(111, 10))
    made.version(phantom, "Ma", recorded="[2026-01-01,2026-02-01)", wkt=square(112, 10))
    return {"wrong": wrong, "phantom": phantom, "correct": correct}


def _kin(made: World) -> dict[str, int]:
    """A commune split three ways, with shares known well, roughly and not at all; one part was never on record."""
    split, parts = made.unit(), [made.unit() for _ in range(4)]
    made.version(split, "Chia", "[2000-01-01,2022-01-01)")
    event = made.event("split", "2022-01-01", "Nghị quyết 7")
    for number, part in enumerate(parts):
        recorded = "[2026-01-01,2026-01-02)" if number == 3 else "[2026-01-01,)"
        made.version(part, f"Phần {number}", "[2022-01-01,)", recorded=recorded)
    made.edge(event, split, parts[0], "part", address=0.5, population=0.4, area=0.3)
    made.edge(event, split, parts[1], "part", population=0.25, area=0.3)
    made.edge(event, split, parts[2], "part")
    made.edge(event, split, parts[3], "part", area=0.1)
    return {"split": split, "split_event": event, "part": parts[0]}


def get(world: SimpleNamespace, path: str, **params: Any) -> Any:
    answer = world.client.get(f"/api/v1/{path}", params=params)
    assert answer.status_code == 200, answer.text
    return answer.json()


def names(document: Any) -> list[str]:
    return [unit["full_name"] for unit in document["units"]]


@pytest.mark.parametrize(
    ("day", "parent"), [("1975-04-30", "Tỉnh Cũ"), ("2019-12-31", "Tỉnh Cũ"), ("2020-01-01", "Tỉnh Mới")]
)
def test_the_parent_is_called_as_it_was_called_that_day(world: SimpleNamespace, day: str, parent: str):
    unit = get(world, f"units/{world.west}", at=day)["unit"]
    assert unit["parent"]["full_name"] == parent
    assert unit["ancestors"] == [unit["parent"]]
    assert unit["valid_from"] is None


@pytest.mark.parametrize(
    ("day", "code"), [("2009-12-31", None), ("2010-01-01", "00001"), ("2014-12-31", "00001"), ("2015-01-01", "00002")]
)
def test_the_code_is_that_of_the_day(world: SimpleNamespace, day: str, code: str | None):
    assert get(world, f"units/{world.west}", at=day)["unit"]["code"] == code


@pytest.mark.parametrize(
    ("day", "titles"), [("2018-04-30", []), ("2018-05-01", ["Xã nông thôn mới"]), ("2023-05-01", [])]
)
def test_titles_are_those_of_the_day(world: SimpleNamespace, day: str, titles: list[str]):
    assert [title["title"] for title in get(world, f"units/{world.west}", at=day)["unit"]["titles"]] == titles


def test_the_last_day_of_a_unit(world: SimpleNamespace):
    children = {"parent": world.province}
    assert names(get(world, "units", at="2025-06-30", **children)) == ["Xã Tây", "Xã Đông"]
    assert names(get(world, "units", at="2025-07-01", **children)) == ["Xã Đông"]
    ended = get(world, f"units/{world.west}", at="2025-07-01")
    assert (ended["in_force"], ended["unit"]["code"], ended["unit"]["parent"]["name"]) == (False, "00002", "Mới")


def test_a_unit_that_is_yet_to_come_is_shown_as_it_will_be(world: SimpleNamespace):
    document = get(world, f"units/{world.part}", at="1990-01-01")
    assert (document["in_force"], document["unit"]["valid_from"]) == (False, "2022-01-01")
    assert names(get(world, "units", at="2021-12-31", q="Phần")) == []


def test_a_border_belongs_to_both_sides(world: SimpleNamespace):
    assert names(get(world, "units", at="2025-06-30", contains="106,20.5")) == ["Tỉnh Mới", "Xã Tây", "Xã Đông"]
    assert names(get(world, "units", at="2025-07-01", contains="106,20.5")) == ["Tỉnh Mới", "Xã Đông"]
    assert names(get(world, "units", at="2025-06-30", contains="105.5,20.5")) == ["Tỉnh Mới", "Xã Tây"]
    assert names(get(world, "units", at="2025-06-30", contains="105.5,20.5", level="commune")) == ["Xã Tây"]


def test_extent_and_label_in_degrees(world: SimpleNamespace):
    unit = get(world, f"units/{world.west}", at="2025-06-30")["unit"]
    assert unit["bbox"] == [105, 20, 106, 21]
    assert unit["label_point"] == pytest.approx([105.5, 20.5], abs=0.01)


def test_what_was_put_right_is_in_the_history_alone(world: SimpleNamespace):
    assert names(get(world, "units", at="2025-01-01", q="Sai")) == []
    assert get(world, f"units/{world.wrong}")["unit"]["name"] == "Đúng"
    wrong, right = get(world, f"units/{world.wrong}/history")["versions"]
    assert [(v["name"], v["on_record"]) for v in (wrong, right)] == [("Sai", False), ("Đúng", True)]
    assert wrong["recorded_to"] == right["recorded_from"]
    assert right["recorded_to"] is None
    assert (wrong["event"], right["event"]["id"]) == (None, world.correct)
    # The boundary of the wrong record holds no points any more.
    assert names(get(world, "units", at="2025-01-01", contains="110.5,10.5")) == []
    assert names(get(world, "units", at="2025-01-01", contains="111.5,10.5")) == ["Xã Đúng"]


def test_what_should_never_have_been_recorded_has_a_history_only(world: SimpleNamespace):
    assert world.client.get(f"/api/v1/units/{world.phantom}").status_code == 404
    [version] = get(world, f"units/{world.phantom}/history")["versions"]
    assert (version["name"], version["on_record"]) == ("Ma", False)


def test_shares_go_by_addresses_then_people_then_area_and_unknown_stays_unknown(world: SimpleNamespace):
    links = get(world, f"units/{world.split}", at="2021-12-31")["successors"]
    assert [(link["unit"]["name"], link["weight"], link["weight_basis"]) for link in links] == [
        ("Phần 0", 0.5, "address"),
        ("Phần 1", 0.25, "population"),
        ("Phần 2", None, None),
    ]
    assert {link["part"] for link in links} == {"part"}
    assert links[0]["event"]["document"] == "Nghị quyết 7"
    [back] = get(world, f"units/{world.part}")["predecessors"]
    assert (back["unit"]["name"], back["unit"]["valid_to"], back["weight"]) == ("Chia", "2022-01-01", 0.5)


def test_days_of_change_come_in_order(world: SimpleNamespace):
    dates = get(world, "units/dates")["dates"]
    assert [(day["date"], day["kinds"], day["documents"]) for day in dates] == [
        ("2021-01-01", {"correct": 1}, ["Đính chính"]),
        ("2022-01-01", {"split": 1}, ["Nghị quyết 7"]),
    ]
    assert get(world, "units/dates", level="hamlet")["dates"] == []
