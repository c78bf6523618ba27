"""Administrative units from a file: new ones, and new boundaries of those that exist."""

from dataclasses import replace
from datetime import date
from pathlib import Path

from sqlalchemy import Connection, func, select

from layers.layer import Text
from loaders.errors import LoadError
from loaders.intake import take_in
from loaders.load import Progress, Staged, check_rows, quiet, unseen
from loaders.locate.columns import find_position
from loaders.locate.ground import RecordedGround
from loaders.options import LoadOptions, Mode
from loaders.origin import called_after
from loaders.read.opening import file_sha256, opened
from loaders.report import Finding, LoadReport, Severity, Tally, shortened
from loaders.source import Source
from loaders.units.boundaries import store
from loaders.units.boundaries.change import GIVEN_STATUSES, Change, Recording, day_after
from loaders.units.boundaries.checks import run_checks
from loaders.units.boundaries.official import FIELD as AREA
from loaders.units.boundaries.official import square_kilometres, with_area
from loaders.units.boundaries.parents import Parents
from loaders.units.boundaries.problems import problems
from loaders.units.boundaries.repair import Repairs
from loaders.units.boundaries.rows import RowReader, file_layer
from loaders.units.drawn.store import redraw
from loaders.units.hamlets.qualify import qualify_hamlets
from loaders.units.levels import HAMLET, level_on
from loaders.units.reform.weights import weigh
from loaders.write import store as layer_store
from loaders.write.record import begin_record, complete_record


def load_units(
    connection: Connection,
    path: Path,
    level: str,
    valid_from: date,
    document: str | None = None,
    options: LoadOptions | None = None,
    on_rows: Progress = quiet,
    *,
    last_day: date | None = None,
    geom_status: str = "reference",
    on_staged: Staged = unseen,
) -> LoadReport:
    """Load units of `level` that are in force from `valid_from` to `last_day`, both included; without a last day, on.

    A row whose code a unit of that name and kind has on the first day gives that unit its boundary for those days; a
    code that nobody has makes a unit. geom_status: the standing of the boundaries. Mode and key of `options` do not
    apply. on_staged: sees the units that fit in the temporary table ``incoming`` before anything is written. What
    checks find goes into the report. Raises LoadError, or LoadRefused with the report; nothing is written then.
    """
    options = replace(options or LoadOptions(), mode=None, key=None)
    change = Change(
        level=level_on(level, valid_from),
        day=valid_from,
        until=day_after(valid_from, last_day),
        document=document,
        status=_given_status(geom_status),
        source=called_after(path.name, options.origin),
    )
    with opened(path, options) as source, connection.begin_nested() as savepoint:
        report = _Loading(connection, change, path, options).run(source, on_rows, on_staged)
        if options.dry_run:
            savepoint.rollback()
            return replace(report, load_id=None, done=False)
    return report


def _given_status(status: str) -> str:
    if status not in GIVEN_STATUSES:
        listed = ", ".join(GIVEN_STATUSES)
        raise LoadError(
            f"Giá trị của ranh giới “{shortened(status)}” phải là một trong: {listed}.",
            f"The standing of boundaries, “{shortened(status)}”, must be one of {listed}.",
        )
    return status


class _Loading:
    """One file on its way through the stages."""

    def __init__(self, connection: Connection, change: Change, path: Path, options: LoadOptions) -> None:
        self.connection = connection
        self.change = change
        self.path = path
        self.options = options
        self.parents = Parents()

    def run(self, source: Source, on_rows: Progress, on_staged: Staged) -> LoadReport:
        """Stage, refuse, write, check. Raises LoadError."""
        tally, staged = self._stage(source, on_rows)
        staged -= self._refuse(tally)
        on_staged(self.connection)
        check_rows(tally, staged, self.options)
        sha256 = file_sha256(self.path)
        load_id = begin_record(self.connection, tally.result(rows_written=staged), sha256, self.options.origin)
        changed = self._write(tally, load_id)
        self._count_unchanged(tally, staged - changed)
        run_checks(self.connection, self.change, tally)
        self._weigh(tally, load_id)
        store.drop_stage(self.connection)
        return complete_record(self.connection, load_id, tally.result(rows_written=changed))

    def _stage(self, source: Source, on_rows: Progress) -> tuple[Tally, int]:
        _refuse_points(source, self.options)
        mapping = with_area(self.options.mapping, source.columns)
        repairs, layer = Repairs(), file_layer(self.change.level)
        options, ground = replace(self.options, mapping=mapping), RecordedGround(self.connection)
        intake = take_in(source, layer, self.path.name, options, ground, repairs.shape)
        tally = intake.tally
        tally.describe(mode=Mode.UPSERT)
        layer_store.lock_layer(self.connection, layer_store.UNITS)
        reader = RowReader(self.change.level, tally, repairs, square_kilometres(mapping.get(AREA)))
        units = reader.units(intake.rows)
        staged = store.stage(self.connection, units, self.parents, lambda: on_rows(tally.rows_read))
        reader.report()
        return tally, staged

    def _refuse(self, tally: Tally) -> int:
        store.find(self.connection, self.change)
        self.parents.look_up(self.connection, self.change)
        found = list(problems(self.connection, self.change, self.parents))
        tally.refuse(found)
        dropped = layer_store.drop_rows(self.connection, {problem.row for problem in found}) if found else 0
        self.parents.keep_used(self.connection)
        self.parents.warn(tally, self.change)
        return dropped

    def _count_unchanged(self, tally: Tally, unchanged: int) -> None:
        tally.rows_ignored += unchanged
        if unchanged:
            tally.warn(
                f"{unchanged} đơn vị đã được ghi đúng như trong tệp, không đổi gì.",
                f"{unchanged} units are on record just as in the file and stay as they are.",
            )

    def _weigh(self, tally: Tally, load_id: int) -> None:
        """Shares of a change that was put on record before its boundaries: they can be known now."""
        if weighed := weigh(self.connection, load_id):
            words = Text(
                f"đã tính tỷ lệ của {weighed} phần đơn vị theo ranh giới này.",
                f"the shares of {weighed} parts of units are known by these boundaries now.",
            )
            tally.find([Finding(check="weighed", severity=Severity.NOTE, text=words)])

    def _write(self, tally: Tally, load_id: int) -> int:
        # The wall clock after the lock, not the start of the transaction: what others recorded lies before it.
        recorded = self.connection.execute(select(func.clock_timestamp())).scalar_one()
        recording = Recording(self.change, load_id, recorded)
        tally.find(self.parents.create_missing(self.connection, recording))
        changed = store.touch(self.connection, self.change)
        store.apply(self.connection, recording)
        if self.change.level.name == HAMLET.name:
            qualify_hamlets(self.connection)
        redraw(self.connection)
        return changed


def _refuse_points(source: Source, options: LoadOptions) -> None:
    columns = find_position(source, options.mapping, required=False).columns
    if len(columns) == 2:
        named = Text(" và ".join(map(shortened, columns)), " and ".join(map(shortened, columns)))
        raise LoadError(
            f"Cột {named.vi} là tọa độ của điểm, không phải ranh giới; hãy bỏ hai cột này, hoặc nêu --map wkt=CỘT.",
            f"Columns {named.en} hold points, not boundaries; leave them out, or give --map wkt=COLUMN.",
        )
