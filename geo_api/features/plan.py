"""From a request for items to the statements that answer it. Pure: the answer's GeoJSON is made by PostgreSQL."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from geo_api.db import Statement, schema_of
from geo_api.parameters import Period
from layers.layer import Audience, Layer, Value

# Digits after the point of a degree: 7 are a centimetre.
COORDINATE_DIGITS = 7
Box = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class ItemsRequest:
    """What is asked of one layer: box in degrees (CRS84), days, values of fields, page."""

    layer: Layer
    audience: Audience
    period: Period
    bbox: Box | None = None
    values: Mapping[str, Value | date] = field(default_factory=dict)
    limit: int = 10
    after: int | None = None


def items_statement(request: ItemsRequest) -> Statement:
    """Rows (id, GeoJSON text of one feature) in order of id, one more than the limit when there is a next page."""
    conditions, params = _conditions(request)
    if request.after is not None:
        conditions.append("id > :after")
        params["after"] = request.after
    params["limit"] = request.limit + 1
    # A unit may have several versions in an interval: the newest stands for it, so that no id is on two pages.
    one_each, order = (
        ("DISTINCT ON (id) ", f"id, {_newest_first(request.layer)}") if request.layer.dated else ("", "id")
    )
    source = f"SELECT {one_each}* FROM {_relation(request)}{_where(conditions)} ORDER BY {order} LIMIT :limit"
    return Statement(_geojson_sql(request.layer, request.audience, source), params)


def count_statement(request: ItemsRequest) -> Statement:
    """How many features match, whatever the page."""
    conditions, params = _conditions(request)
    counted = "count(DISTINCT id)" if request.layer.dated else "count(*)"
    return Statement(f"SELECT {counted} FROM {_relation(request)}{_where(conditions)}", params)


def item_statement(request: ItemsRequest, item: int) -> Statement:
    """The one feature with that id (none, or one row as in items_statement)."""
    conditions, params = _conditions(request)
    newest = f" ORDER BY {_newest_first(request.layer)}" if request.layer.dated else ""
    source = f"SELECT * FROM {_relation(request)}{_where([*conditions, 'id = :id'])}{newest} LIMIT 1"
    return Statement(_geojson_sql(request.layer, request.audience, source), {**params, "id": item})


def _newest_first(layer: Layer) -> str:
    return ", ".join(f"{period} DESC" for period in layer.periods)


def _relation(request: ItemsRequest) -> str:
    return f'{schema_of(request.audience)}."{request.layer.name}"'


def _geojson_sql(layer: Layer, audience: Audience, source: str) -> str:
    columns = ", ".join(f'"{f.name}"' for f in layer.fields_for(audience))
    return (
        "SELECT id, json_build_object('type', 'Feature', 'id', id,"
        f" 'geometry', ST_AsGeoJSON(geom, {COORDINATE_DIGITS})::json, 'properties', to_json(p))::text"
        f" FROM ({source}) f, LATERAL (SELECT {columns}) p ORDER BY id"
    )


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
    if request.bbox:
        boxes = _boxes(request.bbox)
        conditions.append("(" + " OR ".join(_intersects(i) for i in range(len(boxes))) + ")")
        params |= {f"{side}{i}": value for i, box in enumerate(boxes) for side, value in zip("wsen", box, strict=True)}
    for name, value in request.values.items():
        conditions.append(f'"{request.layer.field(name).name}" = :value_{name}')
        params[f"value_{name}"] = value
    return conditions, params


def _intersects(number: int) -> str:
    envelope = f"ST_MakeEnvelope(:w{number}, :s{number}, :e{number}, :n{number}, 4326)"
    return f"(geom && {envelope} AND ST_Intersects(geom, {envelope}))"


def _boxes(bbox: Box) -> list[Box]:
    """A box whose west is east of its east crosses the 180th meridian: two boxes."""
    west, south, east, north = bbox
    return [bbox] if west <= east else [(west, south, 180.0, north), (-180.0, south, east, north)]
