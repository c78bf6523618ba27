"""Units on a day, their kin and history, over the sample: Nam Định before and after 1 July 2025."""

from typing import Any

import pytest
from fastapi.testclient import TestClient

BEFORE, AFTER = "2025-06-30", "2025-07-01"


def get(client: TestClient, path: str, **params: Any) -> Any:
    answer = client.get(f"/api/v1/{path}", params=params)
    assert answer.status_code == 200, answer.text
    return answer.json()


def pages(client: TestClient, path: str, **params: Any) -> list[Any]:
    """Documents of all pages."""
    documents = [get(client, path, **params)]
    while documents[-1]["next"]:
        documents.append(client.get(documents[-1]["next"]).json())
    return documents


def only(client: TestClient, **params: Any) -> Any:
    [unit] = get(client, "units", **params)["units"]
    return unit


@pytest.mark.parametrize(("day", "counts"), [(BEFORE, (3, 9, 175)), (AFTER, (1, 0, 57))])
def test_the_day_decides_which_units_there_are(client: TestClient, day: str, counts: tuple[int, int, int]):
    levels = ("province", "district", "commune")
    found = [get(client, "units", at=day, level=level, limit=1000)["units"] for level in levels]
    assert tuple(map(len, found)) == counts
    assert all({unit["level"] for unit in units} <= {level} for level, units in zip(levels, found, strict=True))


def test_without_a_day_it_is_today_and_the_answer_says_so(client: TestClient):
    document = get(client, "units", level="commune", limit=1)
    assert document["at_is_default"] is True
    assert document["at"] == get(client, "units/dates")["today"]
    assert get(client, "units", at=BEFORE, limit=1)["at_is_default"] is False


def test_a_moment_is_its_day_in_vietnam(client: TestClient):
    assert get(client, "units", at="2025-06-30T17:00:00Z", limit=1)["at"] == AFTER


def test_a_code_meant_another_commune_the_day_before(client: TestClient):
    first = only(client, at=BEFORE, level="commune", q="Thành Lợi")
    second = only(client, at=AFTER, level="commune", q="Trường Thi")
    assert (first["code"], first["full_name"]) == ("13777", "Xã Thành Lợi")
    assert (second["code"], second["full_name"]) == ("13777", "Phường Trường Thi")
    assert first["id"] != second["id"]


def test_what_a_unit_is_part_of_is_told_as_of_the_day(client: TestClient):
    before = only(client, at=BEFORE, q="Thành Lợi", level="commune")
    assert [u["full_name"] for u in before["ancestors"]] == ["Huyện Vụ Bản", "Tỉnh Nam Định"]
    assert before["parent"] == before["ancestors"][0]
    hamlet = get(client, "units", at=BEFORE, level="hamlet", parent=before["id"])["units"][0]
    assert [u["level"] for u in hamlet["ancestors"]] == ["commune", "district", "province"]
    after = get(client, f"units/{hamlet['id']}", at=AFTER)["unit"]
    assert [u["full_name"] for u in after["ancestors"]] == ["Phường Trường Thi", "Tỉnh Ninh Bình"]
    assert [u["code"] for u in after["ancestors"]] == ["13777", "37"]


def test_a_unit_has_its_extent_and_the_standing_of_its_boundary(client: TestClient):
    unit = only(client, at=AFTER, level="commune", q="Trường Thi")
    west, south, east, north = unit["bbox"]
    lon, lat = unit["label_point"]
    assert 105.9 < west < lon < east < 106.6
    assert 19.9 < south < lat < north < 20.5
    assert all(value == round(value, 7) for value in [*unit["bbox"], *unit["label_point"]])
    assert (unit["geom_status"], unit["layer"]) == ("sketch", "communes")
    assert unit["geom_source"]
    assert 5 < unit["area_km2"] < 100


def test_a_province_without_a_boundary_says_so(client: TestClient):
    province = only(client, at=AFTER, level="province")
    assert province["geom_status"] == "none"
    assert province["bbox"] is province["label_point"] is province["area_km2"] is province["geom_source"] is None


@pytest.mark.parametrize(
    "words", ["Trực Hưng", "truc hung", "xã Trực Hưng", "X. truc hung", "  XA   TRUC HUNG ", "Xã Trực Hùng"]
)
def test_names_are_found_with_and_without_kind_and_marks(client: TestClient, words: str):
    found = get(client, "units", at=BEFORE, level="commune", q=words)["units"]
    assert [unit["full_name"] for unit in found] == ["Xã Trực Hưng", "Xã Trực Hùng"]


def test_the_kind_in_front_of_a_name_is_heeded(client: TestClient):
    found = get(client, "units", at=AFTER, q="phường Nam Định")["units"]
    assert [unit["full_name"] for unit in found] == ["Phường Nam Định"]
    assert get(client, "units", at=AFTER, q="đặc khu Nam Định")["units"] == []


