"""The archive of tiles that the map is drawn from, as a file of this machine: what it says of itself."""

import os
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import date
from hashlib import blake2b
from pathlib import Path
from typing import Any, BinaryIO, Protocol

import structlog
from pmtiles.reader import Reader
from pmtiles.tile import TileType

from geo_api.errors import Unavailable
from layers.layer import Audience

log = structlog.get_logger()

# Of the beginning, where header, directory and metadata of most archives are.
HEAD_BYTES = 16_384
Stamp = tuple[int, int, int, int]


@dataclass(frozen=True, slots=True)
class Described:
    """tag: a strong ETag, the same for equal archives on every machine. layers: by name, those whose tiles are in it.
    at: the day that they are of, where they have one. made: the moment, as ISO text.
    """

    tag: str
    layers: tuple[str, ...]
    at: date | None
    made: str


class Archive(Protocol):
    """An archive that may be exchanged at any time, wherever it is."""

    def described(self) -> Described:
        """What it says of itself now. Raises Unavailable when it cannot be used."""


class NotForTheMap(Exception):
    """The file is no whole archive of `wardmap tiles export` for the public."""


class ArchiveFile:
    """The file at a path; another may take its place at any time, and is known by the next call."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._known: tuple[Stamp, Described] | None = None

    def open(self) -> tuple[BinaryIO, Described]:
        """The file for reading, which the caller closes, and what it says of itself. Raises Unavailable."""
        with ExitStack() as opened:
            try:
                file = opened.enter_context(self.path.open("rb"))
                described = self._described(file)
            except (OSError, NotForTheMap) as error:
                log.warning("archive of tiles cannot be used", file=str(self.path), reason=str(error))
                raise unusable() from error
            opened.pop_all()
            return file, described

    def described(self) -> Described:
        """What the file says of itself. Raises Unavailable when it cannot be used."""
        file, described = self.open()
        file.close()
        return described

    def _described(self, file: BinaryIO) -> Described:
        found = os.fstat(file.fileno())
        stamp = found.st_dev, found.st_ino, found.st_size, found.st_mtime_ns
        if self._known is None or self._known[0] != stamp:
            self._known = stamp, read_described(file)
        return self._known[1]


def read_described(file: BinaryIO) -> Described:
    """What the archive in `file` says of itself. Raises NotForTheMap, also when it is not whole."""

    def get_bytes(offset: int, length: int) -> bytes:
        return os.pread(file.fileno(), length, offset)

    described, size = describe(get_bytes)
    if size != os.fstat(file.fileno()).st_size:
        raise NotForTheMap("not whole")
    return described


def describe(get_bytes: Callable[[int, int], bytes]) -> tuple[Described, int]:
    """What an archive says of itself, and how many bytes it has. get_bytes: offset and length. Raises NotForTheMap."""
    try:
        reader = Reader(get_bytes)  # type: ignore[no-untyped-call]  # has no types
        header, metadata = reader.header(), reader.metadata()  # type: ignore[no-untyped-call]
        return _checked(header, metadata, get_bytes(0, HEAD_BYTES))
    except (NotForTheMap, OSError):
        raise
    except Exception as error:  # whatever a library finds in a file that is none of ours
        raise NotForTheMap(f"no PMTiles archive: {error}") from error


def _checked(header: dict[str, Any], metadata: dict[str, Any], head: bytes) -> tuple[Described, int]:
    if header["tile_type"] is not TileType.MVT or "made" not in metadata:
        raise NotForTheMap("not made by wardmap tiles export")
    if metadata.get("audience") != Audience.PUBLIC:
        raise NotForTheMap("not made for the public")
    size = header["tile_data_offset"] + header["tile_data_length"]
    digest = blake2b(head + repr((sorted(metadata.items()), size)).encode(), digest_size=12)
    described = Described(
        tag=f'"{digest.hexdigest()}"',
        layers=tuple(layer["id"] for layer in metadata["vector_layers"]),
        at=date.fromisoformat(metadata["at"]) if "at" in metadata else None,
        made=metadata["made"],
    )
    return described, size


def unusable() -> Unavailable:
    return Unavailable(
        "Tệp ô bản đồ của dịch vụ đang không dùng được; xem nhật ký của dịch vụ.",
        "The service's archive of tiles cannot be used now; the log of the service says why.",
    )
