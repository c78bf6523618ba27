"""One file of OpenStreetMap objects into all the layers that their tags speak of."""

from pathlib import Path

from sqlalchemy import Connection

from loaders.errors import LoadError, LoadRefused, NothingForLayer
from loaders.load import Progress, load, quiet
from loaders.options import LoadOptions, OnError
from loaders.osm.tags import has_tags, tagged_layers
from loaders.read.gdal import Opener
from loaders.read.spool import spooled
from loaders.report import LoadReport
from loaders.source import Source


def load_osm(
    connection: Connection, path: Path, options: LoadOptions | None = None, on_rows: Progress = quiet
) -> list[LoadReport]:
    """Load OpenStreetMap objects into every layer whose tags they have; layers that none fits are left out.

    When bad rows are skipped, a layer all of whose rows are bad is skipped with them; its report, last, is not `done`.
    Raises LoadError or LoadRefused as `load` does, nothing being written to any layer then.
    """
    options = options or LoadOptions()
    with spooled(path, options) as (source, opener):
        _check(source, path.name)
        return _load_layers(connection, path, options, on_rows, opener)


def _load_layers(
    connection: Connection, path: Path, options: LoadOptions, on_rows: Progress, opener: Opener
) -> list[LoadReport]:
    reports: list[LoadReport] = []
    refusals: list[LoadRefused] = []
    with connection.begin_nested():
        for layer in tagged_layers():
            try:
                reports.append(load(connection, layer, path, options, on_rows, opener=opener))
            except NothingForLayer:
                continue
            except LoadRefused as refusal:
                if options.on_error is OnError.REFUSE:
                    raise
                refusals.append(refusal)
    if not reports:
        raise refusals[0] if refusals else NothingForLayer(path.name)
    return [*reports, *(refusal.report for refusal in refusals)]


def _check(source: Source, name: str) -> None:
    if not has_tags(source):
        raise LoadError(
            f"Tệp {name} không phải dữ liệu OpenStreetMap dạng bảng (cần cột osm_id và các cột thẻ).",
            f"File {name} is no table of OpenStreetMap data (with a column osm_id and one column a tag).",
        )
