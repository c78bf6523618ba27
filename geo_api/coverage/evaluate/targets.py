"""What may count for a subject, as SQL: one statement for each layer that a rule's targets come from."""

from geo_api.coverage.evaluate.belongs import belongs, is_there_for
from geo_api.coverage.evaluate.possible import possible_sql, sight_sql
from geo_api.coverage.evaluate.scope import Around, Scope, Touched
from geo_api.coverage.evaluate.text import Bound, column
from geo_api.coverage.rules.conditions import Source
from geo_api.coverage.rules.rule import RULE_KIND, SingleRule
from geo_api.db import Statement

INSERT = (
    "INSERT INTO coverage_target"
    " (layer, id, host, unit_id, geom, sure, amount, direction, angle, range_m, sight_sure, sight)\n"
)
_OUTCOMES = """
SELECT 'rule', u.unit_id, NULL, u.unit_id, NULL, true,
       CASE u.outcome WHEN 'pass' THEN 1 WHEN 'fail' THEN 0 END, NULL, NULL, NULL, NULL, NULL
  FROM coverage_run r JOIN coverage_unit u ON u.run_id = r.id
 WHERE r.rule_id = {code} AND r.valid @> CAST(:at AS date)
"""
_VALUES = """
SELECT 'indicator', i.unit_id, NULL, i.unit_id, NULL, true, i.value, NULL, NULL, NULL, NULL, NULL
  FROM (SELECT DISTINCT ON (unit_id) unit_id, value FROM indicator
         WHERE code = {code} AND lower(period) <= CAST(:at AS date) ORDER BY unit_id, lower(period) DESC) AS i
"""


def target_statements(rule: SingleRule, day: str, scope: Scope | None) -> list[Statement]:
    """Statements that fill ``coverage_target``."""
    if rule.target.set == "indicator":
        return [_indicator(rule.target.kinds[0], day)]
    statements = [_targets(rule, source, day, scope) for source in rule.target.sources]
    return [*statements, *(_unsurveyed(source) for source in rule.target.sources)]


def _indicator(code: str, day: str) -> Statement:
    bound = Bound(at=day)
    text, known = (_OUTCOMES, code.removeprefix(RULE_KIND)) if code.startswith(RULE_KIND) else (_VALUES, code)
    return Statement(INSERT + text.format(code=bound(known)).strip(), bound.params)


def _targets(rule: SingleRule, source: Source, day: str, scope: Scope | None) -> Statement:
    bound = Bound(layer=source.layer.name, at=day)
    return Statement(INSERT + target_rows(rule, source, f'layer."{source.layer.name}"', bound, scope), bound.params)


def target_rows(rule: SingleRule, source: Source, relation: str, bound: Bound, scope: Scope | None) -> str:
    """The rows of `relation`, which has the fields of the layer, as ``coverage_target`` has them."""
    truth, there = belongs(source, bound), is_there_for(source, bound)
    near = ["r.valid @> CAST(:at AS date)"] if source.layer.dated else []
    if isinstance(scope, Around) and rule.target.set != "unit":
        area = f"CAST({bound(scope.area)} AS geometry)"
        box = f"layer.box_around({area}, {bound.number(scope.margin_m)})"
        near += [f"r.geom_3857 && ST_Transform({box}, 3857)"]
    elif isinstance(scope, Touched):
        near += [f"r.id IN ({possible_sql(rule, source, bound)})"]
    conditions = " AND ".join([f"({truth}) IS NOT FALSE", *there, *near])
    host = column(source, "host")
    amount = f'r."{rule.measure.of}"::float8' if rule.measure.agg == "sum" else "NULL::float8"
    # Where nothing is near anything, an index of places would be made for nobody.
    geometry = "NULL::geometry" if rule.is_of_itself or rule.target.set == "unit" else "r.geom"
    return (
        f"SELECT :layer, r.id, {'r.' + host if host.startswith(chr(34)) else host}, NULL::bigint, {geometry},"
        f" ({truth}) IS TRUE, {amount},\n       {_sight(rule, bound)}\n  FROM {relation} r\n WHERE {conditions}"
    )


def _sight(rule: SingleRule, bound: Bound) -> str:
    """Direction, angle, range, whether all are known, and the ground seen, for lines and areas."""
    level = next((relation.argument for relation in rule.relations if relation.verb == "seen_by"), None)
    if level is None:
        return "NULL::float8, NULL::float8, NULL::float8, NULL::boolean, NULL::geometry"
    reach = sight_sql("r.pixels, r.field_of_view", str(level), bound)
    # Who sees all around looks in no direction.
    known = (
        "(r.direction IS NOT NULL OR r.field_of_view >= 360) AND r.field_of_view IS NOT NULL AND r.pixels IS NOT NULL"
    )
    seen = "NULL::geometry"
    if rule.sees_ground:
        seen = f"layer.sight(r.geom, r.direction, r.field_of_view, {reach})"
    return f"r.direction, r.field_of_view, {reach}, {known}, {seen}"


def _unsurveyed(source: Source) -> Statement:
    """A row that stands for the layer when it holds nothing at all: it was never surveyed."""
    return Statement(
        "INSERT INTO coverage_target (layer)\n"
        f'SELECT :layer WHERE NOT EXISTS (SELECT FROM layer."{source.layer.name}")',
        {"layer": source.layer.name},
    )
