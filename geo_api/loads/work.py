"""Runs the command `load`: all its files in one transaction, then what there is to say about them."""

from pathlib import Path
from typing import Any

from sqlalchemy import Connection

from geo_api.audit import command_line
from geo_api.console import err, out, print_json
from geo_api.db import owner_connection
from geo_api.embedded import database_urls
from geo_api.errors import CommandFailed
from geo_api.identity import Identity, identity_of
from geo_api.loads.mapping import MAPPING, write_mapping
from geo_api.loads.recorded import record_loads
from geo_api.loads.targets import load_file
from geo_api.loads.wanted import OSM, Wanted
from geo_api.progress import rows_progress
from geo_api.report_file import NewFile, is_workbook, new_file, not_reported, write_json
from geo_api.report_tables import print_report
from geo_api.report_workbook import write_workbook
from geo_api.settings import Settings
from layers.errors import WardmapError
from layers.layer import Layer, Storage, Text
from layers.registry import all_layers
from loaders.errors import LoadRefused
from loaders.report import LoadReport, shortened

# Files, each with its reports.
Loaded = list[tuple[Path, list[LoadReport]]]


def run(settings: Settings, wanted: Wanted) -> None:
    """Load the files and print the reports.

    Raises NotReported when the files are loaded and what was to be written about them is not; any other WardmapError
    when nothing was loaded.
    """
    layer, who = _layer(wanted), identity_of(settings)
    others = [wanted.report] if wanted.report else []
    with (
        new_file(wanted.report, wanted.files) as report,
        new_file(wanted.save_mapping, [*wanted.files, *others], MAPPING) as mapping,
    ):
        loaded: Loaded = []
        try:
            with database_urls(settings, "load") as urls, owner_connection(urls.owner) as connection:
                _load_all(connection, layer, wanted, loaded)
                numbers = [report.load_id for report in _reports(loaded) if report.done and report.load_id]
                record_loads(connection, command_line(), numbers)
        except WardmapError as error:
            # Of the others nothing is kept either.
            refused = [(loaded[-1][0], [error.report])] if isinstance(error, LoadRefused) else []
            for trouble in _tell(refused, error, wanted, report, mapping, who):
                err.print(f"✗ {trouble.vi}\n  {trouble.en}", style="red", markup=False)
            raise
        troubles = _tell(loaded, None, wanted, report, mapping, who)
    if troubles:
        raise not_reported(_done(_reports(loaded)), troubles)


def _layer(wanted: Wanted) -> Layer | None:
    """The layer meant; None for units and osm, which are several. Raises CommandFailed for a name that is none."""
    if wanted.units or wanted.layer == OSM:
        return None
    if wanted.layer not in all_layers():
        names = [layer.name for layer in all_layers().values() if layer.storage is Storage.FEATURE]
        listed = ", ".join(["units", "osm", *names])
        raise CommandFailed(
            f"Không có lớp “{shortened(wanted.layer)}”. Các lớp nạp được: {listed}.",
            f"There is no layer “{shortened(wanted.layer)}”. What can be loaded: {listed}.",
        )
    return all_layers()[wanted.layer]


def _load_all(connection: Connection, layer: Layer | None, wanted: Wanted, loaded: Loaded) -> None:
    """Load file after file; `loaded` has each from when it is begun."""
    for path in wanted.files:
        reports: list[LoadReport] = []
        loaded.append((path, reports))
        with rows_progress(path.name) as on_rows:
            is_alone = len(wanted.files) == 1
            target = wanted.units or layer
            reports += load_file(connection, target, path, wanted.options, on_rows, is_alone=is_alone)


def _reports(loaded: Loaded) -> list[LoadReport]:
    return [report for _, reports in loaded for report in reports]


def _tell(
    loaded: Loaded,
    error: WardmapError | None,
    wanted: Wanted,
    report: NewFile | None,
    mapping: NewFile | None,
    who: Identity,
) -> list[Text]:
    """Write the files and print the reports; what could not be written."""
    reports = _reports(loaded)
    document = _document(reports, error)
    found = []
    if report is not None and is_workbook(report.path):
        found.append(report.write(lambda file: write_workbook(file, loaded, wanted.options, error, who)))
    elif report is not None:
        found.append(report.write(lambda file: write_json(document, file)))
    if mapping is not None and reports:
        found.append(mapping.write(lambda file: write_mapping(file, mapping.path, wanted, reports)))
    _print(reports, document, as_json=wanted.as_json)
    return [trouble for trouble in found if trouble]


def _print(reports: list[LoadReport], document: dict[str, Any], *, as_json: bool) -> None:
    if as_json:
        print_json(document)
        return
    for report in reports:
        print_report(out, report)


def _done(reports: list[LoadReport]) -> Text:
    numbers = ", ".join(f"№ {report.load_id}" for report in reports if report.load_id)
    if not numbers:
        return Text("Đã kiểm tra xong, không ghi gì vào lớp.", "The check is done; nothing was to be loaded.")
    return Text(f"Đã nạp xong ({numbers}); đừng nạp lại.", f"Loaded ({numbers}); do not load it again.")


def _document(reports: list[LoadReport], error: WardmapError | None) -> dict[str, Any]:
    """done: the files are loaded, but for what was to be skipped. loads: a report a file and layer."""
    words = {"vi": error.detail.vi, "en": error.detail.en} if error else None
    done = error is None and any(report.done for report in reports)
    return {"done": done, "error": words, "loads": [report.as_json() for report in reports]}
