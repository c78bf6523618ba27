"""Small worlds made by hand: put into a database, and what a run then wrote about them."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

import yaml
from pyproj import Geod
from shapely import Point, box
from shapely.geometry.base import BaseGeometry
from sqlalchemy import Connection, text

from geo_api.coverage.rules.read import parse_rule
from geo_api.coverage.rules.rule import Rule
from layers.registry import all_layers
from loaders.rows import FeatureRow
from loaders.write.copy import copy_features

GEOD = Geod(ellps="WGS84")
# A day that has come, whatever the clock says.
DAY = date(2025, 11, 21)
# Two communes of the delta, about 1 km square, that share the border 106.16° E.
WEST = box(106.15, 20.40, 106.16, 20.41)
EAST = box(106.16, 20.40, 106.17, 20.41)

RULE = {
    "id": "wifi.test",
    "version": 1,
    "title": {"vi": "Wifi", "en": "Wifi"},
    "severity": "info",
    "basis": {"kind": "default"},
    "subject": {"set": "place", "kind": ["culture_house", "health_station"]},
    "target": {
        "set": "asset",
        "kind": ["wifi"],
        "where": {"free": True, "mbps_down": {"op": ">=", "value": 100}, "status": "active"},
    },
    "relation": {"any_of": [{"hosted": True}, {"within_m": 30, "metric": "straight"}]},
    "measure": {"agg": "count"},
    "pass": {"op": ">=", "value": 1},
    "rollup": {"level": "commune", "stat": "share", "pass": {"op": ">=", "value": 1.0}, "empty": "not_applicable"},
}


def rule_of(**changes: Any) -> Rule:
    """The test's rule with some of its parts replaced (``pass_`` for ``pass``); None takes a part away."""
    changed = {name.rstrip("_"): value for name, value in changes.items()}
    document = {name: value for name, value in {**RULE, **changed}.items() if value is not None}
    return parse_rule(yaml.safe_dump(document, allow_unicode=True), "test.yaml")


@dataclass(frozen=True)
class Thing:
    """A row of a layer; its name is unique in the world. shape: of what is not a point."""

    layer: str
    name: str
    lon: float
    lat: float
    values: dict[str, Any] = field(default_factory=dict)
    shape: BaseGeometry | None = None

    @property
    def geometry(self) -> BaseGeometry:
        return self.shape or Point(self.lon, self.lat)

    def get(self, attribute: str) -> Any:
        return self.values.get(attribute)


@dataclass(frozen=True)
class Unit:
    """parent: the code of one earlier in the world's list."""

    code: str
    area: BaseGeometry | None
    level: str = "commune"
    valid: str = "[2025-07-01,)"
    name: str | None = None
    kind: str = "xã"
    parent: str | None = None


@dataclass(frozen=True)
class Figure:
    """The value of an indicator in a unit, for a period of days (the last not included)."""

    unit: str
    code: str
    value: float
    first: date
    end: date


@dataclass
class World:
    units: list[Unit] = field(default_factory=list)
    things: list[Thing] = field(default_factory=list)
    figures: list[Figure] = field(default_factory=list)


def at_distance(thing: Thing, metres: float, bearing: float = 90.0) -> tuple[float, float]:
    """The point so far from a thing, on the spheroid."""
    lon, lat, _ = GEOD.fwd(thing.lon, thing.lat, bearing, metres)
    return lon, lat


def metres(a: Thing, b: Thing) -> float:
    return float(GEOD.inv(a.lon, a.lat, b.lon, b.lat)[2])


def build(connection: Connection, world: World) -> None:
    """Write the world into an empty database. Units get ids in their order."""
    ids: dict[str, int] = {}
    for unit in world.units:
        ids[unit.code] = _add_unit(connection, unit, ids)
    for name in sorted({thing.layer for thing in world.things} - {"addresses"}):
        rows = [
            FeatureRow(thing.geometry, {**thing.values, "name": thing.name}, number)
            for number, thing in enumerate(world.things, 1)
            if thing.layer == name
        ]
        copy_features(connection, all_layers()[name], _load(connection, name), rows)
    for thing in world.things:
        if thing.layer == "addresses":
            _add_address(connection, thing)
    for figure in world.figures:
        _add_figure(connection, figure, ids)


