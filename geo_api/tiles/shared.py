"""Tiles on disk, shared by all processes of a machine: an LMDB in which any of them may be killed at any moment.

Two generations: when the younger is full, the older is emptied and becomes the younger. What was read lately is copied
over by being made or read again; nothing is ever evicted one by one.
"""

from contextlib import suppress
from pathlib import Path

import lmdb

from geo_api.machine import PAGE_BYTES, opened_or_made

GENERATIONS = (b"tiles-0", b"tiles-1")
YOUNGER, FILLED = b"younger", b"filled"
# Pages of the tree itself, and room for pages that a reader still holds.
SHARE_OF_A_GENERATION = 0.4
LEAST_MB = 8


class Shared:
    """Bytes by key in the folder `place`. Raises OSError and lmdb.Error when it cannot be had."""

    def __init__(self, place: Path, megabytes: int) -> None:
        size = max(megabytes, LEAST_MB) * 1_000_000 // PAGE_BYTES * PAGE_BYTES
        self._most = int(size * SHARE_OF_A_GENERATION)
        self._env = opened_or_made(place, size)
        self._state = self._env.open_db(b"state")
        self._tiles = [self._env.open_db(name) for name in GENERATIONS]
        self._env.reader_check()

    def get(self, key: bytes) -> bytes | None:
        with self._env.begin() as reading:
            younger = self._younger(reading)
            found: bytes | None = reading.get(key, db=self._tiles[younger])
            return found if found is not None else reading.get(key, db=self._tiles[1 - younger])

    def put(self, key: bytes, value: bytes) -> None:
        """Keep it, if there is any room; a full disk only means that it is not kept."""
        try:
            with self._env.begin(write=True) as writing:
                self._put(writing, key, value)
        except lmdb.MapFullError:
            # The pages that are free do not lie together.
            with suppress(lmdb.Error), self._env.begin(write=True) as writing:
                self._turn(writing)
        except lmdb.DiskError:
            return

    def _put(self, writing: lmdb.Transaction, key: bytes, value: bytes) -> None:
        filled, room = int(writing.get(FILLED, b"0", db=self._state)), _room(key, value)
        if filled + room > self._most:
            self._turn(writing)
            filled = 0
        writing.put(key, value, db=self._tiles[self._younger(writing)])
        writing.put(FILLED, b"%d" % (filled + room), db=self._state)

    def _turn(self, writing: lmdb.Transaction) -> None:
        """Empty the older generation and begin it as the younger."""
        younger = 1 - self._younger(writing)
        writing.drop(self._tiles[younger], delete=False)
        writing.put(YOUNGER, b"%d" % younger, db=self._state)
        writing.put(FILLED, b"0", db=self._state)

    def note(self, key: bytes, value: bytes) -> None:
        """Write down something small beside the tiles."""
        with suppress(lmdb.MapFullError, lmdb.DiskError), self._env.begin(write=True) as writing:
            writing.put(key, value, db=self._state)

    def noted(self, key: bytes) -> bytes | None:
        with self._env.begin() as reading:
            found: bytes | None = reading.get(key, db=self._state)
            return found

    def notes(self, prefix: bytes) -> dict[bytes, bytes]:
        """Everything written down under keys that begin so."""
        with self._env.begin(db=self._state) as reading, reading.cursor() as cursor:
            if not cursor.set_range(prefix):
                return {}
            return {bytes(key): bytes(value) for key, value in cursor if key.startswith(prefix)}

    @property
    def filled(self) -> int:
        """Bytes in the younger generation, whole pages."""
        return int(self.noted(FILLED) or b"0")

    def _younger(self, transaction: lmdb.Transaction) -> int:
        return int(transaction.get(YOUNGER, b"0", db=self._state))

    def close(self) -> None:
        self._env.close()


def _room(key: bytes, value: bytes) -> int:
    """What an entry takes: large values have pages of their own."""
    size = len(key) + len(value) + 16
    return -(-size // PAGE_BYTES) * PAGE_BYTES if size > PAGE_BYTES // 2 else size * 3 // 2
