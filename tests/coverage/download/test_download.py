"""Results as files: what is in them is what the JSON says, and no cell of them runs."""

import csv
import io

import pytest
from openpyxl import load_workbook
from sqlalchemy import text

from geo_api.coverage.evaluate.run import run
from geo_api.coverage.rules.shipped import shipped_rules
from geo_api.db import owner_connection
from tests.conftest import client_of
from tests.coverage.test_routes import BASE, RULE, town
from tests.coverage.world import DAY, build

FORMULA = '=HYPERLINK("http://elsewhere")'


@pytest.fixture(scope="module")
def client(coverage_db):
    with owner_connection(coverage_db.owner) as connection:
        build(connection, town())
        connection.execute(text("UPDATE feature SET name = :name WHERE name = 'far'"), {"name": FORMULA})
        run(connection, shipped_rules()[RULE], DAY)
    with client_of(coverage_db) as client:
        yield client


def sheets(answer):
    return load_workbook(io.BytesIO(answer.content))


def test_csv_has_the_rows_of_the_json(client):
    units = client.get(f"{BASE}/units").json()["units"]
    answer = client.get(f"{BASE}/units?f=csv")
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    name = f"coverage-{RULE}-commune-{answer.headers['wardmap-at']}.csv"
    assert answer.headers["content-disposition"] == f'attachment; filename="{name}"'
    rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert [(row["code"], row["outcome"], row["passed"]) for row in rows] == [
        (unit["code"], unit["outcome"], str(unit["passed"])) for unit in units
    ]


def test_no_cell_of_a_gap_list_is_a_formula(client):
    gaps = client.get(f"{BASE}/gaps").json()["gaps"]
    assert FORMULA in [gap["name"] for gap in gaps]
    written = client.get(f"{BASE}/gaps?f=csv").content.decode("utf-8-sig")
    names = [row["name"].removeprefix("'") for row in csv.DictReader(io.StringIO(written))]
    assert names == [gap["name"] for gap in gaps]
    assert f"'{FORMULA[:10]}" in written
    sheet = sheets(client.get(f"{BASE}/gaps?f=xlsx")).worksheets[0]
    cells = [cell for row in sheet.iter_rows() for cell in row]
    assert FORMULA in [cell.value for cell in cells]
    assert {cell.data_type for cell in cells} <= {"s", "n"}


def test_a_workbook_has_numbers_a_header_that_stays_and_the_rule(client):
    book = sheets(client.get(f"{BASE}/units?f=xlsx"))
    units, rule = book.worksheets
    assert units.freeze_panes == "A2"
    row = list(units[2])
    assert (row[0].value, row[3].value, row[3].number_format) == ("00123", pytest.approx(1 / 3), "0.0%")
    told = {first.value: second.value for first, second in rule.iter_rows(min_row=2)}
    assert told["Đối chiếu · Compared"].startswith("chưa đối chiếu văn bản")
    assert "within_m: 30" in told["Toàn văn · Whole text"]


def test_gaps_as_geojson(client):
    answer = client.get(f"{BASE}/gaps?f=geojson")
    assert answer.headers["content-type"] == "application/geo+json"
    features = answer.json()["features"]
    gaps = client.get(f"{BASE}/gaps").json()["gaps"]
    assert [feature["geometry"]["coordinates"] for feature in features] == [[gap["lon"], gap["lat"]] for gap in gaps]
    assert [feature["properties"]["name"] for feature in features] == [gap["name"] for gap in gaps]


@pytest.mark.parametrize("words", ["f=csv&limit=5", "f=xlsx&cursor=x", "f=pdf"])
def test_pages_of_files_and_unknown_forms_are_refused(client, words):
    assert client.get(f"{BASE}/gaps?{words}").status_code == 400
