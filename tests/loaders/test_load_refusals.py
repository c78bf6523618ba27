"""Bad input: each is refused in both languages, and nothing is written."""

import json
from pathlib import Path

import pytest
from shapely import Point
from sqlalchemy import Connection

from layers.registry import all_layers
from loaders.errors import LoadError, LoadRefused
from loaders.load import load
from loaders.options import LoadOptions, OnError
from loaders.read import gdal as read_gdal
from loaders.rows import FeatureRow
from loaders.write.copy import copy_features
from tests.loaders.bad_files import BOW_TIE, FILES, HEADER
from tests.loaders.tools import NAM_DINH, count, frame, rows_of

LAYERS = all_layers()


@pytest.mark.parametrize("case", FILES)
def test_bad_files_are_refused_and_leave_nothing(connection: Connection, tmp_path: Path, case: str):
    make, word = FILES[case]
    with pytest.raises(LoadError) as refusal:
        load(connection, LAYERS["schools"], make(tmp_path))
    detail = refusal.value.detail
    assert word in detail.en
    assert detail.vi != detail.en
    assert not any(trace in detail.en for trace in ("Traceback", "psycopg", "Errno", "SELECT"))
    assert count(connection, "feature") == count(connection, "load") == 0


@pytest.mark.parametrize(
    ("options", "word"),
    [
        (LoadOptions(crs="EPSG:1"), "EPSG:number"),
        (LoadOptions(crs="EPSG:999999"), "not known"),
        (LoadOptions(crs="EPSG:5727"), "not known or not usable"),
        (LoadOptions(crs="+proj=utm +zone=48"), "EPSG:number"),
        (LoadOptions(crs="EPSG:5897"), "far from Vietnam"),
        (LoadOptions(encoding="klingon"), "not known"),
        (LoadOptions(encoding="hex"), "not known"),
        (LoadOptions(mapping={"nonsense": "name"}), "no field"),
        (LoadOptions(mapping={"name": "nonsense"}), "no column “nonsense”"),
        (LoadOptions(mapping={"lon": "name"}), "--map lat="),
        (LoadOptions(key="nonsense"), "no column “nonsense”"),
    ],
)
def test_bad_options_are_refused(connection: Connection, tmp_path: Path, options: LoadOptions, word: str):
    path = tmp_path / "a.csv"
    path.write_text(HEADER + "1,x,106.1,20.4\n")
    with pytest.raises(LoadError, match=word):
        load(connection, LAYERS["schools"], path, options)
    assert count(connection, "load") == 0


def test_invalid_areas_are_refused_with_the_place_of_the_fault(connection: Connection, tmp_path: Path):
    path = tmp_path / "a.geojson"
    frame(geometry=[BOW_TIE], population=[5]).to_file(path)
    with pytest.raises(LoadRefused) as refusal:
        load(connection, LAYERS["population"], path)
    [problem] = refusal.value.report.problems
    assert problem.field == "geometry"
    assert "tự cắt tại [106.15 20.15]" in problem.reason.vi


def test_nan_inside_a_geopackage_is_refused(connection: Connection, tmp_path: Path):
    path = tmp_path / "a.gpkg"
    frame(geometry=[Point(float("nan"), 20.0), NAM_DINH], name=["x", "y"]).to_file(path)
    with pytest.raises(LoadRefused) as refusal:
        load(connection, LAYERS["schools"], path)
    assert [problem.row for problem in refusal.value.report.problems] == [1]