def _load(connection: Connection, layer: str) -> int:
    load = text(
        "INSERT INTO load (layer, mode, file_name, file_sha256, source_crs, rows_read, rows_written, rows_refused,"
        " report) VALUES (:layer, 'append', 'test', '', 'EPSG:4326', 0, 0, 0, '{}') RETURNING id"
    )
    return int(connection.execute(load, {"layer": layer}).scalar_one())


def _add_address(connection: Connection, thing: Thing) -> None:
    """Its name goes where the house's number stands."""
    connection.execute(
        text(
            "WITH a AS (INSERT INTO addressable (kind, status) VALUES (:kind, :status) RETURNING id),"
            " t AS (INSERT INTO address_text (addressable_id, valid, number) SELECT id, '[2020-01-01,)', :name FROM a)"
            " INSERT INTO address_point (addressable_id, position, valid, geom, method)"
            " SELECT id, 'main_entrance', '[2020-01-01,)', ST_SetSRID(ST_Point(:lon, :lat), 4326), 'drawn' FROM a"
        ),
        {**thing.values, "name": thing.name, "lon": thing.lon, "lat": thing.lat},
    )


def _add_figure(connection: Connection, figure: Figure, ids: dict[str, int]) -> None:
    connection.execute(
        text(
            "INSERT INTO indicator (unit_id, code, value, period, load_id)"
            " VALUES (:unit, :code, :value, daterange(:first, :end), :load)"
        ),
        {
            "unit": ids[figure.unit],
            "code": figure.code,
            "value": figure.value,
            "first": figure.first,
            "end": figure.end,
            "load": _load(connection, "indicators"),
        },
    )


def _add_unit(connection: Connection, unit: Unit, ids: dict[str, int]) -> int:
    made = connection.execute(
        text(
            "WITH made AS (INSERT INTO unit (level) VALUES (:level) RETURNING id), coded AS ("
            "  INSERT INTO unit_code SELECT :scheme, :code, id, CAST(:valid AS daterange) FROM made)"
            " INSERT INTO unit_version (unit_id, valid, name, kind, parent_id, geom, geom_status)"
            " SELECT id, CAST(:valid AS daterange), :name, :kind, :parent, ST_Multi(ST_GeomFromWKB(:area, 4326)),"
            " :status FROM made RETURNING unit_id"
        ),
        {
            "level": unit.level,
            "scheme": "wardmap" if unit.level == "hamlet" else "gso",
            "code": unit.code,
            "name": unit.name or unit.code,
            "valid": unit.valid,
            "kind": unit.kind,
            "parent": ids[unit.parent] if unit.parent else None,
            "area": unit.area.wkb if unit.area else None,
            "status": "sketch" if unit.area else "none",
        },
    )
    return int(made.scalar_one())


@dataclass(frozen=True)
class Found:
    """What is known of one subject after a run. targets: names of those that may rightly be the deciding one."""

    outcome: str
    unit: str | None
    distance: float | None
    targets: frozenset[str]


def stored_results(connection: Connection, run_id: int) -> dict[str, Found]:
    """Subject name → what the run wrote."""
    rows = connection.execute(
        text(
            "SELECT r.name, r.outcome, r.distance_m, v.name AS unit, f.name AS target"
            "  FROM coverage_result r LEFT JOIN unit_version v ON v.unit_id = r.unit_id"
            "  LEFT JOIN feature f ON f.layer = r.target_layer AND f.id = r.target_id WHERE run_id = :run"
        ),
        {"run": run_id},
    )
    return {
        row.name: Found(row.outcome, row.unit, row.distance_m, frozenset([row.target] if row.target else []))
        for row in rows
    }


def stored_units(connection: Connection, run_id: int) -> dict[str, tuple[str, int, int, int, float | None]]:
    """Unit code → outcome, passed, failed, unknown, share."""
    rows = connection.execute(
        text(
            "SELECT v.name, u.outcome, passed, failed, unknown, share FROM coverage_unit u"
            "  JOIN unit_version v ON v.unit_id = u.unit_id JOIN coverage_run r ON r.id = u.run_id"
            " WHERE run_id = :run AND u.level = r.rule #>> '{rollup,level}'"
        ),
        {"run": run_id},
    )
    return {row.name: (row.outcome, row.passed, row.failed, row.unknown, row.share) for row in rows}
