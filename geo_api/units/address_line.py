"""A name or a whole address line as people write it, into the readings that it may have. Pure.

“Số 12 ngõ 5, xóm 5, xã Trực Hưng, huyện Trực Ninh, Nam Định” has one: the commune Trực Hưng, with what stands before it
and what stands after it. “truc hung truc ninh nam dinh” has many; which one is meant is for whoever knows the names.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from geo_api.units.address_words import (
    Part,
    Token,
    Trust,
    has_digit,
    is_full_street,
    is_noise,
    is_number_or_street,
    is_plain_kind,
    parts_of,
)
from layers.names import clean, has_marks, loose

# Longer names do not exist; earlier words of a run without any sign are street and house.
NAME_WORDS = 5
RUN_WORDS = 12
STREET_WORDS = 3
MOST_READINGS = 90


@dataclass(frozen=True, slots=True)
class Named:
    """A name as written, and the kind before it; None when the text does not say it.

    is_qualifier: it stands in brackets after a hamlet, as in “Xóm 1 (Trực Hưng)”.
    """

    kind: str | None
    name: str
    is_qualifier: bool = False


@dataclass(frozen=True, slots=True)
class Reading:
    """One way to read a line: `target` is the unit asked for, `context` what is said around it, the nearest first.

    key: the target's name as `loose` gives it. remainder: what stands before it (house, street, hamlet). hamlet: that
    of the remainder, where it ends at `hamlet_end`. is_whole: the target is all of its part of the line. strays: words
    before it that nothing explains. may_be_street: it follows a house number, and no kind says that it is a unit.
    """

    target: Named
    key: str
    context: tuple[Named, ...] = ()
    remainder: str = ""
    hamlet: Named | None = None
    hamlet_end: int = 0
    is_whole: bool = True
    strays: int = 0
    may_be_street: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """A line with its readings, the likeliest first. has_marks: whoever typed it uses marks."""

    text: str
    has_marks: bool
    readings: tuple[Reading, ...]


def parse_line(text: str, *, hamlets: bool = False) -> Line:
    """All readings of `text`; none when it holds no word. hamlets: they are what is asked for. Never raises."""
    whole = clean(" , ".join(text.splitlines()))
    readings: dict[Reading, None] = {}
    for trust in (Trust.ANYWHERE, Trust.AT_START, Trust.NOWHERE):
        readings.update(dict.fromkeys(_Parts(whole, parts_of(whole, trust)).readings(hamlets=hamlets)))
    return Line(whole, has_marks(whole), tuple(readings)[:MOST_READINGS])


class _Parts:
    """The parts of one line, and the readings that take their target from one of them."""

    def __init__(self, text: str, parts: list[Part]) -> None:
        self.text = text
        self.parts = parts

    def readings(self, *, hamlets: bool) -> Iterator[Reading]:
        """Units by the kind before them where there is one: a commune, else what has no kind, else a higher unit."""
        communes = [i for i, part in enumerate(self.parts) if part.level == "commune"]
        if hamlets or (not communes and self._begins_with_hamlet()):
            own = [i for i, part in enumerate(self.parts) if part.level == "hamlet"]
            yield from (reading for i in own for reading in self.prefixes(i))
        for i in communes:
            yield from self.prefixes(i)
        if communes:
            return
        high = next((i for i, part in enumerate(self.parts) if part.level == "high"), len(self.parts))
        for i in range(high):
            yield from self.spans(i)
        if high < len(self.parts):
            yield from self.prefixes(high)
        if len(self.parts) > 1 and self.parts[-1].level is None and not self._begins_with_hamlet():
            yield from _Parts(self.text, self.parts[::-1])._backwards()

    def _backwards(self) -> Iterator[Reading]:
        """The first part, if all others explain it: a line from the large to the small, turned round."""
        if not any(has_digit(token) for part in self.parts for token in part.tokens):
            yield replace(self._reading(0, 0, len(self.parts[0].tokens)), is_whole=False, strays=0)

    def _begins_with_hamlet(self) -> bool:
        return bool(self.parts) and self.parts[0].level == "hamlet"

    def prefixes(self, i: int) -> Iterator[Reading]:
        """The part begins with a kind: its first words are the name, all of them or fewer."""
        tokens = self.parts[i].tokens
        for end in range(min(len(tokens), RUN_WORDS), 0, -1):
            if end == len(tokens) or end <= NAME_WORDS:
                yield self._reading(i, 0, end)

    def spans(self, i: int) -> Iterator[Reading]:
        """No kind says where the name is: the whole part, then every few words of it."""
        part = self.parts[i]
        tokens = part.tokens
        if part.level is None and (not has_digit(tokens[0]) or len(self.text.split()) == 1):
            yield self._reading(i, 0, len(tokens))
        first = 0 if part.level is None else 1
        for begin in range(max(first, len(tokens) - RUN_WORDS), len(tokens)):
            for end in range(min(len(tokens), begin + NAME_WORDS), begin, -1):
                if end - begin < len(tokens) and not any(map(has_digit, tokens[begin:end])):
                    yield self._reading(i, begin, end)

    def _reading(self, i: int, begin: int, end: int) -> Reading:
        part = self.parts[i]
        kind = part.kind if begin == 0 else None
        name = self._words(part.tokens[begin:end])
        before, hamlet, hamlet_end = self._before(i, begin)
        return Reading(
            target=Named(kind, name),
            key=loose(name),
            context=tuple(self._context(i, end)),
            remainder=before,
            hamlet=hamlet,
            hamlet_end=hamlet_end,
            is_whole=begin == 0 and end == len(part.tokens),
            strays=self._strays(i, begin),
            may_be_street=_follows_street(part.tokens[:begin], is_last=end == len(part.tokens)),
        )

    def _words(self, tokens: Sequence[Token]) -> str:
        return self.text[tokens[0].start : tokens[-1].end]

    def _context(self, i: int, end: int) -> Iterator[Named]:
        """What follows the target, then units written before it that it may be part of or one with."""
        rest = self.parts[i].tokens[end:]
        if rest and not is_noise(rest):
            yield Named(None, self._words(rest))
        for j in range(i + 1, len(self.parts)):
            if j not in self._later(i) and (j == i + 1 or not self._is_qualifier(j)):
                part = self.parts[j]
                yield Named(part.kind, self._words(part.tokens), self._is_qualifier(j))
        for part in self.parts[:i]:
            if self._is_around(part, i):
                yield Named(part.kind, self._words(part.tokens))

    def _is_around(self, part: Part, i: int) -> bool:
        """Whether a part before the target says where it is, and not what is in it."""
        return part.level == "high" or (part.level == "commune" and self.parts[i].level in ("commune", "hamlet"))

    def _is_qualifier(self, i: int) -> bool:
        """Whether a part stands in brackets behind a hamlet."""
        part = self.parts[i]
        after_hamlet = i > 0 and part.level is None and self.parts[i - 1].level == "hamlet"
        return after_hamlet and self.text[: part.start].rstrip().endswith("(")

    def _later(self, i: int) -> list[int]:
        """The hamlet, street and house that a line from the large to the small has after the target, the last first."""
        if self.parts[i].level == "hamlet":
            return []
        turned = any(part.level == "high" for part in self.parts[:i])
        return [j for j in range(len(self.parts) - 1, i, -1) if self._is_small(j, turned=turned)]

    def _is_small(self, j: int, *, turned: bool) -> bool:
        part = self.parts[j]
        return part.level == "hamlet" or (turned and part.level is None and is_number_or_street(part.tokens[0]))

    def _before(self, i: int, begin: int) -> tuple[str, Named | None, int]:
        """The text before the target without districts and provinces, and the hamlet in it."""
        pieces: list[str] = []
        hamlet, hamlet_end = None, 0
        for j, upto in [*((j, len(self.parts[j].tokens)) for j in (*self._later(i), *range(i))), (i, begin)]:
            part = self.parts[j]
            if not upto or (j < i and self._is_around(part, i)):
                continue
            words = self.text[part.start : part.tokens[upto - 1].end]
            pieces.append(f" ({words})" if self._is_qualifier(j) else self._joint(pieces, part) + words)
            if part.level == "hamlet":
                hamlet, hamlet_end = Named(part.kind, self._words(part.tokens[:upto])), len("".join(pieces))
        return "".join(pieces), hamlet, hamlet_end

    def _joint(self, pieces: list[str], part: Part) -> str:
        """As it was written where the line runs on, a comma where it was parted."""
        if not pieces:
            return ""
        return ", " if part.begins_group else " "

    def _strays(self, i: int, begin: int) -> int:
        """Words that stand before the target and are neither a house, a street nor a hamlet."""
        before = self.parts[i].tokens[:begin]
        skipped = sum(
            each.level is None and not is_number_or_street(each.tokens[0]) and not self._is_qualifier(j)
            for j, each in enumerate(self.parts[:i])
        )
        return skipped + _unexplained(before, is_hamlet=self.parts[i].level == "hamlet")


def _follows_street(before: Sequence[Token], *, is_last: bool) -> bool:
    """Whether what follows these words may be a street, or the end of its name if nothing comes after it."""
    signs = [at for at, token in enumerate(before) if is_number_or_street(token)]
    if not signs or is_full_street(before):
        return False
    return signs[-1] == len(before) - 1 or (is_last and len(before) - signs[-1] <= STREET_WORDS)


def _unexplained(tokens: Sequence[Token], *, is_hamlet: bool) -> int:
    """Words that a house number, a street of up to three words or a hamlet does not account for."""
    signs = [at for at, token in enumerate(tokens) if is_number_or_street(token)]
    kinds = sum(map(is_plain_kind, tokens[1:]))
    if is_hamlet or not signs:
        return (0 if is_hamlet else len(tokens)) + 2 * kinds
    return max(0, len(tokens) - signs[-1] - 1 - STREET_WORDS) + 2 * kinds
