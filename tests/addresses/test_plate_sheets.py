"""Sheets of plates as a printer gets them: rendered, measured, and their QR codes read by another program."""

import io
import unicodedata
from collections.abc import Sequence
from functools import cache

import pypdfium2
import pytest
import zxingcpp
from PIL import Image, ImageChops
from pypdf import PdfReader

from geo_api.addresses.plates.face import Face
from geo_api.addresses.plates.plus_code import plus_code
from geo_api.addresses.plates.reading import shipped_templates
from geo_api.addresses.plates.sheets import Order, sheets
from geo_api.addresses.plates.table import plates_csv
from geo_api.addresses.plates.template import Box, Template, TextPart
from geo_api.errors import Conflict

URL = "https://bando.namdinh.example.vn"
NUMBERED = Face("NDXT432JN", "12/4A", "ngõ 45 đường Trần Hưng Đạo", "Tổ dân phố số 3", "7PG8C5C9+28")
PLAIN = Face("NDR4RV6MT", None, None, "Xóm Đông Thành", "7PG8C5C9+2F")
TEMPLATES = sorted(shipped_templates())
AWFUL = {
    "long name": "Đường Nguyễn Thị Minh Khai nối dài đoạn ngã tư Quang Trung đến cầu Đò Quan, vào ngõ 1234/56/78/90",
    "no blanks": "NGƯỜNGHIÊNGNGHIÊNGUỐNGƯỢUNGHỆNGUỄNHƯƠNGĐƯỜNGHUYỀNTHOẠIXUYÊNQUỐCGIA" * 3,
    "two marks": "ẲẴẶ ỔỖỘ ỮỰ Ệ Ẫ ỵ ậ ợ g j q y " * 5,
    "marks apart": unicodedata.normalize("NFD", "Đường Lễ Hội Phủ Dầy – Tiên Hương, Kẻ Giầy"),
    "markup": "<b>Đường</b> & \"Phố\" <script>alert('x')</script> %s {0} \\n",
    "signs unseen": "Phố\x00 Hàng\u200b\u202e Đồng\r\n\tsố\u2028 1\ufeff",
    "other scripts": "胡志明路 улица Ленина 🏠🏠🏠",
    "one letter": "Ẳ",
}


def printed(template: str, faces: Sequence[Face], url: str = URL) -> bytes:
    return sheets(shipped_templates()[template], Order("Đợt biển 12 · Plate order 12", url, faces))


@cache
def picture(made: bytes, page: int = 0, dots_per_mm: int = 8) -> Image.Image:
    with pypdfium2.PdfDocument(made) as document:
        return document[page].render(scale=dots_per_mm * 25.4 / 72).to_pil().convert("RGB")


def words(made: bytes) -> str:
    return " ".join(" ".join(page.extract_text() for page in PdfReader(io.BytesIO(made)).pages).split())


@pytest.mark.parametrize("name", TEMPLATES)
def test_the_qr_code_of_every_plate_leads_to_it(name: str):
    template = shipped_templates()[name]
    codes = [f"ND{at:07d}".translate(str.maketrans("01", "XW")) for at in range(template.sheet.plates)]
    found = zxingcpp.read_barcodes(picture(printed(name, [Face(code) for code in codes])))
    assert sorted(one.text for one in found) == sorted(f"HTTPS://BANDO.NAMDINH.EXAMPLE.VN/D/{code}" for code in codes)
    assert {one.ec_level for one in found} <= {"M", "Q", "H"}


@pytest.mark.parametrize(
    ("url", "text"),
    [
        ("http://bando.vn:8080/", "HTTP://BANDO.VN:8080/D/NDXT432JN"),
        ("https://tinh.vn/BanDo", "HTTPS://TINH.VN/BanDo/D/NDXT432JN"),
        ("https://bảnđồ.vn", "HTTPS://XN--BN-RMA2931A6GA.VN/D/NDXT432JN"),
    ],
)
def test_a_path_keeps_its_letters_and_a_name_in_vietnamese_is_one_that_phones_find(url: str, text: str):
    [found] = zxingcpp.read_barcodes(picture(printed("small", [NUMBERED], url)))
    assert found.text == text
    assert text in plates_csv([NUMBERED], url).decode()


def test_an_address_too_long_for_the_dots_is_refused():
    with pytest.raises(Conflict, match="too long for the QR code"):
        printed("label", [NUMBERED], f"https://{'phuong.' * 34}vn")


@pytest.mark.parametrize("name", TEMPLATES)
def test_a_plate_says_its_code_and_what_was_decided_and_nothing_else(name: str):
    said = words(printed(name, [NUMBERED]))
    for part in ("ND-XT4-32JN", "12/4A", "Tổ dân phố số 3"):
        assert part in said
    assert "ngõ 45 đường Trần Hưng Đạo" in said
    said = words(printed(name, [PLAIN]))
    assert "ND-R4R-V6MT" in said
    assert "Xóm Đông Thành" in said
    assert "Địa chỉ số" in said


