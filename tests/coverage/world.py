"""Small worlds made by hand: put into a database, and what a run then wrote about them."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

import yaml
from pyproj import Geod
from shapely import Point, Polygon, box
from sqlalchemy import Connection, text

from geo_api.coverage.rule import Rule, parse_rule
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
    """A row of a layer; its name is unique in the world."""

    layer: str
    name: str
    lon: float
    lat: float
    values: dict[str, Any] = field(default_factory=dict)

    def get(self, attribute: str) -> Any:
        return self.values.get(attribute)


@dataclass(frozen=True)
class Unit:
    code: str
    area: Polygon | None
    level: str = "commune"
    valid: str = "[2025-07-01,)"
    name: str | None = None


@dataclass
class World:
    units: list[Unit] = field(default_factory=list)
    things: list[Thing] = field(default_factory=list)


def at_distance(thing: Thing, metres: float, bearing: float = 90.0) -> tuple[float, float]:
    """The point so far from a thing, on the spheroid."""
    lon, lat, _ = GEOD.fwd(thing.lon, thing.lat, bearing, metres)
    return lon, lat


def metres(a: Thing, b: Thing) -> float:
    return float(GEOD.inv(a.lon, a.lat, b.lon, b.lat)[2])


def build(connection: Connection, world: World) -> None:
    """Write the world into an empty database. Units get ids in their order."""
    for unit in world.units:
        _add_unit(connection, unit)
    for name in sorted({thing.layer for thing in world.things}):
        load = connection.scalar(
            text(
                "INSERT INTO load (layer, mode, file_name, file_sha256, source_crs,"
                " rows_read, rows_written, rows_refused, report)"
                " VALUES (:layer, 'append', 'test', '', 'EPSG:4326', 0, 0, 0, '{}') RETURNING id"
            ),
            {"layer": name},
        )
        rows = [
            FeatureRow(Point(thing.lon, thing.lat), {**thing.values, "name": thing.name}, number)
            for number, thing in enumerate(world.things, 1)
            if thing.layer == name
        ]
        copy_features(connection, all_layers()[name], load, rows)


def _add_unit(connection: Connection, unit: Unit) -> None:
    connection.execute(
        text(
            "WITH made AS (INSERT INTO unit (level) VALUES (:level) RETURNING id), coded AS ("
            "  INSERT INTO unit_code SELECT :scheme, :code, id, CAST(:valid AS daterange) FROM made)"
            " INSERT INTO unit_version (unit_id, valid, name, kind, geom, geom_status)"
            " SELECT id, CAST(:valid AS daterange), :name, 'xã', ST_Multi(ST_GeomFromText(:area, 4326)), :status"
            " FROM made"
        ),
        {
            "level": unit.level,
            "scheme": "wardmap" if unit.level == "hamlet" else "gso",
            "code": unit.code,
            "name": unit.name or unit.code,
            "valid": unit.valid,
            "area": unit.area.wkt if unit.area else None,
            "status": "sketch" if unit.area else "none",
        },
    )


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
            "  JOIN unit_version v ON v.unit_id = u.unit_id WHERE run_id = :run"
        ),
        {"run": run_id},
    )
    return {row.name: (row.outcome, row.passed, row.failed, row.unknown, row.share) for row in rows}
