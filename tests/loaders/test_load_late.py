"""What the first rows of a column show is held against the later ones: nothing that was misunderstood is kept."""

from pathlib import Path

import pytest
from sqlalchemy import Connection

from layers.registry import all_layers
from loaders.decode import tcvn3
from loaders.errors import LoadError
from loaders.load import load
from loaders.options import LoadOptions, OnError
from tests.loaders.tools import count, rows_of

LAYERS = all_layers()
SKIP = LoadOptions(on_error=OnError.SKIP)
MANY = 1_500


def _file(folder: Path, column: str, values: list[str]) -> Path:
    path = folder / "a.csv"
    rows = "".join(f"Chợ {at},{value},{106 + at / 10_000},20.4\n" for at, value in enumerate(values))
    path.write_text(f"name,{column},lon,lat\n{rows}", encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("layer", "column", "first", "later"),
    [
        ("cameras", "Ngày lắp đặt", "03/04/2025", "04/25/2025"),
        ("notice_boards", "Diện tích", '"12,5"', "12.5"),
    ],
)
def test_later_proof_ends_the_load(
    connection: Connection, tmp_path: Path, layer: str, column: str, first: str, later: str
):
    values = [first, *(["1.500"] if layer == "notice_boards" else []), *[first] * MANY, later]
    with pytest.raises(LoadError) as caught:
        load(connection, LAYERS[layer], _file(tmp_path, column, values), SKIP)
    assert f"“{column}”" in caught.value.detail.vi
    assert str(len(values)) in caught.value.detail.vi or str(len(values) + 1) in caught.value.detail.vi
    assert later in caught.value.detail.vi
    assert count(connection, "feature") == 0


def test_another_way_that_misled_nobody_is_taken(connection: Connection, tmp_path: Path):
    path = _file(tmp_path, "Diện tích", ['"12,5"'] * MANY + ["12.5", "1.500"])
    report = load(connection, LAYERS["notice_boards"], path, SKIP)
    assert {row["area_m2"] for row in rows_of(connection, "notice_boards")} == {12.5}
    [problem] = report.problems
    assert "1500" in problem.reason.vi


def test_letters_that_come_later_are_judged_then(connection: Connection, tmp_path: Path):
    """The first 3,000 names are ASCII; those after them were read wrongly once."""
    path = tmp_path / "a.csv"
    names = [f"Cho {at}" for at in range(3_000)] + ["Chợ Cồn", "Chợ Rồng"]
    wrong = [name.encode().decode("cp1252") if not name.isascii() else name for name in names]
    rows = "".join(f"{name},{106 + at / 10_000},20.4\n" for at, name in enumerate(wrong))
    path.write_text("name,lon,lat\n" + rows, encoding="utf-8")
    report = load(connection, LAYERS["markets"], path)
    assert [row["name"] for row in rows_of(connection, "markets")[-2:]] == ["Chợ Cồn", "Chợ Rồng"]
    assert report.findings_counts["encoding"] == {"repaired": 1}


def test_letters_of_a_font_that_come_later_are_judged_then(connection: Connection, tmp_path: Path):
    path = tmp_path / "a.csv"
    names = [f"Cho {at}".encode() for at in range(3_000)]
    names += [tcvn3.encode(name) for name in ("Chợ Rồng", "Chợ Viềng", "Chợ Cổ Lễ", "Chợ Mỹ Tho", "Chợ Hạ")]
    path.write_bytes(
        b"name,lon,lat\n" + b"".join(b"%s,%f,20.4\n" % (name, 106 + at / 10_000) for at, name in enumerate(names))
    )
    load(connection, LAYERS["markets"], path)
    assert rows_of(connection, "markets")[-4]["name"] == "Chợ Viềng"
