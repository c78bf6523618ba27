"""What the worker does with one file: the check, which writes nothing, and the load. The same `load` as the command."""

from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any

from sqlalchemy import Connection

from geo_api.identity import Identity
from geo_api.loads.asked import Options
from geo_api.loads.combined import combined_json
from geo_api.loads.queue import Job, Outcome
from geo_api.loads.targets import Seen, load_file
from geo_api.loads.wanted import OSM
from geo_api.report_workbook import write_workbook
from layers.errors import WardmapError
from layers.layer import Text
from loaders.errors import LoadError, LoadRefused
from loaders.locate.ground import RecordedGround
from loaders.preview import glance
from loaders.report import LoadReport

OnRows = Callable[[int], None]


class Examination:
    """One job on one file. `reports` and `error`: what there is to say of it, for the workbook."""

    def __init__(self, connection: Connection, job: Job, asked: Options, path: Path) -> None:
        self._connection = connection
        self._job = job
        self._asked = asked
        self._path = path
        self._seen = Seen()
        self.reports: list[LoadReport] = []
        self.error: WardmapError | None = None

    def run(self, on_rows: OnRows) -> Outcome:
        """Check or load, within the caller's transaction. Raises what is no fault of the file."""
        try:
            self.reports = self._load(on_rows)
        except LoadError as error:
            return self._not_taken(error)
        report = self._told()
        if self._job.is_load:
            numbers = [each.load_id for each in self.reports if each.load_id is not None]
            return Outcome(state="done", loads=numbers, rows_read=report["rows_read"], report=report, samples={})
        return Outcome(state="ready", rows_read=report["rows_read"], report=report, **self._looked_at())

    def _load(self, on_rows: OnRows) -> list[LoadReport]:
        options = self._asked.for_load(dry_run=not self._job.is_load)
        target = self._asked.target(self._job.layer)
        seen = None if self._job.is_load else self._seen
        return load_file(self._connection, target, self._path, options, on_rows, seen, is_alone=self._job.is_load)

    def _told(self) -> dict[str, Any]:
        return combined_json(OSM, self.reports) if self._job.layer == OSM else self.reports[0].as_json()

    def _not_taken(self, error: LoadError) -> Outcome:
        """The rows or the file are refused, or something has to be said first."""
        self.error = error
        self.reports = [error.report] if isinstance(error, LoadRefused) else []
        report = self.reports[0] if self.reports else None
        question = error.question
        return Outcome(
            state="asks" if question else "refused",
            rows_read=report.rows_read if report else None,
            error=words(error.detail),
            question={**asdict(question), "text": words(error.detail)} if question else None,
            report=report.as_json() if report else None,
            **self._looked_at(),
        )

    def _looked_at(self) -> dict[str, Any]:
        options = self._asked.for_load(dry_run=True)
        seen = glance(self._path, options, RecordedGround(self._connection).named)
        preview = self._seen.preview
        return {
            "columns": list(seen.columns),
            "samples": seen.samples,
            "preview": preview.as_json() if preview else None,
        }

    def write_workbook(self, target: Path, who: Identity) -> None:
        """As ``--report F.xlsx``, of the map of `who`. It is there whole or not at all. Raises OSError."""
        unfinished = target.with_suffix(".part")
        try:
            with unfinished.open("wb") as file:
                options = self._asked.for_load(dry_run=not self._job.is_load)
                write_workbook(file, [(self._path, self.reports)], options, self.error, who)
            unfinished.rename(target)
        finally:
            unfinished.unlink(missing_ok=True)


def words(text: Text) -> dict[str, str]:
    return {"vi": text.vi, "en": text.en}