@pytest.mark.parametrize("words", ["%", "_", "N_m Định", "\\"])
def test_signs_of_patterns_are_letters_like_others(client: TestClient, words: str):
    assert get(client, "units", at=AFTER, q=words)["units"] == []


def test_a_hamlet_is_told_from_its_namesakes(client: TestClient):
    found = [u for d in pages(client, "units", at=AFTER, level="hamlet", q="xóm 1", limit=1000) for u in d["units"]]
    numbered = [unit for unit in found if unit["name"] == "1" and unit["qualifier"]]
    assert numbered
    for unit in numbered:
        assert unit["full_name"] == f"Xóm 1 ({unit['qualifier']})"
        assert unit["code"].startswith("H")
        assert unit["layer"] == "hamlets"


def test_children_of_a_unit(client: TestClient):
    [province] = get(client, "units", at=AFTER, level="province")["units"]
    children = get(client, "units", at=AFTER, parent=province["id"], limit=1000)["units"]
    assert len(children) == 57
    assert {child["level"] for child in children} == {"commune"}
    assert get(client, "units", at=BEFORE, parent=province["id"])["units"] == []


@pytest.mark.parametrize(
    ("day", "names"),
    [
        (BEFORE, ["Tỉnh Nam Định", "Thành phố Nam Định", "Phường Năng Tĩnh"]),
        (AFTER, ["Phường Nam Định"]),
    ],
)
def test_units_that_hold_a_point_highest_tier_first(client: TestClient, day: str, names: list[str]):
    found = get(client, "units", at=day, contains="106.1683,20.42")["units"]
    assert [unit["full_name"] for unit in found[:-1]] == names
    assert found[-1]["level"] == "hamlet"
    assert found[-1]["parent"]["id"] == found[-2]["id"]


def test_a_point_out_at_sea_is_in_no_unit(client: TestClient):
    assert get(client, "units", at=AFTER, contains="110,15")["units"] == []


def test_pages_hold_every_unit_once_and_keep_the_order_of_tiers(client: TestClient):
    documents = pages(client, "units", at=BEFORE, limit=700)
    units = [unit for document in documents for unit in document["units"]]
    assert [len(document["units"]) for document in documents[:-1]] == [700] * (len(documents) - 1)
    assert len({unit["id"] for unit in units}) == len(units) == 3 + 9 + 175 + 1496
    tiers = ["province", "district", "commune", "hamlet"]
    ranks = [tiers.index(unit["level"]) for unit in units]
    assert ranks == sorted(ranks)


@pytest.mark.parametrize("cursor", ["4.1000000", f"{10**17}.1", f"1.{10**17}", f"{10**17}.{10**17}"])
def test_a_page_after_the_last(client: TestClient, cursor: str):
    document = get(client, "units", at=AFTER, cursor=cursor, level="hamlet" if cursor.startswith("4") else "province")
    assert (document["units"], document["next"]) == ([], None)


def test_a_unit_knows_what_it_was_made_of_and_what_became_of_it(client: TestClient):
    new = only(client, at=AFTER, level="commune", q="Trường Thi")
    document = get(client, f"units/{new['id']}", at=AFTER)
    assert (document["in_force"], document["successors"]) == (True, [])
    assert document["unit"] == new
    assert {link["unit"]["full_name"] for link in document["predecessors"]} >= {"Xã Thành Lợi", "Phường Trường Thi"}
    for link in document["predecessors"]:
        assert (link["part"], link["weight"], link["weight_basis"]) == ("whole", 1, None)
        assert (link["event"]["kind"], link["event"]["effective"]) == ("merge", AFTER)
        assert link["unit"]["valid_to"] == AFTER
    old = next(link["unit"] for link in document["predecessors"] if link["unit"]["code"] == "13777")
    [onward] = get(client, f"units/{old['id']}", at=BEFORE)["successors"]
    assert onward["unit"]["id"] == new["id"]
    assert onward["event"] == document["predecessors"][0]["event"]


def test_a_unit_that_has_ended_is_shown_as_it_was_last(client: TestClient):
    old = only(client, at=BEFORE, level="commune", q="Thành Lợi")
    document = get(client, f"units/{old['id']}")
    assert document["in_force"] is False
    assert document["unit"] == old


