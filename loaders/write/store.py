"""Rows into a layer: by COPY into a table of their own, where keys are compared, then into `feature` in one go."""

from collections.abc import Callable, Collection, Iterable, Iterator
from functools import partial
from itertools import islice
from typing import Protocol, TypeVar

import numpy as np
from shapely.geometry.base import BaseGeometry
from sqlalchemy import Connection, text

from layers.layer import Layer, Text
from loaders.options import Mode
from loaders.report import Problem, shortened
from loaders.rows import FeatureBatch
from loaders.write import aside, past
from loaders.write.beside import Beside
from loaders.write.copy import Cell, copy_columns, copy_rows, feature_columns, wkbs
from loaders.write.duplicates import same_rows
from loaders.write.folded import folded_names

BATCH_ROWS = 10_000
# Fewer rows than this do not change what the planner believes.
ANALYZE_FROM_ROWS = 1_000
# What boundaries, hamlets and changes of units are locked as.
UNITS = "units"


class _Placed(Protocol):
    @property
    def geometry(self) -> BaseGeometry: ...


_Row = TypeVar("_Row", bound=_Placed)
# Rows are compared with each other in memory: a million keys, or names, are not twice as much as it says.
_CREATE = """
SET LOCAL work_mem = '64MB';
CREATE TEMP TABLE incoming (source_row bigint NOT NULL, key text, name text, status text, host text,
                            attributes jsonb NOT NULL, folded text, unit text, digest bigint,
                            geom geometry(Geometry, 4326) NOT NULL) ON COMMIT DROP
"""
_TWICE = """
SELECT source_row, key, first_row
  FROM incoming JOIN (SELECT key, min(source_row) AS first_row FROM incoming
                       WHERE key IS NOT NULL GROUP BY key HAVING count(*) > 1) AS twice USING (key)
 WHERE source_row <> first_row
"""
_KNOWN = "SELECT i.source_row, i.key FROM incoming AS i JOIN feature AS f ON f.layer = :layer AND f.key = i.key"
_KEEP_UNSAID = """
UPDATE incoming AS i
   SET name = CASE WHEN 'name' = ANY(:unsaid) THEN f.name ELSE i.name END,
       folded = CASE WHEN 'name' = ANY(:unsaid) THEN f.name_search ELSE i.folded END,
       status = CASE WHEN 'status' = ANY(:unsaid) THEN f.status ELSE i.status END,
       host = CASE WHEN 'host' = ANY(:unsaid) THEN f.host ELSE i.host END,
       attributes = (f.attributes - cast(:said AS text[])) || i.attributes
  FROM feature AS f WHERE f.layer = :layer AND f.key = i.key
"""
# Only with numbers of one kind does the database look a row up, instead of comparing it with all that are given.
_DROP = "DELETE FROM incoming WHERE source_row = ANY(CAST(:rows AS bigint[]))"
_TO_BE_REMOVED = """
SELECT count(*) FROM feature AS f WHERE layer = :layer AND NOT EXISTS (SELECT FROM incoming AS i WHERE i.key = f.key)
"""
# Ordered along a curve through space, so that rows of one tile lie on few pages.
_INSERT = """
INSERT INTO feature (layer, key, name, name_search, status, host, attributes, geom, load_id, source_row)
SELECT :layer, key, name, folded, status, host, attributes, geom, :load, source_row FROM incoming ORDER BY geom
    ON CONFLICT (layer, key) DO UPDATE
   SET (name, name_search, status, host, attributes, geom, load_id, source_row, recorded_at)
     = (EXCLUDED.name, EXCLUDED.name_search, EXCLUDED.status, EXCLUDED.host, EXCLUDED.attributes, EXCLUDED.geom,
        EXCLUDED.load_id, EXCLUDED.source_row, now())
"""


def lock_layer(connection: Connection, layer: str) -> None:
    """Loads into one layer wait for each other until the transaction ends.

    A load of ``units`` also waits for all others, and they for it: whatever is written learns in which units it lies,
    and neither of two at once would see what the other writes.
    """
    kind = "" if layer == UNITS else "_shared"
    connection.execute(text(f"SELECT pg_advisory_xact_lock{kind}(hashtext('wardmap.places'))"))
    connection.execute(
        text("SELECT pg_advisory_xact_lock(hashtext('wardmap.load'), hashtext(:layer))"), {"layer": layer}
    )


