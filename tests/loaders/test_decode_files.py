"""Files in old encodings, through the one function that loads."""

from pathlib import Path

import pytest
from sqlalchemy import Connection

from layers.registry import all_layers
from loaders.decode import tcvn3, vni
from loaders.errors import LoadError
from loaders.load import load
from loaders.options import LoadOptions
from tests.loaders.tools import HAI_HAU, NAM_DINH, frame, rows_of

LAYERS = all_layers()
NAMES = ["Chợ Rồng", "Chợ Hạ", "Chợ Viềng", "Chợ Mỹ Tho", "Chợ Cổ Lễ"]


def _shapefile(folder: Path, names: list[str], code_page: str | None) -> Path:
    """A Shapefile whose table is in TCVN3, with a .cpg that says what `code_page` says."""
    path = folder / "cho.shp"
    points = [NAM_DINH, HAI_HAU] * len(names)
    marks = [tcvn3.encode(name).decode("latin-1") for name in names]
    frame(geometry=points[: len(names)], name=marks).to_file(path, encoding="ISO-8859-1")
    path.with_suffix(".cpg").unlink()
    if code_page:
        path.with_suffix(".cpg").write_text(code_page)
    return path


@pytest.mark.parametrize("code_page", [None, "UTF-8", "1258", "ISO-8859-1"])
def test_a_shapefile_in_tcvn3_whatever_its_code_page_says(
    connection: Connection, tmp_path: Path, code_page: str | None
):
    report = load(connection, LAYERS["markets"], _shapefile(tmp_path, NAMES, code_page))
    assert [row["name"] for row in rows_of(connection, "markets")] == NAMES
    assert "encoding" in {finding.check for finding in report.findings}
    assert any("TCVN3" in warning.vi for warning in report.warnings)


def test_a_table_in_tcvn3_with_its_header(connection: Connection, tmp_path: Path):
    path = tmp_path / "a.csv"
    lines = ["Tên,lon,lat", *(f"{name},106.{17 + at},20.43" for at, name in enumerate(NAMES))]
    path.write_bytes(tcvn3.encode("\n".join(lines)))
    load(connection, LAYERS["markets"], path, LoadOptions(mapping={"name": "Tên"}))
    assert [row["name"] for row in rows_of(connection, "markets")] == NAMES


def test_geojson_and_its_text(connection: Connection, tmp_path: Path):
    path = tmp_path / "a.geojson"
    points = [NAM_DINH, HAI_HAU] * 3
    frame(geometry=points[:5], name=[vni.encode(name).decode("cp1252") for name in NAMES]).to_file(path)
    load(connection, LAYERS["markets"], path)
    assert [row["name"] for row in rows_of(connection, "markets")] == NAMES


def test_what_nobody_can_read_is_a_question(connection: Connection, tmp_path: Path):
    path = tmp_path / "a.csv"
    path.write_bytes(b"name,lon,lat\nNam \xd0\xde,106.17,20.43\n")
    with pytest.raises(LoadError, match="--encoding"):
        load(connection, LAYERS["markets"], path)


@pytest.mark.parametrize("encoding", ["tcvn3", "TCVN3", "abc", "VNI", "mojibake"])
def test_encodings_that_are_known_by_name(connection: Connection, tmp_path: Path, encoding: str):
    path = tmp_path / "a.csv"
    path.write_text("name,lon,lat\nCho Rong,106.17,20.43\n")
    load(connection, LAYERS["markets"], path, LoadOptions(encoding=encoding))
    assert [row["name"] for row in rows_of(connection, "markets")] == ["Cho Rong"]
