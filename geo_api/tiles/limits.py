"""How much work tiles may be at once: threads that ask the database, and a queue before them that has an end."""

import asyncio
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from geo_api.errors import busy

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

    async def run(self, call: Callable[[], T]) -> tuple[T, float]:
        """What `call` gives, and how many seconds it had waited. Raises Unavailable when too many wait, or too long.

        Cancelled while it still waits, it is not begun.
        """
        if self.waiting >= self._limit:
            self.refused += 1
            raise busy()
        began = time.monotonic()
        started = False

        def work() -> tuple[T, float]:
            nonlocal started
            started = True
            self.waiting -= 1
            waited = time.monotonic() - began
            if waited > QUEUE_SECONDS:
                self.refused += 1
                raise busy()
            return call(), waited

        self.waiting += 1
        try:
            return await asyncio.get_running_loop().run_in_executor(self._threads, work)
        except asyncio.CancelledError:
            self.waiting -= not started
            raise

    def close(self) -> None:
        self._threads.shutdown(wait=False, cancel_futures=True)
