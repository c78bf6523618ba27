"""A KML with several folders: one is named, or all are read as one."""

from pathlib import Path

import pytest

from loaders.errors import Asked, LoadError
from loaders.options import LoadOptions
from loaders.read.opening import opened

MARK = "<Placemark><name>{}</name>{}<Point><coordinates>106.1,20.4</coordinates></Point></Placemark>"
DATA = "<ExtendedData><Data name='{}'><value>{}</value></Data></ExtendedData>"
FOLDERS = (
    ("Thôn 1", MARK.format("A", DATA.format("loai", "IP")) + MARK.format("B", "")),
    ("Thôn 2", MARK.format("C", DATA.format("folder", "x"))),
    ("Rỗng", ""),
    ("Thôn 1", MARK.format("D", "")),
)


def _kml(folder: Path) -> Path:
    text = "".join(f"<Folder><name>{name}</name>{marks}</Folder>" for name, marks in FOLDERS)
    head = '<?xml version="1.0" encoding="UTF-8"?><kml xmlns="http://www.opengis.net/kml/2.2"><Document>'
    (folder / "a.kml").write_text(f"{head}{text}</Document></kml>", encoding="utf-8")
    return folder / "a.kml"


def _rows(path: Path, layer: str, *columns: str) -> list[tuple[object, ...]]:
    with opened(path, LoadOptions(source_layer=layer)) as source:
        return [tuple(row.values[column] for column in columns) for row in source.rows]


def test_several_folders_are_a_question(tmp_path: Path):
    with pytest.raises(LoadError, match="or all with --source-layer") as asked, opened(_kml(tmp_path), LoadOptions()):
        pass
    assert asked.value.question is not None
    assert asked.value.question.kind is Asked.SOURCE_LAYER
    assert [choice.value for choice in asked.value.question.choices] == ["Thôn 1", "Thôn 2", "Thôn 1 (#2)", "*"]


def test_one_folder_by_its_name(tmp_path: Path):
    assert _rows(_kml(tmp_path), "Thôn 2", "name", "folder") == [("C", "x")]


def test_all_folders_as_one(tmp_path: Path):
    assert _rows(_kml(tmp_path), "*", "name", "loai", "folder", "(folder)") == [
        ("A", "IP", None, "Thôn 1"),
        ("B", None, None, "Thôn 1"),
        ("C", None, "x", "Thôn 2"),
        ("D", None, None, "Thôn 1"),
    ]
