"""Odd and hostile files: each is answered as the manifest of the corpus says, and a refusal leaves nothing behind."""

from pathlib import Path
from typing import Any

import pytest
import yaml
from pyproj import Geod
from sqlalchemy import Connection

from layers.registry import all_layers
from loaders.errors import LoadError
from loaders.load import load
from loaders.options import LoadOptions
from tests.loaders.corpus.files import MAKERS
from tests.loaders.corpus.places import SCHOOLS, School
from tests.loaders.tools import count, rows_of

MANIFEST: dict[str, dict[str, Any]] = yaml.safe_load(
    Path(__file__).with_name("corpus").joinpath("manifest.yaml").read_text(encoding="utf-8")
)
SCHOOL_LAYER = all_layers()["schools"]
LOADED = sorted(name for name, answer in MANIFEST.items() if "all" in answer or "rows" in answer)
REFUSED = sorted(MANIFEST.keys() - set(LOADED))
# Seven digits of a degree, and a centimetre of a projected metre.
NEAR_METRES = 0.05


def test_the_manifest_answers_every_file():
    assert MANIFEST.keys() == MAKERS.keys()


@pytest.mark.parametrize("name", LOADED)
def test_odd_files_are_loaded_whole(connection: Connection, tmp_path: Path, name: str):
    answer = MANIFEST[name]
    report = load(connection, SCHOOL_LAYER, MAKERS[name](tmp_path), LoadOptions(**answer.get("with", {})))
    # FlatGeobuf orders its rows along a curve through space.
    rows = sorted(rows_of(connection, "schools"), key=lambda row: -row["y"])
    assert report.rows_written == len(rows) == answer.get("rows", len(SCHOOLS))
    if "all" in answer:
        schools = sorted(SCHOOLS, key=lambda school: -school.lat)
        assert [row["name"] for row in rows] == [each.name for each in schools]
        assert all(_metres(row, each) < NEAR_METRES for row, each in zip(rows, schools, strict=True))
        if answer.get("keys", True):
            assert [row["key"] for row in rows] == [each.key for each in schools]


def _metres(row: dict[str, Any], school: School) -> float:
    return float(Geod(ellps="WGS84").inv(row["x"], row["y"], school.lon, school.lat)[2])


@pytest.mark.parametrize("name", REFUSED)
def test_hostile_files_are_refused_and_leave_nothing(connection: Connection, tmp_path: Path, name: str):
    answer = MANIFEST[name]
    path = MAKERS[name](tmp_path)
    before = sorted(tmp_path.rglob("*"))
    with pytest.raises(LoadError) as refusal:
        load(connection, SCHOOL_LAYER, path, LoadOptions(**answer.get("with", {})))
    word = answer.get("refused", answer.get("asked"))
    assert word not in path.name
    assert word in refusal.value.detail.en
    assert refusal.value.detail.vi != refusal.value.detail.en
    assert not any(trace in refusal.value.detail.en for trace in ("Traceback", "psycopg", "Errno", "SELECT", "/tmp"))
    assert count(connection, "feature") == count(connection, "load") == 0
    assert sorted(tmp_path.rglob("*")) == before
