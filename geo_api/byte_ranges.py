"""Parts of a file over HTTP (RFC 9110, sections 13 and 14): which bytes a request gets, or why none. Pure."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from geo_api.answers import is_known

ONE_RANGE = re.compile(r"bytes[ \t]*=[ \t]*(\d{0,18})-(\d{0,18})[ \t]*", re.ASCII | re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Part:
    """What to answer: its status, and the bytes from `start` up to before `end`."""

    status: int
    start: int = 0
    end: int = 0

    def headers(self, size: int) -> dict[str, str]:
        """Which part of `size` bytes it is."""
        if self.status == 416:
            return {"Content-Range": f"bytes */{size}"}
        if self.status == 206:
            return {"Content-Range": f"bytes {self.start}-{self.end - 1}/{size}"}
        return {}


def part_of(headers: Mapping[str, str], tag: str, size: int) -> Part:
    """Which part of a file of `size` bytes with the strong ETag `tag` a request with these headers gets.

    200: all of it, also for ranges that are not one range of bytes; 206, 304, 412, 416 with RFC 9110's meaning.
    """
    if "if-match" in headers and not _is_same(headers["if-match"], tag):
        return Part(412)
    if is_known(headers.get("if-none-match", ""), tag):
        return Part(304)
    asked = ONE_RANGE.fullmatch(headers.get("range", ""))
    if asked is None or headers.get("if-range", tag).strip() != tag:
        return Part(200, 0, size)
    return _range(asked[1], asked[2], size)


def _is_same(if_match: str, tag: str) -> bool:
    """Strong comparison: a weak tag is never the same."""
    given = [part.strip() for part in if_match.split(",")]
    return "*" in given or tag in given


def _range(first: str, last: str, size: int) -> Part:
    if not first:
        # The last so many bytes; without a number it is no range at all.
        start = max(0, size - int(last)) if last else 0
        return Part(416) if last and start == size else Part(206 if last else 200, start, size)
    start, end = int(first), min(int(last) + 1, size) if last else size
    if last and int(last) < start:
        return Part(200, 0, size)
    return Part(206, start, end) if start < size else Part(416)
