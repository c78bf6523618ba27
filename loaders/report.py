"""What a load did or refused, for a person and for a program; and the tally that the stages keep while rows pass."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence, Sized
from dataclasses import asdict, dataclass, field, replace
from enum import StrEnum
from functools import lru_cache
from typing import Any, TypeVar

from layers.layer import Text
from loaders.options import Mode
from loaders.personal import hidden

# More than anybody reads; what is counted stays exact beyond it.
MAX_PROBLEMS = 10_000
MAX_FINDINGS = 1_000
# What is wrong differs by numbers and words of the file; after that there are few kinds of it.
_MAX_KINDS = 1_000
_OF_THE_FILE = re.compile(r"“[^”]*”|\[[^\]]*\]|[\d.,]*\d")
_Rows = TypeVar("_Rows", bound=Sized)
_SHOWN_CHARACTERS = 60


@dataclass(frozen=True, slots=True)
class Problem:
    """Why a row was refused. row: counted from 1 without the header. field: None when the whole row is meant."""

    row: int
    field: str | None
    value: str
    reason: Text


@dataclass(frozen=True, slots=True)
class ProblemCount:
    """How often one thing is wrong with one field. reason: as it was said of the first row."""

    field: str | None
    reason: Text
    count: int


class Severity(StrEnum):
    """Of a finding. repaired: it was wrong and could safely be put right. warning: somebody should look at it."""

    NOTE = "note"
    REPAIRED = "repaired"
    WARNING = "warning"


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """What a check found in rows that were taken. check: its name, as ``overlap``. units: full names with codes.

    amount: how much, in `measure` (``m2``, ``percent``, ``km2``, ``m``). where: longitude, latitude of a point in it.
    row: of the file, counted from 1; None: it is about no single row.
    """

    check: str
    severity: Severity
    text: Text
    units: tuple[str, ...] = ()
    amount: float | None = None
    measure: str | None = None
    where: tuple[float, float] | None = None
    row: int | None = None


@dataclass(frozen=True, slots=True)
class ColumnMatch:
    """Which column of the file fills a field of the layer (or ``lon``, ``lat``, ``wkt``), and for what reason."""

    field: str
    column: str
    how: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class LoadReport:
    """One file into one layer. load_id: None when nothing was written. accuracy_m: of the coordinate operation, metres;
    None: PROJ states none. rows_ignored: rows that are not meant for the layer, or change nothing. findings: at most
    MAX_FINDINGS of each check, the greatest first; findings_total: of all checks; findings_counts: by check and
    severity. Both count those beyond MAX_FINDINGS too. matching: the columns that were used; unmatched: the others.
    encodings: column → what its text was found to be in, where that is not UTF-8. problems: the first MAX_PROBLEMS;
    problems_counts: of all, by field and what is wrong, the most frequent first.
    """

    layer: str
    file_name: str
    mode: Mode
    load_id: int | None = None
    dry_run: bool = False
    done: bool = False
    rows_read: int = 0
    rows_written: int = 0
    rows_refused: int = 0
    rows_ignored: int = 0
    rows_removed: int = 0
    problems: tuple[Problem, ...] = ()
    problems_counts: tuple[ProblemCount, ...] = ()
    warnings: tuple[Text, ...] = ()
    findings: tuple[Finding, ...] = ()
    findings_total: int = 0
    findings_counts: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    matching: tuple[ColumnMatch, ...] = ()
    unmatched: tuple[str, ...] = ()
    encodings: Mapping[str, str] = field(default_factory=dict)
    source_layer: str | None = None
    source_crs: str | None = None
    operation: str | None = None
    accuracy_m: float | None = None

    def as_json(self) -> dict[str, Any]:
        """The same as plain values that JSON knows."""
        return asdict(self)


def report_of(stored: Mapping[str, Any]) -> LoadReport:
    """The report that `as_json` made; entries of other releases are passed over."""
    known = {name: value for name, value in stored.items() if name in LoadReport.__dataclass_fields__}
    return LoadReport(
        **{
            **known,
            "mode": Mode(stored["mode"]),
            "problems": tuple(Problem(**_with_text(each, "reason")) for each in stored.get("problems", ())),
            "problems_counts": tuple(
                ProblemCount(**_with_text(each, "reason")) for each in stored.get("problems_counts", ())
            ),
            "warnings": tuple(Text(**each) for each in stored.get("warnings", ())),
            "findings": tuple(
                Finding(**{**_with_text(each, "text"), "severity": Severity(each["severity"])})
                for each in stored.get("findings", ())
            ),
            "matching": tuple(ColumnMatch(**_with_text(each, "how")) for each in stored.get("matching", ())),
        }
    )


def _with_text(stored: Mapping[str, Any], name: str) -> dict[str, Any]:
    return {**stored, name: Text(**stored[name])}


def shortened(value: object) -> str:
    """A value as a report shows it: printable, without numbers of people, not longer than a table column bears."""
    # Twice as much: a number that goes on beyond what is shown is to be known as one.
    text = hidden(str(value)[: 2 * _SHOWN_CHARACTERS])[: _SHOWN_CHARACTERS + 1]
    text = "".join(c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in text)
    return text if len(text) <= _SHOWN_CHARACTERS else text[:_SHOWN_CHARACTERS] + "…"


def counted(number: int, noun: str) -> str:
    """In English: 1 row, 2 rows."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def hidden_text(words: Text) -> Text:
    """Both without numbers of people."""
    vi, en = hidden(words.vi), hidden(words.en)
    return words if (vi, en) == (words.vi, words.en) else Text(vi, en)


