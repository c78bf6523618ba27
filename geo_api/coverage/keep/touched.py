"""Whom a change may concern, as SQL: what changed itself, and that to which a changed target lies as a rule wants.

A few too many do no harm: they are judged again as they were.
"""

from collections.abc import Iterator

from geo_api.coverage.evaluate.possible import sight_sql
from geo_api.coverage.evaluate.text import Bound
from geo_api.coverage.rules.conditions import Source
from geo_api.coverage.rules.meaning import has_field
from geo_api.coverage.rules.rule import Relation, SingleRule
from geo_api.db import Statement

_THEMSELVES = "SELECT DISTINCT c.layer, c.id FROM coverage_changed c WHERE c.layer = ANY (CAST(:subjects AS text[]))"
# What is missing, and was or now is nearest to what changed. The map is enlarged by 1 / cosine of the latitude; a
# little is added for its not being the spheroid.
_NEAREST = """
SELECT g.layer, g.subject_id FROM coverage_changed c
  JOIN coverage_result g ON g.run_id = :run_id AND g.outcome IN ('fail', 'unknown')
   AND g.geom_3857 && ST_Expand(
       ST_Transform(c.geom, 3857), :reach_m * 1.01 / cos(radians(least(85, abs(ST_Y(ST_Centroid(c.geom)))))))
   AND (g.distance_m IS NULL OR ST_DWithin(g.geom::geography, c.geom::geography, g.distance_m + 0.001))
 WHERE c.layer = ANY (CAST(:targets AS text[]))
"""


def touched_statement(rule: SingleRule, run_id: int, reach_m: float) -> Statement:
    """Fills ``coverage_touched`` from ``coverage_changed``; reach_m: as the run has it."""
    bound = Bound(
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
        yield _NEAREST


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
    return (
        f"r.geom && layer.box_around(c.geom, {metres}) AND ST_DWithin(r.geom::geography, c.geom::geography, {metres})"
    )
