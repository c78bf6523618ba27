"""What is to be said of the units of a table once they are on record: nothing is changed or refused here."""

from collections.abc import Collection, Iterator
from datetime import date, timedelta
from typing import Any

from sqlalchemy import Connection, text

from layers.layer import Text
from layers.names import full_name
from loaders.report import Finding, Severity
from loaders.units.reform.register_match import Match, Matches
from loaders.units.statements import named_statements

_SQL = named_statements(__file__)


def find_trouble(connection: Connection, matches: Matches, effective: date) -> list[Finding]:
    """Units that are on record under another code as well, and units of the new order without a boundary."""
    old, new = _ids(matches.old.values()), _ids(matches.new.values())
    later = [_same_name(row, "new") for row in _run(connection, "same_name", new, effective)]
    told = {finding.units for finding in later}
    earlier = [_same_name(row, "old") for row in _run(connection, "same_name", old, effective - timedelta(days=1))]
    undrawn = [_no_boundary(row, effective) for row in _run(connection, "no_boundary", new, effective)]
    return [*later, *(finding for finding in earlier if finding.units not in told), *undrawn]


def _ids(found: Collection[Match]) -> list[int]:
    return sorted({unit_id for each in found for unit_id in (each.unit_id, each.successor) if unit_id})


def _run(connection: Connection, check: str, ids: list[int], day: date) -> Iterator[Any]:
    return iter(connection.execute(text(_SQL[check]), {"ids": ids, "day": day}))


def _same_name(row: Any, side: str) -> Finding:
    name = full_name(row.kind, row.name)
    column = f"--map {side}_code"
    words = Text(
        f"bảng ghi mã {row.code}, hồ sơ có đơn vị cùng tên, cùng cấp trên mang mã {row.other_code}."
        f" Nếu là một đơn vị thì nạp với {column}=CỘT, cột có mã {row.other_code}, hoặc sửa mã trong bảng;"
        " thử trước bằng --dry-run.",
        f"the table says code {row.code}, the record has a unit of that name in that parent under {row.other_code}."
        f" If they are one, load with {column}=COLUMN, one that has {row.other_code}, or correct the table;"
        " try with --dry-run.",
    )
    units = (f"{name} ({row.code})", f"{name} ({row.other_code})")
    return Finding(check="same_name", severity=Severity.WARNING, text=words, units=units)


def _no_boundary(row: Any, effective: date) -> Finding:
    command = f"wardmap load units FILE --level {row.level} --valid-from {effective}"
    words = Text(f"chưa có ranh giới; khi có tệp: {command}.", f"no boundary yet; once there is a file: {command}.")
    unit = f"{full_name(row.kind, row.name)} ({row.code})"
    return Finding(check="no_boundary", severity=Severity.NOTE, text=words, units=(unit,))
