"""Whose turn it is to have a password looked at."""

from collections.abc import Callable
from typing import TypeVar

from anyio import CapacityLimiter, to_thread
from fastapi import Request

from geo_api.errors import busy

T = TypeVar("T")

# A hash takes 64 MiB and a fifth of a second: so many at once in a process, and so many that wait for their turn.
HASHES_AT_ONCE = 2
LONGEST_QUEUE = 40


def password_turns() -> CapacityLimiter:
    """The turns of one application. The map's own threads stay free."""
    return CapacityLimiter(HASHES_AT_ONCE)


async def in_turn(request: Request, work: Callable[[], T]) -> T:
    """What `work`, which hashes a password, gives. Raises Unavailable when too many wait already."""
    turns: CapacityLimiter = request.app.state.password_turns
    if turns.statistics().tasks_waiting >= LONGEST_QUEUE:
        raise busy()
    return await to_thread.run_sync(work, limiter=turns)
