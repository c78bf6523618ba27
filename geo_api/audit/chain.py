"""The chain of hashes, computed from the columns alone as `guard.sql` seals it, and walked link by link. Pure."""

import hashlib
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field

from layers.layer import Text

Fields = Sequence[str | None]
# Of a chain that is broken everywhere, so many places say enough.
MOST_BREAKS = 50


@dataclass(frozen=True, slots=True)
class Seal:
    """A place in the chain, counted from 1, and the hash of everything up to it."""

    seq: int
    hash: bytes

    def __str__(self) -> str:
        return f"{self.seq}:{self.hash.hex()}"


BEGINNING = Seal(0, b"")


@dataclass(frozen=True, slots=True)
class Link:
    """What the tables have at one place. seal: None for an event without one. fields: None for a seal without event."""

    event_id: int
    seal: Seal | None
    fields: Fields | None


@dataclass(frozen=True, slots=True)
class Break:
    """Where the log is not as it was written, and how that shows."""

    seq: int | None
    words: Text


def hash_of(before: bytes, seq: int, fields: Fields) -> bytes:
    """Each field with its length, so that no two different events are the same text."""
    parts = [str(seq), *fields]
    return hashlib.sha256(before + b",".join(map(_measured, parts))).digest()


def _measured(part: str | None) -> bytes:
    if part is None:
        return b"-"
    written = part.encode()
    return b"%d:%s" % (len(written), written)


@dataclass(slots=True)
class Walk:
    """Goes along the chain from `last` on. anchors: seals noted elsewhere, by their places; what differs is a break."""

    last: Seal
    anchors: deque[Seal]
    breaks: list[Break] = field(default_factory=list)
    events: int = 0
    compared: int = 0

    @property
    def is_whole(self) -> bool:
        return not self.breaks

    def step(self, link: Link) -> None:
        """The next link, in the order of the places; those without one come first."""
        self.events += link.fields is not None
        if link.seal is None:
            self._broken(None, _UNSEALED, link.event_id)
            return
        before = self._before(link.seal)
        if link.fields is None:
            self._broken(link.seal.seq, _GONE, link.seal.seq)
        elif before is not None and hash_of(before, link.seal.seq, link.fields) != link.seal.hash:
            self._broken(link.seal.seq, _CHANGED, link.seal.seq)
        self._compare(link.seal)
        self.last = link.seal

    def end(self, head: Seal) -> None:
        """After the last link. head: what the database says was the last seal; BEGINNING when it says nothing."""
        if head != self.last:
            self._broken(self.last.seq, _HEAD, self.last.seq)
        for anchor in self.anchors:
            self._broken(anchor.seq, _CUT, anchor.seq)
        self.anchors.clear()

    def _before(self, seal: Seal) -> bytes | None:
        """The hash that this one builds upon; None when it is not known."""
        if seal.seq == self.last.seq + 1:
            return self.last.hash
        lost = seal.seq > self.last.seq
        self._broken(seal.seq, _LOST if lost else _TWICE, self.last.seq + 1 if lost else seal.seq)
        return None

    def _compare(self, seal: Seal) -> None:
        while self.anchors and self.anchors[0].seq <= seal.seq:
            anchor = self.anchors.popleft()
            self.compared += 1
            if anchor != seal:
                self._broken(anchor.seq, _ANCHOR, anchor.seq)

    def _broken(self, seq: int | None, words: Text, number: int) -> None:
        if len(self.breaks) < MOST_BREAKS:
            self.breaks.append(Break(seq, Text(words.vi.format(number), words.en.format(number))))


_UNSEALED = Text(
    "Sự kiện có id {} chưa được niêm phong: nó được thêm khi trigger bị tắt, hoặc dấu niêm phong đã bị xóa.",
    "The event with id {} has no seal: it was added with triggers off, or its seal was removed.",
)
_GONE = Text("Sự kiện số {} đã bị xóa; chỉ còn dấu niêm phong.", "Event {} was removed; only its seal is there.")
_CHANGED = Text(
    "Sự kiện số {}, hoặc dấu niêm phong ngay trước nó, đã bị sửa.",
    "Event {}, or the seal right before it, was changed.",
)
_LOST = Text("Thiếu các sự kiện từ số {} đến ngay trước chỗ này.", "Events from {} up to here are missing.")
_TWICE = Text("Số {} xuất hiện hai lần hoặc lẽ ra đã được lược bỏ.", "Number {} is there twice, or should be pruned.")
_HEAD = Text(
    "Sau sự kiện số {}, chỗ ghi sự kiện cuối của cơ sở dữ liệu (audit_head) nói khác.",
    "After event {} the database's own note of the last event (audit_head) says otherwise.",
)
_CUT = Text(
    "Mốc đã ghi sự kiện số {}, nhưng nhật ký không có đến đó: phần cuối đã bị cắt.",
    "An anchor was noted at event {}, but the log does not reach there: its end was cut off.",
)
_ANCHOR = Text(
    "Sự kiện số {} không còn như lúc ghi mốc: nó hoặc phần trước nó đã bị viết lại.",
    "Event {} is not what it was when its anchor was noted: it, or what is before it, was written anew.",
)
