"""What resolving reads, as SQL. Pure: planned here, run in resolve.py.

A question is put together from the blocks that it needs: planning the views costs more than running them. OFFSET 0
keeps what is read unit by unit from being read whole.
"""

from collections.abc import Collection, Iterable
from datetime import date
from typing import Any

from geo_api.db import Statement

# More units of one name than anybody reads through, and more of similar names.
MOST = 100
MOST_SIMILAR = 20

_BY_NAME = """
SELECT v.unit_id, NULL AS code, NULL::date AS code_from, NULL::date AS code_to,
       v.valid @> CAST(:day AS date) AS in_force, NULL AS similar_name
  FROM {schema}.unit_versions v
 WHERE v.on_record AND v.level = ANY(CAST(:levels AS text[])) AND v.name_search = ANY(CAST(:names AS text[]))"""
_HAMLET_BY_NAME = """
SELECT h.unit_id, NULL, NULL, NULL, h.valid @> CAST(:day AS date), NULL FROM {schema}.unit_versions h
 WHERE h.on_record AND h.level = 'hamlet' AND h.name_search = ANY(CAST(:hamlets AS text[]))"""
_WITHIN = """
   AND EXISTS (SELECT FROM {schema}.unit_versions c
                WHERE c.unit_id = h.parent_id AND c.on_record AND c.name_search = ANY(CAST(:within AS text[])))"""
_BY_CODE = """
SELECT c.unit_id, c.code, lower(c.valid), upper(c.valid), c.valid @> CAST(:day AS date), NULL FROM {schema}.unit_codes c
 WHERE c.is_main AND c.scheme IN ('gso', 'wardmap') AND c.code = ANY(CAST(:codes AS text[]))"""
_SIMILAR = """
SELECT near.unit_id, NULL, NULL, NULL, true, near.name_search FROM unnest(CAST(:similar AS text[])) AS typed (name)
 CROSS JOIN LATERAL (
    SELECT v.unit_id, v.name_search FROM {schema}.unit_versions v
     WHERE v.on_record AND v.level = ANY(CAST(:levels AS text[])) AND v.name_search % typed.name
     ORDER BY similarity(v.name_search, typed.name) DESC, v.unit_id LIMIT :most_similar) near"""

_EDGES = """
WITH RECURSIVE walk AS (
    SELECT l.* FROM {schema}.unit_lineage l
     WHERE l.from_unit = ANY(CAST(:ids AS bigint[])) OR l.to_unit = ANY(CAST(:ids AS bigint[]))
    UNION
    SELECT l.* FROM walk w
     CROSS JOIN LATERAL (SELECT n.* FROM {schema}.unit_lineage n WHERE n.from_unit = w.to_unit OFFSET 0) l)
SELECT w.from_unit, w.to_unit, w.part, w.weight, w.weight_basis, e.*
  FROM walk w
 CROSS JOIN LATERAL (SELECT n.* FROM {schema}.unit_events n WHERE n.id = w.event_id OFFSET 0) e
 WHERE e.effective <= CAST(:today AS date)"""

# Three steps up from a hamlet are its province. Lists, not joins: by them the planner takes the index by identity.
_VERSIONS = """
WITH own AS (SELECT unnest(CAST(:ids AS bigint[])) AS unit_id{hamlets}),
above AS ({above} unit_id FROM own))),
higher AS ({above} unit_id FROM above))),
highest AS ({above} unit_id FROM higher))),
wanted AS (SELECT unit_id FROM own UNION SELECT unit_id FROM above
           UNION SELECT unit_id FROM higher UNION SELECT unit_id FROM highest)
SELECT v.version_id, v.unit_id AS id, v.level, v.kind, v.name, v.full_name, v.qualifier, v.parent_id, c.code,
       lower(v.valid) AS valid_from, upper(v.valid) AS valid_to,
       e.id AS event_id, e.kind AS event_kind, e.effective, e.document, e.note, e.recorded_at
  FROM {schema}.unit_versions v
  LEFT JOIN LATERAL (SELECT n.code FROM {schema}.unit_codes n
                      WHERE n.unit_id = v.unit_id AND n.is_main AND day_of(v.valid) <@ n.valid LIMIT 1) c ON true
  LEFT JOIN LATERAL (SELECT n.* FROM {schema}.unit_events n WHERE n.id = v.event_id OFFSET 0) e ON true
 WHERE v.on_record AND v.unit_id = ANY(ARRAY(SELECT unit_id FROM wanted))
 ORDER BY v.unit_id, lower(v.valid) NULLS FIRST"""
