"""Whom a change may concern, as SQL: what changed itself, and that to which a changed target lies as a rule wants.

A few too many do no harm: they are judged again as they were.
"""

from collections.abc import Iterator

from geo_api.coverage.evaluate.belongs import surely_counts
from geo_api.coverage.evaluate.possible import sight_sql
from geo_api.coverage.evaluate.text import Bound
from geo_api.coverage.rules.conditions import Source
from geo_api.coverage.rules.meaning import has_field
from geo_api.coverage.rules.rule import Relation, SingleRule
from geo_api.db import Statement

_THEMSELVES = "SELECT DISTINCT c.layer, c.id FROM coverage_changed c WHERE c.layer = ANY (CAST(:subjects AS text[]))"
# What is missing, and was or is nearest to what changed. Of all that lies in one direction (within 60 degrees), what
# is farther off than some target is nearer to that than to what changed; where no target is near, it may be as far as
# anything is from its nearest. On the map, which keeps angles; a little is added for its enlarging unevenly.
_NEAREST = """
SELECT g.layer, g.subject_id
  FROM (SELECT c.geom, ST_MakePolygon(ST_MakeLine(
                   c.spot || array_agg(ST_Translate(c.spot, far.metres * sin(a), far.metres * cos(a)) ORDER BY a)
                   || c.spot)) AS wedge
          FROM (SELECT c.geom, c.layer, c.id, ST_Transform(ST_Centroid(c.geom), 3857) AS spot,
                       :reach_m / cos(radians(least(85, abs(ST_Y(ST_Centroid(c.geom)))))) AS farthest
                  FROM coverage_changed c WHERE c.layer = ANY (CAST(:targets AS text[]))) AS c
         CROSS JOIN generate_series(0, 5) AS direction
         CROSS JOIN LATERAL (
              SELECT 1.1 * coalesce(min(ST_Distance(n.spot, c.spot)), c.farthest) AS metres
                FROM ({near}) AS n
               WHERE ST_Distance(n.spot, c.spot) > 0
                 AND floor(degrees(ST_Azimuth(c.spot, n.spot)) / 60)::integer % 6 = direction) AS far
         CROSS JOIN LATERAL (SELECT radians(60 * direction + turn) AS a FROM generate_series(-1, 61, 31) AS turn) AS t
         GROUP BY c.geom, c.spot, direction, far.metres) AS w
 CROSS JOIN LATERAL (
      {missing}) AS g
 WHERE g.distance_m IS NULL OR ST_DWithin(g.geom::geography, w.geom::geography, g.distance_m + 0.001)
"""
# Of what is personal no result says where it is.
_MISSING = """(SELECT o.layer, o.subject_id, r.geom, o.distance_m
         FROM layer."{layer}" r
         JOIN coverage_result o ON o.run_id = :run_id AND o.layer = :{name} AND o.subject_id = r.id
        WHERE o.outcome IN ('fail', 'unknown') AND r.geom_3857 && w.wedge OFFSET 0)"""
# So many of the nearest targets are looked at, in all directions.
_LOOKED_AT = 100
_NEAR = """(SELECT ST_Transform(ST_Centroid(r.geom), 3857) AS spot FROM layer."{layer}" r
         WHERE {counts} AND (CAST(:{name} AS text), r.id) <> (c.layer, c.id)
         ORDER BY r.geom <-> c.geom LIMIT {looked_at})"""


def touched_statement(rule: SingleRule, run_id: int, reach_m: float, day: str) -> Statement:
    """Fills ``coverage_touched`` from ``coverage_changed``; reach_m: as the run has it."""
    bound = Bound(
        at=day,
        run_id=run_id,
        reach_m=reach_m,
        subjects=[source.layer.name for source in rule.subject.sources],
        targets=[source.layer.name for source in rule.target.sources],
    )
    queries = "\n UNION ".join(_queries(rule, bound))
    return Statement(f"INSERT INTO coverage_touched\n{queries}", bound.params)


def _queries(rule: SingleRule, bound: Bound) -> Iterator[str]:
    yield _THEMSELVES
    for source in rule.subject.sources:
        for relation in rule.relations:
            yield from _related(source, relation, bound)
    if rule.seeks_nearest:
        near = "\n         UNION ALL ".join(_near_ones(rule, bound))
        missing = "\n      UNION ALL ".join(_missing_ones(rule, bound))
        yield _NEAREST.replace("{near}", near).replace("{missing}", missing)


def _missing_ones(rule: SingleRule, bound: Bound) -> Iterator[str]:
    for source in rule.subject.sources:
        name = bound(source.layer.name).removeprefix(":")
        yield _MISSING.format(layer=source.layer.name, name=name)


def _near_ones(rule: SingleRule, bound: Bound) -> Iterator[str]:
    """Targets that surely count, near what changed."""
    for source in rule.target.sources:
        name = bound(source.layer.name).removeprefix(":")
        counts = " AND ".join(surely_counts(source, bound))
        yield _NEAR.format(layer=source.layer.name, counts=counts, name=name, looked_at=_LOOKED_AT)


def _related(source: Source, relation: Relation, bound: Bound) -> Iterator[str]:
    name = source.layer.name
    changed = (
        f"SELECT '{name}', r.id FROM coverage_changed c JOIN layer.\"{name}\" r ON {{}}"
        " WHERE c.layer = ANY (CAST(:targets AS text[]))"
    )
    match relation.verb:
        case "hosted" if has_field(source.layer, "key"):
            yield changed.format(f"r.key = substr(c.host, {len(name) + 2})") + f" AND c.host LIKE {bound(f'{name}/%')}"
        case "within_m":
            yield changed.format(_near(bound.number(float(relation.argument))))
        case "seen_by":
            facts = "CAST(c.attributes->>'pixels' AS float8), CAST(c.attributes->>'field_of_view' AS float8)"
            yield changed.format(_near(sight_sql(facts, str(relation.argument), bound)))
        case "inside":
            yield changed.format("r.geom && c.geom")


def _near(metres: str) -> str:
    # Every layer has an index of where it is on the map.
    box = f"ST_Transform(layer.box_around(c.geom, {metres}), 3857)"
    return f"r.geom_3857 && {box} AND ST_DWithin(r.geom::geography, c.geom::geography, {metres})"
