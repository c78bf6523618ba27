"""Who is judged, as SQL: one statement for each layer that a rule's subjects come from."""

from geo_api.coverage.evaluate.belongs import ABSENT, belongs, is_there
from geo_api.coverage.evaluate.scope import Scope, Touched
from geo_api.coverage.evaluate.text import Bound, column
from geo_api.coverage.rules.conditions import Source
from geo_api.coverage.rules.meaning import people_of, subject_level
from geo_api.coverage.rules.rule import SingleRule
from geo_api.db import Statement
from layers.layer import Audience

_INDICATOR = "layer.indicator_of(r.id, {code}, CAST(:at AS date))"
_INSERT = "INSERT INTO coverage_subject (layer, id, part, key, name, geom, sure, weight, base, versions)\n"
# A road is judged in each unit of the rule's level that it runs through.
_PIECES = """
 CROSS JOIN LATERAL (
     SELECT u.unit_id, ST_LineMerge(ST_CollectionExtract(ST_Union(ST_Intersection(r.geom, u.geom)), 2)) AS piece
       FROM layer.unit_pieces u
      WHERE u.geom && r.geom AND ST_Intersects(u.geom, r.geom) AND u.level = :level AND u.valid @> CAST(:at AS date)
      GROUP BY u.unit_id) AS p
"""
_BARE_COMMUNES = """
WITH communes AS MATERIALIZED (
    SELECT p.unit_id, p.geom FROM layer.unit_pieces p
     WHERE p.level = 'commune' AND p.valid @> CAST(:at AS date)
), pieces AS MATERIALIZED (
    SELECT c.unit_id, c.geom, c.unit_id NOT IN (
               SELECT h.unit_id FROM communes h
                JOIN layer.population r ON r.geom && h.geom AND ST_Covers(h.geom, ST_PointOnSurface(r.geom))) AS is_bare
      FROM communes c
), bare AS (
    SELECT unit_id, geom FROM pieces WHERE is_bare
)
"""


# A cell is where its middle is: on a border in the unit with the smallest id.
_HOMES = """
INSERT INTO coverage_home (subject, layer, id, geom, weight)
SELECT DISTINCT ON (s.n, r.id) s.n, 'population', r.id, m.geom, r.{people}
  FROM coverage_subject s
  JOIN layer.unit_pieces p ON p.unit_id = s.id AND p.valid @> CAST(:at AS date)
  JOIN layer.population r ON r.geom && p.geom
 CROSS JOIN LATERAL (SELECT ST_PointOnSurface(r.geom) AS geom OFFSET 0) AS m
 WHERE ST_Covers(p.geom, m.geom)
   AND NOT EXISTS (SELECT FROM layer.unit_pieces o
                    WHERE o.level = :level AND o.valid @> CAST(:at AS date) AND o.unit_id < s.id
                      AND ST_Covers(o.geom, m.geom))
"""


def subject_statements(rule: SingleRule, day: str, scope: Scope | None) -> list[Statement]:
    """Statements that fill ``coverage_subject``."""
    statements = [_subjects(rule, source, day, scope) for source in rule.subject.sources]
    if rule.subject.set == "popcell" and rule.weight != "area_m2" and not is_judged_by_its_area(rule):
        statements.append(_dwellings(rule, day, scope))
    if rule.measure.is_of_people:
        statements += [_homes(rule, day), Statement("ANALYZE coverage_home", {})]
    return statements


def _subjects(rule: SingleRule, source: Source, day: str, scope: Scope | None) -> Statement:
    bound = Bound(layer=source.layer.name, at=day)
    truth = belongs(source, bound)
    on_day = ["r.valid @> CAST(:at AS date)"] if source.layer.dated else []
    conditions = [f"({truth}) IS NOT FALSE", *on_day, *is_there(source, bound), *in_scope(scope, bound)]
    geometry, part, pieces = "r.geom", "0", ""
    if rule.subject.set == "road":
        bound.params["level"] = rule.level
        geometry, part, pieces = "p.piece", "p.unit_id", _PIECES
        conditions.append("NOT ST_IsEmpty(p.piece)")
    elif rule.subject.set in ("unit", "popcell") and not is_judged_by_its_area(rule):
        geometry = "ST_PointOnSurface(r.geom)"
    key, name = (_of_row(column(source, field)) for field in ("key", "name"))
    return Statement(
        f"{_INSERT}SELECT :layer, r.id, {part}, {key}, {name}, {geometry}, ({truth}) IS TRUE,\n"
        f"       {_weight(rule, geometry, bound)}, {_base(rule, bound)}, {_versions(rule, source)}\n"
        f'  FROM layer."{source.layer.name}" r{pieces}\n WHERE {" AND ".join(conditions)}',
        bound.params,
    )


