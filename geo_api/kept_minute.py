"""What takes long to read and is the same for everybody: read at once for all who ask within a minute."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from threading import Lock
from typing import Generic, TypeVar

T = TypeVar("T")

KEPT_SECONDS = 60


@dataclass(frozen=True, slots=True)
class _Read(Generic[T]):
    """at: when it was read, in seconds of the machine's own clock."""

    what: T
    at: float

    @property
    def is_fresh(self) -> bool:
        return time.monotonic() - self.at < KEPT_SECONDS


class KeptMinute(Generic[T]):
    """What `read` gave a minute ago at most; a little older for whoever comes while it is read anew."""

    def __init__(self, read: Callable[[], T]) -> None:
        self._read = read
        self._lock = Lock()
        self._kept: _Read[T] | None = None

    def get(self) -> T:
        kept = self._kept
        # Nobody waits for what is read by another, but for the very first.
        if kept and (kept.is_fresh or not self._lock.acquire(blocking=False)):
            return kept.what
        if kept is None:
            self._lock.acquire()
        try:
            return self._fresh()
        finally:
            self._lock.release()

    def _fresh(self) -> T:
        kept = self._kept
        if kept is None or not kept.is_fresh:
            self._kept = kept = _Read(self._read(), time.monotonic())
        return kept.what
