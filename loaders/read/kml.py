"""KML and KMZ: names and attributes, without the columns that only say how things are drawn."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from loaders.batch import Batch
from loaders.options import LoadOptions
from loaders.read.gdal import FOLDERS, by_driver
from loaders.read.markup import with_described
from loaders.source import Source

_open = by_driver(FOLDERS)
# As the driver calls what every placemark may have.
_DRAWING = frozenset(
    {"timestamp", "begin", "end", "altitudeMode", "tessellate", "extrude", "visibility", "drawOrder", "icon", "snippet"}
)
_NAMES = {"Name": "name"}
_DESCRIPTION = "description"


@contextmanager
def open_kml(path: Path, options: LoadOptions) -> Iterator[Source]:
    """The placemarks of one folder of a KML, or of all (``*``), told in a column. What it links to is not looked at."""
    with _open(path, options) as source:
        kept = {column: _NAMES.get(column, column) for column in source.columns if column not in _DRAWING}
        kept = {column: name if list(kept.values()).count(name) == 1 else column for column, name in kept.items()}
        batches = (_renamed(batch, kept) for batch in source.batches)
        yield with_described(replace(source, columns=tuple(kept.values()), batches=batches), _DESCRIPTION)


def _renamed(batch: Batch, kept: dict[str, str]) -> Batch:
    return replace(batch, columns={name: batch.columns[column] for column, name in kept.items()})
