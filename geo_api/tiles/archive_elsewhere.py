"""The archive of tiles that the map is drawn from, where another site has it: its head is read now and then."""

import time
from urllib.request import Request, urlopen

import structlog

from geo_api.tiles.archive_file import Described, NotForTheMap, describe, unusable

log = structlog.get_logger()

TIMEOUT_SECONDS = 3
# Another may have taken its place since.
FRESH_SECONDS = 60


class ArchiveElsewhere:
    """The archive at a web address."""

    def __init__(self, url: str) -> None:
        self.url = url
        self._known: tuple[float, Described] | None = None

    def described(self) -> Described:
        """What it says of itself, at most a minute ago. Raises Unavailable when it cannot be read."""
        known = self._known
        if known is None or time.monotonic() - known[0] > FRESH_SECONDS:
            known = self._known = time.monotonic(), self._read()
        return known[1]

    def _read(self) -> Described:
        try:
            return describe(self._get_bytes)[0]
        except (OSError, NotForTheMap) as error:
            log.warning("archive of tiles cannot be used", url=self.url, reason=str(error))
            raise unusable() from error

    def _get_bytes(self, offset: int, length: int) -> bytes:
        asked = Request(self.url, headers={"Range": f"bytes={offset}-{offset + length - 1}"})  # noqa: S310  # http only: settings
        with urlopen(asked, timeout=TIMEOUT_SECONDS) as answer:  # noqa: S310  # as above
            if answer.status != 206:
                raise NotForTheMap("the other site does not answer ranges of bytes")
            return bytes(answer.read(length))
