"""Reports and records of loads as tables in a terminal. Files' words are printed as they are, never as markup."""

from collections.abc import Mapping, Sequence
from typing import Any

from rich.console import Console
from rich.table import Table
from rich.text import Text as Cell

from geo_api.console import plain_table
from layers.layer import Text
from loaders.report import Finding, LoadReport, Problem, Severity
from loaders.units.titles import TITLES

SHOWN_REASONS = 6
SERIOUS_FIRST = (Severity.WARNING, Severity.REPAIRED, Severity.NOTE)
SHOWN_ROWS = 5
_TITLES = TITLES | {
    "reading": Text("Đọc tệp", "Reading"),
    "encoding": Text("Bảng mã chữ", "Encoding"),
    "mixed_encoding": Text("Lẫn bảng mã", "Mixed encodings"),
    "cut_text": Text("Chữ bị cắt", "Text cut off"),
    "lost_letter": Text("Chữ bị mất", "Letters lost"),
    "crs": Text("Hệ tọa độ", "Coordinate system"),
    "far": Text("Xa mọi đơn vị", "Far from every unit"),
    "two_pairs": Text("Hai cặp tọa độ khác nhau", "Two pairs of coordinates differ"),
    "duplicate": Text("Có thể trùng", "Perhaps there twice"),
    "outside_unit": Text("Ngoài đơn vị đã ghi", "Outside the unit named"),
    "personal": Text("Bỏ số của cá nhân", "Personal numbers taken out"),
    "flattened": Text("Bỏ độ cao", "Heights left out"),
}


def print_report(console: Console, report: LoadReport) -> None:
    """Counts, coordinates, warnings, and what is wrong with rows."""
    console.print(Cell(_summary(report), style="green" if not report.problems else ""))
    if report.source_crs:
        accuracy = "?" if report.accuracy_m is None else f"{report.accuracy_m:g}"
        console.print(Cell(f"  {report.source_crs} → EPSG:4326 · {report.operation} · ± {accuracy} m"))
    if report.matching:
        used = ", ".join(f"{match.field} ← {match.column}" for match in report.matching)
        console.print(Cell(f"  Cột đã dùng · Columns used: {used}"))
    if report.unmatched:
        console.print(Cell(f"  Cột không dùng · Columns not used: {', '.join(report.unmatched)}"))
    for warning in report.warnings:
        console.print(Cell(f"  ! {warning.vi}\n    {warning.en}", style="yellow"))
    print_findings(console, report.findings, report.findings_counts)
    if report.problems:
        print_problems(console, report.problems)


def _summary(report: LoadReport) -> str:
    number = f" · № {report.load_id}" if report.load_id else ""
    dry = " · chỉ kiểm tra, không ghi · dry run" if report.dry_run else ""
    head = f"{report.file_name} → {report.layer} ({report.mode.value}){number}{dry}"
    counts = (
        f"đọc · read {report.rows_read}, ghi · written {report.rows_written}",
        f"từ chối · refused {report.rows_refused}, bỏ qua · ignored {report.rows_ignored}",
        f"xóa · removed {report.rows_removed}",
    )
    return f"{'•' if report.problems else '✓'} {head}\n  {', '.join(counts)}"


def print_findings(console: Console, findings: Sequence[Finding], counts: Mapping[str, Mapping[str, int]]) -> None:
    """What was found in rows that were taken: a line each for the file as a whole, a table of what is about units."""
    about_units = {finding.check for finding in findings if finding.units}
    for group in _alike([finding for finding in findings if finding.check not in about_units]):
        for finding in group[:SHOWN_ROWS]:
            console.print(Cell(_finding_line(finding), style=_style(finding)))
        hidden = int(_count(group, counts)) - len(group[:SHOWN_ROWS])
        if hidden:
            console.print(Cell(f"    … và {hidden} chỗ khác như vậy · and {hidden} more of this kind"))
    if about_units:
        rest = [finding for finding in findings if finding.check in about_units]
        console.print(findings_table(rest, counts, "--report F.json"))


