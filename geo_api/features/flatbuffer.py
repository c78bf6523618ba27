"""FlatBuffers as far as FlatGeobuf needs them: tables written front to back, so that every offset points forward."""

import struct
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

# Where what is written must begin: at a multiple of its size.
_ALIGNED = {"B": 1, "H": 2, "i": 4, "I": 4, "Q": 8, "d": 8}


@dataclass(frozen=True, slots=True)
class Scalar:
    """code: as in `struct`."""

    code: str
    value: float


@dataclass(frozen=True, slots=True)
class Vector:
    """data: the elements as they lie in memory, little-endian."""

    code: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Table:
    """Number of the slot → what is in it; absent ones have their default."""

    slots: Mapping[int, "Part"]


Part = Scalar | Vector | Table | str | Sequence[Table]


def finished(root: Table) -> bytes:
    """The buffer with `root` as its root table, behind its own size."""
    buffer = bytearray(4)
    struct.pack_into("<I", buffer, 0, _write_table(buffer, root))
    buffer += bytes(-len(buffer) % 8)
    return struct.pack("<I", len(buffer)) + bytes(buffer)


def _write_table(buffer: bytearray, table: Table) -> int:
    """Append a table with all it refers to; gives where it begins."""
    slots = dict(sorted(table.slots.items()))
    vtable_size = 4 + 2 * (max(slots, default=-1) + 1)
    _pad(buffer, 8, vtable_size)
    vtable, start = len(buffer), len(buffer) + vtable_size
    places, size = _places(slots)
    buffer += struct.pack("<HH", vtable_size, size)
    buffer += b"".join(struct.pack("<H", places.get(slot, 0)) for slot in range((vtable_size - 4) // 2))
    buffer += bytes(size)
    struct.pack_into("<i", buffer, start, start - vtable)
    for slot, part in slots.items():
        here = start + places[slot]
        if isinstance(part, Scalar):
            struct.pack_into(f"<{part.code}", buffer, here, part.value)
        else:
            struct.pack_into("<I", buffer, here, _write(buffer, part) - here)
    return start


def _places(slots: Mapping[int, Part]) -> tuple[dict[int, int], int]:
    """Where in its table each slot lies, behind the way to the vtable, and how large the table is."""
    places, size = {}, 4
    for slot, part in slots.items():
        width = _ALIGNED[part.code] if isinstance(part, Scalar) else 4
        size += -size % width
        places[slot] = size
        size += width
    return places, size


def _write(buffer: bytearray, part: Part) -> int:
    match part:
        case Table():
            return _write_table(buffer, part)
        case str():
            text = part.encode()
            return _write_vector(buffer, 1, len(text), text + b"\0")
        case Vector():
            width = _ALIGNED[part.code]
            return _write_vector(buffer, width, len(part.data) // width, part.data)
        case Scalar():
            raise TypeError("a scalar lies in its table")
    return _write_tables(buffer, part)


def _write_vector(buffer: bytearray, width: int, count: int, data: bytes) -> int:
    # The elements are aligned; their number stands before them.
    _pad(buffer, max(width, 4), 4)
    start = len(buffer)
    buffer += struct.pack("<I", count) + data
    return start


def _write_tables(buffer: bytearray, tables: Sequence[Table]) -> int:
    start = _write_vector(buffer, 4, len(tables), bytes(4 * len(tables)))
    for number, table in enumerate(tables):
        here = start + 4 + 4 * number
        struct.pack_into("<I", buffer, here, _write_table(buffer, table) - here)
    return start


def _pad(buffer: bytearray, width: int, before: int) -> None:
    """So that what comes `before` bytes from now begins at a multiple of `width`."""
    buffer += bytes(-(len(buffer) + before) % width)


def packed(code: str, values: Sequence[Any]) -> Vector:
    return Vector(code, struct.pack(f"<{len(values)}{code}", *values))
