"""Where the counts of a tile's points lie: its own cells and those around it, along the curve of `point_cell`. Pure."""

from collections.abc import Iterable

# Cells along the side of a tile, as a power of two.
LEVELS = 6
# The margin of a tile of points, a sixteenth of its side, in cells. Blocks of that size are aligned: each is one range.
BLOCK_LEVELS = 2


def cell_ranges(z: int, x: int, y: int) -> list[tuple[int, int]]:
    """Ranges (first cell, last cell) of the tile with its margin, as few as there are; not beyond the map's edge."""
    per_tile = 2 ** (LEVELS - BLOCK_LEVELS)
    most = per_tile * 2**z
    columns = {n: _spread(n) for n in range(max(0, x * per_tile - 1), min(most, (x + 1) * per_tile + 1))}
    rows = {n: _spread(n) << 1 for n in range(max(0, y * per_tile - 1), min(most, (y + 1) * per_tile + 1))}
    blocks = [
        ((columns[column] | rows[row]) << 2 * BLOCK_LEVELS, 1 << 2 * BLOCK_LEVELS)
        for column in columns
        for row in rows
        if column // per_tile != x or row // per_tile != y
    ]
    own = ((_spread(x) | _spread(y) << 1) << 2 * LEVELS, 1 << 2 * LEVELS)
    return _joined(sorted([own, *blocks]))


def _joined(runs: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """Runs (first, length) in order, with those that follow each other as one (first, last)."""
    joined: list[tuple[int, int]] = []
    for first, length in runs:
        if joined and joined[-1][1] + 1 == first:
            joined[-1] = (joined[-1][0], first + length - 1)
        else:
            joined.append((first, first + length - 1))
    return joined


def _spread(value: int) -> int:
    """Bits with a zero between them, so that those of x and y go by turns; for numbers of up to 32 bits."""
    for shift, mask in _SPREADS:
        value = (value | value << shift) & mask
    return value


_SPREADS = (
    (16, 0x0000FFFF0000FFFF),
    (8, 0x00FF00FF00FF00FF),
    (4, 0x0F0F0F0F0F0F0F0F),
    (2, 0x3333333333333333),
    (1, 0x5555555555555555),
)
