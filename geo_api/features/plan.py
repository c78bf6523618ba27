"""From a request for items to the statements that answer it. Pure: the answer's GeoJSON is made by PostgreSQL."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

import shapely
from shapely.geometry.base import BaseGeometry

from geo_api.days import Period
from geo_api.db import Statement, schema_of
from geo_api.features.cql2 import Condition
from geo_api.features.crs import CRS84, Crs
from geo_api.features.sorting import Cursor, SortKey
from layers.layer import Audience, Field, Geometry, Layer, Storage, Value

# Rows that are counted at most, to say how many match: some thousandths of a second.
MOST_COUNTED = 20_000
# Rows that are sorted at most: with several fields in an order of words it still takes less than a second.
MOST_SORTED = 200_000


@dataclass(frozen=True, slots=True)
class ItemsRequest:
    """What is asked of one layer: days, area (in degrees), values of fields, filter, order, page; in which CRS."""

    layer: Layer
    audience: Audience
    period: Period
    area: tuple[BaseGeometry, ...] = ()
    values: Mapping[str, Value | date] = field(default_factory=dict)
    filter: Condition | None = None
    sort: tuple[SortKey, ...] = ()
    limit: int = 10
    after: Cursor | None = None
    crs: Crs = CRS84

    @property
    def fields(self) -> tuple[Field, ...]:
        return self.layer.fields_for(self.audience)

    @property
    def asked_by(self) -> dict[str, object]:
        """Where, and by which fields, it asks; without the values: people look for people by name."""
        sql = self.filter.sql if self.filter else ""
        fields = [each.name for each in self.fields if each.name in self.values or f'"{each.name}"' in sql]
        boxes = [[round(side, 7) for side in shape.bounds] for shape in self.area]
        return {name: value for name, value in (("bbox", boxes), ("fields", fields)) if value}


def items_statement(request: ItemsRequest) -> Statement:
    """Rows (id, GeoJSON text of a feature, values sorted by …) in order, one more than the limit when there is more."""
    source, params = _source(request)
    sql = f"SELECT id, {_feature(request)}{_keys(request)} FROM {source}, {_properties(request)}"
    return Statement(f"{sql} ORDER BY {_order(request.sort)}", params)


def table_statement(request: ItemsRequest) -> Statement:
    """Rows (id, every field, then x and y of a point or the WKT of another shape), ordered as the items are."""
    source, params = _source(request)
    shape = _shape(request.crs)
    if request.layer.geometry is Geometry.POINT:
        digits = request.crs.digits
        shapes = ", ".join(
            f"CAST(round(CAST({axis}({shape}) AS numeric), {digits}) AS text)" for axis in ("ST_X", "ST_Y")
        )
    else:
        shapes = f"ST_AsText({shape}, {request.crs.digits})"
    columns = _columns(request.fields)
    return Statement(f"SELECT id, {columns}, {shapes} FROM {source} ORDER BY {_order(request.sort)}", params)


def shapes_statement(request: ItemsRequest) -> Statement:
    """Rows (id, every field, WKB: of lines and areas always as several), ordered as the items are.

    The longitude is first in every system, as files have it.
    """
    source, params = _source(request)
    shape = _transformed(request.crs)
    several = shape if request.layer.geometry is Geometry.POINT else f"ST_Multi({shape})"
    sql = f"SELECT id, {_columns(request.fields)}, ST_AsBinary(ST_Force2D({several})) FROM {source}"
    return Statement(f"{sql} ORDER BY {_order(request.sort)}", params)


def edge_statement(request: ItemsRequest) -> Statement:
    """The last row of a full page and the one after it, if any: (id, values sorted by …)."""
    source, params = _source(request)
    sql = f"SELECT id{_keys(request)} FROM {source} ORDER BY {_order(request.sort)} LIMIT 2 OFFSET :before"
    return Statement(sql, {**params, "before": request.limit - 1})


def count_statement(request: ItemsRequest, most: int = MOST_COUNTED) -> Statement:
    """How many features match, whatever the page; no further than one more than `most`."""
    conditions, params = _conditions(request)
    one_each = "DISTINCT id" if _in_interval(request) else ""
    matching = f"SELECT {one_each} FROM {_relation(request)}{_where(conditions)} LIMIT :most"
    return Statement(f"SELECT count(*) FROM ({matching}) t", {**params, "most": most + 1})


def item_statement(request: ItemsRequest, item: int) -> Statement:
    """The one feature with that id (none, or one row as in items_statement)."""
    conditions, params = _conditions(request)
    newest = f" ORDER BY {_newest_first(request.layer)}" if request.layer.dated else ""
    source = f"(SELECT * FROM {_relation(request)}{_where([*conditions, 'id = :id'])}{newest} LIMIT 1) f"
    sql = f"SELECT id, {_feature(request)} FROM {source}, {_properties(request)}"
    return Statement(sql, {**params, "id": item})


def _source(request: ItemsRequest) -> tuple[str, dict[str, object]]:
    conditions, params = _conditions(request)
    after, values = _after(request)
    relation = _relation(request)
    if _in_interval(request):
        # A unit may have several versions in an interval: the newest stands for it, so that no id is on two pages.
        newest = f"SELECT DISTINCT ON (id) * FROM {relation}{_where(conditions)}"
        relation, conditions = f"({newest} ORDER BY id, {_newest_first(request.layer)})", []
    asked = f"FROM {relation} f{_where(conditions + after)} ORDER BY {_order(request.sort)} LIMIT :limit"
    rows = f"SELECT * {asked}"
    if request.sort and not request.layer.dated:
        # Only ids and what they are sorted by go through the sort; the rest is fetched for the rows of the page.
        rows = f"SELECT f.* FROM (SELECT id {asked}) page JOIN {relation} f USING (id)"
    return f"({rows}) f", {**params, **values, "limit": request.limit + 1}


def _properties(request: ItemsRequest) -> str:
    return f"LATERAL (SELECT {_columns(request.fields)}) p"


def _keys(request: ItemsRequest) -> str:
    return "".join(f', f."{key.field.name}"' for key in request.sort)


def _columns(fields: tuple[Field, ...]) -> str:
    return ", ".join(f'f."{each.name}"' for each in fields)


def _feature(request: ItemsRequest) -> str:
    """Written as text: PostgreSQL's own functions for JSON would read the geometry's again."""
    geometry = f"COALESCE(ST_AsGeoJSON({_shape(request.crs)}, {request.crs.digits}, 0), 'null')"
    return (
        f"""'{{"type":"Feature","id":' || id || ',"geometry":' || {geometry}"""
        """ || ',"properties":' || CAST(row_to_json(p) AS text) || '}'"""
    )


def _shape(crs: Crs) -> str:
    return f"ST_FlipCoordinates({_transformed(crs)})" if crs.latitude_first else _transformed(crs)


def _transformed(crs: Crs) -> str:
    return "f.geom" if crs.srid == CRS84.srid else f"ST_Transform(f.geom, {crs.srid})"


def _in_interval(request: ItemsRequest) -> bool:
    start, end = request.period.start, request.period.end
    return request.layer.dated and (start is None or start != end)


def _newest_first(layer: Layer) -> str:
    return ", ".join(f"{period} DESC" for period in layer.periods)


def _order(keys: tuple[SortKey, ...]) -> str:
    return ", ".join([*(key.order for key in keys), "id"])


def _relation(request: ItemsRequest) -> str:
    return f'{schema_of(request.audience)}."{request.layer.name}"'


def _where(conditions: list[str]) -> str:
    return f" WHERE {' AND '.join(conditions)}" if conditions else ""


def _conditions(request: ItemsRequest) -> tuple[list[str], dict[str, object]]:
    conditions: list[str] = []
    params: dict[str, object] = {}
    if request.layer.dated:
        # Intervals on a line that meet two by two have a day in common: each of the layer's may be asked by itself.
        days = "daterange(CAST(:start AS date), CAST(:end AS date), '[]')"
        conditions += [f"{period} && {days}" for period in request.layer.periods]
        params |= {"start": request.period.start, "end": request.period.end}
    if request.area:
        within = [_within(request.layer, i, shape) for i, shape in enumerate(request.area)]
        conditions.append(f"({' OR '.join(within)})")
        params |= _area_values(request.area)
    for name, value in request.values.items():
        conditions.append(f'"{request.layer.field(name).name}" = :value_{name}')
        params[f"value_{name}"] = value
    if request.filter:
        conditions.append(request.filter.sql)
        params |= request.filter.params
    return conditions, params


def _within(layer: Layer, number: int, shape: BaseGeometry) -> str:
    area = f"ST_GeomFromWKB(:area{number}, 4326)"
    if layer.geometry is Geometry.POINT and _is_box(shape):
        # Whether a point is in a box is seen from its numbers at a third of what ST_Intersects costs.
        sides = ("ST_X(geom) BETWEEN :west{0} AND :east{0}", "ST_Y(geom) BETWEEN :south{0} AND :north{0}")
        exactly = " AND ".join(side.format(number) for side in sides)
    else:
        exactly = f"ST_Intersects(geom, {area})"
    if layer.storage is Storage.FEATURE:
        return f"(geom && {area} AND {exactly})"
    # Relations of a layer's own may have no index but that of their tiles. Web Mercator ends short of the poles.
    mapped = f"ST_Intersection(ST_Envelope({area}), ST_MakeEnvelope(-180, -89, 180, 89, 4326))"
    return f"(geom_3857 && ST_Expand(ST_Transform({mapped}, 3857), 1) AND {exactly})"


def _area_values(area: tuple[BaseGeometry, ...]) -> dict[str, object]:
    values: dict[str, object] = {}
    for number, shape in enumerate(area):
        values[f"area{number}"] = shapely.to_wkb(shape)
        sides = zip(("west", "south", "east", "north"), shape.bounds, strict=True)
        values |= {f"{side}{number}": value for side, value in sides}
    return values


def _is_box(shape: BaseGeometry) -> bool:
    return shape.equals(shapely.box(*shape.bounds))


def _after(request: ItemsRequest) -> tuple[list[str], dict[str, object]]:
    """What the rows behind the cursor hold: equal in the first keys, beyond in the next, whichever that is."""
    if request.after is None:
        return [], {}
    params: dict[str, object] = {"after": request.after.id}
    ways, equal = [], list[str]()
    for number, (key, value) in enumerate(zip(request.sort, request.after.values, strict=True)):
        if value is None:
            equal.append(f"{key.expression} IS NULL")
            continue
        params[f"after{number}"] = value
        # Rows without a value are the last in either direction.
        beyond = f"({key.expression} {'<' if key.descending else '>'} :after{number} OR {key.expression} IS NULL)"
        ways.append(" AND ".join([*equal, beyond]))
        equal.append(f"{key.expression} = :after{number}")
    ways.append(" AND ".join([*equal, "id > :after"]))
    return [f"({' OR '.join(ways)})"], params
