"""Single values of a column in Unicode that are not: pasted from another file, or from another hand, far down the rows.

Which encoding a column is in, the column decides; but UTF-8 that was read wrongly shows by itself, for no other text
comes out as UTF-8 by chance. Values that seem to be in an older encoding are told, and stay.
"""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from loaders.decode.evidence import is_vietnamese, weigh
from loaders.decode.readings import AS_IT_IS, MOJIBAKE, TCVN3, Reading, others
from loaders.decode.syllable import is_syllable
from loaders.decode.tell import doubtful_finding, mended_finding
from loaders.report import Finding

_READINGS = [each for each in others(AS_IT_IS, is_text=True) if each.name in (MOJIBAKE, TCVN3)]
# What words of Vietnamese have when UTF-8 is read as Windows-1252, and when TCVN3 is.
_SIGNS = ("áº", "á»", "Ã", "Ä‘", "Äƒ", "Ä\x90", "Æ°", "Æ¡", "§", "®", "µ", "¶", "·", "¸", "¹")
# The first letter beyond ASCII of what was Ã is never by itself a sign: it stands in capitals of good text.
_RAW_SIGNS = (*(sign.encode().decode("latin-1") for sign in _SIGNS if sign != "Ã"), "Ã\x83Â")
# “µm” is “àm” in TCVN3, and “Visa®” is “Visađ”: words as short as this, or that are no syllables, prove nothing.
_SLIGHT = 2


def is_mixed(text: str, *, is_raw: bool) -> bool:
    """Whether `text`, many values in one, has signs that one of them is in another encoding. is_raw: as in Batch."""
    return any(sign in text for sign in (_RAW_SIGNS if is_raw else _SIGNS))


@dataclass(slots=True)
class Mixed:
    """What was found, by column. examples: the first value of each, as it was and as it would read."""

    repaired: Counter[str] = field(default_factory=Counter)
    doubtful: Counter[str] = field(default_factory=Counter)
    examples: dict[tuple[str, str], tuple[str, str]] = field(default_factory=dict)

    def mended(self, column: str, text: str) -> str:
        """`text`, or what it says where it is UTF-8 that was read wrongly."""
        reading = _other_reading(text)
        if reading is None:
            return text
        meant = reading(text)
        self.examples.setdefault((column, reading.name), (text, meant))
        if reading.name == MOJIBAKE:
            self.repaired[column] += 1
            return meant
        self.doubtful[column] += 1
        return text

    def findings(self, shown: Callable[[str], str]) -> Iterator[Finding]:
        """What is told. shown: the name of a column as reports have it."""
        for column, count in self.repaired.most_common():
            yield mended_finding(shown(column), count, self.examples[column, MOJIBAKE][0])
        for column, count in self.doubtful.most_common():
            yield doubtful_finding(shown(column), count, *self.examples[column, TCVN3])


def _other_reading(text: str) -> Reading | None:
    """How `text` is to be read, where it is no Vietnamese as it stands and is in another way."""
    if text.isascii() or not is_mixed(text, is_raw=False) or is_vietnamese(AS_IT_IS, text):
        return None
    found = next((reading for reading in _READINGS if is_vietnamese(reading, text)), None)
    if found is None or found.name == MOJIBAKE:
        return found
    words = weigh(found, [text]).legal
    return found if any(len(word) > _SLIGHT and is_syllable(word) for word in words) else None
