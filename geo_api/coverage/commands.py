"""`wardmap coverage …`: calculate rules, and read the result in a terminal."""

import os
from dataclasses import asdict
from datetime import date, datetime
from typing import Annotated, Any

import typer
from rich.table import Column, Table
from sqlalchemy import Connection, Row

from geo_api.console import out, plain_table, print_json
from geo_api.coverage.ask.documents import Gap, UnitCoverage, gap_document, unit_coverage
from geo_api.coverage.ask.lookup import read, unit_of
from geo_api.coverage.ask.queries import GapsRequest, gaps_statement, unit_statement
from geo_api.coverage.evaluate.run import RunSummary, run
from geo_api.coverage.keep import keeper
from geo_api.coverage.keep.refresh import refresh_all
from geo_api.coverage.rules.book import rule_book
from geo_api.coverage.rules.rule import Rule
from geo_api.coverage.rules.shipped import in_order
from geo_api.days import today
from geo_api.db import owner_connection
from geo_api.embedded import database_urls
from geo_api.errors import CommandFailed
from geo_api.process import end_with_parent
from geo_api.settings import Settings
from layers.layer import Text
from layers.registry import all_layers

coverage = typer.Typer(
    name="coverage", help="Mức độ phủ theo tiêu chí · Coverage by rule.", no_args_is_help=True, add_completion=False
)

# People who wait for an answer come first.
_NICENESS = 5
_UP_TO_DATE = "Mọi kết quả đều theo dữ liệu hiện tại · All results are those of the data as it is"
# Gaps that a report lists for each rule.
SHOWN_GAPS = 1000
# The owner reads the views behind all audiences.
SCHEMA = "layer"
OUTCOMES = {
    "pass": Text("đạt", "pass"),
    "fail": Text("chưa đạt", "fail"),
    "unknown": Text("chưa đủ dữ liệu", "unknown"),
    "not_applicable": Text("không áp dụng", "not applicable"),
}
At = Annotated[
    datetime | None,
    typer.Option(formats=["%Y-%m-%d"], help="Đơn vị hành chính của ngày nào · Units of which day; today if absent."),
]
AsJson = Annotated[bool, typer.Option("--json", help="Cho máy đọc · For a machine to read.")]


@coverage.command("run")
def run_command(
    names: Annotated[
        list[str] | None,
        typer.Argument(metavar="[RULE]...", help="Mã tiêu chí · Ids of rules; all when none is given."),
    ] = None,
    at: At = None,
    as_json: AsJson = False,
) -> None:
    """Tính mức độ phủ · Evaluate coverage rules.

    The result holds from that day until the next one calculated, for units that are the same. Places and devices are
    those known now, whatever the day.

    Example: wardmap coverage run wifi.public-place --at 2026-01-31
    """
    day = _day(at)
    with database_urls(Settings(), "coverage run") as urls, owner_connection(urls.owner) as connection:
        summaries = [run(connection, rule, day) for rule in _rules(connection, names or [], day)]
    if as_json:
        print_json([asdict(summary) for summary in summaries])
    else:
        out.print(_summary_table(summaries))


@coverage.command("keep")
def keep_command(
    once: Annotated[bool, typer.Option("--once", help="Làm một lần rồi dừng · Do it once, then stop.")] = False,
    parent: Annotated[
        int | None, typer.Option(hidden=True, metavar="PID", help="Dừng khi tiến trình này dừng · Ends with it.")
    ] = None,
) -> None:
    """Tính lại khi dữ liệu đổi, cho đến khi dừng · Follow what is written, until stopped.

    `wardmap up` tự chạy việc này · `wardmap up` runs it.

    Ví dụ · Example: wardmap coverage keep --once
    """
    os.nice(_NICENESS)
    if parent is not None:
        end_with_parent(parent)
    if not once:
        keeper.run(Settings())
        return
    with database_urls(Settings(), "coverage keep") as urls, owner_connection(urls.owner) as connection:
        done = list(refresh_all(connection, today()))
    out.print(", ".join(each.rule for each in done) or _UP_TO_DATE, markup=False)


@coverage.command("report")
def report_command(
    unit: Annotated[
        str, typer.Argument(metavar="UNIT", help="Mã hoặc tên đơn vị · Code or name of a unit, as of that day.")
    ],
    at: At = None,
    as_json: AsJson = False,
) -> None:
    """Kết quả của một đơn vị và các điểm còn thiếu · The result of one unit and what is missing in it.

    Example: wardmap coverage report 13777 --at 2025-06-30
    """
    day = _day(at)
    with database_urls(Settings(), "coverage report") as urls, owner_connection(urls.owner) as connection:
        found = unit_of(connection, unit, day)
        results = read(connection, unit_statement(SCHEMA, found.id, day))
        gaps = {row.rule: _gaps(connection, row.rule, day, found.id) for row in results}
    if as_json:
        print_json({"at": day, "at_is_default": at is None, **_report_document(found, results, gaps)})
    else:
        _print_report(found, results, gaps)


