"""Headers of tiles."""

from functools import lru_cache

from geo_api.answers import AT_HEADER
from geo_api.codings import IDENTITY
from geo_api.days import Period, seconds_left_today
from geo_api.tiles.asked import Asked
from geo_api.tiles.kept import Kept
from layers.layer import Audience

MVT = "application/vnd.mapbox-vector-tile"
# How old a tile may get in a browser or a proxy; to ask again whether it has changed costs next to nothing.
PUBLIC_SECONDS = 1
# Nothing older may be given while the next is asked for (proxies count whole seconds); only while nobody answers.
PUBLIC = "public, max-age={0}, s-maxage={0}, stale-if-error=86400"
PRIVATE = "private, no-store"
Headers = list[tuple[bytes, bytes]]


def own_headers(asked: Asked, kept: Kept) -> Headers:
    """What is the same in every answer with this tile; made once."""
    if not kept.headers:
        kept.headers = _encoded(
            {
                **({"Content-Type": MVT, "Content-Length": str(len(kept.body)), "ETag": kept.tag} if kept.body else {}),
                **({"Content-Encoding": kept.coding} if kept.coding != IDENTITY else {}),
                "Vary": "Accept-Encoding",
                **({AT_HEADER: str(asked.at)} if asked.at else {}),
            }
        )
    return kept.headers


def passing_headers(asked: Asked, status: str, timing: str) -> Headers:
    """What hangs on the moment. status: Cache-Status (RFC 9211)."""
    return [
        (b"cache-control", cache_control(asked.audience, asked.at)),
        (b"cache-status", status.encode()),
        (b"server-timing", timing.encode()),
    ]


def cache_control(audience: Audience, at: Period | None) -> bytes:
    """How long a tile may be kept on its way; that of today ends with the day."""
    if audience is not Audience.PUBLIC:
        return PRIVATE.encode()
    return _public(PUBLIC_SECONDS if at is None or not at.is_default or seconds_left_today() else 0)


@lru_cache
def _public(seconds: int) -> bytes:
    return PUBLIC.format(seconds).encode()


def _encoded(headers: dict[str, str]) -> Headers:
    return [(name.lower().encode(), value.encode()) for name, value in headers.items()]
