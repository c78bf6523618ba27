"""Where the features of each layer lie, at the cost of four look-ups in its index, however many there are."""

from collections.abc import Iterable

from geo_api.db import Statement, schema_of
from geo_api.reading import ReadAs
from layers.layer import Audience, Layer

# West, south, east and north of all features, in degrees.
Bounds = tuple[float, float, float, float]
# Mainland Vietnam: where a map opens that has nothing on it.
VIETNAM: Bounds = (102.1, 8.2, 109.6, 23.5)
# The nearest to a line along each edge of the world is the outermost on that side.
_SIDES = {
    "ST_XMin": (-180, -90, -180, 90),
    "ST_YMin": (-180, -90, 180, -90),
    "ST_XMax": (180, -90, 180, 90),
    "ST_YMax": (-180, 90, 180, 90),
}


def known_bounds(reader: ReadAs, layers: Iterable[Layer]) -> dict[str, Bounds]:
    """The bounds of each of `layers` that has anything, on whatever day, by its name."""
    relations = {layer.name: layer.ground or layer.name for layer in layers}
    if not relations:
        return {}
    rows = reader.rows(bounds_statement(sorted(set(relations.values())), reader.audience))
    found = {name: tuple(sides) for name, *sides in rows if None not in sides}
    return {layer: found[relation] for layer, relation in relations.items() if relation in found}


def bounds_statement(relations: Iterable[str], audience: Audience) -> Statement:
    """One row (relation, west, south, east, north) for each; empty ones have no bounds."""
    each = (f"SELECT '{name}', {', '.join(_outermost(name, audience, side) for side in _SIDES)}" for name in relations)
    return Statement(" UNION ALL ".join(each), {}, prepared=True)


def _outermost(relation: str, audience: Audience, side: str) -> str:
    x1, y1, x2, y2 = _SIDES[side]
    edge = f"ST_SetSRID(ST_MakeLine(ST_Point({x1}, {y1}), ST_Point({x2}, {y2})), 4326)"
    return f'(SELECT {side}(geom) FROM {schema_of(audience)}."{relation}" ORDER BY geom <#> {edge} LIMIT 1)'