def _day(at: datetime | None) -> date:
    return at.date() if at else today()


def _rules(connection: Connection, names: list[str], at: date) -> list[Rule]:
    """The rules of these ids, all in force on that day when there are none.

    Raises CommandFailed naming those that exist.
    """
    known = rule_book(connection).rules
    for name in names:
        if name not in known:
            listed = ", ".join(known)
            raise CommandFailed(
                f"Không có tiêu chí “{name}”. Các tiêu chí: {listed}.", f"There is no rule “{name}”. Rules: {listed}."
            )
    return in_order(rule for rule in known.values() if rule.id in names or (not names and rule.is_in_force(at)))


def _gaps(connection: Connection, rule: str, at: date, unit: int) -> list[Gap]:
    rows = read(connection, gaps_statement(SCHEMA, GapsRequest(rule=rule, at=at, unit=unit, limit=SHOWN_GAPS)))
    return [gap_document(row) for row in rows[:SHOWN_GAPS] if row.id is not None]


def _report_document(
    unit: Row[*tuple[Any, ...]], results: list[Row[*tuple[Any, ...]]], gaps: dict[str, list[Gap]]
) -> dict[str, Any]:
    rules = [
        {
            "rule": row.rule,
            "version": row.version,
            "calculated_for": row.calculated_for,
            **unit_coverage(row).model_dump(include={"outcome", "share", "subjects", "passed", "failed", "unknown"}),
            "gaps": [gap.model_dump() for gap in gaps[row.rule]],
        }
        for row in results
    ]
    return {"unit_id": unit.id, "code": unit.code, "full_name": unit.full_name, "rules": rules}


def _print_report(
    unit: Row[*tuple[Any, ...]], results: list[Row[*tuple[Any, ...]]], gaps: dict[str, list[Gap]]
) -> None:
    out.print(f"{unit.full_name} ({unit.code})", style="bold", markup=False)
    if not results:
        out.print("Chưa có kết quả cho đơn vị này · No rule has a result for this unit.")
    for row in results:
        out.print(_result_table(row))
        if gaps[row.rule]:
            out.print(_gaps_table(gaps[row.rule]))


def _summary_table(summaries: list[RunSummary]) -> Table:
    counts = ("Địa điểm\nPlaces", "Đạt\nPass", "Chưa đạt\nFail", "Chưa rõ\nUnknown", "Đơn vị\nUnits")
    columns: tuple[str | Column, ...] = ("Tiêu chí\nRule", Column("Ngày\nDay", no_wrap=True), *map(_numbers, counts))
    rows = ((s.rule, s.at, s.subjects, s.passed, s.failed, s.unknown, s.units) for s in summaries)
    return plain_table(columns, rows)


def _result_table(row: Row[*tuple[Any, ...]]) -> Table:
    figures = ("Tỷ lệ\nShare", "Đạt\nPass", "Chưa đạt\nFail", "Chưa rõ\nUnknown")
    columns: tuple[str | Column, ...] = ("Tiêu chí\nRule", "Kết quả\nResult", *map(_numbers, figures))
    title = f"{row.title_vi}\n{row.title_en or row.rule}"
    return plain_table(columns, [(title, _outcome(row.outcome), *_figures(unit_coverage(row)))])


def _numbers(heading: str) -> Column:
    return Column(heading, justify="right")


def _figures(result: UnitCoverage) -> tuple[str, ...]:
    share = "–" if result.share is None else f"{result.share:.1%}"
    counts = (result.passed, result.failed, result.unknown)
    return (share, *("–" if count is None else str(count) for count in counts))


def _gaps_table(gaps: list[Gap]) -> Table:
    columns: tuple[str | Column, ...] = (
        "Còn thiếu\nGap",
        "Loại\nKind",
        "Kết quả\nResult",
        _numbers("Gần nhất\nNearest (m)"),
    )
    return plain_table(columns, map(_gap_cells, gaps))


def _gap_cells(gap: Gap) -> tuple[str, ...]:
    distance = "–" if gap.distance_m is None else f"{gap.distance_m:,.0f}"
    return gap.name or f"#{gap.id}", all_layers()[gap.layer].title.vi, _outcome(gap.outcome), distance


def _outcome(outcome: str) -> str:
    words = OUTCOMES[outcome]
    return f"{words.vi} · {words.en}"
