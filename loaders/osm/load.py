"""One file of OpenStreetMap objects into all the layers that their tags speak of."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path

from sqlalchemy import Connection

from layers.layer import Layer
from loaders.columns import POSITION_ROLES
from loaders.errors import LoadError, LoadRefused, NothingForLayer
from loaders.fit.match import check_fields
from loaders.load import Progress, load, quiet
from loaders.options import LoadOptions, OnError
from loaders.osm.tags import fields_of, has_tags, tagged_layers
from loaders.read.gdal import Opener
from loaders.read.spool import spooled
from loaders.report import LoadReport
from loaders.source import Source

SeenLayer = Callable[[Layer, Connection], None]


def unseen_layer(_layer: Layer, _connection: Connection) -> None:
    """Rows of a layer that nobody looks at before they are written."""


def load_osm(
    connection: Connection,
    path: Path,
    options: LoadOptions | None = None,
    on_rows: Progress = quiet,
    on_staged: SeenLayer = unseen_layer,
) -> list[LoadReport]:
    """Load OpenStreetMap objects into every layer whose tags they have; layers that none fits are left out.

    When bad rows are skipped, a layer all of whose rows are bad is skipped with them; its report, last, is not `done`.
    ``--map`` speaks to the layers that have its field. on_staged: sees the rows of each layer as that of `load` does.

    Raises LoadError or LoadRefused as `load` does, nothing being written to any layer then.
    """
    options = options or LoadOptions()
    check_fields(
        [*options.mapping, *options.values], sorted({name for layer in tagged_layers() for name in fields_of(layer)})
    )
    with spooled(path, options) as (source, opener):
        _check(source, path.name)
        return _load_layers(connection, path, options, on_rows, on_staged, opener)


def _load_layers(
    connection: Connection,
    path: Path,
    options: LoadOptions,
    on_rows: Progress,
    on_staged: SeenLayer,
    opener: Opener,
) -> list[LoadReport]:
    reports: list[LoadReport] = []
    refusals: list[LoadRefused] = []
    with connection.begin_nested():
        for layer in tagged_layers():
            own, see = _for_layer(options, layer), partial(on_staged, layer)
            try:
                reports.append(load(connection, layer, path, own, on_rows, see, opener))
            except NothingForLayer:
                continue
            except LoadRefused as refusal:
                if options.on_error is OnError.REFUSE:
                    raise
                refusals.append(refusal)
    if not reports:
        raise refusals[0] if refusals else NothingForLayer(path.name)
    return [*reports, *(refusal.report for refusal in refusals)]


def _for_layer(options: LoadOptions, layer: Layer) -> LoadOptions:
    known = {*fields_of(layer), *POSITION_ROLES}
    mapping = {name: column for name, column in options.mapping.items() if name in known}
    values = {name: words for name, words in options.values.items() if name in known}
    return replace(options, mapping=mapping, values=values)


def _check(source: Source, name: str) -> None:
    if not has_tags(source):
        raise LoadError(
            f"Tệp {name} không phải dữ liệu OpenStreetMap dạng bảng (cần cột osm_id và các cột thẻ).",
            f"File {name} is no table of OpenStreetMap data (with a column osm_id and one column a tag).",
        )
