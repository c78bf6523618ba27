"""The words of an address line: where its parts end, and which of them say a kind of unit. Pure."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import IntEnum
from functools import cache
from typing import Literal

from layers.names import KINDS, fold, has_marks, levels_of, spelling

# Districts and provinces are told apart by whoever knows the names: a thành phố may be either.
PartLevel = Literal["high", "commune", "hamlet"]

_ABBREVIATIONS = {
    short: kind
    for kind, shorts in {
        "xã": ("x",),
        "phường": ("p", "f"),
        "thị trấn": ("tt", "t.t"),
        "đặc khu": ("đk", "dk"),
        "huyện": ("h",),
        "quận": ("q",),
        "thị xã": ("tx", "t.x"),
        "thành phố": ("tp", "t.p"),
        "tỉnh": ("t",),
        "tổ dân phố": ("tdp", "tđp"),
        "khu phố": ("kp",),
    }.items()
    for short in shorts
}
_SHORT = "|".join(sorted(map(re.escape, _ABBREVIATIONS), key=len, reverse=True))
# “P.4” and “P4” are two words; “TP.Nam” too.
_GLUED = re.compile(rf"({_SHORT})(\.)(?=\S)|([pqf])(?=\d{{1,2}}$)", re.IGNORECASE)
_WORD = re.compile(r"[^\s,;|()\"“”]+|[,;|()\"“”]")
_HYPHEN = re.compile(r"(?<=[^\W\d_])[-‐‑–](?=[^\W\d_])")
_DASHES = ("-", "–", "—")
# Names that hold a dash between spaces themselves.
_DASHED = ({"ba", "ria"}, {"phan", "rang"}, {"thua", "thien"})
# Words of house and street. They explain what stands before a name; they never forbid one: Đường Lâm is a commune.
_STREET = frozenset(
    re.findall(
        r"\w+",
        "số ngõ ngách hẻm kiệt đường phố nhà lô tầng tòa căn hộ khu cụm đội làng khối quốc lộ ql tl đt dt km kcn kđt"
        " so ngo ngach hem kiet duong pho nha lo tang toa can ho cum doi lang khoi quoc",
    )
)
# With a number they are whole, and what follows is no street: đội 5, đường số 5.
_NUMBERED = frozenset(("cum", "doi", "khoi", "khu", "lang", "to", "xom", "thon", "ap"))
_COUNTRY = ({"viet", "nam"}, {"vietnam"}, {"vn"})
_NOISE = frozenset(("cũ", "mới", "cu", "moi", "trước đây", "truoc day", "nay là", "nay la", "nay thuộc", "nay thuoc"))
# Signs that part words without being any: “xã A/huyện B”, 'xã A'. House 12/5A and M'gar keep theirs.
_PARTING = re.compile(r"(?<=[^\W\d_])/(?=[^\W\d_])|(?<!\w)['’‘`´]|['’‘`´](?!\w)")


@dataclass(frozen=True, slots=True)
class Token:
    """A word of the line and where it stands."""

    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Part:
    """Words that belong together: `kind` is what they begin with, without being among `tokens`."""

    kind: str | None
    level: PartLevel | None
    tokens: tuple[Token, ...]
    start: int
    begins_group: bool


class Trust(IntEnum):
    """Where a word typed without marks is taken for a kind: “quan” and “xa” may as well belong to a name."""

    NOWHERE = 0
    AT_START = 1
    ANYWHERE = 2


def parts_of(text: str, trust: Trust) -> list[Part]:
    """The parts of a cleaned line."""
    groups = _without_country([group for group in _groups(_PARTING.sub(",", text)) if not is_noise(group)])
    typed = has_marks(text)
    return [part for group in groups for part in _parts(group, trust, typed=typed)]


def has_digit(token: Token) -> bool:
    return any(sign.isdigit() for sign in token.text)


def is_number_or_street(token: Token) -> bool:
    """Whether a word belongs to a house or a street: it holds a digit, or is one like số, ngõ, đường."""
    return has_digit(token) or _is_street(token.text)


def is_full_street(tokens: Sequence[Token]) -> bool:
    """Whether words end with a number that has all it needs: “đường số 5”, “đội 3”."""
    words = [fold(token.text) for token in tokens[-3:]]
    if len(words) < 2 or not has_digit(tokens[-1]):
        return False
    return words[-2] in _NUMBERED or (words[-2] == "so" and words[0] in ("duong", "pho"))


def is_plain_kind(token: Token) -> bool:
    """Whether a word typed without marks may be a kind: xa, huyen, quan."""
    known = _known_kind(token.text.lower())
    return known is not None and not known[1]


def is_noise(group: Sequence[Token]) -> bool:
    """“(cũ)”: says that a name is an old one, which every answer says anyway."""
    return " ".join(token.text.lower() for token in group) in _NOISE


def _is_street(word: str) -> bool:
    return spelling(word).rstrip(".") in _STREET


def _groups(text: str) -> list[list[Token]]:
    """Words between commas, brackets and dashes that stand alone."""
    groups: list[list[Token]] = [[]]
    for token in _tokens(text):
        if token.text in ',;|()"“”' or (token.text in _DASHES and not _is_dashed(groups[-1])):
            groups.append([])
        else:
            groups[-1].append(token)
    return [group for group in groups if group]


def _is_dashed(group: list[Token]) -> bool:
    return {fold(token.text) for token in group[-2:]} in _DASHED


def _tokens(text: str) -> Iterator[Token]:
    for found in _WORD.finditer(text):
        yield from _without_stop(_pieces(found.group(), found.start()))


def _pieces(word: str, start: int) -> Iterator[Token]:
    """“P.4” is P. and 4, “TP.Nam” TP. and Nam, “Hưng-Nam” two words."""
    begin = 0
    for end, following in [*((each.start(), each.end()) for each in _HYPHEN.finditer(word)), (len(word), len(word))]:
        yield from _unglued(Token(word[begin:end], start + begin, start + end))
        begin = following


def _unglued(token: Token) -> Iterator[Token]:
    glued = _GLUED.match(token.text)
    if glued and token.text.lower().rstrip(".") not in _ABBREVIATIONS:
        middle = token.start + glued.end()
        yield Token(token.text[: glued.end()], token.start, middle)
        yield from _unglued(Token(token.text[glued.end() :], middle, token.end))
    else:
        yield token


def _without_stop(tokens: Iterator[Token]) -> Iterator[Token]:
    """A full stop after a whole word ends a part; after an abbreviation it belongs to it."""
    for token in tokens:
        bare = token.text.rstrip(".")
        if bare and bare != token.text and bare.lower() not in _ABBREVIATIONS:
            yield Token(bare, token.start, token.start + len(bare))
            yield Token(",", token.start + len(bare), token.end)
        elif bare:
            yield token


def _without_country(groups: list[list[Token]]) -> list[list[Token]]:
    """Without Việt Nam and a postcode at the end, unless there is nothing else."""
    last = groups[-1] if groups else []
    for size in (2, 1):
        tail = {fold(token.text) for token in last[-size:]}
        if tail in _COUNTRY or (size == 1 and _is_postcode(last)):
            kept = [*groups[:-1], *([last[:-size]] if last[:-size] else [])]
            return _without_country(kept) if kept else groups
    return groups


def _is_postcode(group: Sequence[Token]) -> bool:
    return bool(group) and re.fullmatch(r"\d{5,6}", group[-1].text, re.ASCII) is not None


def _parts(group: list[Token], trust: Trust, *, typed: bool) -> Iterator[Part]:
    """The group cut before every kind: “xóm 5 xã Trực Hưng” is two parts."""
    cuts = list(_kinds(group, trust, typed=typed))
    if not cuts or cuts[0][0] > 0:
        first = tuple(group[: cuts[0][0]] if cuts else group)
        if not is_noise(first):
            yield Part(None, None, first, group[0].start, begins_group=True)
    ends = [*(cut[0] for cut in cuts), len(group)][1:]
    for (at, words, kind), end in zip(cuts, ends, strict=True):
        tokens = tuple(group[at + words : end])
        yield Part(kind, _part_level(kind), tokens, group[at].start, begins_group=at == 0)


def _kinds(group: list[Token], trust: Trust, *, typed: bool) -> Iterator[tuple[int, int, str]]:
    """Where a kind stands that a name follows: (index, words, kind)."""
    at = 0
    while at < len(group) - 1:
        found = _kind_at(group, at, typed=typed)
        if found and (found[2] or _trusted(trust, at, typed=typed)) and not _kind_follows(group, at, found, typed):
            words, kind, _ = found
            yield at, words, kind
            # A name may begin with a word that is a kind elsewhere: phường Phường Đúc.
            at += words + 1
        else:
            at += 1


def _trusted(trust: Trust, at: int, *, typed: bool) -> bool:
    """Whoever uses marks elsewhere means what has none, but for the beginning of a part."""
    return trust > Trust.NOWHERE if at == 0 else trust is Trust.ANYWHERE and not typed


def _kind_follows(group: list[Token], at: int, found: tuple[int, str, bool], typed: bool) -> bool:
    """“my xa thanh pho”: what another kind follows at once is the end of a name, unless the part begins with it."""
    following = _kind_at(group, at + found[0], typed=typed)
    return at + found[0] >= len(group) or (at > 0 and following is not None and following[2])


def _kind_at(group: list[Token], at: int, *, typed: bool) -> tuple[int, str, bool] | None:
    """The kind that begins at a word: how many words it has, and whether there is no doubt of it."""
    for words in (3, 2, 1):
        tokens = group[at : at + words]
        if len(tokens) == words and (kind := _known_kind(" ".join(spelling(token.text) for token in tokens))):
            name, is_marked = kind
            return words, name, is_marked or words > 1
    short = group[at].text.lower() if at < len(group) else ""
    if short.rstrip(".") in _ABBREVIATIONS:
        return 1, _ABBREVIATIONS[short.rstrip(".")], short.endswith(".") or len(short) > 1 or at == 0 or not typed
    return None


@cache
def _all_kinds() -> dict[str, tuple[str, bool]]:
    """Every kind in full, with and without its marks: (kind, whether it was marked)."""
    kinds = list(dict.fromkeys(kind for level in KINDS.values() for kind in level))
    plain = {fold(kind): (kind, False) for kind in reversed(kinds)}
    return plain | {spelling(kind): (kind, True) for kind in kinds}


def _known_kind(words: str) -> tuple[str, bool] | None:
    return _all_kinds().get(words)


def _part_level(kind: str) -> PartLevel:
    level = levels_of(kind)[-1]
    if level == "commune":
        return "commune"
    return "hamlet" if level == "hamlet" else "high"
