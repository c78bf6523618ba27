"""Work shared by several connections, each in a thread of its own; what they make comes in the order it was asked."""

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from queue import SimpleQueue
from typing import TypeVar

With = TypeVar("With")
Given = TypeVar("Given")
Made = TypeVar("Made")

# Asked for each of them before the first is waited for: a slow one does not keep the others from working.
AHEAD = 16


def in_turns(
    make: Callable[[With, Given], Made], with_: Sequence[With], asked: Iterable[Given]
) -> Iterator[tuple[Given, Made]]:
    """Each of `asked` with what `make` makes of it, in that order; each of `with_` is used by one call at a time.

    Raises what `make` raises, and then makes no more.
    """
    free: SimpleQueue[With] = SimpleQueue()
    for each in with_:
        free.put(each)

    def made(given: Given) -> Made:
        mine = free.get()
        try:
            return make(mine, given)
        finally:
            free.put(mine)

    waiting: deque[tuple[Given, Future[Made]]] = deque()
    with ThreadPoolExecutor(len(with_), "tiles") as pool:
        try:
            for given in asked:
                waiting.append((given, pool.submit(made, given)))
                if len(waiting) > AHEAD * len(with_):
                    done, body = waiting.popleft()
                    yield done, body.result()
            while waiting:
                done, body = waiting.popleft()
                yield done, body.result()
        finally:
            pool.shutdown(wait=False, cancel_futures=True)
