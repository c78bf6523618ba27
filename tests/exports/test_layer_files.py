"""`wardmap export`: what other programs read out of each file is what the layer holds."""

import csv
import json
from datetime import date

import geopandas
import pytest
from openpyxl import load_workbook
from shapely import Point
from sqlalchemy import make_url, text
from typer.testing import CliRunner

from geo_api.cli import command_line
from geo_api.db import owner_connection
from geo_api.errors import CommandFailed
from tests.coverage.world import Thing, World, build

FORMULA = "=1+1"
DAY = date(2025, 3, 4)
WIFI = {"free": True, "mbps_down": 120.5, "status": "active", "tested_on": DAY.isoformat()}
FORMS = ("geojson", "gpkg", "csv", "xlsx", "fgb", "parquet")


@pytest.fixture(scope="module")
def export(server, template, tmp_path_factory):
    folder = tmp_path_factory.mktemp("export")
    with server.database(template) as database, pytest.MonkeyPatch.context() as patch:
        with owner_connection(database.owner) as connection:
            things = [Thing("wifi", FORMULA, 106.15, 20.4, WIFI), Thing("wifi", "Nhà văn hóa", 106.16, 20.41, {})]
            build(connection, World([], things))
        for name, url in (("DATABASE_URL", database.service), ("OWNER_DATABASE_URL", database.owner)):
            patch.setenv(f"WARDMAP_{name}", make_url(url).set(drivername="postgresql").render_as_string(False))

        def call(layer, form, *words, out=None):
            path = out or folder / f"{layer}.{form}"
            result = CliRunner().invoke(command_line(), ["export", layer, "--format", form, "--out", str(path), *words])
            if result.exception and not isinstance(result.exception, SystemExit):
                raise result.exception
            return path if result.exit_code == 0 else result

        call.database = database
        yield call


@pytest.mark.parametrize("form", ["geojson", "gpkg", "fgb", "parquet"])
def test_gis_programs_read_places_names_and_types(export, form):
    path = export("wifi", form)
    frame = geopandas.read_parquet(path) if form == "parquet" else geopandas.read_file(path)
    frame = frame.set_index("name")
    assert frame.crs.to_epsg() == 4326
    assert frame.geometry[FORMULA].equals_exact(Point(106.15, 20.4), 1e-6)
    row = frame.loc[FORMULA]
    assert (row["free"], row["mbps_down"], str(row["tested_on"])[:10]) == (True, 120.5, DAY.isoformat())
    assert frame["mbps_down"].isna()["Nhà văn hóa"]


def test_geojson_is_what_the_format_says(export):
    document = json.loads(export("wifi", "geojson").read_text(encoding="utf-8"))
    assert document["type"] == "FeatureCollection"
    assert [feature["properties"]["name"] for feature in document["features"]] == [FORMULA, "Nhà văn hóa"]


def test_no_cell_of_a_table_is_a_formula(export):
    with export("wifi", "csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [row["name"] for row in rows] == [f"'{FORMULA}", "Nhà văn hóa"]
    assert float(rows[0]["longitude"]) == pytest.approx(106.15)
    sheet = load_workbook(export("wifi", "xlsx")).worksheets[0]
    cells = {cell.value: cell.data_type for row in sheet.iter_rows() for cell in row}
    assert cells[FORMULA] == "s"
    assert "f" not in cells.values()


@pytest.mark.parametrize("form", FORMS)
def test_a_layer_with_nothing_in_it_is_a_file_with_nothing_in_it(export, form):
    assert export("markets", form).stat().st_size > 0


def test_what_cannot_be_is_said_and_leaves_nothing(export, tmp_path):
    with pytest.raises(CommandFailed, match="There is no layer “address_gaps” for public"):
        export("address_gaps", "csv", out=tmp_path / "x.csv")
    with pytest.raises(CommandFailed, match="Cannot write"):
        export("wifi", "csv", out=tmp_path / "nowhere" / "x.csv")
    with pytest.raises(CommandFailed, match="Cannot write"):
        export("wifi", "csv", out=tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_what_is_not_everybodys_is_recorded(export):
    export("coverage_gaps", "csv", "--audience", "planner")
    with owner_connection(export.database.owner) as connection:
        logged = text("SELECT count(*) FROM audit_event WHERE action = 'layer.exported' AND subject = 'coverage_gaps'")
        assert connection.scalar(logged) == 1
