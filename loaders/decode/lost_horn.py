"""ư of TCVN3 is the soft hyphen of Windows, of which some programs make a space: “Gia H ng” was “Gia Hưng”. Pure."""

import re

from loaders.decode.syllable import is_syllable

_ONSET = r"(?<![^\W\d_.])([bcdđghklmnpqrstvx]{1,3})"
_BROKEN = re.compile(rf"{_ONSET} ([^\W\d_]+)", re.IGNORECASE)
_ENDED = re.compile(rf"{_ONSET}  (?=[^\W\d_])", re.IGNORECASE)


def with_horn(text: str) -> str:
    """`text` with ư where consonants stand alone and make a syllable with it and with what follows the space."""
    text = _BROKEN.sub(lambda found: _joined(found[1], found[2]) or found[0], text)
    return _ENDED.sub(lambda found: _joined(found[1], "") + " " if is_syllable(found[1] + "ư") else found[0], text)


def _joined(onset: str, rest: str) -> str:
    syllable = f"{onset}ư{rest}"
    return syllable if is_syllable(syllable) else ""
