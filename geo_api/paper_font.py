"""The font of what we make on paper and in pictures: made for Vietnamese, our own, whatever the machine has."""

import unicodedata
from functools import cache

import fontpkg
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont

REGULAR, BOLD = "BeVietnamPro", "BeVietnamPro-Bold"
_FAMILY = "Be Vietnam Pro"


@cache
def know_fonts() -> None:
    """Once in a process, before anything is measured or set."""
    pdfmetrics.registerFont(TTFont(REGULAR, font_file()))
    pdfmetrics.registerFont(TTFont(BOLD, font_file(is_bold=True)))
    pdfmetrics.registerFontFamily(REGULAR, normal=REGULAR, bold=BOLD, italic=REGULAR, boldItalic=BOLD)


def font_file(*, is_bold: bool = False) -> str:
    """Where the font lies (TrueType)."""
    return str(fontpkg.path(_FAMILY, weight=700) if is_bold else fontpkg.path(_FAMILY))


def nfc(words: str) -> str:
    """Marks and letters in one, as the font draws them best and readers search for them."""
    return unicodedata.normalize("NFC", words)
