"""Loads that are to be taken back from the browser, on record: what the service asks for and what the worker does."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row, text

from geo_api.db import Database, Duty
from geo_api.errors import Conflict, not_found
from geo_api.loads.queue import MOST_ATTEMPTS, Abandoned, as_json
from geo_api.loads.recorded import by_browser, record_undone
from geo_api.loads.uploads import LOADS, call_worker
from layers.layer import Text
from loaders.errors import LoadError
from loaders.undo import undo

_ONE = f"{LOADS} WHERE l.id = :load"
_OF = """
SELECT state, dry_run, asked_by AS by, asked_at AS asked, rows_deleted, rows_restored, error
  FROM undoing WHERE load_id = :load
"""
# What is being done already is not begun again; a dry run gives way to the real one.
_ASK = """
INSERT INTO undoing AS u (load_id, asked_by, dry_run) VALUES (:load, :by, :dry_run)
    ON CONFLICT (load_id) DO UPDATE
   SET asked_at = now(), asked_by = excluded.asked_by, dry_run = excluded.dry_run, revision = u.revision + 1,
       state = 'waiting', attempts = 0, rows_deleted = NULL, rows_restored = NULL, error = NULL
 WHERE u.state <> 'done' AND (u.dry_run OR u.state <> 'waiting')
RETURNING load_id
"""
_CANDIDATES = "SELECT load_id FROM undoing WHERE state = 'waiting' ORDER BY dry_run, asked_at LIMIT 100"
_LOCK = "SELECT pg_try_advisory_xact_lock(hashtextextended('wardmap.undoing/' || :load, 0))"
_BEGIN = """
UPDATE undoing SET attempts = attempts + 1 WHERE load_id = :load AND state = 'waiting'
RETURNING load_id, revision, dry_run, asked_by, attempts
"""
_FINISH = """
UPDATE undoing SET state = :state, rows_deleted = :deleted, rows_restored = :restored, error = CAST(:error AS jsonb)
 WHERE load_id = :load AND revision = :revision AND state = 'waiting' RETURNING load_id
"""
_LOADED_BY = "UPDATE load SET loaded_by = :by WHERE id = :load"


class Undoings:
    """What a request may do about loads that are to be taken back. Every method is a transaction of its own."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def one(self, load: int) -> tuple[Row[Any], Row[Any] | None]:
        """A load, and the taking back of it that was asked for last. Raises NotFound."""
        with self._database.transaction(Duty.LOADS) as connection:
            found = connection.execute(text(_ONE), {"load": load}).one_or_none()
            if found is None:
                raise not_found()
            return found, connection.execute(text(_OF), {"load": load}).one_or_none()

    def ask(self, load: int, by: str, *, dry_run: bool) -> None:
        """Have the worker take it back, or only look whether it can. Raises NotFound, Conflict."""
        self.one(load)
        with self._database.transaction(Duty.LOADS) as connection:
            values = {"load": load, "by": by, "dry_run": dry_run}
            if connection.execute(text(_ASK), values).one_or_none() is None:
                raise Conflict(_UNDER_WAY.vi, _UNDER_WAY.en)
            call_worker(connection)


@dataclass(frozen=True, slots=True)
class Undoing:
    """What a worker has to take back; of a dry run nothing is kept."""

    load_id: int
    revision: int
    dry_run: bool
    asked_by: str
    attempts: int


def candidates(control: Connection) -> Sequence[int]:
    """Loads that somebody wants to be taken back."""
    return control.execute(text(_CANDIDATES)).scalars().all()


def claim(control: Connection, work: Connection, loads: Iterable[int]) -> Undoing | None:
    """The first of these that nobody is at. It is nobody else's until the transaction on `work` ends."""
    for load in loads:
        if work.execute(text(_LOCK), {"load": load}).scalar_one():
            row = control.execute(text(_BEGIN), {"load": load}).one_or_none()
            if row:
                return Undoing(**row._mapping)
    return None


def take_back(work: Connection, asked: Undoing) -> None:
    """The same `undo` as the command's; what came of it goes on record with it. Raises what is nobody's fault."""
    if asked.attempts > MOST_ATTEMPTS:
        return finish(work, asked, "failed", error=_ATTEMPTS)
    try:
        undone = undo(work, asked.load_id, dry_run=asked.dry_run)
    except LoadError as error:
        return finish(work, asked, "refused", error=error.detail)
    if undone.load_id is not None:
        work.execute(text(_LOADED_BY), {"by": asked.asked_by, "load": undone.load_id})
        record_undone(work, by_browser(asked.asked_by), undone)
    rows = {"deleted": undone.rows_deleted, "restored": undone.rows_restored}
    return finish(work, asked, "checked" if asked.dry_run else "done", rows)


def fail(control: Connection, asked: Undoing) -> None:
    """The program itself met an error. Raises Abandoned."""
    finish(control, asked, "failed", error=_UNEXPECTED)


def finish(
    connection: Connection,
    asked: Undoing,
    state: str,
    rows: Mapping[str, int] | None = None,
    error: Text | None = None,
) -> None:
    values: dict[str, Any] = {"load": asked.load_id, "revision": asked.revision, "state": state}
    values |= {"deleted": None, "restored": None, **(rows or {})}
    values |= {"error": as_json({"vi": error.vi, "en": error.en} if error else None)}
    if connection.execute(text(_FINISH), values).one_or_none() is None:
        raise Abandoned


_UNDER_WAY = Text("Lần nạp này đang được thu hồi, hoặc đã thu hồi.", "This load is being taken back, or has been.")
_ATTEMPTS = Text(
    "Việc thu hồi đã dừng giữa chừng nhiều lần; dữ liệu vẫn như cũ. Hãy báo người quản trị máy chủ.",
    "Taking it back broke off several times; the data is as it was. Please tell whoever runs the server.",
)
_UNEXPECTED = Text(
    "Máy chủ gặp lỗi ngoài dự kiến; dữ liệu vẫn như cũ. Hãy báo người quản trị.",
    "The server met an unexpected error; the data is as it was. Please tell the administrator.",
)
