"""The encoding of a column is found by what it says; names in every old encoding come back letter by letter."""

import csv
import gzip
import json
import random
import re
import shutil
import subprocess
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path

import pytest

from loaders.batch import Batch, SourceRow, batches_of
from loaders.decode import cp1252, tcvn3, vni
from loaders.decode.column import judge
from loaders.decode.readings import AS_IT_IS
from loaders.decode.syllable import is_syllable
from loaders.decode.text import decoded
from loaders.errors import LoadError
from loaders.options import Mode
from loaders.report import LoadReport, Tally
from loaders.source import Source

# Communes of Nam Định, Ninh Bình and Hà Nam, all of whose names have marks.
NAMES = (
    "Trực Ninh", "Vụ Bản", "Hải Hậu", "Nghĩa Hưng", "Liễu Đề", "Ý Yên", "Cổ Lễ", "Xuân Trường", "Giao Thủy",
    "Mỹ Lộc", "Nam Định", "Hạ Long", "Đồng Thịnh", "Phú Hưng", "Quỹ Nhất", "Hồng Phong", "Cát Thành", "Rạng Đông",
    "Bạch Long", "Vị Khê", "Thiên Trường", "Đông A", "Trường Thi", "Hiển Khánh", "Liên Minh", "Tân Minh", "Vũ Dương",
    "Yên Cường", "Phong Doanh", "Vạn Thắng", "Kim Đông", "Gia Viễn", "Nho Quan", "Quỳnh Lưu", "Thanh Sơn", "Châu Sơn",
    "Phủ Lý", "Duy Tiên", "Lý Nhân", "Bình Lục", "Kiện Khê", "Đại Hoàng", "Gia Hưng", "Cúc Phương", "Khánh Thiện",
    "Yên Mô", "Tam Điệp",
)  # fmt: skip
TONES = "\u0300\u0301\u0303\u0309\u0323"


def cp1258(text: str) -> bytes:
    """Letters as a Vietnamese Windows writes them: the tone after its vowel."""
    signs = []
    for letter in text:
        parts = unicodedata.normalize("NFD", letter)
        base = unicodedata.normalize("NFC", "".join(sign for sign in parts if sign not in TONES))
        signs.append(base + "".join(sign for sign in parts if sign in TONES))
    return "".join(signs).encode("cp1258")


def as_cp1252(data: bytes) -> str:
    """Bytes as a program shows them that takes them for Windows-1252."""
    open_codes = (0x81, 0x8D, 0x8F, 0x90, 0x9D)
    return "".join(chr(byte) if byte in open_codes else bytes([byte]).decode("cp1252") for byte in data)


def once(text: str) -> str:
    return as_cp1252(text.encode())


WAYS: dict[str, Callable[[str], bytes | str]] = {
    "TCVN3": tcvn3.encode,
    "VNI": vni.encode,
    "cp1258": cp1258,
    "TCVN3 as text": lambda text: as_cp1252(tcvn3.encode(text)),
    "TCVN3 saved as UTF-8": lambda text: as_cp1252(tcvn3.encode(text)).encode(),
    "VNI as text": lambda text: as_cp1252(vni.encode(text)),
    "UTF-8 read wrongly": once,
    "UTF-8 read wrongly, as bytes": lambda text: once(text).encode(),
    "UTF-8 read wrongly twice": lambda text: once(once(text)),
    "UTF-8": str.encode,
    "text": str,
    "text in NFD": lambda text: unicodedata.normalize("NFD", text),
}


def one_column(rows: Iterable[SourceRow]) -> Iterator[Batch]:
    return batches_of(rows, ("TEN",))


def read(columns: dict[str, Sequence[object]], asked: str | None = None, encoding: str | None = None) -> Source:
    """A file of these columns after the stage."""
    length = max(map(len, columns.values()))
    rows = (SourceRow(at + 1, {name: cells[at] for name, cells in columns.items()}) for at in range(length))
    source = Source(columns=tuple(columns), batches=batches_of(rows, tuple(columns)), encoding=encoding)
    return decoded(source, asked, tally())


def tally() -> Tally:
    return Tally(LoadReport(layer="schools", file_name="a.csv", mode=Mode.APPEND))


def texts(source: Source, column: str = "TEN") -> list[object]:
    rows = list(source.rows)
    assert not [row.fault for row in rows if row.fault]
    return [row.values[column] for row in rows]


