"""Filters in CQL2: what they find, and what is refused before a parser or the database could break on it."""

import json
from datetime import date
from urllib.parse import quote

import pytest
from fastapi.testclient import TestClient

from geo_api.errors import BadRequest
from geo_api.features.cql2 import Condition, condition_of, parse_json, parse_text
from geo_api.features.crs import CRS84, OFFERED
from layers.layer import Audience
from layers.registry import all_layers

SCHOOLS = all_layers()["schools"]
COMMUNES = all_layers()["communes"]


def condition(text: str, layer=SCHOOLS, parse=parse_text) -> Condition:
    return condition_of(parse(text), layer.fields, CRS84)


def found(client: TestClient, layer: str, text: str, more: str = "") -> list[dict]:
    answer = client.get(f"/ogc/collections/{layer}/items?limit=10000&filter={quote(text)}{more}")
    assert answer.status_code == 200, answer.text
    document = answer.json()
    assert document["numberMatched"] == document["numberReturned"]
    return document["features"]


def ids(features: list[dict]) -> set[int]:
    return {feature["id"] for feature in features}


def test_values_are_bound_and_never_in_the_statement():
    made = condition("name = 'x''; DROP TABLE feature --' AND capacity > 12")
    assert made.sql == '(("name" = CAST(:cql0 AS text)) AND ("capacity" > :cql1))'
    assert made.params == {"cql0": "x'; DROP TABLE feature --", "cql1": 12}


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("level = 'primary'", {"op": "=", "args": [{"property": "level"}, "primary"]}),
        ("NOT capacity + 2 * 3 > 7", {"op": "not", "args": [{"op": ">", "args": [
            {"op": "+", "args": [{"property": "capacity"}, {"op": "*", "args": [2, 3]}]}, 7]}]}),
        ("capacity BETWEEN 1 AND 2 OR name IS NULL", {"op": "or", "args": [
            {"op": "between", "args": [{"property": "capacity"}, 1, 2]},
            {"op": "isNull", "args": [{"property": "name"}]}]}),
        ("level IN ('primary', 'lower')", {"op": "in", "args": [{"property": "level"}, ["primary", "lower"]]}),
        ("CASEI(name) LIKE casei('A%')", {"op": "like", "args": [
            {"op": "casei", "args": [{"property": "name"}]}, {"op": "casei", "args": ["A%"]}]}),
        ("S_INTERSECTS(geometry, BBOX(106, 20, 107, 21))", {"op": "s_intersects", "args": [
            {"property": "geometry"}, {"bbox": [106, 20, 107, 21]}]}),
        ("S_WITHIN(geometry, POINT(106 20))", {"op": "s_within", "args": [
            {"property": "geometry"}, {"type": "Point", "coordinates": [106, 20]}]}),
        ("T_AFTER(DATE('2025-01-01'), INTERVAL('..', '2024-12-31T23:00:00+07:00'))", {"op": "t_after", "args": [
            {"date": "2025-01-01"}, {"interval": ["..", "2024-12-31T23:00:00+07:00"]}]}),
        ('smart_school = TRUE AND "level" <> \'x\'', {"op": "and", "args": [
            {"op": "=", "args": [{"property": "smart_school"}, True]},
            {"op": "<>", "args": [{"property": "level"}, "x"]}]}),
    ],
)  # fmt: skip
def test_both_forms_say_the_same(text: str, form: dict):
    assert condition(text) == condition(json.dumps(form), parse=parse_json)


@pytest.mark.parametrize(
    "text",
    [
        *("", " ", "name", "name =", "= 1", "name = 'a", "name = 'a' AND", "(name = 'a'", "name = 'a')", "1"),
        *("NOT", "()"),
        *("name = 3", "capacity = '3'", "capacity > TRUE", "smart_school > FALSE", "name + 1 = 2", "capacity LIKE 'a'"),
        *("nope = 1", "note = 'x'", "name.x = 1", '"na""me" = 1', "capacity = 1e999", "capacity = " + "9" * 401),
        *("name LIKE name", "name LIKE 'a\\'", "name LIKE 1", "capacity IN ()", "capacity IN (1, 'a')"),
        "FOO(name) = 1",
        *("name = DATE('2025-01-01')", "DATE('2025-02-30') = DATE('x')", "INTERVAL('..', '..') = 1", "name = '\x00'"),
        *("T_AFTER(name, DATE('2025-01-01'))", "T_AFTER(DATE('2025-01-01'))", "'..' = INTERVAL('..')"),
        *("S_INTERSECTS(name, POINT(1 1))", "S_INTERSECTS(geometry)", "S_INTERSECTS(geometry, POINT(1))"),
        *("S_INTERSECTS(geometry, POINT(200 20))", "S_INTERSECTS(geometry, POINT(20 106))", "geometry = POINT(1 1)"),
        *("S_INTERSECTS(geometry, POINT EMPTY)", "S_INTERSECTS(geometry, POINT(nan nan))"),
        *("S_INTERSECTS(geometry, POLYGON((0 0,1 1,1 0,0 1,0 0)))", "S_INTERSECTS(geometry, BBOX(2,2,1,1))"),
        *("S_INTERSECTS(geometry, BBOX(1,2,3))", "S_INTERSECTS(geometry, POLYGON((0 0,1 1)))"),
        "S_TOUCHES(geometry, GEOMETRYCOLLECTION(POINT(5 1), LINESTRING(0 0, 1 1)))",
        *("(" * 1600 + "name = 'a'" + ")" * 1600, "NOT " * 1600 + "name = 'a'", "-" * 1600 + "1 = 1"),
        *("CASEI(" * 1600 + "name" + ")" * 1600 + " = 'a'", "2^" * 1600 + "2 = 2", "1+" * 1600 + "1 = 1"),
        *("name = 'a' OR " * 3000 + "name = 'b'", "capacity IN (" + "1," * 3000 + "1)", "x" * 40_000),
        *("S_INTERSECTS(geometry, GEOMETRYCOLLECTION" + "(GEOMETRYCOLLECTION" * 200, "name ; DROP TABLE feature"),
    ],
)  # fmt: skip
def test_a_text_that_says_nothing_clear_is_refused(text: str):
    with pytest.raises(BadRequest) as refusal:
        condition_of(parse_text(text), SCHOOLS.fields_for(Audience.PUBLIC), CRS84)
    assert refusal.value.detail.vi != refusal.value.detail.en


