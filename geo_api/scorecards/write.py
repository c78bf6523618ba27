"""Sets and judged units as documents. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from geo_api.language import Words
from geo_api.scorecards.documents import (
    UNCHECKED,
    BasisDocument,
    Card,
    Counts,
    CriterionDocument,
    JudgedDocument,
    PartDocument,
    Rollup,
    RunDocument,
    SetDocument,
    ThresholdDocument,
)
from geo_api.scorecards.gather import DbRow, Known
from geo_api.scorecards.judge import Facts, Judged, Outcome, Part, judge, standing
from geo_api.scorecards.sets import Basis, CriteriaSet, Criterion, Threshold
from layers.indicators.registry import all_indicators

Judgement = tuple[DbRow, list[Judged]]


def set_document(wanted: CriteriaSet, day: date) -> SetDocument:
    return SetDocument(
        id=wanted.id,
        version=wanted.version,
        title=Words.of(wanted.title),
        level=wanted.level,
        first=wanted.first,
        last=wanted.last,
        in_force=wanted.is_in_force(day),
        checked=wanted.is_checked,
        basis=_basis(wanted.basis),
        applies_to={name: list(values) for name, values in wanted.applies_to.items()},
        criteria=[_criterion(criterion) for criterion in wanted.criteria],
    )


def run_document(row: DbRow) -> RunDocument:
    return RunDocument(
        rule=row.rule,
        version=row.version,
        title=_title(row),
        checked=row.checked,
        notice=_notice(is_checked=row.checked),
        calculated_for=row.calculated_for,
        computed_at=row.computed_at,
        is_sample=row.is_sample,
    )


def judged_all(wanted: CriteriaSet, known: Known, units: Iterable[DbRow]) -> list[Judgement]:
    return [(unit, judge(wanted, known.facts(unit))) for unit in units]


def card_document(unit: DbRow, judged: Sequence[Judged], *, applies: bool | None) -> Card:
    return Card(
        unit_id=unit.unit_id,
        code=unit.code,
        name=unit.name,
        full_name=unit.full_name,
        parent_id=unit.parent_id,
        applies=applies,
        outcome=standing(judged),
        counts=counted(each.outcome for each in judged),
        outcomes=outcomes(judged),
    )


def outcomes(judged: Sequence[Judged]) -> dict[str, Outcome]:
    return {each.criterion.id: each.outcome for each in judged}


def rollup(unit: DbRow, within: Sequence[Judgement]) -> Rollup:
    """What is in `unit` added up."""
    units = counted(standing(judged) for _, judged in within)
    every = [judged for _, judged in within]
    criteria = {
        columns[0].criterion.id: counted(each.outcome for each in columns) for columns in zip(*every, strict=True)
    }
    known = units.met + units.not_met
    return Rollup(
        unit_id=unit.unit_id,
        code=unit.code,
        full_name=unit.full_name,
        level=unit.level,
        units=units,
        share=units.met / known if known else None,
        criteria=criteria,
    )


def rollups(known: Known, judgements: Sequence[Judgement]) -> list[Rollup]:
    """Of every unit above, in the order of levels and codes."""
    within: dict[int, list[Judgement]] = {}
    for judgement in judgements:
        for above in known.above(judgement[0]):
            within.setdefault(above.unit_id, []).append(judgement)
    found = [rollup(unit, within[unit.unit_id]) for unit in known.units.values() if unit.unit_id in within]
    return sorted(found, key=lambda each: ("province", "district", "commune", "hamlet").index(each.level))


def judged_document(judged: Judged, known: Known, facts: Facts) -> JudgedDocument:
    parts = [_part(part, known, facts) for part in judged.parts if part.rule or part.threshold]
    return JudgedDocument(id=judged.criterion.id, outcome=judged.outcome, parts=parts)


def counted(found: Iterable[Outcome]) -> Counts:
    every = list(found)
    return Counts(
        met=every.count("pass"),
        not_met=every.count("fail"),
        unknown=every.count("unknown"),
        not_applicable=every.count("not_applicable"),
    )


def _part(part: Part, known: Known, facts: Facts) -> PartDocument:
    return _rule_part(part, known, facts) if part.rule else _threshold_part(part, facts)


def _rule_part(part: Part, known: Known, facts: Facts) -> PartDocument:
    rule = part.rule or ""
    run, result = known.runs.get(rule), facts.results.get(rule)
    document = PartDocument(
        kind="rule",
        rule=rule,
        title=_title(run) if run is not None else Words(vi=rule, en=rule),
        outcome=part.outcome,
        reason=part.reason,
    )
    if run is not None:
        document = document.model_copy(update=_share_needed(run.document.get("rollup", {})))
    if result is None:
        return document
    return document.model_copy(
        update={
            "share": result.share,
            "subjects": result.subjects,
            "passed": result.passed,
            "missing": result.failed,
            "unknown": result.unknown,
            "weighed_by": result.weighed_by,
        }
    )


def _share_needed(rollup: Mapping[str, Any]) -> dict[str, Any]:
    """From which share on a unit passes; nothing where the rule is no matter of shares."""
    if rollup.get("stat") == "all":
        return {"op": ">=", "needed": 1.0}
    passes = rollup.get("pass")
    return {"op": passes["op"], "needed": passes["value"]} if rollup.get("stat") == "share" and passes else {}


def _threshold_part(part: Part, facts: Facts) -> PartDocument:
    threshold = part.threshold
    assert threshold is not None  # noqa: S101  # a part is of a rule or of a threshold
    figure = facts.figures.get(threshold.code)
    return PartDocument(
        kind="indicator",
        indicator=threshold.code,
        unit=all_indicators()[threshold.code].unit,
        title=Words.of(all_indicators()[threshold.code].title),
        outcome=part.outcome,
        reason=part.reason,
        value=figure.value if figure else None,
        op=threshold.op,
        needed=part.needed,
        period_from=figure.first if figure else None,
        period_to=figure.last if figure else None,
        source=figure.source if figure else None,
    )


def _criterion(criterion: Criterion) -> CriterionDocument:
    return CriterionDocument(
        id=criterion.id,
        code=criterion.code,
        title=Words.of(criterion.title),
        severity=criterion.severity,
        basis=_basis(criterion.basis),
        rules=list(criterion.rules),
        thresholds=[_threshold(each) for each in criterion.thresholds],
    )


def _threshold(threshold: Threshold) -> ThresholdDocument:
    return ThresholdDocument(
        indicator=threshold.code,
        title=Words.of(all_indicators()[threshold.code].title),
        op=threshold.op,
        by=threshold.by,
        values=dict(threshold.values),
    )


def _basis(basis: Basis) -> BasisDocument:
    notice = _notice(is_checked=basis.checked)
    return BasisDocument(doc=basis.doc, clause=basis.clause, checked=basis.checked, notice=notice)


def _notice(*, is_checked: bool) -> Words | None:
    return None if is_checked else Words.of(UNCHECKED)


def _title(run: DbRow) -> Words:
    return Words(vi=run.title_vi, en=run.title_en or run.title_vi)
