"""The logo of whoever runs the map: a small picture, checked once when the service starts, and kept in memory."""

import io
import warnings
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path
from xml.parsers import expat

from geo_api.setting_refused import SettingRefused

MOST_BYTES = 200_000
LEAST_PIXELS, MOST_PIXELS = 32, 2000
MEDIA_TYPES = {"PNG": "image/png", "WEBP": "image/webp", "SVG": "image/svg+xml"}
ENDINGS = {"image/png": "png", "image/webp": "webp", "image/svg+xml": "svg"}
_SVG = "http://www.w3.org/2000/svg svg"
_HREFS = ("href", "http://www.w3.org/1999/xlink href")
# Elements by which a drawing would be more than a drawing.
_ACTIVE = ("script", "foreignObject", "iframe", "embed", "object", "handler", "listener", "audio", "video")


@dataclass(frozen=True, slots=True)
class Logo:
    """content: the file as it is. name: under which it is served, with a hash of it."""

    media_type: str
    content: bytes

    @property
    def name(self) -> str:
        return f"logo-{blake2b(self.content, digest_size=8).hexdigest()}.{ENDINGS[self.media_type]}"


def read_logo(path: Path) -> Logo:
    """The picture in the file, by what is in it. Raises SettingRefused when there is none, or none that is fit."""
    try:
        with path.open("rb") as file:
            content = file.read(MOST_BYTES + 1)
    except OSError:
        raise SettingRefused(
            f"không đọc được tệp {path}", f"the file {path} cannot be read; is it there, and may this user read it?"
        ) from None
    if len(content) > MOST_BYTES:
        raise SettingRefused(
            f"tệp {path.name} lớn hơn {MOST_BYTES // 1000} kB; hãy dùng hình nhỏ hơn",
            f"the file {path.name} is larger than {MOST_BYTES // 1000} kB; use a smaller picture",
        )
    return Logo(_media_type(content, path.name), content)


def _media_type(content: bytes, name: str) -> str:
    if content.startswith(b"\x89PNG\r\n") or (content[:4], content[8:12]) == (b"RIFF", b"WEBP"):
        return _bitmap(content, name)
    _check_drawing(content, name)
    return MEDIA_TYPES["SVG"]


def _bitmap(content: bytes, name: str) -> str:
    from PIL import Image  # noqa: PLC0415  # heavy: every command reads the settings, few have a logo

    try:
        with (
            warnings.catch_warnings(action="ignore"),
            Image.open(io.BytesIO(content), formats=("PNG", "WEBP")) as image,
        ):
            sides, kind = image.size, image.format or ""
            if max(sides) <= MOST_PIXELS:
                image.load()
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        raise SettingRefused(f"hình trong tệp {name} bị hỏng", f"the picture in {name} is damaged") from None
    if max(sides) > MOST_PIXELS or min(sides) < LEAST_PIXELS:
        raise SettingRefused(
            f"hình {name} là {sides[0]} × {sides[1]} điểm ảnh; mỗi cạnh cần từ {LEAST_PIXELS} đến {MOST_PIXELS}",
            f"{name} is {sides[0]} × {sides[1]} pixels; each side has to be from {LEAST_PIXELS} to {MOST_PIXELS}",
        )
    return MEDIA_TYPES[kind]


class _Unfit(Exception):
    """The drawing has something that runs, or that is loaded from elsewhere."""


class _Drawing:
    """What is looked at while a drawing is read."""

    def __init__(self) -> None:
        self.root: str | None = None

    def begin(self, tag: str, attributes: dict[str, str]) -> None:
        self.root = self.root or tag
        if tag.rpartition(" ")[2] in _ACTIVE:
            raise _Unfit(f"<{tag.rpartition(' ')[2]}>")
        for name, value in attributes.items():
            is_elsewhere = name in _HREFS and not value.startswith(("#", "data:image/png", "data:image/jpeg"))
            if name.lower().startswith("on") or is_elsewhere:
                raise _Unfit(f"{name.rpartition(' ')[2]}=“{value[:40]}”")

    def declares(self, *_: object) -> None:
        raise _Unfit("<!DOCTYPE>")


def _check_drawing(content: bytes, name: str) -> None:
    """Raises SettingRefused when it is no SVG, or one that is more than a picture."""
    drawing, parser = _Drawing(), expat.ParserCreate(namespace_separator=" ")
    parser.StartElementHandler = drawing.begin
    parser.StartDoctypeDeclHandler = drawing.declares
    try:
        parser.Parse(content, True)
    except _Unfit as found:
        raise SettingRefused(
            f"tệp SVG {name} có {found}; logo chỉ được là hình vẽ: hãy xuất lại thành SVG đơn giản hoặc PNG",
            f"the SVG {name} has {found}; a logo may be a drawing only: save it as a plain SVG, or as PNG",
        ) from None
    except (expat.ExpatError, ValueError, LookupError):
        drawing.root = None
    if drawing.root != _SVG:
        raise SettingRefused(f"tệp {name} không phải hình PNG, SVG hoặc WebP", f"{name} is no PNG, SVG or WebP picture")
