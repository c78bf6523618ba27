"""Tiles in this process, the least recently used ones given up first."""

from collections import OrderedDict
from threading import Lock

from geo_api.tiles.kept import Kept


class Memory:
    """At most `limit` bytes of tiles."""

    def __init__(self, limit: int) -> None:
        self.limit = limit
        self.weight = 0
        self._kept: OrderedDict[tuple[bytes, str], Kept] = OrderedDict()
        self._lock = Lock()

    def get(self, key: bytes, coding: str) -> Kept | None:
        found = self._kept.get((key, coding))
        if found is not None:
            with self._lock:
                # It may have been given up a moment ago.
                if (key, coding) in self._kept:
                    self._kept.move_to_end((key, coding))
        return found

    def put(self, key: bytes, coding: str, kept: Kept) -> None:
        with self._lock:
            before = self._kept.pop((key, coding), None)
            self.weight -= before.weight if before else 0
            if kept.weight > self.limit:
                return
            self._kept[key, coding] = kept
            self.weight += kept.weight
            while self.weight > self.limit:
                self.weight -= self._kept.popitem(last=False)[1].weight

    def clear(self) -> None:
        with self._lock:
            self._kept.clear()
            self.weight = 0

    def __len__(self) -> int:
        return len(self._kept)
