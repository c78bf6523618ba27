"""Checks of names, codes and areas of a file's units against all that is on record."""

from collections.abc import Callable
from typing import Any

from sqlalchemy import Connection, text

from layers.layer import Text
from layers.names import full_name
from loaders.report import Finding, Severity
from loaders.units.boundaries.change import Change
from loaders.units.levels import HAMLET
from loaders.units.statements import named_statements

AREA_SHARE = 0.1
_STATEMENTS = named_statements(__file__)


def record_findings(connection: Connection, change: Change) -> list[list[Finding]]:
    """What each check finds, the greatest first; the units are written, and still in ``incoming``."""
    values = {"day": change.day, "level": change.level.name, "scheme": change.level.scheme, "area_share": AREA_SHARE}
    found = []
    for check, statement in _STATEMENTS.items():
        used = {name: value for name, value in values.items() if f":{name}" in statement}
        rows = connection.execute(text(statement), used)
        found.append([_FINDINGS[check](row, change) for row in rows])
    return found


def named(kind: str, name: str, code: str | None) -> str:
    """“Xã Mỹ Lộc (13708)”."""
    return full_name(kind, name) + (f" ({code})" if code else "")


def _spelling(row: Any, _change: Change) -> Finding:
    words = Text(
        f"tệp viết “{row.given}”, giữ cách viết “{row.name}”.", f"the file has “{row.given}”, “{row.name}” stays."
    )
    unit = named(row.kind, row.name, row.code)
    return Finding(check="spelling", severity=Severity.NOTE, text=words, units=(unit,))


def _name_clash(row: Any, change: Change) -> Finding:
    units = (named(row.kind, row.name, row.code), named(row.kind, row.other_name, row.other_code))
    # Hamlets of one name are what a merger of communes leaves behind.
    is_usual = change.level.name == HAMLET.name or row.is_loose
    words = Text("cùng tên, cùng đơn vị cấp trên.", "one name in one parent.")
    if row.is_loose:
        words = Text("cùng tên, chưa rõ đơn vị cấp trên.", "one name, their parents are not known.")
    severity = Severity.NOTE if is_usual else Severity.WARNING
    return Finding(check="name_clash", severity=severity, text=words, units=units)


def _code_reused(row: Any, _change: Change) -> Finding:
    other = f"{row.other_kind} {row.other_name}"
    if row.until:
        words = Text(
            f"mã {row.code} là của {other} đến {row.until:%d/%m/%Y}.", f"code {row.code} was {other} until {row.until}."
        )
    else:
        words = Text(
            f"mã {row.code} là của {other} từ {row.since:%d/%m/%Y}.", f"code {row.code} is {other} from {row.since} on."
        )
    return Finding(
        check="code_reused", severity=Severity.NOTE, text=words, units=(named(row.kind, row.name, row.code),)
    )


def _area(row: Any, _change: Change) -> Finding:
    share = 100 * (row.area_km2 / row.area_official - 1)
    words = Text(
        f"ranh giới {row.area_km2:.2f} km², công bố {row.area_official:.2f} km².",
        f"the boundary has {row.area_km2:.2f} km², published are {row.area_official:.2f} km².",
    )
    return Finding(
        check="area",
        severity=Severity.WARNING,
        text=words,
        units=(named(row.kind, row.name, row.code),),
        amount=share,
        measure="percent",
        where=(row.lon, row.lat),
    )


_FINDINGS: dict[str, Callable[[Any, Change], Finding]] = {
    "spelling": _spelling,
    "name_clash": _name_clash,
    "code_reused": _code_reused,
    "area": _area,
}
