"""Runs the command `load`: all its files in one transaction, then what there is to say about them."""

from pathlib import Path
from typing import IO, Any

from sqlalchemy import Connection

from geo_api.console import out, print_json
from geo_api.db import owner_connection
from geo_api.embedded import database_urls
from geo_api.errors import CommandFailed
from geo_api.loads.mapping import save_mapping
from geo_api.loads.wanted import OSM, UnitOptions, Wanted
from geo_api.progress import rows_progress
from geo_api.report_file import is_workbook, report_file, write_report
from geo_api.report_tables import print_report
from geo_api.report_workbook import write_workbook
from geo_api.settings import Settings
from layers.errors import WardmapError
from layers.layer import Layer, Storage
from layers.registry import all_layers
from loaders.errors import LoadRefused
from loaders.load import Progress as OnRows
from loaders.load import load
from loaders.options import LoadOptions
from loaders.osm.load import load_osm
from loaders.report import LoadReport, shortened
from loaders.units.boundaries.load import load_units


def run(settings: Settings, wanted: Wanted) -> None:
    """Load the files and print the reports. Raises WardmapError, nothing having been written, when any is refused."""
    layer = _layer(wanted)
    with report_file(wanted.report, wanted.files) as file:
        try:
            with database_urls(settings, "load") as urls, owner_connection(urls.owner) as connection:
                reports = _load_all(connection, layer, wanted)
        except WardmapError as error:
            refused = [error.report] if isinstance(error, LoadRefused) else []
            _tell(refused, error, wanted, file)
            raise
        _tell(reports, None, wanted, file)


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


def _load_all(connection: Connection, layer: Layer | None, wanted: Wanted) -> list[LoadReport]:
    reports: list[LoadReport] = []
    for path in wanted.files:
        with rows_progress(path.name) as on_rows:
            if wanted.units:
                reports.append(_load_units(connection, path, wanted.units, wanted.options, on_rows))
            elif layer is None:
                reports += load_osm(connection, path, wanted.options, on_rows)
            else:
                reports.append(load(connection, layer, path, wanted.options, on_rows, is_alone=len(wanted.files) == 1))
    return reports


def _load_units(
    connection: Connection, path: Path, units: UnitOptions, options: LoadOptions, on_rows: OnRows
) -> LoadReport:
    return load_units(
        connection,
        path,
        units.level,
        units.valid_from,
        units.document,
        options,
        on_rows,
        last_day=units.last_day,
        geom_status=units.geom_status,
    )


def _tell(reports: list[LoadReport], error: WardmapError | None, wanted: Wanted, file: IO[Any] | None) -> None:
    document = _document(reports, error)
    if file is not None and wanted.report and is_workbook(wanted.report):
        write_workbook(file, wanted.files, wanted.options, reports, error)
    elif file is not None:
        write_report(document, file)
    if wanted.save_mapping and reports:
        save_mapping(wanted.save_mapping, wanted.layer, reports, wanted.options.mapping)
    if wanted.as_json:
        print_json(document)
        return
    for report in reports:
        print_report(out, report)


def _document(reports: list[LoadReport], error: WardmapError | None) -> dict[str, Any]:
    """done: the files are loaded, but for what was to be skipped. loads: a report a file and layer."""
    words = {"vi": error.detail.vi, "en": error.detail.en} if error else None
    done = error is None and any(report.done for report in reports)
    return {"done": done, "error": words, "loads": [report.as_json() for report in reports]}
