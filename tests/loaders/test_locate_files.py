"""Files that do not say where they are, against nine communes on record: loaded in the right place, or asked about."""

import json
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from pathlib import Path

import numpy as np
import pytest
import shapely
from pyproj import Transformer
from shapely import LineString, Point, box
from sqlalchemy import Connection, Engine, create_engine

from layers.registry import all_layers
from loaders.errors import LoadError, LoadRefused
from loaders.load import load
from loaders.options import LoadOptions, OnError
from loaders.report import LoadReport
from loaders.units.boundaries.load import load_units
from tests.conftest import Server
from tests.loaders.tools import count, frame, rows_of

LAYERS = all_layers()
NAMES = ("Hải Anh", "Trực Ninh", "Nam Trực", "Vụ Bản", "Ý Yên", "Giao Thủy", "Xuân Trường", "Mỹ Lộc", "Cổ Lễ")
WEST, SOUTH, SIDE = 106.10, 20.28, 0.05
CELLS = [box(WEST + x * SIDE, SOUTH + y * SIDE, WEST + (x + 1) * SIDE, SOUTH + (y + 1) * SIDE) for x in range(3) for y in range(3)]  # fmt: skip  # noqa: E501


@pytest.fixture(scope="module")
def communes(server: Server, template: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    """A database with nine communes of some 5 km."""
    path = tmp_path_factory.mktemp("communes") / "communes.geojson"
    names = [f"Xã {name}" for name in NAMES]
    frame(geometry=CELLS, code=[f"137{n:02}" for n in range(9)], full_name=names).to_file(path)
    with server.database(template) as database:
        engine = create_engine(database.owner)
        with engine.begin() as connection:
            load_units(connection, path, "commune", date(2025, 7, 1))
        yield engine
        engine.dispose()


@pytest.fixture
def ground(communes: Engine) -> Iterator[Connection]:
    """The nine communes; what the test writes is undone."""
    with communes.connect() as connection:
        yield connection
        connection.rollback()


def places(count: int = 120, cell: int | None = None) -> list[tuple[float, float, str]]:
    """Longitude, latitude and commune of places that lie anywhere in their commune."""
    chance = np.random.default_rng(5)
    found = []
    for number in range(count):
        at = number % 9 if cell is None else cell
        x, y = np.array(CELLS[at].bounds[:2]) + chance.uniform(0.0005, SIDE - 0.0005, 2)
        found.append((float(x), float(y), f"Xã {NAMES[at]}"))
    return found


def written(path: Path, header: str, rows: Iterable[Sequence[object]]) -> Path:
    lines = [header, *(";".join(map(str, row)) for row in rows)]
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


def in_system(code: int, swapped: bool, named: bool, path: Path, where: list[tuple[float, float, str]]) -> Path:
    forward = Transformer.from_crs(code, 4326, always_xy=True, accuracy=5)
    rows = []
    for lon, lat, unit in where:
        x, y = forward.transform(lon, lat, direction="INVERSE")
        rows.append([*((f"{y:.8f}", f"{x:.8f}") if swapped else (f"{x:.8f}", f"{y:.8f}")), unit if named else "a"])
    return written(path, "X;Y;xã", rows)


def furthest(connection: Connection, where: list[tuple[float, float, str]], layer: str = "wifi") -> float:
    """Metres between what is stored and what was meant."""
    rows = rows_of(connection, layer)
    assert len(rows) == len(where)
    return max(
        float(np.hypot((row["x"] - lon) * 104_500, (row["y"] - lat) * 110_700))
        for row, (lon, lat, _) in zip(rows, where, strict=True)
    )


@pytest.mark.parametrize(
    ("code", "swapped"),
    [
        (9209, False),
        (9209, True),
        (5897, True),
        (9210, False),
        (5898, False),
        (3857, False),
        (2044, True),
        (4326, True),
    ],
)
def test_a_table_that_says_nothing_lands_where_it_belongs(ground: Connection, tmp_path: Path, code: int, swapped: bool):
    """5897 has a rival 675 m away, UTM 48N: the communes that the rows name tell them apart."""
    where = places(198)
    report = load(ground, LAYERS["wifi"], in_system(code, swapped, True, tmp_path / "a.csv", where))
    assert report.source_crs == f"EPSG:{code}"
    assert furthest(ground, where) < (2 if code == 2044 else 1)
    told = [finding.text.en for finding in report.findings if finding.check == "crs"]
    if code != 4326 or swapped:
        assert "column “xã” names" in told[0]
        assert ("north before east" in told[0]) == swapped


@pytest.mark.parametrize("code", [3405, 32648])
def test_what_cannot_be_told_is_asked_with_places_and_distances(ground: Connection, tmp_path: Path, code: int):
    """UTM on VN-2000 and on WGS 84 are 224 m apart, TM-3 675 m: places in the middle of a commune fit all."""
    centre = [(CELLS[4].centroid.x + n / 10_000, CELLS[4].centroid.y, "Xã Ý Yên") for n in range(5)]
    path = in_system(code, False, True, tmp_path / "a.csv", centre)
    with pytest.raises(LoadError) as question:
        load(ground, LAYERS["wifi"], path)
    detail = question.value.detail
    for words in ("--crs", "EPSG:3405", "EPSG:32648", "EPSG:5897", " m)", "100 %"):
        assert words in detail.vi
        assert words in detail.en
    assert count(ground, "feature") == 0
    load(ground, LAYERS["wifi"], path, LoadOptions(crs=f"EPSG:{code}"))
    assert furthest(ground, centre) < 1


def test_places_in_no_unit_on_record_are_asked_about_as_if_there_were_none(ground: Connection, tmp_path: Path):
    """Hà Nội, while only communes a hundred kilometres away have boundaries."""
    path = in_system(9209, False, True, tmp_path / "a.csv", [(105.84 + n / 1000, 21.02, "Xã X") for n in range(5)])
    with pytest.raises(LoadError, match="in Vietnam") as question:
        load(ground, LAYERS["wifi"], path)
    assert question.value.question is not None
    choices = {choice.value: choice.points for choice in question.value.question.choices}
    assert choices["EPSG:9209"] is not None
    assert choices["EPSG:9209"][0] == pytest.approx((105.84, 21.02), abs=1e-4)


def test_metres_declared_as_degrees_far_from_all_units_on_record(ground: Connection, tmp_path: Path):
    path = tmp_path / "a.geojson"
    point = {"type": "Point", "coordinates": [535_000, 2_325_000]}
    path.write_text(json.dumps({"type": "Feature", "properties": {"name": "A"}, "geometry": point}))
    with pytest.raises(LoadError, match=r"lie far from Vietnam.*EPSG:9209") as refusal:
        load(ground, LAYERS["wifi"], path)
    assert not isinstance(refusal.value, LoadRefused)


def test_without_boundaries_a_zone_is_never_guessed(connection: Connection, tmp_path: Path):
    with pytest.raises(LoadError, match="in Vietnam"):
        load(connection, LAYERS["wifi"], in_system(9209, False, True, tmp_path / "a.csv", places(20)))


def test_the_option_tells_order_and_system(ground: Connection, tmp_path: Path):
    where = places(3)
    path = in_system(9209, True, False, tmp_path / "a.csv", where)
    report = load(ground, LAYERS["wifi"], path, LoadOptions(crs="EPSG:9209,yx"))
    assert (report.source_crs, report.accuracy_m) == ("EPSG:9209", 1)
    assert "PROJ 9" in str(report.operation)
    assert furthest(ground, where) < 1


def degrees(value: float, letter: str) -> str:
    minutes = value % 1 * 60
    return f"{int(value)}°{int(minutes):02}'{minutes % 1 * 60:07.4f}\"{letter}".replace(".", ",")


@pytest.mark.parametrize("writing", ["dms", "comma", "thousands", "one", "wkt", "wkb", "ewkb"])
def test_coordinates_as_offices_write_them(ground: Connection, tmp_path: Path, writing: str):
    where = places(12)
    east = Transformer.from_crs(4326, 9209, always_xy=True)
    cells: dict[str, tuple[str, list[list[str]]]] = {
        "dms": ("Vĩ độ;Kinh độ", [[degrees(y, "B"), degrees(x, "Đ")] for x, y, _ in where]),
        "comma": ("kinh_do;vi_do", [[f"{x:.7f}".replace(".", ","), f"{y:.7f}".replace(".", ",")] for x, y, _ in where]),
        "thousands": ("X;Y", [[f"{v:,.2f}".replace(",", " ").replace(".", ",") for v in east.transform(x, y)[::-1]]
                              for x, y, _ in where]),
        "one": ("mã;Tọa độ", [["a", f"{y:.7f}, {x:.7f}"] for x, y, _ in where]),
        "wkt": ("wkt", [[f"POINT ({x} {y})"] for x, y, _ in where]),
        "wkb": ("geom", [[shapely.to_wkb(Point(x, y), hex=True)] for x, y, _ in where]),
        "ewkb": ("geom", [[shapely.to_wkb(shapely.set_srid(Point(x, y), 4326), hex=True, include_srid=True)]
                          for x, y, _ in where]),
    }  # fmt: skip
    header, rows = cells[writing]
    load(ground, LAYERS["wifi"], written(tmp_path / "a.csv", header, rows))
    assert furthest(ground, where) < 1


def test_two_pairs_are_compared(ground: Connection, tmp_path: Path):
    where = places(20)
    to_vn = Transformer.from_crs(4326, 9209, always_xy=True)
    rows = [[x, y, *(round(v, 2) for v in to_vn.transform(x, y)[::-1])] for x, y, _ in where]
    rows[6][2] = float(rows[6][2]) + 40
    path = written(tmp_path / "a.csv", "lon WGS84;lat WGS84;X VN-2000;Y VN-2000", rows)
    report = load(ground, LAYERS["wifi"], path)
    assert furthest(ground, where) < 1
    [apart] = [finding for finding in report.findings if finding.check == "two_pairs"]
    assert "Row 8" in apart.text.en
    assert apart.amount == pytest.approx(40, abs=0.5)
    assert "X VN-2000, Y VN-2000 (EPSG:9209)" in apart.text.en
    used = [(match.field, match.column) for match in report.matching]
    assert used[:2] == [("lon", "lon WGS84"), ("lat", "lat WGS84")]


@pytest.mark.parametrize(
    ("cells", "words"),
    [
        ("abc;20.4", "coordinate “abc” in column lon"),
        ("NaN;20.4", "coordinate “NaN” in column lon"),
        ("106.1;inf", "coordinate “inf” in column lat"),
        ("1e308;20.4", "outside the world"),
        ("0;0", "stands for none"),
        ("106.12;", "half of its coordinates is missing: column lat"),
        ("20°1'B;20°2'B", "name one axis twice"),
    ],
)
def test_hostile_numbers_are_named_with_row_and_column(ground: Connection, tmp_path: Path, cells: str, words: str):
    good = [[x, y] for x, y, _ in places(9)]
    path = written(tmp_path / "a.csv", "lon;lat", [*good, cells.split(";")])
    with pytest.raises(LoadRefused) as refusal:
        load(ground, LAYERS["wifi"], path)
    [problem] = refusal.value.report.problems
    assert problem.row == 11
    assert words in problem.reason.en
    report = load(ground, LAYERS["wifi"], path, LoadOptions(on_error=OnError.SKIP))
    assert report.rows_written == 9


def test_places_in_the_sea_are_told_of(ground: Connection, tmp_path: Path):
    path = written(tmp_path / "a.csv", "lon;lat", [*([x, y] for x, y, _ in places(30)), [108.5, 18.5]])
    report = load(ground, LAYERS["wifi"], path)
    [far] = [finding for finding in report.findings if finding.check == "far"]
    assert "rows 32" in far.text.en
    assert far.where == (108.5, 18.5)


def declared(path: Path, coordinates: list[tuple[float, float]]) -> Path:
    shapes = [{"type": "Point", "coordinates": pair} for pair in coordinates]
    features = [{"type": "Feature", "properties": {}, "geometry": shape} for shape in shapes]
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}))
    return path


