"""The day asked about, on everything with units: under both its names, in the answer's header, on every page."""

import re
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from fastapi.testclient import TestClient

BEFORE, AFTER = "2025-06-30", "2025-07-01"
ADDRESSES = (
    "/api/v1/units?level=commune&limit=1000",
    "/api/v1/units/1",
    "/api/v1/units/counts",
    "/api/v1/units/resolve?name=Trực Hưng",
    "/api/v1/search?q=nam",
    "/tiles/communes.json",
    "/tiles/communes/8/203/113.mvt",
)


def ask(client: TestClient, address: str, **more: str) -> Any:
    return client.get(address, params={**parameters(address), **more})


def parameters(address: str) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}


@pytest.mark.parametrize("address", ADDRESSES)
def test_datetime_is_at_and_the_answer_says_its_day(client: TestClient, address: str):
    by_at, by_datetime = ask(client, address, at=BEFORE), ask(client, address, datetime="2025-06-29T17:30:00Z")
    assert by_datetime.status_code == 200
    assert (by_at.headers["wardmap-at"], by_datetime.headers["wardmap-at"]) == (BEFORE, BEFORE)
    assert by_datetime.content == by_at.content
    assert ask(client, address, datetime=AFTER).headers["wardmap-at"] == AFTER
    assert re.fullmatch(r"\d{4}-\d\d-\d\d", ask(client, address).headers["wardmap-at"])


@pytest.mark.parametrize(
    "address", [*ADDRESSES, "/api/v1/coverage/wifi.public-place/units", "/api/v1/coverage/wifi.public-place/gaps"]
)
@pytest.mark.parametrize(
    ("days", "word"),
    [
        ({"datetime": f"{BEFORE}/{AFTER}"}, "interval"),
        ({"datetime": f"../{AFTER}"}, "interval"),
        ({"datetime": ""}, "datetime"),
        ({"datetime": AFTER, "at": AFTER}, "both"),
    ],
)
def test_one_day_only(client: TestClient, address: str, days: dict[str, str], word: str):
    path, given = urlsplit(address).path, parameters(address) | days
    answer = client.get(path, params=given, headers={"Accept-Language": "en"})
    assert answer.status_code == 400
    assert word in answer.json()["detail"]


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ({"at": "2025-02-30"}, ("2025-02-30", "2025-02 has 28 days")),
        ({"at": "2025-13-01"}, ("there is no day or time 2025-13-01",)),
        ({"datetime": "2025-06-30T25:00:00Z"}, ("2025-06-30T25:00:00Z",)),
        ({"at": "30/6/2025"}, ("say at=2025-06-30",)),
        ({"at": "hôm nay"}, ("a date looks like 2025-07-01",)),
        ({"contains": "20.42,106.1683"}, ("swapped", "say contains=106.1683,20.42")),
        ({"contains": "106,91"}, ("two numbers", "as 106.1683,20.42")),
        ({"level": "xa"}, ("no level “xa”", "say commune;", "hamlet (thôn)")),
        ({"level": "Thành phố"}, ("say province or district;",)),
        ({"level": "abc"}, ("no level “abc”; the levels are province (tỉnh)",)),
    ],
)
def test_a_refusal_says_what_is_wrong_and_what_would_be_right(
    client: TestClient, question: dict[str, str], words: tuple[str, ...]
):
    answer = client.get("/api/v1/units", params=question, headers={"Accept-Language": "en"})
    assert answer.status_code == 400
    for each in words:
        assert each in answer.json()["detail"]


def test_pages_of_an_answer_for_today_stay_on_that_day(client: TestClient):
    first = client.get("/api/v1/units?level=commune&limit=20").json()
    following = parameters(first["next"])
    assert (following["at"], following["level"], following["limit"]) == (first["at"], "commune", "20")
    assert client.get(first["next"]).json()["at_is_default"] is False
    named = client.get(f"/api/v1/units?datetime={BEFORE}&level=commune&limit=20").json()
    assert "at" not in parameters(named["next"])
    assert client.get(named["next"]).json()["at"] == BEFORE


def schemas(client: TestClient, path: str) -> dict[str, Any]:
    operation = client.get("/openapi.json").json()["paths"][path]["get"]
    return {each["name"]: each["schema"] for each in operation["parameters"]}


@pytest.mark.parametrize(
    "path",
    [
        "/api/v1/units",
        "/api/v1/units/{unit}",
        "/api/v1/units/resolve",
        "/api/v1/units/counts",
        "/api/v1/search",
        "/tiles/{layer}.json",
        "/tiles/{layers}/{z}/{x}/{y}.mvt",
        "/api/v1/coverage/{rule}/units",
        "/api/v1/coverage/{rule}/gaps",
    ],
)
def test_openapi_tells_of_days(client: TestClient, path: str):
    told = schemas(client, path)
    for name in ("at", "datetime"):
        assert [option["format"] for option in told[name]["anyOf"]] == ["date", "date-time"]
    responses = client.get("/openapi.json").json()["paths"][path]["get"]["responses"]
    assert "Wardmap-At" in responses["200"]["headers"]


def test_openapi_refuses_what_the_service_refuses(client: TestClient):
    told = schemas(client, "/api/v1/units")
    assert told["level"]["enum"] == ["province", "district", "commune", "hamlet"]
    assert (told["parent"]["type"], told["parent"]["minimum"]) == ("integer", 1)
    wrong = {
        "contains": ["", "106", "181,20", "106,90.5", "1e2,20"],
        "cursor": ["", "3", "3.1.1"],
        "q": ["", " ", "a\0"],
    }
    right = {"contains": ["106.1683,20.42", "-180,90", "7,-5"], "cursor": ["4.17"], "q": ["Ô", " xóm 1", "%"]}
    for name, values in wrong.items():
        assert not any(re.search(told[name]["pattern"], value) for value in values), name
        for value in right[name]:
            assert re.search(told[name]["pattern"], value), value
            assert client.get("/api/v1/units", params={name: value}).status_code == 200
    since = schemas(client, "/api/v1/changes")["since"]["anyOf"]
    assert [option.get("format", option.get("pattern")) for option in since] == ["^e[0-9]{1,18}$", "date", "date-time"]
    words = schemas(client, "/api/v1/search")["q"]["pattern"]
    assert [bool(re.search(words, q)) for q in ("", "  ", "a\0", "Ô", "Nam Định", "Tru\u031bo\u031b\u0300ng")] == [
        *(False, False, False),
        *(True, True, True),
    ]


def test_openapi_has_no_arrays_that_3_0_does_not_know(client: TestClient):
    assert "prefixItems" not in client.get("/openapi.json").text