def small(names: Sequence[str], way: str) -> list[str]:
    """TCVN3 keeps no capital with a tone; the first letter of a name gets its own back."""
    return [name.lower() if "TCVN3" in way else name for name in names]


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("size", [10, len(NAMES)])
def test_names_come_back_from_every_encoding(way: str, size: int):
    chance = random.Random(size)
    for _ in range(20):
        names = chance.sample(NAMES, size)
        found = texts(read({"TEN": [WAYS[way](name) for name in names]}))
        assert small([str(text) for text in found], way) == small(names, way)


@pytest.mark.parametrize("way", WAYS)
def test_all_communes_of_the_country(way: str, shared_data: Path):
    with gzip.open(shared_data / "communes_2025_attributes.csv.gz", "rt", encoding="utf-8") as file:
        names = [row["name"] for row in csv.DictReader(file)]
    for chunk in [names, *(names[at : at + 100] for at in range(0, len(names), 100))]:
        found = texts(read({"TEN": [WAYS[way](name) for name in chunk]}))
        assert small([str(text) for text in found], way) == small(chunk, way)


def test_a_column_decides_for_values_that_look_good_already():
    assert texts(read({"TEN": ["Trùc Ninh", "Vô B¶n", "Nam Trung", "H¶i HËu"]})) == [
        "Trực Ninh", "Vụ Bản", "Nam Trung", "Hải Hậu",
    ]  # fmt: skip


@pytest.mark.parametrize(
    "values",
    [
        ["Vô Tranh", "Hải Hậu", "Trùng Khánh"],
        ["Café Zoë", "Hôtel São Paulo", "Zürich"],
        ["Ø200", "20 µm", "5 m²", "30°C", "§ 7", "A·B"],
        ["Ban Quan ly", "TT. Me"],
        ["шко́ла", "学校", "학교"],
        ["Đ", "HĐND", "UBND xã Hải Hậu"],
        ["Nhà số 5 § 7", "Khu ¶ 3", "Trường Tiểu học"],
    ],
)
def test_good_text_is_never_touched(values: list[str]):
    assert texts(read({"TEN": values})) == [unicodedata.normalize("NFC", value) for value in values]
    assert texts(read({"TEN": [value.encode() for value in values]})) == [
        unicodedata.normalize("NFC", value) for value in values
    ]


def test_short_columns_are_read_as_the_others_of_the_file():
    source = read({"TEN": [tcvn3.encode(name) for name in NAMES], "MA": [tcvn3.encode("Vụ")] * len(NAMES)})
    assert {row.values["MA"] for row in source.rows} == {"Vụ"}


def test_columns_that_are_ascii_at_first_are_read_as_the_others():
    names = [tcvn3.encode(name) for name in NAMES] * 60
    notes = [b""] * (len(names) - 1) + [tcvn3.encode("đã đóng")]
    assert [row.values["GHI"] for row in read({"TEN": names, "GHI": notes}).rows][-1] == "đã đóng"


def test_two_likely_encodings_are_a_question():
    with pytest.raises(LoadError) as caught:
        read({"TEN": [b"V\xf4"]})
    for words in ("TEN", "--encoding", "tcvn3", "cp1258", "Vụ", "Vô"):
        assert words in str(caught.value)


def test_a_name_on_record_answers_the_question():
    rows = iter([SourceRow(1, {"TEN": b"V\xf4"})])
    source = decoded(
        Source(columns=("TEN",), batches=one_column(rows)), None, tally(), lambda texts: {"Vụ"} & set(texts)
    )
    assert texts(source) == ["Vụ"]


def test_what_was_settled_before_is_not_asked_again():
    def given() -> Source:
        return Source(columns=("TEN",), batches=one_column(iter([SourceRow(1, {"TEN": b"V\xf4"})])))

    first = tally()
    texts(decoded(given(), None, first, lambda texts: {"Vụ"} & set(texts)))
    assert texts(decoded(given(), None, tally(), settled=first.result().encodings)) == ["Vụ"]


@pytest.mark.parametrize(
    ("asked", "found"), [("TCVN3", "Vụ"), ("abc", "Vụ"), ("cp1258", "Vô"), ("vni", "Vơ"), ("latin-1", "Vô")]
)
def test_what_is_asked_for_wins(asked: str, found: str):
    assert texts(read({"TEN": [b"V\xf4"]}, asked)) == [found]


def test_what_is_asked_for_holds_for_text_and_for_utf8_too():
    assert texts(read({"TEN": ["Vô", "Yªn"]}, "tcvn3")) == ["Vụ", "Yên"]
    assert texts(read({"TEN": ["Vô".encode(), "Yªn".encode()]}, "tcvn3")) == ["Vụ", "Yên"]
    assert texts(read({"TEN": ["H¶i HËu", "Nam §Þnh"]}, "utf-8")) == ["H¶i HËu", "Nam §Þnh"]
    assert texts(read({"TEN": [once("Hải Hậu"), once("Yên")]}, "mojibake")) == ["Hải Hậu", "Yên"]


