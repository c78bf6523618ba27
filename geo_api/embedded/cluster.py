"""One private cluster: a data directory, and the server that runs on it while somebody needs it."""

import hashlib
import os
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

from geo_api.embedded import configuration
from geo_api.embedded.bootstrap import ensure_database
from geo_api.embedded.debian import ensure_postgis
from geo_api.embedded.directories import Directories, must_reach
from geo_api.embedded.installation import Account, Installation, server_account
from geo_api.embedded.lock import FileLock, Holder
from geo_api.embedded.postmaster import Postmaster, ServerFiles, server_environment, tied_to_parent
from geo_api.embedded.processes import end_leftovers
from geo_api.errors import CommandFailed

# Replaying the log after a crash may take this long; an ordinary start takes a fifth of a second.
START_SECONDS = 300.0


class ClusterBusy(CommandFailed):
    """Another process runs this cluster; `holder` says which, as far as it is known."""

    def __init__(self, data_dir: Path, holder: Holder | None) -> None:
        self.holder = holder
        pid, command = (holder.pid, holder.command) if holder else ("?", "?")
        super().__init__(
            f"Cơ sở dữ liệu ở {data_dir} đang do lệnh “wardmap {command}” (tiến trình {pid}) sử dụng.",
            f"The database in {data_dir} is in use by “wardmap {command}” (process {pid}).",
        )