@pytest.mark.parametrize(
    "text",
    [
        *("", "x", "[]", "{}", "null", '"a"', "1", "[" * 100_000, '{"op":' * 1600, "NaN", '{"op": "="}', "9" * 5000),
        *('{"op": "nope", "args": []}', '{"op": "=", "args": 1}', '{"op": "=", "args": []}', '{"op": [], "args": []}'),
        *('{"op": "and", "args": []}', '{"op": "in", "args": [{"property": "name"}, []]}', '{"property": 1}'),
        *('{"op": "=", "args": [{"property": "capacity"}, NaN]}', '{"op": "=", "args": [{"property": "nope"}, 1]}'),
        *('{"op": "isNull", "args": [{"op": "interval", "args": []}]}', '{"op": "isNull", "args": [{"date": 1}]}'),
        '{"op": "s_intersects", "args": [{"property": "geometry"}, {"type": "Point", "coordinates": [1e999, 1]}]}',
        '{"op": "s_intersects", "args": [{"property": "geometry"}, {"type": "Point", "coordinates": ["a"]}]}',
        '{"op": "s_intersects", "args": [{"property": "geometry"}, {"type": "Nope", "coordinates": []}]}',
        '{"op": "s_intersects", "args": [{"property": "geometry"}, {"bbox": [true, 1, 2, 3]}]}',
        '{"op": "not", "args": [' * 1000 + "true" + "]}" * 1000,
    ],
)  # fmt: skip
def test_a_document_that_says_nothing_clear_is_refused(text: str):
    with pytest.raises(BadRequest):
        condition_of(parse_json(text), SCHOOLS.fields, CRS84)


