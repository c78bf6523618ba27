"""What every answer gets and every request must obey, whatever its route."""

from collections.abc import Mapping

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from geo_api.errors import TooLarge
from geo_api.problems import problem

MAX_BODY_BYTES = 1_000_000
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


class BodyLimit:
    """Refuses a body larger than anything we accept: one that says so before a byte is read, another as it passes.

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
        await self.app(scope, _counted(receive, limit), send)


def _counted(receive: Receive, limit: int) -> Receive:
    """`receive`, up to `limit` bytes of a body. Raises HTTPException, which is no surprise to whoever reads a body."""
    seen = 0

    async def counted() -> Message:
        nonlocal seen
        message = await receive()
        seen += len(message.get("body", b""))
        if seen > limit:
            raise HTTPException(413)
        return message

    return counted


def _too_large(limit: int) -> TooLarge:
    megabytes = limit // 1_000_000
    return TooLarge(f"Dữ liệu gửi lên vượt quá {megabytes} MB.", f"The body is larger than {megabytes} MB.")


def _declared_length(scope: Scope) -> int:
    for name, value in scope["headers"]:
        if name == b"content-length" and value.isdigit():
            return int(value)
    return 0
