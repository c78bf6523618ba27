"""Things that a scenario moves or removes, as planners see them now."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from geo_api.db import Database, Statement, schema_of
from layers.layer import Audience, Layer, Sight, Storage

AS = Audience.PLANNER
Key = tuple[str, int]


@dataclass(frozen=True, slots=True)
class Thing:
    """lon, lat: where it stands now, or a point on it."""

    layer: str
    id: int
    name: str | None
    lon: float | None
    lat: float | None


def things(database: Database, keys: Iterable[Key], layers: Mapping[str, Layer]) -> tuple[list[Thing], frozenset[Key]]:
    """Those that are there, and the keys of those that are not. Of layers that planners do not see nothing is told."""
    wanted: dict[str, list[int]] = {}
    for name, number in keys:
        if name in layers and _is_seen(layers[name]):
            wanted.setdefault(name, []).append(number)
    found = [thing for name, numbers in wanted.items() for thing in _read(database, layers[name], numbers)]
    there = {(thing.layer, thing.id) for thing in found}
    asked = {(name, number) for name, numbers in wanted.items() for number in numbers}
    return found, frozenset(asked - there)


def _is_seen(layer: Layer) -> bool:
    return layer.sights[AS] is Sight.ALL and layer.storage is Storage.FEATURE


def _read(database: Database, layer: Layer, numbers: list[int]) -> list[Thing]:
    has_name = any(field.name == "name" for field in layer.fields_for(AS))
    statement = Statement(
        f"SELECT CAST(:layer AS text) AS layer, id, {'name' if has_name else 'NULL::text AS name'},\n"
        "       ST_X(ST_PointOnSurface(geom)) AS lon, ST_Y(ST_PointOnSurface(geom)) AS lat\n"
        f'  FROM {schema_of(AS)}."{layer.name}" WHERE id = ANY (:numbers)',
        {"layer": layer.name, "numbers": numbers},
    )
    return [Thing(**row._mapping) for row in database.rows(AS, statement)]
