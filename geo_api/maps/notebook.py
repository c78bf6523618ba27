"""Maps for notebooks: results and layers out of the database as folium maps that need no network and run no data."""

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from typing import Any

import folium
from sqlalchemy import URL, Connection, Row, create_engine, text

from geo_api.as_audience import as_audience
from geo_api.days import today
from geo_api.db import CONNECT_TIMEOUT_SECONDS, TIME_ZONE, schema_of
from geo_api.embedded import database_urls
from geo_api.errors import CommandFailed
from geo_api.offline_map.fields import field_lines, number_words
from geo_api.offline_map.figure import OfflineMap
from geo_api.offline_map.shapes import Look, Shape, ShapeLayer
from geo_api.settings import Settings, driver_url
from layers.layer import Audience, Geometry, Layer
from layers.registry import layers_for

# Blue and red are told apart by everybody; grey is for what nobody knows.
_OUTCOMES = {
    "pass": Look("#2166ac", width=1, fill=0.6),
    "fail": Look("#b2182b", width=1, fill=0.6),
    "unknown": Look("#7a7a7a", width=1, fill=0.3, dashed=True),
    "not_applicable": Look("#7a7a7a", width=1, fill=0.05),
}
_GAP = Look("#67001f", radius=5, width=1.5, fill=0.8)
# Of a larger layer a map asks for a unit; a browser draws no more in time.
MOST_SHAPES = 20_000
_HERE = (
    " AND ST_Intersects(f.geom, (SELECT v.geom FROM {schema}.unit_versions v JOIN {schema}.unit_codes c"
    " ON c.unit_id = v.unit_id AND c.is_main AND c.valid @> CAST(:at AS date)"
    " WHERE c.code = :unit AND v.on_record AND v.valid @> CAST(:at AS date)))"
)


def coverage_map(
    database: str | Connection | None, rule: str, unit: str | None = None, at: date | None = None, language: str = "vi"
) -> folium.Map:
    """The units of a rule by outcome, and its gaps, as planners see them; of dwellings no single one.

    database: an address (``postgresql://…``) or an open connection, of the service or the owner; None: that of this
    installation, as commands find it. rule: its id. unit: the code of a unit to look at, all when absent. at: the day,
    today when absent. Raises CommandFailed when there is no result.
    """
    schema, known = schema_of(Audience.PLANNER), layers_for(Audience.PLANNER)
    with _reading(database, Audience.PLANNER) as connection:
        units = _rows(connection, known["coverage_units"], schema, unit, at, rule)
        gaps = _rows(connection, known["coverage_gaps"], schema, unit, at, rule)
    if not units:
        raise CommandFailed(
            f"Chưa có kết quả của tiêu chí “{rule}” cho ngày và đơn vị này.",
            f"There is no result of the rule “{rule}” for this day and unit.",
        )
    made = OfflineMap(rule, _box(units), language)
    areas = [_unit_shape(row, known["coverage_units"], language) for row in units]
    ShapeLayer(rule, areas, _OUTCOMES["unknown"]).add_to(made)
    missing = [_shape(row, known["coverage_gaps"], language) for row in gaps]
    ShapeLayer(known["coverage_gaps"].title.in_language(language), missing, _GAP).add_to(made)
    folium.LayerControl().add_to(made)
    return made


def layer_map(
    database: str | Connection | None,
    layer: str,
    unit: str | None = None,
    at: date | None = None,
    audience: Audience = Audience.PUBLIC,
    language: str = "vi",
) -> folium.Map:
    """One layer with its fields, as `audience` sees it. Parameters as of `coverage_map`.

    Raises CommandFailed for a layer that this audience does not have, is empty here, or too large to be drawn whole.
    """
    declared = layers_for(audience).get(layer)
    if declared is None:
        raise CommandFailed(f"Không có lớp “{layer}” cho {audience}.", f"There is no layer “{layer}” for {audience}.")
    with _reading(database, audience) as connection:
        rows = _rows(connection, declared, schema_of(audience), unit, at)
    if not rows:
        raise CommandFailed(f"Lớp “{layer}” không có gì ở đây.", f"The layer “{layer}” has nothing here.")
    style = declared.style
    look = Look(style.color, style.radius, style.width, fill=max(style.fill_opacity, 0.3))
    title = declared.title.in_language(language)
    made = OfflineMap(title, _box(rows), language)
    ShapeLayer(title, [_shape(row, declared, language) for row in rows], look).add_to(made)
    folium.LayerControl().add_to(made)
    return made