def test_gdal_killed_in_the_middle_of_a_line(connection: Connection, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """As when the machine runs short of memory."""
    frame().to_file(tmp_path / "a.gpkg")
    dying = tmp_path / "dying.py"
    about = json.dumps({"layers": ["a"], "layer": "a", "columns": ["name"], "crs": "EPSG:4326", "has_geometry": True})
    dying.write_text(
        f"import os\nprint({about!r}, '[null, \"na', sep='\\n', end='', flush=True)\nos.kill(os.getpid(), 9)\n"
    )
    monkeypatch.setattr(read_gdal, "_PROGRAM", dying)
    with pytest.raises(LoadError, match="stopped from outside"):
        load(connection, LAYERS["schools"], tmp_path / "a.gpkg")


def test_what_the_database_refuses_is_said_without_values(connection: Connection):
    row = FeatureRow(NAM_DINH, {"name": "kín"}, source_row=1)
    with pytest.raises(LoadError) as refusal, connection.begin_nested():
        copy_features(connection, LAYERS["schools"], 404, [row, FeatureRow(NAM_DINH, {"name": "kín\0"}, 2)])
    assert "SQLSTATE 22021" in refusal.value.detail.en
    assert "kín" not in refusal.value.detail.vi
    assert count(connection, "feature") == 0


def test_a_required_field_needs_a_column(connection: Connection, tmp_path: Path):
    path = tmp_path / "a.geojson"
    frame(geometry=[NAM_DINH.buffer(0.01)], name=["x"]).to_file(path)
    with pytest.raises(LoadError, match="population"):
        load(connection, LAYERS["population"], path)


@pytest.mark.parametrize("layer", ["communes", "provinces", "addresses", "coverage_gaps"])
def test_layers_with_rules_of_their_own_take_no_files(connection: Connection, tmp_path: Path, layer: str):
    frame().to_file(tmp_path / "a.geojson")
    with pytest.raises(LoadError):
        load(connection, LAYERS[layer], tmp_path / "a.geojson")


def test_the_report_names_every_fault_of_every_row(connection: Connection, tmp_path: Path):
    path = tmp_path / "a.csv"
    path.write_text(
        "key,level,capacity,lon,lat\n1,primary,100,106.1,20.4\n2,nope,-5,106.1,20.4\n3,primary,many,2,48\n",
        encoding="utf-8",
    )
    with pytest.raises(LoadRefused) as refusal:
        load(connection, LAYERS["schools"], path)
    report = refusal.value.report
    assert [(problem.row, problem.field, problem.value) for problem in report.problems] == [
        (3, "level", "nope"),
        (3, "capacity", "-5"),
        (4, "capacity", "many"),
        (4, "geometry", ""),
    ]
    assert (report.rows_read, report.rows_refused, report.load_id) == (3, 2, None)


def test_skipping_bad_rows_loads_the_good_ones_and_lists_the_others(connection: Connection, tmp_path: Path):
    path = tmp_path / "a.csv"
    path.write_text(HEADER + "1,a,106.1,20.4\n2,b,2,48\n1,c,106.1,20.4\n3,d,106.1,20.4\n")
    report = load(connection, LAYERS["schools"], path, LoadOptions(on_error=OnError.SKIP))
    assert [row["name"] for row in rows_of(connection, "schools")] == ["a", "d"]
    assert (report.rows_written, report.rows_refused, [p.row for p in report.problems]) == (2, 2, [3, 4])


def test_skipping_cannot_make_an_empty_load(connection: Connection, tmp_path: Path):
    path = tmp_path / "a.csv"
    path.write_text(HEADER + "2,b,2,48\n")
    with pytest.raises(LoadRefused):
        load(connection, LAYERS["schools"], path, LoadOptions(on_error=OnError.SKIP))
    assert count(connection, "load") == 0


def test_the_transaction_goes_on_after_a_refusal(connection: Connection, tmp_path: Path):
    frame().to_file(tmp_path / "good.geojson")
    load(connection, LAYERS["schools"], tmp_path / "good.geojson")
    with pytest.raises(LoadRefused):
        load(connection, LAYERS["schools"], tmp_path / "good.geojson")
    assert count(connection, "feature") == 2


def test_a_control_character_in_the_column_of_communes_is_a_problem_of_its_row(connection: Connection, tmp_path: Path):
    rows = [f"Trường {n},Xã Hải Hậu,106.17,20.42" for n in range(3000)]
    rows.append("Trường,Xã\0Hải,106.17,20.42")
    (tmp_path / "a.csv").write_text("name,Xã,lon,lat\n" + "\n".join(rows), encoding="utf-8")
    with pytest.raises(LoadRefused) as refusal:
        load(connection, all_layers()["schools"], tmp_path / "a.csv")
    (problem,) = refusal.value.report.problems
    assert (problem.field, problem.reason.en) == ("Xã", "it has control characters.")
