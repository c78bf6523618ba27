"""Work that many wait for, done once; and not begun when nobody waits for it any more."""

import asyncio
from collections.abc import Awaitable, Callable, Hashable
from dataclasses import dataclass
from typing import Any, TypeVar

from starlette.types import Receive

T = TypeVar("T")


class ClientGone(Exception):
    """Whoever asked has closed the connection."""


@dataclass(slots=True)
class _Flight:
    task: asyncio.Task[Any]
    waiting: int = 0


class Flights:
    """By key, what is being done now."""

    def __init__(self) -> None:
        self._flights: dict[Hashable, _Flight] = {}

    async def once(self, key: Hashable, work: Callable[[], Awaitable[T]]) -> tuple[T, bool]:
        """What `work` gives, and whether it had been begun for somebody else.

        Work that does not stop when it is given up is joined by whoever asks for it again before its end.
        """
        while True:
            flight = self._flights.get(key)
            joined = flight is not None
            flight = flight or self._begin(key, work)
            await _end_of(flight)
            # What was joined may have been given up by all others just before: then it is begun anew.
            if not (joined and flight.task.cancelled()):
                return flight.task.result(), joined

    def _begin(self, key: Hashable, work: Callable[[], Awaitable[Any]]) -> _Flight:
        flight = self._flights[key] = _Flight(asyncio.ensure_future(_awaited(work)))
        flight.task.add_done_callback(lambda _: self._forget(key, flight))
        return flight

    def _forget(self, key: Hashable, flight: _Flight) -> None:
        del self._flights[key]
        if not flight.task.cancelled():
            # Looked at, so that what fails when nobody waits any more is not called forgotten.
            flight.task.exception()


async def _end_of(flight: _Flight) -> None:
    flight.waiting += 1
    try:
        await asyncio.wait({flight.task})
    finally:
        flight.waiting -= 1
        if not flight.waiting:
            flight.task.cancel()


async def _awaited(work: Callable[[], Awaitable[T]]) -> T:
    return await work()


async def unless_gone(receive: Receive, work: Awaitable[T]) -> T:
    """What `work` gives. Raises ClientGone, and gives the work up, as soon as the client has gone."""
    working = asyncio.ensure_future(work)
    leaving = asyncio.ensure_future(_gone(receive))
    try:
        await asyncio.wait({working, leaving}, return_when=asyncio.FIRST_COMPLETED)
        if not working.done():
            raise ClientGone
        return working.result()
    finally:
        leaving.cancel()
        working.cancel()


async def _gone(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
