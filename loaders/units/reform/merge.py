"""An administrative change from an old→new table: read → plan → match with the record → write → follow."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from sqlalchemy import Connection

from layers.layer import Text
from loaders.decode.text import decoded
from loaders.load import Progress, check_rows, quiet
from loaders.options import LoadOptions, Mode, OnError
from loaders.read.opening import file_sha256, opened
from loaders.report import Finding, Problem, Severity, Tally
from loaders.units.drawn.store import redraw
from loaders.units.reform.checks import find_trouble
from loaders.units.reform.follow import Follower
from loaders.units.reform.register import Change, numbers, write
from loaders.units.reform.register_draft import draft
from loaders.units.reform.register_match import Matches, match
from loaders.units.reform.register_rows import Rows
from loaders.units.reform.register_state import Record, read_record
from loaders.units.reform.report import MergeReport
from loaders.units.reform.table import Pair, read_pairs
from loaders.units.reform.transitions import Plan, plan
from loaders.units.reform.transitions_check import contradictions, doubts, without
from loaders.units.reform.weights import weigh
from loaders.write import store as layer_store
from loaders.write.record import begin_record, complete_record


@dataclass(frozen=True, slots=True)
class Law:
    """effective: the first day of the new order. document: that orders it."""

    effective: date
    document: str


def merge_units(
    connection: Connection,
    path: Path,
    law: Law,
    options: LoadOptions | None = None,
    followers: Sequence[Follower] = (),
    on_rows: Progress = quiet,
) -> MergeReport:
    """Put the change on record, and let what hangs on units follow; in the caller's transaction.

    With ``--on-error skip`` a row that is refused takes those of the same change with it. Mode, key and coordinates of
    `options` do not apply. Raises LoadError, or LoadRefused with the report; nothing is written then.
    """
    options = options or LoadOptions()
    tally = Tally(_empty_report(path, law, options))
    with opened(path, options) as source:
        pairs = read_pairs(decoded(source, options.encoding, tally), options.mapping, tally)
    on_rows(tally.rows_read)
    with connection.begin_nested() as savepoint:
        report = _write(connection, path, law, options, followers, pairs, tally)
        if options.dry_run:
            savepoint.rollback()
            return replace(report, load_id=None, done=False)
    return report


def _empty_report(path: Path, law: Law, options: LoadOptions) -> MergeReport:
    return MergeReport(
        layer="units",
        file_name=path.name,
        mode=Mode.UPSERT,
        dry_run=options.dry_run,
        effective=law.effective.isoformat(),
        document=law.document,
    )


def _write(
    connection: Connection,
    path: Path,
    law: Law,
    options: LoadOptions,
    followers: Sequence[Follower],
    pairs: list[Pair],
    tally: Tally,
) -> MergeReport:
    layer_store.lock_layer(connection, layer_store.UNITS)
    record = read_record(connection, law.effective)
    pairs, meaning, matches = _borne(pairs, record, tally, options)
    tally.find([*doubts(meaning, pairs), *matches.findings])
    rows = draft(meaning, matches, record, numbers(connection, "unit"), numbers(connection, "unit_event"))
    tally.find([_loose(unit) for unit in rows.loose()])
    tally.rows_ignored = len(pairs) - len(rows.changed)
    if not _says_anything(rows):
        tally.find(find_trouble(connection, matches, law.effective))
        return _unchanged(tally, rows)
    load_id = begin_record(connection, tally.result(rows_written=len(rows.changed)), file_sha256(path))
    write(connection, rows, Change(law.effective, law.document, load_id))
    weigh(connection)
    followed = tuple(follower(connection, law.effective) for follower in followers)
    redraw(connection)
    tally.find(find_trouble(connection, matches, law.effective))
    facts = {"rows_written": len(rows.changed), "units": _counts(rows), "followed": followed}
    return _own(complete_record(connection, load_id, tally.result(**facts)))


def _borne(pairs: list[Pair], record: Record, tally: Tally, options: LoadOptions) -> tuple[list[Pair], Plan, Matches]:
    """Rows that contradict neither each other nor the record. Raises LoadRefused when others may not be left out."""
    problems = contradictions(pairs)
    while True:
        pairs = _left(pairs, problems, tally, options)
        named = {unit.key for p in pairs for side in (p.old, p.new) for unit in (side.unit, side.district) if unit}
        meaning = plan(pairs, record.keeping(named))
        matches = match(meaning, record)
        if not matches.problems:
            return pairs, meaning, matches
        problems = matches.problems


def _left(pairs: list[Pair], problems: Sequence[Problem], tally: Tally, options: LoadOptions) -> list[Pair]:
    tally.refuse(problems)
    if tally.refused_rows and options.on_error is OnError.SKIP:
        pairs, fallen = without(pairs, tally.refused_rows)
        tally.refuse(fallen)
        pairs = [pair for pair in pairs if pair.row not in tally.refused_rows]
    check_rows(tally, len(pairs), options)
    return pairs


def _loose(unit: str) -> Finding:
    words = Text("bảng không nêu đơn vị cấp trên.", "the table does not say what it is part of.")
    return Finding(check="no_parent", severity=Severity.WARNING, text=words, units=(unit,))


def _says_anything(rows: Rows) -> bool:
    return bool(rows.events or rows.units or rows.edits or rows.spans or rows.adopted)


def _unchanged(tally: Tally, rows: Rows) -> MergeReport:
    """All of it is on record: no load is recorded, for none took place."""
    tally.warn(
        "Thay đổi này đã có trong hồ sơ; không ghi gì thêm.", "This change is on record already; nothing was written."
    )
    return replace(_own(tally.result(rows_written=0, units=_counts(rows))), done=True)


def _counts(rows: Rows) -> dict[str, dict[str, int]]:
    return {level: dict(counter) for level, counter in rows.counts.items()}


def _own(report: object) -> MergeReport:
    assert isinstance(report, MergeReport)  # noqa: S101  # the tally was begun with one
    return report
