"""Open data is for the pages of other sites, too: what a browser wants to be told before it lets them read (CORS)."""

from starlette.types import ASGIApp, Message, Receive, Scope, Send

# The script that other sites load to show our maps.
WARD_MAP = "/embed/ward-map.js"
# Under these everything is for the public, whoever asks. No cookie goes with such a request, and `*` forbids it.
OPEN_PATHS = ("/tiles/", "/styles/", "/ogc/", "/oembed", "/og/", WARD_MAP)
OPEN_HEADERS = [
    (b"access-control-allow-origin", b"*"),
    (
        b"access-control-expose-headers",
        b"Content-Crs, Content-Range, ETag, Link, RateLimit, RateLimit-Policy, Retry-After, Wardmap-At",
    ),
]
_BEFOREHAND = [
    *OPEN_HEADERS,
    (b"access-control-allow-methods", b"GET, HEAD"),
    (b"access-control-allow-headers", b"Accept, Accept-Language, If-Match, If-None-Match, If-Range, Range"),
    (b"access-control-max-age", b"86400"),
]


class OpenToOtherSites:
    """Lets pages of any site read what is open, and answers the browsers that ask beforehand."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or not scope["path"].startswith(OPEN_PATHS):
            await self.app(scope, receive, send)
            return
        if scope["method"] == "OPTIONS":
            await send({"type": "http.response.start", "status": 204, "headers": _BEFOREHAND})
            await send({"type": "http.response.body", "body": b""})
            return

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message.get("headers", []), *OPEN_HEADERS]
            await send(message)

        await self.app(scope, receive, with_headers)
