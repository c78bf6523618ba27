"""What a page of another site may not do with the cookie of a browser signed in here; and what no cache keeps."""

from enum import Enum

from starlette.datastructures import MutableHeaders
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from geo_api.errors import Forbidden
from geo_api.problems import problem
from geo_api.sessions import cookie_name
from geo_api.settings import Settings

SAFE_METHODS = ("GET", "HEAD", "OPTIONS")


class Sender(Enum):
    """Whose page had the browser send a request, as the browser says. UNSAID: it is no browser, or a very old one."""

    OWN = 1
    OTHER = 2
    UNSAID = 3


def sender_of(request: Request) -> Sender:
    """By ``Sec-Fetch-Site``, which no page can write; without it (plain http has none) by ``Origin``."""
    site = request.headers.get("sec-fetch-site")
    if site is not None:
        return Sender.OWN if site in ("same-origin", "none") else Sender.OTHER
    origin = request.headers.get("origin")
    if origin is None:
        return Sender.UNSAID
    return Sender.OWN if origin.lower() in _own_origins(request) else Sender.OTHER


def _own_origins(request: Request) -> set[str]:
    """As the world knows the service, and as this request reached it."""
    here = f"{request.url.scheme}://{request.headers.get('host', '')}".lower()
    settings: Settings = request.app.state.settings
    return {here, *({settings.origin} if settings.origin else ())}


def refuse_other_sites(request: Request) -> None:
    """A dependency for what a signed-out browser may be made to send, such as signing in. Raises Forbidden."""
    if sender_of(request) is Sender.OTHER:
        raise _from_elsewhere()


def _from_elsewhere() -> Forbidden:
    return Forbidden("Yêu cầu này đến từ một trang khác.", "This request came from another site.")


class OwnSiteOnly:
    """Refuses requests that change something when they carry a session and are not shown to come from our own pages."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and scope["method"] not in SAFE_METHODS:
            request = Request(scope)
            has_session = cookie_name(request.app.state.settings) in request.cookies
            if has_session and sender_of(request) is not Sender.OWN:
                await problem(_from_elsewhere(), request)(scope, receive, send)
                return
        await self.app(scope, receive, send)


class PrivateAnswers:
    """Keeps every answer that hangs on the account out of all caches, whatever the route says of it."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        state = scope.setdefault("state", {})

        async def kept_private(message: Message) -> None:
            if message["type"] == "http.response.start" and state.get("is_private"):
                headers = MutableHeaders(raw=list(message.get("headers", [])))
                headers["Cache-Control"] = "no-store"
                headers.add_vary_header("Cookie, Authorization")
                message["headers"] = headers.raw
            await send(message)

        await self.app(scope, receive, kept_private if scope["type"] == "http" else send)