class Cluster:
    """A PostgreSQL with PostGIS on a Unix socket that only the invoking user, the server's user and root reach.

    It holds the database ``wardmap``, the roles ``wardmap`` (owns it) and ``wardmap_service`` (owns nothing), and
    the superuser ``postgres``.
    """

    def __init__(self, data_dir: Path, settings: Mapping[str, str] | None = None) -> None:
        self.data_dir = data_dir.resolve()
        self._settings = dict(settings or {})
        self._lock = FileLock(self.data_dir / "lock")
        self._command = ""
        self._postmaster: Postmaster | None = None

    @property
    def name(self) -> str:
        """Told apart from every other cluster in a list of processes."""
        return f"wardmap-{hashlib.sha256(os.fsencode(self.data_dir)).hexdigest()[:8]}"

    @property
    def exists(self) -> bool:
        """Whether it was ever made; one that was cut short while being made was not."""
        return Directories.of(self.data_dir, self.name).server.is_dir()

    def url(self, role: str, database: str = "wardmap") -> str:
        """A libpq address; the port is in it so that the caller's PGPORT cannot change it."""
        socket_dir = Directories.of(self.data_dir, self.name).socket
        return f"postgresql://{role}@:5432/{database}?host={quote(str(socket_dir), safe='/')}"

    def start(self, command: str = "") -> None:
        """Make the cluster if it is not there, and run it until `stop`. `command` is told to whoever else wants it.

        Raises ClusterBusy when another process runs it; CommandFailed when it cannot be made or started.
        """
        self._take_lock(command)
        try:
            self._run()
        except BaseException:
            self.stop()
            raise

    def stop(self) -> None:
        """Shut down and let others have it. Does nothing when it is not running."""
        if self._postmaster:
            self._lock.announce(Holder(os.getpid(), self._command))
            self._postmaster.stop()
            self._postmaster = None
        self._lock.release()

    def announce(self, address: str) -> None:
        """Let a second `up` say where the first one serves."""
        self._lock.announce(Holder(os.getpid(), self._command, is_ready=True, address=address))

    def current_holder(self) -> Holder | None:
        """The process that runs this cluster now; None when nobody does, or it has not said who it is."""
        return self._lock.holder() if self._lock.is_held() else None

    def is_open(self) -> bool:
        """Whether the process that runs it has it ready for others to connect to."""
        holder = self._lock.holder()
        return holder is not None and holder.is_ready and configuration.answers(self.url(configuration.SERVICE))

    @classmethod
    @contextmanager
    def temporary(cls) -> Iterator["Cluster"]:
        """A running cluster for tests: nothing is kept, so nothing is written for keeps."""
        with tempfile.TemporaryDirectory(prefix="wardmap-") as folder:
            Path(folder).chmod(0o755)
            cluster = cls(Path(folder), configuration.NOT_FOR_KEEPS)
            cluster.start("test")
            try:
                yield cluster
            finally:
                cluster.stop()

    def _take_lock(self, command: str) -> None:
        try:
            self.data_dir.mkdir(mode=0o755, parents=True, exist_ok=True)
            is_ours = self._lock.acquire()
        except PermissionError as error:
            raise CommandFailed(
                f"Không có quyền ghi vào thư mục dữ liệu {self.data_dir}.",
                f"No right to write into the data directory {self.data_dir}.",
            ) from error
        if not is_ours:
            raise ClusterBusy(self.data_dir, self._lock.holder())
        self._command = command
        self._lock.announce(Holder(os.getpid(), command))

    def _run(self) -> None:
        installations = ensure_postgis()
        account = server_account()
        must_reach(account, self.data_dir)
        directories = Directories.of(self.data_dir, self.name)
        directories.make(account)
        installation = self._matching(installations, directories.server)
        if not directories.server.exists():
            self._initialise(installation, account, directories)
        configuration.write(directories, self.name, account, self._settings)
        self._postmaster = self._start_server(installation, account, directories)
        ensure_database(self.url)
        self._lock.announce(Holder(os.getpid(), self._command, is_ready=True))

    def _matching(self, installations: list[Installation], data: Path) -> Installation:
        """The newest for new data; for data that is there, the major version that made it."""
        if not data.exists():
            return installations[0]
        made_by = int((data / "PG_VERSION").read_text(encoding="ascii"))
        for installation in installations:
            if installation.major == made_by:
                return installation
        present = ", ".join(str(installation.major) for installation in installations)
        raise CommandFailed(
            f"Dữ liệu ở {self.data_dir} do PostgreSQL {made_by} tạo, còn máy này có PostgreSQL {present} với PostGIS. "
            f"Hãy cài lại: apt-get install postgresql-{made_by}-postgis-3, hoặc chuyển dữ liệu bằng pg_upgrade.",
            f"The data in {self.data_dir} was made by PostgreSQL {made_by}; this machine has {present} with PostGIS. "
            f"Install it again: apt-get install postgresql-{made_by}-postgis-3, or convert the data with pg_upgrade.",
        )

    def _initialise(self, installation: Installation, account: Account, directories: Directories) -> None:
        """Make the data directory under another name first: one that has its right name is complete."""
        part = directories.unfinished
        end_leftovers(part, self.name)
        shutil.rmtree(part, ignore_errors=True)
        directories.make_private(part, account)
        command = [installation.program("initdb"), "-D", str(part), *configuration.INITDB_OPTIONS]
        if self._settings.get("fsync") == "off":
            command.append("--no-sync")
        done = subprocess.run(  # noqa: S603  # our own words, no shell
            tied_to_parent(command, signal.SIGKILL),
            env=server_environment(),
            cwd="/",
            capture_output=True,
            text=True,
            check=False,
            **account.process_options,
        )
        if done.returncode != 0:
            raise _not_started("initdb", done.stderr)
        part.rename(directories.server)

    def _start_server(self, installation: Installation, account: Account, directories: Directories) -> Postmaster:
        command = [
            installation.program("postgres"),
            "-D",
            str(directories.server),
            "-c",
            f"config_file={directories.configuration / 'postgresql.conf'}",
        ]
        log_file = directories.log / "postgresql.log"
        postmaster = Postmaster(command, ServerFiles(directories.server, log_file), account, self.name)
        if not postmaster.start_and_wait(START_SECONDS):
            postmaster.stop()
            raise _not_started(str(log_file), _text(log_file))
        return postmaster


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8", errors="replace")
    except OSError as error:
        return f"error: {error.strerror}"


def _not_started(where: str, output: str) -> CommandFailed:
    """The server's own last words that matter: an administrator needs them, and nobody else sees them."""
    lines = [line for line in output.splitlines() if "FATAL" in line or "error" in line] or output.splitlines()
    last = lines[-1].strip() if lines else ""
    return CommandFailed(
        f"PostgreSQL không khởi động được ({where}): {last}",
        f"PostgreSQL does not start ({where}): {last}",
    )
