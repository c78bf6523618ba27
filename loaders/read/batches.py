"""Rows out of what the programs in processes of their own write: columns, and shapes as one block of WKB."""

from base64 import b64decode
from collections.abc import Iterable, Iterator
from itertools import accumulate, pairwise
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from layers.layer import Text
from loaders.batch import Batch, Shapes, no_shapes
from loaders.errors import Answer, LoadError, Question, which_source_layer
from loaders.read.notes import filled, note_of
from loaders.report import shortened

_BROKEN = Text("hình học không đọc được.", "its geometry cannot be read.")
# What the programs say of a row by a word, and what such a word names.
_FAULTS = {
    "no_feature": Text("không phải một Feature.", "it is not a Feature."),
    "no_properties": Text("“properties” không phải đối tượng.", "“properties” is no object."),
    "shape": Text("hình học không đọc được ({}).", "its geometry cannot be read ({})."),
    "open_ring": Text("vòng không khép kín.", "a ring is not closed."),
    "letters": Text("cột {} có ký tự không đọc được.", "column {} has characters that cannot be read."),
    "no_place": Text(
        "không có tọa độ; hãy truy vấn Overpass với “out center” hoặc “out geom”.",
        "it has no coordinates; please ask Overpass with “out center” or “out geom”.",
    ),
}


def numbered(batches: Iterable[dict[str, Any]], columns: tuple[str, ...], notes: list[Text]) -> Iterator[Batch]:
    """The batches as rows numbered from 1 on. notes: takes what is told of the file as a whole."""
    first = 1
    for batch in batches:
        if "note" in batch:
            notes.append(note_of(batch))
            continue
        shapes, broken = _shapes(batch)
        raw = frozenset(columns[index] for index in batch["raw"])
        cells = dict(zip(columns, batch["columns"], strict=True))
        faults = dict.fromkeys(np.flatnonzero(broken).tolist(), _BROKEN)
        faults |= {at: _fault(*words) for at, words in batch.get("faults", ())}
        flaws = {at: _fault(word) for at, word in batch.get("flaws", ())}
        unread = frozenset(batch.get("unread", ()))
        yield Batch(range(first, first + batch["rows"]), cells, shapes, faults, flaws, unread, raw)
        first += batch["rows"]


def _fault(key: str, *words: str) -> Text:
    return filled(_FAULTS[key], words)


def _shapes(batch: dict[str, Any]) -> tuple[Shapes, NDArray[np.bool_]]:
    """The shapes of a batch, None for none, and which of them cannot be read."""
    if batch["sizes"] is None:
        return no_shapes(batch["rows"]), np.zeros(batch["rows"], dtype=bool)
    sizes = np.array(batch["sizes"], dtype=int)
    block = b64decode(batch["shapes"])
    ends = list(accumulate(np.maximum(sizes, 0).tolist(), initial=0))
    wkb = [block[start:end] if size >= 0 else None for size, (start, end) in zip(sizes, pairwise(ends), strict=True)]
    try:
        shapes = shapely.from_wkb(np.array(wkb, dtype=object), on_invalid="ignore")
    except NotImplementedError:  # of a kind that has no class, which spoils all
        shapes = np.array([_shape(each) for each in wkb], dtype=object)
    return shapes, (sizes >= 0) & shapely.is_missing(shapes)


def _shape(wkb: bytes | None) -> BaseGeometry | None:
    try:
        return shapely.from_wkb(wkb, on_invalid="ignore")
    except NotImplementedError:
        return None


def which_layer(name: str, layers: Iterable[str], *, told_by: str | None = None) -> LoadError:
    """Of several layers, or sheets, none is named, or one that the file has not.

    told_by: the column that names the layer of each row where all of them are read as one; None: they cannot be.
    """
    layers = list(layers)
    listed = ", ".join(shortened(layer) for layer in layers)
    vi, en = (', hoặc tất cả bằng --source-layer "*"', ', or all with --source-layer "*"') if told_by else ("", "")
    question = which_source_layer(layers)
    if told_by:
        together = Answer(
            "*", Text(f"tất cả (cột “{told_by}” ghi tên)", f"all of them (column “{told_by}” says which)")
        )
        question = Question(question.kind, (*question.choices, together))
    return LoadError(
        f"Tệp {name} có các lớp: {listed}. Hãy chọn một bằng --source-layer{vi}.",
        f"File {name} has the layers {listed}. Please pick one with --source-layer{en}.",
        question,
    )
