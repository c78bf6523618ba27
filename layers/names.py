"""Names of units as people write them: kinds and their abbreviations, spelling, marks. Pure.

“X. Trực Hưng”, “xã Trực Hưng” and “Trực Hưng” are one name with or without its kind; “Hòa” and “Hoà” are one spelling;
“truc hung” may be Trực Hưng as well as Trực Hùng.
"""

import re
from dataclasses import dataclass
from unicodedata import combining, normalize

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


@dataclass(frozen=True, slots=True)
class UnitName:
    """kind: in full and lower case (xã, phường…); None when the text did not say it. name: the rest as written, NFC."""

    kind: str | None
    name: str


def clean(text: str) -> str:
    """NFC, no space at the ends, one space between words."""
    return " ".join(normalize("NFC", text).split())


def spelling(text: str) -> str:
    """What two spellings of one name have in common; marks stay. The database's ``spelling_vi`` says the same."""
    text = clean(text).lower()
    for old, new in _TONES:
        text = text.replace(old, new)
    return text


def fold(text: str) -> str:
    """Lower case without any marks, one space between words: what a search without marks compares."""
    letters = normalize("NFD", clean(text).lower().replace("đ", "d"))
    return "".join(letter for letter in letters if not combining(letter))


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


def is_number(name: str) -> bool:
    """Whether a name is a number, with or without letters: “5”, “12A”."""
    return re.fullmatch(r"\d+\w?", name) is not None
