"""How much work tiles may be at once: threads that ask the database, and a queue before them that has an end."""

import asyncio
import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from threading import Lock
from typing import TypeVar

from geo_api.errors import Unavailable, busy

T = TypeVar("T")

# Of an audience's connections, left for everything that is no tile.
LEFT_CONNECTIONS = 2
# Whoever has waited this long is told to come again rather than served late.
QUEUE_SECONDS = 5.0


class Queue:
    """Runs calls in `threads` threads, at most `limit` more waiting."""

    def __init__(self, name: str, threads: int, limit: int) -> None:
        self._threads = ThreadPoolExecutor(threads, thread_name_prefix=name)
        self._limit = limit
        self.waiting = 0
        self.refused = 0
        self._lock = Lock()

    async def run(self, call: Callable[[], T]) -> tuple[T, float]:
        """What `call` gives, and how many seconds it had waited. Raises Unavailable when too many wait, or too long.

        Cancelled while it still waits, it is not begun; what is begun is waited for to its end all the same, so that
        whoever asks for it again meanwhile finds it running.
        """
        if self.waiting >= self._limit:
            raise self._refusal()
        began = time.monotonic()
        self._count(1)
        future = self._threads.submit(self._begin, call, began)
        waited = asyncio.wrap_future(future)
        try:
            await asyncio.wait({waited}, timeout=QUEUE_SECONDS)
        except asyncio.CancelledError:
            if self._give_up(future):
                raise
        if not waited.done() and self._give_up(future):
            raise self._refusal()
        return await _in_spite_of_cancelling(waited)

    def _begin(self, call: Callable[[], T], began: float) -> tuple[T, float]:
        self._count(-1)
        waited = time.monotonic() - began
        return call(), waited

    def _give_up(self, future: Future[tuple[T, float]]) -> bool:
        """Whether it had not been begun, and now never is."""
        was_waiting = future.cancel()
        if was_waiting:
            self._count(-1)
        return was_waiting

    def _count(self, more: int) -> None:
        with self._lock:
            self.waiting += more

    def _refusal(self) -> Unavailable:
        self.refused += 1
        return busy()

    def close(self) -> None:
        """What runs is waited for, what waits is not begun."""
        self._threads.shutdown(cancel_futures=True)


async def _in_spite_of_cancelling(waited: asyncio.Future[T]) -> T:
    while not waited.done():
        with suppress(asyncio.CancelledError):
            await asyncio.wait({waited})
    return waited.result()
