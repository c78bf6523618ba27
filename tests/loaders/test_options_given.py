"""Options that contradict the file or one another are refused, or do what they say."""

from pathlib import Path

import pytest
from sqlalchemy import Connection

from layers.registry import all_layers
from loaders.errors import LoadError
from loaders.load import load
from loaders.options import LoadOptions
from tests.loaders.tools import rows_of

MARKETS = all_layers()["markets"]


def _file(folder: Path, text: str = "Tên,a,b,lon,lat\nChợ Rồng,1,2,106.17,20.43\n", encoding: str = "utf-8") -> Path:
    path = folder / "a.csv"
    path.write_text(text, encoding=encoding)
    return path


@pytest.mark.parametrize("encoding", ["idna", "punycode", "utf-7", "unicode_escape", "rot13"])
def test_what_no_file_is_written_in_is_no_encoding(connection: Connection, tmp_path: Path, encoding: str):
    with pytest.raises(LoadError, match="is not known"):
        load(connection, MARKETS, _file(tmp_path), LoadOptions(encoding=encoding))


def test_an_encoding_that_makes_nonsense_of_the_header(connection: Connection, tmp_path: Path):
    with pytest.raises(LoadError, match="the file is in UTF-8"):
        load(connection, MARKETS, _file(tmp_path), LoadOptions(encoding="cp1258"))


@pytest.mark.parametrize(
    ("key", "mapping", "found"),
    [("a", {}, "1"), ("name", {"name": "b"}, "2"), ("key", {"key": "b"}, "2"), ("b", {"key": "b"}, "2")],
)
def test_key_is_a_field_or_a_column(
    connection: Connection, tmp_path: Path, key: str, mapping: dict[str, str], found: str
):
    load(connection, MARKETS, _file(tmp_path), LoadOptions(key=key, mapping=mapping))
    assert [row["key"] for row in rows_of(connection, "markets")] == [found]


def test_two_keys_are_a_contradiction(connection: Connection, tmp_path: Path):
    with pytest.raises(LoadError, match="name two columns"):
        load(connection, MARKETS, _file(tmp_path), LoadOptions(key="b", mapping={"key": "a"}))


def test_letters_that_became_question_marks_are_told(connection: Connection, tmp_path: Path):
    names = ["Ch? R?ng", "Tr??ng ti?u h?c", "Chợ nào?", "Chợ gì ??", "http://a/b?c=d"]
    rows = "".join(f"{name},{106 + at / 10},20.4\n" for at, name in enumerate(names))
    report = load(connection, MARKETS, _file(tmp_path, "name,lon,lat\n" + rows))
    [finding] = [finding for finding in report.findings if finding.check == "question_marks"]
    assert finding.amount == 2
    assert "CSV UTF-8" in finding.text.vi
