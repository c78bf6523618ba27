"""The units that those of a file belong to: found by code or name, or put on record without a boundary."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from sqlalchemy import Connection, text

from layers.layer import Text
from layers.names import UnitName, full_name, spelling
from loaders.report import Finding, Problem, Severity, Tally, shortened
from loaders.units.boundaries import reasons
from loaders.units.boundaries.above import Above, Chain, Known, Record, record_of
from loaders.units.boundaries.change import Change, Recording, event
from loaders.units.levels import COMMUNE

CHECK = "parent_created"
_ROWS = "SELECT source_row, parent_no FROM incoming WHERE parent_no = ANY (:numbers) ORDER BY source_row"
_UNIT = "INSERT INTO unit (level) VALUES (:level) RETURNING id"
_VERSION = """
INSERT INTO unit_version (unit_id, valid, recorded, name, kind, parent_id, geom_status, load_id, event_id)
VALUES (:unit, daterange(:day, :until), tstzrange(:recorded, NULL), :name, :kind, :parent, 'none', :load, :event)
"""
_CODE = """
INSERT INTO unit_code (scheme, code, unit_id, valid) VALUES ('gso', :code, :unit, daterange(:day, :until))
"""
_LINK = """
UPDATE incoming AS i SET parent_id = l.unit
  FROM unnest(CAST(:numbers AS integer[]), CAST(:units AS bigint[])) AS l (number, unit) WHERE i.parent_no = l.number
