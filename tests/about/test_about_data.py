"""`/about-data`: from declarations and loads, of what everybody sees, and of nothing else."""

import re
from collections.abc import Iterator
from html.parser import HTMLParser

import pytest
from fastapi.testclient import TestClient
from shapely import box
from sqlalchemy import text

from geo_api.app import create_app
from geo_api.db import owner_connection
from geo_api.settings import Settings
from layers.layer import Audience
from layers.registry import all_layers, layers_for
from tests.coverage.world import Thing, Unit, World, build
from tests.servers import TestDatabase

GROUND = box(106.10, 20.40, 106.20, 20.50)
# Layer → name of the file that its rows come from.
FILES = {"schools": "bi-mat-truong.xlsx", "markets": "nam-dinh.osm.pbf", "wifi": "sample", "cameras": "camera.csv"}
WORLD = World(
    units=[Unit("00001", GROUND), Unit("00002", None)],
    things=[Thing(layer, f"{layer} {n}", 106.15, 20.45) for layer in FILES for n in range(2)],
)


class Rows(HTMLParser):
    """Rows of the tables: id → the words of their cells."""

    def __init__(self) -> None:
        super().__init__()
        self.rows: dict[str, list[str]] = {}
        self._name = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "tr":
            self._name = dict(attrs).get("id") or f"row {len(self.rows)}"
            self.rows[self._name] = []
        elif tag in ("th", "td") and self._name:
            self.rows[self._name].append("")

    def handle_data(self, data: str) -> None:
        if self._name and self.rows[self._name]:
            self.rows[self._name][-1] += data.replace("\n", "").strip(" ")


def rows_of(page: str) -> dict[str, list[str]]:
    parser = Rows()
    parser.feed(page)
    return parser.rows


@pytest.fixture
def told(empty_db: TestDatabase) -> Iterator[TestClient]:
    """A small world whose rows come from files, from OpenStreetMap and from nowhere."""
    with owner_connection(empty_db.owner) as connection:
        build(connection, WORLD)
        for layer, name in FILES.items():
            connection.execute(
                text("UPDATE load SET file_name = :name, loaded_at = '2026-02-03T18:00Z' WHERE layer = :layer"),
                {"layer": layer, "name": name},
            )
        connection.execute(text("UPDATE load SET accuracy_m = 1.5 WHERE layer = 'schools'"))
    settings = Settings(agency="UBND xã Thử", data_licence="CC BY 4.0", data_licence_url="https://cc.example.org/by")
    with TestClient(create_app(settings, empty_db.service)) as client:
        yield client


def test_every_open_layer_is_there_and_no_other(told: TestClient) -> None:
    rows = rows_of(told.get("/about-data?lang=vi").text)
    assert set(rows) & set(all_layers()) == set(layers_for(Audience.PUBLIC))


def test_source_licence_day_and_number_are_those_of_the_loads(told: TestClient) -> None:
    page = told.get("/about-data?lang=en").text
    rows = rows_of(page)
    # It was already the next day in Vietnam.
    assert rows["schools"][1:5] == ["Files loaded by UBND xã Thử", "CC BY 4.0", "4 February 2026", "2"]
    assert "within 1.5 m" in rows["schools"][5]
    assert rows["markets"][1:5] == ["© OpenStreetMap contributors", "ODbL 1.0", "4 February 2026", "2"]
    assert rows["wifi"][1:5] == ["Sample data (not real figures)", "Not stated", "4 February 2026", "2"]
    assert rows["relics"][1:5] == ["No data yet", "Not stated", "–", "0"]
    assert 'href="https://cc.example.org/by"' in page
    assert "This map holds sample data" in page


def test_nothing_is_told_that_the_public_may_not_see(told: TestClient) -> None:
    page = told.get("/about-data").text
    assert [name for name in (*FILES.values(), "cameras") if name != "sample" and name in page] == []


