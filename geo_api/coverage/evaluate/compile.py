"""A rule becomes SQL. Pure: same rule and day, same statements; nothing runs here.

Values of the rule are always bound. What is written into the text is ours: templates, names of layers and fields.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from geo_api.coverage.evaluate.measures import measured
from geo_api.coverage.evaluate.outcome import applies_sql, asked_sql, outcome_sql
from geo_api.coverage.evaluate.relations import pairs_sql
from geo_api.coverage.evaluate.scope import Scope
from geo_api.coverage.evaluate.subjects import is_judged_by_its_area, looked_at, subject_statements
from geo_api.coverage.evaluate.targets import target_statements
from geo_api.coverage.evaluate.text import Bound, template
from geo_api.coverage.rules.meaning import subject_level
from geo_api.coverage.rules.rule import CompositeRule, Rule, SingleRule
from geo_api.db import Statement
from layers.layer import Geometry

# A target may surely be one by one relation and cover ground by another that is not sure.
_ZONES = ", ST_Union(zone) AS zone, ST_Union(zone) FILTER (WHERE sure) AS sure_zone"


@dataclass(frozen=True, slots=True)
class Walk:
    """Distances over roads that have to be found between preparing and judging: ``way`` numbers the alternative.

    spots: the table of those whose ways these are.
    """

    way: int
    metric: str
    limit_m: float
    spots: str = "coverage_subject"


@dataclass(frozen=True, slots=True)
class Plan:
    """Statements in their order. prepare: who is judged, and what may count. results: a query, one row a subject.

    settle: what follows from where they are, to be found again when targets change, as are `walks`; lists_nearest: the
    nearest target of every subject is, too. blind_spots: of roads judged by
    length, a query of what nothing covers, over results kept as `run_id`.
    """

    prepare: tuple[Statement, ...]
    settle: tuple[Statement, ...]
    walks: tuple[Walk, ...]
    results: Statement
    blind_spots: Statement | None = None
    lists_nearest: bool = False


def compile_rule(rule: Rule, at: date, scope: Scope | None = None) -> Plan:
    """The statements that evaluate `rule` over the units of day `at`, everywhere or in `scope`."""
    day = at.isoformat()
    begin = (Statement(template("scratch.sql"), {}), Statement(template("places.sql"), {"at": day}))
    if isinstance(rule, CompositeRule):
        return Plan(begin, (), (), _combined(rule, day))
    prepare = (*begin, *_subjects(rule, day, scope), *target_statements(rule, day, scope))
    settle, walks = tuple(_settled(rule, day)), tuple(_walks(rule))
    return Plan(prepare, settle, walks, _results(rule, day), _blind_spots(rule, day), _lists_nearest(rule))


def _subjects(rule: SingleRule, day: str, scope: Scope | None) -> Iterator[Statement]:
    yield from subject_statements(rule, day, scope)
    # The planner knows nothing of a table filled a moment ago.
    yield Statement("ANALYZE coverage_subject", {})
    if rule.subject.set in ("unit", "road"):
        yield Statement(template("belonging_units.sql"), {"level": rule.level})
    else:
        yield Statement(template("belonging.sql"), {"level": rule.level, "at": day})
    yield Statement("ANALYZE coverage_belonging", {})


def _settled(rule: SingleRule, day: str) -> Iterator[Statement]:
    yield Statement("TRUNCATE coverage_inside, coverage_walk, coverage_nearest", {})
    yield Statement("ANALYZE coverage_target", {})
    if _is_inside_units(rule):
        yield Statement(template("inside.sql"), {"level": subject_level(rule.subject), "at": day})


def _is_inside_units(rule: SingleRule) -> bool:
    are_units = rule.subject.set == "unit" and rule.target.set != "unit"
    return are_units and any(relation.verb == "inside" for relation in rule.relations)


def _needs_boundary(rule: SingleRule) -> bool:
    """Whether nothing is known of a unit that was not drawn. Which units belong to one is known without."""
    return _is_inside_units(rule) or (rule.subject.set == "unit" and rule.measure.is_of_ground)


def _walks(rule: SingleRule) -> Iterator[Walk]:
    for way, relation in enumerate(rule.relations):
        if relation.metric != "straight":
            yield Walk(way, relation.metric, float(relation.argument), looked_at(rule))


def _results(rule: SingleRule, day: str) -> Statement:
    bound, measure = Bound(at=day), measured(rule)
    sql = template("results.sql").format(
        pairs=pairs_sql(rule, bound),
        zones=_ZONES if rule.measure.is_of_ground else "",
        counted=measure.counted,
        low_of_none=measure.of_none[0],
        high_of_none=measure.of_none[1],
        low_open=measure.open_ended[0],
        high_open=measure.open_ended[1],
        blind="s.geom IS NULL" if _needs_boundary(rule) else "false",
        applies=f"({applies_sql(rule, 'c', bound)}) AND {asked_sql(rule, 'b.id', bound)}",
        outcome=outcome_sql(rule.threshold, "least", "most", bound),
        best_decides=_best_decides(rule),
        nearest=_nearest(rule),
    )
    return Statement(sql, bound.params)


def _best_decides(rule: SingleRule) -> str:
    """Of whom it is told which target decided: of a whole unit's people none does."""
    if rule.measure.is_of_people:
        return "false"
    return "d.outcome <> 'not_applicable'" if rule.measure.agg == "nearest_m" else "d.outcome = 'pass'"


def _blind_spots(rule: SingleRule, day: str) -> Statement | None:
    if rule.measure.agg != "share_length":
        return None
    bound = Bound(at=day)
    sql = template("blind_spots.sql").format(pairs=pairs_sql(rule, bound))
    return Statement(sql, bound.params)


def _nearest(rule: SingleRule) -> str:
    if _lists_nearest(rule):
        return template("nearest_listed.sql")
    return template("nearest_sought.sql").format(seeks_nearest="true" if rule.seeks_nearest else "false")


def _lists_nearest(rule: SingleRule) -> bool:
    """Whether subjects and targets are points, none of which is both."""
    judged, counted = ({source.layer for source in chosen.sources} for chosen in (rule.subject, rule.target))
    are_points = all(layer.geometry is Geometry.POINT for layer in (*counted, *(() if _are_cells(rule) else judged)))
    return rule.seeks_nearest and are_points and not judged & counted


def _are_cells(rule: SingleRule) -> bool:
    """Whether cells of population are judged, each by a point in it."""
    return rule.subject.set == "popcell" and not is_judged_by_its_area(rule)


def _combined(rule: CompositeRule, day: str) -> Statement:
    bound = Bound(level=rule.level, members=list(rule.members), at_least=rule.at_least, at=day)
    return Statement(template("combine.sql").format(applies=applies_sql(rule, "c", bound)), bound.params)