_ABOVE = """SELECT DISTINCT parent_id AS unit_id FROM {schema}.unit_versions
           WHERE on_record AND parent_id IS NOT NULL AND unit_id = ANY(ARRAY(SELECT"""
_HAMLETS = """
        UNION
        SELECT h.unit_id FROM {schema}.unit_versions h
         WHERE h.on_record AND h.level = 'hamlet' AND h.name_search = ANY(CAST(:hamlets AS text[]))
           AND h.parent_id = ANY(CAST(:ids AS bigint[])) AND h.valid @> CAST(:today AS date)"""

_ENDINGS = """
SELECT c.unit_id, e.* FROM {schema}.unit_changes c
 CROSS JOIN LATERAL (SELECT n.* FROM {schema}.unit_events n WHERE n.id = c.event_id OFFSET 0) e
 WHERE c.unit_id = ANY(CAST(:ids AS bigint[])) AND c.side = 'from' AND e.effective <= CAST(:today AS date)"""

# The pieces nearest in degrees are the nearest in metres but for a hair: the best of three is.
_PLACES = """
WITH place AS (SELECT ST_SetSRID(ST_MakePoint(:lon, :lat), 4326) AS point)
SELECT v.version_id, d.inside, d.distance_m
  FROM place, unnest(CAST(:versions AS bigint[])) AS v (version_id)
 CROSS JOIN LATERAL (
    SELECT bool_or(ST_Intersects(n.geom, place.point)) AS inside,
           min(ST_Distance(n.geom::geography, place.point::geography)) AS distance_m
      FROM (SELECT p.geom FROM {schema}.unit_pieces p
             WHERE p.version_id = v.version_id ORDER BY p.geom <-> place.point LIMIT 3) n) d"""


def found_statement(
    schema: str,
    day: date,
    *,
    levels: Collection[str],
    names: Collection[str] = (),
    hamlets: Collection[str] = (),
    within: Collection[str] = (),
    codes: Collection[str] = (),
    similar: Collection[str] = (),
) -> Statement:
    """Identities of units that have one of these names (folded) or codes, or a name like `similar`, on any day.

    hamlets: names of hamlets, part of a commune called one of `within` if that is given. Columns unit_id, and of a code
    that was found code, code_from, code_to. similar_name: the folded name that is
    like a typed one. Of too many those are kept that are in force on `day`.
    """
    blocks = [_BY_NAME]
    blocks += [_HAMLET_BY_NAME + (_WITHIN if within else "")] if hamlets else []
    blocks += [_BY_CODE] if codes else []
    blocks += [_SIMILAR] if similar else []
    params: dict[str, Any] = {"levels": list(levels), "names": list(names), "day": day, "most": MOST + 1}
    params |= {"hamlets": list(hamlets)} if hamlets else {}
    params |= {"within": list(within)} if hamlets and within else {}
    params |= {"codes": list(codes)} if codes else {}
    params |= {"similar": list(similar), "most_similar": MOST_SIMILAR} if similar else {}
    return Statement(
        "\nUNION".join(blocks).format(schema=schema) + "\n ORDER BY in_force DESC, unit_id LIMIT :most",
        params,
        prepared=True,
    )


def edges_statement(schema: str, units: Iterable[int], today: date) -> Statement:
    """What became of the units up to `today`, step by step, and what they were made of: edges with their events."""
    return Statement(_EDGES.format(schema=schema), {"ids": sorted(units), "today": today}, prepared=True)


def versions_statement(schema: str, units: Iterable[int], hamlets: Collection[str], today: date) -> Statement:
    """All that is on record of the units and of what they are or were part of.

    hamlets: with them the hamlets so called (folded) that are part of one of the units today.
    """
    params: dict[str, Any] = {"ids": sorted(units)}
    params |= {"hamlets": list(hamlets), "today": today} if hamlets else {}
    sql = _VERSIONS.replace("{hamlets}", _HAMLETS if hamlets else "").replace("{above}", _ABOVE)
    return Statement(sql.format(schema=schema), params, prepared=True)


def endings_statement(schema: str, units: Iterable[int], today: date) -> Statement:
    """The events by which units ended or changed, for those of which nothing came: unit_id and the event."""
    return Statement(_ENDINGS.format(schema=schema), {"ids": sorted(units), "today": today}, prepared=True)


def places_statement(schema: str, versions: Iterable[int], point: tuple[float, float]) -> Statement:
    """How the boundaries of versions lie to a point (CRS84): inside, distance_m; both null without a boundary."""
    params = {"versions": sorted(versions), "lon": point[0], "lat": point[1]}
    return Statement(_PLACES.format(schema=schema), params, prepared=True)
