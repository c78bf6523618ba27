"""Runs `indicators load`: the table in one transaction, then what there is to say about it."""

from typing import Any

from geo_api.audit import Action, Event, command_line, record
from geo_api.console import out, print_json
from geo_api.db import owner_connection
from geo_api.embedded import database_urls
from geo_api.progress import rows_progress
from geo_api.report_tables import print_report
from geo_api.settings import Settings
from layers.errors import WardmapError
from loaders.errors import LoadRefused
from loaders.indicators.load import Wanted, load_figures
from loaders.report import LoadReport


def run(settings: Settings, wanted: Wanted, *, as_json: bool) -> None:
    """Load the table and print the report. Raises WardmapError when nothing was written."""
    try:
        report = _load(settings, wanted)
    except WardmapError as error:
        _tell(error.report if isinstance(error, LoadRefused) else None, error, as_json=as_json)
        raise
    _tell(report, None, as_json=as_json)


def _load(settings: Settings, wanted: Wanted) -> LoadReport:
    with (
        database_urls(settings, "indicators load") as urls,
        owner_connection(urls.owner) as connection,
        rows_progress(wanted.path.name) as on_rows,
    ):
        report = load_figures(connection, wanted, on_rows)
        if report.load_id is not None:
            details = {"layer": report.layer, "mode": report.mode.value, "rows": report.rows_written}
            record(connection, Event(Action.LOADED, command_line(), f"load/{report.load_id}", details))
        return report


def _tell(report: LoadReport | None, error: WardmapError | None, *, as_json: bool) -> None:
    if as_json:
        print_json(_document(report, error))
    elif report is not None:
        print_report(out, report)


def _document(report: LoadReport | None, error: WardmapError | None) -> dict[str, Any]:
    """done: the figures are on record. report: None when the table could not be read."""
    words = {"vi": error.detail.vi, "en": error.detail.en} if error else None
    done = error is None and report is not None and report.done
    return {"done": done, "error": words, "report": report.as_json() if report else None}
