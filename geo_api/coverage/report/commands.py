"""`wardmap report`: what is covered and what is missing in one commune, as one file."""

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from geo_api.audit import Action, Event, command_line, record
from geo_api.console import out
from geo_api.days import today
from geo_api.db import owner_connection
from geo_api.embedded import database_urls
from geo_api.errors import CommandFailed
from geo_api.identity import identity_of
from geo_api.out_file import file_trouble_explained, replaced
from geo_api.settings import Settings

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from geo_api.coverage.report.gather import Gathered


def report(
    unit: Annotated[
        str, typer.Argument(metavar="UNIT", help="Mã hoặc tên xã, phường, thôn · Code or name of a commune or hamlet.")
    ],
    file: Annotated[Path, typer.Option("--out", metavar="F.html", help="Tệp sẽ ghi · The file to write.")],
    at: Annotated[
        datetime | None,
        typer.Option(formats=["%Y-%m-%d"], help="Kết quả của ngày nào · Results of which day; today if absent."),
    ] = None,
    lang: Annotated[Literal["vi", "en"], typer.Option(help="Ngôn ngữ chính · The main language.")] = "vi",
) -> None:
    """Báo cáo mức độ phủ của một xã, một tệp mở không cần mạng · The coverage report of a commune.

    One HTML file with map and tables that opens with no network. It is for planners: of dwellings it tells shares only.

    Ví dụ · Example: wardmap report 13669 --out bao-cao.html --at 2025-07-01
    """
    from geo_api.coverage.report.gather import calculated, gather  # noqa: PLC0415  # heavy: no other command should wait for it
    from geo_api.coverage.report.page import render  # noqa: PLC0415  # as above

    _check_ending(file)
    day = at.date() if at else today()
    settings = Settings()
    with file_trouble_explained(file), replaced(file) as written, database_urls(settings, "report") as urls:
        with owner_connection(urls.owner) as connection:
            gathered = gather(connection, unit, day)
            _record(connection, gathered)
            days = None if gathered.results else calculated(connection)
        written.write(render(gathered, lang, datetime.now(UTC), identity_of(settings)).encode())
    out.print(f"✓ {file}: {gathered.unit.full_name}, {file.stat().st_size:,} byte", markup=False)
    if days:
        out.print(f"! {days.vi}\n  {days.en}", markup=False)


def _check_ending(file: Path) -> None:
    """Raises CommandFailed for a name under which programs would take the file for something else."""
    if file.suffix.lower() not in (".html", ".htm"):
        raise CommandFailed(
            f"Báo cáo là tệp HTML, tên phải kết thúc bằng .html: {file}. Bảng điểm PDF, XLSX: ở trang /planner.",
            f"The report is an HTML file, its name must end in .html: {file}. Scorecards (PDF, XLSX): at /planner.",
        )


def _record(connection: "Connection", gathered: "Gathered") -> None:
    """A file for planners leaves the house: who made it, of which unit."""
    details = {"unit": gathered.unit.id, "at": gathered.at.isoformat(), "as": "report"}
    record(connection, Event(Action.EXPORTED, command_line(), "coverage_gaps", details))