def test_boundaries_are_told_with_what_they_are_worth(told: TestClient) -> None:
    page = told.get("/about-data?lang=vi").text
    assert "Ranh giới tham khảo, không có giá trị pháp lý." in page
    boundaries = [cells for cells in rows_of(page).values() if cells[:1] == ["Xã, phường"]]
    assert sorted(cells[1:3] for cells in boundaries) == [["Chưa có ranh giới", "1"], ["Phác họa", "1"]]


def test_a_load_that_was_taken_back_is_no_source(empty_db: TestDatabase) -> None:
    with owner_connection(empty_db.owner) as connection:
        build(connection, WORLD)
        connection.execute(text("DELETE FROM feature WHERE layer = 'schools'"))
    with TestClient(create_app(Settings(), empty_db.service)) as client:
        rows = rows_of(client.get("/about-data?lang=en").text)
    assert rows["schools"][1:5] == ["No data yet", "Not stated", "–", "0"]
    assert rows["markets"][1] == "Files loaded by whoever runs the map"


def test_what_is_loaded_is_there_after_a_while(
    empty_db: TestDatabase, empty_client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert rows_of(empty_client.get("/about-data?lang=en").text)["markets"][4] == "0"
    with owner_connection(empty_db.owner) as connection:
        build(connection, WORLD)
    assert rows_of(empty_client.get("/about-data?lang=en").text)["markets"][4] == "0"
    monkeypatch.setattr("geo_api.kept_minute.KEPT_SECONDS", 0)
    assert rows_of(empty_client.get("/about-data?lang=en").text)["markets"][4] == "2"


def test_a_map_without_data_has_the_page_too(empty_client: TestClient) -> None:
    answer = empty_client.get("/about-data?lang=vi")
    assert (answer.status_code, answer.headers["content-language"]) == (200, "vi")
    assert "dữ liệu mẫu" not in answer.text
    assert rows_of(answer.text)["coverage_gaps"][4] == "0 tiêu chí"


def test_it_needs_no_scripts_and_may_be_kept(told: TestClient) -> None:
    answer = told.get("/about-data")
    assert "<script" not in answer.text
    assert re.findall(r"\sstyle=|\son\w+=", answer.text) == []
    again = told.get("/about-data", headers={"If-None-Match": answer.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert "public" in answer.headers["cache-control"]
    assert told.get("/about-data?lang=fr").status_code == 400


def test_its_links_lead_to_the_data(told: TestClient) -> None:
    page = told.get("/about-data?lang=en").text
    for address in set(re.findall(r'href="(/ogc/collections/(?:schools|addresses|communes)[^"]*)"', page)):
        assert told.get(address.replace("&amp;", "&"), headers={"Accept": "text/html"}).status_code == 200


def test_nobody_gives_a_licence_of_what_is_invented(told: TestClient) -> None:
    rows = rows_of(told.get("/about-data?lang=en").text)
    # There is sample data on this map: some of the register may be of it.
    assert rows["addresses"][2] == "Not stated"
    assert rows["communes"][2] == "CC BY 4.0"


def test_what_was_said_of_the_data_of_a_load_is_told(
    told: TestClient, empty_db: TestDatabase, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("geo_api.kept_minute.KEPT_SECONDS", 0)
    with owner_connection(empty_db.owner) as connection:
        say = "UPDATE load SET data_source = :source, data_licence = :licence, data_date = :day WHERE layer = :layer"
        sent = {"source": "Sở <Giáo dục>", "licence": "CC BY-SA 4.0", "day": "2026-01-31", "layer": "schools"}
        connection.execute(text(say), sent)
        hidden = {"source": "Công an", "licence": None, "day": None, "layer": "cameras"}
        connection.execute(text(say), hidden)
    page = told.get("/about-data?lang=vi").text
    assert rows_of(page)["schools"][1:3] == ["Sở <Giáo dục> (dữ liệu ngày 31/1/2026)", "CC BY-SA 4.0"]
    assert 'href="https://creativecommons.org/licenses/by-sa/4.0/"' in page
    assert "Công an" not in page
