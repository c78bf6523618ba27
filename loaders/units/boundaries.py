"""Boundaries of administrative units from a file: new units, and new boundaries of units that exist."""

from dataclasses import replace
from datetime import date
from pathlib import Path

from sqlalchemy import Connection, func, select

from layers.units import LEVELS
from loaders import store as layer_store
from loaders.errors import LoadError
from loaders.intake import take_in
from loaders.load import Progress, check_rows, quiet
from loaders.options import LoadOptions, Mode
from loaders.read import file_sha256, opened
from loaders.record import begin_record, complete_record
from loaders.report import LoadReport, Tally, shortened
from loaders.source import Source
from loaders.units import parents, store
from loaders.units.rows import COMMUNE, LEVEL_OF, Level, file_layer, unit_rows


def load_units(
    connection: Connection,
    path: Path,
    level: str,
    valid_from: date,
    document: str | None = None,
    options: LoadOptions | None = None,
    on_rows: Progress = quiet,
) -> LoadReport:
    """Load units of `level` (province, commune, hamlet) that are in force from `valid_from` on, without an end.

    A row whose code a unit of that name and kind has on that day gives that unit a new boundary; a code that nobody has
    makes a unit. Mode and key of `options` do not apply. Raises LoadError, or LoadRefused with the report; nothing is
    written then.
    """
    chosen = _level(level)
    options = replace(options or LoadOptions(), mode=None, key=None)
    with opened(path, options) as source, connection.begin_nested() as savepoint:
        report = _write(connection, chosen, valid_from, document, path, source, options, on_rows)
        if options.dry_run:
            savepoint.rollback()
            return replace(report, load_id=None, done=False)
    return report


def _level(name: str) -> Level:
    if name not in LEVEL_OF:
        listed = ", ".join(LEVELS)
        raise LoadError(
            f"Không có cấp “{shortened(name)}”; các cấp: {listed}.",
            f"There is no level “{shortened(name)}”; the levels are {listed}.",
        )
    return LEVEL_OF[name]


def _write(
    connection: Connection,
    level: Level,
    day: date,
    document: str | None,
    path: Path,
    source: Source,
    options: LoadOptions,
    on_rows: Progress,
) -> LoadReport:
    intake = take_in(source, file_layer(level), path.name, options)
    tally = intake.tally
    tally.describe(mode=Mode.UPSERT)
    layer_store.lock_layer(connection, "units")
    rows = unit_rows(intake.rows, level, tally)
    staged = store.stage(connection, rows, lambda: on_rows(tally.rows_read))
    staged -= _refuse(connection, level, day, tally)
    check_rows(tally, staged, options)
    staged -= _leave_unchanged(connection, day, tally)
    load_id = begin_record(connection, tally.result(rows_written=staged), file_sha256(path))
    # The wall clock after the lock, not the start of the transaction: what others recorded lies before it.
    recorded = connection.execute(select(func.clock_timestamp())).scalar_one()
    change = store.Change(level=level, day=day, document=document, source=path.name, recorded=recorded)
    if level is COMMUNE:
        parents.create_missing(connection, change, load_id)
    store.apply(connection, change, load_id)
    return complete_record(connection, load_id, tally.result(rows_written=staged))


def _refuse(connection: Connection, level: Level, day: date, tally: Tally) -> int:
    store.find(connection, level, day)
    problems = list(store.problems(connection, level, day))
    if level is COMMUNE:
        problems += parents.province_problems(connection, day)
        if not _has_parents(connection):
            tally.warn(
                "Tệp không có mã tỉnh (cột province_code); các đơn vị mới chưa thuộc tỉnh nào.",
                "The file has no province codes (column province_code); new units belong to no province yet.",
            )
    tally.refuse(problems)
    return layer_store.drop_rows(connection, {problem.row for problem in problems}) if problems else 0


def _has_parents(connection: Connection) -> bool:
    return bool(
        connection.exec_driver_sql("SELECT EXISTS (SELECT FROM incoming WHERE parent_code IS NOT NULL)").scalar()
    )


def _leave_unchanged(connection: Connection, day: date, tally: Tally) -> int:
    unchanged = store.drop_unchanged(connection, day)
    tally.rows_ignored += unchanged
    if unchanged:
        tally.warn(
            f"{unchanged} đơn vị đã có đúng ranh giới này, không đổi gì.",
            f"{unchanged} units have just this boundary already and stay as they are.",
        )
    return unchanged
