"""What an address line says around a unit, held against what the unit is and was part of. Pure."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from difflib import SequenceMatcher
from typing import Literal

from geo_api.units.address_line import Named
from geo_api.units.resolve_world import Version, World
from layers.names import has_marks, levels_of, loose, marks

# agrees: as of the day meant; otherwise: on another day, or for a unit it was made of or became.
Verdict = Literal["agrees", "otherwise", "differs", "unknown"]
_SHORT = {"tphcm": "ho chi minh", "hcm": "ho chi minh", "sg": "ho chi minh", "tphn": "ha noi", "hn": "ha noi"}
_Name = tuple[list[str], Version, Verdict]
# A letter missing or wrong in a name of usual length.
ALMOST = 0.8


@dataclass(frozen=True, slots=True)
class Said:
    """One thing said around the unit, and what became of it; own: what answers to it, in words.

    ended: all that answers to it is no more.
    """

    words: str
    verdict: Verdict
    own: str
    ended: bool = False


class Surroundings:
    """Names of all that a unit is part of: on the day meant, and otherwise. One of them answers to one thing said."""

    def __init__(
        self, on_day: Sequence[Version], otherwise: Sequence[Version], today: date, qualifier: str | None
    ) -> None:
        self.on_day = on_day
        self._qualifier = qualifier
        self._today = today
        self._used: set[int] = set()
        self._names: list[_Name] = [
            *((loose(version.name).split(), version, "agrees") for version in on_day),
            *((loose(version.name).split(), version, "otherwise") for version in otherwise),
        ]

    def say(self, context: Sequence[Named]) -> list[Said]:
        """What becomes of each thing said; who says a kind has the first choice."""
        order = sorted(range(len(context)), key=lambda at: context[at].kind is None)
        found = {at: self._say(context[at]) for at in order}
        return [found[at] for at in range(len(context))]

    def _say(self, named: Named) -> Said:
        """Whether `named` is one of them; a run of words may name several, the nearest first."""
        if named.is_qualifier and self._qualifier:
            fits = marks(named.name, self._qualifier) in ("same", "missing")
            return Said(named.name, "agrees" if fits else "differs", self._qualifier)
        typed = _words(named.name)
        words = [loose(word) for word in typed]
        found = list(self._consume(words, typed, named.kind))
        used = sum(len(names) for names, _, _ in found)
        said = f"{named.kind} {named.name}" if named.kind else named.name
        if used == len(words) and found:
            units = [version for _, version, _ in found]
            worst: Verdict = "otherwise" if any(verdict == "otherwise" for _, _, verdict in found) else "agrees"
            if named.kind not in (None, units[0].kind) or (len(units) == 1 and _lacks_marks(named.name, units[0])):
                worst = "otherwise"
            ended = not any(version.holds_on(self._today) for version in units)
            return Said(said, worst, units[0].full_name, ended)
        return self._almost(" ".join(words), said, named.kind)

    def _consume(self, words: list[str], typed: list[str], kind: str | None) -> Iterator[_Name]:
        """The names that `words` are, one after the other; stops where no name begins."""
        at = 0
        while at < len(words):
            free = [each for each in self._names if each[1].id not in self._used]
            fitting = [each for each in free if _names_it(each, words[at:], typed[at:])]
            if at == 0 and kind is not None:
                fitting = [each for each in fitting if _may_be_called(kind, each[1])]
            if not fitting:
                return
            longest = max(fitting, key=lambda each: (len(each[0]), each[1].kind == kind, each[2] == "agrees"))
            self._used.add(longest[1].id)
            yield longest
            at += len(longest[0])

    def _almost(self, words: str, said: str, kind: str | None) -> Said:
        levels = levels_of(kind) if kind else ("province", "district", "commune")
        rivals = [(" ".join(names), version) for names, version, _ in self._names if version.level in levels]
        for name, version in rivals:
            # The same letters with other marks are another name.
            if words != name and SequenceMatcher(None, words, name).ratio() >= ALMOST:
                return Said(said, "otherwise", version.full_name)
        own = ", ".join(version.full_name for version in self.on_day)
        return Said(said, "differs" if rivals else "unknown", own)


def surroundings_of(world: World, meant: Version, day: date, successors: Iterable[int]) -> Surroundings:
    """What the version `meant` on `day` is part of. successors: the units of today that hold what it was."""
    on_day = world.ancestors(meant, day)
    others: dict[int, Version] = {}
    for version in world.versions(meant.id):
        if version is not meant:
            others.update(_by_id(world.ancestors(version, day)))
    for unit in successors:
        if unit != meant.id and (heir := world.near(unit, world.today)) is not None:
            others.update(_by_id([heir, *world.ancestors(heir, world.today)]))
    for edge in world.made_of(meant.id):
        eve = edge.event.effective - timedelta(days=1)
        if (former := world.near(edge.from_unit, eve)) is not None:
            others.update(_by_id([former, *world.ancestors(former, eve)]))
    known = {version.id for version in on_day}
    return Surroundings(
        on_day, [version for id_, version in others.items() if id_ not in known], world.today, meant.qualifier
    )


def _by_id(versions: Iterable[Version]) -> dict[int, Version]:
    return {version.id: version for version in versions}


def _names_it(own: _Name, words: list[str], typed: list[str]) -> bool:
    """Whether the words begin with that name, and with no other marks than its own."""
    name, version, _ = own
    return words[: len(name)] == name and marks(" ".join(typed[: len(name)]), version.name) != "other"


def _lacks_marks(typed: str, version: Version) -> bool:
    """Whether some marks were typed and others that the name has were not."""
    return has_marks(typed) and marks(typed, version.name) == "missing"


def _may_be_called(kind: str, version: Version) -> bool:
    """Its kind, or another of its level, as towns rise: but no tỉnh was ever called by the thành phố within it."""
    return version.kind == kind or (version.level in levels_of(kind) and (kind, version.kind) != ("thành phố", "tỉnh"))


def _words(text: str) -> list[str]:
    """Words as typed, hyphens aside, short forms in full."""
    return [part for word in text.replace("-", " ").split() for part in _SHORT.get(loose(word), word).split()]
