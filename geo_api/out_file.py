"""The file that a command makes: there when it is whole, and not before; and what is said when it cannot be written."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from geo_api.errors import CommandFailed

NEW_ENDING = ".new"


@contextmanager
def replaced(path: Path) -> Iterator[BinaryIO]:
    """A new file that takes the place of `path` at the end of the block; after any exception it is gone."""
    new = path.with_name(path.name + NEW_ENDING)
    try:
        with new.open("wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        new.replace(path)
    finally:
        new.unlink(missing_ok=True)


@contextmanager
def file_trouble_explained(path: Path) -> Iterator[None]:
    """Raises CommandFailed for what the system says about the file at `path`."""
    try:
        yield
    except OSError as error:
        raise unwritable(path, error.strerror or str(error)) from error


def unwritable(path: Path, reason: str) -> CommandFailed:
    return CommandFailed(
        f"Không ghi được {path}: {reason}. Không còn lại gì dở dang. Hãy kiểm tra thư mục, quyền và chỗ trống của đĩa.",
        f"Cannot write {path}: {reason}. Nothing unfinished was left. Check the folder, rights and room on disk.",
    )
