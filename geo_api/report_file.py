"""Files that a command writes beside what it prints: its report as JSON or as a workbook, and mappings.

They are opened before anything is done, for what cannot report is not begun; they take their names when they are
whole. What fails then cannot undo what was done: it is said, and the command ends with NotReported.
"""

import errno
import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, Any
from uuid import uuid4

from geo_api.errors import CommandFailed, NotReported
from layers.layer import Text

REPORT = Text("Báo cáo", "The report")
_TROUBLE = {
    errno.ENOSPC: "đĩa không còn chỗ",
    errno.EDQUOT: "đã dùng hết phần đĩa được cấp",
    errno.EFBIG: "tệp lớn hơn mức cho phép",
    errno.ENOENT: "không có thư mục đó",
    errno.ENOTDIR: "đường dẫn đi qua một tệp",
    errno.EISDIR: "đó là một thư mục",
    errno.EACCES: "không có quyền ghi",
    errno.EPERM: "không có quyền ghi",
    errno.EROFS: "đĩa chỉ cho đọc",
    errno.ENAMETOOLONG: "tên quá dài",
}


def trouble_of(error: OSError) -> Text:
    """Why the system could not write."""
    english = error.strerror or type(error).__name__
    return Text(_TROUBLE.get(error.errno or 0, english), english)


class NewFile:
    """A file that stands beside its place under another name until it is whole. what: it, in a sentence."""

    def __init__(self, path: Path, what: Text) -> None:
        """Raises OSError where it cannot be written."""
        self.path, self.what = path, what
        # What is no file, such as a pipe, is written as it stands; and where a link leads, there the file is.
        self._target = path if path.exists() and not path.is_file() else path.resolve()
        is_direct = self._target.exists() and not self._target.is_file()
        self._unfinished = None if is_direct else self._target.with_name(f".{uuid4().hex}.part")
        self._file: IO[bytes] = (self._unfinished or self._target).open("wb")

    def write(self, fill: Callable[[IO[bytes]], object]) -> Text | None:
        """What went wrong when `fill` wrote it, in a sentence; None: it is there, whole. Raises nothing."""
        try:
            fill(self._file)
            self._file.close()
            if self._unfinished:
                self._unfinished.replace(self._target)
        except OSError as error:
            return self._unwritten(trouble_of(error))
        except Exception as error:  # what was done before must not look as if it had failed
            return self._unwritten(Text(type(error).__name__, type(error).__name__))
        return None

    def _unwritten(self, why: Text) -> Text:
        return Text(
            f"{self.what.vi} {self.path} không ghi được: {why.vi}.",
            f"{self.what.en} {self.path} could not be written: {why.en}.",
        )

    def close(self) -> None:
        """Leave nothing unfinished behind."""
        with suppress(OSError):  # what could not be written has been said
            self._file.close()
        if self._unfinished:
            self._unfinished.unlink(missing_ok=True)


@contextmanager
def new_file(path: Path | None, others: Sequence[Path] = (), what: Text = REPORT) -> Iterator[NewFile | None]:
    """A file to be written once all is done; None without a path.

    Raises CommandFailed where it cannot be written, or would take the place of one of `others`.
    """
    if path is None:
        yield None
        return
    if any(_is_same(path, each) for each in others):
        raise CommandFailed(
            f"{what.vi} {path} là chính tệp đang nạp hoặc một tệp khác của lệnh này; hãy chọn tên khác.",
            f"{what.en} {path} is the very file to be loaded, or another of this command; please choose another name.",
        )
    try:
        file = NewFile(path, what)
    except OSError as error:
        why = trouble_of(error)
        raise CommandFailed(
            f"{what.vi} {path} không ghi được: {why.vi}. Chưa làm gì cả.",
            f"{what.en} {path} cannot be written: {why.en}. Nothing was done.",
        ) from error
    try:
        yield file
    finally:
        file.close()


def is_workbook(path: Path) -> bool:
    """Whether a report of that name is a workbook."""
    return path.suffix.lower() == ".xlsx"


def _is_same(path: Path, other: Path) -> bool:
    try:
        return path.samefile(other)
    except OSError:
        return path.absolute() == other.absolute()


def write_json(document: dict[str, Any], file: IO[bytes]) -> None:
    """The document in UTF-8; halves of letters, which UTF-8 has no bytes for, as JSON escapes them."""
    file.write(json.dumps(document, ensure_ascii=False, indent=1).encode(errors="backslashreplace"))


def not_reported(done: Text, troubles: Sequence[Text]) -> NotReported:
    """What was `done` stands, and some file about it is missing."""
    vi, en = " ".join(each.vi for each in troubles), " ".join(each.en for each in troubles)
    return NotReported(f"{done.vi} {vi}", f"{done.en} {en}")
