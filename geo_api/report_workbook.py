"""The report of a load as a workbook to send back to the office: its own rows, the faulty cells marked."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from io import BytesIO
from math import isfinite
from pathlib import Path
from typing import IO, Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.comments import Comment
from openpyxl.styles import Font, PatternFill

from geo_api.identity import NOBODY, Identity
from geo_api.language import DEFAULT
from geo_api.workbook import of_agency
from layers.errors import WardmapError
from layers.layer import Text
from loaders.batch import Batch
from loaders.decode.text import decoded
from loaders.errors import LoadError
from loaders.options import LoadOptions, Mode
from loaders.personal import hidden
from loaders.read.opening import opened
from loaders.report import LoadReport, Problem, Severity, Tally
from loaders.source import Source
from loaders.titles import CHECKS, SEVERITIES, field_words

# A file with more rows is not repeated: only the rows that somebody has to look at.
MOST_ROWS = 50_000
MOST_CELLS = 1_000_000
_MOST_COMMENTS = 2_000
_LONGEST = 32_000
_RED = PatternFill("solid", fgColor="FFC7CE")
_YELLOW = PatternFill("solid", fgColor="FFEB9C")
_COUNTS = (
    ("rows_read", "Số dòng đọc · Rows read"),
    ("rows_written", "Số dòng ghi · Rows written"),
    ("rows_refused", "Số dòng bị từ chối · Rows refused"),
    ("rows_ignored", "Số dòng bỏ qua · Rows ignored"),
    ("rows_removed", "Số dòng xóa khỏi lớp · Rows removed"),
)


def write_workbook(
    file: IO[bytes],
    files: Sequence[tuple[Path, Sequence[LoadReport]]],
    options: LoadOptions,
    error: WardmapError | None,
    who: Identity = NOBODY,
) -> None:
    """“Tóm tắt” with the counts, and a sheet a file with its rows. Text stays text, whatever it begins with.

    files: each with its reports. who: whose map they are for. Numbers of people are hidden in the cells too, for the
    workbook is sent around.
    """
    book = Workbook(write_only=True)
    book.properties.creator = who.made_by(DEFAULT)
    _summary(book, [report for _, reports in files for report in reports], error, who)
    for number, (path, reports) in enumerate(files, start=1):
        if reports:
            _Sheet(book, number, reports).write(path, options)
    # Archives that cannot be written leave words of their own behind: it is made in memory, whole.
    whole = BytesIO()
    book.save(whole)
    file.write(whole.getbuffer())


def _summary(book: Any, reports: Sequence[LoadReport], error: WardmapError | None, who: Identity) -> None:
    sheet = book.create_sheet("Tóm tắt")
    sheet.column_dimensions["A"].width = sheet.column_dimensions["B"].width = 40
    for words in of_agency(who):
        sheet.append([_cell(sheet, each) for each in words])
    if error:
        sheet.append([_cell(sheet, error.detail.vi), _cell(sheet, error.detail.en)])
    for report in reports:
        sheet.append([_cell(sheet, f"{report.file_name} → {report.layer}", bold=True)])
        for name, title in _COUNTS:
            sheet.append([title, getattr(report, name)])
        if sum(kind.count for kind in report.problems_counts) > len(report.problems):
            sheet.append(["Số lỗi được liệt kê · Problems listed", len(report.problems)])
        for match in report.matching:
            field = f"{field_words(report.layer, match.field).vi}: {match.how.vi}"
            sheet.append([_cell(sheet, f"Cột · Column: {match.column}"), _cell(sheet, field)])
        for column in report.unmatched:
            sheet.append([_cell(sheet, f"Cột · Column: {column}"), "không dùng · not used"])
        for warning in report.warnings:
            sheet.append([_cell(sheet, warning.vi), _cell(sheet, warning.en)])
        for check, counts in report.findings_counts.items():
            sheet.append([_cell(sheet, words) for words in _counted(check, counts)])


def _counted(check: str, counts: Mapping[str, int]) -> tuple[str, str]:
    title = CHECKS.get(check, Text(check, check))
    severities = ((SEVERITIES.get(name, Text(name, name)), count) for name, count in counts.items())
    return f"{title.vi} · {title.en}", ", ".join(f"{words.vi} · {words.en}: {count}" for words, count in severities)


def _cell(sheet: Any, value: Any, *, bold: bool = False) -> Any:
    """A cell that holds `value` and never runs it."""
    is_number = isinstance(value, bool | int) or (isinstance(value, float) and isfinite(value))
    text = hidden(_as_text(value))
    if value is None or (is_number and text == str(value)):
        return WriteOnlyCell(sheet, value=value)
    printable = "".join(c if c.isprintable() or c in "\n\t" else "\N{REPLACEMENT CHARACTER}" for c in text)
    cell = WriteOnlyCell(sheet, value=printable[:_LONGEST])
    cell.data_type = "s"
    cell.quotePrefix = True
    if bold:
        cell.font = Font(bold=True)
    return cell


def _as_text(value: Any) -> str:
    """Bytes that are in no encoding that the column is in, a letter each."""
    return value.decode("latin-1") if isinstance(value, bytes) else str(value)


class _Sheet:
    """One file: its rows, what is wrong with them by row, and the columns of fields."""

    def __init__(self, book: Any, number: int, reports: Sequence[LoadReport]) -> None:
        self.sheet = book.create_sheet(f"Tệp {number}")
        self.problems: dict[int, list[Problem]] = defaultdict(list)
        self.looks: dict[int, list[str]] = defaultdict(list)
        self.columns = {match.field: match.column for report in reports for match in report.matching}
        self.encodings = {column: label for report in reports for column, label in report.encodings.items()}
        self.rows_read = max(report.rows_read for report in reports)
        self.comments = 0
        for report in reports:
            for problem in report.problems:
                self.problems[problem.row].append(problem)
            for finding in report.findings:
                if finding.row is not None and finding.severity is not Severity.NOTE:
                    self.looks[finding.row].append(finding.text.vi)

    def write(self, path: Path, options: LoadOptions) -> None:
        tally = Tally(LoadReport(layer="", file_name=path.name, mode=Mode.APPEND))
        try:
            with opened(path, options) as opened_source:
                source = decoded(opened_source, options.encoding, tally, settled=self.encodings)
                titles = ("Dòng", *source.columns, "Lý do", "Cần xem")
                self.sheet.append([_cell(self.sheet, title, bold=True) for title in titles])
                self._rows(source)
        except LoadError as error:
            self.sheet.append([_cell(self.sheet, error.detail.vi), _cell(self.sheet, error.detail.en)])

    def _rows(self, source: Source) -> None:
        is_whole = self.rows_read <= MOST_ROWS and self.rows_read * len(source.columns) <= MOST_CELLS
        left = self.rows_read if is_whole else len(self.problems.keys() | self.looks.keys())
        for batch in source.batches if left else ():
            for at, number in enumerate(batch.numbers):
                if is_whole or number in self.problems or number in self.looks:
                    self.sheet.append(list(self._cells(number, source.columns, batch, at)))
                    left -= 1
            if left <= 0:
                break

    def _cells(self, number: int, columns: Sequence[str], batch: Batch, at: int) -> Iterator[Any]:
        faults = self._faults(number)
        yield number
        for column in columns:
            cell = _cell(self.sheet, batch.columns[column][at] if column in batch.columns else None)
            # Reports name columns without the numbers of people.
            if fault := faults.get(hidden(column)):
                cell.fill = _RED
                self._comment(cell, fault)
            yield cell
        yield self._reasons("\n".join(self._lines(number)), _RED)
        yield self._reasons("\n".join(self.looks.get(number, ())), _YELLOW)

    def _faults(self, number: int) -> dict[str, str]:
        """Column → what is wrong with its cell in that row."""
        found: dict[str, str] = {}
        for problem in self.problems.get(number, ()):
            names = ("lon", "lat", "wkt") if problem.field == "geometry" else (problem.field or "",)
            found |= {self.columns[name]: problem.reason.vi for name in names if name in self.columns}
        return found

    def _lines(self, number: int) -> Iterator[str]:
        for problem in self.problems.get(number, ()):
            where = self.columns.get(problem.field or "", problem.field or "")
            yield f"{where}: {problem.reason.vi}" if where else problem.reason.vi

    def _reasons(self, words: str, fill: PatternFill) -> Any:
        cell = _cell(self.sheet, words or None)
        if words:
            cell.fill = fill
        return cell

    def _comment(self, cell: Any, words: str) -> None:
        self.comments += 1
        if self.comments <= _MOST_COMMENTS:
            cell.comment = Comment(words, "wardmap")