"""
_Fault = tuple[str, str, Text]


@dataclass(slots=True)
class Parents:
    """All that a file says of units above its own: each chain of them once, numbered as rows bring them."""

    numbers: dict[Chain, int] = field(default_factory=dict)
    record: Record = field(default_factory=Record)
    names: dict[tuple[str, str], UnitName] = field(default_factory=dict)

    def number(self, chain: Chain) -> int | None:
        """The number under which this chain goes into ``incoming``; None: the row names no parent."""
        return self.numbers.setdefault(chain, len(self.numbers)) if chain else None

    def look_up(self, connection: Connection, change: Change) -> None:
        """Find them on record, and put those found into ``incoming``."""
        self.record = record_of(connection, change, self.numbers)
        for above in (above for chain in self.numbers for above in chain):
            if above.code and above.name:
                self.names.setdefault(above.key, above.name)
        self._link(connection)

    def problems(self, connection: Connection, change: Change) -> list[Problem]:
        """Rows whose parents the record of that day contradicts, or cannot take."""
        faults = {number: fault for chain, number in self.numbers.items() if (fault := self._first(chain, change))}
        rows = connection.execute(text(_ROWS), {"numbers": list(faults)}).all() if faults else []
        return [Problem(row, *faults[number]) for row, number in rows]

    def keep_used(self, connection: Connection) -> None:
        """Forget those that no row in ``incoming`` names any more."""
        used = set(connection.execute(text("SELECT DISTINCT parent_no FROM incoming")).scalars())
        self.numbers = {chain: number for chain, number in self.numbers.items() if number in used}

    def warn(self, tally: Tally, change: Change) -> None:
        """Say what could not be linked."""
        if change.level.parents and not self.numbers:
            columns = ", ".join(parent.code_column for parent in change.level.parents)
            tally.warn(
                f"Tệp không nêu đơn vị cấp trên (cột {columns}); các đơn vị mới chưa thuộc đơn vị nào.",
                f"The file names no units above its own (columns {columns}); new units belong to none yet.",
            )
        if lost := {chain[0] for chain in self.numbers if not chain[0].code and not self.record.named(chain)}:
            tally.warn(
                f"Ngày {change.day:%d/%m/%Y} không tìm được đúng một đơn vị tên này, tệp không có mã: {_list(lost)}.",
                f"On {change.day} not just one unit has such a name, and the file gives no code: {_list(lost)}.",
            )
        if loose := {chain[0] for chain in self._missing() if chain[0].level.parents and not self._is_placed(chain)}:
            tally.warn(
                f"Không rõ thuộc tỉnh nào: {_list(loose)}.", f"The province of these is not known: {_list(loose)}."
            )

    def create_missing(self, connection: Connection, recording: Recording) -> list[Finding]:
        """Put parents that only the file knows, and gives code and name, on record; says which."""
        missing = sorted(self._missing(), key=len)
        if not missing:
            return []
        noted = event(connection, "correct", recording)
        for chain in missing:
            self._create(connection, recording, noted, chain)
        self._link(connection)
        return [_told(chain[0]) for chain in missing]

    def _link(self, connection: Connection) -> None:
        found = {number: unit.id for chain, number in self.numbers.items() if (unit := self.record.find(chain))}
        if found:
            connection.execute(text(_LINK), {"numbers": list(found), "units": list(found.values())})

    def _missing(self) -> Iterator[Chain]:
        """Each unit with a code and a name that is not on record, with what stands above it."""
        chains: dict[tuple[str, str], Chain] = {}
        for chain in self.numbers:
            for i, above in enumerate(chain):
                if above.code and above.key in self.names and above.key not in self.record.by_code:
                    chains.setdefault(above.key, chain[i:])
        return iter(chains.values())

    def _is_placed(self, chain: Chain) -> bool:
        return bool(self.record.find(chain[1:])) or any(above.code for above in chain[1:])

    def _first(self, chain: Chain, change: Change) -> _Fault | None:
        faults = (self._fault(chain[i:], change) for i in range(len(chain)))
        return next((fault for fault in faults if fault), None)

    def _fault(self, chain: Chain, change: Change) -> _Fault | None:
        above = chain[0]
        if not above.code:
            return None
        known, name = self.record.by_code.get(above.key), self.names.get(above.key)
        first = known.name if known else name.name if name else ""
        if above.name and spelling(above.name.name) != spelling(first):
            whose = full_name(known.kind, known.name) if known else first
            reason = Text(f"mã {above.code} là của {whose}.", f"code {above.code} is that of {whose}.")
            return above.level.name, shortened(above.name.name), reason
        return None if known else self._not_creatable(chain, name, change)

    def _not_creatable(self, chain: Chain, name: UnitName | None, change: Change) -> _Fault | None:
        """Why a unit whose code nobody has on that day cannot be put on record."""
        level, code = chain[0].level, chain[0].code or ""
        if level.name == COMMUNE.name:
            return level.code_column, code, reasons.no_such_code(change.day)
        if name is None:
            return level.name, code, reasons.no_name(code, level.name, change.day)
        if later := self.record.later.get(code):
            return level.code_column, code, reasons.used_later(code, later[1], later[0])
        there = self.record.namesake(chain, name)
        if there and there.code:
            return level.code_column, code, reasons.name_clash(full_name(there.kind, there.name), there.code, code)
        return None

    def _create(self, connection: Connection, recording: Recording, noted: int, chain: Chain) -> None:
        above, change, name = chain[0], recording.change, self.names[chain[0].key]
        kind, parent = name.kind or above.level.kinds[0], self.record.find(chain[1:])
        unit = int(connection.execute(text(_UNIT), {"level": above.level.name}).scalar_one())
        row = Known(above.level.name, unit, above.code, kind, name.name, parent.id if parent else None)
        days = {"unit": unit, "day": change.day, "until": change.until}
        version = {"recorded": recording.recorded, "name": row.name, "kind": row.kind, "parent": row.parent_id}
        connection.execute(text(_VERSION), {**days, **version, "load": recording.load_id, "event": noted})
        connection.execute(text(_CODE), {**days, "code": above.code})
        self.record.add(row)


def _list(units: set[Above]) -> str:
    return ", ".join(sorted(unit.words for unit in units))


def _told(above: Above) -> Finding:
    words = Text("ghi nhận theo tệp, chưa có ranh giới.", "put on record as the file names it, without a boundary.")
    return Finding(check=CHECK, severity=Severity.NOTE, text=words, units=(above.words,))
