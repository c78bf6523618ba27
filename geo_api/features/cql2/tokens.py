"""CQL2 text into words, numbers, signs and geometries."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from geo_api.features.cql2.tree import DEEPEST, refused, too_deep

_PATTERN = re.compile(
    r"""\s*(?:
      (?P<geometry>(?:POINT|LINESTRING|POLYGON|MULTIPOINT|MULTILINESTRING|MULTIPOLYGON|GEOMETRYCOLLECTION)
                   \s*(?:Z\s*)?(?=\())
    | (?P<number>(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)
    | (?P<text>'(?:[^'\\]|''|\\.)*')
    | "(?P<quoted>[^"]+)"
    | (?P<word>[^\W\d][\w.:]*)
    | (?P<sign><=|>=|<>|[=<>(),+\-*/^%])
    | (?P<end>$)
    )""",
    re.VERBOSE | re.IGNORECASE | re.DOTALL,
)
# Digits of a number: more are no more exact, and are slow to read.
_LONGEST_NUMBER = 400


@dataclass(frozen=True, slots=True)
class Token:
    """kind: geometry, number, text, quoted, word, sign or end. value: as written; of texts what they stand for."""

    kind: str
    value: str
    at: int

    def is_word(self, *words: str) -> bool:
        return self.kind == "word" and self.value.upper() in words

    def is_sign(self, *signs: str) -> bool:
        return self.kind == "sign" and self.value in signs


def tokens(text: str) -> Iterator[Token]:
    """The tokens of `text`, the last one of kind ``end``. Raises BadRequest where none begins."""
    at = 0
    while True:
        match = _PATTERN.match(text, at)
        if match is None or match.lastgroup is None:
            raise unexpected(at)
        kind, at = match.lastgroup, match.end()
        start = match.start(kind)
        if kind == "geometry":
            at = _closing(text, at)
        value = text[start:at] if kind == "geometry" else match[kind]
        yield Token(kind, _unquoted(value) if kind == "text" else value, start)
        if kind == "end":
            return
        if kind == "number" and len(value) > _LONGEST_NUMBER:
            raise unexpected(start)


def unexpected(at: int) -> Exception:
    return refused(f"không đọc được từ ký tự thứ {at + 1}", f"not understood from character {at + 1} on")


def _unquoted(text: str) -> str:
    return re.sub(r"''|\\'", "'", text[1:-1])


def _closing(text: str, at: int) -> int:
    """Where the parenthesis that opens at `at` has been closed."""
    depth = 0
    for sign in re.finditer(r"[()'\"]", text[at:]):
        if sign[0] not in "()":
            break
        depth += 1 if sign[0] == "(" else -1
        if depth > DEEPEST:
            raise too_deep()
        if depth == 0:
            return at + sign.end()
    raise unexpected(at)