def test_a_declared_encoding_is_used_where_it_fits_and_overruled_where_it_does_not():
    names = [name.encode("cp1252") for name in ("São Paulo", "Zürich")]
    assert texts(read({"TEN": names}, encoding="cp1252")) == ["São Paulo", "Zürich"]
    report = tally()
    rows = iter([SourceRow(at, {"TEN": tcvn3.encode(name)}) for at, name in enumerate(NAMES, 1)])
    source = decoded(Source(columns=("TEN",), batches=one_column(rows), encoding="cp1258"), None, report)
    assert texts(source)[:3] == list(NAMES[:3])
    [warning] = report.warnings
    assert "cp1258" in warning.vi
    assert "TCVN3" in warning.en


def test_what_was_done_is_told():
    report = tally()
    rows = iter([SourceRow(at, {"TEN": tcvn3.encode(name)}) for at, name in enumerate(NAMES, 1)])
    list(decoded(Source(columns=("TEN",), batches=one_column(rows)), None, report).rows)
    [finding] = report.findings
    assert (finding.check, finding.severity.value) == ("encoding", "repaired")
    assert finding.text.vi == f"cột TEN: TCVN3 → Unicode, {sum(not name.isascii() for name in NAMES)} giá trị."


def test_a_later_value_that_contradicts_has_a_fault():
    values = ["H¶i HËu", "Nam §Þnh", "LiÔu §Ò"] * 1000 + ["Hđẵi"]
    *_, last = read({"TEN": values}).rows
    assert last.fault is not None
    for words in ("TEN", "Hđẵi", "TCVN3"):
        assert words in last.fault.vi


def test_a_value_that_somebody_corrected_already_stays():
    report = tally()
    values = ["H¶i HËu", "Nam §Þnh", "LiÔu §Ò"] * 1000 + ["Cúc Phương"]
    rows = iter([SourceRow(at, {"TEN": value}) for at, value in enumerate(values, 1)])
    assert texts(decoded(Source(columns=("TEN",), batches=one_column(rows)), None, report))[-1] == "Cúc Phương"
    assert [finding.check for finding in report.findings] == ["encoding", "mixed_encoding"]


def test_values_cut_inside_a_letter_lose_half_a_letter():
    report = tally()
    whole = "Ủy ban nhân dân xã Hải Hậu"
    values = [whole.encode()[:26], whole.encode()[:20], "Chợ".encode()]
    rows = iter([SourceRow(at, {"TEN": value}) for at, value in enumerate(values, 1)])
    source = decoded(Source(columns=("TEN",), batches=one_column(rows)), None, report)
    assert texts(source) == [values[0].decode(errors="ignore"), values[1].decode(), "Chợ"]
    assert [finding.check for finding in report.findings] == (
        ["cut_text"] if values[0] != texts_bytes(values[0]) else []
    )


def texts_bytes(value: bytes) -> bytes:
    return value.decode(errors="ignore").encode()


@pytest.mark.parametrize(
    ("column", "given", "found"),
    [
        (
            "TEN_XA",
            ["NAM §ÞNH", "H¶I HËU", "TRùC NINH", "NAM TRUNG"],
            ["Nam Định", "Hải Hậu", "Trực Ninh", "Nam Trung"],
        ),
        ("GHI_CHU", ["NAM §ÞNH", "H¶I HËU", "TRùC NINH"], ["NAM ĐỊNH", "HẢI HẬU", "TRỰC NINH"]),
        ("TEN", ["Nam §Þnh", "H¶I HËU", "ý Yªn"], ["Nam Định", "HẢI HẬU", "Ý Yên"]),
        ("TEN", ["TR¦êNG THPT H¶I HËU", "TR¹M Y TÕ §¤NG"], ["Trường THPT Hải Hậu", "Trạm Y Tế Đông"]),
    ],
)
def test_lost_capitals(column: str, given: list[str], found: list[str]):
    assert texts(read({column: given}), column) == found


def test_names_of_columns_are_decoded_as_well():
    source = read({"Tªn x·": ["H¶i HËu", "Nam §Þnh"], "HuyÖn": ["Trùc Ninh", "Vô B¶n"], "M\u00e3": ["1", "2"]})
    assert source.columns[:2] == ("Tên xã", "Huyện")
    assert [row.values["Tên xã"] for row in source.rows] == ["Hải Hậu", "Nam Định"]


