"""A rule becomes SQL. Pure: same rule and day, same statements; nothing runs here.

Values of the rule are always bound. What is written into the text is ours: templates, names of layers and fields.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any

from geo_api.catalogue.views import SQL_TYPES
from geo_api.coverage.conditions import FRESHER, Condition, Source
from geo_api.coverage.errors import not_supported
from geo_api.coverage.rule import Comparison, Relation, Rule
from geo_api.db import Statement

# A subject in one of these states is not there to be judged.
ABSENT = ["closed", "planned", "removed"]
# Smallest and largest value a statistic can take once every unknown subject is known.
_EXTREMES = {
    "share": ("passed::float8 / nullif(subjects, 0)", "(passed + unknown)::float8 / nullif(subjects, 0)"),
    "count": ("passed::float8", "(passed + unknown)::float8"),
    "all": ("(passed = subjects)::int::float8", "(failed = 0)::int::float8"),
    "any": ("(passed > 0)::int::float8", "(passed + unknown > 0)::int::float8"),
}
_SQL_OPERATORS = {">=": ">=", ">": ">", "<=": "<=", "<": "<", "==": "="}


@dataclass(frozen=True, slots=True)
class Plan:
    """Statements in their order. Those of `write` have one more placeholder, ``:run_id``: the run they belong to."""

    prepare: tuple[Statement, ...]
    write: tuple[Statement, ...]
    clear: Statement


def compile_rule(rule: Rule, at: date) -> Plan:
    """The statements that evaluate `rule` over the units of day `at`. RuleError for what is not supported yet."""
    _refuse_unsupported(rule)
    day = at.isoformat()
    return Plan(
        prepare=(
            Statement(_template("scratch.sql"), {}),
            *(_subjects(source, day) for source in rule.subject.sources),
            # The planner knows nothing of a table made a moment ago.
            Statement("ANALYZE coverage_subject", {}),
            Statement(_template("belonging.sql"), {"level": rule.rollup.level, "at": day}),
            *(_targets(source, day) for source in rule.target.sources),
            Statement("ANALYZE coverage_target", {}),
        ),
        write=(_results(rule), _units(rule, day)),
        clear=Statement("DROP TABLE coverage_subject, coverage_target", {}),
    )


def _refuse_unsupported(rule: Rule) -> None:
    for place in _unsupported(rule):
        raise not_supported(rule.source, place)


def _unsupported(rule: Rule) -> Iterator[str]:
    """JSON paths of what the rule asks for and the statements cannot answer."""
    document = rule.document
    yield from (f"$.{word}" for word in ("applies_to", "valid") if word in document)
    if not rule.subject.sources:
        yield "$.subject.set"
    if document["subject"].get("weight", "one") != "one":
        yield "$.subject.weight"
    if not rule.target.sources:
        yield "$.target.set"
    # A gap is everybody's by the one target nearest to it, and would tell that none of the guarded ones is nearer.
    if len({source.layer.is_open for source in rule.target.sources}) > 1:
        yield "$.target.kind"
    yield from (place for relation in rule.relations for place in _unsupported_relation(relation))
    if rule.measure != "count":
        yield "$.measure.agg"
    yield from (f"$.measure.{word}" for word in ("of", "per") if word in document["measure"])


def _unsupported_relation(relation: Relation) -> Iterator[str]:
    if relation.verb not in _PAIRS:
        yield f"{relation.place}.{relation.verb}"
    elif relation.metric != "straight":
        yield f"{relation.place}.metric"


@cache
def _template(name: str) -> str:
    return files(__package__).joinpath(name).read_text(encoding="utf-8")


class _Bound:
    """Hands out placeholders for values, numbered so that a statement never has two of one name."""

    def __init__(self, **fixed: Any) -> None:
        self.params: dict[str, Any] = fixed

    def __call__(self, value: Any) -> str:
        name = f"v{len(self.params)}"
        self.params[name] = value
        return f":{name}"


def _subjects(source: Source, day: str) -> Statement:
    bound = _Bound(layer=source.layer.name, at=day)
    belongs = _belongs(source, bound)
    present = "true"
    if any(field.name == "status" for field in source.layer.fields):
        present = f"(status <> ALL (CAST({bound(ABSENT)} AS text[]))) IS NOT FALSE"
    return Statement(
        "INSERT INTO coverage_subject (layer, id, key, name, geom, sure)\n"
        f"SELECT :layer, id, {_column(source, 'key')}, {_column(source, 'name')}, geom, ({belongs}) IS TRUE\n"
        f'  FROM layer."{source.layer.name}"\n WHERE ({belongs}) IS NOT FALSE AND {present}',
        bound.params,
    )


def _targets(source: Source, day: str) -> Statement:
    bound = _Bound(layer=source.layer.name, at=day)
    belongs = _belongs(source, bound)
    relation = f'layer."{source.layer.name}"'
    return Statement(
        "INSERT INTO coverage_target (layer, id, host, geom, sure)\n"
        f"SELECT :layer, id, {_column(source, 'host')}, geom, ({belongs}) IS TRUE\n"
        f"  FROM {relation}\n WHERE ({belongs}) IS NOT FALSE\n"
        f"UNION ALL SELECT :layer, NULL, NULL, NULL, NULL WHERE NOT EXISTS (SELECT FROM {relation})",
        bound.params,
    )


def _column(source: Source, name: str) -> str:
    """The field where the layer has it, else NULL."""
    return f'"{name}"' if any(field.name == name for field in source.layer.fields) else "NULL::text"


def _belongs(source: Source, bound: _Bound) -> str:
    """True, false, or NULL where a value that decides is missing: SQL's logic of three values is the rule's own."""
    picks = [_all(pick, bound) for pick in source.picks]
    return " AND ".join([f"({' OR '.join(picks)})", _all(source.where, bound)])


def _all(conditions: tuple[Condition, ...], bound: _Bound) -> str:
    return "(" + (" AND ".join(_condition(condition, bound) for condition in conditions) or "true") + ")"


def _condition(condition: Condition, bound: _Bound) -> str:
    field, column = condition.field, f'"{condition.field.name}"'
    # Comparing with 99.5 must not round it, whatever the column holds.
    sql_type = "numeric" if SQL_TYPES[field.type] == "bigint" else SQL_TYPES[field.type]
    match condition.op:
        case "in":
            return f"{column} = ANY (CAST({bound(_list(condition))} AS {sql_type}[]))"
        case "not_in":
            return f"{column} <> ALL (CAST({bound(_list(condition))} AS {sql_type}[]))"
        case op if op == FRESHER:
            return f"{column} >= CAST(:at AS date) - CAST({bound(condition.value)} AS integer)"
        case op:
            return f"{column} {_SQL_OPERATORS[op]} CAST({bound(condition.value)} AS {sql_type})"


def _list(condition: Condition) -> list[Any]:
    return list(condition.value) if isinstance(condition.value, tuple) else [condition.value]


def _hosted(_: Relation, __: _Bound) -> str:
    return "t.host = s.layer || '/' || s.key"


def _within(relation: Relation, bound: _Bound) -> str:
    metres = f"CAST({bound(relation.argument)} AS float8)"
    return (
        f"t.geom && layer.box_around(s.geom, {metres}) AND ST_DWithin(s.geom::geography, t.geom::geography, {metres})"
    )


# How a pair of subject s and target t is found, by the relation's verb.
_PAIRS = {"hosted": _hosted, "within_m": _within}


def _pairs(relation: Relation, bound: _Bound) -> str:
    hosted = "true" if relation.verb == "hosted" else "false"
    return (
        "        SELECT s.layer AS subject_layer, s.id AS subject_id, t.layer AS target_layer, t.id AS target_id,\n"
        f"               t.sure, {hosted} AS hosted, ST_Distance(s.geom::geography, t.geom::geography) AS distance_m\n"
        f"          FROM coverage_subject s JOIN coverage_target t ON {_PAIRS[relation.verb](relation, bound)}"
    )


def _results(rule: Rule) -> Statement:
    bound = _Bound()
    related = "\n        UNION ALL\n".join(_pairs(relation, bound) for relation in rule.relations)
    outcome = _outcome(rule.threshold, "m.low", "m.high", bound)
    return Statement(_template("results.sql").format(related=related, outcome=outcome), bound.params)


def _units(rule: Rule, day: str) -> Statement:
    bound = _Bound(level=rule.rollup.level, at=day, empty=rule.rollup.empty)
    low, high = _EXTREMES[rule.rollup.stat]
    outcome = _outcome(rule.rollup.threshold, "low", "high", bound)
    return Statement(_template("units.sql").format(low=low, high=high, outcome=outcome), bound.params)


def _outcome(threshold: Comparison, low: str, high: str, bound: _Bound) -> str:
    """pass: the threshold holds wherever between `low` and `high` the truth lies; fail: nowhere; else unknown."""
    value = f"CAST({bound(threshold.value)} AS float8)"
    if threshold.op == "==":
        always, never = f"{low} = {value} AND {high} = {value}", f"{value} NOT BETWEEN {low} AND {high}"
    else:
        at_low, at_high = (f"{extreme} {_SQL_OPERATORS[threshold.op]} {value}" for extreme in (low, high))
        always, never = f"{at_low} AND {at_high}", f"NOT ({at_low} OR {at_high})"
    return f"(CASE WHEN {always} THEN 'pass' WHEN {never} THEN 'fail' ELSE 'unknown' END)"
