"""The units on record on a day, and which of them a row of a table means."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from sqlalchemy import Connection, text

from layers.layer import Text
from layers.names import fold, full_name, loose, marks, spelling, split_name
from layers.units import LEVELS
from loaders.report import shortened

_UNITS = """
SELECT v.unit_id, u.level, v.kind, v.name, v.qualifier, v.parent_id,
       coalesce(array_agg(c.code) FILTER (WHERE c.code <> ''), '{}')
  FROM unit_version AS v JOIN unit AS u ON u.id = v.unit_id
  LEFT JOIN unit_code AS c ON c.unit_id = v.unit_id AND c.valid @> CAST(:day AS date)
 WHERE upper_inf(v.recorded) AND v.valid @> CAST(:day AS date)
 GROUP BY v.unit_id, u.level, v.kind, v.name, v.qualifier, v.parent_id
 ORDER BY v.unit_id
"""
# Who had a code, or a name, on other days.
_ELSEWHEN = """
SELECT v.kind, v.name, lower(v.valid) AS first, upper(v.valid) - 1
  FROM unit_version AS v WHERE upper_inf(v.recorded) AND v.name_search = ANY (:names)
 UNION
SELECT v.kind, v.name, lower(v.valid), upper(v.valid) - 1
  FROM unit_code AS c JOIN unit_version AS v ON v.unit_id = c.unit_id AND v.valid && c.valid AND upper_inf(v.recorded)
 WHERE c.code = ANY (:codes)
 ORDER BY first DESC NULLS LAST LIMIT 2
"""
# Of so many units that are not there it is asked when they were: a table of another time has thousands.
_ASKED = 20
# Digits of the Statistics Office's codes; a number in a sheet has lost its zeros.
_DIGITS = {"province": 2, "district": 3, "commune": 5}
_NAMED = 4


class Unit(NamedTuple):
    """A unit on record on the day."""

    id: int
    level: str
    kind: str
    name: str
    qualifier: str | None
    parent_id: int | None
    codes: Sequence[str]

    @property
    def label(self) -> str:
        """Full name and code: “Xã Trực Hưng (14077)”."""
        named = full_name(self.kind, self.name, self.qualifier)
        return f"{named} ({self.codes[0]})" if self.codes else named


class Named(NamedTuple):
    """A unit as a row names it, by name, code or both. tier: `unit` where the table does not say which it is."""

    tier: str
    name: str | None
    code: str | None


class NotFound(ValueError):
    """No unit, or not just one, is meant. field: the column's role that says so; value: what stands there."""

    def __init__(self, field: str, value: str, reason: Text) -> None:
        super().__init__(reason.en)
        self.field, self.value, self.reason = field, value, reason


