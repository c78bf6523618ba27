"""Answers sent while they are made: few at a time, and not for longer than their clients are in earnest.

Each holds a connection from its first row to its last. So whoever wants one waits for a turn without holding a thread,
and whoever takes too little of it loses it.
"""

import asyncio
import time
from collections.abc import AsyncIterator, Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, ExitStack, asynccontextmanager
from dataclasses import dataclass, field
from itertools import chain, islice
from typing import Any, TypeVar

import anyio
import structlog
from anyio import to_thread
from fastapi import Request
from isal import isal_zlib
from starlette.responses import StreamingResponse
from starlette.types import Message, Receive, Scope, Send

from geo_api.codings import GZIP_LEVEL, accepts_gzip
from geo_api.db import STREAM_CONNECTIONS, STREAM_SECONDS
from geo_api.errors import busy
from geo_api.middleware import IS_HEAD

log = structlog.get_logger()

T = TypeVar("T")
# Rows as they come, some at a time.
Pieces = Iterator[Sequence[Sequence[Any]]]
# Whoever has waited this long for a turn, or finds so many waiting, is told to come again.
TURN_SECONDS = 10.0
MOST_WAITING = 8
# What is sent at once; who does not take it in so many seconds is gone.
CHUNK_BYTES = 65_536
SILENCE_SECONDS = 30.0
# After the first minute a client takes so many bytes a second on average: a million rows may go over a telephone.
PATIENCE_SECONDS = 60.0
LEAST_RATE = 20_000
_GZIP_WINDOW = 31


class TooSlow(Exception):
    """The client takes too little of its answer."""


@dataclass(frozen=True, slots=True)
class Begun:
    """A body, and headers that are known only when it is begun."""

    pieces: Iterator[bytes]
    headers: Mapping[str, str] = field(default_factory=dict)


class Turns:
    """In one process: as many at a time as there are connections, each with a thread beside those of other answers."""

    def __init__(self) -> None:
        self.threads = anyio.CapacityLimiter(STREAM_CONNECTIONS)
        self._free = asyncio.Semaphore(STREAM_CONNECTIONS)
        self._waiting = 0

    @asynccontextmanager
    async def turn(self) -> AsyncIterator[None]:
        """Raises Unavailable when too many wait for one, or too long."""
        if self._waiting >= MOST_WAITING:
            raise busy()
        self._waiting += 1
        try:
            async with asyncio.timeout(TURN_SECONDS):
                await self._free.acquire()
        except TimeoutError:
            raise busy() from None
        finally:
            self._waiting -= 1
        try:
            yield
        finally:
            self._free.release()


def begun(rows: Pieces) -> Pieces:
    """`rows` with the first of them already read: what the database refuses is known before anything is sent."""
    return chain(list(islice(rows, 1)), rows)


class StreamedAnswer(StreamingResponse):
    """What `opening` gives, for as long as it is open; gzipped when the client takes it.

    What goes wrong before the first piece is raised before anything is sent.
    """

    def __init__(
        self, request: Request, opening: AbstractContextManager[Begun], media_type: str, headers: Mapping[str, str]
    ) -> None:
        self._is_zipped = accepts_gzip(request.headers.get("accept-encoding", ""))
        zipped = {"Content-Encoding": "gzip"} if self._is_zipped else {}
        super().__init__((), media_type=media_type, headers={**headers, **zipped})
        self._turns: Turns = request.app.state.stream_turns
        self._opening = opening
        self._open = ExitStack()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async with self._turns.turn():
            try:
                pieces = await self._in_thread(self._begin)
                self.body_iterator = self._chunks(iter(()) if scope.get(IS_HEAD) else pieces)
                await super().__call__(scope, receive, Patient(send))
            except TooSlow:
                # The answer is left without its end, so that nobody takes it for the whole.
                log.warning("client too slow", path=scope["path"])
            finally:
                # However it ended, what it holds is given back now.
                with anyio.CancelScope(shield=True):
                    await self._in_thread(self._open.close)

    def _begin(self) -> Iterator[bytes]:
        with ExitStack() as opened:
            body = opened.enter_context(self._opening)
            pieces = chain([next(body.pieces)], body.pieces)
            self._open = opened.pop_all()
        self.headers.update(body.headers)
        return _zipped(pieces) if self._is_zipped else pieces

    async def _chunks(self, pieces: Iterator[bytes]) -> AsyncIterator[bytes]:
        while (piece := await self._in_thread(lambda: next(pieces, None))) is not None:
            for start in range(0, len(piece), CHUNK_BYTES):
                yield piece[start : start + CHUNK_BYTES]

    async def _in_thread(self, work: Callable[[], T]) -> T:
        return await to_thread.run_sync(work, limiter=self._turns.threads)


class Patient:
    """`send` to a client that takes what it is sent: within SILENCE_SECONDS each time, at LEAST_RATE on average, and
    all within STREAM_SECONDS. Only the time that the client takes counts. Raises TooSlow.
    """

    def __init__(self, send: Send) -> None:
        self._send = send
        self._sent = 0
        self._waited = 0.0

    async def __call__(self, message: Message) -> None:
        began = time.monotonic()
        patience = min(PATIENCE_SECONDS + self._sent / LEAST_RATE, STREAM_SECONDS) - self._waited
        try:
            with anyio.fail_after(max(0.0, min(patience, SILENCE_SECONDS))):
                await self._send(message)
        except TimeoutError:
            raise TooSlow from None
        self._waited += time.monotonic() - began
        self._sent += len(message.get("body", b""))


def _zipped(pieces: Iterator[bytes]) -> Iterator[bytes]:
    compressor = isal_zlib.compressobj(GZIP_LEVEL, isal_zlib.DEFLATED, _GZIP_WINDOW)
    for piece in pieces:
        if zipped := compressor.compress(piece):
            yield zipped
    yield compressor.flush()
