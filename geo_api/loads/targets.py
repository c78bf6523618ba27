"""What a file can be loaded into: one layer, administrative units, or the several layers that OpenStreetMap fills."""

from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from pathlib import Path

from sqlalchemy import Connection

from geo_api.loads.wanted import OSM, UNITS, UnitOptions
from layers.layer import Field, FieldType, Geometry, Layer, Storage, Text
from layers.registry import all_layers
from loaders.load import Progress, Staged, load, unseen
from loaders.options import LoadOptions
from loaders.osm.load import SeenLayer, load_osm, unseen_layer
from loaders.osm.tags import tagged_layers
from loaders.preview import MOST_ROWS, Preview, joined, preview_of, preview_of_units
from loaders.report import LoadReport
from loaders.titles import UNIT_FIELDS
from loaders.units.boundaries.load import load_units
from loaders.units.levels import LEVEL_OF

# Of each of several layers: together they are to be drawn at once.
_SHARE = MOST_ROWS // 4


class Seen:
    """Keeps what a person looks at of the rows that fit, while they wait to be written."""

    def __init__(self) -> None:
        self._previews: dict[str, Preview] = {}
        self._is_of_several = False

    @property
    def preview(self) -> Preview | None:
        """None: nothing came so far that it could be seen."""
        if self._is_of_several:
            return joined(self._previews)
        return next(iter(self._previews.values()), None)

    def rows(self, layer: Layer, connection: Connection) -> None:
        self._previews[layer.name] = preview_of(connection, layer)

    def one_of_several(self, layer: Layer, connection: Connection) -> None:
        self._is_of_several = True
        self._previews[layer.name] = preview_of(connection, layer, _SHARE)

    def units(self, connection: Connection) -> None:
        self._previews[UNITS] = preview_of_units(connection)


def load_file(
    connection: Connection,
    target: Layer | UnitOptions | None,
    path: Path,
    options: LoadOptions,
    on_rows: Progress,
    seen: Seen | None = None,
    *,
    is_alone: bool = False,
) -> list[LoadReport]:
    """One file into its target; None: into the layers of OpenStreetMap. A report for each layer. Raises LoadError.

    seen: is told of the rows before they are written. is_alone: as `load` has it.
    """
    if isinstance(target, UnitOptions):
        return [_units(connection, target, path, options, on_rows, seen.units if seen else unseen)]
    if target is None:
        show: SeenLayer = seen.one_of_several if seen else unseen_layer
        return load_osm(connection, path, options, on_rows, show)
    look: Staged = (lambda staged: seen.rows(target, staged)) if seen else unseen
    return [load(connection, target, path, options, on_rows, look, is_alone=is_alone)]


def _units(
    connection: Connection, units: UnitOptions, path: Path, options: LoadOptions, on_rows: Progress, on_staged: Staged
) -> LoadReport:
    return load_units(
        connection,
        path,
        units.level,
        units.valid_from,
        units.document,
        options,
        on_rows,
        last_day=units.last_day,
        geom_status=units.geom_status,
        on_staged=on_staged,
    )


@cache
def targets() -> dict[str, Layer]:
    """What a browser may send files for, by name. Units and OpenStreetMap are described as if they were one layer."""
    own = {layer.name: layer for layer in all_layers().values() if layer.storage is Storage.FEATURE}
    return {**own, UNITS: _units_described(), OSM: _osm_described()}


def listed_as(name: str) -> list[str]:
    """Under which layers that which was loaded into a target is on record."""
    return [name, *(level.layer for level in LEVEL_OF.values())] if name == UNITS else [name]


def _units_described() -> Layer:
    fields = tuple(Field(name=name, type=FieldType.TEXT, title=title) for name, title in UNIT_FIELDS.items())
    return replace(
        all_layers()["communes"],
        name=UNITS,
        title=Text("Ranh giới đơn vị hành chính", "Boundaries of administrative units"),
        description=Text(
            "Tỉnh, huyện, xã, thôn mới, hoặc ranh giới mới của đơn vị đã có, từ ngày có hiệu lực.",
            "New provinces, districts, communes, hamlets, or new boundaries of known ones, from a day on.",
        ),
        fields=fields,
    )


def _osm_described() -> Layer:
    return replace(
        all_layers()["roads"],
        name=OSM,
        title=Text("OpenStreetMap: mọi lớp một lúc", "OpenStreetMap: all layers at once"),
        description=Text(
            "Tệp .osm, .pbf, Overpass hoặc bản xuất HOT; mỗi đối tượng vào lớp mà thẻ của nó nói.",
            "A file .osm, .pbf, of Overpass or of the HOT export; each object goes into the layer that its tags name.",
        ),
        geometry=Geometry.POINT,
        fields=tuple({field.name: field for field in _tagged_fields()}.values()),
    )


def _tagged_fields() -> Iterator[Field]:
    for layer in tagged_layers():
        yield from (replace(field, required=False) for field in layer.fields)
