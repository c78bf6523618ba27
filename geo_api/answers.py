"""Answers that can be cached: strong ETag, 304 and gzip in one place for tiles and documents alike."""

from hashlib import blake2b
from typing import Any

from fastapi import Request, Response

from geo_api.codings import ENCODERS, LEAST_BYTES, TAG_ENDINGS, accepts_gzip
from geo_api.days import Period, seconds_left_today

# How old an answer about public data may get on its way through browsers and proxies.
PUBLIC_SECONDS = 10
CACHE = "public, max-age={}, stale-if-error=86400"
CACHE_PUBLIC = CACHE.format(PUBLIC_SECONDS)
# The days an answer is for, written as OGC's `datetime`: 2025-06-30.
AT_HEADER = "Wardmap-At"
# For the OpenAPI document of routes that answer at a date.
SAYS_ITS_DAY: dict[str, Any] = {
    "headers": {
        AT_HEADER: {
            "description": "The day this answer is for, or the interval as OGC writes it; absent where none is dated",
            "schema": {"type": "string", "example": "2025-06-30"},
        }
    }
}


def cacheable(
    request: Request, body: bytes, media_type: str, vary: str = "Accept-Encoding", at: Period | None = None
) -> Response:
    """`body` with a strong ETag, gzipped when the client takes it; 304 when the client has these very bytes.

    at: the days that the answer is for, where it is of a day; the answer says so (``Wardmap-At``).
    """
    zipped = len(body) >= LEAST_BYTES and accepts_gzip(request.headers.get("accept-encoding", ""))
    tag = f'"{blake2b(body, digest_size=12).hexdigest()}{TAG_ENDINGS["gzip"] if zipped else ""}"'
    headers = {"ETag": tag, "Vary": vary, **dated_headers(at)}
    if is_known(request.headers.get("if-none-match", ""), tag):
        return Response(status_code=304, headers=headers)
    if zipped:
        headers["Content-Encoding"] = "gzip"
        body = ENCODERS["gzip"](body)
    return Response(body, headers=headers, media_type=media_type)


def dated_headers(at: Period | None) -> dict[str, str]:
    """How long an answer may be kept, and which day it is for; that of today ends with the day."""
    if at is None:
        return {"Cache-Control": CACHE_PUBLIC}
    seconds = min(PUBLIC_SECONDS, seconds_left_today()) if at.is_default else PUBLIC_SECONDS
    return {"Cache-Control": CACHE.format(seconds), AT_HEADER: str(at)}


def is_known(if_none_match: str, tag: str) -> bool:
    """Whether an If-None-Match header holds `tag` (weak comparison, as RFC 9110 asks for GET)."""
    given = [part.strip().removeprefix("W/") for part in if_none_match.split(",")]
    return "*" in given or tag in given
