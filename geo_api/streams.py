"""Answers sent while they are made: begun only when their first piece is there, ended when the client is gone."""

from collections.abc import Generator, Iterator, Sequence
from itertools import chain, islice
from typing import Any

import anyio
from anyio import to_thread
from fastapi import Request
from isal import isal_zlib
from starlette.concurrency import iterate_in_threadpool
from starlette.responses import StreamingResponse
from starlette.types import Receive, Scope, Send

from geo_api.codings import GZIP_LEVEL, accepts_gzip
from geo_api.middleware import IS_HEAD

# Rows as they come, some at a time.
Pieces = Iterator[Sequence[Sequence[Any]]]
_GZIP_WINDOW = 31


def begun(rows: Pieces) -> Pieces:
    """`rows` with the first of them already read: what the database refuses is known before anything is sent."""
    return chain(list(islice(rows, 1)), rows)


class StreamedAnswer(StreamingResponse):
    """`pieces` as the body, gzipped when the client takes it. What goes wrong before the first piece is raised here."""

    def __init__(
        self, request: Request, pieces: Generator[bytes, None, None], media_type: str, headers: dict[str, str]
    ) -> None:
        body: Iterator[bytes] = chain([next(pieces)], pieces)
        if accepts_gzip(request.headers.get("accept-encoding", "")):
            headers = {**headers, "Content-Encoding": "gzip"}
            body = _zipped(body)
        super().__init__(body, media_type=media_type, headers=headers)
        self._close = pieces.close

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope.get(IS_HEAD):
            self.body_iterator = iterate_in_threadpool(())
        try:
            await super().__call__(scope, receive, send)
        finally:
            # However it ended, what `pieces` holds is given back now.
            with anyio.CancelScope(shield=True):
                await to_thread.run_sync(self._close)


def _zipped(pieces: Iterator[bytes]) -> Iterator[bytes]:
    compressor = isal_zlib.compressobj(GZIP_LEVEL, isal_zlib.DEFLATED, _GZIP_WINDOW)
    for piece in pieces:
        if zipped := compressor.compress(piece):
            yield zipped
    yield compressor.flush()