def stage(
    connection: Connection, layer: Layer, batches: Iterable[FeatureBatch], on_batch: Callable[[], None], beside: Beside
) -> int:
    """COPY the rows into the temporary table ``incoming``, beside the making of further ones; how many there are.

    Who uses the connection while `batches` are gone through has to wait for `beside`.
    """
    connection.execute(text(_CREATE))
    total = 0
    for batch in batches:
        columns = feature_columns(layer, batch)
        columns |= {"folded": folded_names(columns["name"]), "unit": batch.units, "digest": batch.digests}
        columns |= {"geom": wkbs(batch.shapes)}
        beside.run(partial(copy_columns, connection, "incoming", columns))
        total += len(batch)
        on_batch()
    beside.wait()
    return total


def copy_in_batches(
    connection: Connection,
    columns: tuple[str, ...],
    rows: Iterable[_Row],
    cells: Callable[[_Row], tuple[Cell, ...]],
    on_batch: Callable[[], None],
) -> int:
    """COPY into ``incoming``, `cells` of a row and then its geometry; how many rows.

    Batch by batch: an error while making a row must not reach the driver inside its COPY.
    """
    iterator, total = iter(rows), 0
    while batch := list(islice(iterator, BATCH_ROWS)):
        shapes = wkbs(np.array([row.geometry for row in batch], dtype=object))
        copy_rows(connection, "incoming", columns, [(*cells(r), shape) for r, shape in zip(batch, shapes, strict=True)])
        total += len(batch)
        on_batch()
    return total


def key_problems(connection: Connection, layer: Layer, mode: Mode) -> Iterator[Problem]:
    """Rows whose key is that of an earlier row of the file, or, when appending, of a row that is there already.

    And rows without a key that are an earlier row over again.
    """
    for row, first in same_rows(connection):
        yield Problem(row, None, "", Text(f"giống hệt dòng {first}.", f"it is exactly the same as row {first}."))
    for row, key, first in connection.execute(text(_TWICE)):
        reason = Text(f"trùng mã với dòng {first}.", f"it has the same key as row {first}.")
        yield Problem(row, "key", shortened(key), reason)
    if mode is Mode.APPEND:
        for row, key in connection.execute(text(_KNOWN), {"layer": layer.name}):
            reason = Text(
                "mã đã có trong lớp; dùng --mode upsert để cập nhật.",
                "the layer has this key already; --mode upsert would update it.",
            )
            yield Problem(row, "key", shortened(key), reason)


def drop_rows(connection: Connection, rows: Iterable[int]) -> int:
    """Take refused rows out of ``incoming``; how many were in it."""
    return connection.execute(text(_DROP), {"rows": list(rows)}).rowcount


def to_be_removed(connection: Connection, layer: Layer) -> int:
    """How many rows of the layer would go if ``incoming`` replaced it."""
    return int(connection.execute(text(_TO_BE_REMOVED), {"layer": layer.name}).scalar_one())


def keep_unsaid(connection: Connection, layer: Layer, said: Collection[str]) -> None:
    """Give the rows of ``incoming`` that will take the place of others what these have in fields the file is silent on.

    said: the fields that columns of the file fill.
    """
    unsaid = [field.name for field in layer.fields if field.name not in said]
    if unsaid:
        values = {"layer": layer.name, "said": list(said), "unsaid": unsaid}
        connection.execute(text(_KEEP_UNSAID), values)


def apply(
    connection: Connection, layer: Layer, mode: Mode, load_id: int, staged: int, *, is_aside: bool = False
) -> int:
    """Move ``incoming`` into the layer; how many rows of the layer had to go for it.

    is_aside: the rows of the layer are built anew beside the old ones where that can be.
    """
    if is_aside:
        aside.build(connection, layer.name, mode, load_id)
    kept = past.keep_replaced(connection, layer.name, load_id) if mode is not Mode.APPEND else 0
    removed = past.keep_removed(connection, layer.name, load_id) if mode is Mode.REPLACE else 0
    past.note_kept(connection, layer.name, load_id, kept + removed)
    if not (is_aside and aside.exchange(connection, layer.name)):
        past.remove(connection, layer.name, load_id)
        connection.execute(text(_INSERT), {"layer": layer.name, "load": load_id})
        if staged + removed >= ANALYZE_FROM_ROWS:
            connection.execute(text(f'ANALYZE "feature_{layer.name}"'))
    connection.execute(text("DROP TABLE incoming"))
    return removed
