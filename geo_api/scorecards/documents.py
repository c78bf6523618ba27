"""What the routes of scorecards answer."""

from datetime import date, datetime
from typing import Literal

from pydantic import BaseModel

from geo_api.language import Words
from geo_api.scorecards.judge import Outcome, Reason
from layers.layer import Text

Level = Literal["hamlet", "commune", "district", "province"]
Severity = Literal["required", "recommended", "info"]
Operator = Literal[">=", ">", "<=", "<", "=="]
UNCHECKED = Text("chưa đối chiếu văn bản", "not yet compared with the document")


class BasisDocument(BaseModel):
    """Where it comes from. checked false: nobody has compared it with that document, and `notice` says so."""

    doc: str
    clause: str | None
    checked: bool
    notice: Words | None


class ThresholdDocument(BaseModel):
    """What of an indicator is enough; null: nobody has entered it. by: the indicator that picks one of `values`."""

    indicator: str
    title: Words
    op: Operator
    by: str | None
    values: dict[str, float | None]


class CriterionDocument(BaseModel):
    """Met when all rules pass and all thresholds are reached. code: as the document numbers it; not of one alone."""

    id: str
    code: str
    title: Words
    severity: Severity
    basis: BasisDocument
    rules: list[str]
    thresholds: list[ThresholdDocument]


class SetDocument(BaseModel):
    """A set of criteria. in_force: on the day of the answer. checked: all of it was compared with the documents."""

    id: str
    version: int
    title: Words
    level: Level
    first: date | None
    last: date | None
    in_force: bool
    checked: bool
    basis: BasisDocument
    applies_to: dict[str, list[str | float]]
    criteria: list[CriterionDocument]


class SetsDocument(BaseModel):
    """All sets; `chosen`: which is taken for each level on that day when none is asked for."""

    at: date
    at_is_default: bool
    sets: list[SetDocument]
    chosen: dict[Level, str]


class Counts(BaseModel):
    """How many criteria, or units, stand so."""

    met: int
    not_met: int
    unknown: int
    not_applicable: int


class Card(BaseModel):
    """A unit in short. outcome: all that the set requires. outcomes: by the id of the criterion.

    applies: whether the set is for this unit; null: that hangs on a figure that nobody has.
    """

    unit_id: int
    code: str | None
    name: str
    full_name: str
    parent_id: int | None
    applies: bool | None
    outcome: Outcome
    counts: Counts
    outcomes: dict[str, Outcome]


class Rollup(BaseModel):
    """Units of the set's level within one above: how many meet all that is required, and each criterion by its id.

    share: those that meet all, of those known; null when of none it is known.
    """

    unit_id: int
    code: str | None
    full_name: str
    level: Level
    units: Counts
    share: float | None
    criteria: dict[str, Counts]


class RunDocument(BaseModel):
    """The calculation of a rule that an answer rests on. is_sample: rows of the sample data are among what it read."""

    rule: str
    version: int
    title: Words
    checked: bool
    notice: Words | None
    calculated_for: date
    computed_at: datetime
    is_sample: bool


class CardsDocument(BaseModel):
    """How every unit of the set's level stands on day `at`, and those above them added up, the highest first."""

    at: date
    at_is_default: bool
    set: SetDocument
    runs: list[RunDocument]
    cards: list[Card]
    rollups: list[Rollup]


class PartDocument(BaseModel):
    """One rule or threshold of a criterion in one unit.

    missing: subjects that fail; unknown: those not known. needed: what of the indicator, or which share, would have
    been enough here. The counts are null where they would tell of single dwellings. share: those that pass of those
    known; weighed_by: by how many people or addresses they stand for, null where each counts once. unit: of an
    indicator, a UCUM symbol, `1` for shares.
    """

    kind: Literal["rule", "indicator"]
    rule: str | None = None
    indicator: str | None = None
    title: Words
    outcome: Outcome
    reason: Reason | None = None
    share: float | None = None
    subjects: int | None = None
    passed: int | None = None
    missing: int | None = None
    unknown: int | None = None
    weighed_by: Literal["population", "addresses"] | None = None
    unit: str | None = None
    value: float | None = None
    op: Operator | None = None
    needed: float | None = None
    period_from: date | None = None
    period_to: date | None = None
    source: str | None = None


class JudgedDocument(BaseModel):
    """A criterion in one unit, with all that it was judged by."""

    id: str
    outcome: Outcome
    parts: list[PartDocument]


class UnitDocument(BaseModel):
    """One unit against a set: of the set's level its card and criteria, of a level above what is in it added up."""

    at: date
    at_is_default: bool
    set: SetDocument
    runs: list[RunDocument]
    card: Card | None
    criteria: list[JudgedDocument]
    rollup: Rollup | None


class Standing(BaseModel):
    """How the unit stood from that day on."""

    at: date
    outcome: Outcome
    counts: Counts
    outcomes: dict[str, Outcome]


class TrendDocument(BaseModel):
    """How a unit stood against one set over the days on which something new was known, the oldest first."""

    unit_id: int
    full_name: str
    set: SetDocument
    moments: list[Standing]
