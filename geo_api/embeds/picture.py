"""The picture that a link to a map is shown with (Open Graph): 1200 × 630 pixels, drawn here from the declarations."""

import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache

from PIL import Image, ImageDraw, ImageFont
from shapely import Polygon
from shapely.geometry.base import BaseGeometry

from geo_api.embeds.ground import Drawn, Frame
from geo_api.paper_font import font_file, nfc

WIDTH, HEIGHT = 1200, 630
# The words stand beside the map.
MAP_WIDTH = 720
_LEFT = MAP_WIDTH + 36
_TEXT_WIDTH = WIDTH - _LEFT - 36
# Drawn larger and made smaller: edges are smooth.
_FINER = 2
_WATER, _LAND, _BORDER, _INK, _SOFT = "#e9eef1", "#fbf8ef", "#77828b", "#16242e", "#4d5d69"
_HALO = "#ffffff"


@dataclass(frozen=True, slots=True)
class Ink:
    """How shapes are drawn: fill and edge may hang on the shape. size: of points or lines, in pixels."""

    fill: Callable[[Drawn], str | None]
    edge: str | None = None
    size: float = 1


@dataclass(frozen=True, slots=True)
class Sheet:
    """What lies on the map from below upwards; outlined: the unit that is meant."""

    frame: Frame
    layers: Sequence[tuple[Sequence[Drawn], Ink]]
    outlined: BaseGeometry | None = None


@dataclass(frozen=True, slots=True)
class Told:
    """The words beside the map. legend: colour and words; notes: whose it is, the day, the standing of the boundaries.

    accent: the colour of the title of the site.
    """

    site: str
    title: str
    unit: str | None
    legend: Sequence[tuple[str, str]]
    notes: Sequence[str]
    accent: str


BORDERS = Ink(lambda _: None, _BORDER, 0.8)
LAND = Ink(lambda _: _LAND, _BORDER, 0.8)


def map_frame_size() -> tuple[int, int]:
    return MAP_WIDTH, HEIGHT


def draw(sheet: Sheet, told: Told) -> bytes:
    """The picture as PNG."""
    picture = Image.new("RGB", (WIDTH, HEIGHT), _HALO)
    picture.paste(_map(sheet), (0, 0))
    _words(ImageDraw.Draw(picture), told)
    out = io.BytesIO()
    # A palette is a third of the size, and a map has few colours.
    picture.quantize(200, dither=Image.Dither.NONE).save(out, "PNG", optimize=True)
    return out.getvalue()


def _map(sheet: Sheet) -> Image.Image:
    large = Image.new("RGB", (MAP_WIDTH * _FINER, HEIGHT * _FINER), _WATER)
    for shapes, ink in sheet.layers:
        for drawn in shapes:
            _shape(large, sheet.frame, drawn.shape, ink.fill(drawn), ink)
    if sheet.outlined is not None:
        for color, width in ((_HALO, 7.0), (_INK, 3.5)):
            _shape(large, sheet.frame, sheet.outlined, None, Ink(lambda _: None, color, width))
    return large.resize((MAP_WIDTH, HEIGHT), Image.Resampling.LANCZOS)


def _shape(large: Image.Image, frame: Frame, shape: BaseGeometry, fill: str | None, ink: Ink) -> None:
    for part in getattr(shape, "geoms", [shape]):
        if part.is_empty:
            continue
        if isinstance(part, Polygon):
            _polygon(large, frame, part, fill, ink)
        elif part.geom_type == "Point":
            _point(ImageDraw.Draw(large), _pixels(frame, part)[0], fill, ink)
        else:
            width = max(1, round(ink.size * _FINER))
            ImageDraw.Draw(large).line(_pixels(frame, part), fill or ink.edge, width, "curve")


