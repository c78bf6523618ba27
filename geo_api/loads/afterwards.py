"""What may wait: workbooks are written one after another beside the worker's next job, by a thread of its own."""

import queue
import threading
from collections.abc import Callable

import structlog

log = structlog.get_logger()


class Afterwards:
    """Runs what it is given in order. What is not done when the process ends is not done: nothing hangs on it."""

    def __init__(self) -> None:
        self._waiting: queue.SimpleQueue[Callable[[], None]] = queue.SimpleQueue()
        threading.Thread(target=self._run, name="afterwards", daemon=True).start()

    def do(self, work: Callable[[], None]) -> None:
        self._waiting.put(work)

    def _run(self) -> None:
        while True:
            work = self._waiting.get()
            try:
                work()
            except Exception as error:
                log.warning("afterwards", exc_info=error)
