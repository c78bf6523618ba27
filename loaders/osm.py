"""One file of OpenStreetMap objects into all the layers that their tags speak of."""

from pathlib import Path

from sqlalchemy import Connection

from loaders.errors import LoadError, NothingForLayer
from loaders.load import Progress, load, quiet
from loaders.options import LoadOptions
from loaders.read import opened
from loaders.report import LoadReport
from loaders.tags import has_tags, tagged_layers


def load_osm(
    connection: Connection, path: Path, options: LoadOptions | None = None, on_rows: Progress = quiet
) -> list[LoadReport]:
    """Load OpenStreetMap objects into every layer whose tags they have; layers that none fits are left out.

    Raises LoadError or LoadRefused as `load` does, nothing being written to any layer then.
    """
    options = options or LoadOptions()
    _check(path, options)
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


def _check(path: Path, options: LoadOptions) -> None:
    with opened(path, options) as source:
        if not has_tags(source):
            raise LoadError(
                f"Tệp {path.name} không phải dữ liệu OpenStreetMap dạng bảng (cần cột osm_id và các cột thẻ).",
                f"File {path.name} is no table of OpenStreetMap data (with a column osm_id and one column a tag).",
            )
