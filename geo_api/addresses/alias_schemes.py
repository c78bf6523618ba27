"""What others call an address: which schemes there are, and which values each of them can have. Pure."""

import re
from collections.abc import Mapping
from types import MappingProxyType

from geo_api.errors import NotTaken
from layers.layer import Text

_OLC = "23456789CFGHJMPQRVWX"
_FORMS: Mapping[str, tuple[str, Text]] = MappingProxyType(
    {
        "mps_location_12": (r"\d{12}", Text("12 chữ số", "12 figures")),
        "vnpost_digital_10": (r"\d{10}", Text("10 chữ số", "10 figures")),
        "vpostcode_12": (
            rf"\d{{5}}[{_OLC}]{{7}}",
            Text("5 chữ số rồi 7 ký tự mã cộng", "5 figures and 7 characters of a plus code"),
        ),
        "olc": (
            rf"[{_OLC}]{{8}}\+[{_OLC}]{{2,3}}",
            Text("mã cộng đầy đủ, như 7PG8C5C9+28", "a whole plus code, such as 7PG8C5C9+28"),
        ),
        "parcel": (r"[1-9]\d{0,3}/[1-9]\d{0,4}", Text("số tờ/số thửa, như 12/345", "sheet/parcel, such as 12/345")),
    }
)


def as_kept(scheme: str, value: str) -> str:
    """As it is compared: capitals, without spaces; numbers of a parcel without zeros before them.

    Raises NotTaken for what cannot be of the scheme.
    """
    if scheme not in _FORMS:
        return value
    form, words = _FORMS[scheme]
    tidy = re.sub(r"\s", "", value).upper()
    if scheme == "parcel":
        tidy = re.sub(r"(?<!\d)0+(?=\d)", "", tidy)
    if not re.fullmatch(form, tidy, re.ASCII):
        raise NotTaken(f"“value” phải là {words.vi}", f"“value” has to be {words.en}")
    return tidy


def area_of(code: str) -> str:
    """The cell of a whole plus code as WKT, longitude first. code: as `as_kept` gives it."""
    digits = code.replace("+", "")
    south, west, size = -90.0, -180.0, 20.0
    for place in range(0, 10, 2):
        south += _OLC.index(digits[place]) * size
        west += _OLC.index(digits[place + 1]) * size
        size /= 20
    size *= 20
    height, width = size, size
    if len(digits) > 10:  # an eleventh digit is of a grid of five rows and four columns
        row, column = divmod(_OLC.index(digits[10]), 4)
        height, width = size / 5, size / 4
        south, west = south + row * height, west + column * width
    north, east = south + height, west + width
    return f"POLYGON(({west} {south},{east} {south},{east} {north},{west} {north},{west} {south}))"
