"""What one plate says. Neither who lives there nor the commune or province, which change. Pure."""

import unicodedata
from dataclasses import dataclass
from typing import TypeGuard
from urllib.parse import urlsplit

from geo_api.errors import Conflict
from geo_api.paper_font import nfc
from geo_api.web_address import THIS_MACHINE, origin_of
from layers.codes import printed
from layers.layer import Text


@dataclass(frozen=True, slots=True)
class Face:
    """code: as it is stored. number and street: of a number that was decided, else None."""

    code: str
    number: str | None = None
    street: str | None = None
    hamlet: str | None = None
    plus_code: str | None = None

    @property
    def printed_code(self) -> str:
        """As people read it: ND-XT4-32JN."""
        return printed(self.code)

    @property
    def is_numbered(self) -> bool:
        return bool(self.number)

    def says(self, show: str) -> str:
        """The words of a part; empty where there are none."""
        words = self.printed_code if show == "code" else getattr(self, show)
        return plain(words or "")


def plain(words: str) -> str:
    """On one line, without signs that no person sees."""
    seen = "".join(" " if sign.isspace() else sign for sign in nfc(words) if sign.isspace() or _is_seen(sign))
    return " ".join(seen.split())


def _is_seen(sign: str) -> bool:
    return unicodedata.category(sign)[0] != "C"


def qr_text(public_url: str, code: str) -> str:
    """Where the plate leads. In capitals a QR code needs fewer dots; host and scheme read the same so."""
    scheme, _, host = origin_of(public_url).partition("://")
    known = host if host.isascii() else host.encode("idna").decode()
    return f"{scheme}://{known}".upper() + urlsplit(public_url).path.rstrip("/") + f"/D/{code}"


def is_known_address(public_url: str | None) -> TypeGuard[str]:
    """Whether it is set, and one that phones reach."""
    return bool(public_url) and urlsplit(public_url).hostname not in THIS_MACHINE


def known_address(public_url: str | None) -> str:
    """The address that plates lead to. Raises Conflict where none is set that phones reach."""
    if not is_known_address(public_url):
        raise Conflict(NO_ADDRESS.vi, NO_ADDRESS.en)
    return public_url


NO_ADDRESS = Text(
    "Chưa in biển được: mã QR trên biển dẫn tới địa chỉ của hệ thống này, mà WARDMAP_PUBLIC_URL chưa đặt hoặc chỉ là "
    "địa chỉ của riêng máy này. Hãy đặt, ví dụ WARDMAP_PUBLIC_URL=https://bando.example.vn, rồi khởi động lại.",
    "Plates cannot be printed yet: their QR codes lead to the address of this service, and WARDMAP_PUBLIC_URL is not "
    "set, or is an address of this machine alone. Set it, such as WARDMAP_PUBLIC_URL=https://bando.example.vn, and "
    "start again.",
)
