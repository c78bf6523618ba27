"""Which hamlet a culture house belongs to, by what people call it: “NVH TDP số 3, Vị Xuyên”. Pure."""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from layers.names import clean, fold, spelling, split_name

# Folded, the longest first.
_HOUSE = re.compile(r"(nha sinh hoat cong dong|nha van hoa|nha van hoa thon|hoi truong|nvh|nshcd)\b[\s.:]*")
_NUMBERED = re.compile(r"(?:số|so)\s+(?=\d)")
_ZEROS = re.compile(r"^0+(?=\d)")


@dataclass(frozen=True, slots=True)
class NamedHamlet:
    """former: identity and name of the commune that the hamlet was part of before; None if it has always been here."""

    id: int
    kind: str
    name: str
    former_id: int | None = None
    former: str | None = None


@dataclass(frozen=True, slots=True)
class House:
    """lon, lat: degrees. former_id: the former commune whose land it stands on, or nearest to."""

    name: str | None
    lon: float
    lat: float
    former_id: int | None = None


def hamlets_of(house: House, hamlets: Sequence[NamedHamlet]) -> list[NamedHamlet]:
    """The hamlets that the name of a house may mean, the former commune decides between those of one name.

    One: it is that hamlet. None: no hamlet is named. Several: nobody can tell.
    """
    kind, words = _without_house(house.name or "")
    for letters in (spelling, fold):
        called = _called(words, kind, hamlets, letters)
        if called:
            return _told_apart(called, house, hamlets, letters)
    return []


def _without_house(name: str) -> tuple[str | None, str]:
    """“NVH xóm 05” → xóm, 5: the kind of hamlet if it is said, and what follows."""
    name = clean(name)
    house = _HOUSE.match(fold(name))
    if house is None:
        return None, ""
    kind, words = _split(name[house.end() :])
    return kind, words


def _split(words: str) -> tuple[str | None, str]:
    meant = split_name(words, "hamlet")
    return meant.kind, _ZEROS.sub("", _NUMBERED.sub("", meant.name, count=1))


def _called(
    words: str, kind: str | None, hamlets: Iterable[NamedHamlet], letters: Callable[[str], str]
) -> list[tuple[NamedHamlet, str]]:
    """Hamlets whose name `words` begin with, the longest name only, each with the words behind it."""
    written = letters(words)
    found = [
        (hamlet, written[len(name) :])
        for hamlet in hamlets
        if _same_kind(kind, hamlet.kind)
        for name in [_ZEROS.sub("", letters(hamlet.name))]
        if written.startswith(name) and not written[len(name) : len(name) + 1].isalnum()
    ]
    shortest = min((len(rest) for _, rest in found), default=0)
    return [(hamlet, rest) for hamlet, rest in found if len(rest) == shortest]


def _same_kind(said: str | None, kind: str) -> bool:
    """“Tổ 5” is how people shorten tổ dân phố 5."""
    return said is None or said == kind or kind.startswith(said + " ")


def _told_apart(
    called: list[tuple[NamedHamlet, str]],
    house: House,
    hamlets: Iterable[NamedHamlet],
    letters: Callable[[str], str],
) -> list[NamedHamlet]:
    """By the former commune that the name mentions, else by the one on whose land the house stands."""
    mentioned = letters(split_name(called[0][1].strip(" ,;()–-./"), "commune").name)
    candidates = [hamlet for hamlet, _ in called]
    if mentioned and any(hamlet.former and letters(hamlet.former) == mentioned for hamlet in hamlets):
        candidates = [h for h in candidates if h.former and letters(h.former) == mentioned]
    if len(candidates) > 1 and house.former_id is not None:
        return [hamlet for hamlet in candidates if hamlet.former_id == house.former_id]
    return candidates
