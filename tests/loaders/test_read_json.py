"""GeoJSON in pieces: the same rows and the same places of faults wherever a piece ends."""

import json
import random
from collections.abc import Iterator
from contextlib import suppress
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection

from layers.registry import all_layers
from loaders.batch import SourceRow
from loaders.decode.text import decoded
from loaders.errors import LoadError
from loaders.load import load
from loaders.options import LoadOptions, Mode, OnError
from loaders.read import child
from loaders.read.json_stream import ArrayBegins, NotJson, members
from loaders.read.opening import opened
from loaders.report import LoadReport, Tally

FEATURES = [
    {
        "type": "Feature",
        "properties": {"a": number, "b": 'Trường\n"Hoa Sen"', "c": [1.5, None]},
        "geometry": {"type": "Point", "coordinates": [106.1, 20.123]},
    }
    for number in range(20)
]
NAMED = {"type": "Feature", "properties": {"name": "Chợ Cồn"}, "geometry": {"type": "Point", "coordinates": [106, 20]}}
CRS = {"type": "name", "properties": {"name": "EPSG:9209"}}


def _collection(folder: Path, features: list[Any], **beside: Any) -> Path:
    path = folder / "a.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features, **beside}), encoding="utf-8")
    return path


def _rows(path: Path, **options: Any) -> list[SourceRow]:
    with opened(path, LoadOptions(**options)) as source:
        return list(source.rows)


@pytest.mark.parametrize("piece", [1, 3, 50, 1 << 20])
@pytest.mark.parametrize("indent", [None, 1])
def test_pieces_of_any_length_give_the_same_items(tmp_path: Path, piece: int, indent: int | None):
    document = {"type": "FeatureCollection", "features": FEATURES, "crs": CRS}
    path = tmp_path / "a.geojson"
    path.write_text(json.dumps(document, indent=indent, ensure_ascii=False) + " \n", encoding="utf-8-sig")
    found = list(members(path, "utf-8", frozenset({"features"}), piece))
    assert found[:2] == [("type", "FeatureCollection"), ("features", ArrayBegins)]
    assert found[2:] == [*(("features", feature) for feature in FEATURES), ("crs", CRS)]


def test_a_collection_gives_its_rows_and_its_system(tmp_path: Path):
    path = _collection(tmp_path, FEATURES, crs=CRS)
    with opened(path, LoadOptions()) as source:
        assert [row.values for row in source.rows] == [feature["properties"] for feature in FEATURES]
        assert (source.crs, source.columns) == ("EPSG:9209", ("a", "b", "c"))


def _fault_of(text: str) -> tuple[int, int] | None:
    try:
        json.loads(text)
    except json.JSONDecodeError as error:
        return error.lineno, error.colno
    return None


def test_faults_are_where_json_says(tmp_path: Path):
    good = json.dumps({"type": "FeatureCollection", "features": FEATURES[:1]}, indent=1)
    chance = random.Random(4)
    seen = 0
    for _ in range(300):
        piece = chance.choice([1, 7, 1000])
        letters = list(good)
        letters[chance.randrange(1, len(letters))] = chance.choice('{}[],:"x1\n')
        text = "".join(letters[: chance.choice([len(letters), chance.randrange(1, len(letters))])])
        (tmp_path / "a.geojson").write_text(text)
        if place := _fault_of(text):
            with pytest.raises(NotJson) as fault:
                list(members(tmp_path / "a.geojson", "utf-8", frozenset({"features"}), piece))
            assert fault.value.place == place
            seen += 1
    assert seen > 100


def test_a_fault_is_told_with_its_place(tmp_path: Path):
    (tmp_path / "a.geojson").write_text('{"type": "FeatureCollection",\n "features": [}')
    with pytest.raises(LoadError, match=r"not valid JSON \(line 2, column 15\)"):
        _rows(tmp_path / "a.geojson")


@pytest.mark.parametrize("name", ["a.geojsonl", "a.geojsons", "a.ndjson"])
@pytest.mark.parametrize("separator", ["", "\x1e"])
def test_a_feature_a_line(tmp_path: Path, name: str, separator: str):
    lines = [separator + json.dumps(feature) for feature in FEATURES]
    (tmp_path / name).write_text("\n".join([*lines, ""]), encoding="utf-8")
    with opened(tmp_path / name, LoadOptions()) as source:
        assert [row.values["a"] for row in source.rows] == list(range(20))
    (tmp_path / name).write_text("\n".join([*lines[:2], "{"]), encoding="utf-8")
    with pytest.raises(LoadError, match="Line 3"), opened(tmp_path / name, LoadOptions()):
        pass


def _with(value: Any) -> dict[str, Any]:
    return {**NAMED, "properties": {"name": value}}


@pytest.mark.parametrize(("value", "kept"), [("\U0001f600", "\U0001f600"), ("\\ud800", "\\ud800")])
def test_letters_beyond_sixteen_bits_are_letters(tmp_path: Path, value: str, kept: str):
    assert [row.values["name"] for row in _rows(_collection(tmp_path, [_with(value)]))] == [kept]


@pytest.mark.parametrize("value", ["a\ud800", ["\udfff"], {"x": "\udc00"}])
def test_half_a_letter_is_a_fault_of_its_row_that_names_the_column(tmp_path: Path, value: Any):
    good, bad = _rows(_collection(tmp_path, [_with("Chợ"), _with(value)]))
    assert good.fault is None
    assert bad.fault is not None
    assert "column name has characters that cannot be read" in bad.fault.en


