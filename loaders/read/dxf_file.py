"""Reads DXF drawings with GDAL: one layer of the drawing, or all. A part of ``gdal_process.py``.

Blocks stay points with their attributes as columns, closed lines are areas, words stand at their places. Text is given
as its bytes: a drawing names the code page of the machine, and fonts such as .VnTime show TCVN3.
"""

import re
from collections import Counter
from collections.abc import Iterator
from os import SEEK_END
from pathlib import Path

import pyarrow
import pyogrio

from loaders.read.gdal_rows import ALL, BATCH_ROWS, MOST_COLUMNS, refuse, write, write_batch

COLUMNS = ("layer", "text", "block")
_SOURCES = ("Layer", "Text", "BlockName")
_GEOMETRY = "wkb_geometry"
# A drawing begins with a section, or with remarks, and ends with a word for that.
_DRAWING = re.compile(rb"\s*(?:0|999)\s*[\r\n]")
# Programs of the time of DOS put a sign of their own (0x1A) behind it.
_END = re.compile(rb"[\r\n]\s*0\s*[\r\n]+\s*EOF[\s\x1a]*\Z")
_HEAD_BYTES = 1 << 10
# Letters that the code page of a drawing lacks.
_ESCAPED = re.compile(r"\\U\+([0-9A-Fa-f]{4})")


def read_dxf(path: str, wanted: str | None) -> None:
    """The entities of the layer that is meant; of a drawing with several, none being named, just what they are."""
    _check_end(path)
    layers: Counter[str] = Counter()
    tags: dict[str, dict[str, None]] = {}
    for batch in _entities(path):
        for layer, attributes in zip(_layers(batch), batch.column("BlockAttributes").to_pylist(), strict=True):
            layers[layer] += 1
            tags.setdefault(layer, {}).update(dict.fromkeys(_attributes(attributes)))
    chosen = wanted if wanted in layers or wanted == ALL else next(iter(layers)) if len(layers) == 1 else None
    if chosen is None or (wanted and wanted != chosen):
        write({"layer": None, "layers": list(layers)})
        return
    known = tags.get(chosen) or dict.fromkeys(tag for found in tags.values() for tag in found if chosen == ALL)
    names = [tag for tag in known if tag not in COLUMNS]
    if len(names) + len(COLUMNS) > MOST_COLUMNS:
        refuse("columns")
    write({"layer": chosen, "columns": [*COLUMNS, *names], "raw": True, "crs": None, "has_geometry": True})
    for batch in _entities(path):
        _write(batch if chosen == ALL else _of_layer(batch, chosen), names)


def _check_end(path: str) -> None:
    """Refuses a drawing that was cut off: GDAL would read what there is, and say nothing of the rest."""
    with Path(path).open("rb") as file:
        if not _DRAWING.match(file.read(_HEAD_BYTES)):
            return  # no drawing in letters, which GDAL refuses
        file.seek(max(0, file.seek(0, SEEK_END) - _HEAD_BYTES))
        if not _END.search(file.read()):
            refuse("cut")


def _entities(path: str) -> Iterator[pyarrow.RecordBatch]:
    """What is drawn in the model; sheets for printing repeat it."""
    with pyogrio.open_arrow(path, layer="entities", use_pyarrow=True, batch_size=BATCH_ROWS) as (_, reader):
        for batch in reader:
            on_paper = batch.column("PaperSpace").to_pylist()
            yield batch.filter(pyarrow.array([not each for each in on_paper], type=pyarrow.bool_()))


def _of_layer(batch: pyarrow.RecordBatch, layer: str) -> pyarrow.RecordBatch:
    return batch.filter(pyarrow.array([each == layer for each in _layers(batch)], type=pyarrow.bool_()))


def _write(batch: pyarrow.RecordBatch, names: list[str]) -> None:
    cells = [[raw_bytes(cell) for cell in batch.column(name).to_pylist()] for name in _SOURCES]
    attributes = [_attributes(found) for found in batch.column("BlockAttributes").to_pylist()]
    cells += ([found.get(name) for found in attributes] for name in names)
    columns = [pyarrow.array(column, type=pyarrow.string()) for column in cells]
    write_batch(columns, batch.column(_GEOMETRY), batch.num_rows, raw=True)


def _attributes(found: list[str] | None) -> dict[str, str | None]:
    """Tag → value of a block's attributes, which GDAL gives as “TAG value”."""
    pairs = (each.partition(" ") for each in found or ())
    return {str(raw_bytes(tag)): raw_bytes(value) for tag, _, value in pairs if tag}


def raw_bytes(text: str | None) -> str | None:
    """Text with a letter for each byte; letters that are given by their numbers become UTF-8."""
    if not text:
        return None
    whole = _ESCAPED.sub(lambda match: _as_bytes(chr(int(match[1], 16))), text)
    return "".join(letter if letter < "\u0100" else _as_bytes(letter) for letter in whole)


def _as_bytes(letter: str) -> str:
    return letter.encode("utf-8", "replace").decode("latin-1")


def _layers(batch: pyarrow.RecordBatch) -> list[str]:
    """The layer of each entity, as people read its name."""
    return [_read(str(raw_bytes(name) or "")) for name in batch.column("Layer").to_pylist()]


def _read(name: str) -> str:
    data = name.encode("latin-1")
    for encoding in ("utf-8", "cp1258"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    return name
