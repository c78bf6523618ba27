"""Uploads on record, as the service sees and changes them; the worker's side is `queue`."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, Row, text

from geo_api.db import Database, Duty
from geo_api.errors import Conflict, NoRoom, not_found
from geo_api.loads.asked import Options
from layers.layer import Text

# The worker listens on it.
CHANNEL = "wardmap_uploads"
_BIGINT = 2**63
_BRIEF = "id, created_at, created_by, committed_by, file_name, file_size, layer, options, state, rows_read, load_id"
_WHOLE = f"{_BRIEF}, revision, error, question, report, columns, samples, preview"
_INSERT = """
INSERT INTO upload (created_by, file_name, file_size, layer, options)
VALUES (:by, :file_name, :file_size, :layer, CAST(:options AS jsonb)) RETURNING id
"""
_ONE = f"SELECT {_WHOLE} FROM upload WHERE id = :id"
_OF_LAYER = "(CAST(:layers AS text[]) IS NULL OR layer = ANY (:layers))"
_NEWEST = f"SELECT {_BRIEF} FROM upload WHERE {_OF_LAYER} ORDER BY id DESC LIMIT :limit"
LOADS = """
SELECT l.id, l.loaded_at, l.loaded_by, l.layer, l.mode, l.file_name, l.rows_read, l.rows_written, l.rows_refused,
       l.undoes,
       (SELECT u.id FROM load AS u WHERE u.undoes = l.id) AS undone_by,
       (SELECT p.id FROM upload AS p WHERE p.load_id = l.id) AS upload_id
  FROM load AS l
"""
_NEWEST_LOADS = f"{LOADS} WHERE {_OF_LAYER} ORDER BY l.id DESC LIMIT :limit"
_FORGET = (
    "error = NULL, question = NULL, report = NULL, preview = NULL, rows_read = 0, attempts = 0, committed_by = NULL, "
    "touched_at = now()"
)
_ASK_AGAIN = f"""
UPDATE upload SET state = 'waiting', options = CAST(:options AS jsonb), revision = revision + 1, {_FORGET}
 WHERE id = :id AND revision = :revision AND state NOT IN ('loading', 'done', 'cancelled') RETURNING id
"""
_COMMIT = """
UPDATE upload SET state = 'loading', committed_by = :by, rows_read = 0, attempts = 0, touched_at = now()
 WHERE id = :id AND state = 'ready' AND revision = :revision RETURNING id
"""
_CANCEL = f"""
UPDATE upload SET state = 'cancelled', revision = revision + 1, {_FORGET}
 WHERE id = :id AND state NOT IN ('loading', 'done') RETURNING id
"""
_STATE = "SELECT state, revision FROM upload WHERE id = :id"
# A file of the same columns, as the same office sends it again, that was loaded with columns, words or an origin of
# its own. What is said of the origin this time is not said otherwise.
_REMEMBERED = """
SELECT p.id, p.file_name, p.created_at AS created, p.options
  FROM upload AS u JOIN upload AS p ON p.layer = u.layer AND p.columns = u.columns AND p.state = 'done' AND p.id <> u.id
 WHERE u.id = :id AND u.state IN ('asks', 'refused', 'ready') AND u.columns <> '[]'
   AND (coalesce(p.options->'mapping', '{}') <> '{}' OR coalesce(p.options->'values', '{}') <> '{}'
        OR coalesce(p.options->>'data_source', p.options->>'data_licence') IS NOT NULL)
   AND NOT (u.options->'mapping' @> (p.options->'mapping')
            AND coalesce(u.options->'values', '{}') @> coalesce(p.options->'values', '{}')
            AND (u.options->>'data_source' IS NOT NULL OR p.options->>'data_source' IS NULL)
            AND (u.options->>'data_licence' IS NOT NULL OR p.options->>'data_licence' IS NULL))
 ORDER BY p.id DESC LIMIT 1
