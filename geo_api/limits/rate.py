"""How many requests of a group somebody may still make, and the headers that say so."""

import time
from collections.abc import Sequence
from hashlib import blake2b
from math import ceil

import lmdb
import structlog
from limits import RateLimitItem, parse_many
from limits.storage import MemoryStorage
from limits.strategies import SlidingWindowCounterRateLimiter

from geo_api.days import seconds_left_today, today
from geo_api.errors import TooOften
from geo_api.limits.groups import Group
from geo_api.limits.storage import FOR_EVER, MachineStorage
from geo_api.machine import folder_in
from geo_api.settings import RATES_OFF, Settings

log = structlog.get_logger()

FOLDER = "limits"
DIGEST_BYTES = 16
REFUSED, MISSES, ALARMS = "refused/", "misses/", "alarms"


class RateLimits:
    """Counts requests by group and by who asks. Before `open` and after `close` nothing is counted or refused."""

    def __init__(self, settings: Settings) -> None:
        self._place = settings.data_dir / FOLDER
        wanted = {group: str(getattr(settings, f"rate_{group}")) for group in Group}
        self._items = {group: parse_many(rate) for group, rate in wanted.items() if rate != RATES_OFF}
        self._policies = {group: _policy(group, items) for group, items in self._items.items()}
        self._is_wanted = bool(self._items) or settings.alarm_misses > 0
        self._storage: MachineStorage | MemoryStorage | None = None
        self._salt = ("", b"")

    def open(self) -> None:
        """Begin to count, together with the other processes where the disk can be had."""
        if not self._is_wanted:
            return
        try:
            self._storage = MachineStorage(folder_in(self._place))
        except (OSError, lmdb.Error) as error:
            log.warning("rates_by_process", place=str(self._place), error=str(error))
            self._storage = MemoryStorage()

    def close(self) -> None:
        if isinstance(self._storage, MachineStorage):
            self._storage.close()
        self._storage = None

    def count(self, group: Group, who: str) -> dict[str, str]:
        """Count a request of `who`, a network or an account; gives the headers that say how many more there may be.

        Raises TooOften when it is one too many.
        """
        if self._storage is None or group not in self._items:
            return {}
        try:
            return self._count(self._storage, group, self._hidden(self._storage, who))
        except lmdb.Error as error:
            # Better nobody is counted than everybody refused.
            log.warning("rates_failed", error=str(error))
            return {}

    def misses(self, who: str) -> int:
        """Count a look-up of `who` that found nothing; gives how many there were this day. 0: nothing is counted."""
        if self._storage is None:
            return 0
        try:
            return self._storage.incr(f"{MISSES}{self._hidden(self._storage, who)}", seconds_left_today() + 1)
        except lmdb.Error as error:
            log.warning("rates_failed", error=str(error))
            return 0

    def refused(self) -> dict[Group, int]:
        """How many requests were refused since the machine was started."""
        return {group: self._storage.get(f"{REFUSED}{group}") if self._storage else 0 for group in self._items}

    def note_alarm(self) -> None:
        if self._storage:
            self._storage.incr(ALARMS, FOR_EVER)

    def alarms(self) -> int:
        """How often `note_alarm` was called since the machine was started."""
        return self._storage.get(ALARMS) if self._storage else 0

    def _count(self, storage: MachineStorage | MemoryStorage, group: Group, who: str) -> dict[str, str]:
        limiter = SlidingWindowCounterRateLimiter(storage)
        passed = all(limiter.hit(item, group, who) for item in self._items[group])
        stats = [limiter.get_window_stats(item, group, who) for item in self._items[group]]
        remaining, resets = min((left.remaining, -left.reset_time) for left in stats)
        wait = max(1, ceil(-resets - time.time()))
        headers = {"RateLimit": f'"{group}";r={remaining};t={wait}', "RateLimit-Policy": self._policies[group]}
        if passed:
            return headers
        storage.incr(f"{REFUSED}{group}", FOR_EVER)
        raise too_often(wait, headers)

    def _hidden(self, storage: MachineStorage | MemoryStorage, who: str) -> str:
        """`who` as it stands on disk: nobody can tell it from that any more when the day is over."""
        day = today().isoformat()
        if self._salt[0] != day:
            self._salt = (day, storage.salt(day) if isinstance(storage, MachineStorage) else b"")
        return blake2b(who.encode(), key=self._salt[1], digest_size=DIGEST_BYTES).hexdigest()


def _policy(group: Group, items: Sequence[RateLimitItem]) -> str:
    return ", ".join(f'"{group}";q={item.amount};w={item.get_expiry()}' for item in items)


def too_often(wait: int, headers: dict[str, str]) -> TooOften:
    """wait: seconds."""
    return TooOften(
        f"Yêu cầu quá nhiều lần. Xin thử lại sau {wait} giây.",
        f"Too many requests. Try again in {wait} s.",
        wait,
        headers,
    )
