"""Which units on record a plan speaks of, and what of it the record does not bear. Pure, over a `Record`."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from enum import Enum, auto
from functools import partial

from layers.layer import Text
from layers.names import full_name
from loaders.report import Finding, Problem, Severity
from loaders.units.reform.register_state import Period, Record, Version
from loaders.units.reform.table import Key, Named
from loaders.units.reform.transitions import Plan, Transition


class How(Enum):
    """How a unit stands to the record."""

    MADE = auto()  # not on record: made from the table
    KNOWN = auto()  # on record before the change
    STARTS = auto()  # new, and on record from that day on
    CUT = auto()  # new, but on record without a beginning: it begins that day
    BACK = auto()  # goes on; on record without a beginning and under its new words only
    EXTENDED = auto()  # goes on; on record from that day on only
    TWO = auto()  # goes on; on record as two units that meet on that day


@dataclass(slots=True)
class Match:
    """unit_id: 0 until a unit that is to be made has its number.

    successor: the unit that it is from that day on, when it is on record as two. heir_of: the unit whose boundary of
    that day is the new unit's, because it held the code.
    """

    named: Named
    how: How
    unit_id: int = 0
    successor: int = 0
    heir_of: int = 0


@dataclass(slots=True)
class Matches:
    """old: units of the old side by key; new: of the new side, with the same `Match` where a unit goes on."""

    old: dict[Key, Match] = field(default_factory=dict)
    new: dict[Key, Match] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)


_EARLIER_FIRST = Text(
    "Nếu còn một thay đổi khác ở khoảng giữa chưa nạp, hãy nạp bảng của nó trước bằng wardmap units merge.",
    "If another change in between is not on record yet, load its table first with wardmap units merge.",
)


class _Refused(Exception):
    """The record does not bear what the table says."""

    def __init__(self, vi: str, en: str) -> None:
        super().__init__(en)
        self.reason = Text(f"{vi} {_EARLIER_FIRST.vi}", f"{en} {_EARLIER_FIRST.en}")


def match(plan: Plan, record: Record) -> Matches:
    """The units of the plan on record; where one contradicts the record, a problem for each row that speaks of it."""
    return _Matching(plan, record).run()


class _Matching:
    def __init__(self, plan: Plan, record: Record) -> None:
        self.plan, self.record = plan, record
        self.found = Matches()
        self.new_codes = {t.new.code for t in plan.transitions}
        recoded = {t.continues.code for t in plan.transitions if t.continues and t.continues.code != t.new.code}
        self.leaving = recoded | {old.code for old in (*plan.ended, *plan.abolished)}
        # Units on record that turned out to be new: they are no old ones.
        self.claimed: set[int] = set()

    def run(self) -> Matches:
        for transition in self.plan.transitions:
            if transition.continues is None:
                self._try("new", transition.new, partial(self._created, transition))
        for transition in self.plan.transitions:
            if transition.continues is not None:
                self._try("old", transition.continues, partial(self._continuing, transition))
        for old in (*self.plan.ended, *self.plan.abolished):
            self._try("old", old, partial(self._ended, old))
        for transition in self.plan.transitions:
            if transition.continues is not None and transition.continues.key in self.found.old:
                self.found.new[transition.new.key] = self.found.old[transition.continues.key]
        return self.found

    def _try(self, side: str, named: Named, make: Callable[[], Match]) -> None:
        try:
            found = make()
        except _Refused as refused:
            rows = self.plan.rows.get((side, named.key)) or self.plan.rows["new", named.key]
            self.found.problems += [Problem(row, f"{side}_code", named.label, refused.reason) for row in rows]
            return
        (self.found.new if side == "new" else self.found.old)[named.key] = found
        if found.how in (How.STARTS, How.CUT):
            self.claimed.add(found.unit_id)

    def _created(self, transition: Transition) -> Match:
        new, record = transition.new, self.record
        holder = record.holder(new.code, record.day)
        if holder is None:
            return Match(new, How.MADE)
        version = record.version(holder.unit_id, record.day)
        if version is not None and version.is_just(new):
            if holder.lower == record.day and record.version(holder.unit_id, record.eve) is None:
                return Match(new, How.STARTS, holder.unit_id)
            if holder.lower is None and record.is_assumed(version):
                return Match(new, How.CUT, holder.unit_id)
        if holder.code not in self.leaving or holder.lower == record.day:
            raise _taken(new, version, record.day)
        return Match(new, How.MADE, heir_of=holder.unit_id)

    def _continuing(self, transition: Transition) -> Match:
        old, new, record = transition.continues, transition.new, self.record
        assert old is not None  # noqa: S101  # only transitions that have one come here
        before, after = self._before(old), record.holder(new.code, record.day)
        if before is not None:
            return self._known(transition, old, before, after)
        if after is None:
            return self._made(old)
        version = record.version(after.unit_id, record.day)
        if version is not None and version.is_just(new):
            if after.lower is None and record.is_assumed(version):
                return Match(old, How.BACK, after.unit_id)
            if after.lower == record.day and record.version(after.unit_id, record.eve) is None:
                return Match(old, How.EXTENDED, after.unit_id)
        if after.code not in self.leaving:
            raise _taken(new, version, record.day)
        return self._made(old)

    def _known(self, transition: Transition, old: Named, before: Period, after: Period | None) -> Match:
        record, new = self.record, transition.new
        version = record.version(before.unit_id, record.eve)
        if version and transition.changes and record.is_assumed(version) and version.is_just(new):
            return Match(old, How.BACK, before.unit_id)
        self._agree(old, version)
        if after is None or after.unit_id == before.unit_id:
            if version and version.has_ended and record.end(before.unit_id) == record.day:
                raise _ended_before(old, record.day)
            return Match(old, How.KNOWN, before.unit_id)
        then = record.version(after.unit_id, record.day)
        starts = after.lower == record.day and record.version(after.unit_id, record.eve) is None
        if starts and then is not None and then.is_just(new):
            self.found.findings.append(_two_identities(new))
            return Match(old, How.TWO, before.unit_id, successor=after.unit_id)
        if after.code not in self.leaving:
            raise _taken(new, then, record.day)
        return Match(old, How.KNOWN, before.unit_id)

    def _ended(self, old: Named) -> Match:
        record, before = self.record, self._before(old)
        if before is None:
            return self._made(old)
        version = record.version(before.unit_id, record.eve)
        self._agree(old, version)
        end, later = record.end(before.unit_id), record.begins_later(before.unit_id)
        if end is not None and end > record.day:
            raise _until(old, end)
        if later is not None:
            raise _later(old, later)
        if end is None and version is not None and version.known_for is not None and record.is_assumed(version):
            raise _later(old, version.known_for)
        return Match(old, How.KNOWN, before.unit_id)

    def _before(self, old: Named) -> Period | None:
        holder = self.record.holder(old.code, self.record.eve)
        return None if holder is None or holder.unit_id in self.claimed else holder

    def _made(self, old: Named) -> Match:
        """Nobody has the code on the eve: the unit is made, unless it is on record for another time."""
        since, until = self.record.free_span(old.code, self.record.eve)
        for period in self.record.codes.get(old.code, ()):
            if period.unit_id in self.claimed:
                continue
            for version in self.record.versions[period.unit_id]:
                if version.is_just(old) and period.upper is not None and period.upper == since:
                    raise _ended_before(old, since)
                if version.is_just(old) and period.lower == until and old.code not in self.new_codes:
                    raise _later(old, period.lower)
        return Match(old, How.MADE)

    def _agree(self, old: Named, version: Version | None) -> None:
        """The record calls the unit as the table does; another kind is only told."""
        if version is None or not version.is_called(old):
            raise _taken(old, version, self.record.eve)
        if version.kind != old.kind:
            self.found.findings.append(_other_kind(old, version))


def _label(version: Version | None) -> str:
    return full_name(version.kind, version.name) if version else "—"


def _taken(named: Named, version: Version | None, day: date) -> _Refused:
    there = _label(version)
    return _Refused(
        f"ngày {day:%d/%m/%Y} mã {named.code} trên hồ sơ là {there}, bảng ghi {full_name(named.kind, named.name)}.",
        f"on {day} code {named.code} is {there} on record, the table says {full_name(named.kind, named.name)}.",
    )


def _until(old: Named, end: date) -> _Refused:
    return _Refused(f"{old.label} trên hồ sơ còn đến {end:%d/%m/%Y}.", f"{old.label} is on record until {end}.")


def _later(old: Named, day: date | None) -> _Refused:
    assert day is not None  # noqa: S101  # callers have found it
    return _Refused(
        f"{old.label} trên hồ sơ vẫn còn sau ngày này ({day:%d/%m/%Y}).",
        f"{old.label} is on record after that day still ({day}).",
    )


def _ended_before(old: Named, day: date | None) -> _Refused:
    assert day is not None  # noqa: S101  # callers have found it
    return _Refused(
        f"{old.label} trên hồ sơ đã kết thúc ngày {day:%d/%m/%Y}.", f"{old.label} ended on {day} on record."
    )


def _two_identities(new: Named) -> Finding:
    return Finding(
        check="two_identities",
        severity=Severity.WARNING,
        text=Text(
            f"{new.label} trước và sau ngày này là hai mã định danh; đã nối bằng quan hệ toàn bộ.",
            f"{new.label} is on record as two identities before and after; they are linked as whole.",
        ),
        units=(new.label,),
    )


def _other_kind(old: Named, version: Version) -> Finding:
    return Finding(
        check="other_kind",
        severity=Severity.WARNING,
        text=Text(
            f"Bảng ghi {old.label}, hồ sơ ghi {_label(version)}; giữ theo hồ sơ.",
            f"The table says {old.label}, the record {_label(version)}; the record stays.",
        ),
        units=(old.label,),
    )
