"""Address lines as people write them, into the unit that they name and what stands around it."""

import unicodedata

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from geo_api.units.address_line import parse_line


def first(text):
    """The likeliest reading: (kind, name), context, remainder."""
    reading = parse_line(text).readings[0]
    context = [f"{each.kind or '-'} {each.name}" for each in reading.context]
    return (reading.target.kind, reading.target.name), context, reading.remainder


@pytest.mark.parametrize(
    ("text", "target", "context", "remainder"),
    [
        ("Trực Hưng", (None, "Trực Hưng"), [], ""),
        ("xã Trực Hưng", ("xã", "Trực Hưng"), [], ""),
        ("X. Trực Hưng", ("xã", "Trực Hưng"), [], ""),
        ("X.Trực Hưng", ("xã", "Trực Hưng"), [], ""),
        ("x Trực Hưng", ("xã", "Trực Hưng"), [], ""),
        ("XÃ TRỰC HƯNG", ("xã", "TRỰC HƯNG"), [], ""),
        ("  xã   Trực  Hưng ", ("xã", "Trực Hưng"), [], ""),
        ("TT. Cổ Lễ", ("thị trấn", "Cổ Lễ"), [], ""),
        ("TT.Gôi", ("thị trấn", "Gôi"), [], ""),
        ("thi tran Co Le", ("thị trấn", "Co Le"), [], ""),
        ("Thị trấn Cổ Lễ.", ("thị trấn", "Cổ Lễ"), [], ""),
        ("P. Trường Thi", ("phường", "Trường Thi"), [], ""),
        ("p.4", ("phường", "4"), [], ""),
        ("P4", ("phường", "4"), [], ""),
        ("Phường 04", ("phường", "04"), [], ""),
        ("Phường X", ("phường", "X"), [], ""),
        ("phường Phường Đúc", ("phường", "Phường Đúc"), [], ""),
        ("đặc khu Phú Quốc", ("đặc khu", "Phú Quốc"), [], ""),
        ("TX. Quảng Yên", ("thị xã", "Quảng Yên"), [], ""),
        ("thị xã Quảng Yên", ("thị xã", "Quảng Yên"), [], ""),
        ("T.P. Nam Định", ("thành phố", "Nam Định"), [], ""),
        ("tp.nam định", ("thành phố", "nam định"), [], ""),
        ("Tỉnh Nam Định", ("tỉnh", "Nam Định"), [], ""),
        ("Xanh", (None, "Xanh"), [], ""),
        ("Đường Lâm", (None, "Đường Lâm"), [], ""),
        ("13", (None, "13"), [], ""),
        (
            "Số 12 ngõ 5, xóm 5, xã Trực Hưng, huyện Trực Ninh, tỉnh Nam Định",
            ("xã", "Trực Hưng"),
            ["huyện Trực Ninh", "tỉnh Nam Định"],
            "Số 12 ngõ 5, xóm 5",
        ),
        (
            "Số 12 ngõ 5 xóm 5 xã Trực Hưng huyện Trực Ninh tỉnh Nam Định",
            ("xã", "Trực Hưng"),
            ["huyện Trực Ninh", "tỉnh Nam Định"],
            "Số 12 ngõ 5 xóm 5",
        ),
        (
            "so 12 ngo 5 xom 5 xa truc hung huyen truc ninh tinh nam dinh",
            ("xã", "truc hung"),
            ["huyện truc ninh", "tỉnh nam dinh"],
            "so 12 ngo 5 xom 5",
        ),
        ("X. Trực Hưng - H. Trực Ninh - Nam Định", ("xã", "Trực Hưng"), ["huyện Trực Ninh", "- Nam Định"], ""),
        ("X.Trực Hưng–H.Trực Ninh", ("xã", "Trực Hưng"), ["huyện Trực Ninh"], ""),
        ("Phường Trường Thi, Ninh Bình", ("phường", "Trường Thi"), ["- Ninh Bình"], ""),
        ("P.4, Q.8, TP.HCM", ("phường", "4"), ["quận 8", "thành phố HCM"], ""),
        ("12/5A Lê Lợi, P.Trường Thi, TP Nam Định", ("phường", "Trường Thi"), ["thành phố Nam Định"], "12/5A Lê Lợi"),
        ("tỉnh Nam Định, huyện Trực Ninh, xã Trực Hưng", ("xã", "Trực Hưng"), ["tỉnh Nam Định", "huyện Trực Ninh"], ""),
        ("xã Trực Hưng (cũ), Nam Định", ("xã", "Trực Hưng"), ["- Nam Định"], ""),
        ("xã Trực Hưng, Nam Định, Việt Nam", ("xã", "Trực Hưng"), ["- Nam Định"], ""),
        ("xã Trực Hưng, Nam Định 420000, Vietnam", ("xã", "Trực Hưng"), ["- Nam Định"], ""),
        ("xã Trực Hưng\nhuyện Trực Ninh", ("xã", "Trực Hưng"), ["huyện Trực Ninh"], ""),
        ("xã Trực Hưng; huyện Trực Ninh | Nam Định", ("xã", "Trực Hưng"), ["huyện Trực Ninh", "- Nam Định"], ""),
        ("Trực Hưng, Trực Ninh, Nam Định", (None, "Trực Hưng"), ["- Trực Ninh", "- Nam Định"], ""),
        ("TDP 5, phường Trường Thi", ("phường", "Trường Thi"), [], "TDP 5"),
        ("phuong my xa thanh pho nam dinh", ("phường", "my xa"), ["thành phố nam dinh"], ""),
        ("Phường 1, Bà Rịa - Vũng Tàu", ("phường", "1"), ["- Bà Rịa - Vũng Tàu"], ""),
        ("xã Tân Hưng, tỉnh Bà Rịa - Vũng Tàu", ("xã", "Tân Hưng"), ["tỉnh Bà Rịa - Vũng Tàu"], ""),
    ],
)
def test_the_likeliest_reading(text, target, context, remainder):
    assert first(text) == (target, context, remainder)


