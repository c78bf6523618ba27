"""What is known of changes to what tiles are made of, and whether a tile that was kept is still right. Pure.

One thread learns, others ask: whatever is added is added before it is announced by `latest`.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from operator import attrgetter
from types import MappingProxyType
from typing import Protocol

from geo_api.tiles.snapshot import Snapshot

# West, south, east, north in EPSG:3857; None is everywhere.
Box = tuple[float, float, float, float]
# Kept for each source; tiles from before what is dropped are made again.
MOST_CHANGES = 20_000


@dataclass(frozen=True, slots=True)
class Change:
    """One row of ``tile_change``."""

    xid: int
    source: str
    box: Box | None


class Judged(Protocol):
    """A tile that was kept: what its statement saw, what it is made of, up to which change it was found right."""

    @property
    def snapshot(self) -> Snapshot: ...
    @property
    def sources(self) -> Sequence[str]: ...
    @property
    def box(self) -> Box: ...

    checked: int


@dataclass(frozen=True, slots=True)
class _Learnt:
    """number: 1, 2, 3 … as learnt. highest: the highest xid up to here, by which to find where a look must begin."""

    number: int
    highest: int
    change: Change


@dataclass(frozen=True, slots=True)
class _History:
    """The changes of one source. dropped_*: number and xid of the last of those that were forgotten here."""

    learnt: list[_Learnt] = field(default_factory=list)
    dropped_number: int = 0
    dropped_xid: int = 0


_number, _highest = attrgetter("number"), attrgetter("highest")


class Known:
    """Everything that a reader of ``tile_change`` has learnt in one run of the server.

    snapshot: it holds every change that this sees. first: numbers up to this one were given by someone before.
    horizon: changes up to this xid may have been forgotten before they could be learnt. runs: by earlier runs of the
    server, the xid before which all that was committed in that run is in the database.
    """

    def __init__(
        self, snapshot: Snapshot, first: int = 0, horizon: int = 0, runs: Mapping[float, int] = MappingProxyType({})
    ) -> None:
        self.snapshot = snapshot
        self.latest = self.first = first + 1
        self.horizon = horizon
        self._runs = runs
        self._histories: dict[str, _History] = {}

    def continues(self, server: float, horizon: int) -> bool:
        """Whether what is read now follows upon what is known: the same run, and nothing forgotten in between."""
        return server == self.snapshot.server and horizon < self.snapshot.xmin

    def learn(self, changes: Iterable[Change], snapshot: Snapshot) -> None:
        """Take in the changes that `snapshot` sees and the one before did not."""
        number = self.latest
        for change in sorted(changes, key=attrgetter("xid")):
            number += 1
            self._add(number, change)
        self.snapshot = snapshot
        self.latest = number

    def _add(self, number: int, change: Change) -> None:
        history = self._histories.setdefault(change.source, _History())
        highest = max(change.xid, history.learnt[-1].highest if history.learnt else history.dropped_xid)
        history.learnt.append(_Learnt(number, highest, change))
        if len(history.learnt) > MOST_CHANGES:
            last = history.learnt[MOST_CHANGES // 2 - 1]
            self._histories[change.source] = _History(
                history.learnt[MOST_CHANGES // 2 :], last.number, max(last.highest, history.dropped_xid)
            )

    def is_good(self, tile: Judged) -> bool:
        """Whether no known change that touches `tile` was made behind its back. It remembers that it was asked."""
        latest = self.latest
        if tile.checked == latest:
            return True
        if tile.checked < self.first and not self._can_judge(tile.snapshot):
            return False
        if any(self._outdated(tile, source) for source in tile.sources):
            return False
        tile.checked = latest
        return True

    def _can_judge(self, snapshot: Snapshot) -> bool:
        """Not what changes forgotten since may have touched, nor what may be from a time that was undone."""
        is_on_record = snapshot.server == self.snapshot.server or snapshot.xmax <= self._runs.get(snapshot.server, 0)
        return is_on_record and snapshot.xmin > self.horizon

    def _outdated(self, tile: Judged, source: str) -> bool:
        history = self._histories.get(source)
        if history is None:
            return False
        if tile.checked < history.dropped_number and tile.snapshot.xmin <= history.dropped_xid:
            return True
        learnt = history.learnt
        begin = max(
            bisect_right(learnt, tile.checked, key=_number), bisect_left(learnt, tile.snapshot.xmin, key=_highest)
        )
        return any(_touches_unseen(one.change, tile) for one in learnt[begin:])


def _touches_unseen(change: Change, tile: Judged) -> bool:
    return (change.box is None or _meet(change.box, tile.box)) and not tile.snapshot.sees(change.xid)


def _meet(a: Box, b: Box) -> bool:
    return a[0] <= b[2] and b[0] <= a[2] and a[1] <= b[3] and b[1] <= a[3]
