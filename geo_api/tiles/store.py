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
from geo_api.machine import folder_in
from geo_api.settings import Settings
from geo_api.tiles.asked import Asked
from geo_api.tiles.kept import Kept, unpack
from geo_api.tiles.room import Room
from geo_api.tiles.shared import Shared

log = structlog.get_logger()

FOLDER, RARE_FOLDER = "tiles", "tiles-rare"
# Of the room there is, one part in so many is for what is rare.
RARE_SHARE = 8
HERE = Path(geo_api.__file__).parent
# What tiles are made by: folders and single files.
MAKERS = ((Path(layers.__file__).parent, "*.py"), (HERE / "tiles", "*.py"), (HERE, "codings.py"), (HERE, "db.py"))


class Store:
    """Tiles by what was asked and the coding it was asked in.

    Those on disk bear the name of the database they came from and of the code that made them, so that those of another
    never are taken for ours. place: the database as it is configured, under which its name is found while it is away.
    name: of the database as it is known now.

    usual: room for what the map shows; rare: for what anybody can ask for without end, and that must not displace it.
    """

    def __init__(self, settings: Settings, place: str) -> None:
        memory = settings.tile_memory_mb * 1_000_000
        self.usual, self.rare = Room(memory - memory // RARE_SHARE), Room(memory // RARE_SHARE)
        self._settings = settings
        self._makers = digest_of_makers()
        self._place = b"named/" + blake2b(place.encode() + self._makers, digest_size=12).digest()
        self.name: bytes | None = None
        self._naming = Lock()

    def open(self) -> None:
        megabytes = self._settings.tile_cache_mb
        rare = megabytes // RARE_SHARE
        self.usual.shared = open_shared(self._settings.data_dir / FOLDER, megabytes - rare)
        self.rare.shared = open_shared(self._settings.data_dir / RARE_FOLDER, rare)
        self.name = self.usual.shared.noted(self._place) if self.usual.shared else None

    def belongs_to(self, database: str) -> None:
        """Say which database it is: a text that is the same for no other."""
        name = blake2b(database.encode() + self._makers, digest_size=12).digest()
        with self._naming:
            if name == self.name:
                return
            # Another database under the same address: restored, or made anew.
            for room in (self.usual, self.rare):
                room.memory.clear()
            self.name = name
        self.note(self._place, name)

    def get(self, asked: Asked, coding: str) -> Kept | None:
        found = (room.memory.get(asked.key, coding) for room in self._rooms(asked))
        return next((kept for kept in found if kept is not None), None) or self.read_again(asked, coding)

    def read_again(self, asked: Asked, coding: str) -> Kept | None:
        """As it is on disk, whatever is in memory."""
        name = self.name
        for room in self._rooms(asked) if name else ():
            packed = room.read(_shared_key(name or b"", asked.key, coding))
            kept = unpack(packed, asked.chosen.sources, asked.box) if packed else None
            if kept is not None:
                return kept if self._remember(room, name, asked, coding, kept) else None
        return None

    def put(self, name: bytes | None, asked: Asked, coding: str, kept: Kept) -> None:
        """Keep what was read while the database bore this `name`; nothing, if by now it is another one."""
        room = self.rare if asked.is_of_other_day or _may_be_selected_at_will(asked, kept) else self.usual
        if self._remember(room, name, asked, coding, kept) and name:
            room.write(_shared_key(name, asked.key, coding), kept.pack())

    def _rooms(self, asked: Asked) -> tuple[Room, ...]:
        """Where such a tile may be."""
        return (self.usual, self.rare) if asked.selected or asked.is_of_other_day else (self.usual,)

    def _remember(self, room: Room, name: bytes | None, asked: Asked, coding: str, kept: Kept) -> bool:
        """Whether it is still this database; then it is in memory."""
        with self._naming:
            if name != self.name:
                return False
            room.memory.put(asked.key, coding, kept)
            return True

    @property
    def memory_bytes(self) -> int:
        return self.usual.memory.weight + self.rare.memory.weight

    @property
    def disk_bytes(self) -> int:
        return self.usual.disk_bytes + self.rare.disk_bytes

    def note(self, key: bytes, value: bytes) -> None:
        """For the other processes; where there is no disk for tiles there are none to read it."""
        if self.usual.shared:
            with suppress(lmdb.Error):
                self.usual.shared.note(key, value)

    def notes(self, prefix: bytes) -> dict[bytes, bytes]:
        return self.usual.shared.notes(prefix) if self.usual.shared else {}

    def close(self) -> None:
        self.usual.close()
        self.rare.close()


def _may_be_selected_at_will(asked: Asked, kept: Kept) -> bool:
    """Whether the values selected need not exist: nothing was found by them, or what was found is of other layers."""
    return bool(asked.selected) and not (kept.body and asked.chosen.all_select)


def _shared_key(name: bytes, key: bytes, coding: str) -> bytes:
    return name + blake2b(key + b"|" + coding.encode(), digest_size=20).digest()


def open_shared(folder: Path, megabytes: int) -> Shared | None:
    """The tiles on disk; None when it is not wanted or cannot be had, which is logged."""
    if not megabytes:
        return None
    try:
        return Shared(folder_in(folder), megabytes)
    except (OSError, lmdb.Error) as error:
        log.warning("tiles_in_memory_only", place=str(folder), error=str(error))
        return None


def digest_of_makers() -> bytes:
    """Another declaration of a layer or another way of making tiles makes other tiles, whatever the version says."""
    digest = blake2b(f"{version('wardmap')} {sys.version}".encode(), digest_size=12)
    for folder, names in MAKERS:
        for path in sorted(folder.glob(names)):
            digest.update(path.read_bytes())
    return digest.digest()
