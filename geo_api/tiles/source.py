"""What the statements of all kinds of layers are made of. Pure."""

from dataclasses import dataclass

from geo_api.db import schema_of
from layers import mercator
from layers.layer import Audience, Field, FieldType, Geometry, Layer

EXTENT, WORLD_METRES = mercator.TILE_UNITS, mercator.WORLD_METRES
# Selected and kept around a tile, in tile units of 1/4096: symbols on an edge must be whole in both tiles.
MARGIN = {Geometry.POINT: 256, Geometry.LINE: 64, Geometry.AREA: 64}
# A tile knows text, numbers and truth values; a date becomes text.
TILE_TYPES = {
    FieldType.TEXT: "text",
    FieldType.INTEGER: "bigint",
    FieldType.NUMBER: "double precision",
    FieldType.BOOLEAN: "boolean",
    FieldType.DATE: "text",
}
# A query of its own is run once; as an argument it would be run for every row where the plan is made for any tile.
ENVELOPE = "(SELECT ST_TileEnvelope(:z, :x, :y))"


@dataclass(frozen=True, slots=True)
class Ask:
    """One layer as a tile wants it.

    selected: the selector fields by which its rows are picked. detail: 0 is all there is; each step up holds less, for
    tiles that would be too big otherwise.
    """

    layer: Layer
    audience: Audience
    zoom: int
    selected: frozenset[str] = frozenset()
    detail: int = 0

    @property
    def relation(self) -> str:
        return f'{schema_of(self.audience)}."{self.layer.name}"'

    @property
    def margin(self) -> int:
        return MARGIN[self.layer.geometry]

    @property
    def fields(self) -> list[Field]:
        """The fields that a tile of this zoom carries."""
        return [f for f in self.layer.fields_for(self.audience) if f.tile_from is not None and self.zoom >= f.tile_from]

    @property
    def columns(self) -> str:
        """Those fields as columns of the relation `l`, each with a comma before it."""
        return "".join(f", {_attribute(f)}" for f in self.fields)

    def near(self, column: str) -> str:
        """The condition that picks shapes in and around the tile by the index."""
        return f"{column} && (SELECT ST_TileEnvelope(:z, :x, :y, margin => {self.margin / EXTENT}))"

    def drawn(self, column: str) -> str:
        return f"ST_AsMVTGeom({column}, {ENVELOPE}, {EXTENT}, {self.margin})"

    @property
    def conditions(self) -> str:
        """Which rows of the relation `l` are those of the day and of what was selected."""
        periods = self.layer.periods if self.layer.dated else ()
        dated = "".join(f" AND l.{period} @> CAST(:at AS date)" for period in periods)
        chosen = (f' AND l."{f.name}" = :{f.name}' for f in self.layer.fields if f.selector and f.name in self.selected)
        return dated + "".join(chosen)

    @property
    def seen_from_here(self) -> str:
        """Which rows of the relation `l` a tile of this zoom has room for; one of no class waits for the last."""
        late = [f for f in self.layer.fields if any(choice.tile_from > self.zoom for choice in f.choices)]
        return "".join(f' AND l."{f.name}" IN ({self._values_by_now(f)})' for f in late)

    def _values_by_now(self, field: Field) -> str:
        return ", ".join(f"'{choice.value}'" for choice in field.choices if choice.tile_from <= self.zoom)


@dataclass(frozen=True, slots=True)
class Source:
    """A query of the rows of one layer in one tile, in an order that hangs on the data alone: `id`, fields and `mvt`.

    too_much: the condition, over their number `n` and their bytes
    `mvt`, on which there are more than a tile should hold; None: it is what it is.
    """

    sql: str
    too_much: str | None = None


def _attribute(field: Field) -> str:
    return f'l."{field.name}"::text AS "{field.name}"' if field.type is FieldType.DATE else f'l."{field.name}"'