def _of_row(name: str) -> str:
    return f"r.{name}" if name.startswith('"') else name


def is_judged_by_its_area(rule: SingleRule) -> bool:
    return rule.measure.agg == "share_area" or (
        any(relation.verb == "inside" for relation in rule.relations) and (rule.subject.set == "popcell")
    )


def in_scope(scope: Scope | None, bound: Bound) -> list[str]:
    if scope is None:
        return []
    if isinstance(scope, Touched):
        return ["r.id IN (SELECT id FROM coverage_touched WHERE layer = :layer)"]
    area = f"CAST({bound(scope.area)} AS geometry)"
    # Every layer has an index of where it is on the map; addresses have no other.
    return [f"r.geom_3857 && ST_Transform({area}, 3857)", f"ST_Intersects(r.geom, {area})"]


def _weight(rule: SingleRule, geometry: str, bound: Bound) -> str:
    match rule.weight:
        case "one":
            return "1"
        case "length_m":
            return f"ST_Length({geometry}::geography)"
        case "area_m2":
            return "ST_Area(r.geom::geography)"
        case attribute:
            return _attribute(rule, attribute, bound)


def _base(rule: SingleRule, bound: Bound) -> str:
    if rule.measure.per is None:
        return "1"
    attribute, unit = rule.measure.per
    return f"{_attribute(rule, attribute, bound)} / {bound.number(unit)}"


def _versions(rule: SingleRule, source: Source) -> str:
    """What rows of guarded layers know already: asking a million where they lie takes most of an evaluation."""
    knows = any(map(source.layer.is_fenced_for, Audience)) and rule.subject.set not in ("road", "popcell", "unit")
    return "r.unit_versions" if knows else "NULL"


def _attribute(rule: SingleRule, attribute: str, bound: Bound) -> str:
    """A number that a subject has: of a unit its area or an indicator of that day, of a cell its own field."""
    if rule.subject.set == "popcell":
        return "ST_Area(r.geom::geography) / 1e6" if attribute == "area_km2" else f'r."{attribute}"'
    return "r.area_km2" if attribute == "area_km2" else _INDICATOR.format(code=bound(attribute))


def _homes(rule: SingleRule, day: str) -> Statement:
    people = f'"{people_of(rule)}"'
    return Statement(_HOMES.format(people=people), {"at": day, "level": subject_level(rule.subject)})


def looked_at(rule: SingleRule) -> str:
    """The table of that which targets lie to: who is judged, or where those live who are."""
    return "coverage_home" if rule.measure.is_of_people else "coverage_subject"


def _dwellings(rule: SingleRule, day: str, scope: Scope | None) -> Statement:
    """Where a commune has no cells of population, its dwellings stand for people, each as one.

    Whatever cells the rule speaks of, and wherever it looks: those who live in a commune are counted in one way.
    """
    bound = Bound(at=day)
    base = "1" if rule.measure.per is None else "NULL"
    where = "".join(f" AND {condition}" for condition in in_scope(scope, bound))
    return Statement(
        f"{_INSERT}{_BARE_COMMUNES}"
        f"SELECT DISTINCT ON (r.id) 'addresses', r.id, 0, NULL, NULL, r.geom, true, 1, {base}, r.unit_versions\n"
        "  FROM bare b JOIN layer.addresses r ON ST_Covers(b.geom, r.geom)\n"
        f" WHERE r.kind IN ('dwelling', 'flat') AND r.status <> ALL (CAST({bound(ABSENT)} AS text[])){where}\n"
        # On a border a dwelling is of the unit with the smallest id.
        "   AND NOT EXISTS (SELECT FROM pieces p WHERE NOT p.is_bare AND p.unit_id < b.unit_id"
        " AND ST_Covers(p.geom, r.geom))",
        bound.params,
    )
