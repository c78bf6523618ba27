"""Which rows may count for the subjects under judgement, or be the nearest to one of them, as SQL."""

from collections.abc import Iterator

from geo_api.coverage.evaluate.belongs import surely_counts
from geo_api.coverage.evaluate.text import Bound
from geo_api.coverage.rules.conditions import Source
from geo_api.coverage.rules.meaning import has_field
from geo_api.coverage.rules.rule import PIXELS_A_METRE, SingleRule

_SIGHT = "layer.sight_range({facts}, {pixels})"


def possible_sql(rule: SingleRule, source: Source, bound: Bound) -> str:
    """A query of ids of the layer, of a few too many."""
    return "\n UNION ".join(_alternatives(rule, source, bound))


def _alternatives(rule: SingleRule, source: Source, bound: Bound) -> Iterator[str]:
    relation = f'layer."{source.layer.name}"'
    if rule.is_of_itself:
        yield "SELECT s.id FROM coverage_subject s WHERE s.layer = :layer"
        return
    if any(relation.verb == "hosted" for relation in rule.relations) and has_field(source.layer, "host"):
        yield f"SELECT w.id FROM {relation} w JOIN coverage_subject s ON w.host = s.layer || '/' || s.key"
    nearest = ""
    reach = _reach(rule, relation, bound)
    if rule.seeks_nearest:
        # The nearest in degrees is not always the nearest in metres, but bounds how far that can be.
        counts = " AND ".join(surely_counts(source, bound))
        nearest = (
            "\n  LEFT JOIN LATERAL (SELECT ST_Distance(r.geom::geography, s.geom::geography) + 0.001 AS metres\n"
            f"                       FROM {relation} r\n"
            f"                      WHERE {counts} AND (:layer, r.id) <> (s.layer, s.id)\n"
            "                      ORDER BY r.geom <-> s.geom LIMIT 1) AS n ON true"
        )
        reach = f"greatest({reach}, n.metres)"
    yield (
        f"SELECT w.id FROM coverage_subject s{nearest}\n"
        f"  JOIN {relation} w ON w.geom && layer.box_around(s.geom, {reach})"
    )


def _reach(rule: SingleRule, layer: str, bound: Bound) -> str:
    """So many metres from a subject a target may count at most."""
    reaches = ["0"]
    for relation in rule.relations:
        if relation.verb == "within_m":
            reaches.append(bound.number(float(relation.argument)))
        elif relation.verb == "seen_by":
            seen = sight_sql("c.pixels, c.field_of_view", str(relation.argument), bound)
            reaches.append(f"(SELECT max({seen}) FROM {layer} c)")
    return f"greatest({', '.join(reaches)})"


def sight_sql(facts: str, level: str, bound: Bound) -> str:
    """How many metres a camera sees at `level`; facts: SQL of its pixels and its angle."""
    return _SIGHT.format(facts=facts, pixels=bound.number(PIXELS_A_METRE[level]))
