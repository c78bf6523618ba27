"""A handful of units with two worlds, one before the merger of 2025 and one after it, and tables of figures."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import openpyxl
from sqlalchemy import Connection, text

from loaders.indicators.load import Wanted, load_figures
from loaders.indicators.period import parse_period
from loaders.indicators.table import Given
from loaders.options import Mode
from loaders.report import LoadReport
from tests.units.api_world import World

BEFORE, AFTER = "[2024-09-01,2025-07-01)", "[2025-07-01,)"
SQUARE = "POLYGON(({0} 20,{1} 20,{1} 20.1,{0} 20.1,{0} 20))"


@dataclass(frozen=True)
class Units:
    """Identities. twins: two hamlets called Xóm 1, of north and of south."""

    province: int
    old: int
    north: int
    south: int
    hamlet: int
    twins: tuple[int, int]


def make_units(connection: Connection) -> Units:
    """Xã Cũ until June 2025; Xã Hòa Bắc and Phường Nam from July on; three hamlets."""
    world = World(connection)
    province = _unit(world, "province", "Tỉnh Thử", "tỉnh", "37", None, "(,)", None)
    old = _unit(world, "commune", "Cũ", "xã", "10001", province, BEFORE, 106.0)
    north = _unit(world, "commune", "Hòa Bắc", "xã", "10002", province, AFTER, 106.0)
    south = _unit(world, "commune", "Nam", "phường", "00070", province, AFTER, 106.1)
    hamlet = _unit(world, "hamlet", "Đông", "thôn", "H223V7X", north, AFTER, None)
    twins = tuple(
        _unit(world, "hamlet", "1", "xóm", code, parent, AFTER, None)
        for code, parent in (("H22536X", north), ("H226KV2", south))
    )
    return Units(province, old, north, south, hamlet, (twins[0], twins[1]))


def _unit(
    world: World, level: str, name: str, kind: str, code: str, parent: int | None, valid: str, west: float | None
) -> int:
    number = world.unit(level)
    wkt = SQUARE.format(west, west + 0.1) if west else None
    world.version(number, name, valid, kind=kind, parent=parent, wkt=wkt)
    world.code(number, code, valid, scheme="wardmap" if level == "hamlet" else "gso")
    return number


def table(folder: Path, *lines: str, name: str = "figures.csv") -> Path:
    path = folder / name
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


def workbook(folder: Path, rows: Sequence[Sequence[Any]]) -> Path:
    path = folder / "figures.xlsx"
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(list(row))
    book.save(path)
    return path


def load(connection: Connection, path: Path, period: str | None = "2025", **wanted: Any) -> LoadReport:
    given = Given(None if period is None else parse_period(period), wanted.pop("source", None))
    return load_figures(connection, Wanted(path, given, wanted.pop("mode", Mode.APPEND), **wanted))


def figures(connection: Connection) -> Mapping[tuple[int, str, str], float]:
    """All on record: (unit, code, period) → value."""
    rows = connection.execute(text("SELECT unit_id, code, period::text AS days, value FROM indicator"))
    return {(row.unit_id, row.code, row.days): row.value for row in rows}
