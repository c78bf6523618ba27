"""What a picture is drawn from: shapes within its frame, on the map's plane, simplified to what its pixels can show."""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

import shapely
from shapely.geometry.base import BaseGeometry

from geo_api.bounds import Bounds
from geo_api.db import Statement, schema_of
from geo_api.embeds.subject import Subject
from geo_api.reading import ReadAs
from layers.layer import Audience, Geometry, Layer
from layers.mercator import WORLD_METRES
from layers.registry import layers_for

# Of more points so many are picked by chance that is fixed: a picture would hide them under each other anyway.
MOST_POINTS = 8_000
MOST_SHAPES = 12_000
_MARGIN = 1.08


@dataclass(frozen=True, slots=True)
class Frame:
    """A rectangle of the map's plane (metres of Web Mercator), and of the picture (pixels)."""

    west: float
    north: float
    metres: float
    width: int
    height: int

    @classmethod
    def around(cls, bounds: Bounds, width: int, height: int) -> "Frame":
        """All of `bounds` (degrees) in a picture of that size, with a little around it."""
        (west, south), (east, north) = _metres(*bounds[:2]), _metres(*bounds[2:])
        metres = max((east - west) / width, (north - south) / height, 1) * _MARGIN
        middle = ((west + east) / 2, (south + north) / 2)
        return cls(middle[0] - metres * width / 2, middle[1] + metres * height / 2, metres, width, height)

    @property
    def box(self) -> dict[str, float]:
        east, south = self.west + self.metres * self.width, self.north - self.metres * self.height
        return {"west": self.west, "south": south, "east": east, "north": self.north}

    def pixels(self, line: BaseGeometry) -> list[tuple[float, float]]:
        return [((x - self.west) / self.metres, (self.north - y) / self.metres) for x, y in line.coords]


@dataclass(frozen=True, slots=True)
class Drawn:
    """A shape in metres of Web Mercator, with what decides about its colour.

    value: of the field that its layer is coloured by.
    """

    shape: BaseGeometry
    unit: int | None = None
    outcome: str | None = None
    share: float | None = None
    value: float | None = None


def shapes_of(reader: ReadAs, layer: Layer, frame: Frame, at: date, rule: str | None = None) -> Iterator[Drawn]:
    """What of a layer lies within the frame on a day, the largest first; rule: of results, whose."""
    statement = _statement(schema_of(reader.audience), layer, frame, at, rule)
    for row in reader.rows(statement):
        yield Drawn(shapely.from_wkb(bytes(row.shape)), row.unit, row.outcome, row.share, row.value)


def unit_shape(reader: ReadAs, unit: int, frame: Frame, at: date) -> BaseGeometry | None:
    """The boundary of a unit on a day, as it is then."""
    rows = reader.rows(
        Statement(
            f"SELECT {_simplified('v')} AS shape FROM {schema_of(reader.audience)}.unit_versions v\n"
            " WHERE v.unit_id = :unit AND v.on_record AND v.valid @> CAST(:at AS date) AND v.geom IS NOT NULL",
            {"unit": unit, "at": at.isoformat(), "tolerance": frame.metres / 2},
        )
    )
    return shapely.from_wkb(bytes(rows[0].shape)) if rows else None


def ground_layer() -> Layer:
    return layers_for(Audience.PUBLIC)["communes"]


def main_layers(subject: Subject) -> list[Layer]:
    known = layers_for(Audience.PUBLIC)
    return [known[name] for name in subject.names if name in known]


def _simplified(alias: str) -> str:
    return f"ST_AsBinary(ST_Simplify({alias}.geom_3857, :tolerance, true))"


def _statement(schema: str, layer: Layer, frame: Frame, at: date, rule: str | None) -> Statement:
    names = {field.name for field in layer.fields}
    columns = {"unit": "unit_id", "outcome": "outcome", "share": "share", "value": layer.style.by}
    told = ", ".join(f"{f'f.{own}' if own in names else 'NULL'} AS {name}" for name, own in columns.items())
    days = "".join(f" AND f.{period} @> CAST(:at AS date)" for period in layer.periods) if layer.dated else ""
    of_rule = " AND f.rule = :rule" if rule is not None and "rule" in names else ""
    most, order = (
        (MOST_POINTS, "hashint8(f.id)")
        if layer.geometry is Geometry.POINT
        else (MOST_SHAPES, "ST_Area(f.geom_3857) DESC")
    )
    return Statement(
        f"SELECT {told}, {_simplified('f')} AS shape\n"
        f'  FROM {schema}."{layer.name}" f\n'
        " WHERE f.geom_3857 && ST_MakeEnvelope(:west, :south, :east, :north, 3857)"
        f"{days}{of_rule}\n ORDER BY {order} LIMIT {most}",
        {"tolerance": frame.metres / 2, "at": at.isoformat(), "rule": rule, **frame.box},
    )


def _metres(lon: float, lat: float) -> tuple[float, float]:
    """Degrees on the plane of Web Mercator."""
    north = math.log(math.tan(math.radians(45 + lat / 2))) / math.tau
    return lon / 360 * WORLD_METRES, north * WORLD_METRES
