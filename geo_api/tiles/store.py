"""Where tiles are kept: in this process, and behind it on disk for all of them."""

import sys
from contextlib import suppress
from hashlib import blake2b
from importlib.metadata import version
from pathlib import Path
from threading import Lock

import lmdb
import structlog

import geo_api
import layers
from geo_api.settings import Settings
from geo_api.tiles.asked import Asked
from geo_api.tiles.kept import Kept, unpack
from geo_api.tiles.memory import Memory
from geo_api.tiles.shared import Shared, folder_in

log = structlog.get_logger()

FOLDER = "tiles"
HERE = Path(geo_api.__file__).parent
# What tiles are made by: folders and single files.
MAKERS = ((Path(layers.__file__).parent, "*.py"), (HERE / "tiles", "*.py"), (HERE, "codings.py"), (HERE, "db.py"))


class Store:
    """Tiles by what was asked and the coding it was asked in.

    Those on disk bear the name of the database they came from and of the code that made them, so that those of another
    never are taken for ours. place: the database as it is configured, under which its name is found while it is away.
    name: of the database as it is known now.
    """

    def __init__(self, settings: Settings, place: str) -> None:
        self.memory = Memory(settings.tile_memory_mb * 1_000_000)
        self.shared: Shared | None = None
        self._settings = settings
        self._makers = digest_of_makers()
        self._place = b"named/" + blake2b(place.encode() + self._makers, digest_size=12).digest()
        self.name: bytes | None = None
        self._naming = Lock()

    def open(self) -> None:
        self.shared = open_shared(self._settings)
        self.name = self.shared.noted(self._place) if self.shared else None

    def belongs_to(self, database: str) -> None:
        """Say which database it is: a text that is the same for no other."""
        name = blake2b(database.encode() + self._makers, digest_size=12).digest()
        with self._naming:
            if name == self.name:
                return
            # Another database under the same address: restored, or made anew.
            self.memory.clear()
            self.name = name
        self.note(self._place, name)

    def get(self, asked: Asked, coding: str) -> Kept | None:
        return self.memory.get(asked.key, coding) or self.read_again(asked, coding)

    def read_again(self, asked: Asked, coding: str) -> Kept | None:
        """As it is on disk, whatever is in memory."""
        name = self.name
        packed = self._read(name, asked.key, coding)
        kept = unpack(packed, asked.chosen.sources, asked.box) if packed else None
        return kept if kept is not None and self._remember(name, asked.key, coding, kept) else None

    def put(self, name: bytes | None, asked: Asked, coding: str, kept: Kept) -> None:
        """Keep what was read while the database bore this `name`; nothing, if by now it is another one."""
        if self._remember(name, asked.key, coding, kept) and self.shared and name:
            with suppress(lmdb.Error):
                self.shared.put(_shared_key(name, asked.key, coding), kept.pack())

    def _remember(self, name: bytes | None, key: bytes, coding: str, kept: Kept) -> bool:
        """Whether it is still this database; then it is in memory."""
        with self._naming:
            if name != self.name:
                return False
            self.memory.put(key, coding, kept)
            return True

    def _read(self, name: bytes | None, key: bytes, coding: str) -> bytes | None:
        if self.shared is None or name is None:
            return None
        try:
            return self.shared.get(_shared_key(name, key, coding))
        except lmdb.Error:
            return None

    def note(self, key: bytes, value: bytes) -> None:
        """For the other processes; where there is no disk for tiles there are none to read it."""
        if self.shared:
            with suppress(lmdb.Error):
                self.shared.note(key, value)

    def notes(self, prefix: bytes) -> dict[bytes, bytes]:
        return self.shared.notes(prefix) if self.shared else {}

    def close(self) -> None:
        if self.shared:
            self.shared.close()


def _shared_key(name: bytes, key: bytes, coding: str) -> bytes:
    return name + blake2b(key + b"|" + coding.encode(), digest_size=20).digest()


def open_shared(settings: Settings) -> Shared | None:
    """The tiles on disk; None when it is not wanted or cannot be had, which is logged."""
    if not settings.tile_cache_mb:
        return None
    try:
        return Shared(folder_in(settings.data_dir / FOLDER), settings.tile_cache_mb)
    except (OSError, lmdb.Error) as error:
        log.warning("tiles_in_memory_only", place=str(settings.data_dir / FOLDER), error=str(error))
        return None


def digest_of_makers() -> bytes:
    """Another declaration of a layer or another way of making tiles makes other tiles, whatever the version says."""
    digest = blake2b(f"{version('wardmap')} {sys.version}".encode(), digest_size=12)
    for folder, names in MAKERS:
        for path in sorted(folder.glob(names)):
            digest.update(path.read_bytes())
    return digest.digest()
