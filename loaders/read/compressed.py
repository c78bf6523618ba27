"""Compressed files: unpacked into a folder of their own for as long as they are read."""

import gzip
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from loaders.errors import LoadError
from loaders.read.scratch import scratch_folder
from loaders.report import shortened

ENDING = ".gz"
# A few kilobytes can unpack to as much as a disk holds.
MAX_BYTES = 1 << 30
_PIECE = 1 << 20


@contextmanager
def unpacked(path: Path) -> Iterator[Path]:
    """The file itself, or what a ``.gz`` holds, for the length of the block. Raises LoadError when it cannot be had."""
    if path.suffix.lower() != ENDING:
        yield path
        return
    with scratch_folder() as folder:
        target = folder / path.stem
        try:
            _unpack(path, target)
        except (gzip.BadGzipFile, EOFError, zlib.error):
            name = shortened(path.name)
            raise LoadError(
                f"Tệp {name} không phải gzip hoặc đã hỏng.", f"File {name} is not a gzip file or is damaged."
            ) from None
        yield target


def _unpack(path: Path, target: Path) -> None:
    size = 0
    with gzip.open(path) as source, target.open("wb") as copy:
        while piece := source.read(_PIECE):
            size += len(piece)
            if size > MAX_BYTES:
                name, limit = shortened(path.name), MAX_BYTES >> 20
                raise LoadError(
                    f"Nội dung của {name} lớn quá {limit} MB sau khi giải nén.",
                    f"The content of {name} exceeds {limit} MB when unpacked.",
                )
            copy.write(piece)