@pytest.mark.parametrize("form", ["NFC", "NFD", "NFKC"])
def test_composed_or_not_is_one(form):
    text = "Số 12, xóm 5, xã Trực Hưng, huyện Trực Ninh"
    assert parse_line(unicodedata.normalize(form, text)) == parse_line(text)


@pytest.mark.parametrize(
    ("text", "kind", "name", "context", "remainder"),
    [
        ("truc hung truc ninh nam dinh", None, "truc hung", ["truc ninh nam dinh"], ""),
        ("12 Hùng Vương Trường Thi Ninh Bình", None, "Trường Thi", ["Ninh Bình"], "12 Hùng Vương"),
        ("12 Hùng Vương, Trường Thi, Ninh Bình", None, "Trường Thi", ["Ninh Bình"], "12 Hùng Vương"),
        ("Xóm 5 Trực Hưng", "xóm", "5", ["Trực Hưng"], ""),
        ("Xóm 5 Trực Hưng", None, "Trực Hưng", [], "Xóm 5"),
        ("Quan Hóa, Thanh Hóa", None, "Quan Hóa", ["Thanh Hóa"], ""),
        ("xã Trực Hưng Trực Ninh", "xã", "Trực Hưng", ["Trực Ninh"], ""),
        ("Trực Hưng-Trực Ninh-Nam Định", None, "Trực Hưng", ["Trực Ninh-Nam Định"], ""),
        ("phuong my xa nam dinh", "phường", "my xa", ["nam dinh"], ""),
        ("Hùng Vương, TP Nam Định", "thành phố", "Nam Định", [], "Hùng Vương"),
    ],
)
def test_a_reading_among_others(text, kind, name, context, remainder):
    readings = parse_line(text).readings
    wanted = [each for each in readings if (each.target.kind, each.target.name) == (kind, name)]
    assert (context, remainder) in [([named.name for named in each.context], each.remainder) for each in wanted]


@pytest.mark.parametrize(
    ("text", "kind", "name", "until"),
    [
        ("Số 1, xóm 5, xã Trực Hưng", "xóm", "5", "Số 1, xóm 5"),
        ("Số 1 tổ dân phố số 4 phường Trường Thi", "tổ dân phố", "số 4", "Số 1 tổ dân phố số 4"),
        ("thôn An Lãng, đường liên xã, xã Tân Minh", "thôn", "An Lãng", "thôn An Lãng"),
    ],
)
def test_the_hamlet_before_the_commune(text, kind, name, until):
    reading = next(each for each in parse_line(text).readings if each.target.kind in ("xã", "phường"))
    assert (reading.hamlet.kind, reading.hamlet.name) == (kind, name)
    assert reading.remainder[: reading.hamlet_end] == until


def test_a_hamlet_is_the_target_where_hamlets_are_asked_for():
    line = "Số 12, xóm 5, xã Trực Hưng, huyện Trực Ninh"
    assert all(each.target.kind != "xóm" for each in parse_line(line).readings)
    reading = parse_line(line, hamlets=True).readings[0]
    assert (reading.target.kind, reading.target.name, reading.remainder) == ("xóm", "5", "Số 12")
    assert [each.name for each in reading.context] == ["Trực Hưng", "Trực Ninh"]


@pytest.mark.parametrize("text", ["", "   ", ",,,", ", - ; |", "()", "\n\n", "“”", "- - -", ",\t,"])
def test_no_words_no_readings(text):
    assert parse_line(text).readings == ()


@pytest.mark.parametrize(
    "text",
    ["xã", "P.", "huyện huyện huyện", "xã xã xã xã", "," * 200, "a," * 100, "xóm " * 50, "1 " * 100, "TP.TP.TP."],
)
def test_odd_lines_are_read_too(text):
    for reading in parse_line(text).readings:
        assert reading.target.name


WORDS = st.sampled_from(
    [
        "Trực",
        "Hưng",
        "Nam",
        "Định",
        "truc",
        "12",
        "5A",
        "Hùng",
        "xã",
        "X.",
        "P.",
        "huyện",
        "tỉnh",
        "xóm",
        "xa",
        "số",
        "ngõ",
    ]
)
JOINTS = st.sampled_from([" ", ", ", " - ", "-", "; ", "  ", "."])


@settings(deadline=None)
@given(st.lists(st.tuples(WORDS, JOINTS), max_size=14))
@example([("xã", " "), ("xã", " "), ("xã", ", ")])
def test_no_word_is_lost(pieces):
    text = "".join(word + joint for word, joint in pieces)
    names = [word for word, _ in pieces if word in ("Trực", "Hưng", "Nam", "Định", "truc", "5A", "Hùng")]
    for reading in parse_line(text).readings:
        kept = " ".join([reading.remainder, reading.target.name, *(each.name for each in reading.context)])
        assert all(kept.count(word) >= text.count(word) for word in names), (reading, text)


@settings(deadline=None)
@given(st.text(max_size=120))
def test_nothing_upsets_it(text):
    for reading in parse_line(text).readings:
        assert reading.target.name
        assert 0 <= reading.hamlet_end <= len(reading.remainder)
