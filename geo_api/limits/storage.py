"""Counters on disk for all processes of this machine, as the library `limits` wants them."""

import secrets
import struct
import time
from math import floor, inf
from pathlib import Path

import lmdb
from limits.storage.base import SlidingWindowCounterSupport, Storage, TimestampedSlidingWindow

from geo_api.machine import opened_or_made

SIZE_BYTES = 32_000_000
# Each write looks at so many others, in turn, and takes away those that are over.
SWEPT = 3
SALT_BYTES = 16
# For `incr`: as long as the machine runs.
FOR_EVER = inf
_ENTRY = struct.Struct("<Id")


class MachineStorage(Storage, SlidingWindowCounterSupport, TimestampedSlidingWindow):
    """Numbers by key, each until a time. Where no room is left all of them begin anew. Raises lmdb.Error, OSError."""

    STORAGE_SCHEME = ["wardmap"]  # noqa: RUF012  # the library names it so

    def __init__(self, place: Path) -> None:
        super().__init__()
        self._env = opened_or_made(place, SIZE_BYTES)
        self._numbers = self._env.open_db(b"numbers")
        self._salts = self._env.open_db(b"salts")
        self._next = b""
        self._env.reader_check()

    @property
    def base_exceptions(self) -> type[Exception]:
        return lmdb.Error

    def acquire_sliding_window_entry(self, key: str, limit: int, expiry: int, amount: int = 1) -> bool:
        """Whether the number of this window and its share of the one before leave room for `amount`; then it counts."""
        now = time.time()
        before, current = self.sliding_window_keys(key, expiry, now)
        try:
            with self._env.begin(write=True) as writing:
                earlier, count = self._read(writing, before, now)[0], self._read(writing, current, now)[0]
                if floor(earlier * _left(expiry, now)) + count + amount > limit:
                    return False
                # In the window after this one it is still looked at.
                self._write(writing, current, count + amount, now + (1 + _left(expiry, now)) * expiry)
        except lmdb.MapFullError:
            self.reset()
        return True

    def get_sliding_window(self, key: str, expiry: int) -> tuple[int, float, int, float]:
        """Number and seconds left of the window before, and of this one."""
        now = time.time()
        before, current = self.sliding_window_keys(key, expiry, now)
        with self._env.begin() as reading:
            earlier, count = self._read(reading, before, now)[0], self._read(reading, current, now)[0]
        left = _left(expiry, now) * expiry
        return earlier, left if earlier else 0.0, count, left + expiry

    def clear_sliding_window(self, key: str, expiry: int) -> None:
        for each in self.sliding_window_keys(key, expiry, time.time()):
            self.clear(each)

    def incr(self, key: str, expiry: float, amount: int = 1) -> int:
        """The number after `amount` was added; it begins anew `expiry` seconds after its first."""
        now = time.time()
        try:
            with self._env.begin(write=True) as writing:
                count, until = self._read(writing, key, now)
                self._write(writing, key, count + amount, until if count else now + expiry)
                return count + amount
        except lmdb.MapFullError:
            self.reset()
            return amount

    def get(self, key: str) -> int:
        with self._env.begin() as reading:
            return self._read(reading, key, time.time())[0]

    def get_expiry(self, key: str) -> float:
        with self._env.begin() as reading:
            return self._read(reading, key, time.time())[1]

    def salt(self, day: str) -> bytes:
        """A secret of that day, the same for all processes. Those of other days are forgotten."""
        with self._env.begin(write=True) as writing:
            found: bytes | None = writing.get(day.encode(), db=self._salts)
            if found is None:
                found = secrets.token_bytes(SALT_BYTES)
                writing.drop(self._salts, delete=False)
                writing.put(day.encode(), found, db=self._salts)
            return found

    def check(self) -> bool:
        return bool(self._env.info())

    def reset(self) -> int:
        with self._env.begin(write=True) as writing:
            count: int = writing.stat(self._numbers)["entries"]
            writing.drop(self._numbers, delete=False)
        return count

    def clear(self, key: str) -> None:
        with self._env.begin(write=True) as writing:
            writing.delete(key.encode(), db=self._numbers)

    def close(self) -> None:
        self._env.close()

    def _read(self, transaction: lmdb.Transaction, key: str, now: float) -> tuple[int, float]:
        """Number, and until when it holds (seconds since 1970)."""
        found = transaction.get(key.encode(), db=self._numbers)
        count, until = _ENTRY.unpack(found) if found else (0, now)
        return (count, until) if until > now else (0, now)

    def _write(self, writing: lmdb.Transaction, key: str, count: int, until: float) -> None:
        writing.put(key.encode(), _ENTRY.pack(min(count, 0xFFFF_FFFF), until), db=self._numbers)
        self._sweep(writing)

    def _sweep(self, writing: lmdb.Transaction) -> None:
        """Take away some of what is over: what nobody asks for again would lie there for ever."""
        now = time.time()
        with writing.cursor(self._numbers) as cursor:
            more = cursor.set_range(self._next) if self._next else cursor.first()
            for _ in range(SWEPT):
                if not more:
                    break
                is_over = _ENTRY.unpack(cursor.value())[1] <= now
                more = cursor.delete() and bool(cursor.key()) if is_over else cursor.next()
            self._next = bytes(cursor.key()) if more else b""


def _left(expiry: int, now: float) -> float:
    """Which part of its window is still to come."""
    return 1 - (now / expiry) % 1
