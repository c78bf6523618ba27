"""The server process as our child: started, kept running, stopped."""

import os
import shutil
import signal
import subprocess
import threading
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import structlog

from geo_api.embedded.installation import Account
from geo_api.embedded.processes import SHUTDOWN, end_leftovers

log = structlog.get_logger()

STARTING_POLL_SECONDS = 0.01
RUNNING_POLL_SECONDS = 0.1
LOG_BYTES = 16 * 1024 * 1024
# Between tries to start a server that does not come up again, say on a full disk.
LONGEST_PAUSE_SECONDS = 5.0


@dataclass(frozen=True, slots=True)
class ServerFiles:
    """What of a server's files has to be known from outside."""

    data: Path
    log: Path

    @property
    def pid_file(self) -> Path:
        return self.data / "postmaster.pid"

    def is_ready(self, pid: int) -> bool:
        """Whether the server `pid` has written that it takes connections (what pg_ctl looks at)."""
        try:
            lines = self.pid_file.read_text(encoding="utf-8").splitlines()
        except OSError:
            return False
        return len(lines) >= 8 and lines[0] == str(pid) and lines[7].strip() == "ready"


class Postmaster(threading.Thread):
    """Runs the server and starts it again when it dies, until stopped.

    A child is tied to the thread that made it (PR_SET_PDEATHSIG), so one thread makes every server and outlives it.
    """

    def __init__(self, command: Sequence[str], files: ServerFiles, account: Account, cluster_name: str) -> None:
        super().__init__(name="postmaster", daemon=True)
        self._command = tied_to_parent(command, signal.SIGINT)
        self._files = files
        self._account = account
        self._cluster_name = cluster_name
        self._changed = threading.Condition()
        self._was_ready = False
        self._stopping = threading.Event()

    def start_and_wait(self, seconds: float) -> bool:
        """Start; True once connections are taken, False when the server ended or took longer than `seconds`."""
        self.start()
        with self._changed:
            self._changed.wait_for(lambda: self._was_ready or not self.is_alive() or self._stopping.is_set(), seconds)
        return self._was_ready

    def stop(self) -> None:
        """Shut the server down and wait for its end."""
        self._stopping.set()
        self.join()

    def run(self) -> None:
        pause = 0.0
        while not self._stopping.is_set():
            came_up = self._try_to_serve()
            if not self._was_ready:
                self._give_up()
                return
            # One that served and died is wanted back at once; one that cannot start is not tried without end.
            pause = 0.0 if came_up else min(max(pause * 2, RUNNING_POLL_SECONDS), LONGEST_PAUSE_SECONDS)
            self._stopping.wait(pause)

    def _give_up(self) -> None:
        self._stopping.set()
        with self._changed:
            self._changed.notify_all()

    def _try_to_serve(self) -> bool:
        try:
            return self._serve_once()
        except Exception:
            # Whatever it was, say a disk or a process table that is full: with this thread the server would end.
            with suppress(Exception):  # nor may a closed standard error end it
                log.exception("postgresql not watched")
            return False

    def _serve_once(self) -> bool:
        """One life of the server, from a clean start to its end; True when it took connections."""
        end_leftovers(self._files.data, self._cluster_name)
        # Nothing of this server is alive: the file is stale, and its number may be another process's by now.
        self._files.pid_file.unlink(missing_ok=True)
        with self._files.log.open("ab") as server_log:
            child = subprocess.Popen(  # noqa: S603  # our own words, no shell
                self._command,
                stdin=subprocess.DEVNULL,
                stdout=server_log,
                stderr=server_log,
                env=server_environment(),
                # A Ctrl-C on the terminal is for us alone; the server stops after the service.
                start_new_session=True,
                **self._account.process_options,
            )
        return self._attend(child)

    def _attend(self, child: subprocess.Popen[bytes]) -> bool:
        ready = False
        while child.poll() is None and not self._stopping.is_set():
            if not ready and self._files.is_ready(child.pid):
                ready = True
                self._report_ready()
            bound_log(self._files.log)
            self._stopping.wait(RUNNING_POLL_SECONDS if ready else STARTING_POLL_SECONDS)
        if self._stopping.is_set():
            _shut_down(child)
        else:
            log.warning("postgresql ended", code=child.returncode, log=str(self._files.log))
        return ready

    def _report_ready(self) -> None:
        with self._changed:
            self._was_ready = True
            self._changed.notify_all()


def _shut_down(child: subprocess.Popen[bytes]) -> None:
    for how, seconds in SHUTDOWN:
        child.send_signal(how)
        try:
            child.wait(seconds)
            return
        except subprocess.TimeoutExpired:
            log.warning("postgresql does not stop", signal=how.name)


def tied_to_parent(command: Sequence[str], how: signal.Signals) -> list[str]:
    """`command`, to be sent `how` by the kernel when its parent dies, even by ``kill -9``."""
    setpriv = shutil.which("setpriv")
    return [setpriv, "--pdeathsig", how.name, "--", *command] if setpriv else list(command)


def server_environment() -> dict[str, str]:
    """None of the caller's PG… variables: they would change what the server does."""
    return {"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C.UTF-8"}


def bound_log(path: Path) -> None:
    """Keep the log and one older piece of it, as far as the disk and others that tidy up there allow."""
    with suppress(OSError):
        if path.stat().st_size > LOG_BYTES:
            _set_aside(path, path.with_suffix(".log.1"))


def _set_aside(path: Path, older: Path) -> None:
    """Copied, not renamed: the server holds the file open. On a full disk the room matters more than old words."""
    try:
        shutil.copyfile(path, older)
    except OSError:
        older.unlink(missing_ok=True)
    os.truncate(path, 0)
