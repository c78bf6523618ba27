"""What every answer gets and every request must obey, whatever its route."""

from asyncio import wait_for
from collections.abc import Mapping
from time import monotonic
from urllib.parse import urlsplit, urlunsplit

from starlette.datastructures import MutableHeaders
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from geo_api.errors import TooLarge
from geo_api.problems import problem

# Nothing but the router answers so.
SLASH_REDIRECT = 307
MAX_BODY_BYTES = 1_000_000
BODY_SECONDS = 30.0
# A phone at the edge of its network still sends so much in a second.
SLOWEST_BYTES = 8_000
PIECE_SECONDS = 60.0
# In the scope of a request that was HEAD: what is long need not be made.
IS_HEAD = "wardmap.is_head"


class HeadAsGet:
    """Answers HEAD wherever there is a GET; the server drops the body."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and scope["method"] == "HEAD":
            scope = {**scope, "method": "GET", IS_HEAD: True}
        await self.app(scope, receive, send)


class OwnRedirects:
    """A path with a slash too many is sent on within this site, whatever host the request says that it is."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def within(message: Message) -> None:
            if message["type"] == "http.response.start" and message["status"] == SLASH_REDIRECT:
                headers = MutableHeaders(raw=message["headers"])
                _, _, path, *rest = urlsplit(headers["location"])
                headers["location"] = urlunsplit(("", "", f"/{path.lstrip('/')}", *rest))
            await send(message)

        await self.app(scope, receive, within if scope["type"] == "http" else send)


class BodyLimit:
    """Refuses a body larger than anything we accept: one that says so before a byte is read, another as it passes.

    A body of the usual size has BODY_SECONDS to arrive and what the slowest phones need, each piece of a larger one
    PIECE_SECONDS.

    larger: method and path → its own limit, for the few that take more.
    """

    def __init__(
        self, app: ASGIApp, limit: int = MAX_BODY_BYTES, larger: Mapping[tuple[str, str], int] | None = None
    ) -> None:
        self.app = app
        self.limit = limit
        self.larger = larger or {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        limit = self.larger.get((scope["method"], scope["path"]), self.limit)
        if _declared_length(scope) > limit:
            await problem(_too_large(limit), Request(scope), {"Connection": "close"})(scope, receive, send)
            return
        seconds = None if limit > self.limit else BODY_SECONDS + _declared_length(scope) / SLOWEST_BYTES
        await self.app(scope, _bounded(receive, limit, seconds), send)


def _bounded(receive: Receive, limit: int, seconds: float | None) -> Receive:
    """`receive`, up to `limit` bytes of a body, in time. seconds: for all of it; None: for each piece its own.

    Raises HTTPException, which is no surprise to whoever reads a body.
    """
    seen, is_whole = 0, False
    end = None if seconds is None else monotonic() + seconds

    async def bounded() -> Message:
        nonlocal seen, is_whole
        if is_whole:
            # What still can come is that the client has gone.
            return await receive()
        message = await _in_time(receive, PIECE_SECONDS if end is None else end - monotonic())
        is_whole = not message.get("more_body", False)
        seen += len(message.get("body", b""))
        if seen > limit:
            raise HTTPException(413)
        return message

    return bounded


async def _in_time(receive: Receive, seconds: float) -> Message:
    try:
        return await wait_for(receive(), seconds)
    except TimeoutError:
        raise HTTPException(408, headers={"Connection": "close"}) from None


def _too_large(limit: int) -> TooLarge:
    megabytes = limit // 1_000_000
    return TooLarge(f"Dữ liệu gửi lên vượt quá {megabytes} MB.", f"The body is larger than {megabytes} MB.")


def _declared_length(scope: Scope) -> int:
    for name, value in scope["headers"]:
        if name == b"content-length" and value.isdigit():
            return int(value)
    return 0
