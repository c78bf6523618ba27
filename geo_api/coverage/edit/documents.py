"""What the routes of rules that are edited answer."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, Literal

from pydantic import BaseModel
from sqlalchemy import Row

from geo_api.coverage.ask.documents import Outcome, UnitLevel
from geo_api.coverage.edit.preview import MOST_SUBJECTS, MOST_UNITS, Preview, Question
from geo_api.coverage.rules.book import RuleBook, made_of, opened
from geo_api.coverage.rules.errors import RuleError
from geo_api.coverage.rules.rule import Rule
from geo_api.coverage.rules.shipped import shipped_rules
from geo_api.coverage.rules.written import as_yaml
from geo_api.language import Words


class Version(BaseModel):
    """A version of a rule; those that came with the product have no editor. text: the document as YAML.

    calculation: whether results of it have been calculated since; absent where it came with the product, or another
    version has taken its place.
    """

    version: int
    state: Literal["in_force", "withdrawn", "shipped"]
    document: dict[str, Any]
    text: str
    note: str | None
    edited_by: str | None
    edited_at: datetime | None
    calculation: Literal["waiting", "done", "failed"] | None


class VersionsDocument(BaseModel):
    """All versions of a rule, the newest first, that of the product last. version: that which a change begins from."""

    rule: str
    version: int
    newer_shipped: int | None
    versions: list[Version]


class Fault(BaseModel):
    """Where a rule cannot be. place: JSON path; line, column: in its text, from 1."""

    place: str
    line: int | None
    column: int | None
    words: Words


class CheckDocument(BaseModel):
    """Either what is wrong with a rule, or the rule as document and text. made_of_it: rules that change with it."""

    fault: Fault | None
    document: dict[str, Any] | None
    text: str | None
    version: int
    made_of_it: list[str]


class CountedSubjects(BaseModel):
    """before, after: absent where it is not judged. Of what is never listed, a group of one to four is left out."""

    before: Outcome | None
    after: Outcome | None
    subjects: int


class CountedUnits(BaseModel):
    level: UnitLevel
    before: Outcome | None
    after: Outcome | None
    units: int


class ChangedUnit(BaseModel):
    unit_id: int
    level: UnitLevel
    full_name: str
    before: Outcome | None
    after: Outcome | None
    share_before: float | None
    share_after: float | None
    lon: float | None
    lat: float | None


class ChangedSubject(BaseModel):
    """part: the unit whose piece of a road is meant, else 0."""

    layer: str
    id: int
    part: int
    name: str | None
    before: Outcome | None
    after: Outcome | None
    lon: float | None
    lat: float | None


class PreviewDocument(BaseModel):
    """What would change on day `at`. level: that of the rule as it would be.
    from_version: the rule in force that it is compared with, 0 for none.

    Units are those of which another outcome or share would be told. Dwellings, and what is judged by where cameras
    stand or look, are counted in fives and never listed (`counted_only`); of groups and units with one to four of them
    nothing is told.

    made_of_it: rules whose results would be calculated anew.
    """

    rule: str
    level: UnitLevel
    from_version: int
    at: date
    unit: int | None
    seconds: float
    subjects: list[CountedSubjects]
    levels: list[CountedUnits]
    units: list[ChangedUnit]
    more_units: bool
    changed: list[ChangedSubject]
    more_changed: bool
    counted_only: bool
    made_of_it: list[str]


class SavedDocument(BaseModel):
    """What was written; results follow when they have been calculated."""

    rule: str
    version: int


def versions_document(name: str, book: RuleBook, rows: Sequence[Row[*tuple[Any, ...]]]) -> VersionsDocument:
    """`rows`: of `store.versions`."""
    found = [_written(name, row) for row in rows]
    shipped = shipped_rules().get(name)
    if shipped is not None:
        found.append(_shipped(shipped))
    return VersionsDocument(
        rule=name, version=book.version_of(name), newer_shipped=book.newer_shipped(name), versions=found
    )


def _written(name: str, row: Row[*tuple[Any, ...]]) -> Version:
    document = opened(row.document, name)
    return Version(**{**row._mapping, "document": document}, text=as_yaml(document))


def _shipped(rule: Rule) -> Version:
    document = dict(rule.document)
    return Version(
        version=rule.version,
        state="shipped",
        document=document,
        text=as_yaml(document),
        note=None,
        edited_by=None,
        edited_at=None,
        calculation=None,
    )


def fault_document(error: RuleError) -> CheckDocument:
    line, column = error.mark or (None, None)
    fault = Fault(place=error.place, line=line, column=column, words=Words.of(error.words))
    return CheckDocument(fault=fault, document=None, text=None, version=0, made_of_it=[])


def check_document(rule: Rule, book: RuleBook) -> CheckDocument:
    document = dict(rule.document)
    return CheckDocument(
        fault=None,
        document=document,
        text=as_yaml(document),
        version=book.version_of(rule.id),
        made_of_it=made_of(book, rule.id),
    )


def preview_document(asked: Question, found: Preview, book: RuleBook) -> PreviewDocument:
    return PreviewDocument(
        rule=asked.after.id,
        level=asked.after.level,
        from_version=asked.before.version if asked.before else 0,
        at=asked.at,
        unit=asked.unit,
        seconds=round(found.seconds, 2),
        subjects=[CountedSubjects(**row._mapping) for row in found.counts],
        levels=[CountedUnits(**row._mapping) for row in found.levels],
        units=[ChangedUnit(**row._mapping) for row in found.units[:MOST_UNITS]],
        more_units=len(found.units) > MOST_UNITS,
        changed=[ChangedSubject(**row._mapping) for row in found.changed[:MOST_SUBJECTS]],
        more_changed=len(found.changed) > MOST_SUBJECTS,
        counted_only=found.counted_only,
        made_of_it=made_of(book, asked.after.id),
    )
