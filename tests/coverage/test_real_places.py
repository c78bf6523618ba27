"""The shipped rules on the communes of 2025 and the places of OpenStreetMap, beside the slow evaluator."""

from collections import Counter
from collections.abc import Iterator
from datetime import date

import shapely
from sqlalchemy import Connection, text

from geo_api.coverage.rules.shipped import in_order, shipped_rules
from layers.layer import Group, Storage
from layers.registry import all_layers
from loaders.osm.load import load_osm
from loaders.units.boundaries.load import load_units
from tests.coverage.slow_evaluator import SlowEvaluator
from tests.coverage.slow_rollup import outcomes
from tests.coverage.stored import NUMBERS
from tests.coverage.test_agreement import RULES, differences
from tests.coverage.world import DAY, Thing, Unit, World, rule_of

# Rules on places alone, for of what public assets there are the file knows nothing.
OF_PLACES = [
    *(rule for rule in RULES if rule.id in ("made.places-near-places", "made.nearest-within", "made.schools-by-area")),
    rule_of(
        id="made.real",
        subject={"set": "place", "kind": ["school", "market", "health_station", "hospital", "culture_house"]},
        target={"set": "place", "kind": ["worship_place", "relic"]},
        relation={"within_m": 1000},
    ),
]
GROUPS = (Group.PLACE, Group.ASSET, Group.JUNCTION)


def test_real_places(connection, shared_data):
    load_units(connection, shared_data / "ninhbinh_2025_communes.geojson", "commune", date(2025, 7, 1), "NQ 1674")
    load_osm(connection, shared_data / "osm_poi_ninhbinh.geojson")
    world = World(list(units(connection)), list(things(connection)))
    assert len(world.units) >= 129
    assert len(world.things) > 300
    earlier: dict[str, dict[str, str]] = {}
    seen = Counter[str]()
    for rule in [*in_order(shipped_rules().values()), *OF_PLACES]:
        slow = SlowEvaluator(rule, world, DAY, earlier)
        earlier[rule.id] = outcomes(slow)
        seen.update(one.outcome for one in slow.found.values())
        assert list(differences(connection, rule, slow, NUMBERS)) == []
    assert {"pass", "fail", "unknown", "not_applicable"} <= set(seen)


def units(connection: Connection) -> Iterator[Unit]:
    rows = connection.execute(
        text(
            "SELECT unit_id, level, kind, parent_id, CAST(valid AS text), ST_AsBinary(geom) AS geom"
            "  FROM layer.unit_versions WHERE on_record ORDER BY unit_id"
        )
    )
    for row in rows:
        area = shapely.from_wkb(bytes(row.geom)) if row.geom else None
        shapely.prepare(area)
        parent = str(row.parent_id) if row.parent_id else None
        yield Unit(str(row.unit_id), area, row.level, row.valid, kind=row.kind, parent=parent)


def things(connection: Connection) -> Iterator[Thing]:
    for layer in all_layers().values():
        if layer.group not in GROUPS or layer.storage is Storage.OWN:
            continue
        rows = connection.execute(text(f'SELECT *, ST_X(geom) AS lon, ST_Y(geom) AS lat FROM layer."{layer.name}"'))
        for row in rows.mappings():
            values = {field.name: row[field.name] for field in layer.fields if row.get(field.name) is not None}
            values = {name: value.isoformat() if isinstance(value, date) else value for name, value in values.items()}
            yield Thing(layer.name, f"{layer.name}{row['id']}", row["lon"], row["lat"], values)
