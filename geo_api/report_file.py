"""The report of a command as a JSON file beside what it prints."""

import json
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, Any

from geo_api.console import err
from geo_api.errors import CommandFailed


@contextmanager
def report_file(path: Path | None) -> Iterator[IO[str] | None]:
    """The file of the report, opened before anything is done: what cannot report is not begun. None without a path."""
    if path is None:
        yield None
        return
    try:
        file = path.open("w", encoding="utf-8")
    except OSError as error:
        raise CommandFailed(
            f"Không ghi được báo cáo {path}: {error.strerror}.",
            f"The report {path} cannot be written: {error.strerror}.",
        ) from error
    try:
        yield file
    finally:
        with suppress(OSError):  # what could not be written has been said
            file.close()


def write_report(document: dict[str, Any], file: IO[str]) -> None:
    """What was done is done by now; a report that cannot be written is said, and changes nothing of it."""
    try:
        json.dump(document, file, ensure_ascii=False, indent=1)
        file.flush()
    except OSError as trouble:
        err.print(f"✗ Không ghi được báo cáo: {trouble.strerror} · The report cannot be written", markup=False)
