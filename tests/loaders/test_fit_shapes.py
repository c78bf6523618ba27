"""What becomes of shapes: repaired and told, or refused."""

from pathlib import Path

import numpy as np
import pytest
import shapely
from shapely import GeometryCollection, LineString, MultiPolygon, Point, Polygon
from shapely.geometry.base import BaseGeometry
from sqlalchemy import Connection, text

from layers.registry import all_layers
from loaders.errors import LoadError, LoadRefused
from loaders.fit.repair import area_m2
from loaders.load import load
from loaders.report import LoadReport, Severity
from tests.loaders.tools import NAM_DINH, frame

POPULATION = all_layers()["population"]
SQUARE = Polygon([(106.1, 20.1), (106.2, 20.1), (106.2, 20.2), (106.1, 20.2)])


def _load(connection: Connection, folder: Path, *shapes: BaseGeometry) -> LoadReport:
    path = folder / "a.gpkg"
    frame(geometry=list(shapes), population=[5] * len(shapes)).to_file(path)
    return load(connection, POPULATION, path)


def _refusal(connection: Connection, folder: Path, shape: BaseGeometry) -> str:
    with pytest.raises(LoadRefused) as refusal:
        _load(connection, folder, shape)
    [problem] = refusal.value.report.problems
    assert problem.reason.vi != problem.reason.en
    return problem.reason.en


def _stored(connection: Connection) -> BaseGeometry:
    return shapely.from_wkb(connection.execute(text("SELECT ST_AsBinary(geom) FROM feature")).scalar_one().tobytes())


def test_a_small_loop_is_cut_off_and_told(connection: Connection, tmp_path: Path):
    corner = [(106.2, 20.2), (106.1, 20.2), (106.09999, 20.20001), (106.1, 20.20001), (106.09999, 20.2)]
    broken = Polygon([(106.1, 20.1), (106.2, 20.1), *corner])
    assert not broken.is_valid
    report = _load(connection, tmp_path, broken)
    [finding] = report.findings
    assert (finding.check, finding.severity, finding.row, finding.measure) == ("repaired", Severity.REPAIRED, 1, "m2")
    assert finding.amount is not None
    assert 0 <= finding.amount < 1000
    assert "m² (0.0" in finding.text.en
    assert _stored(connection).is_valid
    assert area_m2(_stored(connection)) == pytest.approx(area_m2(SQUARE), rel=1e-4)


def test_a_repair_that_changes_much_is_refused(connection: Connection, tmp_path: Path):
    bow_tie = Polygon([(106.1, 20.1), (106.2, 20.2), (106.2, 20.1), (106.1, 20.2)])
    assert "too much" in _refusal(connection, tmp_path, bow_tie)


def test_an_area_of_no_size_is_refused(connection: Connection, tmp_path: Path):
    assert "no size" in _refusal(connection, tmp_path, Polygon([(106.1, 20.1), (106.2, 20.2), (106.1, 20.1)]))


def test_a_ring_of_no_size_goes(connection: Connection, tmp_path: Path):
    broken = Polygon(SQUARE.exterior, [[(106.15, 20.15), (106.16, 20.16), (106.15, 20.15)]])
    assert _load(connection, tmp_path, broken).rows_written == 1
    assert shapely.get_num_interior_rings(_stored(connection)) == 0


def test_an_open_ring_is_closed_and_told(connection: Connection, tmp_path: Path):
    path = tmp_path / "a.geojson"
    ring = "[[106.1, 20.1], [106.2, 20.1], [106.2, 20.2], [106.1, 20.2]]"
    shape = f'{{"type": "Polygon", "coordinates": [{ring}]}}'
    feature = f'{{"type": "Feature", "properties": {{"population": 5}}, "geometry": {shape}}}'
    path.write_text(f'{{"type": "FeatureCollection", "features": [{feature}]}}')
    report = load(connection, POPULATION, path)
    assert report.findings_counts == {"repaired": {"repaired": 1}}


def test_heights_go_with_a_note(connection: Connection, tmp_path: Path):
    report = _load(connection, tmp_path, shapely.force_3d(SQUARE, 7.0), SQUARE.buffer(0.01))
    [finding] = report.findings
    assert (finding.check, finding.severity) == ("flattened", Severity.NOTE)
    assert finding.text.en.startswith("1 row ")


@pytest.mark.parametrize("shape", [SQUARE, MultiPolygon([SQUARE]), GeometryCollection([SQUARE])])
def test_one_part_or_many(connection: Connection, tmp_path: Path, shape: BaseGeometry):
    assert _load(connection, tmp_path, shape).rows_written == 1
    assert _stored(connection).geom_type in ("Polygon", "MultiPolygon")


@pytest.mark.parametrize(
    ("shape", "word"),
    [
        (GeometryCollection([SQUARE, NAM_DINH]), "GeometryCollection"),
        (LineString([(106.1, 20.1), (106.2, 20.2)]), "LineString"),
        (Polygon(), "no geometry"),
        (Polygon([(-179, 10), (179, 10), (179, 20), (-179, 20)]), "far from Vietnam"),
    ],
)
def test_other_shapes_are_refused(connection: Connection, tmp_path: Path, shape: BaseGeometry, word: str):
    assert word in _refusal(connection, tmp_path, shape)


def _ring(points: int, tangled: bool) -> Polygon:
    angles = np.linspace(0, 2 * np.pi, points, endpoint=False)
    if tangled:
        angles = np.random.default_rng(1).permutation(angles)
    return Polygon(np.column_stack([106.15 + 0.05 * np.cos(angles), 20.15 + 0.05 * np.sin(angles)]))


def test_a_million_vertices_are_taken(connection: Connection, tmp_path: Path):
    assert _load(connection, tmp_path, _ring(1_100_000, tangled=False)).rows_written == 1


def test_a_tangle_is_refused_in_bounded_time(connection: Connection, tmp_path: Path):
    assert "crosses itself too often" in _refusal(connection, tmp_path, _ring(20_000, tangled=True))


def test_a_line_of_no_length_is_refused(connection: Connection, tmp_path: Path):
    path = tmp_path / "a.gpkg"
    frame(geometry=[LineString([NAM_DINH, NAM_DINH])], name=["x"]).to_file(path)
    with pytest.raises(LoadError):
        load(connection, all_layers()["roads"], path)


def test_a_point_in_a_collection_is_a_point(connection: Connection, tmp_path: Path):
    path = tmp_path / "a.gpkg"
    frame(geometry=[GeometryCollection([Point(106.1, 20.1)])], name=["x"]).to_file(path)
    assert load(connection, all_layers()["schools"], path).rows_written == 1
