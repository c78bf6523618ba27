"""Reports and records of loads as tables in a terminal. Files' words are printed as they are, never as markup."""

from collections.abc import Mapping, Sequence
from typing import Any

from rich.console import Console
from rich.table import Table
from rich.text import Text as Cell

from geo_api.console import plain_table
from loaders.report import Finding, LoadReport, Problem, ProblemCount, Severity, kind_of
from loaders.titles import CHECKS, field_words

SHOWN_REASONS = 6
SERIOUS_FIRST = (Severity.WARNING, Severity.REPAIRED, Severity.NOTE)
SHOWN_ROWS = 5
# What PROJ says where no coordinate moves.
_NO_SHIFT = ("axis order change", "Null geographic offset", "noop", "No operation")
_SAME = {"OGC:CRS84": "WGS 84", "EPSG:4326": "WGS 84 (EPSG:4326)"}
# A shift that is exact by definition is no better than how its numbers are written.
_FINEST_M = 0.01


def print_report(console: Console, report: LoadReport) -> None:
    """Counts, coordinates, warnings, and what is wrong with rows."""
    console.print(Cell(_summary(report), style="green" if not report.problems else ""))
    if report.source_crs:
        console.print(Cell(f"  {_coordinates(report)}"))
    if report.matching:
        used = ", ".join(f"{field_words(report.layer, m.field).vi} ← {m.column}" for m in report.matching)
        console.print(Cell(f"  Cột đã dùng · Columns used: {used}"))
    if report.unmatched:
        console.print(Cell(f"  Cột không dùng · Columns not used: {', '.join(report.unmatched)}"))
    for warning in report.warnings:
        console.print(Cell(f"  ! {warning.vi}\n    {warning.en}", style="yellow"))
    print_findings(console, report.findings, report.findings_counts)
    if report.problems:
        print_problems(console, report)


def _coordinates(report: LoadReport) -> str:
    """What became of the coordinates, without the words of PROJ, which the JSON has."""
    steps = (report.operation or "").split(" + ")
    name = _SAME.get(report.source_crs or "", report.source_crs)
    if all(step.startswith(_NO_SHIFT) for step in steps):
        return f"Tọa độ · Coordinates: {name}, không chuyển đổi · not converted"
    how = "độ chính xác không rõ · of unknown accuracy"
    if report.accuracy_m is not None:
        metres = max(report.accuracy_m, _FINEST_M)
        how = f"chính xác khoảng {metres:g} m · to about {metres:g} m"
    return f"Tọa độ · Coordinates: {name} → WGS 84 (EPSG:4326), {how}"


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
    title = CHECKS.get(finding.check)
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
    title = CHECKS.get(first.check)
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


def print_problems(console: Console, report: LoadReport) -> None:
    """Each kind of reason once for a field, the most frequent first, with the first rows it is true of: some lines."""
    alike: dict[tuple[str | None, str], list[Problem]] = {}
    for problem in report.problems:
        alike.setdefault((problem.field, kind_of(problem.reason.en)), []).append(problem)
    kinds = report.problems_counts or _counted(alike)
    console.print(Cell("  Dòng bị từ chối · Rows refused (từng dòng · each: --report F.xlsx, F.json)"))
    for kind in kinds[:SHOWN_REASONS]:
        console.print(
            Cell(_reason_line(report, kind, alike.get((kind.field, kind_of(kind.reason.en)), [])), style="red")
        )
        console.print(Cell(f"      {kind.reason.en}"))
    if len(kinds) > SHOWN_REASONS:
        console.print(Cell(f"  … và {len(kinds) - SHOWN_REASONS} loại lỗi khác · and that many other kinds"))
    if (total := sum(kind.count for kind in kinds)) > len(report.problems):
        listed = f"{len(report.problems)} / {total}"
        console.print(Cell(f"  Báo cáo chỉ liệt kê {listed} lỗi đầu · the report lists the first {listed} only"))


def _counted(alike: Mapping[tuple[str | None, str], Sequence[Problem]]) -> tuple[ProblemCount, ...]:
    """Of a report that was stored without counts."""
    found = (ProblemCount(group[0].field, group[0].reason, len(group)) for group in alike.values())
    return tuple(sorted(found, key=lambda kind: -kind.count))


def _reason_line(report: LoadReport, kind: ProblemCount, group: Sequence[Problem]) -> str:
    rows = _first_of([str(problem.row) for problem in group])
    values = _first_of(list(dict.fromkeys(f"“{problem.value}”" for problem in group if problem.value)))
    field = field_words(report.layer, kind.field).vi if kind.field else ""
    named = " ".join(word for word in (field, values) if word)
    where = f" (dòng · row {rows})" if rows else ""
    return f"  ✗ {kind.count} × {named + ': ' if named else ''}{kind.reason.vi}{where}"


def _first_of(words: Sequence[str]) -> str:
    return ", ".join(words[:SHOWN_ROWS]) + (" …" if len(words) > SHOWN_ROWS else "")
