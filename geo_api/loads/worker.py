"""The worker: checks and loads what was uploaded, one after another. Any number of them may run beside each other."""

import select
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import partial
from typing import Any

import structlog
from sqlalchemy import Connection, Engine, create_engine, text
from sqlalchemy.engine import URL
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import NullPool

from geo_api.db import CONNECT_TIMEOUT_SECONDS, END_WITH_CLIENT, TIME_ZONE
from geo_api.embedded import database_urls
from geo_api.identity import Identity, identity_of
from geo_api.loads import queue, undoing
from geo_api.loads.afterwards import Afterwards
from geo_api.loads.asked import goes_with, kept
from geo_api.loads.examine import Examination, words
from geo_api.loads.folders import ABANDONED_SECONDS, Folders
from geo_api.loads.queue import Abandoned, Job, Outcome
from geo_api.loads.uploads import CHANNEL
from geo_api.process import is_stopping, stopped_by_signals
from geo_api.settings import Settings
from layers.layer import Text

log = structlog.get_logger()

# How long an upload that nobody commits is kept, and the report of one that is loaded.
KEPT_HOURS = 24
# Calls are heard at once; this is for those that were missed while the database was away.
_POLL_SECONDS = 2.0
_SWEEP_SECONDS = 60.0
_PROGRESS_SECONDS = 0.5
_RETRY_SECONDS = 1.0


def run(settings: Settings) -> None:
    """Work until a signal ends it. A database that goes away is waited for. Raises CommandFailed at first trouble."""
    folders, who = Folders(settings), identity_of(settings)
    with stopped_by_signals(), database_urls(settings, "loads work") as urls:
        folders.prepare()
        afterwards = Afterwards()
        while not is_stopping():
            try:
                with _connected(urls.owner) as connections:
                    Worker(*connections, folders, afterwards, who).serve()
            except DBAPIError as error:
                if not is_away(error):
                    raise
                log.warning("database", error=str(error.orig).strip())
            time.sleep(_RETRY_SECONDS)


@contextmanager
def _connected(url: URL) -> Iterator[tuple[Engine, Connection]]:
    """An engine, and a connection that commits each statement and hears calls."""
    options = f"-c jit=off -c application_name=wardmap-loads {TIME_ZONE}"
    arguments = {"connect_timeout": CONNECT_TIMEOUT_SECONDS, "options": options}
    engine = create_engine(url, poolclass=NullPool, hide_parameters=True, connect_args=arguments)
    try:
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as control:
            control.exec_driver_sql(f"LISTEN {CHANNEL}")
            yield engine, control
    finally:
        engine.dispose()


def is_away(error: DBAPIError) -> bool:
    """Whether the database went away or is coming up (SQLSTATE 57P…): not the fault of what was being done."""
    code = getattr(error.orig, "pgcode", None)
    return error.connection_invalidated or (code or "57P").startswith(("57P", "08"))


