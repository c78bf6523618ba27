"""Questions about the ground as SQL. Pure; `schema`: of the views that the asker may read.

Names of layers and fields are those of our declarations; all else is bound.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from geo_api.db import Statement
from layers.layer import Audience, Layer, Value

# Units with all that belongs to them.
_WITHIN = """
WITH RECURSIVE within AS (
    SELECT unnest(CAST(:units AS bigint[])) AS unit_id
    UNION
    SELECT v.unit_id FROM within JOIN {schema}.unit_versions AS v ON v.parent_id = within.unit_id
     WHERE v.on_record AND v.valid @> CAST(:at AS date))
SELECT unit_id, unit_id = ANY (CAST(:units AS bigint[])) AS is_asked
  FROM within JOIN {schema}.unit_versions AS v USING (unit_id) WHERE v.on_record AND v.valid @> CAST(:at AS date)
"""
# Of a province nobody may have drawn more than its communes.
_AREAS = """
SELECT ST_AsBinary(geom) AS area FROM {schema}.unit_versions
 WHERE on_record AND valid @> CAST(:at AS date) AND geom IS NOT NULL
   AND (unit_id = ANY (CAST(:units AS bigint[])) OR unit_id = ANY (CAST(:within AS bigint[])) AND level = 'commune')
"""
_RUN = "SELECT calculated_for FROM {schema}.coverage_runs WHERE rule = :rule AND valid @> CAST(:at AS date)"
_HOLDS = "rule = :rule AND valid @> CAST(:at AS date) AND unit_valid @> CAST(:at AS date)"
_LACKING = """
SELECT g.id, g.place_layer, g.place_id, g.name, g.outcome, coalesce(g.weight, 1) AS weight, g.measure,
       ST_AsBinary(CASE WHEN :by_area THEN v.geom ELSE g.geom END) AS shape
  FROM (SELECT * FROM {schema}.coverage_gaps WHERE {holds}) AS g
  LEFT JOIN {schema}.unit_versions AS v
    ON :by_area AND v.unit_id = g.place_id AND v.on_record AND v.valid @> CAST(:at AS date)
 WHERE CAST(:within AS bigint[]) && ARRAY[g.unit_id, g.commune_id, g.hamlet_id]
 ORDER BY g.place_layer, g.place_id LIMIT :most
"""
# Stretches of road that nothing covers, in pieces so short that a site covers each or does not.
_STRETCHES = """
SELECT b.id, 'roads' AS place_layer, b.road_id AS place_id, b.name, b.outcome, NULL::float8 AS measure,
       ST_Length(ST_LineSubstring(b.geom, (i - 1.0) / b.n, i::float8 / b.n)::geography) AS weight,
       ST_AsBinary(ST_LineInterpolatePoint(b.geom, (i - 0.5) / b.n)) AS shape
  FROM (SELECT *, greatest(1, ceil(length_m / :piece_m))::integer AS n FROM {schema}.blind_spots WHERE {holds}) AS b
 CROSS JOIN LATERAL generate_series(1, b.n) AS i
 WHERE CAST(:within AS bigint[]) && ARRAY[b.unit_id, b.commune_id, b.hamlet_id]
 ORDER BY b.id, i LIMIT :most
"""
_COVERED = """
SELECT sum(weight * measure) AS passed FROM {schema}.coverage_results
 WHERE rule = :rule AND valid @> CAST(:at AS date) AND outcome <> 'not_applicable'
   AND CAST(:within AS bigint[]) && ARRAY[unit_id, commune_id, hamlet_id]
"""
_PASSED = """
SELECT sum(weight_passed) AS passed FROM (
    SELECT unit_id, weight_passed FROM {schema}.coverage_hamlets WHERE {holds}
    UNION ALL SELECT unit_id, weight_passed FROM {schema}.coverage_communes WHERE {holds}
    UNION ALL SELECT unit_id, weight_passed FROM {schema}.coverage_districts WHERE {holds}
    UNION ALL SELECT unit_id, weight_passed FROM {schema}.coverage_provinces WHERE {holds}) AS counted
 WHERE unit_id = ANY (CAST(:units AS bigint[]))
"""
_INSIDE = "geom && ST_GeomFromWKB(:area, 4326) AND ST_Intersects(ST_GeomFromWKB(:area, 4326), ST_PointOnSurface(geom))"
_SPOTS = """
SELECT id, {name} AS name, ST_X(ST_PointOnSurface(geom)) AS lon, ST_Y(ST_PointOnSurface(geom)) AS lat
  FROM {schema}."{layer}" WHERE {inside} AND ({picked}) ORDER BY id LIMIT :most
