"""How far a reading of some values is Vietnamese: the share of words with marks that can be syllables. Pure."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from loaders.decode.readings import Reading
from loaders.decode.syllable import is_syllable

# A description may be a page of HTML; so much of it, from the first letter with a mark on, says enough.
_JUDGED_CHARACTERS = 400
_LONGEST_SYLLABLE = 8
_MARK = re.compile("[^\x00-\x7f]")
_MARK_BYTE = re.compile(rb"[^\x00-\x7f]")
# Words and whatever signs are glued to them (x·, ®Þnh); digits, ASCII and typographic punctuation are between words,
# and so is a fixed space that is not the second byte of à.
_WORD = re.compile("(?:[ÃÂ]\xa0|[^\\s\x00-@\\[-`{-\x7f\u2000-\u2038\u203b-\u206f\ufeff])+")
# Letters of other scripts say nothing about an encoding of Vietnamese.
_OTHER_SCRIPT = re.compile("[\u0370-\u1dff\u2e80-\ufefe\U00010000-\U0010ffff]")
_STROKES = frozenset("đĐ")


@dataclass(slots=True)
class Evidence:
    """legal and illegal: different words with marks that can, and cannot, be Vietnamese; a value that cannot be read is
    an illegal word. unread: how many values cannot be read. example: the first that can be.
    """

    reading: Reading
    legal: set[str] = field(default_factory=set)
    illegal: set[object] = field(default_factory=set)
    unread: int = 0
    example: str = ""

    @property
    def words(self) -> int:
        return len(self.legal) + len(self.illegal)

    @property
    def share(self) -> float:
        return len(self.legal) / self.words if self.words else 0.0


def weigh(reading: Reading, values: Iterable[bytes | str]) -> Evidence:
    """The evidence for `reading` in different `values` that have marks."""
    evidence = Evidence(reading)
    for value in values:
        try:
            text = reading(_excerpt(value))
        except UnicodeError:
            evidence.illegal.add(value)
            evidence.unread += 1
            continue
        evidence.example = evidence.example or text
        _sort_words(text, evidence.legal, evidence.illegal)
    return evidence


def _excerpt(value: bytes | str) -> bytes | str:
    """Of a long value, from the word with the first letter beyond ASCII on, up to a space: letters are not cut."""
    if len(value) <= _JUDGED_CHARACTERS:
        return value
    mark = _MARK.search(value) if isinstance(value, str) else _MARK_BYTE.search(value)
    rest = value[max(0, mark.start() - _LONGEST_SYLLABLE) :] if mark else value
    space = rest.rfind(" ", 0, _JUDGED_CHARACTERS) if isinstance(rest, str) else rest.rfind(b" ", 0, _JUDGED_CHARACTERS)
    return rest[:space] if space > 2 * _LONGEST_SYLLABLE else rest


def _sort_words(text: str, legal: set[str], illegal: set[object]) -> None:
    for word in _WORD.findall(text):
        if word.isascii() or _OTHER_SCRIPT.search(word):
            continue
        (legal if is_word(word) else illegal).add(word)


def is_word(word: str) -> bool:
    """A syllable, or an abbreviation such as HĐND."""
    return is_syllable(word) or {letter for letter in word if not letter.isascii()} <= _STROKES


def is_vietnamese(reading: Reading, value: bytes | str) -> bool:
    """Whether `value` can be read so, and every word with marks in it can be Vietnamese."""
    evidence = weigh(reading, [value])
    return bool(evidence.legal) and not evidence.illegal
