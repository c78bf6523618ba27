"""Work that a process of the service does again and again beside its answers."""

from collections.abc import Callable
from threading import Event, Thread

STOP_SECONDS = 5.0


class Periodic:
    """A thread. first: seconds until `work` begins; it gives those until the next time, and raises nothing."""

    def __init__(self, name: str, work: Callable[[], float], first: float) -> None:
        self._work = work
        self._pause = first
        self._stopping = Event()
        self._thread = Thread(target=self._run, name=name, daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self._stopping.set()
        if self._thread.is_alive():
            self._thread.join(STOP_SECONDS)

    def _run(self) -> None:
        while not self._stopping.wait(self._pause):
            self._pause = self._work()
