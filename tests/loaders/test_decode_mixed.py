"""Values in another encoding than their column, far below the rows by which it was judged; and UTF-16."""

from pathlib import Path
from typing import Any
from unicodedata import normalize

import pytest
from openpyxl import Workbook

from loaders.decode.text import decoded
from loaders.errors import LoadError
from loaders.options import LoadOptions, Mode
from loaders.read.opening import opened
from loaders.report import LoadReport, Severity, Tally, shortened
from tests.loaders.corpus.kml import kml_text
from tests.loaders.corpus.places import SCHOOLS
from tests.loaders.tools import in_cp1258

GOOD = [
    "Trường Tiểu học Nghĩa Hưng",
    "THỊ XÃ",
    "XÃ\xa0HẢI ANH",
    "Bụi 50 µm",
    "§ 4",
    "Gạch ®",
    "Visa® Café",
    "BẾN ĐÁ",
    "“XÃ”",
]
TABLE = "Mã;Tên;lon;lat\n" + "".join(f"{n};Trường {n};106,1;20,4\n" for n in range(40))


def _read(path: Path) -> tuple[list[list[Any]], list[tuple[Severity, str]]]:
    """The rows, and what is told of their text."""
    tally = Tally(LoadReport(layer="", file_name=path.name, mode=Mode.APPEND))
    with opened(path, LoadOptions()) as source:
        rows = [list(row.values.values()) for row in decoded(source, None, tally).rows]
    return rows, [(finding.severity, finding.text.en) for finding in tally.result().findings]


def _mojibake(text: str, times: int = 1) -> str:
    for _ in range(times):
        text = text.encode().decode("cp1252")
    return text


def _tcvn3(text: str) -> str:
    return text.translate(str.maketrans("ảậ", "¶Ë"))


LATE = [_mojibake("Hải Hậu"), _mojibake("Xã Yên Lộc", 2), "Nam Ä\x90á»‹nh", _mojibake("Trực Hùng")]
TOLD = (
    Severity.REPAIRED,
    f"column Tên: 4 values in UTF-8 read wrongly (“{shortened(LATE[0])}”) while the column is not; put right.",
)
DOUBTFUL = (
    Severity.WARNING,
    "column Tên: 1 value perhaps in an older encoding than the column (“H¶i HËu” for “Hải Hậu”); left as they are, "
    "please check.",
)


def _names() -> list[str]:
    return [*(f"{name} {n}" for n in range(900) for name in GOOD), *LATE, _tcvn3("Hải Hậu"), "Cuối"]


def _expected() -> list[str]:
    right = ["Hải Hậu", "Xã Yên Lộc", "Nam Định", "Trực Hùng", "H¶i HËu", "Cuối"]
    return [*(f"{name} {n}" for n in range(900) for name in GOOD), *right]


def test_late_values_of_a_text_file(tmp_path: Path):
    lines = "\n".join(["Tên\tSố", *(f"{name}\t1" for name in _names())])
    (tmp_path / "a.csv").write_text(lines, encoding="utf-8")
    rows, told = _read(tmp_path / "a.csv")
    assert [row[0] for row in rows] == _expected()
    assert told == [TOLD, DOUBTFUL]


def test_late_values_of_a_workbook(tmp_path: Path):
    book = Workbook(write_only=True)
    sheet = book.create_sheet()
    for cells in (["Tên", "Số"], *([name, 1] for name in _names())):
        sheet.append(cells)
    book.save(tmp_path / "a.xlsx")
    rows, told = _read(tmp_path / "a.xlsx")
    assert [row[0] for row in rows] == _expected()
    assert told == [TOLD, DOUBTFUL]


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be"])
def test_tables_in_utf_16_with_and_without_a_mark(tmp_path: Path, encoding: str):
    (tmp_path / "a.csv").write_bytes(TABLE.encode(encoding))
    assert _read(tmp_path / "a.csv")[0][39] == ["39", "Trường 39", "106,1", "20,4"]


@pytest.mark.parametrize("content", [bytes(400), b"a,b\n1,\0\n", TABLE.encode("utf-32-le"), TABLE.encode("utf-32")])
def test_other_bytes_are_no_table(tmp_path: Path, content: bytes):
    (tmp_path / "a.csv").write_bytes(content)
    with pytest.raises(LoadError, match="not text"):
        _read(tmp_path / "a.csv")


@pytest.mark.parametrize(
    ("encoding", "declared"),
    [
        ("utf-16", "UTF-16"),
        ("utf-16-le", "UTF-16"),
        ("utf-16-be", "UTF-16"),
        ("utf-16", "UTF-8"),
        ("cp1258", "windows-1258"),
    ],
)
def test_kml_in_other_encodings(tmp_path: Path, encoding: str, declared: str):
    text = kml_text().replace('encoding="UTF-8"', f'encoding="{declared}"')
    (tmp_path / "a.kml").write_bytes(in_cp1258(text) if encoding == "cp1258" else text.encode(encoding))
    with opened(tmp_path / "a.kml", LoadOptions()) as source:
        names = [normalize("NFC", str(row.values["name"])) for row in source.rows]
    assert names == [school.name for school in SCHOOLS]


@pytest.mark.parametrize("encoding", ["punycode", "idna"])
def test_kml_in_what_no_file_is_written_in(tmp_path: Path, encoding: str):
    """To read it as the first of these takes a time that grows with the square of its size."""
    text = kml_text().replace('encoding="UTF-8"', f'encoding="{encoding}"')
    (tmp_path / "a.kml").write_bytes(text.encode() + b"-" + b"a" * 4_000_000)
    with pytest.raises(LoadError, match=r"a\.kml is not valid XML"):
        _read(tmp_path / "a.kml")


def test_kml_that_is_not_in_what_it_declares(tmp_path: Path):
    (tmp_path / "a.kml").write_bytes(kml_text().encode("utf-16-le") + b"\0")
    with pytest.raises(LoadError, match=r"a\.kml"):
        _read(tmp_path / "a.kml")
