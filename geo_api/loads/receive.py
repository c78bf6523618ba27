"""A multipart form as it arrives: files go to disk piece by piece, nothing is held, and all has an end."""

import errno
import os
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from anyio import to_thread
from python_multipart.exceptions import FormParserError
from python_multipart.multipart import MultipartParser, parse_options_header
from starlette.requests import Request

from geo_api.errors import BadRequest, NoRoom, TooLarge

if TYPE_CHECKING:
    from python_multipart.multipart import MultipartCallbacks

FILE_FIELD = "file"
# Beside the files themselves: their heads and the other fields of the form.
OTHER_BYTES = 1_000_000
MOST_FILES = 20
_MOST_FIELDS = 500
_LONGEST_HEAD = 8_192
_LONGEST_VALUE = 20_000
# What a full disk must leave to others.
SPARE_BYTES = 256 << 20
_LOOK_BYTES = 16 << 20


@dataclass(slots=True)
class Sent:
    """A file that has arrived. name: as the client calls it; path: where it is, under a name of ours."""

    name: str
    path: Path
    size: int = 0


@dataclass(slots=True)
class Form:
    """values: of the other fields, in the order in which they came."""

    files: list[Sent] = field(default_factory=list)
    values: list[tuple[str, str]] = field(default_factory=list)


async def received(request: Request, folder: Path, limit_bytes: int, free: Callable[[], int]) -> Form:
    """The form of a request, its files in `folder`. free: how many bytes the disk still takes, asked again and again.

    Raises BadRequest, TooLarge as soon as the files are larger than `limit_bytes`, NoRoom; ClientDisconnect.
    """
    _check_space(request, free())
    writer = _Writer(folder, limit_bytes, free)
    try:
        parser = MultipartParser(_boundary(request), writer.callbacks())
        async for piece in _pieces(request):
            await to_thread.run_sync(parser.write, piece)
        await to_thread.run_sync(writer.finish)
    except FormParserError:
        raise _no_form() from None
    except OSError as error:
        raise (disk_full() if error.errno in (errno.ENOSPC, errno.EDQUOT) else error) from None
    finally:
        writer.close()
    return writer.form


async def _pieces(request: Request) -> AsyncIterator[bytes]:
    async for piece in request.stream():
        if piece:
            yield piece


def _check_space(request: Request, free_bytes: int) -> None:
    if free_bytes < SPARE_BYTES + declared_bytes(request):
        raise disk_full()


def declared_bytes(request: Request) -> int:
    """How long the client says that the body is; 0: it does not say."""
    declared = request.headers.get("content-length", "")
    return int(declared) if declared.isdecimal() and declared.isascii() else 0


def _boundary(request: Request) -> bytes:
    kind, parameters = parse_options_header(request.headers.get("content-type"))
    boundary = parameters.get(b"boundary", b"")
    if kind != b"multipart/form-data" or not 0 < len(boundary) <= 200:
        raise _no_form()
    return boundary


class _Writer:
    """What the parser calls: a part begins, goes on, ends."""

    def __init__(self, folder: Path, limit_bytes: int, free: Callable[[], int]) -> None:
        self.form = Form()
        self._folder = folder
        self._limit = limit_bytes
        self._free = free
        self._next_look = _LOOK_BYTES
        self._size = 0
        self._head: dict[str, str] = {}
        self._name = bytearray()
        self._value = bytearray()
        self._field: str | None = None
        self._out: BinaryIO | None = None
        self._is_whole = False

    def callbacks(self) -> "MultipartCallbacks":
        return {
            "on_part_begin": self._begin,
            "on_header_field": lambda data, start, end: self._extend(self._name, data[start:end], _LONGEST_HEAD),
            "on_header_value": lambda data, start, end: self._extend(self._value, data[start:end], _LONGEST_HEAD),
            "on_header_end": self._end_header,
            "on_headers_finished": self._open,
            "on_part_data": lambda data, start, end: self._write(data[start:end]),
            "on_part_end": self._end,
            "on_end": self._all,
        }

    def finish(self) -> None:
        """Raises BadRequest when the form broke off."""
        if not self._is_whole:
            raise _no_form()

    def close(self) -> None:
        if self._out:
            self._out.close()
            self._out = None

    def _begin(self) -> None:
        self._head, self._field = {}, None
        if len(self.form.files) + len(self.form.values) >= _MOST_FIELDS:
            raise _no_form()

    def _end_header(self) -> None:
        self._head[self._name.decode("latin-1").lower()] = self._value.decode("utf-8", "replace")
        self._name.clear()
        self._value.clear()

    def _open(self) -> None:
        # The parser of headers takes bytes as letters; what was UTF-8 comes out again as it went in.
        disposition = self._head.get("content-disposition", "").encode().decode("latin-1")
        _, parameters = parse_options_header(disposition)
        self._field = parameters.get(b"name", b"").decode("utf-8", "replace")
        if b"filename" not in parameters:
            return
        if self._field != FILE_FIELD or len(self.form.files) >= MOST_FILES:
            raise BadRequest(
                f"Tệp phải ở trường “{FILE_FIELD}”, nhiều nhất {MOST_FILES} tệp.",
                f"Files go into field “{FILE_FIELD}”, at most {MOST_FILES} of them.",
            )
        path = self._folder / f"part-{len(self.form.files)}"
        self.form.files.append(Sent(parameters[b"filename"].decode("utf-8", "replace"), path))
        self._out = path.open("wb")

    def _write(self, data: bytes) -> None:
        if not self._out:
            self._extend(self._value, data, _LONGEST_VALUE)
            return
        self._size += len(data)
        if self._size > self._limit:
            raise too_large(self._limit)
        if self._size > self._next_look:
            self._look_at_the_disk()
        self._out.write(data)
        self.form.files[-1].size += len(data)

    def _look_at_the_disk(self) -> None:
        """Others write too while a file arrives, and not every client says how long it is."""
        self._next_look = self._size + _LOOK_BYTES
        if self._free() < SPARE_BYTES:
            raise disk_full()

    def _end(self) -> None:
        if self._out:
            # What is accepted is on record at once, and must be on the disk by then.
            self._out.flush()
            os.fsync(self._out.fileno())
            self.close()
        elif self._field:
            self.form.values.append((self._field, self._value.decode("utf-8", "replace")))
        self._value.clear()

    def _all(self) -> None:
        self._is_whole = True

    def _extend(self, kept: bytearray, data: bytes, longest: int) -> None:
        kept += data
        if len(kept) > longest:
            raise _no_form()


def too_large(limit_bytes: int) -> TooLarge:
    megabytes = limit_bytes // 1_000_000
    return TooLarge(
        f"Tệp lớn hơn {megabytes} MB, mức nhận được; hãy nén (.zip) hoặc chia nhỏ.",
        f"The file is larger than {megabytes} MB, which is all that is taken; please zip or split it.",
    )


def disk_full() -> NoRoom:
    return NoRoom(
        "Đĩa của máy chủ không đủ chỗ cho tệp này; hãy báo người quản trị.",
        "The disk of the server has no room for this file; please tell the administrator.",
    )


def _no_form() -> BadRequest:
    return BadRequest(
        "Yêu cầu phải là một biểu mẫu multipart/form-data trọn vẹn, gồm trường “file” và “layer”.",
        "The request must be a whole multipart/form-data form with the fields “file” and “layer”.",
    )
