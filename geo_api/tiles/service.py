"""Tiles, kept or made: what the front and the route ask."""

import asyncio
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import partial

from sqlalchemy.engine import URL
from sqlalchemy.exc import DBAPIError

from geo_api.codings import DECODERS, ENCODERS
from geo_api.db import Database, Duty
from geo_api.errors import Unavailable
from geo_api.open_data import OPEN_HEADERS
from geo_api.security_headers import open_headers
from geo_api.settings import Settings
from geo_api.tiles.asked import Asked
from geo_api.tiles.flights import Flights
from geo_api.tiles.follower import Follower, State, is_away
from geo_api.tiles.kept import Kept, encoded
from geo_api.tiles.limits import LEFT_CONNECTIONS, Queue
from geo_api.tiles.make import make_tile
from geo_api.tiles.metrics import PREFIX, Counts, own_key
from geo_api.tiles.snapshot import Snapshot
from geo_api.tiles.store import Store
from geo_api.tiles.upkeep import Upkeep
from layers.layer import Audience

CODING_THREADS = 2
CODING_QUEUE = 1_000
TELL_SECONDS = 1.0
# In place of an infinite time since something that never was.
NEVER_SECONDS = 1e6
PATIENCE_SECONDS = 1.5
# Of tiles that hang on nothing that is written.
NOTHING_SEEN = Snapshot(0, 0, 0, frozenset())


@dataclass(slots=True)
class Raw:
    """A tile as the database gave it, how long it was waited for and made (seconds).

    database: the name it bore before it was asked. joined: it had been begun for somebody else.
    """

    body: bytes
    snapshot: Snapshot
    database: bytes | None
    waited: float = 0.0
    taken: float = 0.0
    joined: bool = False


@dataclass(frozen=True, slots=True)
class Answer:
    """A tile and what is said of how it came to be: Cache-Status and Server-Timing."""

    kept: Kept
    status: str
    timing: str


