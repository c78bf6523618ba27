"""Python looks through all its objects for rings of garbage ever so often; rows are many objects and no rings."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager

# New objects before the youngest are looked through, and how often before older ones are: 700, 10 and 10 take as long
# as all the reading.
RARELY = (100_000, 20, 20)


@contextmanager
def collecting_rarely() -> Iterator[None]:
    """For the length of the block."""
    usual = gc.get_threshold()
    gc.set_threshold(*RARELY)
    try:
        yield
    finally:
        gc.set_threshold(*usual)
