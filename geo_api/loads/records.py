"""`wardmap loads list` and `show`: what has been loaded, from which file, with what result."""

from dataclasses import asdict
from typing import Any

from sqlalchemy import Row, text
from sqlalchemy.engine import URL

from geo_api.audit import command_line
from geo_api.console import out, plain_table, print_json
from geo_api.db import owner_connection
from geo_api.embedded import database_urls
from geo_api.errors import CommandFailed
from geo_api.loads.recorded import record_undone
from geo_api.report_tables import print_report
from geo_api.settings import Settings
from loaders.report import report_of
from loaders.undo import undo

_LIST = """
SELECT id, loaded_at, loaded_by, layer, mode, file_name, rows_read, rows_written, rows_refused
  FROM load ORDER BY id DESC LIMIT :limit
"""
_ONE = "SELECT * FROM load WHERE id = :id"
_BIGINT = 2**63
# What a person is shown of a load; all of it is in the JSON.
_WORDS = {
    "loaded_at": "Lúc · At",
    "loaded_by": "Người nạp · By",
    "layer": "Lớp · Layer",
    "mode": "Cách nạp · Mode",
    "file_name": "Tệp · File",
    "file_sha256": "Dấu vân tay của tệp · SHA-256 of the file",
    "source_layer": "Lớp, trang trong tệp · Layer of the file",
    "source_crs": "Hệ tọa độ của tệp · Coordinate system",
    "data_source": "Nguồn dữ liệu · Source of the data",
    "data_licence": "Giấy phép · Licence",
    "data_date": "Dữ liệu của ngày · Data as of",
    "rows_read": "Số dòng đọc · Rows read",
    "rows_written": "Số dòng ghi · Rows written",
    "rows_refused": "Số dòng bị từ chối · Rows refused",
    "rows_before": "Số dòng trước đó giữ để thu hồi · Former rows kept for undoing",
    "undoes": "Thu hồi lần nạp · Undoes load",
}
# Two lines a load, so that it all stands in 80 columns.
_TITLES = ("№", "Lúc\nAt", "Lớp ← tệp\nLayer ← file", "Cách · người\nMode · by", "Ghi / đọc\nWritten / read")


def print_list(settings: Settings, limit: int, *, as_json: bool) -> None:
    """The newest loads."""
    with database_urls(settings, "loads list") as urls:
        rows = _rows(urls.owner, _LIST, {"limit": limit})
    if as_json:
        print_json([dict(row._mapping) for row in rows])
        return
    out.print(plain_table(_TITLES, map(_cells, rows), "Các lần nạp · Loads"))


def _cells(row: Row[Any]) -> tuple[str, ...]:
    refused = f"\nbỏ · refused {row.rows_refused}" if row.rows_refused else ""
    return (
        str(row.id),
        f"{row.loaded_at:%Y-%m-%d\n%H:%M}",
        f"{row.layer}\n← {row.file_name}",
        f"{row.mode}\n{row.loaded_by}",
        f"{row.rows_written} / {row.rows_read}{refused}",
    )


def print_one(settings: Settings, load_id: int, *, as_json: bool) -> None:
    """One load with its report. Raises CommandFailed when there is none of that number."""
    with database_urls(settings, "loads show") as urls:
        rows = _rows(urls.owner, _ONE, {"id": load_id}) if abs(load_id) < _BIGINT else []
    if not rows:
        raise CommandFailed(f"Không có lần nạp số {load_id}.", f"There is no load number {load_id}.")
    values = dict(rows[0]._mapping)
    if as_json:
        print_json(values)
        return
    report = values.pop("report")
    lines = ((title, values[name]) for name, title in _WORDS.items() if values.get(name) is not None)
    out.print(plain_table(("", ""), lines, f"Lần nạp · Load {load_id}"))
    if "file_name" in report and "rows_read" in report:
        print_report(out, report_of(report))


def undo_one(settings: Settings, load_id: int, *, dry_run: bool, as_json: bool) -> None:
    """Take one load back, and say what became of it. Raises LoadError when it cannot be."""
    with database_urls(settings, "loads undo") as urls, owner_connection(urls.owner) as connection:
        undone = undo(connection, load_id, dry_run=dry_run)
        record_undone(connection, command_line(), undone)
    if as_json:
        print_json(asdict(undone))
        return
    number = f" · № {undone.load_id}" if undone.load_id else " · chỉ kiểm tra, không ghi · dry run"
    out.print(f"✓ {undone.file_name} → {undone.layer}: thu hồi · undone № {undone.undoes}{number}", markup=False)
    out.print(f"  xóa · deleted {undone.rows_deleted}, khôi phục · restored {undone.rows_restored}", markup=False)


def _rows(url: URL, statement: str, values: dict[str, Any]) -> list[Row[Any]]:
    with owner_connection(url) as connection:
        return list(connection.execute(text(statement), values))
