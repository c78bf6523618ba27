"""GeoJSON in pieces: the same rows and the same places of faults wherever a piece ends."""

import json
import random
from pathlib import Path

import pytest

from loaders.errors import LoadError
from loaders.options import LoadOptions
from loaders.read import json_stream
from loaders.read.opening import opened

FEATURES = [
    {
        "type": "Feature",
        "properties": {"a": number, "b": 'Trường\n"Hoa Sen"', "c": [1.5, None]},
        "geometry": {"type": "Point", "coordinates": [106.1, 20.123]},
    }
    for number in range(20)
]
CRS = {"type": "name", "properties": {"name": "EPSG:9209"}}


@pytest.mark.parametrize("piece", [1, 3, 50, 1 << 20])
@pytest.mark.parametrize("indent", [None, 1])
def test_pieces_of_any_length_give_the_same_rows(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, piece: int, indent: int | None
):
    monkeypatch.setattr(json_stream, "_PIECE", piece)
    document = {"type": "FeatureCollection", "features": FEATURES, "crs": CRS}
    path = tmp_path / "a.geojson"
    path.write_text(json.dumps(document, indent=indent, ensure_ascii=False) + " \n", encoding="utf-8-sig")
    with opened(path, LoadOptions()) as source:
        assert [row.values for row in source.rows] == [feature["properties"] for feature in FEATURES]
        assert (source.crs, source.columns) == ("EPSG:9209", ("a", "b", "c"))


def test_faults_are_where_json_says(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    good = json.dumps({"type": "FeatureCollection", "features": FEATURES[:1]}, indent=1)
    chance = random.Random(4)
    seen = 0
    for _ in range(300):
        monkeypatch.setattr(json_stream, "_PIECE", chance.choice([1, 7, 1000]))
        letters = list(good)
        letters[chance.randrange(1, len(letters))] = chance.choice('{}[],:"x1\n')
        text = "".join(letters[: chance.choice([len(letters), chance.randrange(1, len(letters))])])
        (tmp_path / "a.geojson").write_text(text)
        try:
            json.loads(text)
        except json.JSONDecodeError as error:
            place = rf"\(line {error.lineno}, column {error.colno}\)"
            with pytest.raises(LoadError, match=place), opened(tmp_path / "a.geojson", LoadOptions()):
                pass
            seen += 1
    assert seen > 100


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
