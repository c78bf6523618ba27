"""Rows out of what the programs in processes of their own write: batches of columns, and shapes as one block of WKB."""

from base64 import b64decode
from collections.abc import Iterable, Iterator
from itertools import accumulate, pairwise
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from layers.layer import Text
from loaders.errors import LoadError, which_source_layer
from loaders.report import shortened
from loaders.source import SourceRow

_BROKEN = Text("hình học không đọc được.", "its geometry cannot be read.")


def rows_of_batches(batches: Iterable[dict[str, Any]], columns: tuple[str, ...]) -> Iterator[SourceRow]:
    """The rows of all batches, numbered from 1; text whose encoding is open is bytes."""
    number = 0
    for batch in batches:
        cells = zip(*_cells(batch), strict=True) if columns else iter([()] * batch["rows"])
        for row, shape, is_broken in zip(cells, *_shapes(batch), strict=True):
            number += 1
            values = dict(zip(columns, row, strict=True))
            yield SourceRow(number, values, shape, fault=_BROKEN if is_broken else None)


def _cells(batch: dict[str, Any]) -> list[list[Any]]:
    cells: list[list[Any]] = batch["columns"]
    for index in batch["raw"]:
        cells[index] = [cell.encode("latin-1") if isinstance(cell, str) else cell for cell in cells[index]]
    return cells


def _shapes(batch: dict[str, Any]) -> tuple[NDArray[np.object_], NDArray[np.bool_]]:
    """The shapes of a batch, None for none, and which of them cannot be read."""
    if batch["sizes"] is None:
        return np.full(batch["rows"], None, dtype=object), np.zeros(batch["rows"], dtype=bool)
    sizes = np.array(batch["sizes"], dtype=int)
    block = b64decode(batch["shapes"])
    ends = list(accumulate(np.maximum(sizes, 0).tolist(), initial=0))
    wkb = [block[start:end] if size >= 0 else None for size, (start, end) in zip(sizes, pairwise(ends), strict=True)]
    shapes = shapely.from_wkb(np.array(wkb, dtype=object), on_invalid="ignore")
    return shapes, (sizes >= 0) & shapely.is_missing(shapes)


def which_layer(name: str, layers: Iterable[str]) -> LoadError:
    """Of several layers, or sheets, none is named, or one that the file has not."""
    layers = list(layers)
    listed = ", ".join(shortened(layer) for layer in layers)
    return LoadError(
        f"Tệp {name} có các lớp: {listed}. Hãy chọn một bằng --source-layer.",
        f"File {name} has the layers {listed}. Please pick one with --source-layer.",
        which_source_layer(layers),
    )
