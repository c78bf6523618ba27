"""Rows of a layer as they were before a load replaced or removed them, kept so that the load can be taken back."""

from sqlalchemy import Connection, text

# A layer keeps what its newest loads changed; those of older loads are dropped by the next load.
KEPT_LOADS = 10
_FIELDS = "layer, id, key, name, status, host, attributes, geom"
_PAST = f"load_id, was_removed, {_FIELDS}, from_load, source_row, recorded_at"
_OLD = "f.layer, f.id, f.key, f.name, f.status, f.host, f.attributes, f.geom, f.load_id, f.source_row, f.recorded_at"
_KEEP_REPLACED = f"""
INSERT INTO feature_past ({_PAST})
SELECT :load, false, {_OLD} FROM feature AS f JOIN incoming AS i ON i.key = f.key WHERE f.layer = :layer
"""
_KEEP_REMOVED = f"""
INSERT INTO feature_past ({_PAST})
SELECT :load, true, {_OLD} FROM feature AS f
 WHERE layer = :layer AND NOT EXISTS (SELECT FROM incoming AS i WHERE i.key = f.key)
"""
_REMOVE = """
DELETE FROM feature AS f USING feature_past AS p
 WHERE p.load_id = :load AND p.was_removed AND f.layer = :layer AND f.id = p.id
"""
_PRUNE = """
DELETE FROM feature_past
 WHERE layer = :layer AND load_id NOT IN (
     SELECT id FROM load WHERE layer = :layer AND mode <> 'undo' ORDER BY id DESC LIMIT :kept)
"""
_NOTE = "UPDATE load SET rows_before = :rows WHERE id = :load"
_DELETE_NEW = """
DELETE FROM feature AS f WHERE f.layer = :layer AND f.load_id = :load
   AND NOT EXISTS (SELECT FROM feature_past AS p WHERE p.load_id = :load AND p.id = f.id)
"""
_RESTORE_REPLACED = """
UPDATE feature AS f
   SET (key, name, status, host, attributes, geom, load_id, source_row, recorded_at)
     = (p.key, p.name, p.status, p.host, p.attributes, p.geom, p.from_load, p.source_row, p.recorded_at)
  FROM feature_past AS p
 WHERE p.load_id = :load AND NOT p.was_removed AND f.layer = :layer AND f.id = p.id
"""
_RESTORE_REMOVED = f"""
INSERT INTO feature ({_FIELDS}, load_id, source_row, recorded_at)
SELECT {_FIELDS}, from_load, source_row, recorded_at FROM feature_past WHERE load_id = :load AND was_removed
"""
_FORGET = "DELETE FROM feature_past WHERE load_id = :load"


def keep_replaced(connection: Connection, layer: str, load_id: int) -> int:
    """Keep the rows that rows of ``incoming`` will replace; how many."""
    return _run(connection, _KEEP_REPLACED, layer, load_id)


def keep_removed(connection: Connection, layer: str, load_id: int) -> int:
    """Keep the rows that will be removed, their key being not in ``incoming``; how many."""
    return _run(connection, _KEEP_REMOVED, layer, load_id)


def remove(connection: Connection, layer: str, load_id: int) -> None:
    """Remove the rows that were kept as those to be removed."""
    _run(connection, _REMOVE, layer, load_id)


def note_kept(connection: Connection, layer: str, load_id: int, rows: int) -> None:
    """Record how many rows were kept for a load, and drop what is kept for loads too old to be taken back."""
    connection.execute(text(_NOTE), {"load": load_id, "rows": rows})
    connection.execute(text(_PRUNE), {"layer": layer, "kept": KEPT_LOADS})


def take_back(connection: Connection, layer: str, load_id: int) -> tuple[int, int]:
    """Delete what a load added and restore what it changed, identities included: rows deleted, rows restored."""
    deleted = _run(connection, _DELETE_NEW, layer, load_id)
    restored = _run(connection, _RESTORE_REPLACED, layer, load_id)
    restored += connection.execute(text(_RESTORE_REMOVED), {"load": load_id}).rowcount
    connection.execute(text(_FORGET), {"load": load_id})
    return deleted, restored


def _run(connection: Connection, statement: str, layer: str, load_id: int) -> int:
    return connection.execute(text(statement), {"layer": layer, "load": load_id}).rowcount
