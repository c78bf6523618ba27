"""Pages of paper: margins, what stands at their edges, and a mark on each where the data is no real data."""

from typing import Any

from reportlab.lib import colors
from reportlab.lib.pagesizes import A4
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Frame, PageTemplate

from layers.layer import Text

_MARGIN = 14 * mm
_FOOT = 9 * mm
_QUIET, _WARNING = colors.HexColor("#5a6672"), colors.HexColor("#a34a08")
_SIZE = 7.5


def page(font: str, title: str, mark: Text | None, pages: int | None) -> PageTemplate:
    """An A4 page. font: of what stands at its edges. mark: above everything. pages: how many there are, if known."""
    width, height = A4
    frame = Frame(_MARGIN, _MARGIN + 4 * mm, width - 2 * _MARGIN, height - 2 * _MARGIN - 8 * mm, 0, 0, 0, 0)

    def at_edges(canvas: Canvas, _: Any) -> None:
        canvas.setFont(font, _SIZE)
        if mark is not None:
            canvas.setFillColor(_WARNING)
            canvas.drawCentredString(width / 2, height - _FOOT, f"{mark.vi} · {mark.en}")
        canvas.setFillColor(_QUIET)
        canvas.drawString(_MARGIN, _FOOT, title)
        canvas.drawRightString(width - _MARGIN, _FOOT, f"Trang · Page {canvas.getPageNumber()}/{pages or ''}")

    return PageTemplate(frames=[frame], onPage=at_edges, pagesize=A4)
