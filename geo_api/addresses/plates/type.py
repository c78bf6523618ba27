"""Letters measured."""

from reportlab.pdfbase.pdfmetrics import stringWidth

from geo_api.addresses.plates.fitting import Width
from geo_api.paper_font import BOLD, REGULAR, know_fonts


def font_of(*, bold: bool) -> str:
    know_fonts()
    return BOLD if bold else REGULAR


def width_of(*, bold: bool) -> Width:
    """How wide words are at a size of one point."""
    font = font_of(bold=bold)
    return lambda words: float(stringWidth(words, font, 1000)) / 1000
