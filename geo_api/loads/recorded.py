"""Loads and their undoing in the audit log, whoever asked for them and by whatever way."""

from collections.abc import Iterable

from sqlalchemy import Connection, text

from geo_api.audit import Action, Actor, Event, record
from loaders.undo import Undone

# Of the record itself: which file it was stands there.
_LOADS = "SELECT id, layer, mode, rows_written, file_sha256 FROM load WHERE id = ANY (:loads) ORDER BY id"


def by_browser(name: str) -> Actor:
    """Whoever asked for it on the page; the worker does it, and knows the name alone."""
    return Actor(name, via="upload")


def record_loads(connection: Connection, by: Actor, loads: Iterable[int]) -> None:
    """In the transaction that loads."""
    for row in connection.execute(text(_LOADS), {"loads": list(loads)}):
        details = {"layer": row.layer, "mode": row.mode, "rows": row.rows_written, "sha256": row.file_sha256}
        record(connection, Event(Action.LOADED, by, f"load/{row.id}", details))


def record_undone(connection: Connection, by: Actor, undone: Undone) -> None:
    """In the transaction that takes it back; of a dry run there is nothing to say."""
    if undone.load_id is None:
        return
    details = {"layer": undone.layer, "deleted": undone.rows_deleted, "restored": undone.rows_restored}
    record(connection, Event(Action.LOAD_UNDONE, by, f"load/{undone.undoes}", {**details, "by": undone.load_id}))
