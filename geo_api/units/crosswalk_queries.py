"""What units became between two days, as SQL. Pure.

Chains of lineage are walked forward in time, also for the way back: each step takes all that happened to a unit on its
next day of change, and what stayed with the unit itself. Shares along a chain are multiplied, chains between the same
two units added; unknown stays unknown.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any

from geo_api.db import Statement

# From the best to the weakest: of several shares multiplied, the weakest basis is named.
BASES = ("address", "population", "area")


@dataclass(frozen=True, slots=True)
class CrosswalkRequest:
    """Units in force on day `start`, and what they are on day `end`, before or after it.

    after: identities in the last row of the page before; 0 for no unit at the other end.
    """

    start: date
    end: date
    level: str | None
    code: str | None = None
    unit: int | None = None
    limit: int = 1000
    after: tuple[int, int] = (0, 0)


def crosswalk_statement(schema: str, wanted: CrosswalkRequest) -> Statement:
    """Rows from_id, to_id (0: none), part, weight, basis (rank, 0 none), events (of each chain); one over the limit."""
    is_back = wanted.end < wanted.start
    sources, params = _sources(schema, wanted)
    first, last = sorted((wanted.start, wanted.end))
    params |= {"first": first, "last": last, "bases": list(BASES)}
    params |= {"after_from": wanted.after[0], "after_to": wanted.after[1], "limit": wanted.limit}
    ctes = [sources, _ORIGINS_BACK if is_back else _ORIGINS, _STEPS, _PATHS, _PAIRS]
    return Statement(
        f"WITH RECURSIVE {', '.join(ctes)}{_ROWS_BACK if is_back else _ROWS}".replace("{schema}", schema), params
    )


def _sources(schema: str, wanted: CrosswalkRequest) -> tuple[str, dict[str, Any]]:
    """As many units of the first day as surely fill the page: every one of them has a row."""
    conditions = ["v.on_record", "v.valid @> CAST(:start AS date)", "v.unit_id >= CAST(:after_from AS bigint)"]
    params: dict[str, Any] = {"start": wanted.start}
    if wanted.level is not None:
        conditions.append("v.level = :level")
        params["level"] = wanted.level
    if wanted.unit is not None:
        conditions.append("v.unit_id = CAST(:unit AS bigint)")
        params["unit"] = wanted.unit
    if wanted.code is not None:
        coded = f"SELECT c.unit_id FROM {schema}.unit_codes c WHERE c.is_main AND c.code = :code"
        conditions.append(f"v.unit_id IN ({coded} AND c.valid @> CAST(:start AS date))")
        params["code"] = wanted.code
    where = " AND ".join(conditions)
    sql = f"SELECT v.unit_id FROM {schema}.unit_versions v WHERE {where} ORDER BY v.unit_id LIMIT :limit + 2"
    return f"sources AS ({sql})", params


_ORIGINS = "origins AS (SELECT unit_id FROM sources)"
_ORIGINS_BACK = """
back AS (
    SELECT unit_id FROM sources
     UNION
    SELECT l.from_unit FROM back b JOIN {schema}.unit_lineage l ON l.to_unit = b.unit_id
       AND l.effective > CAST(:first AS date) AND l.effective <= CAST(:last AS date)),
origins AS (
    SELECT b.unit_id FROM back b
      JOIN {schema}.unit_versions v ON v.unit_id = b.unit_id AND v.on_record AND v.valid @> CAST(:first AS date))
"""
# All that happened to the units within reach. previous: the unit's day of change before: steps are taken in turn.
_STEPS = """
edges AS (
    SELECT l.* FROM origins o
      JOIN {schema}.unit_lineage l ON l.from_unit = o.unit_id
       AND l.effective > CAST(:first AS date) AND l.effective <= CAST(:last AS date)
     UNION
    SELECT l.* FROM edges e
      JOIN {schema}.unit_lineage l ON l.from_unit = e.to_unit
       AND l.effective > e.effective AND l.effective <= CAST(:last AS date)),
ranked AS (
    SELECT *, coalesce(array_position(CAST(:bases AS text[]), weight_basis), 0) AS basis FROM edges),
stays AS (
    SELECT e.from_unit, e.effective, min(e.event_id) AS event_id, max(e.basis) AS basis,
           CASE WHEN bool_and(e.weight IS NOT NULL) THEN greatest(0, 1 - sum(e.weight)) END AS weight
      FROM ranked e
      JOIN {schema}.unit_versions v ON v.unit_id = e.from_unit AND v.on_record AND v.valid @> e.effective
     GROUP BY e.from_unit, e.effective),
steps AS MATERIALIZED (
    SELECT s.*, coalesce(max(effective) OVER (
               PARTITION BY from_unit ORDER BY effective
               RANGE BETWEEN UNBOUNDED PRECEDING AND INTERVAL '1 day' PRECEDING), CAST(:first AS date)) AS previous
      FROM (SELECT from_unit, to_unit, effective, event_id, part = 'whole' AS is_whole, weight, basis FROM ranked
             UNION ALL
            SELECT from_unit, from_unit, effective, event_id, false, weight, basis FROM stays) s)
"""
_PATHS = """
paths AS (
    SELECT unit_id AS origin, unit_id AS unit, CAST(:first AS date) AS since, 1::numeric AS weight, true AS is_whole,
           0 AS basis, ARRAY[]::bigint[] AS events
      FROM origins
     UNION ALL
    SELECT p.origin, s.to_unit, s.effective, p.weight * s.weight, p.is_whole AND s.is_whole,
           greatest(p.basis, s.basis), p.events || s.event_id
      FROM paths p JOIN steps s ON s.from_unit = p.unit AND p.since < s.effective AND p.since >= s.previous),
ends AS (
    SELECT p.origin, coalesce(v.unit_id, 0) AS target, p.weight, p.is_whole, p.basis, p.events
      FROM paths p
      LEFT JOIN {schema}.unit_versions v ON v.unit_id = p.unit AND v.on_record AND v.valid @> CAST(:last AS date)
     WHERE NOT EXISTS (SELECT FROM steps s WHERE s.from_unit = p.unit AND s.effective > p.since))
"""
_PAIRS = """
pairs AS (
    SELECT origin, target, CASE WHEN count(*) = 1 AND bool_and(is_whole) THEN 'whole' ELSE 'part' END AS part,
           CASE WHEN bool_and(weight IS NOT NULL) THEN least(1, sum(weight)) END AS weight,
           max(basis) AS basis, json_agg(events) AS events
      FROM ends GROUP BY origin, target)
"""
_PAGE = """
 WHERE (from_id, to_id) > (CAST(:after_from AS bigint), CAST(:after_to AS bigint))
 ORDER BY from_id, to_id LIMIT :limit + 1
"""
_ROWS = f"""
SELECT * FROM (SELECT origin AS from_id, target AS to_id, part, weight, basis, events FROM pairs) AS found
{_PAGE}
"""
_ROWS_BACK = f"""
SELECT * FROM (SELECT s.unit_id AS from_id, coalesce(p.origin, 0) AS to_id, p.part, p.weight, p.basis, p.events
                 FROM sources s LEFT JOIN pairs p ON p.target = s.unit_id) AS found
{_PAGE}
"""