def _finding_line(finding: Finding) -> str:
    title = _TITLES.get(finding.check)
    mark = "•" if finding.severity is Severity.NOTE else "!"
    name = f"{title.vi} · {title.en}: " if title else ""
    return f"  {mark} {name}{finding.text.vi}\n    {finding.text.en}"


def _style(finding: Finding) -> str:
    return "yellow" if finding.severity is Severity.WARNING else ""


def findings_table(findings: Sequence[Finding], counts: Mapping[str, Mapping[str, int]], whole: str) -> Table:
    """A line a check and severity: how many, and the greatest. whole: the option that lists them."""
    columns = ("Kiểm tra · Check", "Số · Count", "Lớn nhất · Greatest", "Ở · Where", "Đơn vị · Units")
    title = f"Phát hiện · Findings (đầy đủ · all: {whole})"
    return plain_table(columns, (_finding_cells(group, counts) for group in _alike(findings)), title)


def _alike(findings: Sequence[Finding]) -> list[list[Finding]]:
    """Findings by check and severity, the serious first; of one severity in the order in which they were made."""
    alike: dict[tuple[str, Severity], list[Finding]] = {}
    for finding in findings:
        alike.setdefault((finding.check, finding.severity), []).append(finding)
    return sorted(alike.values(), key=lambda group: SERIOUS_FIRST.index(group[0].severity))


def _finding_cells(group: Sequence[Finding], counts: Mapping[str, Mapping[str, int]]) -> tuple[Any, ...]:
    first = group[0]
    title = _TITLES.get(first.check)
    check = f"{title.vi}\n{title.en}" if title else first.check
    where = f"{first.where[0]:.5f}, {first.where[1]:.5f}" if first.where else ""
    amount = f"{_amount(first)}\n" if first.amount is not None else ""
    words = f"{amount}{first.text.vi}\n{first.text.en}"
    return Cell(check, style=_style(first)), _count(group, counts), words, where, "\n".join(first.units)


def _count(group: Sequence[Finding], counts: Mapping[str, Mapping[str, int]]) -> str:
    return str(counts.get(group[0].check, {}).get(group[0].severity.value, len(group)))


def _amount(finding: Finding) -> str:
    unit = {"m": " m", "m2": " m²", "km2": " km²", "percent": " %"}.get(finding.measure or "", "")
    return f"{finding.amount:,.1f}{unit}"


def print_problems(console: Console, problems: Sequence[Problem]) -> None:
    """Each reason once for a field, the most frequent first, with the first rows it is true of: some lines at most."""
    alike: dict[tuple[str | None, Text], list[Problem]] = {}
    for problem in problems:
        alike.setdefault((problem.field, problem.reason), []).append(problem)
    groups = sorted(alike.values(), key=lambda group: -len(group))
    console.print(Cell("  Dòng bị từ chối · Rows refused (đầy đủ · all: --report F.xlsx, F.json)"))
    for group in groups[:SHOWN_REASONS]:
        console.print(Cell(_reason_line(group), style="red"))
        console.print(Cell(f"      {group[0].reason.en}"))
    if len(groups) > SHOWN_REASONS:
        console.print(Cell(f"  … và {len(groups) - SHOWN_REASONS} loại lỗi khác · and that many other kinds"))


def _reason_line(group: Sequence[Problem]) -> str:
    first = group[0]
    rows = _first_of([str(problem.row) for problem in group])
    values = _first_of(list(dict.fromkeys(f"“{problem.value}”" for problem in group if problem.value)))
    named = " ".join(word for word in (first.field, values) if word)
    return f"  ✗ {len(group)} × {named + ': ' if named else ''}{first.reason.vi} (dòng · row {rows})"


def _first_of(words: Sequence[str]) -> str:
    return ", ".join(words[:SHOWN_ROWS]) + (" …" if len(words) > SHOWN_ROWS else "")