@pytest.mark.parametrize(("name", "size"), [("small", (842, 595)), ("large", (842, 1191)), ("label", (595, 842))])
def test_one_plate_more_than_a_sheet_holds_begins_another(name: str, size: tuple[int, int]):
    several = shipped_templates()[name].sheet.plates
    made = printed(name, [PLAIN] * (several + 1))
    pages = PdfReader(io.BytesIO(made)).pages
    assert [tuple(map(round, page.mediabox[2:])) for page in pages] == [size, size]
    assert [page.extract_text().count("ND-R4R-V6MT") for page in pages] == [several, 1]
    assert "Đợt biển 12 · Plate order 12 – tờ · sheet 1/2" in words(made)
    assert "sheet 2/2" in words(made)


@pytest.mark.parametrize("awful", AWFUL.values(), ids=AWFUL.keys())
@pytest.mark.parametrize("name", TEMPLATES)
def test_no_words_leave_their_box(name: str, awful: str):
    template = shipped_templates()[name]
    for show in ("street", "hamlet", "number"):
        part = next(part for part in template.faces.numbered if part.show == show)
        assert isinstance(part, TextPart)
        other = awful if show != "number" else awful[:30]
        faces = [Face("NDXT432JN", **{"number": "1", show: words}) for words in (other, "|")]
        one, two = (picture(printed(name, [face])) for face in faces)
        changed = ImageChops.difference(one, two).getbbox()
        assert changed
        assert is_within(changed, on_sheet(template, part.box)), show


def on_sheet(template: Template, box: Box) -> tuple[float, ...]:
    """Left, top, right and lower edge of a box of the first plate, in dots of the picture."""
    left, top = template.sheet.margins.left + box.x, template.sheet.margins.top + box.y
    return tuple(8 * edge for edge in (left, top, left + box.width, top + box.height))


def is_within(inner: Sequence[float], outer: Sequence[float]) -> bool:
    # Letters begin a little beside where they are set.
    loose = 3
    return (
        inner[0] >= outer[0] - loose
        and inner[1] >= outer[1] - loose
        and inner[2] <= outer[2] + loose
        and inner[3] <= outer[3] + loose
    )


def test_what_was_cut_off_says_so_and_what_fits_does_not():
    assert "…" not in words(printed("small", [NUMBERED]))
    assert "…" in words(printed("small", [Face("NDXT432JN", "1", AWFUL["long name"] * 2)]))


def test_nothing_of_the_sheet_is_on_a_plate_and_cut_marks_stand_at_its_corners():
    drawn = picture(printed("small", [NUMBERED] * 6))
    blue, white = (11, 61, 145), (255, 255, 255)
    left, top, width, height = 26.5, 8.0, 120.0, 60.0
    # The background goes on for 2 mm beyond the cut, and ends there.
    assert dot(drawn, left - 1.5, top + 30) == blue
    assert dot(drawn, left - 2.5, top + 30) == white
    for across in (left, left + width, left + width + 4, left + 2 * width + 4):
        assert is_dark(drawn, across, top - 5)
        assert is_dark(drawn, across, top + 3 * height + 8 + 5)
        assert dot(drawn, across, top - 2.5) == white
    for down in (top, top + height, top + height + 4):
        assert is_dark(drawn, left - 5, down)


def dot(drawn: Image.Image, across: float, down: float) -> tuple[int, ...]:
    return drawn.getpixel((round(across * 8), round(down * 8)))


def is_dark(drawn: Image.Image, across: float, down: float) -> bool:
    """Whether there is a thin line within a dot of that place."""
    x, y = round(across * 8), round(down * 8)
    return any(max(drawn.getpixel((x + i, y + j))) < 160 for i in (-1, 0, 1) for j in (-1, 0, 1))


def test_the_same_plates_give_the_same_bytes():
    assert printed("small", [NUMBERED, PLAIN]) == printed("small", [NUMBERED, PLAIN])


def test_the_table_for_a_print_shop_has_one_plate_a_row_and_no_formulas():
    made = plates_csv([NUMBERED, Face("NDR4RV6MT", "=1+1", "@Phố\nmới", None)], URL).decode()
    assert made.startswith("\ufeffcode,printed_code,qr_text,number,street,hamlet\r\n")
    assert made.splitlines()[1:] == [
        "NDXT432JN,ND-XT4-32JN,HTTPS://BANDO.NAMDINH.EXAMPLE.VN/D/NDXT432JN,12/4A,ngõ 45 đường Trần Hưng Đạo,"
        "Tổ dân phố số 3",
        "NDR4RV6MT,ND-R4R-V6MT,HTTPS://BANDO.NAMDINH.EXAMPLE.VN/D/NDR4RV6MT,'=1+1,'@Phố mới,",
    ]


@pytest.mark.parametrize(
    ("lon", "lat", "code"),
    [
        (2.7821875, 20.3700625, "7FG49QCJ+2V"),
        (8.0000625, 47.0000625, "8FVC2222+22"),
        (174.7859375, -41.2730625, "4VCPPQGP+Q9"),
        (180, 90, "C2X2X2X2+X2"),
    ],
)
def test_plus_codes_are_those_of_the_specification(lon: float, lat: float, code: str):
    assert plus_code(lon, lat) == code
