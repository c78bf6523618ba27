"""GeoJSON (RFC 7946, and the older form that names its CRS) and answers of Overpass: rows and errors are exact.

Read without GDAL, in a process of its own.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from layers.layer import Text
from loaders.decode.readings import ALIASES, UTF8
from loaders.decode.text import known_encoding
from loaders.options import LoadOptions
from loaders.read.batches import numbered
from loaders.read.child import CPU_SECONDS, child
from loaders.read.gdal import Opener
from loaders.source import Source

_PROGRAM = Path(__file__).with_name("json_process.py")
# Of what is read in a second, a fraction.
_BYTES_A_SECOND = 2 << 20
_AS_BYTES = "latin-1"


def _by_kind(kind: str) -> Opener:
    @contextmanager
    def opener(path: Path, options: LoadOptions) -> Iterator[Source]:
        encoding = known_encoding(options.encoding)
        # Letters that a font shows otherwise stand in UTF-8, or one byte each.
        encodings = (UTF8, _AS_BYTES) if encoding in ALIASES.values() else (encoding, "")
        seconds = CPU_SECONDS + path.stat().st_size // _BYTES_A_SECOND
        arguments = [kind, str(path.absolute()), *encodings]
        with child(_PROGRAM, arguments, path.name, patience=seconds, seconds=seconds) as values:
            about = next(values)
            columns = tuple(about["columns"])
            notes: list[Text] = []
            yield Source(
                columns=columns,
                batches=numbered(values, columns, notes),
                crs=about["crs"],
                assumed_crs=about["assumed_crs"],
                notes=notes,
            )

    return opener


open_geojson = _by_kind("geojson")
# A Feature on each line (RFC 8142, and the form without its record separators).
open_geojson_lines = _by_kind("lines")
# A .json: what Overpass answers, or else GeoJSON.
open_json = _by_kind("json")
