"""What a file can be loaded into: one layer, units, figures of units, or the several layers of OpenStreetMap."""

from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from pathlib import Path

from sqlalchemy import Connection

from geo_api.loads.wanted import INDICATORS, OSM, UNITS, FigureOptions, UnitOptions
from layers.indicators.registry import all_indicators
from layers.layer import Field, FieldType, Geometry, Layer, Storage, Text
from layers.registry import all_layers
from loaders.indicators import store as figures
from loaders.indicators.load import Wanted as WantedFigures
from loaders.indicators.load import load_figures
from loaders.indicators.preview import preview_of_figures
from loaders.indicators.table import Given
from loaders.load import Progress, Staged, load, unseen
from loaders.options import LoadOptions, Mode
from loaders.osm.load import SeenLayer, load_osm, unseen_layer
from loaders.osm.tags import tagged_layers
from loaders.preview import MOST_ROWS, Preview, joined, preview_of, preview_of_units
from loaders.report import LoadReport
from loaders.titles import FIGURE_FIELDS, UNIT_FIELDS
from loaders.units.boundaries.load import load_units
from loaders.units.levels import LEVEL_OF

# Of each of several layers: together they are to be drawn at once.
_SHARE = MOST_ROWS // 4

# What a file can be for; None: the layers of OpenStreetMap.
Target = Layer | UnitOptions | FigureOptions | None


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

    def figures(self, connection: Connection) -> None:
        self._previews[INDICATORS] = preview_of_figures(connection)


def load_file(
    connection: Connection,
    target: Target,
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
    if isinstance(target, FigureOptions):
        wanted = _figures(target, path, options)
        return [load_figures(connection, wanted, on_rows, seen.figures if seen else unseen)]
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


def _figures(asked: FigureOptions, path: Path, options: LoadOptions) -> WantedFigures:
    return WantedFigures(
        path,
        Given(asked.period, asked.source),
        options.mode or Mode.APPEND,
        options.mapping,
        options.encoding,
        options.source_layer,
        asked.level,
        options.dry_run,
        options.origin,
    )


@cache
def targets() -> dict[str, Layer]:
    """What a browser may send files for, by name. Units and OpenStreetMap are described as if they were one layer."""
    own = {layer.name: layer for layer in all_layers().values() if layer.storage is Storage.FEATURE}
    return {**own, INDICATORS: _figures_described(), UNITS: _units_described(), OSM: _osm_described()}


def listed_as(name: str) -> list[str]:
    """Under which layers that which was loaded into a target is on record."""
    own = {UNITS: [level.layer for level in LEVEL_OF.values()], INDICATORS: [figures.LAYER]}
    return [name, *own.get(name, ())]


def can_be_taken_back(layer: str) -> bool:
    """Whether loads that are on record under `layer` can be, as far as that alone tells."""
    known = all_layers().get(layer)
    return layer == figures.LAYER or (known is not None and known.storage is Storage.FEATURE)


def _figures_described() -> Layer:
    titles = {**FIGURE_FIELDS, **{code: indicator.title for code, indicator in all_indicators().items()}}
    return replace(
        all_layers()[figures.LAYER],
        name=INDICATORS,
        title=Text("Chỉ số theo đơn vị và kỳ", "Indicators by unit and period"),
        description=Text(
            "Bảng số liệu: dân số, số hộ, tỷ lệ, tiêu chí… của xã, thôn, trong một kỳ.",
            "A table of figures: people, households, shares, criteria… of communes or hamlets, in a period.",
        ),
        fields=tuple(Field(name=name, type=FieldType.TEXT, title=title) for name, title in titles.items()),
    )


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