@dataclass(slots=True)
class Record:
    """Units of one day, by id, code and name. connection: asked again only about what is not found."""

    connection: Connection
    day: date
    units: dict[int, Unit] = field(default_factory=dict)
    by_code: dict[str, list[Unit]] = field(default_factory=dict)
    by_name: dict[str, list[Unit]] = field(default_factory=dict)
    known: dict[tuple[tuple[Named, ...], tuple[str, ...]], "Unit | NotFound"] = field(default_factory=dict)
    asked: int = 0

    @classmethod
    def of(cls, connection: Connection, day: date) -> "Record":
        """Read the units of `day`."""
        record = cls(connection, day)
        for unit in map(Unit._make, connection.execute(text(_UNITS), {"day": day})):
            record.units[unit.id] = unit
            record.by_name.setdefault(loose(unit.name), []).append(unit)
            for code in unit.codes:
                record.by_code.setdefault(code, []).append(unit)
        return record

    def find(self, chain: Sequence[Named], levels: Sequence[str]) -> Unit:
        """The unit that the first of `chain` names; the others are what it is part of. Raises NotFound.

        levels: of the units that may be meant where the table does not say.
        """
        key = (tuple(chain), tuple(levels))
        if key not in self.known:
            self.known[key] = self._tried(chain, levels)
        found = self.known[key]
        if isinstance(found, NotFound):
            raise found
        return found

    def _tried(self, chain: Sequence[Named], levels: Sequence[str]) -> "Unit | NotFound":
        try:
            return self._find(chain, levels)
        except NotFound as wrong:
            return wrong

    def _find(self, chain: Sequence[Named], levels: Sequence[str]) -> Unit:
        named, *above = chain
        wanted = (named.tier,) if named.tier in LEVELS else tuple(levels)
        found = self._meant(named, wanted)
        for each in above:
            found = self._within(found, each)
        if len(found) == 1:
            self._check_name(named, found[0])
            return found[0]
        raise self._several(named, found) if found else self._none(named, above, wanted)

    def _meant(self, named: Named, levels: Sequence[str]) -> list[Unit]:
        """By the code; else by the name, where tables have codes, too."""
        if named.code:
            return self._by_code(named.code, levels)
        words = named.name or ""
        return self._by_name(words, levels) or self._by_code(words, levels)

    def _by_code(self, code: str, levels: Sequence[str]) -> list[Unit]:
        code = code.upper()
        forms = dict.fromkeys((code, *(code.zfill(_DIGITS.get(level, 0)) for level in levels if code.isdigit())))
        return [unit for form in forms for unit in self.by_code.get(form, []) if unit.level in levels]

    def _by_name(self, words: str, levels: Sequence[str]) -> list[Unit]:
        """Those whose name is spelt so; else those whose name has the same letters, with marks left out."""
        own, qualifier = _apart(words)
        same: list[Unit] = []
        like: list[Unit] = []
        for level in levels:
            told = split_name(own, level)
            for unit in self.by_name.get(loose(told.name), []):
                if unit.level == level and told.kind in (None, unit.kind) and _is_qualified(unit, qualifier):
                    (same if spelling(told.name) == spelling(unit.name) else like).append(unit)
        return same or [unit for unit in like if marks(own, unit.name) != "other"]

    def _within(self, found: Sequence[Unit], above: Named) -> list[Unit]:
        """Those that are part of it. A tier that has ended by that day says nothing."""
        if all(unit.level != above.tier for unit in self.units.values()):
            return list(found)
        tops = self._meant(above, (above.tier,))
        if not tops:
            raise self._none(above, (), (above.tier,))
        ids = {unit.id for unit in tops}
        return [unit for unit in found if not ids.isdisjoint(self._parents(unit))]

    def _parents(self, unit: Unit) -> Iterable[int]:
        parent = unit.parent_id
        while parent is not None and parent in self.units:
            yield parent
            parent = self.units[parent].parent_id

    def _check_name(self, named: Named, unit: Unit) -> None:
        """Code and name of one row are of one unit."""
        if named.code and named.name and fold(split_name(_apart(named.name)[0], unit.level).name) != fold(unit.name):
            words = shortened(named.name)
            raise NotFound(
                named.tier,
                words,
                Text(
                    f"mã {named.code} ngày {self.day:%d/%m/%Y} là của {unit.label}, không phải “{words}”.",
                    f"on {self.day} code {named.code} is that of {unit.label}, not of “{words}”.",
                ),
            )

    def _several(self, named: Named, found: Sequence[Unit]) -> NotFound:
        labels = [self._label(unit) for unit in found[:_NAMED]]
        listed = "; ".join(labels) + ("; …" if len(found) > _NAMED else "")
        value = shortened(named.code or named.name)
        reason = Text(
            f"có {len(found)} đơn vị như vậy: {listed}. Hãy ghi mã, hoặc thêm cột xã, huyện của đơn vị.",
            f"{len(found)} units are called so: {listed}. Please give the code, or a column with what it is part of.",
        )
        return NotFound(named.tier, value, reason)

    def _label(self, unit: Unit) -> str:
        parent = self.units.get(unit.parent_id or 0)
        return f"{unit.label}, {full_name(parent.kind, parent.name)}" if parent else unit.label

    def _none(self, named: Named, above: Sequence[Named], levels: Sequence[str]) -> NotFound:
        value = shortened(named.code or named.name)
        day_vi, day_en = f"ngày {self.day:%d/%m/%Y}", f"on {self.day}"
        within = ", ".join(shortened(each.name or each.code) for each in above)
        place = (f" thuộc {within}", f" in {within}") if within else ("", "")
        vi = f"{day_vi} không có đơn vị này{place[0]} (cấp {', '.join(levels)})."
        en = f"{day_en} there is no such unit{place[1]} (level {', '.join(levels)})."
        elsewhen = self._elsewhen(named)
        if elsewhen:
            vi += f" {elsewhen.vi} Hãy nêu kỳ kết thúc khi đơn vị còn, hoặc đơn vị kế tục."
            en += f" {elsewhen.en} Give a period that ends while the unit is there, or the unit that followed."
        else:
            vi += " Hãy ghi đúng tên kèm loại (xã, phường, thôn…) hoặc mã."
            en += " Please write its name with its kind (xã, phường, thôn…) or its code."
        return NotFound(named.tier, value, Text(vi, en))

    def _elsewhen(self, named: Named) -> Text | None:
        """Whom the name or the code belonged to on other days; not asked again and again."""
        if self.asked >= _ASKED:
            return None
        self.asked += 1
        names = [] if named.code else [fold(split_name(named.name or "", level).name) for level in LEVELS]
        code = (named.code or named.name or "").upper()
        codes = [code, *(code.zfill(digits) for digits in _DIGITS.values() if len(code) > 1)]
        rows = self.connection.execute(text(_ELSEWHEN), {"names": names, "codes": codes}).all()
        others = [(full_name(r[0], r[1]), r[2], r[3]) for r in rows if not _holds(r[2], r[3], self.day)]
        if not others:
            return None
        vi = "; ".join(f"{name} có từ {_vi(first)} đến {_vi(last)}" for name, first, last in others)
        en = "; ".join(f"{name} from {first or '…'} {f'to {last}' if last else 'on'}" for name, first, last in others)
        return Text(f"Trên hồ sơ: {vi}.", f"On record: {en}.")


def _vi(day: date | None) -> str:
    return f"{day:%d/%m/%Y}" if day else "nay"


def _holds(first: date | None, last: date | None, day: date) -> bool:
    return (first is None or first <= day) and (last is None or day <= last)


def _apart(words: str) -> tuple[str, str | None]:
    """“Xóm 1 (Trực Hưng)” is Xóm 1, of what was Trực Hưng."""
    name, bracket, rest = words.partition("(")
    return (name.strip(), rest.rstrip(") ")) if bracket and name.strip() else (words, None)


def _is_qualified(unit: Unit, qualifier: str | None) -> bool:
    return qualifier is None or loose(qualifier) in (loose(unit.qualifier or ""), *map(loose, unit.codes))


def records(connection: Connection, days: Iterable[date]) -> Mapping[date, Record]:
    """The record of each of these days."""
    return {day: Record.of(connection, day) for day in sorted(set(days))}
