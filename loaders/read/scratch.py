"""Folders for what must lie on a disk while a file is read; those of a loader that was killed go with the next load."""

import fcntl
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import gettempdir, mkdtemp

_PREFIX = "wardmap-read-"
_SWEPT_AT_ONCE = 100


@contextmanager
def scratch_folder() -> Iterator[Path]:
    """An empty folder of our own for the length of the block.

    It is locked as long as its process lives: a folder that nobody has locked is one that was left behind.
    """
    folder, lock = _make()
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
        os.close(lock)


def _make() -> tuple[Path, int]:
    while True:
        folder = Path(mkdtemp(prefix=_PREFIX))
        lock = _locked(folder)
        if lock is not None and folder.is_dir():
            return folder, lock
        if lock is not None:  # swept between its making and its locking
            os.close(lock)


def _locked(folder: Path) -> int | None:
    """An open lock on `folder`; None when it is gone, is no folder, or somebody else has locked it."""
    try:
        file = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
    except OSError:
        return None
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        os.close(file)
        return None
    return file


def sweep() -> None:
    """Remove folders of this user's loaders that died. A few at a time: no load waits long for it."""
    for folder in sorted(Path(gettempdir()).glob(f"{_PREFIX}*"))[:_SWEPT_AT_ONCE]:
        lock = _locked(folder)
        if lock is None:
            continue
        if os.fstat(lock).st_uid == os.geteuid():
            shutil.rmtree(folder, ignore_errors=True)
        os.close(lock)
