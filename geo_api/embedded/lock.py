"""Who holds a data directory: an advisory lock that the kernel drops when the holder dies, however it dies."""

import fcntl
import json
import os
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Holder:
    """What the holder wrote about itself."""

    pid: int
    command: str
    # The database is there with all that is in it, not just a server that answers.
    is_ready: bool = False
    address: str | None = None


class FileLock:
    """One lock file. Shared or exclusive, never waiting: the caller decides how long to try."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._descriptor: int | None = None

    def acquire(self, *, shared: bool = False) -> bool:
        """Take the lock if it is free; True when it is ours."""
        descriptor = os.open(self._path, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(descriptor, (fcntl.LOCK_SH if shared else fcntl.LOCK_EX) | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(descriptor)
            return False
        self._descriptor = descriptor
        return True

    def is_held(self) -> bool:
        """Whether anybody else has it at this moment."""
        if not self._path.exists():
            return False
        is_free = self.acquire(shared=True)
        self.release()
        return not is_free

    def announce(self, holder: Holder) -> None:
        """Write into the file who holds it. Only for the one who does."""
        if self._descriptor is None:
            raise ValueError("announce() before acquire()")
        os.ftruncate(self._descriptor, 0)
        os.pwrite(self._descriptor, json.dumps(asdict(holder)).encode(), 0)

    def holder(self) -> Holder | None:
        """Who wrote last; None when nobody did, or is just writing."""
        with suppress(OSError, ValueError, TypeError):
            return Holder(**json.loads(self._path.read_text(encoding="utf-8")))
        return None

    def release(self) -> None:
        if self._descriptor is not None:
            os.close(self._descriptor)
            self._descriptor = None
