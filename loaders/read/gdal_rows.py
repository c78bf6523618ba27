"""Rows as the programs that read with GDAL or Arrow write them: a JSON object a batch, on standard output.

Imports nothing of the project but what makes lines of arcs.
"""

import json
import math
import sys
from base64 import b64encode
from typing import Any, NoReturn

import pyarrow

from loaders.curves import is_curved, straightened

BATCH_ROWS = 2_000
MOST_COLUMNS = 4_000
# All layers of a file as one.
ALL = "*"


def write(value: Any) -> None:
    sys.stdout.write(json.dumps(value, separators=(",", ":")) + "\n")
    sys.stdout.flush()


def refuse(reason: str, *words: str) -> NoReturn:
    write({"refused": reason, "words": words})
    sys.exit(0)


def note(key: str, *words: object) -> None:
    """Something that people are told once all rows have been gone through."""
    write({"note": key, "words": words})


def plain(value: Any) -> Any:
    """A cell as JSON knows it; None for what is missing. Bytes and the like are named, not shown."""
    if value is None or (isinstance(value, float) and math.isnan(value)):
        return None
    if isinstance(value, str | int | float | list):
        return value
    return value.isoformat() if hasattr(value, "isoformat") else f"<{type(value).__name__}>"


def text_cells(column: pyarrow.Array) -> tuple[list[Any], bool]:
    """Cells of a column of text, and whether they are raw."""
    cells = column.cast(pyarrow.large_binary()).to_pylist()
    try:
        return [cell if cell is None else cell.decode() for cell in cells], False
    except UnicodeDecodeError:
        return [cell if cell is None else cell.decode("latin-1") for cell in cells], True


def cells_of(column: pyarrow.Array | list[Any], raw: bool) -> tuple[list[Any], bool]:
    if isinstance(column, list):
        return column, False
    kind = column.type
    if pyarrow.types.is_string(kind) or pyarrow.types.is_large_string(kind):
        return (column.to_pylist(), True) if raw else text_cells(column)
    if pyarrow.types.is_integer(kind):
        return column.to_pylist(), False
    if pyarrow.types.is_list(kind) and not pyarrow.types.is_string(kind.value_type):
        return [cell if cell is None else "<list>" for cell in column.to_pylist()], False
    return [plain(cell) for cell in column.to_pylist()], False


def straight(wkb: bytes | None) -> bytes | None:
    """A shape without arcs; one that is damaged as it is, to be told of by who reads it."""
    if wkb is None or not is_curved(wkb):
        return wkb
    try:
        return straightened(wkb)
    except ValueError:
        return wkb


def write_batch(columns: list[Any], shapes: pyarrow.Array | None, rows: int, raw: bool = False) -> None:
    pairs = [cells_of(column, raw) for column in columns]
    block = None if shapes is None else [straight(wkb) for wkb in shapes.to_pylist()]
    write(
        {
            "rows": rows,
            "columns": [cells for cells, _ in pairs],
            "raw": [index for index, (_, is_raw) in enumerate(pairs) if is_raw],
            "sizes": None if block is None else [-1 if wkb is None else len(wkb) for wkb in block],
            "shapes": None if block is None else b64encode(b"".join(wkb or b"" for wkb in block)).decode(),
        }
    )
