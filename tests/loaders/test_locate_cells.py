"""Places in one column: known by what it holds, in links to maps, and in the system that a shape names."""

from pathlib import Path

import pytest
from shapely import Point, set_srid, to_wkb
from sqlalchemy import Connection

from layers.registry import all_layers
from loaders.errors import LoadError, LoadRefused
from loaders.load import load
from loaders.locate.numbers import coordinate, coordinate_pair
from loaders.options import LoadOptions
from loaders.report import LoadReport
from tests.loaders.tools import rows_of

SCHOOLS = all_layers()["schools"]
LINKS = [
    "https://www.google.com/maps/place/X/@20.5,106.5,17z/data=!3m1!4b1!4m6!3m5!8m2!3d20.433!4d106.183!16s",
    "https://www.google.com/maps?q=20.433,106.183",
    "https://maps.google.com/?ll=20.433,106.183&z=15",
    "https://www.google.com/maps/search/?api=1&query=20.433%2C106.183",
    "https://www.google.com/maps/@20.433,106.183,15z",
    "https://www.google.com/maps/search/20.433,+106.183",
]


def _load(connection: Connection, folder: Path, column: str, *cells: str, **options: object) -> LoadReport:
    (folder / "a.csv").write_text(
        f"Tên;{column}\n" + "".join(f'Trường {n};"{cell}"\n' for n, cell in enumerate(cells)), encoding="utf-8"
    )
    return load(connection, SCHOOLS, folder / "a.csv", LoadOptions(**options))  # type: ignore[arg-type]


def _places(connection: Connection) -> list[tuple[float, float]]:
    return [(round(row["x"], 4), round(row["y"], 4)) for row in rows_of(connection, "schools")]


@pytest.mark.parametrize("link", LINKS)
def test_links_to_maps_are_places(link: str):
    pair = coordinate_pair(link)
    assert pair is not None
    assert (pair[0].value, pair[1].value) == (106.183, 20.433)


@pytest.mark.parametrize("link", ["https://maps.app.goo.gl/Ab1Cd2", "https://example.org/a/b"])
def test_links_without_a_place_are_none(link: str):
    assert coordinate_pair(link) is None


@pytest.mark.parametrize("cell", ["20.433, 106.183", LINKS[0], "20.433;106.183".replace(";", " ")])
@pytest.mark.parametrize("mapping", [{}, {"wkt": "Ghi nhận"}, {"lon": "Ghi nhận", "lat": "Ghi nhận"}])
def test_a_column_of_places_with_any_name(connection: Connection, tmp_path: Path, cell: str, mapping: dict[str, str]):
    _load(connection, tmp_path, "Ghi nhận", cell, cell, mapping=mapping)
    assert _places(connection) == [(106.183, 20.433)] * 2


def test_shapes_in_a_column_with_any_name(connection: Connection, tmp_path: Path):
    _load(connection, tmp_path, "Ghi nhận", "POINT(106.183 20.433)")
    assert _places(connection) == [(106.183, 20.433)]


def test_words_are_no_places(connection: Connection, tmp_path: Path):
    with pytest.raises(LoadError, match="where one column holds both"):
        _load(connection, tmp_path, "Ghi nhận", "20.433, 106.183", "gần chợ")


def test_a_saved_mapping_loads_the_file_it_comes_from(connection: Connection, tmp_path: Path):
    first = _load(connection, tmp_path, "Tọa độ", "20.433, 106.183")
    saved = {match.field: match.column for match in first.matching}
    _load(connection, tmp_path, "Tọa độ", "20.433, 106.183", mapping=saved)
    assert _places(connection) == [(106.183, 20.433)] * 2


def test_a_saved_mapping_of_x_that_is_north_loads_its_file(connection: Connection, tmp_path: Path):
    path = tmp_path / "a.csv"
    path.write_text("name,X,Y\nA,20.43,106.18\nB,20.44,106.19\n")
    first = load(connection, SCHOOLS, path)
    mapping = {match.field: match.column for match in first.matching}
    assert load(connection, SCHOOLS, path, LoadOptions(mapping=mapping)).rows_written == 2


def _ewkb(srid: int) -> str:
    return str(to_wkb(set_srid(Point(106.17, 20.42), srid), hex=True, include_srid=True))


def test_the_system_that_shapes_name_is_theirs(connection: Connection, tmp_path: Path):
    text = _load(connection, tmp_path, "wkt", "SRID=4756;POINT(106.17 20.42)")
    code = _load(connection, tmp_path, "wkb", _ewkb(4756))
    assert (text.source_crs, code.source_crs) == ("EPSG:4756", "EPSG:4756")
    assert _places(connection)[0] != (106.17, 20.42)


def test_rows_of_another_system_are_refused(connection: Connection, tmp_path: Path):
    cells = ("SRID=4326;POINT(106.17 20.42)", "SRID=4756;POINT(106.17 20.42)", "POINT(106.17 20.42)")
    with pytest.raises(LoadRefused) as refusal:
        _load(connection, tmp_path, "wkt", *cells)
    [problem] = refusal.value.report.problems
    assert problem.row == 3
    assert "SRID 4756 but the first rows name 4326" in problem.reason.en


@pytest.mark.parametrize(("cell", "value"), [("20d25m12s", 20.42), ("20d25m12.5s", 20.4201), ("20D25M12S N", 20.42)])
def test_small_letters_of_minutes_and_seconds(cell: str, value: float):
    found = coordinate(cell)
    assert found is not None
    assert found.value == pytest.approx(value, abs=1e-4)