class Worker:
    """Works on one pair of connections for as long as they hold. who: whose map it is, as reports tell."""

    def __init__(
        self, engine: Engine, control: Connection, folders: Folders, afterwards: Afterwards, who: Identity
    ) -> None:
        self._engine = engine
        self._control = control
        self._folders = folders
        self._next_sweep = 0.0
        self._afterwards = afterwards
        self._who = who

    def serve(self) -> None:
        """Work for ever. Raises DBAPIError when the database goes away."""
        while not is_stopping():
            self._folders.say_alive()
            self._sweep_in_time()
            self._raw.notifies.clear()
            if not self.step():
                self._wait()

    def step(self) -> bool:
        """Do the next thing, if there is one."""
        loads, uploads = undoing.candidates(self._control), queue.candidates(self._control)
        if not (loads or uploads):
            return False
        with self._engine.connect() as work:
            work.execute(text(END_WITH_CLIENT))
            if asked := undoing.claim(self._control, work, loads):
                return _guarded(work, partial(self._undo, work, asked), partial(self._not_undone, asked))
            if job := queue.claim(self._control, work, uploads):
                return _guarded(work, partial(self._do, work, job), partial(self._fail, job))
        return False

    def _undo(self, work: Connection, asked: undoing.Undoing) -> None:
        undoing.take_back(work, asked)
        work.commit()

    def _not_undone(self, asked: undoing.Undoing, error: Exception) -> None:
        log.error("undoing", load=asked.load_id, exc_info=error)
        with suppress(Abandoned):
            undoing.fail(self._control, asked)

    def _do(self, work: Connection, job: Job) -> None:
        examination = self._begun(work, job)
        if isinstance(examination, Text):
            queue.finish(self._control, job, Outcome(state="failed", error=words(examination)))
            return
        outcome = examination.run(_Progress(self._control, job).say)
        queue.finish(work, job, outcome)
        work.commit()
        is_done = outcome.state == "done"
        target = self._folders.workbook(job.id, job.revision, is_loaded=is_done)
        # What was done is done; a report that cannot be written changes nothing of it.
        self._afterwards.do(
            partial(examination.write_workbook, target, self._who), partial(self._leave, job, is_done=is_done)
        )

    def _begun(self, work: Connection, job: Job) -> Examination | Text:
        """What is to be done, or why it is not. A record is no proof: the service that takes requests may write it."""
        if job.attempts > queue.MOST_ATTEMPTS:
            return _ATTEMPTS
        options = kept(job.asked)
        if options is None or not goes_with(job.layer, options):
            return _OPTIONS
        if job.is_load and not (job.is_checked and job.committed_by):
            return _UNCHECKED
        path = self._folders.file(job.id, job.file_name)
        return Examination(work, job, options, path) if path else _FILE_GONE

    def _leave(self, job: Job, *, is_done: bool) -> None:
        """The file of an upload that is loaded is needed no more."""
        if is_done:
            self._folders.drop_file(job.id)

    def _fail(self, job: Job, error: Exception) -> None:
        log.error("upload", upload=job.id, exc_info=error)
        with suppress(Abandoned):
            queue.finish(self._control, job, Outcome(state="failed", error=words(_UNEXPECTED)))

    def _wait(self) -> None:
        """Until somebody calls, or for a while."""
        # A call may have come with the answer to a question, which did not see yet what it is about.
        if not self._raw.notifies and select.select([self._raw], [], [], _POLL_SECONDS)[0]:
            self._control.exec_driver_sql("SELECT 1")  # takes in what has arrived; raises when the server is gone

    @property
    def _raw(self) -> Any:
        return self._control.connection.dbapi_connection

    def _sweep_in_time(self) -> None:
        if time.monotonic() >= self._next_sweep:
            self._next_sweep = time.monotonic() + _SWEEP_SECONDS
            sweep(self._control, self._folders)


def _guarded(work: Connection, do: Callable[[], None], fail: Callable[[Exception], None]) -> bool:
    """Do it; what goes wrong is put on record by `fail`. Raises DBAPIError when the database goes away."""
    try:
        do()
    except Abandoned:
        work.rollback()
    except Exception as error:
        if isinstance(error, DBAPIError) and is_away(error):
            raise
        if not work.invalidated:  # else the same, said by what came after it
            work.rollback()
            fail(error)
    return True


def sweep(control: Connection, folders: Folders) -> None:
    """Remove uploads that nobody committed in time, and all files that nobody needs any more."""
    queue.forget_expired(control, KEPT_HOURS)
    folders.drop_abandoned()
    present = list(folders.present())
    known = queue.known(control, present, KEPT_HOURS)
    for upload in present:
        if upload not in known:
            folders.drop_if_older(upload, ABANDONED_SECONDS)
            continue
        has_file, is_old = known[upload]
        if not has_file:
            folders.drop_file(upload)
            if is_old:
                folders.drop(upload)


class _Progress:
    """Says now and then how far a file is."""

    def __init__(self, control: Connection, job: Job) -> None:
        self._control = control
        self._job = job
        self._next = 0.0

    def say(self, rows: int) -> None:
        if time.monotonic() >= self._next:
            queue.say_progress(self._control, self._job, rows)
            self._next = time.monotonic() + _PROGRESS_SECONDS


_ATTEMPTS = Text(
    "Chương trình kiểm tra đã dừng giữa chừng nhiều lần với tệp này; hãy chia nhỏ tệp hoặc lưu lại bằng "
    "GeoPackage rồi gửi lại.",
    "Checking this file broke off several times; please split it or save it as a GeoPackage and send it again.",
)
_OPTIONS = Text(
    "Phiên bản này không hiểu cách nạp đã chọn cho tệp; không ghi gì. Hãy gửi lại tệp và chọn lại.",
    "This version does not know the options chosen for this file; nothing was written. Please send it again.",
)
_UNCHECKED = Text(
    "Tệp chưa được kiểm tra với đúng cách nạp này; không ghi gì. Hãy gửi lại tệp.",
    "The file was not checked with these very options; nothing was written. Please send it again.",
)
_FILE_GONE = Text(
    "Tệp đã gửi không còn ở máy chủ; hãy gửi lại. (Nhiều máy: WARDMAP_DATA_DIR phải là một chỗ chung.)",
    "The file is no longer on the server; please send it again. (Several machines: WARDMAP_DATA_DIR must be shared.)",
)
_UNEXPECTED = Text(
    "Máy chủ gặp lỗi ngoài dự kiến với tệp này; không ghi gì. Hãy báo người quản trị.",
    "The server met an unexpected error with this file; nothing was written. Please tell the administrator.",
)
