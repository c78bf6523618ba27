"""Reads one file with one GDAL driver and writes its rows to standard output, one JSON array a line.

Run as a program of its own, so that GDAL knows no other driver (none that follows a file's content to the network),
memory and time are bounded, and a crash inside GDAL is a refusal and no more. Imports nothing of the project.
Text is written with one character for each byte, its encoding being settled later.
"""

import json
import math
import resource
import sys
from collections.abc import Iterator
from typing import Any

import pyogrio
import pyogrio.raw

MEMORY_BYTES = 3 << 30
CPU_SECONDS = 120
BATCH_ROWS = 10_000


def limit_resources() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def plain(value: Any) -> Any:
    """A cell as JSON knows it; None for what is missing. Bytes and the like are named, not shown."""
    value = value.item() if hasattr(value, "item") else value
    if value is None or (isinstance(value, float) and math.isnan(value)):
        return None
    if isinstance(value, str | int | float):
        return value
    return value.isoformat() if hasattr(value, "isoformat") else f"<{type(value).__name__}>"


def batches(path: str, layer: str, total: int) -> Iterator[Any]:
    for start in range(0, total, BATCH_ROWS):
        _, _, shapes, columns = pyogrio.raw.read(
            path, layer=layer, skip_features=start, max_features=BATCH_ROWS, encoding="ISO-8859-1"
        )
        yield shapes if shapes is not None else [None] * len(columns[0]), columns


def describe(path: str, wanted: str | None) -> dict[str, Any]:
    """Layers of the file, and of the one that is meant: columns, coordinate system, number of rows."""
    found = [(str(name), kind) for name, kind in pyogrio.list_layers(path)]
    spatial = [name for name, kind in found if kind is not None]
    layers = spatial or [name for name, _ in found]
    chosen = wanted if wanted in [name for name, _ in found] else layers[0] if len(layers) == 1 and not wanted else None
    if chosen is None:
        return {"layers": layers, "layer": None}
    info = pyogrio.read_info(path, layer=chosen, encoding="ISO-8859-1", force_feature_count=True)
    return {
        "layers": layers,
        "layer": chosen,
        "columns": list(info["fields"]),
        "crs": info["crs"],
        "rows": info["features"],
        "has_geometry": info["geometry_type"] is not None,
    }


def write(value: Any) -> None:
    sys.stdout.write(json.dumps(value) + "\n")


def main(path: str, wanted: str | None) -> None:
    limit_resources()
    about = describe(path, wanted)
    write(about)
    if about["layer"] is None:
        return
    for shapes, columns in batches(path, about["layer"], about["rows"]):
        for index, shape in enumerate(shapes):
            write([None if shape is None else shape.hex(), *(plain(column[index]) for column in columns)])


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2] or None)