"""
_QUOTA_LOCK = "SELECT pg_advisory_xact_lock(hashtextextended('wardmap.upload-quota', 0))"
_KEPT_BYTES = "SELECT coalesce(sum(file_size), 0) FROM upload WHERE state NOT IN ('done', 'cancelled')"
_CALL = "SELECT pg_notify(:channel, '')"


class Uploads:
    """What a request may do with uploads. Every method is a transaction of its own but for `begun`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def newest(self, limit: int, layers: Sequence[str] | None) -> tuple[list[Row[Any]], list[Row[Any]]]:
        """Uploads, and loads of whatever way, the newest first; of these layers, or of all."""
        values = {"limit": limit, "layers": layers}
        with self._database.transaction(Duty.LOADS) as connection:
            uploads = list(connection.execute(text(_NEWEST), values))
            return uploads, list(connection.execute(text(_NEWEST_LOADS), values))

    def one(self, upload: int) -> Row[Any]:
        """Raises NotFound."""
        with self._database.transaction(Duty.LOADS) as connection:
            row = connection.execute(text(_ONE), {"id": upload}).one_or_none() if upload < _BIGINT else None
        if row is None:
            raise not_found()
        return row

    def remembered(self, upload: int) -> Row[Any] | None:
        """A loaded file of the same layer and columns, for which more was chosen than for this one."""
        with self._database.transaction(Duty.LOADS) as connection:
            return connection.execute(text(_REMEMBERED), {"id": upload}).one_or_none()

    def check_quota(self, size: int, quota_mb: int) -> None:
        """Raises NoRoom where a file of about `size` bytes would be too much for what is kept, before it arrives."""
        with self._database.transaction(Duty.LOADS) as connection:
            check_quota(connection, max(0, size), quota_mb)

    def ask_again(self, upload: int, revision: int, options: Options) -> None:
        """The file is checked anew, with other options. Raises NotFound, Conflict, also for an older revision."""
        values = {"id": upload, "revision": revision, "options": options.model_dump_json()}
        self._change(upload, _ASK_AGAIN, values, _NOT_ASKABLE)

    def commit(self, upload: int, revision: int, by: str) -> None:
        """What `by` saw checked is to be loaded. Raises NotFound, Conflict, also where it is another revision now."""
        self._change(upload, _COMMIT, {"id": upload, "revision": revision, "by": by}, _NOT_READY)

    def cancel(self, upload: int) -> None:
        """Raises NotFound, Conflict while it is being loaded; one that is loaded stays on record."""
        self._change(upload, _CANCEL, {"id": upload}, _BEING_LOADED, settled=("done",))

    def _change(
        self, upload: int, statement: str, values: dict[str, Any], refusal: Text, settled: tuple[str, ...] = ()
    ) -> None:
        if upload >= _BIGINT:
            raise not_found()
        with self._database.transaction(Duty.LOADS) as connection:
            if connection.execute(text(statement), values).one_or_none() is None:
                now = connection.execute(text(_STATE), {"id": upload}).one_or_none()
                if now is None:
                    raise not_found()
                if now.state not in settled:
                    why = _CHANGED if now.revision != values.get("revision", now.revision) else refusal
                    raise Conflict(why.vi, why.en)
            call_worker(connection)


def begin(connection: Connection, by: str, layer: str, options: Options, file: tuple[str, int]) -> int:
    """Put a new upload on record; its number. file: its name and how many bytes it has."""
    values: dict[str, Any] = {"by": by, "layer": layer, "options": options.model_dump_json()}
    values |= {"file_name": file[0], "file_size": file[1]}
    number = int(connection.execute(text(_INSERT), values).scalar_one())
    call_worker(connection)
    return number


def check_quota(connection: Connection, size: int, quota_mb: int) -> None:
    """Raises NoRoom when files that are kept would have more than that together with one of `size` bytes.

    Of several that arrive at once one is counted after the other: the lock is held until the transaction ends.
    """
    connection.execute(text(_QUOTA_LOCK))
    kept = int(connection.execute(text(_KEPT_BYTES)).scalar_one())
    if kept + size > quota_mb * 1_000_000:
        held = -(-kept // 1_000_000)
        raise NoRoom(
            f"Máy chủ đang giữ {held} MB tệp chưa nạp, mức cho phép là {quota_mb} MB. Hãy nạp hoặc hủy bớt tệp đã gửi, "
            "hoặc chờ: tệp chưa nạp tự xóa sau 24 giờ.",
            f"The server keeps {held} MB of files not loaded, and {quota_mb} MB is all that is allowed. Load or cancel "
            "some of those sent, or wait: files not loaded go after 24 hours.",
        )


def call_worker(connection: Connection) -> None:
    """There is something to do; heard when the transaction is committed."""
    connection.execute(text(_CALL), {"channel": CHANNEL})


_NOT_ASKABLE = Text(
    "Tệp đang được nạp, đã nạp hoặc đã hủy; không đổi cách nạp được nữa.",
    "The file is being loaded, is loaded, or was cancelled; how it is loaded cannot be changed any more.",
)
_NOT_READY = Text(
    "Chỉ nạp được tệp đã kiểm tra xong và đạt (trạng thái ready), và chỉ một lần.",
    "Only a file that was checked and is in order (state ready) can be loaded, and only once.",
)
_CHANGED = Text(
    "Cách nạp tệp đã được đổi sau khi trang này hiện kết quả kiểm tra; lần bấm này không làm gì. Hãy xem kết quả mới.",
    "How the file is loaded was changed after this result was shown; this press did nothing. Please look at the new "
    "result.",
)
_BEING_LOADED = Text("Tệp đang được nạp; không hủy được nữa.", "The file is being loaded and cannot be cancelled now.")
