"""Room for tiles: in this process, and behind it on disk for all of them."""

from contextlib import suppress

import lmdb

from geo_api.tiles.memory import Memory
from geo_api.tiles.shared import Shared


class Room:
    """Packed tiles by key on disk (`shared`, where there is one), and those used last in `memory`."""

    def __init__(self, memory_bytes: int) -> None:
        self.memory = Memory(memory_bytes)
        self.shared: Shared | None = None

    def read(self, key: bytes) -> bytes | None:
        """What is on disk."""
        try:
            return self.shared.get(key) if self.shared else None
        except lmdb.Error:
            return None

    def write(self, key: bytes, packed: bytes) -> None:
        if self.shared:
            with suppress(lmdb.Error):
                self.shared.put(key, packed)

    @property
    def disk_bytes(self) -> int:
        return self.shared.filled if self.shared else 0

    def close(self) -> None:
        if self.shared:
            self.shared.close()
