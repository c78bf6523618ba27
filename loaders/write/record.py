"""The record of a load: which file, from which coordinates, with what result."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from sqlalchemy import Connection, insert, text, update

from layers import tables
from loaders.origin import UNSAID, Origin
from loaders.report import LoadReport

_SAME_FILE = """
SELECT max(id) FROM load AS l WHERE layer = :layer AND file_sha256 = :sha256 AND mode <> 'undo'
   AND NOT EXISTS (SELECT FROM load AS u WHERE u.undoes = l.id)
"""


def loaded_before(connection: Connection, layer: str, sha256: str) -> int | None:
    """The newest load of the very same file into the layer, if it was not taken back."""
    number = connection.execute(text(_SAME_FILE), {"layer": layer, "sha256": sha256}).scalar_one()
    return None if number is None else int(number)


def begin_record(connection: Connection, report: LoadReport, sha256: str, origin: Origin = UNSAID) -> int:
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
        "data_source": origin.source,
        "data_licence": origin.licence,
        "data_date": origin.day,
    }
    return insert_record(connection, values)


def complete_record(connection: Connection, load_id: int, report: LoadReport) -> LoadReport:
    """Put the final report into the record, and give it back with its identity."""
    final = replace(report, load_id=load_id, done=True)
    values = {
        "rows_written": final.rows_written,
        "rows_refused": final.rows_refused,
        "report": final.as_json(),
    }
    update_record(connection, load_id, values)
    return final


def insert_record(connection: Connection, values: Mapping[str, Any]) -> int:
    """A new row of table ``load`` with these columns; its identity."""
    return int(connection.execute(insert(tables.load).values(values).returning(tables.load.c.id)).scalar_one())


def update_record(connection: Connection, load_id: int, values: Mapping[str, Any]) -> None:
    """Other values for columns of a row of table ``load``."""
    connection.execute(update(tables.load).where(tables.load.c.id == load_id).values(values))
