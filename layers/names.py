"""Names of units as people write them: kinds and their abbreviations, spelling, marks. Pure.

“X. Trực Hưng”, “xã Trực Hưng” and “Trực Hưng” are one name with or without its kind; “Hòa” and “Hoà” are one spelling;
“truc hung” may be Trực Hưng as well as Trực Hùng.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import product
from typing import Literal
from unicodedata import combining, normalize

from layers.layer import Text

# How the marks of a typed name stand to those of a name on record: the same, some left out, or others.
Marks = Literal["same", "missing", "other"]

# Kinds by level, each with the ways it is abbreviated (lower case, without marks, as `fold` gives them).
KINDS: dict[str, dict[str, tuple[str, ...]]] = {
    "province": {"tỉnh": ("tinh", "t."), "thành phố": ("thanh pho", "tp.", "tp")},
    "district": {
        "huyện": ("huyen", "h."),
        "quận": ("quan", "q."),
        "thị xã": ("thi xa", "tx.", "tx"),
        "thành phố": ("thanh pho", "tp.", "tp"),
    },
    "commune": {
        "xã": ("xa", "x."),
        "phường": ("phuong", "p."),
        "thị trấn": ("thi tran", "tt.", "tt"),
        "đặc khu": ("dac khu", "dk."),
    },
    "hamlet": {
        "thôn": ("thon",),
        "xóm": ("xom",),
        "tổ dân phố": ("to dan pho", "tdp", "tdp.", "to dp"),
        "khu phố": ("khu pho", "kp.", "kp"),
        "ấp": ("ap",),
        "bản": ("ban",),
        "buôn": ("buon",),
        "khóm": ("khom",),
        "tổ": ("to",),
    },
}
# Where the tone of oa, oe, uy used to be put, and where today's rule puts it.
_TONES = tuple(
    (old[i : i + 2], new[i : i + 2])
    for old, new in (("òaóaỏaõaọa", "oàoáoảoãoạ"), ("òeóeỏeõeọe", "oèoéoẻoẽoẹ"), ("ùyúyủyũyụy", "uỳuýuỷuỹuỵ"))
    for i in range(0, 10, 2)
)
_ROMAN = {"i": 1, "v": 5, "x": 10}
_HYPHENS = re.compile(r"\s*[-‐‑‒–—]\s*")
_APOSTROPHES = re.compile(r"['’‘ʼ`´]")
# Syllables in which i and y are two spellings of one sound: Mỹ and Mĩ, Lý and Lí.
_I_OR_Y = re.compile(r"[hklmst][iy]")
# Names of units come again and again; what people type comes once. Some megabytes at most.
_remembered = lru_cache(maxsize=1 << 14)
# Beyond this many spellings of one name nobody means them all.
_MOST_FORMS = 12


@dataclass(frozen=True, slots=True)
class UnitName:
    """kind: in full and lower case (xã, phường…); None when the text did not say it. name: the rest as written, NFC."""

    kind: str | None
    name: str


def clean(text: str) -> str:
    """NFC, no space at the ends, one space between words."""
    return " ".join(normalize("NFC", text).split())


@_remembered
def spelling(text: str) -> str:
    """What two spellings of one name have in common; marks stay. The database's ``spelling_vi`` says the same."""
    text = clean(text).lower()
    for old, new in _TONES:
        text = text.replace(old, new)
    return text


@_remembered
def fold(text: str) -> str:
    """Lower case without any marks, one space between words: what a search without marks compares."""
    letters = normalize("NFD", clean(text).lower().replace("đ", "d"))
    return "".join(letter for letter in letters if not combining(letter))


def has_marks(text: str) -> bool:
    """Whether a text was typed with marks or đ: then a letter without one is meant to have none."""
    return fold(text) != clean(text).lower()


def marks(typed: str, name: str) -> Marks | None:
    """How the marks of what was typed stand to those of `name`; None when the letters already differ."""
    ours, theirs = _letters(spelling(typed)), _letters(spelling(name))
    if [base for base, _ in ours] != [base for base, _ in theirs]:
        return None
    if ours == theirs:
        return "same"
    fewer = all(own <= full for (_, own), (_, full) in zip(ours, theirs, strict=True))
    return "missing" if fewer else "other"


@_remembered
def _letters(text: str) -> tuple[tuple[str, frozenset[str]], ...]:
    """Letters with their marks; the stroke of đ is one."""
    found: list[tuple[str, frozenset[str]]] = []
    for sign in normalize("NFD", text.replace("đ", "d\u0335")):
        if combining(sign) and found:
            base, own = found[-1]
            found[-1] = (base, own | {sign})
        else:
            found.append((sign, frozenset()))
    return tuple(found)


