"""Small files of units for the tests, and what the database holds afterwards."""

import csv
from datetime import date
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, text

from loaders.options import LoadOptions
from loaders.report import Finding, LoadReport
from loaders.units.boundaries.load import load_units
from tests.loaders.tools import frame

DAY = date(2025, 7, 1)
OLD = date(2024, 9, 1)
EVE = date(2025, 6, 30)


def areas(folder: Path, geometry: list[Any], name: str = "units.geojson", **columns: list[Any]) -> Path:
    path = folder / name
    frame(geometry=geometry, **columns).to_file(path)
    return path


def table(folder: Path, rows: list[dict[str, str]], name: str = "units.csv") -> Path:
    path = folder / name
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    return path


def put(connection: Connection, path: Path, level: str = "commune", day: date = DAY, **more: Any) -> LoadReport:
    """Load a file; words that `load_units` does not take itself are options."""
    own = {name: more.pop(name) for name in ("last_day", "geom_status") if name in more}
    return load_units(connection, path, level, day, options=LoadOptions(**more), **own)


def found(report: LoadReport, check: str) -> list[Finding]:
    return [finding for finding in report.findings if finding.check == check]


def versions(connection: Connection, code: str) -> list[tuple[Any, ...]]:
    """What is on record of the units that ever had the code: name, first day, end, standing of the boundary."""
    statement = text(
        "SELECT DISTINCT v.name, lower(v.valid), upper(v.valid), v.geom_status FROM unit_version AS v JOIN unit_code "
        "AS c ON c.unit_id = v.unit_id AND c.code = :code WHERE upper_inf(v.recorded) ORDER BY 2 NULLS FIRST"
    )
    return [tuple(row) for row in connection.execute(statement, {"code": code})]


def known_unit(connection: Connection, code: str, name: str, until: date | None = None) -> int:
    """A commune that a table of changes put on record: nobody says since when, and it has no boundary."""
    unit = connection.execute(text("INSERT INTO unit (level) VALUES ('commune') RETURNING id")).scalar_one()
    values = {"unit": unit, "code": code, "name": name, "until": until}
    period = "daterange(NULL, CAST(:until AS date))"
    connection.execute(
        text(f"INSERT INTO unit_version (unit_id, valid, name, kind) VALUES (:unit, {period}, :name, 'xã')"), values
    )
    connection.execute(
        text(f"INSERT INTO unit_code (scheme, code, unit_id, valid) VALUES ('gso', :code, :unit, {period})"), values
    )
    return int(unit)
