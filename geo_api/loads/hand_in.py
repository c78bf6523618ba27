"""What other parts of the service hand in, as uploads: the worker cannot tell them from what somebody sent."""

import json
import shutil
from collections.abc import Iterable
from typing import Any

from sqlalchemy import text

from geo_api.db import Database, Duty
from geo_api.errors import Unavailable, not_found
from geo_api.handing_in import Handed
from geo_api.loads.asked import Options
from geo_api.loads.file_names import cleaned
from geo_api.loads.folders import Folders
from geo_api.loads.uploads import Uploads, begin, check_quota
from geo_api.settings import Settings
from loaders.options import Mode

# What is handed in a second time takes the place of what is there.
_OPTIONS = Options(mode=Mode.UPSERT, key="key")
_STATES = """
SELECT u.id AS upload, u.state, u.error, u.load_id AS load,
       (SELECT l.id FROM load AS l WHERE l.undoes = u.load_id) AS undone_by, u.rows_read AS rows,
       coalesce((SELECT CAST(sum(CAST(c.value AS integer)) AS integer)
          FROM jsonb_each(coalesce(u.report -> 'findings_counts', '{}')) AS f
          CROSS JOIN LATERAL jsonb_each_text(f.value) AS c WHERE c.key = 'warning'), 0)
         + coalesce(jsonb_array_length(u.report -> 'warnings'), 0) AS warnings
  FROM upload AS u WHERE u.id = ANY (:uploads)
"""
_REVISION = "SELECT revision FROM upload WHERE id = :upload"


class HandIn:
    """See `geo_api.handing_in.HandsIn`."""

    def __init__(self, database: Database, settings: Settings) -> None:
        self._database = database
        self._folders = Folders(settings)
        self._quota_mb = settings.upload_quota_mb

    def hand_in(self, by: str, layer: str, file_name: str, collection: dict[str, Any]) -> int:
        """Have a FeatureCollection checked. Raises NoRoom, Unavailable."""
        name = cleaned(file_name)
        content = json.dumps(collection, ensure_ascii=False).encode()
        try:
            folder = self._folders.incoming()
        except OSError as error:
            raise Unavailable(
                "Máy chủ chưa có chỗ để nhận tệp; hãy báo người quản trị (WARDMAP_DATA_DIR).",
                "The server has no place for files; please tell the administrator (WARDMAP_DATA_DIR).",
            ) from error
        try:
            (folder / "file" / name).write_bytes(content)
            with self._database.transaction(Duty.LOADS) as connection:
                check_quota(connection, len(content), self._quota_mb)
                upload = begin(connection, by, layer, _OPTIONS, (name, len(content)))
                self._folders.keep(folder, upload)
        finally:
            shutil.rmtree(folder, ignore_errors=True)
        return upload

    def states(self, uploads: Iterable[int]) -> dict[int, Handed]:
        """Of those that are still on record."""
        with self._database.transaction(Duty.LOADS) as connection:
            rows = connection.execute(text(_STATES), {"uploads": list(uploads)})
            return {row.upload: Handed(**row._mapping) for row in rows}

    def commit(self, upload: int, by: str) -> None:
        """Have what was found in order loaded. Raises NotFound, Conflict."""
        with self._database.transaction(Duty.LOADS) as connection:
            revision = connection.scalar(text(_REVISION), {"upload": upload})
        if revision is None:
            raise not_found()
        Uploads(self._database).commit(upload, revision, by)

    def cancel(self, upload: int) -> None:
        """What was handed in is not wanted any more. Raises NotFound, Conflict while it is being loaded."""
        Uploads(self._database).cancel(upload)
        self._folders.drop(upload)
