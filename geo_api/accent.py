"""One colour of an agency into all that pages need of it, with the contrast that WCAG 2.1 AA asks for. Pure."""

import re
from collections.abc import Callable, Iterable
from colorsys import hls_to_rgb, rgb_to_hls
from dataclasses import dataclass

# What pages are drawn on, and in, as static/src/css/light.css and dark.css have it.
LIGHT_PAPERS, LIGHT_INK = ("#ffffff", "#f4f6f8"), "#16242e"
DARK_PAPERS, DARK_INK = ("#17222a", "#1f2c35"), "#e8eef2"
# Of text in the usual size (1.4.3).
LEAST_CONTRAST = 4.5
# A dark page dazzles less with colours that are far from its own.
_DARK_CONTRAST = 7.0
_HEXADECIMAL = re.compile(r"#[0-9a-f]{6}")
# How much of the accent is in the paper behind what is chosen, at most.
_SOFTEST = 0.11
_STEP = 0.01
Color = tuple[float, float, float]


@dataclass(frozen=True, slots=True)
class Shades:
    """accent: links, and buttons with the colour of the paper on them. soft: the paper behind what is chosen."""

    accent: str
    soft: str


@dataclass(frozen=True, slots=True)
class Accent:
    light: Shades
    dark: Shades


def accent_of(color: str) -> Accent:
    """`color` (``#rrggbb``) on light pages; on dark ones the same hue, as much lighter as it has to be to be read.

    Raises ValueError when it is no colour, or cannot be read on light pages nor white on it.
    """
    if not _HEXADECIMAL.fullmatch(color):
        raise ValueError("no colour of the form #rrggbb")
    if least_contrast(color) < LEAST_CONTRAST:
        raise ValueError("too light")
    lighter = _first(_lighter(color), lambda shade: _is_read(shade, DARK_PAPERS, _DARK_CONTRAST))
    return Accent(_shades(color, LIGHT_PAPERS[0], LIGHT_INK), _shades(lighter, DARK_PAPERS[0], DARK_INK))


def least_contrast(color: str) -> float:
    """The worst contrast that `color` has on light pages: as text, and as what white text stands on."""
    return min(contrast(color, paper) for paper in LIGHT_PAPERS)


def contrast(one: str, other: str) -> float:
    """The contrast ratio of two colours, from 1 to 21 (WCAG 2.1)."""
    darker, lighter = sorted((_luminance(one), _luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def _shades(accent: str, paper: str, ink: str) -> Shades:
    softer = (_mixed(accent, paper, _SOFTEST - step * _STEP) for step in range(round(_SOFTEST / _STEP) + 1))
    return Shades(accent, _first(softer, lambda soft: _is_read(accent, (soft,)) and _is_read(ink, (soft,))))


def _is_read(color: str, papers: Iterable[str], least: float = LEAST_CONTRAST) -> bool:
    return all(contrast(color, paper) >= least for paper in papers)


def _lighter(color: str) -> Iterable[str]:
    """The same hue and saturation in steps towards white, which ends them."""
    hue, light, saturation = rgb_to_hls(*_parts(color))
    steps = range(round((1 - light) / _STEP) + 1)
    return (_written(hls_to_rgb(hue, min(1, light + step * _STEP), saturation)) for step in steps)


def _first(shades: Iterable[str], fits: Callable[[str], bool]) -> str:
    return next(filter(fits, shades))


def _mixed(color: str, paper: str, share: float) -> str:
    red, green, blue = (a * share + b * (1 - share) for a, b in zip(_parts(color), _parts(paper), strict=True))
    return _written((red, green, blue))


def _luminance(color: str) -> float:
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in _parts(color))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _parts(color: str) -> Color:
    red, green, blue = (int(color[at : at + 2], 16) / 255 for at in (1, 3, 5))
    return red, green, blue


def _written(color: Color) -> str:
    return "#" + "".join(f"{round(part * 255):02x}" for part in color)
