"""Tiles, answered before anything else looks at the request."""

import re
from collections.abc import Iterable
from datetime import date
from functools import lru_cache

from starlette.requests import Request
from starlette.types import ASGIApp, Receive, Scope, Send

from geo_api.answers import is_known
from geo_api.codings import chosen_coding
from geo_api.days import today
from geo_api.limits.groups import Group
from geo_api.limits.rate import RateLimits
from geo_api.networks import asking_network
from geo_api.parameters import asked_day
from geo_api.tiles.asked import Asked, asked_tile
from geo_api.tiles.flights import ClientGone, unless_gone
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
# In the scope of a request: why its tile could not be made.
FAILED = "wardmap.tile_failed"
# Status, headers, body.
Whole = tuple[int, Headers, bytes]
# Of these a 304 says nothing: they describe the bytes that it does not send (RFC 9110, 15.4.5).
BODY_HEADERS = (b"content-type", b"content-length", b"content-encoding")


class Tiles:
    """In front of the application: every tile that can be had. What is refused or fails goes on to the route."""

    def __init__(self, app: ASGIApp, tiles: TileService, limits: RateLimits) -> None:
        self.app = app
        self.tiles = tiles
        self.limits = limits

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        asked = None
        if scope["type"] == "http" and scope["method"] in ("GET", "HEAD"):
            asked = asked_by(scope["path"], scope["query_string"])
        found = await self._answered(asked, scope, receive) if asked else None
        if found is None:
            await self.app(scope, receive, send)
            return
        status, headers, body = found
        await send({"type": "http.response.start", "status": status, "headers": headers})
        await send({"type": "http.response.body", "body": body if scope["method"] == "GET" else b""})

    async def _answered(self, asked: Asked, scope: Scope, receive: Receive) -> Whole | None:
        accepts, known = conditions(scope["headers"])
        coding = chosen_coding(accepts)
        try:
            answer = self.tiles.at_hand(asked, coding)
            if answer is None:
                self.limits.count(Group.TILES, asking_network(scope))
                answer = await unless_gone(receive, self.tiles.answer(asked, coding))
        except ClientGone:
            return 503, [(b"cache-control", b"no-store")], b""
        except Exception as error:  # whatever it is, the route raises it again, for the handlers of errors
            scope[FAILED] = error
            return None
        return _in_front(self.tiles, finished(asked, answer, known))


def hit(tiles: TileService, path: str, query: bytes, accepts: str, known: str) -> Whole | None:
    """A tile that is at hand; None for all else. accepts, known: see `conditions`."""
    asked = asked_by(path, query)
    answer = tiles.at_hand(asked, chosen_coding(accepts)) if asked else None
    return _in_front(tiles, finished(asked, answer, known)) if asked and answer else None


def _in_front(tiles: TileService, found: Whole) -> Whole:
    """With what the application adds to its own answers."""
    status, headers, body = found
    return status, [*headers, *tiles.more_headers], body


def finished(asked: Asked, answer: Answer, if_none_match: str) -> Whole:
    """Status, headers and body: the tile, 304 when the client has it, 204 when nothing is in it."""
    own, passing = own_headers(asked, answer.kept), passing_headers(asked, answer.status, answer.timing)
    headers = [*own, *passing]
    if not answer.kept.body:
        return 204, headers, b""
    if if_none_match and is_known(if_none_match, answer.kept.tag):
        return 304, [header for header in headers if header[0] not in BODY_HEADERS], b""
    return 200, headers, answer.kept.body


def asked_by(path: str, query: bytes) -> Asked | None:
    """None for what is no tile, and for what the route will refuse, in words."""
    if not path.startswith(PREFIXES):
        return None
    read = _read if len(path) + len(query) <= MOST_REMEMBERED else _read.__wrapped__
    return read(path, query, today())


# What was asked is asked again: by the next screen, and by the next person.
@lru_cache(maxsize=4096)
def _read(path: str, query: bytes, _today: date) -> Asked | None:
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
