"""One plate as a picture: cut out of the very sheet that would be printed."""

from io import BytesIO
from threading import Lock

import pypdfium2
from reportlab.lib.units import mm

from geo_api.addresses.plates.face import Face
from geo_api.addresses.plates.sheets import Order, sheets
from geo_api.addresses.plates.template import Template

PNG = "image/png"
# Of the picture, across.
_PIXELS = 720
# PDFium works for one thread at a time.
_ALONE = Lock()


def plate_picture(template: Template, public_url: str, face: Face) -> bytes:
    """PNG. Raises Conflict as `sheets` does."""
    made = sheets(template, Order("", public_url, [face]))
    with _ALONE, pypdfium2.PdfDocument(made) as document:
        picture = document[0].render(scale=_PIXELS / (template.plate.width * mm), crop=_around(template)).to_pil()
    kept = BytesIO()
    picture.save(kept, "PNG", optimize=True)
    return kept.getvalue()


def _around(template: Template) -> tuple[float, float, float, float]:
    """What of the sheet is not its first plate, in points: left, below, right, above."""
    width, height = template.sheet.size
    left, top = template.sheet.margins.left, template.sheet.margins.top
    right, below = width - left - template.plate.width, height - top - template.plate.height
    return left * mm, below * mm, right * mm, top * mm
