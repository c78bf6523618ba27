"""Figures into table ``indicator``: what stands in their way, what they take the place of, and the way back."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row, text

from layers.layer import Text
from loaders.errors import LoadError
from loaders.indicators.table import Figure
from loaders.options import Mode
from loaders.report import Problem
from loaders.write.copy import copy_columns

# The layer under whose name loads of figures are recorded.
LAYER = "indicator_values"
_STAGE = """
CREATE TEMPORARY TABLE incoming_figure (
    source_row bigint, unit_id bigint, code text, value double precision, period daterange, source text, cell text
) ON COMMIT DROP
"""
# Rows of the file that speak of the same days of the same figure; the later one is told.
_TWICE = """
SELECT DISTINCT ON (b.source_row, b.cell) b.source_row, b.cell, b.value, a.source_row AS other
  FROM incoming_figure AS a JOIN incoming_figure AS b
    ON (a.unit_id, a.code) = (b.unit_id, b.code) AND a.period && b.period AND a.ctid < b.ctid
 ORDER BY b.source_row, b.cell, a.source_row
"""
_CLASHING = """
SELECT DISTINCT ON (n.source_row, n.cell) n.source_row, n.cell, n.value, i.value AS held, i.load_id,
       lower(i.period) AS first, upper(i.period) - 1 AS last, i.period = n.period AS is_same
  FROM incoming_figure AS n JOIN indicator AS i ON (i.unit_id, i.code) = (n.unit_id, n.code) AND i.period && n.period
 ORDER BY n.source_row, n.cell, is_same, i.id
"""
_KEEP = """
INSERT INTO indicator_past (load_id, id, unit_id, code, value, period, source, from_load)
SELECT :load, i.id, i.unit_id, i.code, i.value, i.period, i.source, i.load_id
  FROM indicator AS i JOIN incoming_figure AS n ON (i.unit_id, i.code, i.period) = (n.unit_id, n.code, n.period)
"""
_REMOVE = "DELETE FROM indicator AS i USING indicator_past AS p WHERE p.load_id = :load AND p.id = i.id"
_WRITE = """
INSERT INTO indicator (unit_id, code, value, period, source, load_id)
SELECT unit_id, code, value, period, source, :load FROM incoming_figure ORDER BY source_row, cell
"""
_NOTE = "UPDATE load SET rows_before = :rows WHERE id = :load"
_CHANGED_BY = "SELECT load_id, count(*) FROM indicator_past WHERE from_load = :load GROUP BY load_id ORDER BY load_id"
_PRESENT = "SELECT count(*) FROM indicator WHERE load_id = :load"
_TAKE_OUT = "DELETE FROM indicator WHERE load_id = :load"
_PUT_BACK = """
INSERT INTO indicator (id, unit_id, code, value, period, source, load_id) OVERRIDING SYSTEM VALUE
SELECT id, unit_id, code, value, period, source, from_load FROM indicator_past WHERE load_id = :load
"""
_FORGET = "DELETE FROM indicator_past WHERE load_id = :load"
_NAMED = 5


@dataclass(frozen=True, slots=True)
class Placed:
    """A figure with the unit that it is of."""

    figure: Figure
    unit_id: int


def stage(connection: Connection, placed: Sequence[Placed]) -> None:
    """Put the figures into a temporary table of the transaction."""
    connection.execute(text("DROP TABLE IF EXISTS incoming_figure"))
    connection.execute(text(_STAGE))
    figures = [each.figure for each in placed]
    columns: dict[str, list[Any]] = {
        "source_row": [figure.row for figure in figures],
        "unit_id": [each.unit_id for each in placed],
        "code": [figure.indicator.code for figure in figures],
        "value": [figure.value for figure in figures],
        "period": [figure.period.as_range for figure in figures],
        "source": [figure.source for figure in figures],
        "cell": [figure.column for figure in figures],
    }
    copy_columns(connection, "incoming_figure", columns)
    connection.execute(text("ANALYZE incoming_figure"))


def clashes(connection: Connection, mode: Mode) -> Iterable[Problem]:
    """Figures that speak of days that others of the table, or on record, speak of already."""
    for row in connection.execute(text(_TWICE)):
        reason = Text(
            f"chỉ số này của đơn vị, cùng kỳ, đã có ở dòng {row.other}; hãy bỏ một.",
            f"row {row.other} gives the same figure of that unit and period; leave one out.",
        )
        yield Problem(row.source_row, row.cell, shown(row.value), reason)
    for row in connection.execute(text(_CLASHING)):
        if mode is Mode.APPEND or not row.is_same:
            yield Problem(row.source_row, row.cell, shown(row.value), _in_the_way(row))


def shown(value: float) -> str:
    """A figure as people read it: without an exponent."""
    return f"{value:.12f}".rstrip("0").rstrip(".")


def _in_the_way(row: Row[Any]) -> Text:
    held = shown(row.held)
    days_vi, days_en = f"{row.first:%d/%m/%Y}–{row.last:%d/%m/%Y}", f"{row.first} to {row.last}"
    if row.is_same:
        return Text(
            f"kỳ này đã có giá trị {held} (lần nạp {row.load_id}); muốn thay, hãy thêm --mode upsert.",
            f"that period has the value {held} (load {row.load_id}); to put this in its place add --mode upsert.",
        )
    return Text(
        f"kỳ chồng lên {days_vi}, đã có giá trị {held} (lần nạp {row.load_id}); hãy thu hồi lần nạp đó "
        f"(wardmap loads undo {row.load_id}) hoặc nêu kỳ khác.",
        f"the period overlaps {days_en}, which has the value {held} (load {row.load_id}); take that load back "
        f"(wardmap loads undo {row.load_id}) or give another period.",
    )


def write(connection: Connection, load_id: int) -> int:
    """Write what is staged under that load; how many values of the same period it took the place of."""
    replaced = connection.execute(text(_KEEP), {"load": load_id}).rowcount
    connection.execute(text(_REMOVE), {"load": load_id})
    connection.execute(text(_WRITE), {"load": load_id})
    connection.execute(text(_NOTE), {"load": load_id, "rows": replaced})
    return replaced


def check_untouched(connection: Connection, load: Row[Any]) -> None:
    """Raises LoadError when later loads took the place of what this one wrote."""
    later = connection.execute(text(_CHANGED_BY), {"load": load.id}).all()
    if later:
        vi = ", ".join(f"№ {number} ({rows} giá trị)" for number, rows in later[:_NAMED])
        en = ", ".join(f"№ {number} ({rows} values)" for number, rows in later[:_NAMED])
        raise LoadError(
            f"Các lần nạp sau đã thay những giá trị này: {vi}. Hãy thu hồi chúng trước.",
            f"Later loads took the place of these values: {en}. Take those back first.",
        )
    missing = load.rows_written - int(connection.execute(text(_PRESENT), {"load": load.id}).scalar_one())
    if missing:
        raise LoadError(
            f"{missing} giá trị của lần nạp {load.id} đã bị xóa từ đó đến nay; không thu hồi được.",
            f"{missing} values of load {load.id} have been removed since; it cannot be taken back.",
        )


def take_back(connection: Connection, load_id: int) -> tuple[int, int]:
    """Delete what the load wrote, and put back what it took the place of: values deleted, values restored."""
    deleted = connection.execute(text(_TAKE_OUT), {"load": load_id}).rowcount
    restored = connection.execute(text(_PUT_BACK), {"load": load_id}).rowcount
    connection.execute(text(_FORGET), {"load": load_id})
    return deleted, restored
