"""A tile as it is kept: the bytes as they are sent, and what its statement saw."""

import struct
from dataclasses import dataclass, field
from hashlib import blake2b
from zlib import crc32

from geo_api.codings import ENCODERS, IDENTITY, LEAST_BYTES, TAG_ENDINGS
from geo_api.tiles.changes import Box
from geo_api.tiles.snapshot import Snapshot

# What a tile takes in memory beside its bytes.
OVERHEAD_BYTES = 700
_HEAD = struct.Struct("<IdHHHI")


@dataclass(slots=True)
class Kept:
    """body: in that coding; empty: nothing is in the tile. tag: its strong ETag. checked: see `Known.is_good`."""

    body: bytes
    coding: str
    tag: str
    snapshot: Snapshot
    sources: tuple[str, ...]
    box: Box
    checked: int = 0
    headers: list[tuple[bytes, bytes]] = field(default_factory=list)

    @property
    def weight(self) -> int:
        return len(self.body) + OVERHEAD_BYTES

    def pack(self) -> bytes:
        """As bytes that say by themselves whether they are whole."""
        coding, tag, snapshot = self.coding.encode(), self.tag.encode(), str(self.snapshot).encode()
        lengths = (len(coding), len(tag), len(snapshot))
        rest = b"".join((coding, tag, snapshot, self.body))
        return _HEAD.pack(crc32(rest), self.snapshot.server, *lengths, len(self.body)) + rest


def unpack(packed: bytes, sources: tuple[str, ...], box: Box) -> Kept | None:
    """What `Kept.pack` gave; None when it is not that, or not whole."""
    if len(packed) < _HEAD.size:
        return None
    checksum, server, *lengths = _HEAD.unpack_from(packed)
    rest = packed[_HEAD.size :]
    if len(rest) != sum(lengths) or crc32(rest) != checksum:
        return None
    ends = [sum(lengths[: n + 1]) for n in range(len(lengths))]
    coding, tag, snapshot = rest[: ends[0]], rest[ends[0] : ends[1]], rest[ends[1] : ends[2]]
    seen = Snapshot.parse(snapshot.decode(), server)
    return Kept(rest[ends[2] :], coding.decode(), tag.decode(), seen, sources, box)


def encoded(body: bytes, coding: str) -> tuple[bytes, str, str]:
    """`body` as it is sent to a client that takes `coding`: bytes, the coding they are in, ETag."""
    used = coding if len(body) >= LEAST_BYTES else IDENTITY
    tag = f'"{blake2b(body, digest_size=12).hexdigest()}{TAG_ENDINGS[used]}"'
    return ENCODERS[used](body), used, tag
