"""How well a unit answers what was asked, with every reason for and against. Pure.

A score is a product of factors; what counts against a unit is a doubt. A hard doubt rules out that it is the one meant,
a soft one only where another unit has none.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date

from geo_api.units import resolve_reasons as reasons
from geo_api.units.address_line import Line, Reading
from geo_api.units.resolve_context import Said, surroundings_of
from geo_api.units.resolve_names import Doubt, judge_name
from geo_api.units.resolve_reasons import Reason
from geo_api.units.resolve_world import Share, Version, World
from layers.names import levels_of, loose

# Beyond this distance being farther off says nothing more.
FAR_METRES = 100_000.0


@dataclass(frozen=True, slots=True)
class CodeHeld:
    """A code that a unit has or had."""

    code: str
    valid_from: date | None
    valid_to: date | None


@dataclass(frozen=True, slots=True)
class Asked:
    """What was asked: the line (or None), the code as typed (or None), the day, and the place.

    either: the text of the line is the code, if it is one.
    """

    line: Line | None
    code: str | None
    day: date
    is_default: bool
    near: tuple[float, float] | None
    level: str | None
    either: bool = False


@dataclass(slots=True)
class Judged:
    """A unit as an answer. version: of the day asked about, or the nearest; shares: what it is today."""

    version: Version
    shares: dict[int, Share]
    reading: Reading | None = None
    score: float = 1.0
    doubt: Doubt = Doubt.NONE
    reasons: list[Reason] = field(default_factory=list)
    said: list[Said] = field(default_factory=list)

    @property
    def is_explained(self) -> bool:
        """Whether all that is said around the unit is right, on this day or another."""
        return all(each.verdict in ("agrees", "otherwise") for each in self.said)

    @property
    def may_be_street(self) -> bool:
        """Whether the words may as well be the name of a street."""
        return self.reading is not None and self.reading.may_be_street

    def add(self, reason: Reason, factor: float = 1.0, doubt: Doubt = Doubt.NONE) -> None:
        self.reasons.append(reason)
        self.score *= factor
        self.doubt = max(self.doubt, doubt)


def judge(world: World, asked: Asked, unit: int, codes: list[CodeHeld], *, similar: bool) -> Judged | None:
    """The unit under the reading that fits it best; None when nothing that was asked is about it.

    similar: names that are merely like the one typed count as well.
    """
    version = world.near(unit, asked.day)
    if version is None:
        return None
    shares = world.shares_today(unit, version.day_near(asked.day))
    by_name = _by_name(world, asked, version, shares, similar=similar)
    if by_name is None and not codes:
        return None
    judged = by_name or Judged(version, shares)
    if asked.code is not None:
        _add_code(judged, asked, codes, has_name=by_name is not None)
    return judged


def _by_name(world: World, asked: Asked, version: Version, shares: dict[int, Share], *, similar: bool) -> Judged | None:
    keys = {loose(each.name) for each in world.versions(version.id)}
    readings = asked.line.readings if asked.line is not None else ()
    possible = [each for each in readings if each.key in keys or (similar and each.is_whole)]
    fitting = [judged for reading in possible for judged in _under(world, asked, version, shares, reading)]
    return max(fitting, key=lambda judged: judged.score, default=None)


def _under(
    world: World, asked: Asked, version: Version, shares: dict[int, Share], reading: Reading
) -> Iterator[Judged]:
    """The unit as the target of one reading; nothing when that would leave words without a meaning."""
    if not _may_be_level(reading, version, asked.level):
        return
    judged = Judged(version, shares, reading)
    if not _add_name(judged, world, asked, reading):
        return
    _add_kind(judged, reading)
    _add_context(judged, world, asked, reading)
    if reading.may_be_street:
        judged.add(reasons.may_be_street(reading.target.name), 0.7, Doubt.SOFT)
    if reading.is_whole and not reading.strays:
        yield judged
        return
    # A few words out of a run are a name only if the rest of the run is explained by it; “UBND xã …” says what it is.
    told = reading.is_whole and "commune" in levels_of(reading.target.kind or "")
    if told or (judged.is_explained and (judged.said or not reading.strays)):
        judged.score *= 0.97 * 0.9 ** min(reading.strays, 4)
        judged.doubt = max(judged.doubt, Doubt.SOFT if reading.strays else Doubt.NONE)
        yield judged


def _may_be_level(reading: Reading, version: Version, level: str | None) -> bool:
    """A thôn is never a commune; without a kind only a level asked for means hamlets."""
    told = reading.target.kind and "hamlet" in levels_of(reading.target.kind)
    if version.level == "hamlet":
        return bool(told) or (reading.target.kind is None and level == "hamlet")
    return not told


def _add_name(judged: Judged, world: World, asked: Asked, reading: Reading) -> bool:
    """The unit's name of the day if it is the one typed, else one of another day."""
    typed = reading.target.name
    own = judged.version
    careful = asked.line is not None and asked.line.has_marks
    versions = [own, *(version for version in world.versions(own.id) if version.name != own.name)]
    found = [
        (judgement, version)
        for version in versions
        if (judgement := judge_name(typed, version.name, has_marks_elsewhere=careful))
    ]
    if not found:
        return False
    (reason, factor, doubt), version = max(found, key=lambda each: each[0][1])
    judged.add(reason, factor, doubt)
    if version is not own and version.name != own.name:
        judged.add(reasons.other_day_name(version), 0.9, Doubt.SOFT)
    return True


def _add_kind(judged: Judged, reading: Reading) -> None:
    kind, own = reading.target.kind, judged.version.kind
    if kind is None:
        return
    if kind == own:
        judged.add(reasons.kind_agrees(kind))
    else:
        judged.add(reasons.kind_differs(kind, own), 0.8, Doubt.HARD)


