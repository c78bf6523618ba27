"""DXF drawings: layers, blocks with attributes, words, closed lines, and the encodings of drawings."""

from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection

from layers.registry import all_layers
from loaders.decode.text import decoded
from loaders.errors import Asked, LoadError
from loaders.load import load
from loaders.options import LoadOptions, Mode
from loaders.read.opening import opened
from loaders.report import LoadReport, Tally
from tests.loaders.corpus.drawing import drawing, line, symbol, words
from tests.loaders.tools import rows_of

X, Y = 569_800.0, 2_258_000.0
TEXT = ("cp1258", "AC1015", "ANSI_1258"), ("utf-8", "AC1021", "ANSI_1252")


def _read(path: Path, layer: str | None = None) -> list[dict[str, Any]]:
    """What is known of each row, and the kind of its shape."""
    tally = Tally(LoadReport(layer="", file_name=path.name, mode=Mode.APPEND))
    with opened(path, LoadOptions(source_layer=layer)) as source:
        rows = list(decoded(source, None, tally).rows)
    kinds = [row.geometry.geom_type for row in rows if row.geometry is not None]
    known = [{name: value for name, value in row.values.items() if value is not None} for row in rows]
    return [{**values, "kind": kind} for values, kind in zip(known, kinds, strict=True)]


def test_several_layers_are_a_question(tmp_path: Path):
    path = drawing(tmp_path / "a.dxf", symbol("TRUONG", X, Y, TEN="A"), line("RANH", (X, Y), (X + 9, Y)))
    with pytest.raises(LoadError, match="TRUONG, RANH") as asked, opened(path, LoadOptions()):
        pass
    assert asked.value.question is not None
    assert asked.value.question.kind is Asked.SOURCE_LAYER
    assert [choice.value for choice in asked.value.question.choices] == ["TRUONG", "RANH", "*"]
    with pytest.raises(LoadError, match="TRUONG, RANH"), opened(path, LoadOptions(source_layer="CHO")):
        pass


def test_what_is_drawn_becomes_rows(tmp_path: Path):
    corners = [(X, Y), (X + 50, Y), (X + 50, Y + 50)]
    path = drawing(
        tmp_path / "a.dxf",
        symbol("TRUONG", X, Y, TEN="Tieu hoc A", CAP="TH"),
        words("CHU", X, Y, r"Ch\U+1EE3 V\U+1EE5 B\U+1EA3n"),
        line("RANH", *corners, is_closed=True),
        line("DUONG", *corners),
        words("GIAY", X, Y, "khung in", is_on_paper=True),
    )
    assert _read(path, "*") == [
        {"layer": "TRUONG", "block": "KYHIEU", "TEN": "Tieu hoc A", "CAP": "TH", "kind": "Point"},
        {"layer": "CHU", "text": "Chợ Vụ Bản", "kind": "Point"},
        {"layer": "RANH", "kind": "Polygon"},
        {"layer": "DUONG", "kind": "LineString"},
    ]
    assert _read(path, "RANH") == [{"layer": "RANH", "kind": "Polygon"}]


@pytest.mark.parametrize(("encoding", "release", "page"), TEXT)
def test_words_in_the_code_page_of_the_drawing(tmp_path: Path, encoding: str, release: str, page: str):
    names = ["Nhà văn hóa Đông", "Chùa Cổ Lê", "Trường Yên", "Bên đò Hà", "Đên Trân", "Xã Trưc", "Ga Đăng Xá"]
    entities = [words("CHƯ", X, Y, name) for name in names]
    path = drawing(tmp_path / "a.dxf", *entities, release=release, page=page, encoding=encoding)
    assert [row["text"] for row in _read(path, "CHƯ")] == names


def test_words_in_an_old_font(tmp_path: Path):
    names = ["Tr­êng TiÓu häc H¶i HËu", "Chî L¹c QuÇn", "Nhµ v¨n hãa xãm 5", "BÕn ®ß", "NghÜa H­ng"]
    path = drawing(tmp_path / "a.dxf", *(words("CHU", X, Y, name) for name in names), encoding="cp1252")
    assert [row["text"] for row in _read(path)][0::4] == ["Trường Tiểu học Hải Hậu", "Nghĩa Hưng"]


def test_symbols_in_vn_2000_become_places(connection: Connection, tmp_path: Path):
    path = drawing(tmp_path / "a.dxf", symbol("TRUONG", X, Y, MA="t1", TEN="Tieu hoc A"))
    with pytest.raises(LoadError) as asked:
        load(connection, all_layers()["schools"], path)
    assert asked.value.question is not None
    assert asked.value.question.kind is Asked.CRS
    options = LoadOptions(crs="EPSG:9209", mapping={"key": "MA", "name": "TEN"})
    load(connection, all_layers()["schools"], path, options)
    [row] = rows_of(connection, "schools")
    assert (row["key"], row["name"]) == ("t1", "Tieu hoc A")
    assert (row["x"], row["y"]) == pytest.approx((106.17, 20.41), abs=0.02)


def test_a_sign_of_dos_behind_the_end_of_a_drawing(tmp_path: Path):
    path = drawing(tmp_path / "a.dxf", words("CHU", X, Y, "A"))
    path.write_bytes(path.read_bytes() + b"\x1a")
    assert _read(path) == [{"layer": "CHU", "text": "A", "kind": "Point"}]


def test_a_drawing_that_is_none(tmp_path: Path):
    (tmp_path / "a.dxf").write_bytes(b"AutoCAD Binary DXF\r\n\x1a\0" + bytes(range(256)))
    with pytest.raises(LoadError, match=r"a\.dxf cannot be read"), opened(tmp_path / "a.dxf", LoadOptions()):
        pass
