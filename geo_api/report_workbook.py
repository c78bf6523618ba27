"""The report of a load as a workbook to send back to the office: its own rows, the faulty cells marked."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from io import BytesIO
from math import isfinite
from pathlib import Path
from typing import IO, Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.comments import Comment
from openpyxl.styles import Font, PatternFill

from layers.errors import WardmapError
from loaders.decode.text import decoded
from loaders.errors import LoadError
from loaders.options import LoadOptions, Mode
from loaders.read.opening import opened
from loaders.report import LoadReport, Problem, Severity, Tally

# A file with more rows is not repeated: only the rows that somebody has to look at.
MOST_ROWS = 50_000
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
    paths: Sequence[Path],
    options: LoadOptions,
    reports: Sequence[LoadReport],
    error: WardmapError | None,
) -> None:
    """“Tóm tắt” with the counts, and a sheet a file with its rows. Text stays text, whatever it begins with."""
    book = Workbook(write_only=True)
    _summary(book, reports, error)
    for number, path in enumerate(paths, start=1):
        own = [report for report in reports if report.file_name == path.name]
        if own:
            _Sheet(book, number, own).write(path, options)
    # Archives that cannot be written leave words of their own behind: it is made in memory, whole.
    whole = BytesIO()
    book.save(whole)
    file.write(whole.getbuffer())


def _summary(book: Any, reports: Sequence[LoadReport], error: WardmapError | None) -> None:
    sheet = book.create_sheet("Tóm tắt")
    sheet.column_dimensions["A"].width = sheet.column_dimensions["B"].width = 40
    if error:
        sheet.append([_cell(sheet, error.detail.vi), _cell(sheet, error.detail.en)])
    for report in reports:
        sheet.append([_cell(sheet, f"{report.file_name} → {report.layer}", bold=True)])
        for name, title in _COUNTS:
            sheet.append([title, getattr(report, name)])
        for match in report.matching:
            sheet.append(
                [_cell(sheet, f"Cột · Column: {match.column}"), _cell(sheet, f"{match.field} ({match.how.vi})")]
            )
        for column in report.unmatched:
            sheet.append([_cell(sheet, f"Cột · Column: {column}"), "không dùng · not used"])
        for warning in report.warnings:
            sheet.append([_cell(sheet, warning.vi), _cell(sheet, warning.en)])
        for check, counts in report.findings_counts.items():
            sheet.append([check, ", ".join(f"{severity}: {count}" for severity, count in counts.items())])


def _cell(sheet: Any, value: Any, *, bold: bool = False) -> Any:
    """A cell that holds `value` and never runs it."""
    if value is None or isinstance(value, bool | int) or (isinstance(value, float) and isfinite(value)):
        return WriteOnlyCell(sheet, value=value)
    printable = "".join(c if c.isprintable() or c in "\n\t" else "\N{REPLACEMENT CHARACTER}" for c in str(value))
    cell = WriteOnlyCell(sheet, value=printable[:_LONGEST])
    cell.data_type = "s"
    cell.quotePrefix = True
    if bold:
        cell.font = Font(bold=True)
    return cell


class _Sheet:
    """One file: its rows, what is wrong with them by row, and the columns of fields."""

    def __init__(self, book: Any, number: int, reports: Sequence[LoadReport]) -> None:
        self.sheet = book.create_sheet(f"Tệp {number}")
        self.problems: dict[int, list[Problem]] = defaultdict(list)
        self.looks: dict[int, list[str]] = defaultdict(list)
        self.columns = {match.field: match.column for report in reports for match in report.matching}
        self.is_whole = max(report.rows_read for report in reports) <= MOST_ROWS
        self.comments = 0
        for report in reports:
            for problem in report.problems:
                self.problems[problem.row].append(problem)
            for finding in report.findings:
                if finding.row is not None and finding.severity is not Severity.NOTE:
                    self.looks[finding.row].append(finding.text.vi)

    def write(self, path: Path, options: LoadOptions) -> None:
        try:
            with opened(path, options) as opened_source:
                source = decoded(
                    opened_source, options.encoding, Tally(LoadReport(layer="", file_name=path.name, mode=Mode.APPEND))
                )
                titles = ("Dòng", *source.columns, "Lý do", "Cần xem")
                self.sheet.append([_cell(self.sheet, title, bold=True) for title in titles])
                for row in source.rows:
                    if self.is_whole or row.number in self.problems or row.number in self.looks:
                        self.sheet.append(list(self._cells(row.number, source.columns, row.values)))
        except LoadError as error:
            self.sheet.append([_cell(self.sheet, error.detail.vi), _cell(self.sheet, error.detail.en)])

    def _cells(self, number: int, columns: Sequence[str], values: dict[str, Any]) -> Iterator[Any]:
        faults = self._faults(number)
        yield number
        for column in columns:
            cell = _cell(self.sheet, values.get(column))
            if column in faults:
                cell.fill = _RED
                self._comment(cell, faults[column])
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
