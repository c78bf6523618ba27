"""Runs `units merge`: the table in one transaction, then what there is to say about it."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.text import Text as Cell

from geo_api.console import err, out, plain_table, print_json
from geo_api.db import owner_connection
from geo_api.embedded import database_urls
from geo_api.progress import rows_progress
from geo_api.report_file import NewFile, new_file, not_reported, write_json
from geo_api.report_tables import print_report
from geo_api.settings import Settings
from layers.errors import WardmapError
from layers.layer import Text
from loaders.errors import LoadRefused
from loaders.options import LoadOptions
from loaders.report import LoadReport
from loaders.units.reform.follow import OWN, Follower
from loaders.units.reform.merge import Law, merge_units
from loaders.units.reform.report import BECAME, Followed, MergeReport

SHOWN = 20
_DONE = Text("Đã ghi xong vào hồ sơ; đừng làm lại.", "It is on record; do not do it again.")
_CHECKED = Text("Đã kiểm tra xong, không ghi gì.", "The check is done; nothing was to be written.")
_LEVELS = {
    "province": Text("Tỉnh", "Provinces"),
    "district": Text("Huyện", "Districts"),
    "commune": Text("Xã", "Communes"),
}


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a command `units merge` asks for. report: where it is written, as JSON."""

    file: Path
    law: Law
    options: LoadOptions
    report: Path | None
    as_json: bool


def run(settings: Settings, wanted: Wanted, followers: Sequence[Follower] = ()) -> None:
    """Put the table on record and print the report.

    Raises NotReported when it is on record and the report could not be written; any other WardmapError when nothing was
    written.
    """
    with new_file(wanted.report, [wanted.file]) as file:
        try:
            report = _merge(settings, wanted, followers)
        except WardmapError as error:
            trouble = _tell(error.report if isinstance(error, LoadRefused) else None, error, wanted, file)
            if trouble:
                err.print(f"✗ {trouble.vi}\n  {trouble.en}", style="red", markup=False)
            raise
        trouble = _tell(report, None, wanted, file)
    if trouble:
        raise not_reported(_DONE if report.done else _CHECKED, [trouble])


def _merge(settings: Settings, wanted: Wanted, followers: Sequence[Follower]) -> MergeReport:
    with (
        database_urls(settings, "units merge") as urls,
        owner_connection(urls.owner) as connection,
        rows_progress(wanted.file.name) as on_rows,
    ):
        return merge_units(connection, wanted.file, wanted.law, wanted.options, (*OWN, *followers), on_rows)


def _tell(report: LoadReport | None, error: WardmapError | None, wanted: Wanted, file: NewFile | None) -> Text | None:
    """Write and print the report; what could not be written."""
    document = _document(report, error)
    trouble = file.write(lambda opened: write_json(document, opened)) if file else None
    if wanted.as_json:
        print_json(document)
    elif report is not None:
        _print(out, report)
    return trouble


def _document(report: LoadReport | None, error: WardmapError | None) -> dict[str, Any]:
    """done: the change is on record. report: None when the table could not be read."""
    words = {"vi": error.detail.vi, "en": error.detail.en} if error else None
    done = error is None and report is not None and report.done
    return {"done": done, "error": words, "report": report.as_json() if report else None}


def _print(console: Console, report: LoadReport) -> None:
    print_report(console, report)
    if not isinstance(report, MergeReport) or not report.units:
        return
    levels = [level for level in _LEVELS if level in report.units]
    headings = ("", *(f"{_LEVELS[level].vi}\n{_LEVELS[level].en}" for level in levels))
    rows = [_counts(became, report, levels) for became in BECAME]
    console.print(plain_table(headings, [row for row in rows if any(row[1:])]))
    for followed in report.followed:
        _print_followed(console, followed)


def _counts(became: str, report: MergeReport, levels: Sequence[str]) -> tuple[Any, ...]:
    words = BECAME[became]
    return f"{words.vi} · {words.en}", *(report.units[level].get(became) for level in levels)


def _print_followed(console: Console, followed: Followed) -> None:
    console.print(Cell(f"  → {followed.what.vi} · {followed.what.en}: {followed.moved}"))
    for words in followed.unresolved[:SHOWN]:
        console.print(Cell(f"    ! {words.vi}\n      {words.en}", style="yellow"))
    if len(followed.unresolved) > SHOWN:
        console.print(Cell(f"    … {len(followed.unresolved)} (--report F.json)", style="yellow"))
