"""Features in other forms and systems of coordinates, sorted, and in answers too long to be held."""

import csv
import io
import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pandas as pd
import pyogrio
import pytest
import shapely
from fastapi.testclient import TestClient
from pyproj import Transformer
from sqlalchemy import Engine, create_engine, event, text

from geo_api.features.crs import OFFERED
from layers.layer import Audience, Geometry
from layers.registry import layers_for
from tests.conftest import TestDatabase, client_of

EPSG = "http://www.opengis.net/def/crs/EPSG/0/"
# The sample province has no boundary, and so no place for its name.
PUBLIC = sorted(set(layers_for(Audience.PUBLIC)) - {"province_labels", "blind_spots"})
MARKET = (
    "WITH a_load AS (INSERT INTO load (layer, mode, file_name, file_sha256, source_crs, rows_read, rows_written,"
    " rows_refused, report) VALUES ('markets', 'append', 'x', 'x', 'EPSG:4326', 1, 1, 0, '{{}}') RETURNING id)"
    " INSERT INTO feature (layer, key, name, geom, load_id, source_row)"
    " SELECT 'markets', {}, ST_SetSRID(ST_Point(106.1, 20.4), 4326), a_load.id, 1 FROM a_load"
)
ITEMS = "/ogc/collections/{}/items"


def page(client: TestClient, layer: str, query: str) -> dict:
    answer = client.get(f"{ITEMS.format(layer)}?{query}")
    assert answer.status_code == 200, answer.text
    return answer.json()


def table(client: TestClient, layer: str, query: str) -> list[dict[str, str]]:
    answer = client.get(f"{ITEMS.format(layer)}?f=csv&{query}")
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    return list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))


@pytest.mark.parametrize("crs", OFFERED, ids=lambda crs: crs.uri.rpartition("/")[2])
def test_points_in_every_system_are_where_proj_puts_them(client: TestClient, crs):
    degrees = page(client, "schools", "limit=20")["features"]
    answer = client.get(f"{ITEMS.format('schools')}?limit=20&crs={crs.uri}")
    assert answer.headers["content-crs"] == f"<{crs.uri}>"
    moved = Transformer.from_crs(4326, crs.srid, always_xy=True)
    near = 1e-6 if crs.srid in (4326, 4756) else 0.02
    for before, after in zip(degrees, answer.json()["features"], strict=True):
        expected = moved.transform(*before["geometry"]["coordinates"])
        found = after["geometry"]["coordinates"][:: -1 if crs.srid == 4756 or crs.uri.endswith("/4326") else 1]
        assert found == pytest.approx(expected, abs=near)
    x, y = answer.json()["features"][0]["geometry"]["coordinates"]
    margin = 2e-5 if near < 1e-3 else 2
    box = f"bbox={x - margin},{y - margin},{x + margin},{y + margin}&bbox-crs={crs.uri}"
    assert degrees[0]["id"] in {f["id"] for f in page(client, "schools", box)["features"]}


@pytest.mark.parametrize(
    "query",
    [
        *("crs=EPSG:4326", f"crs={EPSG}1", "crs=", f"bbox-crs={EPSG}", "bbox=1,2,3,4,5", "bbox=1,2,3,1e999"),
        *(f"bbox=569000,2258000,568000,2259000&bbox-crs={EPSG}9209", f"bbox=1e300,1,2e300,2&bbox-crs={EPSG}9209"),
        f"bbox=1e308,1,1e308,2&bbox-crs={EPSG}9209",
        *(f"bbox=106,20,107,21&bbox-crs={EPSG}4326", "bbox=١,2,3,4", "sortby=nope", "sortby=", "sortby=name,name"),
        *("sortby=key,name,status,level,capacity,cashless", "f=pdf", "cursor=WzFd", "cursor=W10=", "cursor=é"),
    ],
)
def test_what_cannot_be_is_refused(client: TestClient, query: str):
    answer = client.get(f"{ITEMS.format('schools')}?{query}")
    assert answer.status_code == 400
    assert answer.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize("layer", PUBLIC)
