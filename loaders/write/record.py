"""The record of a load: which file, from which coordinates, with what result."""

from dataclasses import replace
from typing import Any

from sqlalchemy import Connection, insert, update

from layers import tables
from loaders.report import LoadReport


def begin_record(connection: Connection, report: LoadReport, sha256: str) -> int:
    """The identity under which the rows of this load are written."""
    values: dict[str, Any] = {
        "layer": report.layer,
        "mode": report.mode.value,
        "file_name": report.file_name,
        "file_sha256": sha256,
        "source_layer": report.source_layer,
        "source_crs": report.source_crs,
        "operation": report.operation,
        "accuracy_m": report.accuracy_m,
        "rows_read": report.rows_read,
        "rows_written": report.rows_written,
        "rows_refused": report.rows_refused,
        "report": {},
    }
    return int(connection.execute(insert(tables.load).values(values).returning(tables.load.c.id)).scalar_one())


def complete_record(connection: Connection, load_id: int, report: LoadReport) -> LoadReport:
    """Put the final report into the record, and give it back with its identity."""
    final = replace(report, load_id=load_id, done=True)
    values = {
        "rows_written": final.rows_written,
        "rows_refused": final.rows_refused,
        "report": final.as_json(),
    }
    connection.execute(update(tables.load).where(tables.load.c.id == load_id).values(values))
    return final
