"""What lies where in a data directory, and who may get at it.

lock            who runs the cluster             configuration/  written anew at each start
users           who else is connected to it      log/            what the server says, bounded in size
postgres/       PostgreSQL's own files           run/            the socket
"""

import os
import subprocess
from dataclasses import dataclass
from pathlib import Path

from geo_api.embedded.installation import Account
from geo_api.errors import CommandFailed

# sockaddr_un holds 107 bytes, of which the file's own name takes these.
SOCKET_NAME = "/.s.PGSQL.5432"
LONGEST_SOCKET_PATH = 107


@dataclass(frozen=True, slots=True)
class Directories:
    server: Path
    unfinished: Path
    configuration: Path
    log: Path
    socket: Path

    @classmethod
    def of(cls, data_dir: Path, cluster_name: str) -> "Directories":
        return cls(
            data_dir / "postgres",
            data_dir / "postgres.part",
            data_dir / "configuration",
            data_dir / "log",
            _socket_directory(data_dir, cluster_name),
        )

    def make(self, account: Account) -> None:
        """Make what is missing. The server's user may write where the server writes, and nowhere else."""
        self.configuration.mkdir(mode=0o755, exist_ok=True)
        self.log.mkdir(mode=0o755, exist_ok=True)
        self.make_private(self.socket, account)

    @staticmethod
    def make_private(path: Path, account: Account) -> None:
        """A directory of the server's user alone.

        Raises CommandFailed when somebody else's is there already (in a folder that all may write to).
        """
        path.mkdir(mode=0o700, exist_ok=True)
        found = path.lstat()
        if path.is_symlink() or found.st_uid not in (account.uid, os.geteuid()):
            raise CommandFailed(
                f"Thư mục {path} thuộc về người khác; hãy xóa nó hoặc đặt WARDMAP_DATA_DIR ở chỗ khác.",
                f"The directory {path} belongs to somebody else; remove it, or set WARDMAP_DATA_DIR elsewhere.",
            )
        os.chown(path, account.uid, account.gid)
        path.chmod(0o700)


def _socket_directory(data_dir: Path, cluster_name: str) -> Path:
    """Inside the data directory; where that path is too long for a socket, among the system's run-time files."""
    inside = data_dir / "run"
    if len(os.fsencode(inside)) + len(SOCKET_NAME) <= LONGEST_SOCKET_PATH:
        return inside
    if os.geteuid() == 0:
        return Path("/run") / cluster_name
    runtime = os.environ.get("XDG_RUNTIME_DIR")
    return Path(runtime) / cluster_name if runtime else Path("/tmp") / f"{cluster_name}-{os.geteuid()}"  # noqa: S108  # checked for its owner


def must_reach(account: Account, data_dir: Path) -> None:
    """Refuse a data directory that the server's user cannot get into, say one below /root.

    Raises CommandFailed.
    """
    if not account.process_options:
        return
    probe = subprocess.run(["test", "-x", str(data_dir)], cwd="/", check=False, **account.process_options)  # noqa: S603, S607  # a fixed program
    if probe.returncode != 0:
        raise CommandFailed(
            f"Người dùng “{account.name}” chạy PostgreSQL không vào được thư mục {data_dir}. "
            "Hãy đặt WARDMAP_DATA_DIR ở nơi khác, ví dụ /var/lib/wardmap.",
            f"User “{account.name}”, which runs PostgreSQL, cannot get into {data_dir}. "
            "Set WARDMAP_DATA_DIR to another place, such as /var/lib/wardmap.",
        )
