"""Uploads on record, as the worker sees them: what is to be done next, and what came of it."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import isfinite
from typing import Any

from sqlalchemy import Connection, text

from geo_api.loads.recorded import by_browser, record_loads

# A file that has ended so many workers is not begun once more.
MOST_ATTEMPTS = 5
_WORK = ("waiting", "checking", "loading")
_CANDIDATES = f"SELECT id FROM upload WHERE state IN {_WORK} ORDER BY state <> 'loading', touched_at, id LIMIT 100"
_LOCK = "SELECT pg_try_advisory_xact_lock(hashtextextended('wardmap.upload/' || :id, 0))"
_BEGIN = f"""
UPDATE upload SET state = CASE state WHEN 'waiting' THEN 'checking' ELSE state END, attempts = attempts + 1
 WHERE id = :id AND state IN {_WORK}
RETURNING id, revision, state, attempts, committed_by, file_name, layer, options AS asked,
          (checked_revision = revision AND checked_options = options) IS TRUE AS is_checked
"""
_SAY_PROGRESS = """
UPDATE upload SET rows_read = :rows WHERE id = :id AND revision = :revision AND state = :state RETURNING id
"""
_COLUMNS = ("error", "question", "report", "columns", "samples", "preview")
_FINISH = f"""
UPDATE upload SET state = :new_state, load_id = :load, rows_read = coalesce(:rows, rows_read),
       checked_revision = CASE :new_state WHEN 'ready' THEN revision END,
       checked_options = CASE :new_state WHEN 'ready' THEN CAST(:asked AS jsonb) END,
       {", ".join(f"{name} = coalesce(CAST(:{name} AS jsonb), {name})" for name in ("columns", "samples"))},
       {", ".join(f"{name} = CAST(:{name} AS jsonb)" for name in ("error", "question", "report", "preview"))}
 WHERE id = :id AND revision = :revision AND state = :state RETURNING id
"""
_LOADED_BY = "UPDATE load SET loaded_by = :by WHERE id = ANY (:loads)"
_EXPIRED = """
DELETE FROM upload WHERE state NOT IN ('done', 'loading') AND touched_at < now() - make_interval(hours => :hours)
"""
_KEPT = """
SELECT id, state NOT IN ('done', 'cancelled') OR touched_at > now() - interval '1 hour' AS has_file,
       touched_at < now() - make_interval(hours => :hours) AS is_old
  FROM upload WHERE id = ANY (:ids)
"""


class Abandoned(Exception):
    """Somebody asked for something else, or cancelled, while it was being done."""


@dataclass(frozen=True, slots=True)
class Job:
    """What a worker has to do: check a file (state ``checking``) or load it (``loading``).

    asked: the options as they are on record; is_checked: whether the last check found the file in order with them.
    """

    id: int
    revision: int
    state: str
    attempts: int
    committed_by: str | None
    file_name: str
    layer: str
    asked: Mapping[str, Any]
    is_checked: bool

    @property
    def is_load(self) -> bool:
        return self.state == "loading"


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What came of a job. loads: on record, one a layer. Columns and samples that are None stay as they are."""

    state: str
    loads: Sequence[int] = ()
    rows_read: int | None = None
    error: Mapping[str, Any] | None = None
    question: Mapping[str, Any] | None = None
    report: Mapping[str, Any] | None = None
    columns: list[str] | None = None
    samples: Mapping[str, Any] | None = None
    preview: Mapping[str, Any] | None = None


def candidates(control: Connection) -> Sequence[int]:
    """Uploads that somebody has to do something with, or is at it; what is to be loaded comes first."""
    return control.execute(text(_CANDIDATES)).scalars().all()


def claim(control: Connection, work: Connection, numbers: Iterable[int]) -> Job | None:
    """The first of these that nobody is at. It is nobody else's until the transaction on `work` ends, however it ends.

    control: a connection that commits each statement, so that everybody sees what is being done.
    """
    for number in numbers:
        if not work.execute(text(_LOCK), {"id": number}).scalar_one():
            continue
        row = control.execute(text(_BEGIN), {"id": number}).one_or_none()
        if row:
            return Job(**row._mapping)
    return None


def say_progress(control: Connection, job: Job, rows: int) -> None:
    """Raises Abandoned when the job is not wanted any more."""
    values = {"id": job.id, "revision": job.revision, "state": job.state, "rows": rows}
    if control.execute(text(_SAY_PROGRESS), values).one_or_none() is None:
        raise Abandoned


def finish(connection: Connection, job: Job, outcome: Outcome) -> None:
    """Put on record what came of it, within the caller's transaction. Raises Abandoned."""
    values: dict[str, Any] = {name: as_json(getattr(outcome, name)) for name in _COLUMNS}
    values |= {"id": job.id, "revision": job.revision, "state": job.state, "new_state": outcome.state}
    values |= {"load": next(iter(outcome.loads), None), "rows": outcome.rows_read, "asked": json.dumps(job.asked)}
    if connection.execute(text(_FINISH), values).one_or_none() is None:
        raise Abandoned
    connection.execute(text(_LOADED_BY), {"by": job.committed_by, "loads": list(outcome.loads)})
    record_loads(connection, by_browser(job.committed_by or ""), outcome.loads)


def forget_expired(control: Connection, hours: int) -> None:
    """Drop uploads that nobody committed, or touched, for so long."""
    control.execute(text(_EXPIRED), {"hours": hours})


def known(control: Connection, ids: list[int], hours: int) -> dict[int, tuple[bool, bool]]:
    """Of those uploads that are on record: whether the file may be needed, and whether it is older than `hours`."""
    rows = control.execute(text(_KEPT), {"ids": ids, "hours": hours})
    return {row.id: (row.has_file, row.is_old) for row in rows}


def as_json(value: Any) -> str | None:
    """For a column of jsonb; None is no value at all."""
    return None if value is None else json.dumps(_storable(value), ensure_ascii=False)


def _storable(value: Any) -> Any:
    """As PostgreSQL's jsonb can hold it: files may have signs in their text that it cannot."""
    if isinstance(value, str):
        return value.replace("\x00", "\N{REPLACEMENT CHARACTER}").encode(errors="replace").decode()
    if isinstance(value, Mapping):
        return {_storable(key): _storable(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_storable(item) for item in value]
    return None if isinstance(value, float) and not isfinite(value) else value
