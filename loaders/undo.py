"""A load taken back: what it added goes, what it changed or removed is again as it was."""

from dataclasses import asdict, dataclass, replace
from typing import Any

from sqlalchemy import Connection, Row, text

from layers.layer import Storage
from layers.registry import all_layers
from loaders.errors import LoadError
from loaders.indicators import store as figures
from loaders.options import Mode
from loaders.write.past import KEPT_LOADS, take_back
from loaders.write.record import insert_record, update_record
from loaders.write.store import lock_layer

_LOAD = """
SELECT l.*, (SELECT u.id FROM load AS u WHERE u.undoes = l.id) AS undone_by FROM load AS l WHERE l.id = :load
"""
_CHANGED_BY = """
SELECT load_id, count(*) FROM feature_past WHERE layer = :layer AND from_load = :load GROUP BY load_id ORDER BY load_id
"""
_KEYS_TAKEN_BY = """
SELECT f.load_id, count(*) FROM feature_past AS p JOIN feature AS f ON f.layer = :layer AND f.key = p.key
 WHERE p.load_id = :load AND p.was_removed GROUP BY f.load_id ORDER BY f.load_id
"""
_PRESENT = "SELECT count(*) FROM feature WHERE layer = :layer AND load_id = :load"
_KEPT = "SELECT count(*) FROM feature_past WHERE load_id = :load"
# What stands at a place of this load that would go, and does not go with it.
_REFERRING = """
SELECT g.key, f.layer, count(*)
  FROM feature AS g JOIN feature AS f ON f.host = :layer || '/' || g.key
 WHERE g.layer = :layer AND g.load_id = :load AND g.key IS NOT NULL AND (f.layer, f.load_id) <> (:layer, :load)
   AND NOT EXISTS (SELECT FROM feature_past AS p WHERE p.load_id = :load AND p.id = g.id)
 GROUP BY g.key, f.layer ORDER BY g.key, f.layer
"""
_NAMED = 5
_BIGINT = 2**63


@dataclass(frozen=True, slots=True)
class Undone:
    """load_id: of the undoing, itself a load on record; None: nothing was kept of it. undoes: what was taken back."""

    load_id: int | None
    undoes: int
    layer: str
    file_name: str
    rows_deleted: int
    rows_restored: int


def undo(connection: Connection, load_id: int, *, dry_run: bool = False) -> Undone:
    """Take back load `load_id` within the caller's transaction. Rows that come back keep their identity.

    Raises LoadError, nothing being changed, when others came to build upon what it wrote, or what was there before
    is no longer kept. dry_run: all is checked, nothing is kept.
    """
    load = _load(connection, load_id)
    lock_layer(connection, load.layer)
    load = _load(connection, load_id)  # again: another may have taken it back while this one waited
    _check(connection, load)
    with connection.begin_nested() as savepoint:
        undone = _record(connection, load, *_take_back(connection, load))
        if dry_run:
            savepoint.rollback()
            return replace(undone, load_id=None)
    return undone


def _check(connection: Connection, load: Row[Any]) -> None:
    if load.layer == figures.LAYER:
        figures.check_untouched(connection, load)
        return
    _check_unchanged(connection, load)
    _check_kept(connection, load)
    _check_references(connection, load)


def _take_back(connection: Connection, load: Row[Any]) -> tuple[int, int]:
    if load.layer == figures.LAYER:
        return figures.take_back(connection, load.id)
    return take_back(connection, load.layer, load.id)


