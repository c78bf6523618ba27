"""Words into a box: as large as they fit, on several lines where there may be several, cut off only as the last resort.

Lengths in points. Pure: how wide words are is given.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

# Wide in points at a size of one.
Width = Callable[[str], float]
STEP = 0.5
ELLIPSIS = "…"
# Of the font that is set (paper_font.py), in parts of the size: how far letters reach above and below their line.
# Those of Vietnamese bear two marks above them, Ẳ the most.
_MARKED, _OTHERS = (1.25, 0.27), (1.03, 0.27)
_PLAIN = ((re.compile(r"[A-Z0-9 .-]*"), (0.76, 0.03)), (re.compile(r"[A-Z0-9 .,/()-]*"), (0.84, 0.23)))


@dataclass(frozen=True, slots=True)
class Fitted:
    """Lines at a size; rise and drop: how far each reaches above and below its baseline. is_cut: not all is there."""

    lines: Sequence[str]
    size: float
    rise: float
    drop: float
    is_cut: bool = False

    @property
    def height(self) -> float:
        return (self.rise + self.drop) * len(self.lines)


def fit(words: str, width: Width, room: tuple[float, float], sizes: tuple[float, float], lines: int = 1) -> Fitted:
    """room: width and height of the box. sizes: the largest and the smallest that letters may have."""
    largest, smallest = sizes
    for step in range(int((largest - smallest) / STEP) + 1):
        size = largest - step * STEP
        fitted = _set(words.split(), width, room[0], size)
        if fitted and len(fitted.lines) <= _lines_within(fitted, room[1], lines):
            return fitted
    return _cut(words, width, room, smallest, lines)


def reach(words: str) -> tuple[float, float]:
    """How far the letters of `words` reach above and below their line, in parts of their size."""
    for signs, reached in _PLAIN:
        if signs.fullmatch(words):
            return reached
    return _MARKED if any(not sign.isascii() and sign.isupper() for sign in words) else _OTHERS


def _lines_within(fitted: Fitted, height: float, lines: int) -> int:
    return min(lines, int(height / (fitted.rise + fitted.drop) + 1e-6))


def _set(words: Sequence[str], width: Width, room: float, size: float) -> Fitted | None:
    """The words on as few lines as they need at that size; None when one of them is wider than the box."""
    if any(width(word) * size > room for word in words):
        return None
    lines: list[str] = []
    for word in words:
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and width(longer) * size <= room:
            lines[-1] = longer
        else:
            lines.append(word)
    return _fitted(lines, size)


def _fitted(lines: Sequence[str], size: float, *, is_cut: bool = False) -> Fitted:
    rise, drop = reach("".join(lines))
    return Fitted(lines, size, rise * size, drop * size, is_cut)


def _cut(words: str, width: Width, room: tuple[float, float], size: float, lines: int) -> Fitted:
    """What there is room for at the smallest size; the last line says that more follows. Words break anywhere."""
    rise, drop = reach(words)
    most = max(1, min(lines, int(room[1] / ((rise + drop) * size))))
    broken: list[str] = []
    left = words
    while left and len(broken) < most:
        line = _longest(left, width, room[0] / size)
        broken.append(line.strip())
        left = left[len(line) :].lstrip()
    if left and broken:
        broken[-1] = _with_ellipsis(broken[-1], width, room[0] / size)
    return _fitted(broken, size, is_cut=bool(left))


def _longest(words: str, width: Width, room: float) -> str:
    """The beginning that fits, to the end of a word where one ends."""
    end = len(words)
    while end > 1 and width(words[:end].rstrip()) > room:
        end -= 1
    if end < len(words) and not words[end].isspace() and " " in words[:end].strip():
        end = words[:end].rstrip().rindex(" ") + 1
    return words[:end]


def _with_ellipsis(line: str, width: Width, room: float) -> str:
    while line and width(line + ELLIPSIS) > room:
        line = line[:-1].rstrip()
    return line + ELLIPSIS
