"""One file into one layer: read → decode → locate → fit → write, all or nothing."""

from collections.abc import Callable
from pathlib import Path

from sqlalchemy import Connection

from layers.layer import Group, Layer, Storage
from loaders.errors import LoadError, LoadRefused, NothingForLayer
from loaders.intake import Intake, take_in
from loaders.locate.ground import RecordedGround
from loaders.options import LoadOptions, Mode, OnError
from loaders.origin import Origin
from loaders.read.gdal import Opener
from loaders.read.opening import file_sha256, opened
from loaders.report import LoadReport, Tally
from loaders.write import aside, store
from loaders.write.beside import Beside
from loaders.write.duplicates import find_duplicates
from loaders.write.outside import find_outside
from loaders.write.record import begin_record, complete_record, loaded_before

Progress = Callable[[int], None]
Staged = Callable[[Connection], None]


def quiet(_rows: int) -> None:
    """Progress that nobody watches."""


def unseen(_connection: Connection) -> None:
    """Rows that nobody looks at before they are written."""


def load(
    connection: Connection,
    layer: Layer,
    path: Path,
    options: LoadOptions | None = None,
    on_rows: Progress = quiet,
    on_staged: Staged = unseen,
    opener: Opener = opened,
    *,
    is_alone: bool = False,
) -> LoadReport:
    """Load `path` into `layer` within the caller's transaction; `on_rows` hears how many rows have been read.

    on_staged: sees the rows that fit in the temporary table ``incoming`` before anything is written, also where others
    are refused. opener: gives the rows of `path`, where they need not be read from it anew. is_alone: the
    transaction is for this load only and is committed right after it; then the rows of a layer may be built anew beside
    the old ones, for whose exchange its readers wait until the commit.

    Raises LoadError when the file as a whole cannot be loaded, or options contradict each other, and LoadRefused (with
    the report) when its rows are refused; nothing is written then, and the transaction can go on.
    """
    if layer.storage is not Storage.FEATURE:
        raise _not_loadable(layer)
    options = options or LoadOptions()
    if options.mode is Mode.REPLACE and options.on_error is OnError.SKIP:
        raise _not_replaceable()
    with opener(path, options) as source, connection.begin_nested() as savepoint, Beside() as beside:
        intake = take_in(source, layer, path.name, options, RecordedGround(connection, beside.wait))
        staged = _stage(connection, layer, intake, on_rows, beside)
        on_staged(connection)
        check_rows(intake.tally, staged, options)
        sha256 = file_sha256(path)
        _look_over(connection, layer, intake, sha256)
        if options.dry_run:
            removed = store.to_be_removed(connection, layer) if intake.mode is Mode.REPLACE else 0
            savepoint.rollback()
            return intake.tally.result(rows_written=staged, rows_removed=removed)
        return _write(connection, layer, intake, staged, (sha256, options.origin), is_alone=is_alone)


def _stage(connection: Connection, layer: Layer, intake: Intake, on_rows: Progress, beside: Beside) -> int:
    """The rows that fit into ``incoming``; how many."""
    store.lock_layer(connection, layer.name)
    staged = store.stage(connection, layer, intake.batches, lambda: on_rows(intake.tally.rows_read), beside)
    return staged - _refuse_keys(connection, layer, intake)


def _write(
    connection: Connection, layer: Layer, intake: Intake, staged: int, file: tuple[str, Origin], *, is_alone: bool
) -> LoadReport:
    """file: its SHA-256, and where it comes from."""
    if intake.mode is Mode.UPSERT:
        store.keep_unsaid(connection, layer, intake.fields)
    is_aside = is_alone and aside.is_worth_it(connection, layer.name, staged)
    load_id = begin_record(connection, intake.tally.result(rows_written=staged), *file)
    removed = store.apply(connection, layer, intake.mode, load_id, staged, is_aside=is_aside)
    return complete_record(connection, load_id, intake.tally.result(rows_written=staged, rows_removed=removed))


def _look_over(connection: Connection, layer: Layer, intake: Intake, sha256: str) -> None:
    """What somebody should look at in the rows that will be written."""
    find_duplicates(connection, layer, intake.mode, intake.tally)
    find_outside(connection, intake.tally)
    before = loaded_before(connection, layer.name, sha256) if intake.mode is Mode.APPEND else None
    if before:
        intake.tally.warn(
            f"Chính tệp này đã được nạp vào lớp (lần {before}); dữ liệu nay có hai lần.",
            f"This very file has been loaded into the layer before (load {before}); its rows are there twice now.",
        )


def _refuse_keys(connection: Connection, layer: Layer, intake: Intake) -> int:
    before = set(intake.tally.refused_rows)
    intake.tally.refuse(store.key_problems(connection, layer, intake.mode))
    refused = intake.tally.refused_rows - before
    return store.drop_rows(connection, refused) if refused else 0


def check_rows(tally: Tally, staged: int, options: LoadOptions) -> None:
    """Refuse a file without rows, without rows for the layer, or with rows that may not be skipped."""
    name = tally.report.file_name
    if tally.rows_read == 0:
        raise LoadError(f"Tệp {name} không có dòng dữ liệu nào.", f"File {name} has no rows.")
    if tally.problems and (options.on_error is OnError.REFUSE or staged == 0):
        raise LoadRefused(tally.result())
    if staged == 0 and tally.rows_ignored == tally.rows_read:
        raise NothingForLayer(name)


def _not_replaceable() -> LoadError:
    """A row left out of the file would take the good row of the same key out of the layer."""
    return LoadError(
        "--mode replace không đi cùng --on-error skip: dòng bị bỏ qua sẽ mất khỏi lớp.",
        "--mode replace does not go with --on-error skip: rows left out would be lost to the layer.",
    )


def _not_loadable(layer: Layer) -> LoadError:
    if layer.group is Group.UNIT:
        return LoadError(
            f"Lớp {layer.name} là đơn vị hành chính; hãy dùng: wardmap load units TỆP --level … --valid-from …",
            f"Layer {layer.name} holds administrative units; please use: "
            "wardmap load units FILE --level … --valid-from …",
        )
    if layer.group is Group.INDICATOR:
        return LoadError(
            "Chỉ số nạp bằng lệnh riêng: wardmap indicators load TỆP --period KỲ",
            "Indicators have a command of their own: wardmap indicators load FILE --period PERIOD",
        )
    return LoadError(
        f"Lớp {layer.name} do hệ thống tự tính, không nạp từ tệp.",
        f"Layer {layer.name} is kept by the system itself and takes no files.",
    )
