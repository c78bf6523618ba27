"""What officials see of personal rows, on record before they see it. Who cannot be recorded sees nothing (503)."""

import secrets
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from threading import Lock
from typing import Any
from urllib.parse import unquote

import structlog
from sqlalchemy.exc import SQLAlchemyError
from starlette.requests import Request

from geo_api.account import Account
from geo_api.audit.events import LONGEST_WORDS, Action, Actor, Event, record
from geo_api.audit.who import actor_of
from geo_api.db import Database, Duty
from geo_api.errors import Unavailable
from layers.layer import Layer

log = structlog.get_logger()

# Rows that are named one by one; of more it is said how many, and where.
MOST_NAMED = 200
# Looking at a map is said once for a place of some kilometres and an hour, or it would be hundreds of events.
PLACE_ZOOM = 14
PLACE_SECONDS = 3600
# Beyond so many places of an hour, some may be said twice.
MOST_PLACES = 50_000
REASON_HEADER = "X-Wardmap-Reason"

# An account, the kind of official it reads as, why, a layer, and a tile.
Look = tuple[int | None, str | None, str | None, str, int, int, int]


class Looked:
    """The places that were looked at in this hour, and are on record already."""

    def __init__(self) -> None:
        self._hour = 0
        self._looks: set[Look] = set()
        self._lock = Lock()

    def knows(self, look: Look) -> bool:
        with self._lock:
            self._begin_hour()
            return look in self._looks

    def add(self, looks: Iterable[Look]) -> None:
        with self._lock:
            self._begin_hour()
            self._looks.update(looks)

    def _begin_hour(self) -> None:
        hour = int(time.time() // PLACE_SECONDS)
        if hour != self._hour or len(self._looks) > MOST_PLACES:
            self._hour = hour
            self._looks.clear()


class Reads:
    """What one asker reads of layers; nothing is recorded of the public, and of layers where nothing is personal."""

    def __init__(self, database: Database | None = None, actor: Actor | None = None, reason: str | None = None) -> None:
        self._database = database
        self._actor = actor
        self._reason = reason

    def concern(self, layer: Layer) -> bool:
        """Whether what is read of `layer` is recorded."""
        return self._actor is not None and layer.personal and layer.shows_guarded_rows_to(self._actor.audience)

    def item(self, layer: Layer, number: int) -> None:
        """One row is about to be shown. Raises Unavailable when that cannot be recorded."""
        if self.concern(layer):
            self._record([(Action.READ_ITEM, f"{layer.name}/{number}", {})])

    def items(self, layer: Layer, numbers: Sequence[int], asked: Mapping[str, Any]) -> None:
        """Rows are about to be shown. asked: by what they were asked for, without what was typed. Raises as `item`."""
        if self.concern(layer):
            self._record([(Action.READ_ITEMS, layer.name, {**asked, **_named(numbers)})])

    @contextmanager
    def many_items(self, layer: Layer, asked: Mapping[str, Any], limit: int) -> Iterator["Counted"]:
        """At most `limit` rows are sent while they are read: what was asked is said before the first, which they were
        after the last. Raises as `item`.
        """
        counted = Counted(limit)
        if not self.concern(layer):
            yield counted
            return
        # So that the two events of one answer find each other.
        asked = {**asked, "sending": secrets.token_hex(8)}
        self._record([(Action.READ_ITEMS, layer.name, asked)])
        try:
            yield counted
        finally:
            try:
                self._record([(Action.READ_ITEMS_ENDED, layer.name, {**asked, **counted.named})])
            except Unavailable:
                # What was asked for is on record; the rows have been sent.
                log.warning("read_not_recorded", layer=layer.name, rows=counted.rows)

    def tile(self, looked: Looked, layers: Iterable[Layer], place: tuple[int, int, int]) -> None:
        """A tile is about to be shown. place: zoom, column, row. Raises as `item`."""
        looks = self.unsaid(looked, layers, place)
        self._record([(Action.READ_TILES, layer, {"tile": [z, x, y]}) for *_, layer, z, x, y in looks])
        looked.add(looks)

    def unsaid(self, looked: Looked, layers: Iterable[Layer], place: tuple[int, int, int]) -> list[Look]:
        """What of a tile is not on record for this hour."""
        if self._actor is None:
            return []
        z, x, y = place
        up = max(0, z - PLACE_ZOOM)
        who = (self._actor.account_id, self._actor.audience, self._reason)
        looks = [(*who, layer.name, z - up, x >> up, y >> up) for layer in layers if self.concern(layer)]
        return [look for look in looks if not looked.knows(look)]

    def _record(self, events: Sequence[tuple[Action, str, Mapping[str, Any]]]) -> None:
        if self._database is None or self._actor is None or not events:
            return
        try:
            with self._database.transaction(Duty.AUDIT) as connection:
                for action, subject, details in events:
                    record(connection, Event(action, self._actor, subject, details, self._reason))
        except SQLAlchemyError as error:
            log.warning("read_not_recorded", error=str(error.__cause__ or error).strip())
            raise _not_recorded() from error


UNRECORDED = Reads()


class Counted:
    """Counts rows on their way; the number of each comes first. Of those behind `limit` nothing is shown."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._first: list[int] = []
        self.rows = 0
        self._between: tuple[int, int] | None = None

    def of(self, pieces: Iterator[Sequence[Any]]) -> Iterator[Sequence[Any]]:
        """The same pieces."""
        for piece in pieces:
            numbers = [row[0] for row in piece[: self._limit - self.rows]]
            self.rows += len(numbers)
            self._first += numbers[: MOST_NAMED - len(self._first)]
            if numbers:
                known = [*(self._between or ()), *numbers]
                self._between = min(known), max(known)
            yield piece

    @property
    def named(self) -> dict[str, Any]:
        if self._between is None or self.rows <= MOST_NAMED:
            return _named(self._first)
        return {"rows": self.rows, "between": list(self._between)}


def _named(numbers: Sequence[int]) -> dict[str, Any]:
    if len(numbers) <= MOST_NAMED:
        return {"rows": len(numbers), "ids": list(numbers)}
    return {"rows": len(numbers), "between": [min(numbers), max(numbers)]}


def reads_of(request: Request, database: Database, account: Account) -> Reads:
    """What the account reads with this request, and why, if it says so."""
    return Reads(database, actor_of(request, account), reason_of(request))


def reason_of(request: Request) -> str | None:
    """Headers are read as Latin-1; what is sent is UTF-8, or percent-encoded, which is all that browsers can send."""
    given = request.headers.get(REASON_HEADER, "")[: 3 * LONGEST_WORDS]
    return unquote(given.encode("latin-1").decode(errors="replace")).strip() or None


def _not_recorded() -> Unavailable:
    return Unavailable(
        "Việc xem dữ liệu cá nhân lúc này không ghi được vào nhật ký, nên chưa cho xem; xin thử lại sau giây lát.",
        "Looking at personal data cannot be recorded now, so it is not shown; please try again shortly.",
    )