def test_metres_or_swapped_axes_labelled_wgs_84_are_asked_about(ground: Connection, tmp_path: Path):
    where = places(30)
    to_vn = Transformer.from_crs(4326, 9209, always_xy=True)
    metres = declared(tmp_path / "a.geojson", [to_vn.transform(x, y) for x, y, _ in where])
    with pytest.raises(LoadError, match=r"A better fit: --crs EPSG:9209 \(100 %"):
        load(ground, LAYERS["wifi"], metres)
    swapped = declared(tmp_path / "b.geojson", [(y, x) for x, y, _ in where])
    with pytest.raises(LoadError, match="changed places") as question:
        load(ground, LAYERS["wifi"], swapped)
    assert "--crs EPSG:4326,yx" in question.value.detail.vi
    load(ground, LAYERS["wifi"], swapped, LoadOptions(crs="EPSG:4326,yx"))
    assert furthest(ground, where) < 1


def lines(code: int) -> list[LineString]:
    """The boundaries of the communes, a vertex every few hundred metres, as numbers in another system."""
    rings = [shapely.segmentize(LineString(cell.exterior.coords), 0.004) for cell in CELLS]
    to_other = Transformer.from_crs(4326, code, always_xy=True)
    return [LineString(list(zip(*to_other.transform(*ring.xy), strict=True))) for ring in rings]


