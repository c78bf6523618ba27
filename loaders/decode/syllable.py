"""Whether a word can be a syllable of Vietnamese: onset, vowels with at most one tone, coda. Pure; no word list."""

import re
import unicodedata
from functools import lru_cache

_TONES = re.compile("[\u0300\u0301\u0303\u0309\u0323]")
_ACUTE, _DOT = "\u0301", "\u0323"
_ONSET = "(?:ngh?|nh|gh|gi|g|kh|kr|k|ch|c|th|tr|t|ph|p|qu|b|d|đ|h|l|m|n|r|s|v|x)?"
_RHYMES = (
    "[aă](?:ch|c|k|m|ng|nh|n|p|t)", "a[iyou]?", "â(?:u|y|c|m|ng|n|p|t)",
    "e(?:o|c|k|m|ng|n|p|t)?", "ê(?:u|ch|m|nh|n|p|t)?",
    "i(?:a|u|ch|m|nh|n|p|t)?", "[iy]ê(?:u|c|m|ng|n|p|t)", "y(?:a|u|ch|nh|n|p|t)?",
    "o(?:i|c|m|ng|n|p|t)?", "oo(?:c|k|ng)", "oa(?:i|y|o|ch|c|m|ng|nh|n|p|t)?", "oă(?:c|m|ng|n|t)", "oe(?:o|n|m|t)?",
    "ô(?:i|c|k|m|ng|n|p|t)?", "ơ(?:i|m|n|p|t)?",
    "u(?:a|i|c|m|ng|n|p|t)?", "uô(?:i|c|m|ng|n|t)", "uâ(?:y|ng|n|t)", "uê(?:ch|nh|n)?", "uơ",
    "uy(?:a|u|ch|nh|n|p|t|ên|êt)?", "ư(?:a|i|u|c|m|ng|n|t)?", "ươ(?:i|u|c|m|ng|n|p|t)?",
)  # fmt: skip
_SYLLABLE = re.compile(f"{_ONSET}(?:{'|'.join(_RHYMES)})")
_STOPPED = re.compile(".*(?:ch|[cpt])")


@lru_cache(maxsize=1 << 14)
def is_syllable(word: str) -> bool:
    """Whether `word`, in any case, is a possible syllable: trực is one, trùc is not (a stop takes two tones alone)."""
    word = unicodedata.normalize("NFC", word.lower())
    if any(map(unicodedata.combining, word)):  # a tone on a letter that cannot bear it
        return False
    signs = unicodedata.normalize("NFD", word)
    tones = _TONES.findall(signs)
    plain = unicodedata.normalize("NFC", _TONES.sub("", signs))
    if len(tones) > 1 or _SYLLABLE.fullmatch(plain) is None:
        return False
    return _STOPPED.fullmatch(plain) is None or (bool(tones) and tones[0] in (_ACUTE, _DOT))
