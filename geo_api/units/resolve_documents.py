"""What `units/resolve` answers."""

from datetime import date
from typing import Literal

from pydantic import BaseModel

from geo_api.db import schema_of
from geo_api.language import Words
from geo_api.reading import ReadAs
from geo_api.units.documents import WEIGHT_DIGITS, Basis, Event, Level, Part, Position, Unit, UnitRef, rounded, unit
from geo_api.units.queries import UnitDay, units_statement
from geo_api.units.resolve import Outcome, Resolved
from geo_api.units.resolve_line import line_today
from geo_api.units.resolve_reasons import Reason
from geo_api.units.resolve_score import Asked, Judged
from geo_api.units.resolve_world import EventFact, Share, Version, World

SCORE_DIGITS = 3


class ReasonDocument(BaseModel):
    """Why a unit is among the candidates, or what speaks against it."""

    code: str
    text: Words

    @classmethod
    def of(cls, reason: Reason) -> "ReasonDocument":
        return cls(code=reason.code, text=Words.of(reason.text))


class ShareDocument(BaseModel):
    """Another unit that has, or had, a share. weight: share of the unit before that went to the unit after."""

    unit: UnitRef
    part: Part
    weight: float | None
    weight_basis: Basis | None


class TodayDocument(BaseModel):
    """What a unit is today: itself when it is still in force, else all units of today that hold a part of it."""

    in_force: bool
    units: list[ShareDocument]
    events: list[Event]


class Candidate(BaseModel):
    """A unit that may be meant. line: the address line in today's words, when one unit is its whole successor."""

    unit: Unit
    in_force: bool
    score: float
    reasons: list[ReasonDocument]
    today: TodayDocument
    before: list[ShareDocument]
    line: Words | None


class QueryDocument(BaseModel):
    """The question as understood. kind, remainder: as the likeliest candidate's reading has them."""

    name: str | None
    code: str | None
    at: date
    at_is_default: bool
    near: Position | None
    level: Level | None
    kind: str | None
    remainder: str | None


class ResolveDocument(BaseModel):
    """Units that may be meant, the likeliest first.

    outcome: “one” when the first fits and no other does; “several” when a person has to choose or confirm; “none” when
    nothing comes near. more: there are others than those listed.
    """

    query: QueryDocument
    outcome: Literal["one", "several", "none"]
    candidates: list[Candidate]
    more: bool


def resolve_document(reader: ReadAs, asked: Asked, resolved: Resolved) -> ResolveDocument:
    """The answer in full; reads what only the listed units have to show."""
    days = [UnitDay(each.version.id, asked.day) for each in resolved.judged]
    rows = reader.rows(units_statement(schema_of(reader.audience), days)) if days else []
    units = {row.id: unit(row, _refs(resolved.world, row.id, row.held_on)) for row in rows}
    listed = [each for each in resolved.judged if each.version.id in units]
    outcome: Outcome = resolved.outcome if listed else "none"
    candidates = [_candidate(resolved.world, asked, each, units[each.version.id]) for each in listed]
    return ResolveDocument(query=_query(asked, listed), outcome=outcome, candidates=candidates, more=resolved.more)


def _query(asked: Asked, judged: list[Judged]) -> QueryDocument:
    reading = judged[0].reading if judged else None
    return QueryDocument(
        name=asked.line.text if asked.line is not None else None,
        code=asked.code,
        at=asked.day,
        at_is_default=asked.is_default,
        near=list(asked.near) if asked.near is not None else None,
        level=asked.level,
        kind=reading.target.kind if reading else None,
        remainder=(reading.remainder or None) if reading else None,
    )


def _candidate(world: World, asked: Asked, judged: Judged, own: Unit) -> Candidate:
    line = line_today(world, judged)
    return Candidate(
        unit=own,
        in_force=judged.version.holds_on(asked.day),
        score=round(judged.score, SCORE_DIGITS),
        reasons=[ReasonDocument.of(reason) for reason in judged.reasons],
        today=_today(world, judged),
        before=_before(world, judged),
        line=Words(vi=line, en=line) if line is not None else None,
    )


def _today(world: World, judged: Judged) -> TodayDocument:
    shares = sorted(judged.shares.items(), key=lambda item: (-(item[1].weight or 0), item[0]))
    known = [(version, share) for unit, share in shares if (version := world.near(unit, world.today)) is not None]
    own = judged.version.id
    events = {event for _, share in known for event in share.events}.union(world.endings(own))
    # What changed since without ending it: another name, another parent.
    later = [each.event for each in world.versions(own) if each.valid_from and each.valid_from > _since(judged)]
    events.update(event for event in later if event is not None)
    return TodayDocument(
        in_force=any(version.holds_on(world.today) for version in world.versions(own)),
        units=[_share(version, share) for version, share in known],
        events=[_event(each) for each in sorted(events, key=lambda each: (each.effective, each.id))],
    )


def _since(judged: Judged) -> date:
    return judged.version.valid_from or date.min


def _before(world: World, judged: Judged) -> list[ShareDocument]:
    found = []
    for edge in world.made_of(judged.version.id):
        version = world.near(edge.from_unit, date.fromordinal(edge.event.effective.toordinal() - 1))
        if version is not None:
            found.append(_share(version, Share().then(edge)))
    return found


def _refs(world: World, unit_id: int, day: date) -> list[UnitRef]:
    version = world.near(unit_id, day)
    return [] if version is None else [_ref(each) for each in world.ancestors(version, day)]


def _ref(version: Version) -> UnitRef:
    return UnitRef.model_validate(version, from_attributes=True)


def _event(event: EventFact) -> Event:
    return Event.model_validate(event, from_attributes=True)


def _share(version: Version, share: Share) -> ShareDocument:
    return ShareDocument(
        unit=_ref(version),
        part=share.part,
        weight=rounded(share.weight, WEIGHT_DIGITS),
        weight_basis=share.basis,
    )