def test_lines_in_vn2000_labelled_wgs_84_are_warned_of_and_left(ground: Connection, tmp_path: Path):
    frame(geometry=lines(4756), key=[str(n) for n in range(9)]).to_file(tmp_path / "a.geojson")
    report = load(ground, LAYERS["roads"], tmp_path / "a.geojson")
    [warning] = _crs_warnings(report)
    assert warning.amount == pytest.approx(224, abs=1)
    assert "196 m east, 110 m south" in warning.text.en
    assert "--crs EPSG:4756" in warning.text.vi
    assert report.source_crs in ("EPSG:4326", "OGC:CRS84")


def test_lines_that_are_right_are_not_warned_of(ground: Connection, tmp_path: Path):
    frame(geometry=lines(4326), key=[str(n) for n in range(9)]).to_file(tmp_path / "a.geojson")
    assert _crs_warnings(load(ground, LAYERS["roads"], tmp_path / "a.geojson")) == []
    frame(geometry=lines(4756), key=[str(n + 9) for n in range(9)]).to_file(tmp_path / "b.geojson")
    corrected = load(ground, LAYERS["roads"], tmp_path / "b.geojson", LoadOptions(crs="EPSG:4756"))
    assert _crs_warnings(corrected) == []


def _crs_warnings(report: LoadReport) -> list:
    return [finding for finding in report.findings if finding.check == "crs" and finding.severity == "warning"]


def test_the_report_says_which_column_is_east(connection: Connection, tmp_path: Path):
    """And what it says can be given with the next file."""
    path = tmp_path / "a.csv"
    path.write_text("name,X,Y\na,2258412.5,569120.3\nb,2258012.5,569920.3\n", encoding="utf-8")
    report = load(connection, LAYERS["wifi"], path, LoadOptions(crs="EPSG:9209,yx", dry_run=True))
    matching = {match.field: match.column for match in report.matching}
    assert (matching["lon"], matching["lat"]) == ("Y", "X")
    load(connection, LAYERS["wifi"], path, LoadOptions(crs="EPSG:9209", mapping={"lon": "Y", "lat": "X"}))
    [one, _] = rows_of(connection, "wifi")
    assert (one["x"], one["y"]) == pytest.approx((106.164, 20.416), abs=0.001)