def test_every_form_has_the_same_features(client: TestClient, layer: str):
    query = "limit=500" + ("&at=2025-06-30" if layer in ("districts", "coverage_districts") else "")
    features = page(client, layer, query)["features"]
    rows = table(client, layer, query)
    assert [row["id"] for row in rows] == [str(feature["id"]) for feature in features]
    point = layers_for(Audience.PUBLIC)[layer].geometry is Geometry.POINT
    for feature, row in zip(features, rows, strict=True):
        if point:
            # Half of the last digit is rounded by whoever writes it.
            spot = [float(row["longitude"]), float(row["latitude"])]
            assert spot == pytest.approx(feature["geometry"]["coordinates"], abs=1.01e-7)
        for name, value in feature["properties"].items():
            shown = "" if value is None else json.dumps(value) if isinstance(value, bool) else str(value)
            assert row[name].removesuffix(".0") == shown.removesuffix(".0")
    body = client.get(f"{ITEMS.format(layer)}?f=fgb&{query}").content
    # With an index the file is in the order of places.
    frame = pyogrio.read_dataframe(body).sort_values("id", ignore_index=True)
    assert str(frame.crs) == "EPSG:4326"
    assert frame["id"].tolist() == [feature["id"] for feature in features]
    for column in features[0]["properties"]:
        kept = [feature["properties"][column] for feature in features if feature["properties"][column] is not None]
        found = frame[column].dropna().tolist()
        assert [str(v)[:10] if isinstance(v, pd.Timestamp) else v for v in found] == kept, column
    assert all(frame.geometry.dropna().is_valid)


def test_a_file_has_an_index_that_finds_what_lies_in_a_box(client: TestClient, tmp_path):
    for layer, limit in (("schools", 1), ("schools", 16), ("schools", 17), ("hamlets", 5000), ("communes", 500)):
        (tmp_path / "a.fgb").write_bytes(client.get(f"{ITEMS.format(layer)}?f=fgb&limit={limit}").content)
        read = pyogrio.read_info(tmp_path / "a.fgb")
        assert read["capabilities"]["fast_spatial_filter"], layer
        everything = pyogrio.read_dataframe(tmp_path / "a.fgb")
        assert read["features"] == len(everything)
        assert read["total_bounds"] == pytest.approx(everything.total_bounds)
        for x, y in everything.geometry.representative_point().map(lambda point: (point.x, point.y)).iloc[::37]:
            box = (x - 0.01, y - 0.01, x + 0.01, y + 0.01)
            found = set(pyogrio.read_dataframe(tmp_path / "a.fgb", bbox=box)["id"])
            touched = everything[everything.intersects(shapely.box(*box))]["id"]
            assert found >= set(touched)
            assert set(touched)


def test_a_file_in_an_order_that_was_asked_for_keeps_it(client: TestClient):
    body = client.get(f"{ITEMS.format('schools')}?f=fgb&limit=50&sortby=-name").content
    names = [feature["properties"]["name"] for feature in page(client, "schools", "limit=50&sortby=-name")["features"]]
    assert pyogrio.read_dataframe(body)["name"].tolist() == names
    assert not pyogrio.read_info(body)["capabilities"]["fast_spatial_filter"]


def test_a_file_without_rows_is_a_file(client: TestClient):
    assert table(client, "schools", "filter=FALSE") == []
    body = client.get(f"{ITEMS.format('roads')}?f=fgb&filter=FALSE&crs={EPSG}9209").content
    assert len(pyogrio.read_dataframe(body)) == 0
    assert pyogrio.read_info(body)["crs"] == "EPSG:9209"


