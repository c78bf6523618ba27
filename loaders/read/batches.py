"""Rows out of what the programs in processes of their own write: columns, and shapes as one block of WKB."""

from base64 import b64decode
from collections.abc import Iterable, Iterator
from itertools import accumulate, pairwise
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from layers.layer import Text
from loaders.batch import Batch, Shapes, no_shapes
from loaders.errors import LoadError, which_source_layer
from loaders.report import shortened

_BROKEN = Text("hình học không đọc được.", "its geometry cannot be read.")


def numbered(batches: Iterable[dict[str, Any]], columns: tuple[str, ...]) -> Iterator[Batch]:
    """The batches as rows numbered from 1 on."""
    first = 1
    for batch in batches:
        shapes, broken = _shapes(batch)
        raw = frozenset(columns[index] for index in batch["raw"])
        cells = dict(zip(columns, batch["columns"], strict=True))
        faults = dict.fromkeys(np.flatnonzero(broken).tolist(), _BROKEN)
        yield Batch(range(first, first + batch["rows"]), cells, shapes, faults, raw=raw)
        first += batch["rows"]


def _shapes(batch: dict[str, Any]) -> tuple[Shapes, NDArray[np.bool_]]:
    """The shapes of a batch, None for none, and which of them cannot be read."""
    if batch["sizes"] is None:
        return no_shapes(batch["rows"]), np.zeros(batch["rows"], dtype=bool)
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
