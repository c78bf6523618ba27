"""The work beside the archive that an export makes, and what is said when either cannot be written."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from geo_api.errors import CommandFailed
from geo_api.out_file import unwritable


@contextmanager
def kept_until_done(work: Path) -> Iterator[None]:
    """The work file stays when the block is stopped; it goes when its work is done, refused, or has no room."""
    try:
        yield
    except sqlite3.OperationalError as error:
        if not _is_busy(error):
            _discard(work)
        raise
    except (CommandFailed, OSError):
        _discard(work)
        raise
    _discard(work)


@contextmanager
def file_trouble_explained(path: Path) -> Iterator[None]:
    """Raises CommandFailed for what the system says about the file at `path` or the work beside it."""
    try:
        yield
    except sqlite3.OperationalError as error:
        raise (_in_use(path) if _is_busy(error) else unwritable(path, str(error))) from error
    except OSError as error:
        raise unwritable(path, error.strerror or str(error)) from error


def _is_busy(error: sqlite3.OperationalError) -> bool:
    return error.sqlite_errorcode & 0xFF in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)


def _discard(work: Path) -> None:
    for each in (work, work.with_name(f"{work.name}-journal")):
        each.unlink(missing_ok=True)


def _in_use(path: Path) -> CommandFailed:
    return CommandFailed(
        f"Một lệnh khác đang xuất ra {path}. Hãy chờ lệnh ấy xong, hoặc ghi ra tệp khác.",
        f"Another command is exporting to {path}. Wait until it has finished, or write to another file.",
    )
