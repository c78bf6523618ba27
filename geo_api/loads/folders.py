"""Where the files of uploads are while they are needed: ``DATA_DIR/uploads/ID/``, for the service's own user alone.

file/    what was sent, under a cleaned form of its own name
report-REVISION-PHASE.xlsx   the workbook of a check, or of the load
"""

import os
import shutil
import time
from collections.abc import Iterator
from pathlib import Path
from tempfile import mkdtemp

from geo_api.loads.file_names import cleaned
from geo_api.settings import Settings

_INCOMING = "incoming-"
# An upload that has written nothing for so long has been given up.
ABANDONED_SECONDS = 3600


class Folders:
    """The folders of all uploads."""

    def __init__(self, settings: Settings) -> None:
        self.root = settings.data_dir / "uploads"

    def prepare(self) -> None:
        """Make the place for all of them. Raises OSError."""
        self.root.mkdir(mode=0o700, parents=True, exist_ok=True)

    def say_alive(self) -> None:
        """A worker says that it goes on, for whoever watches it. Raises OSError."""
        (self.root / "alive").touch(mode=0o600)

    def incoming(self) -> Path:
        """A new folder for a file that is arriving. Raises OSError."""
        self.prepare()
        folder = Path(mkdtemp(prefix=_INCOMING, dir=self.root))
        (folder / "file").mkdir(mode=0o700)
        return folder

    def keep(self, incoming: Path, upload: int) -> None:
        """What has arrived belongs to `upload` now. What lies there under that number is of an older database."""
        self.drop(upload)
        incoming.rename(self._of(upload))

    def free_bytes(self) -> int:
        """How much can still be written there."""
        return shutil.disk_usage(self.root).free

    def file(self, upload: int, name: str) -> Path | None:
        """What was sent; of a Shapefile its .shp. None unless it is there, a plain file in the upload's own folder."""
        if cleaned(name) != name:
            return None
        path = self._of(upload) / "file" / name
        is_own = path.resolve() == self.root.resolve() / str(upload) / "file" / name
        return path if is_own and path.is_file() else None

    def workbook(self, upload: int, revision: int, *, is_loaded: bool) -> Path:
        """The report of the check of that revision, or of the load after it."""
        return self._of(upload) / f"report-{revision}-{'load' if is_loaded else 'check'}.xlsx"

    def drop_file(self, upload: int) -> None:
        """Remove what was sent; the report stays."""
        shutil.rmtree(self._of(upload) / "file", ignore_errors=True)

    def drop(self, upload: int) -> None:
        """Remove all there is of an upload."""
        shutil.rmtree(self._of(upload), ignore_errors=True)

    def drop_if_older(self, upload: int, seconds: float) -> None:
        """Remove what is of no upload on record, but for one that is just being put there."""
        if _newest(self._of(upload)) < time.time() - seconds:
            self.drop(upload)

    def present(self) -> Iterator[int]:
        """The uploads that have a folder."""
        yield from (int(entry.name) for entry in self._entries() if entry.name.isascii() and entry.name.isdecimal())

    def drop_abandoned(self) -> None:
        """Remove what had begun to arrive and never came."""
        for entry in self._entries():
            if entry.name.startswith(_INCOMING) and _newest(Path(entry.path)) < time.time() - ABANDONED_SECONDS:
                shutil.rmtree(entry.path, ignore_errors=True)

    def _entries(self) -> list["os.DirEntry[str]"]:
        try:
            return list(os.scandir(self.root))
        except FileNotFoundError:
            return []

    def _of(self, upload: int) -> Path:
        return self.root / str(upload)


def _newest(folder: Path) -> float:
    """When something in it was last written; now, if it is just going away."""
    try:
        return max(path.stat().st_mtime for path in (folder, *folder.rglob("*")))
    except OSError:
        return time.time()
