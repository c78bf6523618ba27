"""The plates of an order as CSV, for a print shop with a layout of its own. Pure."""

from collections.abc import Sequence

from geo_api.addresses.plates.face import Face, plain, qr_text
from geo_api.csv_text import BYTE_ORDER_MARK, csv_rows

CSV = "text/csv; charset=utf-8"
HEAD = ("code", "printed_code", "qr_text", "number", "street", "hamlet")


def plates_csv(faces: Sequence[Face], public_url: str) -> bytes:
    """One plate a row: what stands on it."""
    rows = [
        (
            face.code,
            face.printed_code,
            qr_text(public_url, face.code),
            *map(plain, (face.number or "", face.street or "", face.hamlet or "")),
        )
        for face in faces
    ]
    return (BYTE_ORDER_MARK + csv_rows([HEAD, *rows])).encode()
