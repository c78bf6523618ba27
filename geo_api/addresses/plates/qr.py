"""QR codes as shapes: dark dots on a white square, quiet zone included."""

from collections.abc import Iterable, Iterator
from itertools import groupby

import segno
from reportlab.lib import colors
from reportlab.pdfgen.canvas import Canvas

from geo_api.errors import Conflict

QUIET = 4
# What phones read from half a metre, scratched and in the sun.
SMALLEST_DOT_MM = 0.7


def draw_qr(canvas: Canvas, text: str, corner: tuple[float, float], side: float, level: str) -> None:
    """corner: lower left; side: of the square; in points. level: M, Q or H. Raises Conflict when dots are too small."""
    symbol = segno.make_qr(text, error=level)
    modules = symbol.symbol_size(border=0)[0]
    dot = side / (modules + 2 * QUIET)
    _check(dot)
    canvas.setFillColor(colors.white)
    canvas.rect(*corner, side, side, stroke=0, fill=1)
    canvas.saveState()
    canvas.translate(corner[0] + QUIET * dot, corner[1] + (modules + QUIET) * dot)
    # In dots: whole numbers are short.
    canvas.scale(dot, dot)
    dots = canvas.beginPath()
    # One shape, or thin lines would be seen between its rows.
    for row, modules_of_row in enumerate(symbol.matrix, 1):
        for start, length in _dark(modules_of_row):
            dots.rect(start, -row, length, 1)
    canvas.setFillColor(colors.black)
    canvas.drawPath(dots, stroke=0, fill=1)
    canvas.restoreState()


def _dark(modules: Iterable[int]) -> Iterator[tuple[int, int]]:
    """Where the dark stretches of a row begin, and how long they are."""
    at = 0
    for is_dark, stretch in groupby(modules):
        length = len(list(stretch))
        if is_dark:
            yield at, length
        at += length


def _check(dot: float) -> None:
    if dot < SMALLEST_DOT_MM * 72 / 25.4:
        raise Conflict(
            "WARDMAP_PUBLIC_URL quá dài cho mã QR của mẫu biển này; hãy chọn mẫu lớn hơn hoặc tên miền ngắn hơn.",
            "WARDMAP_PUBLIC_URL is too long for the QR code of this template: choose a larger one, or a shorter name.",
        )