_CONTEXT: dict[str, tuple[float, Doubt]] = {
    "agrees": (1.0, Doubt.NONE),
    "otherwise": (0.85, Doubt.SOFT),
    "unknown": (0.8, Doubt.SOFT),
    "differs": (0.6, Doubt.HARD),
}


def _add_context(judged: Judged, world: World, asked: Asked, reading: Reading) -> None:
    if not reading.context:
        return
    around = surroundings_of(world, judged.version, asked.day, judged.shares)
    for said in around.say(reading.context):
        judged.add(_context_reason(said), *_CONTEXT[said.verdict])
        judged.said.append(said)


def _context_reason(said: Said) -> Reason:
    match said.verdict:
        case "agrees":
            return reasons.context_agrees(said.words, said.own)
        case "otherwise":
            return reasons.context_agrees_otherwise(said.words, said.own)
        case "differs" if said.own:
            return reasons.context_differs(said.words, said.own)
    return reasons.context_unknown(said.words)


def _add_code(judged: Judged, asked: Asked, codes: list[CodeHeld], *, has_name: bool) -> None:
    """The code that speaks most for the unit: that of the day, else one of another day."""
    if asked.code is None or (asked.either and not codes):
        return
    if not codes:
        judged.add(reasons.name_or_code_alone("name"), 0.6, Doubt.HARD)
        return
    if asked.line is not None and not asked.either and not has_name:
        judged.add(reasons.name_or_code_alone("code"), 0.6, Doubt.HARD)
    held = min(codes, key=lambda each: (_code_days(each, asked.day), each.code != asked.code))
    if held.code != asked.code:
        judged.add(reasons.lost_zeros(asked.code, held.code), 0.9, Doubt.SOFT)
    elsewhen = 0.85, Doubt.NONE if asked.is_default else Doubt.HARD
    if held.valid_to is not None and held.valid_to <= asked.day:
        judged.add(reasons.code_until(held.code, held.valid_to), *elsewhen)
    elif held.valid_from is not None and held.valid_from > asked.day:
        judged.add(reasons.code_from(held.code, held.valid_from), *elsewhen)
    else:
        judged.add(reasons.code_meant(held.code, asked.day))


def _code_days(held: CodeHeld, day: date) -> int:
    if held.valid_to is not None and held.valid_to <= day:
        return (day - held.valid_to).days + 1
    return max(0, (held.valid_from - day).days) if held.valid_from is not None else 0


def _add_day(judged: Judged, asked: Asked, *, is_old_line: bool) -> None:
    version = judged.version
    if version.holds_on(asked.day):
        judged.add(reasons.in_force(asked.day))
        return
    # Without a day today comes first, but an old unit may well be meant; a day that was given excludes it.
    factor, doubt = 1.0 if is_old_line else 0.85, Doubt.NONE if asked.is_default else Doubt.HARD
    if version.valid_to is not None and version.valid_to <= asked.day:
        judged.add(reasons.ended(version.valid_to), factor, doubt)
    elif version.valid_from is not None:
        judged.add(reasons.begins_later(version.valid_from), factor, doubt)


def _add_place(judged: Judged, world: World, asked: Asked) -> None:
    if asked.near is None:
        return
    place = world.place(judged.version)
    if place.inside:
        judged.add(reasons.near_inside())
    elif place.distance_m is None:
        judged.add(reasons.near_unknown(), 0.95, Doubt.SOFT)
    else:
        farness = min(1.0, place.distance_m / FAR_METRES)
        judged.add(reasons.near_distance(place.distance_m), 1 - 0.3 * farness, Doubt.SOFT)


def compare(world: World, asked: Asked, judged: list[Judged]) -> None:
    """Judge the day and the place, then put back what leaves words unexplained that another explains."""
    today = {said.words for each in judged for said in each.said if said.verdict == "agrees" and not said.ended}
    for each in judged:
        # A district that is no more, or a province that all of today have left, shows that the line is an old one.
        old = any(said.ended and said.verdict == "agrees" and said.words not in today for said in each.said)
        _add_day(each, asked, is_old_line=old and asked.is_default)
        _add_place(each, world, asked)
    _put_back(judged)


def _put_back(judged: list[Judged]) -> None:
    """Put a unit back that leaves words unexplained which make another, all of whose surroundings are right."""
    sure = [each for each in judged if each.doubt < Doubt.HARD and not each.may_be_street]
    better = [each for each in sure if each.said and each.is_explained]
    for each in judged:
        rival = next((other for other in better if _explains_more(other, each)), None)
        if rival is not None:
            each.add(reasons.less_of_the_line(rival.version.full_name), 0.75, Doubt.SOFT)


def _explains_more(judged: Judged, than: Judged) -> bool:
    ours, theirs = judged.reading, than.reading
    if ours is None or theirs is None or len(ours.remainder) >= len(theirs.remainder):
        return False
    return theirs.remainder.startswith(ours.remainder)


def without_doubt(world: World, judged: Iterable[Judged]) -> list[Judged]:
    """Those that may be the one meant: with the least doubt there is, and none that became wholly another of them."""
    fitting = [each for each in judged if each.doubt < Doubt.HARD]
    least = min((each.doubt for each in fitting), default=Doubt.NONE)
    fitting = [each for each in fitting if each.doubt == least]
    kept = {each.version.id for each in fitting if each.version.holds_on(world.today)}
    return [each for each in fitting if each.version.id in kept or not _is_wholly_in(each, kept)]


def _is_wholly_in(judged: Judged, units: set[int]) -> bool:
    return len(judged.shares) == 1 and all(
        unit in units and share.part == "whole" for unit, share in judged.shares.items()
    )
