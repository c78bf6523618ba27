"""One file of OpenStreetMap objects into all the layers that their tags speak of."""

from pathlib import Path

from sqlalchemy import Connection

from loaders.errors import NothingForLayer
from loaders.load import Progress, load, quiet
from loaders.options import LoadOptions
from loaders.report import LoadReport
from loaders.tags import tagged_layers


def load_osm(
    connection: Connection, path: Path, options: LoadOptions | None = None, on_rows: Progress = quiet
) -> list[LoadReport]:
    """Load OpenStreetMap objects into every layer whose tags they have; layers that none fits are left out.

    Raises LoadError or LoadRefused as `load` does, nothing being written to any layer then.
    """
    reports = []
    with connection.begin_nested():
        for layer in tagged_layers():
            try:
                reports.append(load(connection, layer, path, options, on_rows))
            except NothingForLayer:
                continue
    if not reports:
        raise NothingForLayer(path.name)
    return reports