@contextmanager
def _reading(database: str | Connection | None, audience: Audience) -> Iterator[Connection]:
    """The connection given, or one of our own for as long as the block lasts, reading as `audience`."""
    if isinstance(database, Connection):
        with as_audience(database, audience):
            yield database
    elif database is None:
        with database_urls(Settings(), "maps") as urls, _connected(urls.service, audience) as connection:
            yield connection
    else:
        with _connected(driver_url(database), audience) as connection:
            yield connection


@contextmanager
def _connected(url: URL, audience: Audience) -> Iterator[Connection]:
    options = f"-c default_transaction_read_only=on {TIME_ZONE}"
    arguments = {"options": options, "connect_timeout": CONNECT_TIMEOUT_SECONDS}
    engine = create_engine(url, connect_args=arguments)
    try:
        with engine.connect() as connection, as_audience(connection, audience):
            yield connection
    finally:
        engine.dispose()


def _rows(
    connection: Connection, layer: Layer, schema: str, unit: str | None, at: date | None, rule: str | None = None
) -> list[Row[*tuple[Any, ...]]]:
    day = "".join(f" AND f.{period} @> CAST(:at AS date)" for period in layer.periods) if layer.dated else ""
    of_rule = " AND f.rule = :rule" if rule else ""
    here = _HERE.format(schema=schema) if unit else ""
    if unit and layer.drawn_together:
        here = here.replace("f.geom,", "ST_PointOnSurface(f.geom),")
    digits = 6 if layer.geometry is Geometry.POINT else 5
    found = connection.execute(
        text(
            f"SELECT f.*, ST_AsGeoJSON(f.geom, {digits}) AS shape, ST_XMin(f.geom) AS west, ST_YMin(f.geom) AS south,"
            f' ST_XMax(f.geom) AS east, ST_YMax(f.geom) AS north FROM {schema}."{layer.name}" f'
            f" WHERE f.geom IS NOT NULL{day}{of_rule}{here} LIMIT {MOST_SHAPES + 1}"
        ),
        {"at": (at or today()).isoformat(), "rule": rule, "unit": unit},
    ).all()
    if len(found) > MOST_SHAPES:
        raise CommandFailed(
            f"Lớp “{layer.name}” có hơn {MOST_SHAPES} đối tượng ở đây: hãy chọn một đơn vị (unit=…).",
            f"The layer “{layer.name}” has more than {MOST_SHAPES} features here: choose a unit (unit=…).",
        )
    return list(found)


def _shape(row: Row[*tuple[Any, ...]], layer: Layer, language: str, look: Look | None = None) -> Shape:
    values: Mapping[str, Any] = row._asdict()
    title = values.get("full_name") or values.get("name") or layer.title.in_language(language)
    return Shape(json.loads(row.shape), str(title), field_lines(layer, values, language), look)


def _unit_shape(row: Row[*tuple[Any, ...]], layer: Layer, language: str) -> Shape:
    """A share as people say it: 33,3%."""
    shape = _shape(row, layer, language, _OUTCOMES[row.outcome])
    if row.share is None:
        return shape
    title = layer.field("share").title.in_language(language)
    said = (title, f"{number_words(row.share * 100, language, 1)}%")
    return Shape(shape.geometry, shape.title, [said if line[0] == title else line for line in shape.lines], shape.look)


def _box(rows: list[Row[*tuple[Any, ...]]]) -> tuple[float, float, float, float]:
    """West, south, east, north of all."""
    west, south = min(row.west for row in rows), min(row.south for row in rows)
    return west, south, max(row.east for row in rows), max(row.north for row in rows)