def _polygon(large: Image.Image, frame: Frame, polygon: Polygon, fill: str | None, ink: Ink) -> None:
    """What lies in a hole of it stays as it is."""
    rings = [_pixels(frame, ring) for ring in (polygon.exterior, *polygon.interiors)]
    if fill and len(rings) == 1:
        ImageDraw.Draw(large).polygon(rings[0], fill)
    elif fill:
        mask = Image.new("1", large.size)
        for number, ring in enumerate(rings):
            ImageDraw.Draw(mask).polygon(ring, 0 if number else 1)
        large.paste(Image.new("RGB", large.size, fill), mask=mask)
    if ink.edge:
        for ring in rings:
            ImageDraw.Draw(large).line(ring, ink.edge, max(1, round(ink.size * _FINER)), "curve")


def _point(canvas: ImageDraw.ImageDraw, at: tuple[float, float], fill: str | None, ink: Ink) -> None:
    (x, y), r = at, ink.size * _FINER
    canvas.ellipse((x - r - 1.5, y - r - 1.5, x + r + 1.5, y + r + 1.5), _HALO)
    canvas.ellipse((x - r, y - r, x + r, y + r), fill)


def _pixels(frame: Frame, line: BaseGeometry) -> list[tuple[float, float]]:
    return [(x * _FINER, y * _FINER) for x, y in frame.pixels(line)]


def _words(canvas: ImageDraw.ImageDraw, told: Told) -> None:
    canvas.rectangle((MAP_WIDTH, 0, MAP_WIDTH + 5, HEIGHT), told.accent)
    y: float = _text(canvas, 40, told.site, 22, told.accent, is_bold=True, lines=2) + 14
    y = _text(canvas, y, told.title, 38, _INK, is_bold=True, lines=4) + 6
    if told.unit:
        y = _text(canvas, y, told.unit, 28, _INK, lines=2)
    notes_at: float = HEIGHT - 34 - 26 * sum(len(_lines(note, _font(18), 3)) for note in told.notes)
    _legend(canvas, y + 18, notes_at - 12, told.legend)
    for note in told.notes:
        notes_at = _text(canvas, notes_at, note, 18, _SOFT, lines=3)


def _legend(canvas: ImageDraw.ImageDraw, y: float, end: float, legend: Sequence[tuple[str, str]]) -> None:
    """As many lines as have room, closer together where they are many."""
    step = max(28.0, min(36.0, (end - y) / max(1, len(legend))))
    for color, words in legend:
        if y + 28 > end:
            return
        canvas.rounded_rectangle((_LEFT, y + 5, _LEFT + 30, y + 27), 4, color, "#9aa3ad")
        canvas.text((_LEFT + 44, y + 3), _lines(words, _font(20), 1, _TEXT_WIDTH - 44)[0], _INK, _font(20))
        y += step


def _text(
    canvas: ImageDraw.ImageDraw, y: float, words: str, size: int, color: str, *, is_bold: bool = False, lines: int
) -> float:
    """Written from `y` downwards in at most so many lines; gives where it ends."""
    font, step = _font(size, is_bold), size * 1.32 if size > 20 else 26.0
    for line in _lines(words, font, lines):
        canvas.text((_LEFT, y), line, color, font)
        y += step
    return y


def _lines(words: str, font: ImageFont.FreeTypeFont, most: int, width: int = _TEXT_WIDTH) -> list[str]:
    """Broken between words; what has no room ends with an ellipsis."""
    lines = [""]
    for word in nfc(words).split():
        longer = f"{lines[-1]} {word}".strip()
        if font.getlength(longer) <= width or not lines[-1]:
            lines[-1] = longer
        else:
            lines.append(word)
    if len(lines) > most:
        lines = [*lines[: most - 1], f"{lines[most - 1]} …"]
    return [_fitted(line, font, width) for line in lines]


def _fitted(line: str, font: ImageFont.FreeTypeFont, width: int) -> str:
    while font.getlength(line) > width and len(line) > 1:
        line = f"{line.removesuffix('…').rstrip()[:-1]}…"
    return line


@cache
def _font(size: int, is_bold: bool = False) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(font_file(is_bold=is_bold), size)
