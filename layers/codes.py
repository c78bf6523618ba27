"""Permanent codes: base 23 without look-alikes, the last character a check. Pure; the source of chance is given.

A pure system in the manner of ISO 7064, modulus 23, radix 5: finds every wrong character and every swap of two.
Codes of addresses are read as people type them, as `static/src/codes.ts` reads them: the same vectors hold both.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from unicodedata import normalize

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
# Nobody takes one of these for a digit, and the check is calculated over them.
PREFIX_LETTERS = "CDFHJKMNPRTVWX"
AFTER_PREFIX = 7
_EXAMPLE = "XT432J"

# Longer than any link to a code.
LONGEST_TYPED = 300
# Also what phones and word processors put in the place of spaces, hyphens and dots.
_DROPPED = re.compile(
    "[ \t\r\n\f\v\xa0\xad\u1680\u2000-\u200d\u2010-\u2015\u2028\u2029\u202f\u205f\u2060\u2212\u3000\ufeff._\xb7•-]"
)
_LINK = re.compile(r"/d/([^/?#\s]*)", re.IGNORECASE)
# What a keyboard for Vietnamese makes of D and W, and a letter that looks the same.
_KEYBOARD = {"Đ": "D", "Ð": "D", "Ư": "W"}
# What no code has, and what it was most likely taken for. A wrong guess is one wrong character: the check finds it.
_LOOK_ALIKES = {"B": "8", "S": "5", "Z": "2", "G": "6", "I": "L", "1": "L", "U": "V", "Y": "V"}
# Digits of identity cards, old and new, and of telephones.
_OF_PEOPLE = (9, 10, 12)


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


def is_presentable(payload: str) -> bool:
    """Whether a code may be given out with these characters after its prefix, the check character among them."""
    return _PRESENTABLE.match(payload) is not None


def is_prefix(text: str) -> bool:
    """Whether codes of addresses may begin so."""
    return len(text) == 2 and set(text) <= set(PREFIX_LETTERS) and text not in _SCREENED


def printed(code: str) -> str:
    """The code of an address as it stands on a plate: ND-XT4-32JN."""
    return f"{code[:2]}-{code[2:5]}-{code[5:]}"


def example(prefix: str) -> str:
    """A code to show how they look."""
    return prefix + _EXAMPLE + check_character(prefix + _EXAMPLE)


class Fault(StrEnum):
    """Why what was typed is no code of an address."""

    EMPTY = "empty"
    NUMBER = "number"
    KEYBOARD = "keyboard"
    CHARACTER = "character"
    LENGTH = "length"
    PREFIX = "prefix"
    CHECK = "check"


@dataclass(frozen=True, slots=True)
class Guess:
    """A character that no code has, read as one that looks like it. place: the first is 1."""

    place: int
    typed: str
    read: str


@dataclass(frozen=True, slots=True)
class Accepted:
    """A code that is right in itself; whether anything has it is another matter."""

    code: str
    guesses: tuple[Guess, ...] = ()


@dataclass(frozen=True, slots=True)
class Refused:
    """What is wrong, and where.

    character: the one that no code has, at `place` (the first is 1; separators are not counted); of PREFIX: what stands
    where the prefix should. length: of LENGTH, characters beside the prefix; of NUMBER, digits.
    """

    fault: Fault
    character: str = ""
    place: int = 0
    length: int = 0


def read_address_code(typed: str, prefix: str = ADDRESS_PREFIX) -> Accepted | Refused:
    """The code of an address that was typed, pasted or scanned; a link to one is read, too."""
    if len(typed) > LONGEST_TYPED:
        return Refused(Fault.LENGTH, length=len(typed))
    signs = _signs(typed)
    if not signs:
        return Refused(Fault.EMPTY)
    if len(signs) in _OF_PEOPLE and signs.isascii() and signs.isdigit():
        return Refused(Fault.NUMBER, length=len(signs))
    text = "".join(_LOOK_ALIKES.get(sign, sign) for sign in signs)
    for place, sign in enumerate(text, 1):
        if sign not in _VALUES:
            return _unknown(sign, place)
    return _checked(text, prefix, _guesses(signs))


def _signs(typed: str) -> str:
    """What counts of what was typed, in capitals."""
    link = _LINK.search(typed)
    text = normalize("NFC", link[1] if link else typed)
    return "".join(_KEYBOARD.get(sign, sign) for sign in map(_capital, _DROPPED.sub("", text)))


def _capital(sign: str) -> str:
    upper = sign.upper()
    return upper if len(upper) == 1 else sign


def _guesses(signs: str) -> tuple[Guess, ...]:
    return tuple(Guess(i, sign, _LOOK_ALIKES[sign]) for i, sign in enumerate(signs, 1) if sign in _LOOK_ALIKES)


def _unknown(sign: str, place: int) -> Refused:
    is_letter = sign.isalpha() and not sign.isascii()
    return Refused(Fault.KEYBOARD if is_letter else Fault.CHARACTER, sign, place)


def _checked(text: str, prefix: str, guesses: tuple[Guess, ...]) -> Accepted | Refused:
    """The code in `text`, which has characters of codes alone, with its prefix or without."""
    whole = AFTER_PREFIX + len(prefix)
    if len(text) == AFTER_PREFIX and is_valid(prefix + text):
        return Accepted(prefix + text, guesses)
    if len(text) != whole and (len(text) != AFTER_PREFIX or text.startswith(prefix)):
        return Refused(Fault.LENGTH, length=len(text.removeprefix(prefix)))
    if len(text) == whole and not text.startswith(prefix):
        return Refused(Fault.PREFIX, text[: len(prefix)])
    return Accepted(text, guesses) if len(text) == whole and is_valid(text) else Refused(Fault.CHECK)