"""
_PLANNED_HOSTS = """
SELECT p.id FROM {schema}."{targets}" AS t JOIN {schema}."{subjects}" AS p ON t.host = :prefix || p.key
 WHERE t.status = 'planned' AND p.id = ANY (CAST(:ids AS bigint[]))
"""
_FORBIDDEN = 'SELECT ST_AsBinary(geom) AS area FROM {schema}."{layer}" WHERE geom && ST_GeomFromWKB(:area, 4326)'
# Metres.
PIECE_M = 10.0
PLANNED: Mapping[str, Value] = {"status": "planned"}


def within_statement(schema: str, units: Sequence[int], at: date) -> Statement:
    return Statement(_WITHIN.format(schema=schema), {"units": list(units), "at": at.isoformat()})


def areas_statement(schema: str, units: Sequence[int], within: Sequence[int], at: date) -> Statement:
    """The boundaries of these units and of the communes in them."""
    params = {"units": list(units), "within": list(within), "at": at.isoformat()}
    return Statement(_AREAS.format(schema=schema), params)


def run_statement(schema: str, rule: str, at: date) -> Statement:
    return Statement(_RUN.format(schema=schema), {"rule": rule, "at": at.isoformat()})


def lacking_statement(
    schema: str, rule: str, at: date, within: Sequence[int], most: int, by_area: bool = False
) -> Statement:
    """Subjects of the run that holds on that day which do not pass; one more than `most` when there are more.

    by_area: they are units, and their boundaries are wanted, where there are any, instead of a point of each.
    """
    params = {"rule": rule, "at": at.isoformat(), "within": list(within), "most": most + 1, "by_area": by_area}
    return Statement(_LACKING.format(schema=schema, holds=_HOLDS), params)


def stretches_statement(schema: str, rule: str, at: date, within: Sequence[int], most: int) -> Statement:
    """What nothing covers of the roads that the rule judges; one piece more than `most` when there are more."""
    params = {"rule": rule, "at": at.isoformat(), "within": list(within), "most": most + 1, "piece_m": PIECE_M}
    return Statement(_STRETCHES.format(schema=schema, holds=_HOLDS), params)


def covered_statement(schema: str, rule: str, at: date, within: Sequence[int]) -> Statement:
    """The metres of road that are covered, of a rule that weighs roads by their length."""
    sql = _COVERED.format(schema=schema)
    return Statement(sql, {"rule": rule, "at": at.isoformat(), "within": list(within)})


def passed_statement(schema: str, rule: str, at: date, units: Sequence[int]) -> Statement:
    """The weight of what passes in these units themselves."""
    sql = _PASSED.format(schema=schema, holds=_HOLDS)
    return Statement(sql, {"rule": rule, "at": at.isoformat(), "units": list(units)})


def spots_statement(
    schema: str, layer: Layer, audience: Audience, picks: Sequence[Mapping[str, Value]], area: bytes, most: int
) -> Statement:
    """Rows of a layer within `area` (WKB) that have the values of any of `picks`; one more than `most` at the most."""
    params: dict[str, Any] = {"area": area, "most": most + 1}
    named = "name" if has_field(layer, "name", audience) else "NULL::text"
    picked = " OR ".join(_picked(pick, params) for pick in picks)
    sql = _SPOTS.format(schema=schema, layer=layer.name, name=named, inside=_INSIDE, picked=picked)
    return Statement(sql, params)


def _picked(pick: Mapping[str, Value], params: dict[str, Any]) -> str:
    conditions = []
    for field, value in pick.items():
        name = f"v{len(params)}"
        params[name] = value
        conditions.append(f'"{field}" = :{name}')
    return "(" + (" AND ".join(conditions) or "true") + ")"


def planned_hosts_statement(schema: str, targets: Layer, subjects: Layer, ids: Sequence[int]) -> Statement:
    """Which of these subjects are to have a thing of the layer `targets`."""
    sql = _PLANNED_HOSTS.format(schema=schema, targets=targets.name, subjects=subjects.name)
    return Statement(sql, {"prefix": f"{subjects.name}/", "ids": list(ids)})


def forbidden_statement(schema: str, layer: Layer, area: bytes) -> Statement:
    return Statement(_FORBIDDEN.format(schema=schema, layer=layer.name), {"area": area})


def has_field(layer: Layer, name: str, audience: Audience) -> bool:
    return any(field.name == name for field in layer.fields_for(audience))
