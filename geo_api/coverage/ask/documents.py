"""What the coverage routes answer."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any, Literal

from pydantic import BaseModel
from sqlalchemy import Row

from geo_api.coverage.ask.classes import share_classes
from geo_api.coverage.rules.book import RuleBook
from geo_api.coverage.rules.rule import Rule
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
    """A coverage rule; `rule` is the whole of it as declared.

    is_edited: it was written here. newer_shipped: the version that the product has come with since then.
    """

    id: str
    version: int
    title: Words
    severity: Literal["required", "recommended", "info"]
    level: UnitLevel
    basis: BasisDocument
    rule: dict[str, Any]
    is_edited: bool
    newer_shipped: int | None


class WithdrawnRule(BaseModel):
    id: str
    version: int
    title: Words


class FaultyRule(BaseModel):
    """A rule that was written here and means nothing any more: why not. It is not in force."""

    id: str
    version: int
    fault: Words


class RulesDocument(BaseModel):
    rules: list[RuleDocument]
    withdrawn: list[WithdrawnRule]
    faulty: list[FaultyRule]


class Figures(BaseModel):
    """A unit's result. share: passed of those known, by weight; absent when nothing is known.

    Of fewer than five dwellings the numbers are withheld. weighed_by: what stands for people where a rule counts them.
    """

    outcome: Outcome
    share: float | None
    subjects: int | None
    passed: int | None
    failed: int | None
    unknown: int | None
    weight_total: float | None
    weight_passed: float | None
    weighed_by: Literal["population", "addresses", "both"] | None


class UnitCoverage(Figures):
    """One unit with its result."""

    unit_id: int
    code: str | None
    name: str
    full_name: str


class ClassDocument(BaseModel):
    """Shares from `first` on, up to the next class. is_goal: units pass from here on."""

    first: float
    color: str
    is_goal: bool


class UnitsDocument(BaseModel):
    """The result of a rule in the units of its level on day `at`, counted for `calculated_for`.

    is_current: nothing that it was calculated from has been loaded since, and the rule is still of this version.
    without_result: units there on that day that were not counted: they came, or were drawn anew, after the calculation.
    classes: of shares, for maps: those that the rule names, else natural ones (Fisher and Jenks); none when the rule is
    no matter of shares.
    """

    at: date
    at_is_default: bool
    rule: str
    version: int
    title: Words
    checked: bool
    calculated_for: date
    computed_at: datetime
    is_current: bool
    level: UnitLevel
    units: list[UnitCoverage]
    without_result: int
    classes: list[ClassDocument]


class Gap(BaseModel):
    """A place that fails or is not known, with the distance (metres) to the nearest that counts, if there is any."""

    layer: str
    id: int
    name: str | None
    unit_id: int | None
    unit_name: str | None
    unit_code: str | None
    outcome: Outcome
    commune_id: int | None
    hamlet_id: int | None
    measure: float | None
    weight: float | None
    distance_m: float | None
    lon: float | None
    lat: float | None


class GapsDocument(BaseModel):
    """Gaps on day `at`, the greatest need first. next: address of the next page, of the same day."""

    at: date
    at_is_default: bool
    rule: str
    calculated_for: date
    gaps: list[Gap]
    next: str | None


class MatrixRule(BaseModel):
    """A column of the matrix."""

    rule: str
    title: Words
    checked: bool


class Cell(BaseModel):
    """What a rule says of a place."""

    outcome: Outcome
    distance_m: float | None


class MatrixPlace(BaseModel):
    """A row of the matrix: a place with what each rule that speaks of it says."""

    layer: str
    id: int
    name: str | None
    lon: float | None
    lat: float | None
    cells: dict[str, Cell]


class MatrixDocument(BaseModel):
    """Places of a unit and the services that rules want there, on day `at`."""

    at: date
    at_is_default: bool
    unit: int
    rules: list[MatrixRule]
    places: list[MatrixPlace]


class TrendPoint(Figures):
    """The result of one calculation."""

    calculated_for: date


class TrendDocument(BaseModel):
    """What a rule said of a unit, calculation by calculation."""

    rule: str
    unit: int
    trend: list[TrendPoint]


def rules_document(book: RuleBook) -> RulesDocument:
    return RulesDocument(
        rules=[rule_document(rule, book) for rule in book.rules.values()],
        withdrawn=[
            WithdrawnRule(id=name, version=book.version_of(name), title=_title(document["title"]))
            for name, document in book.withdrawn.items()
        ],
        faulty=[
            FaultyRule(id=name, version=book.version_of(name), fault=Words.of(error.detail))
            for name, error in book.faulty.items()
        ],
    )


def _title(words: Mapping[str, str]) -> Words:
    return Words(vi=words["vi"], en=words.get("en", words["vi"]))


def rule_document(rule: Rule, book: RuleBook) -> RuleDocument:
    basis = rule.basis
    return RuleDocument(
        id=rule.id,
        version=rule.version,
        title=Words.of(rule.title),
        severity=rule.severity,
        level=rule.level,
        basis=BasisDocument(
            kind=basis.kind, doc=basis.doc, clause=basis.clause, quote=basis.quote, checked=basis.checked
        ),
        rule=dict(rule.document),
        is_edited=rule.id in book.written,
        newer_shipped=book.newer_shipped(rule.id),
    )


def units_document(level: UnitLevel, asked: Period, rows: Sequence[Row[*tuple[Any, ...]]], rule: Rule) -> UnitsDocument:
    """`rows`: of `units_statement` at that level, at least one. rule: the one in force."""
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
        is_current=run.is_current and run.version == rule.version,
        level=level,
        units=units,
        without_result=run.there - len(units),
        classes=class_documents(rule.document, [unit.share for unit in units]),
    )


def class_documents(rule: Mapping[str, Any], shares: Sequence[float | None]) -> list[ClassDocument]:
    known = [share for share in shares if share is not None]
    return [ClassDocument(first=c.first, color=c.color, is_goal=c.is_goal) for c in share_classes(rule, known)]


def unit_coverage(row: Row[*tuple[Any, ...]]) -> UnitCoverage:
    return UnitCoverage(**_columns(row, UnitCoverage))


def gap_document(row: Row[*tuple[Any, ...]]) -> Gap:
    columns = _columns(row, Gap)
    return Gap(**{**columns, "distance_m": _rounded(columns["distance_m"])})


def matrix_document(
    unit: int, asked: Period, rows: Sequence[Row[*tuple[Any, ...]]], rules: Mapping[str, Rule]
) -> MatrixDocument:
    """`rows`: of `matrix_statement`, place by place."""
    places: dict[tuple[str, int], MatrixPlace] = {}
    for row in rows:
        place = places.setdefault(
            (row.layer, row.id),
            MatrixPlace(layer=row.layer, id=row.id, name=row.name, lon=row.lon, lat=row.lat, cells={}),
        )
        place.cells[row.rule] = Cell(outcome=row.outcome, distance_m=_rounded(row.distance_m))
    asking = sorted({row.rule for row in rows} & rules.keys())
    columns = [
        MatrixRule(rule=name, title=Words.of(rules[name].title), checked=rules[name].basis.checked) for name in asking
    ]
    return MatrixDocument(
        at=asked.first, at_is_default=asked.is_default, unit=unit, rules=columns, places=list(places.values())
    )


def trend_document(rule: str, unit: int, rows: Sequence[Row[*tuple[Any, ...]]]) -> TrendDocument:
    """`rows`: of `trend_statement`."""
    return TrendDocument(rule=rule, unit=unit, trend=[TrendPoint(**_columns(row, TrendPoint)) for row in rows])


def _rounded(metres: float | None) -> float | None:
    return None if metres is None else round(metres, DISTANCE_DIGITS)


def _columns(row: Row[*tuple[Any, ...]], model: type[BaseModel]) -> dict[str, Any]:
    return {name: row._mapping[name] for name in model.model_fields}
