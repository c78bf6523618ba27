"""Small databases on disk (LMDB) for all processes of this machine; any of them may be killed at any moment.

Nothing in them outlives the machine: writes do not wait for the disk.
"""

import fcntl
import os
import shutil
import time
from pathlib import Path

import lmdb

FILE = "data.mdb"
PAGE_BYTES = 4096
MOST_DATABASES = 4
BROKEN = (lmdb.InvalidError, lmdb.CorruptedError, lmdb.VersionMismatchError, lmdb.PageNotFoundError)
BOOT_ID = Path("/proc/sys/kernel/random/boot_id")
# Whoever uses one writes there far more often.
LEFT_SECONDS = 86_400


def folder_in(parent: Path) -> Path:
    """The folder in `parent` of this machine since it was started; those that others have left are removed.

    Writes do not wait for the disk, so nothing is trusted from before the machine was started; and several machines may
    have one `parent`, but cannot have one LMDB.
    """
    own = parent / (BOOT_ID.read_text().strip() if BOOT_ID.exists() else "this")
    for other in parent.glob(f"*/{FILE}"):
        if other.parent != own and time.time() - other.stat().st_mtime > LEFT_SECONDS:
            shutil.rmtree(other.parent, ignore_errors=True)
    return own


def opened_or_made(place: Path, size: int) -> lmdb.Environment:
    """The LMDB in the folder `place`, of at most `size` bytes; one that is broken is made anew.

    Raises OSError and lmdb.Error when it cannot be had.
    """
    place.mkdir(mode=0o700, parents=True, exist_ok=True)
    with (place.parent / f"{place.name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        try:
            return _opened(place, size)
        except BROKEN:
            shutil.rmtree(place)
            place.mkdir(mode=0o700)
            return _opened(place, size)


def _opened(place: Path, size: int) -> lmdb.Environment:
    """Raises lmdb.InvalidError when the file is none, or shorter than it says."""
    # No write waits for the disk: see folder_in.
    env = lmdb.open(
        os.fspath(place),
        map_size=size // PAGE_BYTES * PAGE_BYTES,
        max_dbs=MOST_DATABASES,
        max_readers=512,
        sync=False,
        metasync=False,
        mode=0o600,
        lock=True,
    )
    try:
        _check(env, place)
    except lmdb.Error:
        env.close()
        raise
    return env


def _check(env: lmdb.Environment, place: Path) -> None:
    if (env.info()["last_pgno"] + 1) * env.stat()["psize"] > (place / FILE).stat().st_size:
        raise lmdb.InvalidError("the file is shorter than it says")
