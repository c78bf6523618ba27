"""A table of figures onto the record: read → decode → columns → figures → units → write, all or nothing."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

from sqlalchemy import Connection

from layers.layer import Text
from loaders.decode.text import decoded
from loaders.indicators import store
from loaders.indicators.columns import read_columns
from loaders.indicators.record import NotFound, Record, records
from loaders.indicators.table import Figure, Given, read_figures
from loaders.load import Progress, Staged, check_rows, quiet, unseen
from loaders.options import LoadOptions, Mode
from loaders.origin import UNSAID, Origin, why_no_words
from loaders.read.opening import file_sha256, opened
from loaders.report import LoadReport, Problem, Tally
from loaders.write.record import begin_record, complete_record
from loaders.write.store import lock_layer


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is to be loaded, and how. mode: append refuses what is on record, upsert takes the place of it.

    level: of the units, where neither a column nor a name says it; None: any that an indicator has. origin: of the
    table; the source of all figures, where it names none.
    """

    path: Path
    given: Given = field(default_factory=Given)
    mode: Mode = Mode.APPEND
    mapping: Mapping[str, str] = field(default_factory=dict)
    encoding: str | None = None
    sheet: str | None = None
    level: str | None = None
    dry_run: bool = False
    origin: Origin = UNSAID

    @property
    def said(self) -> Origin:
        """Who made the table is who all its figures are from."""
        source = self.given.source
        usable = source if source and not why_no_words(source) else None
        return replace(self.origin, source=self.origin.source or usable)

    @property
    def options(self) -> LoadOptions:
        return LoadOptions(encoding=self.encoding, source_layer=self.sheet, mode=self.mode, dry_run=self.dry_run)


def load_figures(
    connection: Connection, wanted: Wanted, on_rows: Progress = quiet, on_staged: Staged = unseen
) -> LoadReport:
    """Put the figures of a table on record, in the caller's transaction; `rows_written` of the report are values.

    on_staged: sees the figures that fit in the temporary table ``incoming_figure`` before anything is written.

    A unit is looked for among those of the last day of its period. Raises LoadError when the table cannot be read, and
    LoadRefused with the report when a row or a cell is refused; nothing is written then.
    """
    tally = Tally(LoadReport(layer=store.LAYER, file_name=wanted.path.name, mode=wanted.mode, dry_run=wanted.dry_run))
    figures = _read(wanted, tally)
    on_rows(tally.rows_read)
    with connection.begin_nested() as savepoint:
        lock_layer(connection, store.LAYER)
        placed = list(_placed(connection, figures, wanted.level, tally))
        store.stage(connection, placed)
        on_staged(connection)
        tally.refuse(store.clashes(connection, wanted.mode))
        check_rows(tally, len(placed), wanted.options)
        report = _write(connection, wanted, len(placed), tally)
        if wanted.dry_run:
            savepoint.rollback()
            return replace(report, load_id=None, done=False)
    return report


def _read(wanted: Wanted, tally: Tally) -> list[Figure]:
    with opened(wanted.path, wanted.options) as raw:
        source = decoded(raw, wanted.encoding, tally)
        columns = read_columns(source.columns, wanted.mapping)
        tally.describe(matching=columns.matching, unmatched=columns.unmatched, source_layer=source.layer)
        return read_figures(source, columns, wanted.given, tally)


def _placed(
    connection: Connection, figures: Sequence[Figure], level: str | None, tally: Tally
) -> Iterator[store.Placed]:
    """Each figure with its unit; those of which it is not known go into `tally`."""
    known = records(connection, (figure.period.last for figure in figures))
    told: set[tuple[int, str]] = set()
    for figure in figures:
        try:
            yield store.Placed(figure, _unit_of(figure, level, known))
        except NotFound as wrong:
            # Once a row, however many figures it has.
            if (figure.row, wrong.field) not in told:
                told.add((figure.row, wrong.field))
                tally.refuse([Problem(figure.row, wrong.field, wrong.value, wrong.reason)])


def _unit_of(figure: Figure, level: str | None, known: Mapping[date, Record]) -> int:
    """Raises NotFound."""
    indicator = figure.indicator
    unit = known[figure.period.last].find(figure.unit, (level,) if level else indicator.levels)
    if unit.level not in indicator.levels:
        levels = ", ".join(indicator.levels)
        reason = Text(
            f"{unit.label} thuộc cấp {unit.level}; chỉ số {indicator.code} chỉ có ở cấp {levels}.",
            f"{unit.label} is of level {unit.level}; indicator {indicator.code} is of {levels} alone.",
        )
        raise NotFound(figure.column, unit.label, reason)
    return unit.id


def _write(connection: Connection, wanted: Wanted, values: int, tally: Tally) -> LoadReport:
    load_id = begin_record(connection, tally.result(rows_written=values), file_sha256(wanted.path), wanted.said)
    replaced = store.write(connection, load_id)
    return complete_record(connection, load_id, tally.result(rows_written=values, rows_removed=replaced))
