"""`/api/v1/indicators` and the layer of figures: by day, level and unit, with what is not known said apart."""

from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import mapbox_vector_tile
import pytest
from sqlalchemy import create_engine

from tests.conftest import Server, client_of
from tests.indicators.world import load, make_units, table


@pytest.fixture(scope="module")
def world(server: Server, template: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[SimpleNamespace]:
    """Population of the old commune in 2024, of the north in 2024 and 2025, of nobody else; teams of two hamlets."""
    folder: Path = tmp_path_factory.mktemp("figures")
    with server.database(template) as database:
        engine = create_engine(database.owner)
        with engine.begin() as connection:
            units = make_units(connection)
            load(connection, table(folder, "unit,population", "10001,500"), "2024")
            load(connection, table(folder, "unit,population,ntm_8_4", "10002,600,0"), "2025", source="Niên giám")
            load(connection, table(folder, "unit,population", "10002,700"), "2026-Q1")
            load(connection, table(folder, "unit,digital_team", "H223V7X,1", "H22536X,0"), "2025")
        engine.dispose()
        with client_of(database) as client:
            yield SimpleNamespace(units=units, client=client)


def values(world: SimpleNamespace, path: str) -> dict[str, float | None]:
    answer = world.client.get(f"/api/v1/indicators/{path}")
    assert answer.status_code == 200, answer.text
    return {unit["full_name"]: unit["value"] for unit in answer.json()["units"]}


def test_declarations_are_listed_with_their_origin(world: SimpleNamespace):
    listed = {each["code"]: each for each in world.client.get("/api/v1/indicators").json()["indicators"]}
    assert listed["population"]["title"] == {"vi": "Dân số", "en": "Population"}
    assert (listed["ntm_8_4"]["kind"], listed["ntm_8_4"]["levels"]) == ("yes_no", ["commune"])
    assert listed["ntm_8_4"]["origin"]["checked"] is False


def test_the_newest_value_of_the_day_stands_and_units_without_one_are_null(world: SimpleNamespace):
    assert values(world, "population?at=2024-12-31") == {"Xã Cũ": 500}
    assert values(world, "population?at=2025-12-31") == {"Xã Hòa Bắc": 600, "Phường Nam": None}
    assert values(world, "population?at=2026-08-01") == {"Xã Hòa Bắc": 700, "Phường Nam": None}
    assert values(world, "population?at=2023-12-31") == {}


def test_a_value_says_its_period_and_source_and_zero_is_a_value(world: SimpleNamespace):
    answer = world.client.get("/api/v1/indicators/ntm_8_4?at=2026-08-01")
    north = next(unit for unit in answer.json()["units"] if unit["code"] == "10002")
    assert (north["value"], north["period_from"], north["period_to"]) == (0, "2025-01-01", "2025-12-31")
    assert north["source"] == "Niên giám"
    assert answer.json()["known"] == 1
    assert answer.headers["wardmap-at"] == "2026-08-01"


def test_hamlets_where_it_is_of_hamlets_and_those_of_one_commune(world: SimpleNamespace):
    everywhere = values(world, "digital_team?at=2026-01-01")
    assert sorted(everywhere.items(), key=str) == sorted({"Thôn Đông": 1, "Xóm 1": None}.items(), key=str)
    own = values(world, f"digital_team?at=2026-01-01&unit={world.units.north}")
    assert own == {"Thôn Đông": 1, "Xóm 1": 0}


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("nothing", 404),
        ("population?level=street", 400),
        ("digital_team?level=commune", 400),
        ("population?unit=x", 400),
        ("population?unit=0", 400),
        ("population?at=yesterday", 400),
        ("population?x=1", 400),
    ],
)
def test_what_is_not_there_or_not_a_value_is_refused(world: SimpleNamespace, path: str, status: int):
    answer = world.client.get(f"/api/v1/indicators/{path}")
    assert answer.status_code == status
    assert answer.headers["content-type"].startswith("application/problem+json")


def test_tiles_have_one_figure_and_level_at_a_time(world: SimpleNamespace):
    tile = world.client.get("/tiles/indicator_values/9/406/226.mvt?indicator=population&level=commune&at=2026-01-01")
    (feature,) = mapbox_vector_tile.decode(tile.content)["indicator_values"]["features"]
    assert (feature["properties"]["value"], feature["properties"]["name"]) == (700, "Hòa Bắc")
    none = world.client.get("/tiles/indicator_values/9/406/226.mvt?indicator=pupils&level=commune&at=2026-01-01")
    assert none.status_code == 204


def test_items_of_the_layer_are_filtered_and_exported(world: SimpleNamespace):
    items = "/ogc/collections/indicator_values/items?datetime=2026-01-01&filter=indicator='population'"
    (feature,) = world.client.get(items).json()["features"]
    assert (feature["properties"]["code"], feature["properties"]["value"]) == ("10002", 700)
    assert "700" in world.client.get(f"{items}&f=csv").text
