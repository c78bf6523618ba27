"""Many rows into a layer: its rows are built anew beside the old ones, with indexes made at once, and take their place.

Adding to the indexes row by row costs three times as much as all the rest. Readers see the old rows until the end, and
wait for no more than the exchange.
"""

import time

from sqlalchemy import Connection, text
from sqlalchemy.exc import OperationalError

from loaders.options import Mode

# Below this the indexes do not matter.
FEWEST_ROWS = 20_000
# Of the rows that are there already, for each that comes; they have to be written again too.
_MOST_OLD = 1
# Those who come after wait behind us for so long, each time; in between they go on.
_LOCK_TIMEOUT = "300ms"
_PAUSES_SECONDS = (0.5, 1.0, 2.0, 0.0)
_NO_LOCK = "55P03"
# No further than the answer hangs on it: a layer may have millions.
_OLD_ROWS = 'SELECT count(*) FROM (SELECT FROM "feature_{layer}" LIMIT :most) AS found'
_HAS_ROWS = 'SELECT EXISTS (SELECT FROM "feature_{layer}")'
# The server looks closer when it finds the time.
_SETTINGS = """
SET LOCAL maintenance_work_mem = '256MB';
SET LOCAL default_statistics_target = 20
"""
_CREATE = """
CREATE TABLE "feature_{layer}_new" (LIKE "feature_{layer}_rows" INCLUDING DEFAULTS INCLUDING GENERATED
                                    INCLUDING CONSTRAINTS INCLUDING STORAGE, CHECK (layer = '{layer}'))
"""
_COLUMNS = "layer, id, key, name, name_search, status, host, attributes, geom, load_id, source_row, recorded_at"
_FROM_FILE = """
SELECT '{layer}', nextval('feature_id_seq'), i.key, i.name, i.folded, i.status, i.host, i.attributes, i.geom,
       cast(:load AS bigint), i.source_row, now()
  FROM incoming AS i
"""
_FROM_FILE_AND_LAYER = """
SELECT '{layer}', coalesce(f.id, nextval('feature_id_seq')), i.key, i.name, i.folded, i.status, i.host, i.attributes,
       i.geom, cast(:load AS bigint), i.source_row, now()
  FROM incoming AS i LEFT JOIN "feature_{layer}" AS f ON f.key = i.key
"""
_KEPT = """
UNION ALL
SELECT layer, id, key, name, name_search, status, host, attributes, geom, load_id, source_row, recorded_at
  FROM "feature_{layer}" AS f WHERE NOT EXISTS (SELECT FROM incoming AS i WHERE i.key = f.key)
"""
# Triggers see nothing of the rows that are built here.
_PLACE = """
SELECT layer.place_rows('"feature_{layer}_new"')
 WHERE EXISTS (SELECT FROM layer.placed_tables WHERE part = '"feature_{layer}"'::regclass)
"""
# As the parent has them, so that they become parts of its own when the table does.
_CONSTRAINTS = """
SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE conrelid = 'feature'::regclass AND contype IN ('p', 'u')
 ORDER BY contype DESC
"""
_INDEXES = """
SELECT substring(pg_get_indexdef(indexrelid) FROM 'USING .*$') FROM pg_index
 WHERE indrelid = 'feature'::regclass AND NOT indisunique
"""
_LOCK = 'LOCK TABLE "feature_{layer}" IN ACCESS EXCLUSIVE MODE'
_EXCHANGE = """
DROP TABLE "feature_{layer}_rows";
ALTER TABLE "feature_{layer}_new" RENAME TO "feature_{layer}_rows";
ALTER TABLE "feature_{layer}" ATTACH PARTITION "feature_{layer}_rows" FOR VALUES IN ('{layer}')
"""


def is_worth_it(connection: Connection, layer: str, rows: int) -> bool:
    """Whether so many rows are written faster this way."""
    if rows < FEWEST_ROWS:
        return False
    most = _MOST_OLD * rows
    return bool(connection.execute(text(_OLD_ROWS.format(layer=layer)), {"most": most + 1}).scalar_one() <= most)


def build(connection: Connection, layer: str, mode: Mode, load_id: int) -> None:
    """The rows that the layer will have, of ``incoming`` and those that stay, in a table of their own."""
    connection.execute(text(_SETTINGS))
    connection.execute(text(_CREATE.format(layer=layer)))
    has_rows = connection.execute(text(_HAS_ROWS.format(layer=layer))).scalar_one()
    rows = (_FROM_FILE_AND_LAYER if has_rows else _FROM_FILE) + (_KEPT if mode is not Mode.REPLACE else "")
    # Along a curve through space, so that rows of one tile lie on few pages.
    statement = f'INSERT INTO "feature_{layer}_new" ({_COLUMNS}) SELECT * FROM ({rows}) AS r ({_COLUMNS}) ORDER BY geom'
    connection.execute(text(statement.format(layer=layer)), {"load": load_id})
    connection.execute(text(_PLACE.format(layer=layer)))
    for constraint in connection.execute(text(_CONSTRAINTS)).scalars():
        connection.execute(text(f'ALTER TABLE "feature_{layer}_new" ADD {constraint}'))
    for index in connection.execute(text(_INDEXES)).scalars():
        connection.execute(text(f'CREATE INDEX ON "feature_{layer}_new" {index}'))
    connection.execute(text(f'ANALYZE "feature_{layer}_new"'))


def exchange(connection: Connection, layer: str) -> bool:
    """Put what `build` made in the place of the old rows; False, and it is gone, when others do not let go of these.

    Whoever reads the layer now waits until the transaction ends.
    """
    for pause in _PAUSES_SECONDS:
        try:
            with connection.begin_nested():
                connection.execute(text(f"SET LOCAL lock_timeout = '{_LOCK_TIMEOUT}'"))
                connection.execute(text(_LOCK.format(layer=layer)))
                connection.execute(text("SET LOCAL lock_timeout = 0"))
        except OperationalError as error:
            if getattr(error.orig, "pgcode", None) != _NO_LOCK:
                raise
            time.sleep(pause)
            continue
        connection.execute(text(_EXCHANGE.format(layer=layer)))
        connection.execute(text("SELECT layer.note_exchange(:layer)"), {"layer": layer})
        return True
    connection.execute(text(f'DROP TABLE "feature_{layer}_new"'))
    return False