class TileService:
    def __init__(self, settings: Settings, database: Database, url: URL) -> None:
        self.counts = Counts()
        # What other answers get on their way through the application.
        self.more_headers = [*OPEN_HEADERS, *open_headers(settings)]
        self.queue = Queue("tiles", max(1, settings.pool_size - LEFT_CONNECTIONS), settings.tile_queue)
        self._coding = Queue("codings", CODING_THREADS, CODING_QUEUE)
        self._database = database
        self._flights = Flights()
        self._telling: asyncio.Future[None] | None = None
        self.store = Store(settings, url.render_as_string(hide_password=True))
        self.follower = Follower(lambda: database.open(Duty.TILES), self.store.belongs_to)
        self._upkeep = Upkeep(lambda: database.open(Duty.TILES))

    def start(self) -> None:
        """To be called where the event loop runs."""
        self.store.open()
        self.follower.start()
        self._upkeep.start()
        self._telling = asyncio.ensure_future(self._tell_on())

    def stop(self) -> None:
        if self._telling:
            self._telling.cancel()
        self.follower.stop()
        self._upkeep.stop()
        self.queue.close()
        self._coding.close()
        self.store.close()

    def records(self) -> dict[bytes, bytes]:
        """What every process of this machine has counted, as `Counts.record` writes it."""
        return self.store.notes(PREFIX) | {own_key(): self._record()}

    def _record(self) -> bytes:
        gauges = {
            "waiting": self.queue.waiting,
            "memory_bytes": self.store.memory_bytes,
            "disk_bytes": self.store.disk_bytes,
            "silence_seconds": min(self.follower.silence, NEVER_SECONDS),
        }
        return self.counts.record(gauges, self.queue.refused)

    async def _tell_on(self) -> None:
        """Tell the other processes what was counted here."""
        while True:
            await asyncio.sleep(TELL_SECONDS)
            with suppress(Unavailable):
                # Stopped at once, though what is begun goes on to its end.
                await asyncio.shield(self._coding.run(lambda: self.store.note(own_key(), self._record())))

    def at_hand(self, asked: Asked, coding: str) -> Answer | None:
        """The tile without any work: right, or the last there was while the database is away."""
        kept = self.store.get(asked, coding)
        if kept is None:
            return None
        state = self.follower.state
        if state is not State.CURRENT:
            return self._stale(asked, kept) if state is State.AWAY else None
        if not self._is_good(kept):
            # Another process may have made it since.
            kept = self.store.read_again(asked, coding)
        if kept is None or not self._is_good(kept):
            return None
        self.counts.answered("hit", asked.chosen.names, kept)
        return Answer(kept, "wardmap; hit", "cache;desc=hit")

    async def answer(self, asked: Asked, coding: str) -> Answer:
        """The tile, made if need be.

        Raises Unavailable when too many wait, DBAPIError when the database cannot answer and no older tile is kept.
        """
        try:
            return await asyncio.wait_for(self._made(asked, coding), self._patience(asked, coding))
        except (DBAPIError, TimeoutError) as error:
            kept = self.store.get(asked, coding)
            if kept is None or not (isinstance(error, TimeoutError) or is_away(error)):
                raise
            return self._stale(asked, kept)

    def _patience(self, asked: Asked, coding: str) -> float | None:
        """For how long a database that is silent is waited for, where there is an older tile to give instead."""
        is_silent = self.follower.state is not State.CURRENT
        return PATIENCE_SECONDS if is_silent and self.store.get(asked, coding) else None

    async def _made(self, asked: Asked, coding: str) -> Answer:
        kept, raw = await self._coded(asked, coding)
        if raw.joined and self.follower.known and not self._is_good(kept):
            # Begun before this was asked, and overtaken by a change since. What is begun from now on is right.
            kept, raw = await self._coded(asked, coding)
        self.counts.answered("miss", asked.chosen.names, kept)
        timing = f"cache;desc=miss, queue;dur={raw.waited * 1000:.1f}, db;dur={raw.taken * 1000:.1f}"
        stored = "; stored" if _is_stored(asked, raw) else ""
        return Answer(kept, f"wardmap; fwd=miss{stored}{'; collapsed' if raw.joined else ''}", timing)

    def _is_good(self, kept: Kept) -> bool:
        known = self.follower.known
        return known is not None and known.is_good(kept)

    def _stale(self, asked: Asked, kept: Kept) -> Answer:
        self.counts.answered("stale", asked.chosen.names, kept)
        seconds = round(min(self.follower.silence, NEVER_SECONDS))
        return Answer(kept, f"wardmap; hit; ttl=-{max(seconds, 1)}; detail=database-away", "cache;desc=stale")

    async def _coded(self, asked: Asked, coding: str) -> tuple[Kept, Raw]:
        database = self.store.name
        found = self._in_other_coding(asked)
        if found is not None:
            return await self._recoded(
                asked, coding, lambda: Raw(DECODERS[found.coding](found.body), found.snapshot, database)
            )
        (raw, kept, made_in), joined = await self._flights.once(asked.key, lambda: self._queried(asked, coding))
        if joined:
            raw = replace(raw, joined=True)
        return (kept, raw) if made_in == coding else await self._recoded(asked, coding, lambda: raw)

    async def _recoded(self, asked: Asked, coding: str, given: Callable[[], Raw]) -> tuple[Kept, Raw]:
        """What is there already, in that coding."""

        def work() -> tuple[Kept, Raw]:
            raw = given()
            return self._keep(asked, coding, raw), raw

        ((kept, raw), _), joined = await self._flights.once((asked.key, coding), lambda: self._coding.run(work))
        return kept, replace(raw, joined=raw.joined or joined)

    def _in_other_coding(self, asked: Asked) -> Kept | None:
        if self.follower.state is not State.CURRENT:
            return None
        found = (self.store.get(asked, coding) for coding in ENCODERS)
        return next((kept for kept in found if kept is not None and self._is_good(kept)), None)

    async def _queried(self, asked: Asked, coding: str) -> tuple[Raw, Kept, str]:
        """The tile, and as it is sent in the coding of whoever asked first: in one go, by one thread."""

        def work() -> tuple[Raw, Kept]:
            raw = self._query(asked)
            return raw, self._keep(asked, coding, raw)

        (raw, kept), waited = await self.queue.run(work)
        self.counts.queried(asked.chosen.names, raw.taken)
        raw.waited = waited
        return raw, kept, coding

    def _query(self, asked: Asked) -> Raw:
        # Taken before anything is sent: it must claim no other database and no later run of the server than was seen.
        database, known = self.store.name, self.follower.known
        heard = known.snapshot if known else NOTHING_SEEN
        began = time.monotonic()
        is_public = asked.audience is Audience.PUBLIC
        read = self._database.values if is_public else partial(self._database.rows, reach=asked.reach)
        run = partial(read, asked.audience)
        made = make_tile(run, asked.chosen.layers, asked.tile, asked.audience, asked.day, asked.selected)
        seen = Snapshot.parse(made.snapshot, heard.server) if made.snapshot else NOTHING_SEEN
        return Raw(made.body, seen, database, taken=time.monotonic() - began)

    def _keep(self, asked: Asked, coding: str, raw: Raw) -> Kept:
        body, used, tag = encoded(raw.body, coding)
        kept = Kept(body, used, tag, raw.snapshot, asked.chosen.sources, asked.box)
        if _is_stored(asked, raw):
            self.store.put(raw.database, asked, coding, kept)
        return kept


def _is_stored(asked: Asked, raw: Raw) -> bool:
    """Only what can be judged later; and what officials see is nowhere but in their answers."""
    return bool(raw.snapshot.server) and asked.audience is Audience.PUBLIC
