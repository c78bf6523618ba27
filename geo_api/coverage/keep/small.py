"""A few changed rows: their subjects are judged again, everything else stays as it was found."""

import math
from functools import cache
from importlib.resources import files
from typing import Any

from sqlalchemy import Connection, Row, text

from geo_api.coverage.evaluate.compile import compile_rule
from geo_api.coverage.evaluate.rollup import tally_sql, units_statement
from geo_api.coverage.evaluate.run import RESULTS, TALLIES, TALLIES_OF_RUN, execute, prepare, withhold
from geo_api.coverage.evaluate.scope import Touched
from geo_api.coverage.keep.touched import touched_statement
from geo_api.coverage.rules.rule import Rule, SingleRule
from geo_api.db import Statement
from layers.layer import Geometry, Layer

# Subjects that are points: what is an area or a line hangs on more than what is near.
_POINTS = ("place", "asset", "address", "junction")
# So many subjects judged one by one cost more than all of them together.
_MOST_TOUCHED = 5000
_CHANGED = """
INSERT INTO coverage_changed SELECT layer, id, host, attributes, geom FROM layer.unseen_changes WHERE run_id = :run_id
"""
_HOW = """
SELECT bool_or(c.id IS NULL) AS wholly, array_agg(DISTINCT c.layer) AS layers,
       bool_or(c.geom IS NULL AND c.layer = ANY (CAST(:targets AS text[]))) AS nowhere FROM coverage_changed c
"""
_OTHERS = (
    "EXISTS (SELECT FROM layer.\"{layer}\" WHERE id NOT IN (SELECT id FROM coverage_changed WHERE layer = '{layer}'))"
)
# OFFSET 0: result by result by the index; of a run that was just made the planner knows little, and would rather read
# them all.
_OLD = """(
    SELECT r.ctid AS at, r.* FROM coverage_touched t
     CROSS JOIN LATERAL (SELECT o.ctid, o.* FROM coverage_result o
                          WHERE o.run_id = :run_id AND o.layer = t.layer AND o.subject_id = t.id OFFSET 0) AS r)"""
_REGROUPED = f"INSERT INTO coverage_regrouped SELECT DISTINCT r.hamlet_id, r.commune_id, r.unit_id FROM {_OLD} AS r"
_FORGET = f"DELETE FROM coverage_result WHERE ctid = ANY (ARRAY(SELECT at FROM {_OLD} AS r))"
# Written out, because an index does not know IS NOT DISTINCT FROM.
_SAME = " AND ".join(
    f"(x.{unit} = g.{unit} OR (x.{unit} IS NULL AND g.{unit} IS NULL))" for unit in ("hamlet_id", "unit_id")
)
_GROUPS = "(SELECT DISTINCT hamlet_id, commune_id, unit_id FROM coverage_regrouped) AS g"
_FORGET_TALLIES = f"""
DELETE FROM coverage_tally x USING {_GROUPS}
 WHERE x.run_id = :run_id AND {_SAME}
   AND (x.commune_id = g.commune_id OR (x.commune_id IS NULL AND g.commune_id IS NULL))
"""
_REGROUPED_RESULTS = f"""(
    SELECT r.* FROM {_GROUPS}
     CROSS JOIN LATERAL (
         SELECT x.* FROM coverage_result x WHERE x.run_id = :run_id AND x.commune_id = g.commune_id AND {_SAME}
          UNION ALL
         SELECT x.* FROM coverage_result x
          WHERE g.commune_id IS NULL AND x.run_id = :run_id AND x.commune_id IS NULL AND {_SAME} OFFSET 0) AS r)"""
_SEEN = """
UPDATE coverage_run r
   SET seen = CAST(:seen AS pg_snapshot), made_by = pg_current_xact_id(), computed_at = now(),
       changed_by = CASE WHEN :is_other THEN pg_current_xact_id() ELSE r.changed_by END,
       reach_m = greatest(r.reach_m, (
           SELECT CASE WHEN bool_or(g.distance_m IS NULL) THEN 'Infinity' ELSE max(g.distance_m) END
             FROM {old} AS g WHERE g.outcome IN ('fail', 'unknown'))),
       sources = (SELECT jsonb_object_agg(name, (SELECT coalesce(max(l.id), 0) FROM load l WHERE l.layer = name))
                    FROM jsonb_object_keys(r.sources) AS name)
 WHERE r.id = :run_id
""".replace("{old}", _OLD)