def _load(connection: Connection, load_id: int) -> Row[Any]:
    values = {"load": load_id}
    load = connection.execute(text(_LOAD), values).one_or_none() if abs(load_id) < _BIGINT else None
    if load is None:
        raise LoadError(f"Không có lần nạp số {load_id}.", f"There is no load number {load_id}.")
    if load.mode == "undo":
        raise LoadError(
            f"Lần {load_id} là một lần thu hồi; muốn có lại dữ liệu, hãy nạp lại tệp.",
            f"Load {load_id} is an undoing itself; to have the data again, load the file again.",
        )
    if load.undone_by is not None:
        raise LoadError(
            f"Lần nạp {load_id} đã được thu hồi (lần {load.undone_by}).",
            f"Load {load_id} has been taken back already (load {load.undone_by}).",
        )
    layer = all_layers().get(load.layer)
    if layer is None or (layer.storage is not Storage.FEATURE and layer.name != figures.LAYER):
        raise LoadError(
            f"Lần nạp {load_id} ({load.layer}) ghi vào lịch sử đơn vị hành chính hoặc nhiều lớp; lịch sử chỉ được ghi "
            "thêm, không thu hồi được. Hãy nạp bản đúng.",
            f"Load {load_id} ({load.layer}) went into the history of units or several layers; that history is only "
            "added to and cannot be taken back. Load what is right instead.",
        )
    return load


def _check_unchanged(connection: Connection, load: Row[Any]) -> None:
    """Refuse when later loads changed rows of this one, or took a key that would come back."""
    values = {"layer": load.layer, "load": load.id}
    for statement in (_CHANGED_BY, _KEYS_TAKEN_BY):
        later = connection.execute(text(statement), values).all()
        if later:
            vi = ", ".join(f"№ {number} ({rows} dòng)" for number, rows in later[:_NAMED])
            en = ", ".join(f"№ {number} ({rows} rows)" for number, rows in later[:_NAMED])
            raise LoadError(
                f"Các lần nạp sau đã đổi những dòng này: {vi}. Hãy thu hồi chúng trước.",
                f"Later loads changed the same rows: {en}. Take those back first.",
            )
    missing = load.rows_written - int(connection.execute(text(_PRESENT), values).scalar_one())
    if missing:
        raise LoadError(
            f"{abs(missing)} dòng của lần nạp {load.id} đã bị đổi hoặc xóa từ đó đến nay; không thu hồi được.",
            f"{abs(missing)} rows of load {load.id} have been changed or removed since; it cannot be taken back.",
        )


def _check_kept(connection: Connection, load: Row[Any]) -> None:
    kept = int(connection.execute(text(_KEPT), {"load": load.id}).scalar_one())
    is_unknown = load.rows_before is None and load.mode != Mode.APPEND.value
    if is_unknown or (load.rows_before or 0) != kept:
        raise LoadError(
            f"Không còn giữ dữ liệu trước lần nạp {load.id} (chỉ giữ cho {KEPT_LOADS} lần gần nhất của mỗi lớp).",
            f"What was there before load {load.id} is no longer kept (only for the newest {KEPT_LOADS} of each layer).",
        )


def _check_references(connection: Connection, load: Row[Any]) -> None:
    found = connection.execute(text(_REFERRING), {"layer": load.layer, "load": load.id}).all()
    if found:
        vi = ", ".join(f"{load.layer}/{key} ({rows} dòng của {layer})" for key, layer, rows in found[:_NAMED])
        en = ", ".join(f"{load.layer}/{key} ({rows} rows of {layer})" for key, layer, rows in found[:_NAMED])
        raise LoadError(
            f"Có thiết bị đặt tại những địa điểm này: {vi}; không thu hồi được.",
            f"Rows of other layers stand at these places: {en}; it cannot be taken back.",
        )


def _record(connection: Connection, load: Row[Any], deleted: int, restored: int) -> Undone:
    values = {
        "layer": load.layer,
        "mode": "undo",
        "file_name": load.file_name,
        "file_sha256": load.file_sha256,
        "source_layer": load.source_layer,
        "source_crs": load.source_crs,
        "rows_read": 0,
        "rows_written": restored,
        "rows_refused": 0,
        "report": {},
        "undoes": load.id,
    }
    number = insert_record(connection, values)
    undone = Undone(number, load.id, load.layer, load.file_name, deleted, restored)
    update_record(connection, number, {"report": asdict(undone)})
    return undone
