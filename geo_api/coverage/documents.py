"""What the coverage routes answer."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, Literal

from pydantic import BaseModel
from sqlalchemy import Row

from geo_api.coverage.rule import Rule
from geo_api.days import Period
from geo_api.language import Words

Outcome = Literal["pass", "fail", "unknown", "not_applicable"]
UnitLevel = Literal["hamlet", "commune", "district", "province"]
# Below the accuracy of any position we hold.
DISTANCE_DIGITS = 2


class BasisDocument(BaseModel):
    """Where a rule comes from; `checked` false: nobody has yet compared it with that document."""

    kind: str
    doc: str | None
    clause: str | None
    quote: str | None
    checked: bool


class RuleDocument(BaseModel):
    """A coverage rule; `rule` is the whole of it as declared."""

    id: str
    version: int
    title: Words
    severity: Literal["required", "recommended", "info"]
    level: UnitLevel
    basis: BasisDocument
    rule: dict[str, Any]


class RulesDocument(BaseModel):
    rules: list[RuleDocument]


class UnitCoverage(BaseModel):
    """One unit. share: passed of those known; absent when nothing is known."""

    unit_id: int
    code: str | None
    name: str
    full_name: str
    outcome: Outcome
    share: float | None
    subjects: int
    passed: int
    failed: int
    unknown: int


class UnitsDocument(BaseModel):
    """The result of a rule in the units of its level on day `at`, counted for `calculated_for`.

    without_result: units there on that day that were not counted: they came, or were drawn anew, after the calculation.
    """

    at: date
    at_is_default: bool
    rule: str
    version: int
    title: Words
    checked: bool
    calculated_for: date
    computed_at: datetime
    level: UnitLevel
    units: list[UnitCoverage]
    without_result: int


class Gap(BaseModel):
    """A place that fails or is not known, with the distance (metres) to the nearest that counts, if there is any."""

    layer: str
    id: int
    name: str | None
    unit_id: int | None
    unit_name: str | None
    unit_code: str | None
    outcome: Outcome
    distance_m: float | None
    lon: float
    lat: float


class GapsDocument(BaseModel):
    """Gaps on day `at`, the greatest need first. next: address of the next page, of the same day."""

    at: date
    at_is_default: bool
    rule: str
    calculated_for: date
    gaps: list[Gap]
    next: str | None


def rule_document(rule: Rule) -> RuleDocument:
    basis = rule.basis
    return RuleDocument(
        id=rule.id,
        version=rule.version,
        title=Words.of(rule.title),
        severity=rule.severity,
        level=rule.rollup.level,
        basis=BasisDocument(
            kind=basis.kind, doc=basis.doc, clause=basis.clause, quote=basis.quote, checked=basis.checked
        ),
        rule=dict(rule.document),
    )


def units_document(rule: Rule, asked: Period, rows: Sequence[Row[*tuple[Any, ...]]]) -> UnitsDocument:
    """`rows`: of `units_statement`, at least one."""
    run, units = rows[0], [unit_coverage(row) for row in rows if row.unit_id is not None]
    return UnitsDocument(
        at=asked.first,
        at_is_default=asked.is_default,
        rule=run.rule,
        version=run.version,
        title=Words(vi=run.title_vi, en=run.title_en or run.title_vi),
        checked=run.checked,
        calculated_for=run.calculated_for,
        computed_at=run.computed_at,
        level=rule.rollup.level,
        units=units,
        without_result=run.there - len(units),
    )


def unit_coverage(row: Row[*tuple[Any, ...]]) -> UnitCoverage:
    return UnitCoverage(**_columns(row, UnitCoverage))


def gap_document(row: Row[*tuple[Any, ...]]) -> Gap:
    columns = _columns(row, Gap)
    distance = columns["distance_m"]
    return Gap(**{**columns, "distance_m": None if distance is None else round(distance, DISTANCE_DIGITS)})


def _columns(row: Row[*tuple[Any, ...]], model: type[BaseModel]) -> dict[str, Any]:
    return {name: row._mapping[name] for name in model.model_fields}