def follow_few(connection: Connection, rule: Rule, run: Row[*tuple[Any, ...]]) -> bool:
    """Bring the results of `run` (id, at, reach_m) up to now where little was written since; whether that was done.

    In the caller's transaction. Nothing is written where it could not.
    """
    if not isinstance(rule, SingleRule) or not can_follow(rule) or (rule.seeks_nearest and math.isinf(run.reach_m)):
        return False
    values = {"run_id": run.id}
    execute(connection, Statement(_sql("scratch.sql"), {}))
    seen = connection.scalar(text("SELECT CAST(pg_current_snapshot() AS text)"))
    connection.execute(text(_CHANGED), values)
    # The planner would take them for a thousand, and read all results through.
    connection.exec_driver_sql("ANALYZE coverage_changed")
    if not _are_few(connection, rule):
        return False
    touched = touched_statement(rule, run.id, run.reach_m if rule.seeks_nearest else 0.0, run.at.isoformat())
    if connection.execute(text(touched.sql), touched.params).rowcount > _MOST_TOUCHED:
        return False
    connection.exec_driver_sql("ANALYZE coverage_touched")
    _judge(connection, rule, run)
    connection.execute(text(_SEEN), {**values, "seen": seen, "is_other": _add_up(connection, rule, run)})
    return True


def can_follow(rule: SingleRule) -> bool:
    """Whether a subject's result hangs on nothing but itself and what is near it."""
    relations = {relation.verb for relation in rule.relations}
    return (
        rule.subject.set in _POINTS
        and rule.target.set != "indicator"
        and all(_are_points(source.layer) for source in (*rule.subject.sources, *rule.target.sources))
        # Addresses are asked for by where they are on the map, and never for the nearest of them.
        and (rule.is_of_itself or rule.target.set != "address")
        and not rule.measure.is_of_ground
        # Of what passes by having nothing near, it is told how far the nearest is, but not kept where it stands.
        and not rule.passes_by_nothing
        and relations <= {"hosted", "within_m", "seen_by", "inside", "self"}
    )


def _are_points(layer: Layer) -> bool:
    return layer.geometry is Geometry.POINT


def _are_few(connection: Connection, rule: SingleRule) -> bool:
    """Whether all that changed are single rows of what the rule judges and counts."""
    judged, counted = ({source.layer.name for source in chosen.sources} for chosen in (rule.subject, rule.target))
    targets = sorted(set() if rule.is_of_itself else counted)
    how = connection.execute(text(_HOW), {"targets": targets}).one()
    if how.wholly or how.nowhere or not set(how.layers or ()) <= judged | counted:
        return False
    # A layer that holds nothing else may have been empty before, or be now: then nobody looked.
    return all(connection.scalar(text(f"SELECT {_OTHERS.format(layer=layer)}")) for layer in sorted(counted))


def _judge(connection: Connection, rule: SingleRule, run: Row[*tuple[Any, ...]]) -> None:
    values = {"run_id": run.id}
    plan = compile_rule(rule, run.at, Touched())
    prepare(connection, plan)
    connection.execute(text(_REGROUPED), values)
    connection.execute(text(_FORGET), values)
    execute(connection, Statement(f"{RESULTS}{plan.results.sql}) AS found", plan.results.params), **values)
    connection.execute(text(_REGROUPED), values)
    connection.exec_driver_sql("ANALYZE coverage_regrouped")


def _add_up(connection: Connection, rule: SingleRule, run: Row[*tuple[Any, ...]]) -> bool:
    """Count again what was touched, and write the units whose figures are others now; whether an outcome is."""
    values = {"run_id": run.id}
    connection.execute(text(_FORGET_TALLIES), values)
    connection.execute(text(f"{TALLIES}{tally_sql(_REGROUPED_RESULTS)}) AS counted"), values)
    units = units_statement(rule, run.at.isoformat(), TALLIES_OF_RUN)
    sql = _sql("units.sql").replace("{added}", units.sql)
    is_other = bool(connection.execute(text(sql), {**units.params, **values}).scalar_one())
    withhold(connection, rule, run.id)
    return is_other


@cache
def _sql(name: str) -> str:
    return files(__package__).joinpath(name).read_text(encoding="utf-8")