def test_a_file_says_where_the_next_one_is(client: TestClient):
    seen: list[str] = []
    address = f"{ITEMS.format('schools')}?f=csv&limit=100&sortby=-name"
    while address:
        answer = client.get(address)
        assert answer.headers["content-disposition"] == 'attachment; filename="schools.csv"'
        seen += [row["id"] for row in csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig")))]
        address = answer.headers.get("link", "").partition(">")[0][1:]
    assert len(seen) == len(set(seen)) == page(client, "schools", "limit=1")["numberMatched"]


def test_accept_picks_the_form(client: TestClient):
    for accept, expected in (
        ("text/csv", "text/csv; charset=utf-8"),
        ("application/flatgeobuf;q=0.9, text/csv;q=0.1", "application/flatgeobuf"),
        ("application/json", "application/geo+json"),
        ("*/*", "application/geo+json"),
        ("image/png", "application/geo+json"),
    ):
        answer = client.get(ITEMS.format("schools"), headers={"Accept": accept})
        assert answer.headers["content-type"] == expected
        assert "Accept" in answer.headers["vary"].split(", ")


@pytest.mark.parametrize("order", ["name", "-capacity", "smart_school,-capacity,name", "-smart_school,status"])
def test_sorted_pages_are_the_whole_in_order(client: TestClient, order: str):
    whole = page(client, "schools", f"limit=1000&sortby={order}")["features"]
    seen, href = [], f"{ITEMS.format('schools')}?limit=41&sortby={order}"
    while href:
        answer = client.get(href).json()
        seen += answer["features"]
        href = next((link["href"] for link in answer["links"] if link["rel"] == "next"), None)
    assert seen == whole
    first = order.split(",", maxsplit=1)[0]
    values = [feature["properties"][first.lstrip("-")] for feature in whole]
    given = [value for value in values if value is not None]
    assert values[: len(given)] == given
    if first != "name":  # names are in the order of Vietnamese
        assert given == sorted(given, reverse=first.startswith("-"))


def test_more_than_can_be_sorted_is_refused_with_what_to_do(client: TestClient, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("geo_api.features.items.MOST_SORTED", 100)
    address = f"{ITEMS.format('schools')}?sortby=name"
    for form in ("json", "html", "csv", "fgb"):
        answer = client.get(f"{address}&f={form}", headers={"Accept-Language": "en"})
        assert answer.status_code == 400
        assert "bbox or filter" in answer.json()["detail"]
    assert client.get(ITEMS.format("schools")).status_code == 200
    narrowed = client.get(f"{address}&filter=level='upper_secondary'&limit=5").json()
    assert 0 < narrowed["numberMatched"] <= 100
    following = next(link["href"] for link in narrowed["links"] if link["rel"] == "next")
    assert client.get(following).status_code == 200


def test_sortables_are_what_sortby_takes(client: TestClient):
    links = client.get("/ogc/collections/schools").json()["links"]
    (address,) = (link["href"] for link in links if link["rel"].endswith("/rel/ogc/1.0/sortables"))
    document = client.get(address, headers={"Accept-Language": "en"}).json()
    assert "200,000" in document["description"]
    for name in document["properties"]:
        assert client.get(f"{ITEMS.format('schools')}?sortby=-{name}&limit=1").status_code == 200
    assert "geometry" not in document["properties"]


def test_names_are_sorted_as_vietnamese_is(empty_db: TestDatabase):
    add_markets(empty_db, ["Đông", "Dương", "An", "Ân", "Ăn", "Ê", "Em"])
    with client_of(empty_db) as client:
        names = [f["properties"]["name"] for f in page(client, "markets", "sortby=name")["features"]]
    assert names == ["An", "Ăn", "Ân", "Dương", "Đông", "Em", "Ê"]


def test_pages_stay_right_while_rows_come_and_go(empty_db: TestDatabase):
    add_markets(empty_db, [f"chợ {number:02}" for number in range(0, 40, 2)])
    with client_of(empty_db) as client:
        first = page(client, "markets", "limit=10&sortby=name")
        (following,) = (link["href"] for link in first["links"] if link["rel"] == "next")
        add_markets(empty_db, ["chợ 01", "chợ 19", None])
        run(empty_db, "DELETE FROM feature WHERE name = 'chợ 18'")
        second = client.get(f"{following}").json()
        names = [f["properties"]["name"] for f in first["features"] + second["features"]]
        assert names == [f"chợ {number:02}" for number in [*range(0, 20, 2), 19, *range(20, 38, 2)]]
        for other in ("sortby=-name", "sortby=name,key", ""):
            cursor = following.partition("cursor=")[2]
            assert client.get(f"{ITEMS.format('markets')}?cursor={cursor}&{other}").status_code == 400


def test_no_cell_is_a_formula(empty_db: TestDatabase):
    add_markets(empty_db, ["=1+1", "@x", "-3", 'a\r\n"b",c', None])
    with client_of(empty_db) as client:
        assert [row["name"] for row in table(client, "markets", "")] == ["'=1+1", "'@x", "'-3", 'a\r\n"b",c', ""]


def test_a_program_takes_away_what_keeps_a_cell_from_being_a_formula(empty_db: TestDatabase):
    wide = ["\uff1d1+1", "\uff0b84", "\uff0d5", "'\uff20x"]
    names = ["=1", "'=1", "''=1", "'tis", "+84 900", "-5 m", "\tx", "\ry", "'", "x", *wide]
    (rule,) = re.findall(
        r"re\.sub\(r\"(.+?)\", ", (Path(__file__).parents[2] / "docs" / "features-elsewhere.md").read_text()
    )
    add_markets(empty_db, [*names])
    with client_of(empty_db) as client:
        read = table(client, "markets", "limit=100")
        assert all(row["name"][0] not in "=+-@\t\r\uff1d\uff0b\uff0d\uff20" for row in read)
        assert [re.sub(rule, "", row["name"]) for row in read] == names


@pytest.fixture
def meanwhile() -> Iterator[Callable[[str, Callable[[], None]], None]]:
    """Has something done as soon as a statement that contains a text was run, once."""
    todo: list[tuple[str, Callable[[], None]]] = []

    def look(_connection, _cursor, statement: str, *_: object) -> None:
        if todo and todo[0][0] in statement:
            todo.pop()[1]()

    event.listen(Engine, "after_cursor_execute", look)
    yield lambda part, do: todo.append((part, do))
    event.remove(Engine, "after_cursor_execute", look)
    assert not todo


def test_a_page_and_its_count_are_of_one_moment(empty_db: TestDatabase, meanwhile):
    add_markets(empty_db, [f"chợ {number:02}" for number in range(25)])
    meanwhile("row_to_json", lambda: run(empty_db, "DELETE FROM feature WHERE name < 'chợ 20'"))
    with client_of(empty_db) as client:
        first = page(client, "markets", "limit=20")
        assert (first["numberMatched"], first["numberReturned"]) == (25, 20)
        assert page(client, "markets", "limit=20")["numberMatched"] == 5


def test_a_file_and_its_link_to_the_next_are_of_one_moment(empty_db: TestDatabase, meanwhile):
    add_markets(empty_db, [f"chợ {number:02}" for number in range(20)])
    meanwhile("OFFSET", lambda: run(empty_db, "DELETE FROM feature WHERE name IN ('chợ 05', 'chợ 15')"))
    with client_of(empty_db) as client:
        first = client.get(f"{ITEMS.format('markets')}?f=csv&limit=10&sortby=name")
        rest = client.get(first.links["next"]["url"])
    names = [row["name"] for body in (first, rest) for row in csv.DictReader(io.StringIO(body.text.lstrip("\ufeff")))]
    assert names == [f"chợ {number:02}" for number in range(20) if number != 15]


def test_a_long_answer_is_whole(client: TestClient):
    short = page(client, "street_lights", "limit=10000")
    long = client.get(f"{ITEMS.format('street_lights')}?limit=99999")
    assert "etag" not in long.headers
    assert long.headers["content-encoding"] == "gzip"
    assert long.json()["features"] == short["features"]
    assert long.json()["numberMatched"] == long.json()["numberReturned"] == short["numberMatched"]
    empty = page(client, "street_lights", "limit=99999&filter=FALSE")
    assert (empty["features"], empty["numberMatched"]) == ([], 0)


def test_a_long_answer_that_goes_on_says_so(empty_db: TestDatabase):
    run(empty_db, f"{MARKET.format('i, NULL')}, generate_series(1, 12500) i")
    with client_of(empty_db) as client:
        first = page(client, "markets", "limit=12000")
        assert "numberMatched" not in first
        (following,) = (link["href"] for link in first["links"] if link["rel"] == "next")
        second = client.get(following).json()
    seen = [f["id"] for f in first["features"] + second["features"]]
    assert (first["numberReturned"], len(seen), len(set(seen))) == (12_000, 12_500, 12_500)


def test_the_head_of_a_long_answer_is_that_of_the_answer(client: TestClient):
    address = f"{ITEMS.format('roads')}?f=csv&limit=99999"
    head, answer = client.head(address), client.get(address)
    assert (head.status_code, head.content) == (200, b"")
    assert head.headers["content-disposition"] == answer.headers["content-disposition"]


def test_connections_of_long_answers_are_given_back(client: TestClient):
    for _ in range(5):
        with client.stream("GET", f"{ITEMS.format('roads')}?limit=99999") as answer:
            next(answer.iter_raw(100))


def add_markets(database: TestDatabase, names: list[str | None]) -> None:
    for name in names:
        run(database, MARKET.format("gen_random_uuid()::text, :name"), name=name)


def run(database: TestDatabase, sql: str, **values: object) -> None:
    engine = create_engine(database.owner)
    with engine.begin() as connection:
        connection.execute(text(sql), values)
    engine.dispose()
