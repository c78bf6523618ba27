"""What our long-lived processes share: how they are stopped, and that they end with the one that started them."""

import ctypes
import gc
import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event
from types import FrameType

_PR_SET_PDEATHSIG = 1
# A terminal that closes (SIGHUP) ends the process at once; its children end with it.
STOPPING_SIGNALS = (signal.SIGINT, signal.SIGTERM)
# Whether one has come: what a signal raises is lost where it meets the interpreter clearing up.
_STOPPING = Event()


def end_with_parent(parent: int | None) -> None:
    """Have this process stopped when the process `parent`, which started it, ends, however it does.

    Raises SystemExit when that has ended already.
    """
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)
    # It may have died while this process was still importing: then no signal will come any more.
    if parent is None or os.getppid() != parent:
        raise SystemExit(0)


@contextmanager
def stopped_by_signals() -> Iterator[None]:
    """Any stopping signal ends the block as Ctrl-C does; the ones that follow cannot disturb the clean-up."""
    _STOPPING.clear()
    before = {which: signal.getsignal(which) for which in STOPPING_SIGNALS}
    for which in STOPPING_SIGNALS:
        if before[which] is not signal.SIG_IGN:
            signal.signal(which, _stop_once)
    try:
        yield
    except KeyboardInterrupt:
        return
    finally:
        for which, handler in before.items():
            signal.signal(which, handler)


def is_stopping() -> bool:
    """Whether a signal has asked this process to end; who works for ever looks now and then."""
    return _STOPPING.is_set()


def _stop_once(_number: int, _frame: FrameType | None) -> None:
    _STOPPING.set()
    for which in STOPPING_SIGNALS:
        signal.signal(which, signal.SIG_IGN)
    raise KeyboardInterrupt


def keep_what_is_there() -> None:
    """What was made at start stays: looking through it for garbage, in the middle of an answer, finds none."""
    gc.collect()
    gc.freeze()
