"""Reports and records of loads as tables in a terminal. Files' words are printed as they are, never as markup."""

from collections.abc import Iterable, Sequence
from typing import Any

from rich.console import Console
from rich.table import Table
from rich.text import Text as Cell

from loaders.report import LoadReport

SHOWN_PROBLEMS = 20


def plain_table(title: str, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> Table:
    """A table whose cells are plain text."""
    table = Table(title=Cell(title), title_justify="left")
    for column in columns:
        table.add_column(column, overflow="fold")
    for row in rows:
        table.add_row(*(Cell("" if cell is None else str(cell)) for cell in row))
    return table


def print_report(console: Console, report: LoadReport) -> None:
    """Counts, coordinates, warnings, and the first problems."""
    console.print(Cell(_summary(report), style="green" if not report.problems else ""))
    if report.source_crs:
        accuracy = "?" if report.accuracy_m is None else f"{report.accuracy_m:g}"
        console.print(Cell(f"  {report.source_crs} → EPSG:4326 · {report.operation} · ± {accuracy} m"))
    if report.unmatched:
        console.print(Cell(f"  Cột không dùng · Columns not used: {', '.join(report.unmatched)}"))
    for warning in report.warnings:
        console.print(Cell(f"  ! {warning.vi}\n    {warning.en}", style="yellow"))
    if report.problems:
        console.print(_problems(report))


def _summary(report: LoadReport) -> str:
    number = f" · № {report.load_id}" if report.load_id else ""
    dry = " · chỉ kiểm tra, không ghi · dry run" if report.dry_run else ""
    head = f"{report.file_name} → {report.layer} ({report.mode.value}){number}{dry}"
    counts = (
        f"đọc · read {report.rows_read}, ghi · written {report.rows_written}",
        f"từ chối · refused {report.rows_refused}, bỏ qua · ignored {report.rows_ignored}",
        f"xoá · removed {report.rows_removed}",
    )
    return f"{'•' if report.problems else '✓'} {head}\n  {', '.join(counts)}"


def _problems(report: LoadReport) -> Table:
    shown = report.problems[:SHOWN_PROBLEMS]
    more = len(report.problems) - len(shown)
    title = "Dòng bị từ chối · Rows refused" + (f" (+ {more} … --report F.json)" if more else "")
    columns = ("Dòng · Row", "Trường · Field", "Giá trị · Value", "Lý do · Reason")
    rows = ((p.row, p.field, p.value, f"{p.reason.vi}\n{p.reason.en}") for p in shown)
    return plain_table(title, columns, rows)