@lru_cache(maxsize=1 << 12)
def kind_of(reason: str) -> str:
    """What is wrong, without what the file itself says: “abc”, numbers of rows, places."""
    return _OF_THE_FILE.sub("…", reason)


@dataclass(slots=True)
class Tally:
    """Counts and findings while the rows of one file pass through the stages. Nothing enters it with a number of a
    person in it: what it holds is printed, stored and sent back.
    """

    report: LoadReport
    rows_read: int = 0
    rows_ignored: int = 0
    problems: list[Problem] = field(default_factory=list)
    warnings: list[Text] = field(default_factory=list)
    kinds: Counter[tuple[str | None, str]] = field(default_factory=Counter)
    first_reasons: dict[tuple[str | None, str], Text] = field(default_factory=dict)
    refused_rows: set[int] = field(default_factory=set)
    findings: list[Finding] = field(default_factory=list)
    findings_counts: dict[str, dict[str, int]] = field(default_factory=dict)
    singles: dict[str, list[Finding]] = field(default_factory=dict)

    def refuse(self, problems: Iterable[Problem]) -> None:
        for problem in problems:
            self.refused_rows.add(problem.row)
            if len(self.problems) < MAX_PROBLEMS:
                reason = hidden_text(problem.reason)
                self.problems.append(replace(problem, value=hidden(problem.value), reason=reason))
            self._count_problem(problem)

    def _count_problem(self, problem: Problem) -> None:
        kind = (problem.field, kind_of(problem.reason.en))
        if kind not in self.kinds and len(self.kinds) >= _MAX_KINDS:
            kind = (None, "")
        if kind not in self.kinds:
            self.first_reasons[kind] = hidden_text(problem.reason) if kind[1] else _OTHERWISE
        self.kinds[kind] += 1

    def warn(self, vi: str, en: str) -> None:
        self.warnings.append(hidden_text(Text(vi, en)))

    def find(self, findings: Sequence[Finding], total: int = 0) -> None:
        """Findings of one check, the greatest first. total: how many there are, where these are not all."""
        self.findings += map(_public, findings[:MAX_FINDINGS])
        for finding in findings:
            self._count(finding, 1)
        if findings and total > len(findings):
            self._count(findings[0], total - len(findings))

    def note(self, finding: Finding) -> None:
        """One finding of a check that finds them one by one, while rows pass. Memory stays bounded."""
        kept = self.singles.setdefault(finding.check, [])
        kept.append(_public(finding))
        if len(kept) > 2 * MAX_FINDINGS:
            kept[:] = _greatest(kept)
        self._count(finding, 1)

    def _count(self, like: Finding, more: int) -> None:
        counts = self.findings_counts.setdefault(like.check, {})
        counts[like.severity.value] = counts.get(like.severity.value, 0) + more

    def counted(self, batches: Iterable[_Rows], notes: Iterable[Text] = ()) -> Iterator[_Rows]:
        """The same batches. notes: what the reader has to say once the last has passed."""
        for batch in batches:
            self.rows_read += len(batch)
            yield batch
        self.find([Finding(check="reading", severity=Severity.NOTE, text=note) for note in notes])

    def describe(self, **facts: Any) -> None:
        """Facts about the file as a whole: fields of LoadReport by name."""
        report = replace(self.report, **facts)
        matching = (replace(match, column=hidden(match.column)) for match in report.matching)
        self.report = replace(report, matching=tuple(matching), unmatched=tuple(map(hidden, report.unmatched)))

    def result(self, **facts: Any) -> LoadReport:
        """The report as it stands, with `facts` set; problems in the order of the rows."""
        return replace(
            self.report,
            rows_read=self.rows_read,
            rows_ignored=self.rows_ignored,
            rows_refused=len(self.refused_rows),
            problems=tuple(sorted(self.problems, key=lambda problem: problem.row)),
            problems_counts=tuple(
                ProblemCount(kind[0], self.first_reasons[kind], count) for kind, count in self.kinds.most_common()
            ),
            warnings=tuple(self.warnings),
            findings=(*self.findings, *(each for kept in self.singles.values() for each in _greatest(kept))),
            findings_total=sum(sum(counts.values()) for counts in self.findings_counts.values()),
            findings_counts=self.findings_counts,
            **facts,
        )


def _public(finding: Finding) -> Finding:
    text = hidden_text(finding.text)
    return finding if text is finding.text else replace(finding, text=text)


def _greatest(findings: list[Finding]) -> list[Finding]:
    return sorted(findings, key=lambda finding: -(finding.amount or 0))[:MAX_FINDINGS]


_OTHERWISE = Text("các lý do khác.", "other reasons.")