def test_comparisons_find_what_python_finds(client: TestClient):
    every = found(client, "schools", "TRUE")
    for text, holds in (
        ("level = 'primary'", lambda p: p["level"] == "primary"),
        ("level <> 'primary' AND capacity >= 500", lambda p: p["level"] != "primary" and (p["capacity"] or 0) >= 500),
        ("capacity IS NULL", lambda p: p["capacity"] is None),
        ("NOT (level IN ('primary')) OR capacity < 300",
         lambda p: p["level"] != "primary" or 0 < (p["capacity"] or 0) < 300),
        ("capacity BETWEEN 100 AND 400", lambda p: 100 <= (p["capacity"] or 0) <= 400),
        ("name LIKE '%Hưng%'", lambda p: "Hưng" in (p["name"] or "")),
        ("accenti(casei(name)) LIKE accenti(casei('TRƯỜNG%HUNG%'))",
         lambda p: "hưng" in (p["name"] or "").lower() or "hùng" in (p["name"] or "").lower()),
        ("capacity / 2 = 150.5 OR capacity % 7 = 3 OR capacity div 100 = 4",
         lambda p: p["capacity"] is not None
         and (p["capacity"] / 2 == 150.5 or p["capacity"] % 7 == 3 or p["capacity"] // 100 == 4)),
        ("id = " + str(every[0]["id"]), lambda p: p is every[0]["properties"]),
        ("smart_school = TRUE", lambda p: p["smart_school"] is True),
    ):  # fmt: skip
        assert ids(found(client, "schools", text)) == {f["id"] for f in every if holds(f["properties"])}, text


def test_shapes_find_what_stands_within(client: TestClient):
    every = found(client, "schools", "TRUE")
    inside = {f["id"] for f in every if 106.1 <= f["geometry"]["coordinates"][0] <= 106.2}
    assert 0 < len(inside) < len(every)
    ring = "(106.1 19, 106.2 19, 106.2 22, 106.1 22, 106.1 19)"
    for text in (
        "S_INTERSECTS(geometry, BBOX(106.1, 19, 106.2, 22))",
        f"S_WITHIN(geometry, POLYGON({ring}))",
        f"NOT S_DISJOINT(geometry, GEOMETRYCOLLECTION(POLYGON({ring}), POINT(0 0)))",
        f"S_CONTAINS(MULTIPOLYGON(({ring})), geometry)",
    ):
        assert ids(found(client, "schools", text)) == inside, text
    one = every[0]
    x, y = one["geometry"]["coordinates"]
    metres = f"/ogc/collections/schools/items/{one['id']}?crs=http://www.opengis.net/def/crs/EPSG/0/9209"
    east, north = client.get(metres).json()["geometry"]["coordinates"]
    near = f"S_INTERSECTS(geometry, BBOX({east - 1},{north - 1},{east + 1},{north + 1}))"
    assert one["id"] in ids(found(client, "schools", near, "&filter-crs=http://www.opengis.net/def/crs/EPSG/0/9209"))
    swapped = f"S_INTERSECTS(geometry, BBOX({y - 1e-5},{x - 1e-5},{y + 1e-5},{x + 1e-5}))"
    assert one["id"] in ids(found(client, "schools", swapped, "&filter-crs=http://www.opengis.net/def/crs/EPSG/0/4326"))


def test_times_of_dated_layers(client: TestClient):
    every = found(client, "communes", "TRUE", "&datetime=../..")
    reform = date(2025, 7, 1)
    first, last = (
        {f["id"] for f in every if (f["properties"]["valid_to"] or "9") <= reform.isoformat()},
        {f["id"] for f in every if f["properties"]["valid_from"] >= reform.isoformat()},
    )
    assert first
    assert last
    for text, expected in (
        ("T_BEFORE(valid_to, DATE('2025-07-02'))", first),
        ("valid_from >= DATE('2025-07-01')", last),
        ("T_INTERSECTS(INTERVAL(valid_from, valid_to), INTERVAL('2025-07-02', '..'))", ids(every) - first),
        ("T_EQUALS(INTERVAL(valid_from, valid_to), INTERVAL('2024-09-01', '2025-07-01'))", first),
        ("T_METBY(INTERVAL(valid_from, valid_to), INTERVAL('..', '2025-07-01'))", last),
        ("T_STARTEDBY(INTERVAL(valid_from, valid_to), INTERVAL('2025-07-01', '2025-07-02'))", last),
    ):
        assert ids(found(client, "communes", text, "&datetime=../..")) == expected, text


def test_what_older_clients_write_is_understood(client: TestClient):
    """GDAL's form of CQL text: a day in quotation marks that may end in T, ILIKE."""
    for text, meant in (
        ("installed_on > '2024-01-01T'", "installed_on > DATE('2024-01-01')"),
        ("'2024-01-01T00:00:00Z' <= installed_on", "installed_on >= TIMESTAMP('2024-01-01T00:00:00Z')"),
        ("name ILIKE '%NAM%'", "CASEI(name) LIKE CASEI('%nam%')"),
    ):
        older = found(client, "wifi", text, "&filter-lang=cql-text")
        assert 0 < len(older) < 1000
        assert older == found(client, "wifi", meant)
    assert client.get("/ogc/collections/wifi/items?filter=installed_on%20%3D%20'yesterday'").status_code == 400


def test_a_calculation_without_a_result_is_no_fault_of_the_service(client: TestClient):
    for text in ("capacity ^ 9999 > 1", "1e308 / 0.001 > capacity", "(0 - 1) ^ 0.5 = 1"):
        answer = client.get(f"/ogc/collections/schools/items?filter={quote(text)}")
        assert answer.status_code == 400, text
        assert "bộ lọc" in answer.json()["detail"]
    assert found(client, "schools", "capacity / 0 = 1") == []


def test_what_is_refused_is_said_in_two_languages(client: TestClient):
    address = "/ogc/collections/schools/items?filter=" + quote("capacit > 3")
    assert "không có trường “capacit”" in client.get(address).json()["detail"]
    assert (
        "no property “capacit”; there are id, geometry" in client.get(address, headers={"Accept-Language": "en"}).text
    )
    for query in ("filter-lang=cql", "filter-crs=EPSG:4326", "filter=TRUE&filter-lang=nope"):
        assert client.get(f"/ogc/collections/schools/items?{query}").status_code == 400


def test_queryables_are_what_a_filter_takes(client: TestClient):
    answer = client.get("/ogc/collections/schools/queryables")
    assert answer.headers["content-type"] == "application/schema+json"
    properties = answer.json()["properties"]
    assert "note" not in properties
    assert properties["level"]["enum"]
    assert properties["geometry"]["format"] == "geometry-point"
    for name in properties:
        assert found(client, "schools", f'"{name}" IS NULL AND FALSE') == []


def test_every_system_of_coordinates_is_one_that_a_filter_may_use():
    for crs in OFFERED:
        assert condition_of(parse_text("S_INTERSECTS(geometry, geometry)"), SCHOOLS.fields, crs).params == {}
