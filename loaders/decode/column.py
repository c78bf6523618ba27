"""Which encoding a column is in. The column decides, never the value: “Trùc Ninh” and “Vô” are good letters both."""

from collections.abc import Sequence
from dataclasses import dataclass

from loaders.decode.evidence import Evidence, weigh
from loaders.decode.readings import MOJIBAKE, Reading, others

# So good is Vietnamese as people write it, foreign names and slips of the keyboard included.
GOOD = 0.9
# Another reading must be this good, and better than the declared one by the distance, to overrule it …
CLEAR = 0.8
DISTANCE = 0.4
# … or as good as this where hardly a word can be Vietnamese as it is declared (names of other languages are none) …
_FAIR = 0.6
_BAD = 0.1
# … or as good as this where several words cannot.
_PERFECT = 0.97
_SEVERAL = 3
_DOUBTFUL = 0.85
# Readings closer than this to the best are as likely as it, unless they read the same text.
CLOSE = 0.15
# With fewer different words than this, a column that seems right may be so by chance.
FEW_WORDS = 6
# A share of values that cannot be read which is bad data; beyond it, the encoding is another one.
_UNREAD = 0.05


@dataclass(frozen=True, slots=True)
class Verdict:
    """What was decided of a column. rivals: readings that are as likely, the best first; empty when it is clear.

    is_weak: so few words that the rest of the file knows better. overruled: the declared reading, when another won.
    """

    reading: Reading
    rivals: tuple[Evidence, ...] = ()
    is_weak: bool = False
    overruled: Reading | None = None


def judge(values: Sequence[bytes | str], declared: Reading) -> Verdict:
    """Decide on different values with letters beyond ASCII. declared: how the file says they are to be read."""
    first = weigh(declared, values)
    if first.unread == 0 and (first.share >= GOOD or not first.words):
        return Verdict(declared, is_weak=first.words < FEW_WORDS)
    is_text = all(isinstance(value, str) for value in values)
    found = [weigh(reading, values) for reading in others(declared, is_text=is_text)]
    likely = sorted((each for each in found if _overrules(each, first)), key=_weight, reverse=True)
    if not likely:
        return _unclear(first, found, len(values))
    best, *rest = likely
    rivals = [each for each in rest if _is_close(each, best) and not _same_text(each, best, values)]
    if rivals:
        return Verdict(best.reading, rivals=(best, *rivals))
    return Verdict(best.reading, overruled=declared, is_weak=not first.unread and _is_slight(best))


def _overrules(other: Evidence, first: Evidence) -> bool:
    if other.reading.name == MOJIBAKE and not other.unread:
        # Hardly any text comes out as UTF-8 by chance, in whatever language.
        return first.share + DISTANCE <= 1
    return (
        (other.share >= CLEAR and other.share >= first.share + DISTANCE)
        or (other.share >= _FAIR and first.share <= _BAD)
        or (other.share >= _PERFECT and len(first.illegal) >= _SEVERAL and first.share <= _DOUBTFUL)
    )


def _weight(evidence: Evidence) -> tuple[bool, float]:
    """UTF-8 read wrongly comes before all others, and being so twice before once: it can be read once as well."""
    is_utf8 = evidence.reading.name == MOJIBAKE and not evidence.unread
    return (is_utf8, evidence.share)


def _is_close(other: Evidence, best: Evidence) -> bool:
    if _weight(best)[0]:
        return False
    return best.share - other.share <= CLOSE


def _same_text(one: Evidence, other: Evidence, values: Sequence[bytes | str]) -> bool:
    if one.unread or other.unread:
        return False
    return all(one.reading(value) == other.reading(value) for value in values)


def _is_slight(evidence: Evidence) -> bool:
    """One short word is no evidence: “µm” is “àm” in TCVN3."""
    if evidence.reading.name == MOJIBAKE:
        return False
    return evidence.words == 1 and len(next(iter(evidence.legal), "")) <= 2


def _unclear(first: Evidence, found: list[Evidence], count: int) -> Verdict:
    """No reading is clearly Vietnamese: the declared one stands if it can be read, else somebody must say."""
    if first.unread <= count * _UNREAD:
        return Verdict(first.reading, is_weak=first.words < FEW_WORDS)
    readable = sorted((each for each in found if each.unread < first.unread), key=_weight, reverse=True)
    return Verdict(first.reading, rivals=(first, *readable[:3]))