@pytest.mark.parametrize("name", ["a\ud800", "a\0b"])
def test_half_a_letter_in_the_name_of_a_column_is_refused(tmp_path: Path, name: str):
    path = _collection(tmp_path, [{**NAMED, "properties": {name: 1}}])
    with pytest.raises(LoadError, match="the name of a column"):
        _rows(path)


def test_a_number_of_thousands_of_digits_is_kept_as_text(tmp_path: Path):
    path = tmp_path / "a.geojson"
    path.write_text(
        json.dumps({"type": "FeatureCollection", "features": [_with("§")]}).replace('"\\u00a7"', "9" * 5000)
    )
    assert [row.values["name"] for row in _rows(path)] == ["9" * 5000]


def test_columns_are_bounded(tmp_path: Path):
    features = [{**NAMED, "properties": {f"p{row}_{n}": 1 for n in range(50)}} for row in range(81)]
    with pytest.raises(LoadError, match="more than 4000 columns"):
        _rows(_collection(tmp_path, features))
    assert len(_rows(_collection(tmp_path, features[:80]))) == 80


def test_a_file_that_needs_too_much_memory_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(child, "MEMORY_BYTES", 300 << 20)
    path = tmp_path / "a.geojson"
    shape = '{"type": "LineString", "coordinates": [' + ",".join(["[106.1,20.4]"] * 1_000_000) + "]}"
    path.write_text('{"type": "FeatureCollection", "features": [{"type": "Feature", "geometry": ' + shape + "}]}")
    with pytest.raises(LoadError, match="too much memory"):
        _rows(path)


@pytest.mark.parametrize("name", ["a.geojson", "a.geojsonl"])
@pytest.mark.parametrize("encoding", ["tcvn3", "vni", "mojibake"])
def test_encodings_that_fonts_know_apply_to_json(tmp_path: Path, name: str, encoding: str):
    path = tmp_path / name
    document = {"type": "FeatureCollection", "features": [NAMED]} if name == "a.geojson" else NAMED
    path.write_text(json.dumps(document, ensure_ascii=False), encoding="utf-8")
    assert len(_rows(path, encoding=encoding)) == 1


def test_json_in_tcvn3_is_read(tmp_path: Path):
    feature = _with("Tr\xadêng TiÓu häc")
    (tmp_path / "a.geojson").write_text(json.dumps(feature, ensure_ascii=False), encoding="latin-1")
    tally = Tally(LoadReport(layer="schools", file_name="a.geojson", mode=Mode.APPEND))
    with opened(tmp_path / "a.geojson", LoadOptions(encoding="tcvn3")) as source:
        rows = list(decoded(source, "tcvn3", tally).rows)
    assert [row.values["name"] for row in rows] == ["Trường Tiểu học"]
    with pytest.raises(LoadError, match="not written in utf-8 \\(byte"):
        _rows(tmp_path / "a.geojson")


SCHOOLS = {
    "type": "FeatureCollection",
    "crs": {"type": "name", "properties": {"name": "EPSG:4326"}},
    "features": [
        _with("A"),
        {
            "type": "Feature",
            "properties": {"name": "B", "Xã": "Hải Hậu", "status": "active", "capacity": 5},
            "geometry": {"type": "Polygon", "coordinates": [[[106, 20], [106.1, 20], [106.1, 20.1], [106, 20]]]},
        },
    ],
}
WAY = [{"lon": 106.0, "lat": 20.0}, {"lon": 106.1, "lat": 20.0}, {"lon": 106.1, "lat": 20.1}, {"lon": 106, "lat": 20}]
OVERPASS = {
    "version": 0.6,
    "elements": [
        {"type": "node", "id": 1, "lon": 106.0, "lat": 20.0, "tags": {"amenity": "school", "name": "A"}},
        {"type": "way", "id": 2, "nodes": [1, 3], "tags": {"amenity": "school"}, "geometry": WAY},
        {
            "type": "relation",
            "id": 3,
            "center": {"lon": 106.2, "lat": 20.2},
            "tags": {"amenity": "school", "type": "multipolygon"},
            "members": [{"type": "way", "ref": 2, "role": "outer", "geometry": WAY}],
        },
    ],
}
ODD = [None, [], {}, "x", True, "\0", "\ud800", 10**400, "<1e400>", -1, [[]], {"x": []}]


def _places(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    yield path
    for key in value if isinstance(value, dict) else range(len(value)) if isinstance(value, list) else ():
        yield from _places(value[key], (*path, key))


def _changed(document: Any, path: tuple[Any, ...], value: Any) -> Any:
    if not path:
        return value
    changed = deepcopy(document)
    inner = changed
    for key in path[:-1]:
        inner = inner[key]
    inner[path[-1]] = value
    return changed


@pytest.mark.parametrize(("name", "document"), [("a.geojson", SCHOOLS), ("a.json", OVERPASS)])
def test_any_member_may_be_anything(connection: Connection, tmp_path: Path, name: str, document: Any):
    """Files of strangers are loaded or refused with a reason, never anything else."""
    chance = random.Random(7)
    changes = [(path, value) for path in _places(document) for value in ODD]
    for path, value in chance.sample(changes, 20):
        text = json.dumps(_changed(document, path, value)).replace('"<1e400>"', "1e400")
        (tmp_path / name).write_text(text)
        options = LoadOptions(dry_run=True, on_error=OnError.SKIP)
        with suppress(LoadError):
            load(connection, all_layers()["schools"], tmp_path / name, options)
