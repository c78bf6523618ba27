"""The report of a command as a file beside what it prints: JSON, or a workbook for its rows."""

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, Any

from geo_api.console import err
from geo_api.errors import CommandFailed


@contextmanager
def report_file(path: Path | None, inputs: Sequence[Path] = ()) -> Iterator[IO[Any] | None]:
    """The file of the report, opened before anything is done: what cannot report is not begun. None without a path.

    Bytes for a workbook, else text. Raises CommandFailed, also when it would take the place of one of `inputs`.
    """
    if path is None:
        yield None
        return
    if any(_is_same(path, each) for each in inputs):
        raise CommandFailed(
            f"Báo cáo {path} là chính tệp đang nạp; hãy chọn tên khác.",
            f"The report {path} is the very file to be loaded; please choose another name.",
        )
    try:
        file: IO[Any] = path.open("wb") if is_workbook(path) else path.open("w", encoding="utf-8")
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


def is_workbook(path: Path) -> bool:
    """Whether a report of that name is a workbook."""
    return path.suffix.lower() == ".xlsx"


def _is_same(path: Path, other: Path) -> bool:
    try:
        return path.samefile(other)
    except OSError:
        return path.absolute() == other.absolute()


def write_report(document: dict[str, Any], file: IO[str]) -> None:
    """What was done is done by now; a report that cannot be written is said, and changes nothing of it."""
    try:
        json.dump(document, file, ensure_ascii=False, indent=1)
        file.flush()
    except OSError as trouble:
        err.print(f"✗ Không ghi được báo cáo: {trouble.strerror} · The report cannot be written", markup=False)
