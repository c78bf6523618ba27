"""A call beside the caller's own work: while the database takes one batch of rows, the next one is made."""

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from types import TracebackType
from typing import Self


class Beside:
    """Runs one call at a time in a thread of its own. The connection that it uses is free again after `wait`.

    Leaving the block waits for the last call; what it raised is lost then unless `wait` was called.
    """

    def __init__(self) -> None:
        self._pool = ThreadPoolExecutor(1, thread_name_prefix="wardmap-beside")
        self._running: Future[None] | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, _kind: type[BaseException] | None, _error: BaseException | None, _traceback: TracebackType | None
    ) -> None:
        self._pool.shutdown()

    def run(self, call: Callable[[], None]) -> None:
        """Start `call` when the one before has ended. Raises what that one raised."""
        self.wait()
        self._running = self._pool.submit(call)

    def wait(self) -> None:
        """Until nothing runs. Raises what the last call raised."""
        running, self._running = self._running, None
        if running is not None:
            running.result()
