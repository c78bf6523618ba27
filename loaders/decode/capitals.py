"""Capitals that TCVN3 has not: “NAM §ÞNH” is “NAM ĐịNH” once it is decoded. Pure."""

import re
from collections.abc import Iterable
from functools import lru_cache

from layers.names import fold
from loaders.decode.syllable import is_syllable

# Of values that have letters, so many must be in capitals for the column to be.
_CLEARLY = 0.9
_NAME_COLUMN = re.compile(
    r"(^|.*[ _.-])(name|ten.*|xa|phuong|huyen|quan|tinh|thon|xom|duong|pho|street|road|commune|ward|district|province)"
    r"([ _.-].*|\d*$)"
)
_LONGEST_NAME = 100
_WORD = re.compile(r"[^\W\d_]+")


def restored(text: str) -> str:
    """Capitals throughout where every letter that can show its case shows a capital."""
    return text.upper() if _is_in_capitals(text) and not text.isupper() else text


def _is_in_capitals(text: str) -> bool:
    plain = [letter for letter in text if letter.isascii() and letter.isalpha()]
    return len(plain) > 1 and all(letter.isupper() for letter in plain)


def is_in_capitals(values: Iterable[str]) -> bool:
    """Whether a column is clearly written in capitals, some of them lost."""
    written = [value for value in values if any(letter.isalpha() for letter in value)]
    capitals = [value for value in written if _is_in_capitals(value)]
    return any(not value.isupper() for value in capitals) and len(capitals) >= _CLEARLY * len(written)


@lru_cache(maxsize=1 << 10)
def is_name_column(column: str) -> bool:
    """Whether a column is named as those with names of units and places are: TEN_XA, name, Huyện."""
    return _NAME_COLUMN.fullmatch(fold(column)) is not None


def titled(text: str) -> str:
    """A name in capitals as names are written: “XÃ NAM ĐỊNH” is “Xã Nam Định”; abbreviations stay (THPT)."""
    if len(text) > _LONGEST_NAME or not text.isupper():
        return text
    return _WORD.sub(lambda word: word[0].capitalize() if is_syllable(word[0]) else word[0], text)


def first_letters(text: str) -> str:
    """“ý Yên” as “Ý Yên”: a word whose first letter has no capital in TCVN3, among words that all have theirs."""
    words = _WORD.findall(text)
    lost = [word for word in words if word[0].islower() and not word[0].isascii()]
    if not lost or len(lost) == len(words) or any(word[0].islower() for word in words if word not in lost):
        return text
    return _WORD.sub(lambda word: word[0][0].upper() + word[0][1:], text)
