"""Permanent codes: base 23 without look-alikes, the last character a check. Pure; the source of chance is given.

A pure system in the manner of ISO 7064, modulus 23, radix 5: finds every wrong character and every swap of two.
"""

import re
from collections.abc import Callable

ALPHABET = "23456789CDFHJKLMNPRTVWX"
_MODULUS = 23
_RADIX = 5
_VALUES = {character: value for value, character in enumerate(ALPHABET)}
# Abbreviations that are rude in Vietnamese although they hold no vowel.
_SCREENED = ("DM", "DCM", "VCL", "LN", "CC", "VL", "DKM", "CLM", "VKL", "DH")
# No rude abbreviation, no character three times in a row, at least one digit and one letter.
_PRESENTABLE = re.compile(rf"(?=.*[0-9])(?=.*[A-Z])(?!.*(?:(.)\1\1|{'|'.join(_SCREENED)}))")

ADDRESS_PREFIX = "ND"
HAMLET_PREFIX = "H"


def check_character(text: str) -> str:
    """The check character over `text`. Raises KeyError for a character outside the alphabet."""
    product = 0
    for character in text:
        product = (product + _VALUES[character]) * _RADIX % _MODULUS
    return ALPHABET[(1 - product) % _MODULUS]


def is_valid(code: str) -> bool:
    """Whether the last character is the check character of those before it."""
    return len(code) > 1 and set(code) <= _VALUES.keys() and check_character(code[:-1]) == code[-1]


def mint(prefix: str, length: int, randbelow: Callable[[int], int]) -> str:
    """A random code: prefix, `length` characters, check character. `randbelow(n)` gives an integer in 0..n-1."""
    while True:
        payload = "".join(ALPHABET[randbelow(len(ALPHABET))] for _ in range(length))
        code = prefix + payload + check_character(prefix + payload)
        if _PRESENTABLE.match(code, len(prefix)):
            return code
