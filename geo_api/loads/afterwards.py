"""What may wait: workbooks are written one after another beside the worker's next job, by a thread of its own."""

import queue
import threading
from collections.abc import Callable
from functools import partial

import structlog

log = structlog.get_logger()

_TRIES = 3
_RETRY_SECONDS = 20.0

Work = Callable[[], None]


class Afterwards:
    """Runs what it is given in order. What is not done when the process ends is not done: nothing hangs on it."""

    def __init__(self, retry_seconds: float = _RETRY_SECONDS) -> None:
        self._retry_seconds = retry_seconds
        self._waiting: queue.SimpleQueue[Work] = queue.SimpleQueue()
        threading.Thread(target=self._run, name="afterwards", daemon=True).start()

    def do(self, work: Work, finally_: Work, tries: int = _TRIES) -> None:
        """Have `work` done; after an OSError again a while later, so often. finally_: when it is over either way."""
        self._waiting.put(partial(self._try, work, finally_, tries))

    def _try(self, work: Work, finally_: Work, tries: int) -> None:
        try:
            work()
        except OSError as error:
            log.warning("afterwards", error=str(error), tries_left=tries - 1)
            if tries > 1:
                self._later(partial(self.do, work, finally_, tries - 1))
                return
        finally_()

    def _later(self, work: Work) -> None:
        timer = threading.Timer(self._retry_seconds, work)
        timer.daemon = True
        timer.start()

    def _run(self) -> None:
        while True:
            work = self._waiting.get()
            try:
                work()
            except Exception as error:
                log.warning("afterwards", exc_info=error)
