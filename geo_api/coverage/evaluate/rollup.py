"""Results added up in units, as SQL."""

from geo_api.coverage.evaluate.outcome import applies_sql, outcome_sql
from geo_api.coverage.evaluate.text import Bound, template
from geo_api.coverage.rules.rule import Comparison, CompositeRule, Rollup, Rule
from geo_api.db import Statement

# Smallest and largest value a statistic can take once every unknown subject is known.
_EXTREMES = {
    "share": (
        "CASE WHEN passed = subjects THEN 1 WHEN rest_weighed THEN w_passed / nullif(w, 0) ELSE 0 END",
        # Where all is known it is the smallest to the last digit: 1 - 0.8 is not 0.2.
        "CASE WHEN failed = subjects THEN 0\n"
        "                 WHEN good_weighed AND unknown = 0 THEN coalesce(w_passed / nullif(w, 0), 1)\n"
        "                 WHEN good_weighed THEN (w - w_failed) / nullif(w, 0) ELSE 1 END",
    ),
    "count": ("passed::float8", "(passed + unknown)::float8"),
    "all": ("(passed = subjects)::int::float8", "(failed = 0)::int::float8"),
    "any": ("(passed > 0)::int::float8", "(passed + unknown > 0)::int::float8"),
}


def tally_sql(source: str) -> str:
    """The query that counts results by where they are, as ``coverage_tally`` has them.

    source: ours, a relation or a query in brackets with the columns of ``coverage_result``.
    """
    return template("tally.sql").format(source=source)


def units_statement(rule: Rule, day: str, tallies: str) -> Statement:
    """The query that adds counts up in units; needs the units of the day in ``coverage_place``.

    tallies: ours, a relation or a query in brackets with the columns of ``coverage_tally``.
    """
    rollup = _rollup(rule)
    bound = Bound(level=rollup.level, empty=rollup.empty, at=day)
    low, high = _EXTREMES[rollup.stat]
    sql = template("units.sql").format(
        tallies=tallies,
        low=low,
        high=high,
        applies=applies_sql(rule, "c", bound),
        outcome=outcome_sql(rollup.threshold, "low", "high", bound),
        weightless="weighed AND w = 0" if rollup.stat == "share" else "false",
        needs_boundary="false" if _is_of_units(rule) else "true",
        by_people="true" if not _is_of_units(rule) and rule.document["subject"]["set"] == "popcell" else "false",
    )
    return Statement(sql, bound.params)


def _rollup(rule: Rule) -> Rollup:
    """A combination judges its units one by one: that of its own level is the one that was judged."""
    if isinstance(rule, CompositeRule):
        return Rollup(rule.level, "all", Comparison("==", 1), "not_applicable")
    return rule.rollup


def _is_of_units(rule: Rule) -> bool:
    """Whether units themselves are judged: which are in which is known without any boundary."""
    return isinstance(rule, CompositeRule) or rule.subject.set == "unit"