def test_history_of_a_hamlet_that_moved(client: TestClient):
    commune = only(client, at=BEFORE, level="commune", q="Thành Lợi")
    hamlet = get(client, "units", at=BEFORE, level="hamlet", parent=commune["id"])["units"][0]
    history = get(client, f"units/{hamlet['id']}/history")
    assert (history["id"], history["level"]) == (hamlet["id"], "hamlet")
    first, second = history["versions"]
    assert (first["valid_to"], second["valid_from"], second["valid_to"]) == (AFTER, AFTER, None)
    assert [v["parent"]["full_name"] for v in (first, second)] == ["Xã Thành Lợi", "Phường Trường Thi"]
    assert (first["event"], second["event"]["kind"]) == (None, "reparent")
    assert history["events"] == [second["event"]]
    assert all(v["on_record"] and v["recorded_to"] is None for v in (first, second))
    assert history["codes"] == [
        {"scheme": "wardmap", "code": hamlet["code"], "valid_from": "2024-09-01", "valid_to": None}
    ]
    assert (history["predecessors"], history["successors"]) == ([], [])


def test_days_of_change(client: TestClient):
    document = get(client, "units/dates")
    assert [day["date"] for day in document["dates"]] == [AFTER]
    [day] = document["dates"]
    assert day["kinds"] == {"merge": 58, "abolish": 1, "reparent": 1496}
    assert day["events"] == 1555
    assert "Nghị quyết 1674/NQ-UBTVQH15" in day["documents"]


@pytest.mark.parametrize(
    ("level", "kinds"), [("province", {"merge": 1}), ("district", {"abolish": 1}), ("commune", {"merge": 57})]
)
def test_days_of_change_of_one_tier(client: TestClient, level: str, kinds: dict[str, int]):
    [day] = get(client, "units/dates", level=level)["dates"]
    assert day["kinds"] == kinds


def test_how_many_units_a_day_has_and_how_many_are_drawn(client: TestClient):
    before, after = (get(client, "units/counts", at=day) for day in (BEFORE, AFTER))
    assert (before["at"], before["at_is_default"]) == (BEFORE, False)
    counted = {level["level"]: level for level in before["levels"]}
    assert list(counted) == ["province", "district", "commune", "hamlet"]
    assert counted["commune"] == {"level": "commune", "units": 175, "boundaries": {"sketch": 175}}
    assert [level["level"] for level in after["levels"]] == ["province", "commune", "hamlet"]
    assert get(client, "units/counts", level="commune")["levels"][0]["units"] == 57
    assert get(client, "units/counts", datetime="1900-01-01")["levels"] == []


@pytest.mark.parametrize(
    "query",
    [
        "units/counts?level=ward",
        "units/counts?at=today",
        "units?at=2025-02-30",
        "units?at=today",
        "units?level=ward",
        "units?level=",
        "units?parent=0",
        "units?parent=x",
        "units?q=",
        "units?q=%20",
        "units?q=a%00b",
        f"units?q={'a' * 201}",
        "units?contains=106",
        "units?contains=106,20,3",
        "units?contains=nan,20",
        "units?contains=106,inf",
        "units?contains=1_0,20",
        "units?contains=1e2,20",
        "units?contains=181,20",
        "units?contains=106,-90.5",
        "units?contains=,",
        "units?limit=0",
        "units?limit=1001",
        "units?limit=1.5",
        "units?cursor=abc",
        "units?cursor=3",
        "units?cursor=3.1.1",
        "units?date=2025-07-01",
        "units?at=2025-07-01&at=2025-07-01",
        "units/dates?level=ward",
        "units/dates?at=2025-07-01",
        "units/1?at=1",
        "units/1?level=commune",
        "units/1/history?at=2025-07-01",
    ],
)
def test_wrong_questions_are_refused_in_words(client: TestClient, query: str):
    answers = [client.get(f"/api/v1/{query}", headers={"Accept-Language": tag}) for tag in ("vi", "en")]
    assert [answer.status_code for answer in answers] == [400, 400]
    details = [answer.json()["detail"] for answer in answers]
    assert all(details)
    assert details[0] != details[1]


@pytest.mark.parametrize("path", ["units/0", "units/999999", "units/999999/history", f"units/{10**30}", "units/x"])
def test_what_is_not_there(client: TestClient, path: str):
    assert client.get(f"/api/v1/{path}").status_code == 404


def test_an_answer_known_already_is_not_sent_again(client: TestClient):
    address = f"/api/v1/units?at={AFTER}&level=commune"
    first = client.get(address)
    again = client.get(address, headers={"If-None-Match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert first.headers["wardmap-at"] == AFTER
    other = client.get(f"/api/v1/units?at={BEFORE}&level=commune")
    assert other.headers["etag"] != first.headers["etag"]


def test_named_paths_are_not_taken_for_identities(client: TestClient):
    paths = client.get("/openapi.json").json()["paths"]
    assert {"/api/v1/units/dates", "/api/v1/units/crosswalk", "/api/v1/units/{unit}"} <= set(paths)
    assert "dates" in get(client, "units/dates")
    assert client.get("/api/v1/units/crosswalk").status_code == 400
