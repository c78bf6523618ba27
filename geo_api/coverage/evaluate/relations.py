"""Which targets lie to a subject as a rule wants, as SQL: one query for each alternative of the relation."""

from collections.abc import Callable
from dataclasses import dataclass

from geo_api.coverage.evaluate.subjects import looked_at
from geo_api.coverage.evaluate.text import Bound
from geo_api.coverage.rules.meaning import subject_level
from geo_api.coverage.rules.rule import Relation, SingleRule

# Nothing counts for itself.
_OTHERS = "(s.layer, s.id) <> (t.layer, t.id)"
_METRES = "ST_Distance(s.geom::geography, t.geom::geography)"


@dataclass(frozen=True, slots=True)
class _Pairs:
    """Where pairs come from; how sure, hosted or not, how far, and over what ground they count."""

    source: str
    sure: str = "t.sure"
    hosted: str = "false"
    distance: str = _METRES
    zone: str = "NULL::geometry"

    @property
    def sql(self) -> str:
        return (
            f"        SELECT s.n AS subject, t.n AS target, {self.sure} AS sure, {self.hosted} AS hosted,\n"
            f"               {self.distance} AS distance_m, {self.zone} AS zone\n          FROM {self.source}"
        )


def pairs_sql(rule: SingleRule, bound: Bound) -> str:
    """Pairs (subject, target, sure, hosted, distance_m, zone), several of one pair where several alternatives hold."""
    found = (_PAIRS[relation.verb](rule, relation, way, bound) for way, relation in enumerate(rule.relations))
    return "\n        UNION ALL\n".join(pairs.sql for pairs in found)


def _hosted(_: SingleRule, __: Relation, ___: int, ____: Bound) -> _Pairs:
    return _Pairs(
        f"coverage_subject s JOIN coverage_target t ON t.host = s.layer || '/' || s.key AND {_OTHERS}", hosted="true"
    )


def _self(rule: SingleRule, _: Relation, __: int, ___: Bound) -> _Pairs:
    same = "t.unit_id = s.id" if rule.target.set == "indicator" else "(t.layer, t.id) = (s.layer, s.id)"
    return _Pairs(f"coverage_subject s JOIN coverage_target t ON {same}", distance="NULL::float8")


def _inside(rule: SingleRule, _: Relation, __: int, ___: Bound) -> _Pairs:
    level = subject_level(rule.subject)
    if rule.target.set == "unit":
        belongs = f"coverage_subject s JOIN coverage_place p ON p.{level}_id = s.id AND p.unit_id <> s.id"
        return _Pairs(f"{belongs} JOIN coverage_target t ON t.id = p.unit_id", distance="NULL::float8")
    if level:
        return _Pairs(
            "coverage_subject s JOIN coverage_inside i ON i.unit_id = s.id JOIN coverage_target t ON t.n = i.target",
            distance="NULL::float8",
        )
    return _Pairs(f"coverage_subject s JOIN coverage_target t ON ST_Covers(s.geom, t.geom) AND {_OTHERS}")


def _within(rule: SingleRule, relation: Relation, way: int, bound: Bound) -> _Pairs:
    if relation.metric != "straight":
        source = (
            f"coverage_walk w JOIN {looked_at(rule)} s ON s.n = w.subject JOIN coverage_target t ON t.n = w.target\n"
            f"           AND w.way = {way} AND {_OTHERS}"
        )
        return _Pairs(source, sure="t.sure AND w.sure", distance="w.distance_m")
    metres = bound.number(float(relation.argument))
    zone = f"ST_Buffer(t.geom::geography, {metres})::geometry" if rule.measure.is_of_ground else "NULL::geometry"
    if rule.subject.set == "road" or rule.measure.is_of_ground:
        near = f"t.geom && layer.box_around(s.geom, {metres}) AND {_near(metres)}"
        return _Pairs(f"coverage_subject s JOIN coverage_target t ON {near} AND {_OTHERS}", zone=zone)
    return _Pairs(_by_cells(looked_at(rule), metres))


def _near(metres: str) -> str:
    return f"ST_DWithin(s.geom::geography, t.geom::geography, {metres})"


def _by_cells(spots: str, metres: str) -> str:
    """Points within so many metres: those of the same cell of a grid that fine, or of one beside it.

    Found by comparing the numbers of cells, which costs a fraction of a look into an index for each subject.
    """
    height = f"({metres} / 110000)"
    north = f"least(89.9, (SELECT max(abs(ST_Y(geom))) FROM coverage_target) + {height})"
    width = f"({metres} / (110000 * greatest(1e-6, cos(radians({north})))))"
    return (
        f"{spots} s\n          JOIN (SELECT t.*, floor(ST_X(t.geom) / g.width)::bigint + i AS x,"
        " floor(ST_Y(t.geom) / g.height)::bigint + j AS y\n"
        f"                  FROM coverage_target t, (SELECT {width} AS width, {height} AS height) AS g,\n"
        "                       generate_series(-1, 1) AS i, generate_series(-1, 1) AS j) AS t\n"
        f"            ON t.x = floor(ST_X(s.geom) / {width})::bigint AND t.y = floor(ST_Y(s.geom) / {height})::bigint\n"
        f"           AND {_near(metres)} AND {_OTHERS}"
    )


def _seen_by(rule: SingleRule, _: Relation, __: int, ___: Bound) -> _Pairs:
    near = "t.geom && layer.box_around(s.geom, (SELECT max(range_m) FROM coverage_target))"
    if rule.sees_ground:
        seen = f"{near} AND ST_Intersects(t.sight, s.geom)"
    else:
        seen = (
            f"{near} AND ST_DWithin(s.geom::geography, t.geom::geography, t.range_m)\n"
            "           AND layer.looks_at(t.geom, t.direction, t.angle, s.geom)"
        )
    source = f"{looked_at(rule)} s JOIN coverage_target t ON {seen} AND {_OTHERS}"
    zone = "t.sight" if rule.measure.is_of_ground else "NULL::geometry"
    return _Pairs(source, sure="t.sure AND t.sight_sure", zone=zone)


# How pairs of subject s and target t are found, by the relation's verb.
_PAIRS: dict[str, Callable[[SingleRule, Relation, int, Bound], _Pairs]] = {
    "hosted": _hosted,
    "inside": _inside,
    "self": _self,
    "seen_by": _seen_by,
    "within_m": _within,
}
