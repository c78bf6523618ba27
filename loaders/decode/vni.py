"""VNI for Windows, shown by fonts such as VNI-Times: a letter, then a byte for what stands above and below it. Pure."""

import re
import unicodedata

from loaders.decode.cp1252 import PUNCTUATION

_ACUTE, _GRAVE, _HOOK, _TILDE, _DOT = "\u0301", "\u0300", "\u0309", "\u0303", "\u0323"
_ROOF, _BOWL = "\u0302", "\u0306"
# The byte after a vowel, read as Latin-1, and what it adds to it.
_MARKS = {
    "ù": _ACUTE, "ø": _GRAVE, "û": _HOOK, "õ": _TILDE, "ï": _DOT,
    "â": _ROOF, "á": _ROOF + _ACUTE, "à": _ROOF + _GRAVE, "å": _ROOF + _HOOK, "ã": _ROOF + _TILDE, "ä": _ROOF + _DOT,
    "ê": _BOWL, "é": _BOWL + _ACUTE, "è": _BOWL + _GRAVE, "ú": _BOWL + _HOOK, "ü": _BOWL + _TILDE, "ë": _BOWL + _DOT,
}  # fmt: skip
# Letters of one byte.
_SINGLES = {"ô": "ơ", "ö": "ư", "ñ": "đ", "í": "í", "ì": "ì", "æ": "ỉ", "ó": "ĩ", "ò": "ị", "î": "ỵ"}
MARKS = _MARKS | {mark.upper(): added for mark, added in _MARKS.items()}
SINGLES = _SINGLES | {single.upper(): letter.upper() for single, letter in _SINGLES.items()}
# The vowels that roof and bowl can stand on.
_BEARERS = {_ROOF: "aeoAEO", _BOWL: "aA"}
_LETTER = re.compile(f"([aeouyôöAEOUYÔÖ])([{''.join(MARKS)}])|([{''.join(SINGLES)}])")
_LEFT = re.compile("[\x80-\x84\x86-\x90\x95\x98-\x9f\xa1-\xff]")


def decode(data: bytes) -> str:
    """`data` as Unicode, NFC. Raises UnicodeDecodeError at a byte that VNI does not have there."""
    text = data.decode("latin-1")
    left = _LEFT.search(_LETTER.sub(lambda found: "" if _letter(found) else found[0], text))
    if left:
        at = text.index(left[0])
        raise UnicodeDecodeError("vni", data, at, at + 1, "no letter of VNI")
    return _LETTER.sub(lambda found: _letter(found) or "", text).translate(PUNCTUATION)


def _letter(found: re.Match[str]) -> str | None:
    """The letter of one or two bytes; None for a mark that its vowel cannot bear."""
    vowel, mark, single = found.groups()
    if single:
        return SINGLES[single]
    added = MARKS[mark]
    if vowel not in _BEARERS.get(added[0], vowel):
        return None
    return unicodedata.normalize("NFC", SINGLES.get(vowel, vowel) + added)


def encode(text: str) -> bytes:
    """The inverse, the marks in the case of their vowel. Raises UnicodeEncodeError."""
    return "".join(map(_pair, unicodedata.normalize("NFC", text))).encode("latin-1")


def _pair(letter: str) -> str:
    if letter.isascii():
        return letter
    single = next((single for single, meant in SINGLES.items() if meant == letter), None)
    if single:
        return single
    signs = unicodedata.normalize("NFD", letter)
    base, added = signs[0], signs[1:]
    if "\u031b" in added:  # the horn of ơ and ư, which are letters of one byte
        base = {"o": "ô", "u": "ö", "O": "Ô", "U": "Ö"}[base]
    wanted = {sign for sign in added if sign != "\u031b"}
    case = str.upper if letter.isupper() else str.lower
    mark = next((mark for mark, signs in _MARKS.items() if set(signs) == wanted), letter)
    return base + case(mark)
