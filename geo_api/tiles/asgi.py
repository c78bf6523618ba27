"""Tiles that are at hand, answered before anything else looks at the request; all others go on to the route."""

import re
from collections.abc import Iterable, Sequence
from datetime import date
from functools import lru_cache

from starlette.requests import Request
from starlette.types import ASGIApp, Receive, Scope, Send

from geo_api.answers import is_known
from geo_api.middleware import SECURITY_HEADERS
from geo_api.open_data import OPEN_HEADERS
from geo_api.parameters import asked_day, today
from geo_api.tiles.asked import Asked, asked_tile
from geo_api.tiles.codings import chosen_coding
from geo_api.tiles.heads import Headers, own_headers, passing_headers
from geo_api.tiles.service import Answer, TileService
from layers.errors import WardmapError
from layers.layer import Audience

PATHS = re.compile(
    r"/tiles/(?P<layers>[^/]+)/(?P<z>[^/]+)/(?P<x>[^/]+)/(?P<y>[^/]+)\.mvt"
    r"|/ogc/collections/(?P<layer>[^/,]+)/tiles/WebMercatorQuad/(?P<oz>[^/]+)/(?P<oy>[^/]+)/(?P<ox>[^/]+)"
)
PREFIXES = ("/tiles/", "/ogc/collections/")
# A longer address is read anew each time.
MOST_REMEMBERED = 400
# What other answers get on their way through the application.
MORE_HEADERS = [*OPEN_HEADERS, *SECURITY_HEADERS]
# Of these a 304 says nothing: they describe the bytes that it does not send (RFC 9110, 15.4.5).
BODY_HEADERS = (b"content-type", b"content-length", b"content-encoding")


class TilesAtHand:
    """In front of the application: hits and 304s."""

    def __init__(self, app: ASGIApp, tiles: TileService) -> None:
        self.app = app
        self.tiles = tiles

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and scope["method"] in ("GET", "HEAD"):
            accepts, known = conditions(scope["headers"])
            found = hit(self.tiles, scope["path"], scope["query_string"], accepts, known)
            if found:
                status, headers, body = found
                await send({"type": "http.response.start", "status": status, "headers": headers})
                await send({"type": "http.response.body", "body": body if scope["method"] == "GET" else b""})
                return
        await self.app(scope, receive, send)


def hit(
    tiles: TileService, path: str, query: bytes, accepts: str, known: str
) -> tuple[int, Sequence[tuple[bytes, bytes]], bytes] | None:
    """Status, headers and body of a tile that is at hand; None for all else. accepts, known: see `conditions`."""
    if not path.startswith(PREFIXES) or len(path) + len(query) > MOST_REMEMBERED:
        return None
    asked = _asked(path, query, today())
    answer = tiles.at_hand(asked, chosen_coding(accepts)) if asked else None
    if asked is None or answer is None:
        return None
    status, headers, body = finished(asked, answer, known)
    return status, [*headers, *MORE_HEADERS], body


def finished(asked: Asked, answer: Answer, if_none_match: str) -> tuple[int, Headers, bytes]:
    """Status, headers and body: the tile, 304 when the client has it, 204 when nothing is in it."""
    headers = own_headers(asked, answer.kept) + passing_headers(asked, answer.status, answer.timing)
    if not answer.kept.body:
        return 204, headers, b""
    if if_none_match and is_known(if_none_match, answer.kept.tag):
        return 304, [header for header in headers if header[0] not in BODY_HEADERS], b""
    return 200, headers, answer.kept.body


# What was asked is asked again: by the next screen, and by the next person.
@lru_cache(maxsize=4096)
def _asked(path: str, query: bytes, _today: date) -> Asked | None:
    """None for what is no tile, and for what the route will refuse, in words."""
    found = PATHS.fullmatch(path)
    if found is None:
        return None
    layers, place = found["layers"] or found["layer"], (found["z"], found["x"], found["y"])
    if found["layer"]:
        place = found["oz"], found["ox"], found["oy"]
    request = Request({"type": "http", "query_string": query, "headers": []})
    try:
        given = request.query_params
        return asked_tile(request, Audience.PUBLIC, layers, place, asked_day(given.get("at"), given.get("datetime")))
    except WardmapError:
        return None


def conditions(headers: Iterable[tuple[bytes, bytes]]) -> tuple[str, str]:
    """Accept-Encoding and If-None-Match."""
    accepts = known = b""
    for name, value in headers:
        if name == b"accept-encoding":
            accepts = accepts + b"," + value if accepts else value
        elif name == b"if-none-match":
            known = known + b"," + value if known else value
    return accepts.decode("latin-1"), known.decode("latin-1")