@_remembered
def loose(text: str) -> str:
    """One text for all ways to write a name: no marks, hyphens or apostrophes, i for y, 4 for 04 and for IV."""
    words = _without_so(_APOSTROPHES.sub("", _HYPHENS.sub(" ", fold(text))).split())
    return " ".join(map(_plain_word, words if len(words) > 1 else map(_arabic, words)))


def _without_so(words: list[str]) -> list[str]:
    """“Tổ dân phố số 4” is tổ dân phố 4."""
    return words[1:] if len(words) == 2 and words[0] == "so" and words[1].isdigit() else words


def _plain_word(word: str) -> str:
    if word.isascii() and word.isdigit():
        return word.lstrip("0") or "0"
    return word[0] + "i" if _I_OR_Y.fullmatch(word) else word


def _arabic(word: str) -> str:
    """A Roman number of up to ten and some in our digits; any other word as it is."""
    if len(word) > 4 or re.fullmatch("x{0,2}(ix|iv|v?i{0,3})", word) is None:
        return word
    values = [_ROMAN[sign] for sign in word]
    total = sum(-own if own < after else own for own, after in zip(values, [*values[1:], 0], strict=True))
    return str(total)


def forms(text: str) -> tuple[str, ...]:
    """The folded spellings under which a record may hold the name typed, the typed one first."""
    folded = fold(text)
    spaced = _HYPHENS.sub(" ", folded)
    wholes = (folded, spaced, _HYPHENS.sub("-", folded), _HYPHENS.sub(" - ", folded), _APOSTROPHES.sub("'", folded))
    found = (*wholes, *_respelled(spaced))
    return tuple(dict.fromkeys(found))[:_MOST_FORMS]


def _respelled(folded: str) -> Iterator[str]:
    words = _without_so(folded.split())
    choices = [list(_word_forms(word, alone=len(words) == 1)) for word in words]
    # A name has few such syllables; a text with many is no name.
    if sum(len(each) > 1 for each in choices) <= 3:
        yield from (" ".join(each) for each in product(*choices))


def _word_forms(word: str, *, alone: bool) -> Iterable[str]:
    if alone and (number := _plain_word(_arabic(word))).isdigit() and number.isascii():
        return dict.fromkeys((word, number, number.zfill(2)))
    if _I_OR_Y.fullmatch(word):
        return (word, word[0] + ("i" if word[1] == "y" else "y"))
    return (word,)


def levels_of(kind: str) -> tuple[str, ...]:
    """Levels that have units of this kind, the highest first: a thành phố may be a province or a district."""
    return tuple(level for level, kinds in KINDS.items() if kind in kinds)


def no_level(word: str) -> Text:
    """Why `word`, as a report shows it, is no level, and which one it may mean: “xa” and “X.” are communes here."""
    folded = fold(word)
    meant = [
        level
        for level, kinds in KINDS.items()
        if folded == level or any(folded in (fold(kind), *abbreviations) for kind, abbreviations in kinds.items())
    ]
    listed = ", ".join(f"{level} ({next(iter(kinds))})" for level, kinds in KINDS.items())
    vi, en = (f" hãy ghi {' hoặc '.join(meant)};", f" say {' or '.join(meant)};") if meant else ("", "")
    return Text(
        f"Không có cấp “{word}”;{vi} các cấp: {listed}.",
        f"There is no level “{word}”;{en} the levels are {listed}.",
    )


def split_name(text: str, level: str) -> UnitName:
    """A full name into the kind it begins with, if it is one of `level`, and the name proper."""
    text = clean(text)
    folded = fold(text)
    # The longest abbreviation first: “thị trấn” before “thị”, “tổ dân phố” before “tổ”.
    for short, kind in _prefixes(level):
        if folded.startswith(short) and _ends(short, folded):
            rest = text[len(short) :].strip()
            if rest:
                return UnitName(kind, rest)
    return UnitName(None, text)


def _prefixes(level: str) -> list[tuple[str, str]]:
    pairs = [(short, kind) for kind, shorts in KINDS[level].items() for short in shorts]
    return sorted(pairs, key=lambda pair: -len(pair[0]))


def _ends(short: str, folded: str) -> bool:
    """“X.Trực Hưng” needs no space after its full stop; “xa” is a kind only before one: Xanh is not xã Nh."""
    return short.endswith(".") or folded[len(short) :].startswith(" ")


def full_name(kind: str, name: str, qualifier: str | None = None) -> str:
    """“Xóm 1 (Trực Hưng)”: the qualifier tells hamlets of one name and commune apart."""
    whole = f"{kind[:1].upper()}{kind[1:]} {name}"
    return f"{whole} ({qualifier})" if qualifier else whole