def test_the_table_of_tcvn3_is_that_of_the_c_library():
    assert len(tcvn3.LETTERS) == 74
    if shutil.which("iconv") is None:
        pytest.skip("no iconv")
    for byte, letter in tcvn3.LETTERS.items():
        command = ["iconv", "-f", "TCVN5712-1", "-t", "UTF-8"]
        assert subprocess.run(command, input=bytes([byte]), capture_output=True, check=True).stdout.decode() == letter


def test_vni_knows_every_letter_in_both_cases():
    plain = "ăâêôơưđ" + "".join(unicodedata.normalize("NFC", v + t) for v in "aăâeêioôơuưy" for t in TONES)
    for letter in plain + plain.upper():
        assert vni.decode(vni.encode(f"T{letter}n")) == f"T{letter}n"


@pytest.mark.parametrize("word", ["trực", "nghiêng", "quỳnh", "giếng", "Đắk", "khuya", "hoà", "hòa", "thuỷ", "ủy"])
def test_syllables(word: str):
    assert is_syllable(word)


@pytest.mark.parametrize("word", ["trùc", "§Þnh", "HËu", "café", "b¶n", "Ñònh", "äi", "nớnh", "hảỉ"])
def test_what_is_no_syllable(word: str):
    assert not is_syllable(word)


def test_the_real_files_in_tcvn3(shared_data: Path):
    for name, expected in (("ninhbinh_commune_names_TCVN3.kml", 146), ("ninhbinh_province_TCVN3.kml", 1)):
        page = (shared_data / "raw" / name).read_text(encoding="utf-8")
        names = re.findall(r"<Placemark.*?<name>(.*?)</name>", page, re.DOTALL)
        pages = re.findall(r"<description>(.*?)</description>", page, re.DOTALL)
        source = read({"Name": names, "description": pages})
        rows = list(source.rows)
        assert len(rows) == expected
        assert not [row for row in rows if row.fault]
        assert not any("TØnh" in str(row.values["description"]) for row in rows)
        assert all(
            is_syllable(word)
            for row in rows
            for word in re.findall(r"[^\W\d_]+", str(row.values["Name"]))
            if not word.isascii()
        )


def test_good_files_are_left_as_they_are(shared_data: Path):
    """Every text column of every table and GeoJSON file, as bytes and as text, and the first rows alone."""
    touched = set()
    for path in sorted(shared_data.iterdir()):
        rows = _rows(path)
        for size in (2000, 10, 1):
            for column, values in _columns(rows[:size]).items():
                for given in (values, [value.encode() for value in values]):
                    verdict = judge(given, AS_IT_IS)
                    if verdict.rivals or (verdict.overruled and not verdict.is_weak):
                        touched.add((path.name, column))
    assert touched == {("ninhbinh_old_communes_from_kml.geojson", "name_tcvn3_raw")}


def _rows(path: Path) -> list[dict[str, object]]:
    opener = gzip.open if path.suffix == ".gz" else open
    if ".csv" in path.suffixes:
        with opener(path, "rt", encoding="utf-8-sig") as file:
            return [dict(row) for _, row in zip(range(2000), csv.DictReader(file), strict=False)]
    if path.suffix == ".geojson":
        with path.open(encoding="utf-8") as file:
            return [feature["properties"] for feature in json.load(file)["features"][:2000]]
    return []


def _columns(rows: list[dict[str, object]]) -> dict[str, list[str]]:
    found: dict[str, dict[str, None]] = {}
    for row in rows:
        for column, value in row.items():
            if isinstance(value, str) and not value.isascii():
                found.setdefault(column, {})[value] = None
    return {column: list(values) for column, values in found.items()}


def test_letters_that_became_spaces():
    """ư is a soft hyphen in TCVN3; the names of the real file have spaces for it, and its table has it."""
    report = tally()
    values = ["Gia H ng", "Tr êng Yªn", "L u Ph ¬ng", "Nh  Hßa", "TT. Me", "P. T©n B×nh", "Khu C", "VÞ Khª"]
    rows = iter([SourceRow(at, {"TEN": value}) for at, value in enumerate(values, 1)])
    assert texts(decoded(Source(columns=("TEN",), batches=one_column(rows)), None, report)) == [
        "Gia Hưng", "Trường Yên", "Lưu Phương", "Như Hòa", "TT. Me", "P. Tân Bình", "Khu C", "Vị Khê",
    ]  # fmt: skip
    assert "lost_letter" in {finding.check for finding in report.findings}


def test_windows_1252_there_and_back():
    for byte in range(256):
        assert cp1252.bytes_of(as_cp1252(bytes([byte]))) == bytes([byte])
    assert cp1252.utf8_once("Nam Ä\ufffdá»‹nh") == "Nam Định"
