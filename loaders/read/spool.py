"""A file that is read once and gone through many times: its rows are kept, packed, in a folder of our own."""

import pickle
import zlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import BinaryIO

from loaders.batch import Batch
from loaders.options import LoadOptions
from loaders.read.gdal import Opener
from loaders.read.opening import opened
from loaders.read.scratch import scratch_folder
from loaders.source import Source

_LENGTH_BYTES = 8
# Rows are mostly columns without a value: the quickest packing makes a tenth of them.
_LEVEL = 1


@contextmanager
def spooled(path: Path, options: LoadOptions) -> Iterator[tuple[Source, Opener]]:
    """The file at `path`, read to its end, without rows; and an opener that gives its rows again as often as is asked.

    Raises LoadError when it cannot be read.
    """
    with scratch_folder() as folder:
        spool = folder / "rows"
        with opened(path, options) as source, spool.open("wb") as file:
            _keep(source.batches, file)
            about = replace(source, batches=iter(()))

        @contextmanager
        def again(_path: Path, _options: LoadOptions) -> Iterator[Source]:
            with spool.open("rb") as file:
                yield replace(about, batches=_kept(file), notes=list(about.notes))

        yield about, again


def _keep(batches: Iterable[Batch], file: BinaryIO) -> None:
    for batch in batches:
        packed = zlib.compress(pickle.dumps(batch, pickle.HIGHEST_PROTOCOL), _LEVEL)
        file.write(len(packed).to_bytes(_LENGTH_BYTES, "big") + packed)


def _kept(file: BinaryIO) -> Iterator[Batch]:
    while length := file.read(_LENGTH_BYTES):
        packed = file.read(int.from_bytes(length, "big"))
        yield pickle.loads(zlib.decompress(packed))  # noqa: S301  # written by `_keep`, where nobody else can write
