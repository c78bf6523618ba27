"""What a measure between two bounds means, and whether a rule applies, as SQL."""

from geo_api.coverage.evaluate.belongs import compared, condition_sql
from geo_api.coverage.evaluate.text import Bound
from geo_api.coverage.rules.rule import UNIT_KIND, Applies, Comparison, Rule, SingleRule


def outcome_sql(threshold: Comparison, low: str, high: str, bound: Bound) -> str:
    """pass: the threshold holds wherever between `low` and `high` the truth lies; fail: nowhere; else unknown."""
    value = bound.number(threshold.value)
    if threshold.op == "==":
        always, never = f"{low} = {value} AND {high} = {value}", f"{value} NOT BETWEEN {low} AND {high}"
    else:
        at_low, at_high = (compared(extreme, threshold.op, value) for extreme in (low, high))
        always, never = f"{at_low} AND {at_high}", f"NOT ({at_low} OR {at_high})"
    return f"(CASE WHEN {always} THEN 'pass' WHEN {never} THEN 'fail' ELSE 'unknown' END)"


def applies_sql(rule: Rule, commune: str, bound: Bound) -> str:
    """Whether the rule applies to a commune (alias of ``coverage_place``): true, false, NULL when that is not known."""
    return " AND ".join(_applies(one, commune, bound) for one in rule.applies_to) or "true"


def asked_sql(rule: SingleRule, unit: str, bound: Bound) -> str:
    """Whether the rules whose outcome this one reads ask anything of the unit: else neither does this."""
    if not rule.needs:
        return "true"
    return (
        "NOT EXISTS (SELECT FROM coverage_run r JOIN coverage_unit o ON o.run_id = r.id\n"
        f"                    WHERE r.rule_id = ANY (CAST({bound(list(rule.needs))} AS text[]))"
        f" AND r.valid @> CAST(:at AS date) AND o.unit_id = {unit} AND o.outcome = 'not_applicable')"
    )


def _applies(wanted: Applies, commune: str, bound: Bound) -> str:
    if wanted.attribute == UNIT_KIND:
        return condition_sql(f"{commune}.kind", "text", wanted.op, wanted.value, bound)
    figure = f"layer.indicator_of({commune}.unit_id, {bound(wanted.attribute)}, CAST(:at AS date))"
    return condition_sql(figure, "float8", wanted.op, wanted.value, bound)
