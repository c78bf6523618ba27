"""The file of an archive of tiles: PMTiles 3, of one moment, with neighbours beside each other and no bytes twice.

https://github.com/protomaps/PMTiles/blob/main/spec/v3/spec.md
"""

import gzip
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, BinaryIO

from pmtiles.tile import Compression, Entry, TileType, serialize_header, tileid_to_zxy
from pmtiles.writer import optimize_directories
from pyproj import Transformer

from geo_api.tiles.asked import HALF_WORLD
from geo_api.tiles.work_file import WorkFile

HEADER_BYTES = 127
# Header and root directory are read in one go by those who read over the net.
ROOT_BYTES = 16_384 - HEADER_BYTES
# Where a map opens, if the archive has it.
CENTER_ZOOM = 10


@dataclass(frozen=True, slots=True)
class Archived:
    """How much is in an archive: tiles that hold something, different ones among them, bytes of the whole file."""

    tiles: int
    contents: int
    bytes: int


def write_archive(file: BinaryIO, work: WorkFile, metadata: dict[str, Any]) -> Archived | None:
    """All wanted tiles that hold something, into `file`; None, and nothing is written, when there is none."""
    offsets: dict[int, int] = {}
    entries, addressed, data_bytes = _entries(work.full(), offsets)
    if not entries:
        return None
    root, leaves, _ = optimize_directories(entries, ROOT_BYTES)  # type: ignore[no-untyped-call]  # has no types
    described = gzip.compress(json.dumps(metadata, ensure_ascii=False).encode(), mtime=0)
    counts = {
        "addressed_tiles_count": addressed,
        "tile_entries_count": len(entries),
        "tile_contents_count": len(offsets),
    }
    places = _places(root=len(root), metadata=len(described), leaf_directory=len(leaves), tile_data=data_bytes)
    header: Any = {**_KIND, **places, **counts, **_extent(entries)}
    for part in (serialize_header(header), root, described, leaves):
        file.write(part)
    for content in offsets:
        file.write(work.body(content))
    return Archived(addressed, len(offsets), places["tile_data_offset"] + data_bytes)


_KIND = {
    "clustered": True,
    "internal_compression": Compression.GZIP,
    "tile_compression": Compression.GZIP,
    "tile_type": TileType.MVT,
}


def _entries(full: Iterable[tuple[int, int, int]], offsets: dict[int, int]) -> tuple[list[Entry], int, int]:
    """The directory of tiles (number, content, length) in order: its entries, how many tiles, how many bytes.

    offsets: takes in where each content will be, in the order in which they are to be written.
    """
    entries: list[Entry] = []
    end = addressed = 0
    for number, content, length in full:
        addressed += 1
        if content not in offsets:
            offsets[content] = end
            end += length
        last = entries[-1] if entries else None
        if last and last.tile_id + last.run_length == number and last.offset == offsets[content]:
            last.run_length += 1
        else:
            entries.append(Entry(number, offsets[content], length, 1))
    return entries, addressed, end


def _places(**lengths: int) -> dict[str, int]:
    """Offset and length of each part of the file, one after the other behind the header."""
    places: dict[str, int] = {}
    offset = HEADER_BYTES
    for part, length in lengths.items():
        places |= {f"{part}_offset": offset, f"{part}_length": length}
        offset += length
    return places


def _extent(entries: list[Entry]) -> dict[str, int]:
    """Zooms, and what the tiles of the last of them cover, in 10⁻⁷ degrees: nobody asks for a tile outside of it."""
    first, last = tileid_to_zxy(entries[0].tile_id)[0], tileid_to_zxy(entries[-1].tile_id)[0]
    west, south, east, north = _covered(entries, last)
    return {
        "min_zoom": first,
        "max_zoom": last,
        "min_lon_e7": west,
        "min_lat_e7": south,
        "max_lon_e7": east,
        "max_lat_e7": north,
        "center_zoom": min(max(first, CENTER_ZOOM), last),
        "center_lon_e7": (west + east) // 2,
        "center_lat_e7": (south + north) // 2,
    }


def _covered(entries: list[Entry], zoom: int) -> tuple[int, int, int, int]:
    columns, rows = zip(*_cells(entries, zoom), strict=True)
    span = 2 * HALF_WORLD / 2**zoom
    to_degrees = Transformer.from_crs(3857, 4326, always_xy=True)
    west, north = to_degrees.transform(min(columns) * span - HALF_WORLD, HALF_WORLD - min(rows) * span)
    east, south = to_degrees.transform((max(columns) + 1) * span - HALF_WORLD, HALF_WORLD - (max(rows) + 1) * span)
    return round(west * 1e7), round(south * 1e7), round(east * 1e7), round(north * 1e7)


def _cells(entries: list[Entry], zoom: int) -> Iterator[tuple[int, int]]:
    for entry in entries:
        for number in range(entry.tile_id, entry.tile_id + entry.run_length):
            z, x, y = tileid_to_zxy(number)
            if z == zoom:
                yield x, y
