"""The index of a FlatGeobuf file: a packed R-tree, by which a reader finds what lies in its window."""

import math

import numpy as np
from numpy.typing import NDArray

# Children of a node; what the format takes for granted.
NODE_SIZE = 16
_NODE = np.dtype([("box", "<f8", (4,)), ("offset", "<u8")])
Boxes = NDArray[np.float64]


def order_by_place(boxes: Boxes) -> NDArray[np.intp]:
    """An order in which what lies together stands together: strips from west to east, each from south to north.

    boxes: west, south, east and north of each shape.
    """
    across, along = boxes[:, 0] + boxes[:, 2], boxes[:, 1] + boxes[:, 3]
    strip = NODE_SIZE * math.ceil(math.sqrt(len(boxes) / NODE_SIZE))
    rank = np.empty(len(boxes), np.int64)
    rank[np.argsort(across, kind="stable")] = np.arange(len(boxes))
    return np.lexsort((along, rank // strip))


def packed_tree(boxes: Boxes, sizes: NDArray[np.int64]) -> bytes:
    """The tree over shapes in the order of the file. sizes: bytes of each feature. There must be one at least."""
    starts = np.concatenate(([0], np.cumsum(sizes)[:-1]))
    levels = [_nodes(boxes, starts)]
    while len(levels) == 1 or len(levels[-1]) > 1:
        below = levels[-1]["box"]
        groups = np.arange(0, len(below), NODE_SIZE)
        least = np.minimum.reduceat(below[:, :2], groups)
        most = np.maximum.reduceat(below[:, 2:], groups)
        levels.append(_nodes(np.hstack((least, most)), groups))
    _number_children(levels)
    return b"".join(level.tobytes() for level in reversed(levels))


def _nodes(boxes: Boxes, offsets: NDArray[np.int64]) -> NDArray[np.void]:
    nodes = np.empty(len(boxes), _NODE)
    nodes["box"], nodes["offset"] = boxes, offsets
    return nodes


def _number_children(levels: list[NDArray[np.void]]) -> None:
    """Nodes are numbered from the root down; each bears the number of the first below it."""
    above = 0
    for level in reversed(levels[1:]):
        above += len(level)
        level["offset"] += np.uint64(above)
