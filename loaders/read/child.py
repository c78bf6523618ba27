"""A program that reads a file in a process of its own, with bounds on memory and time, and what it answers."""

import json
import os
import select
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from layers.layer import Text
from loaders.errors import Asked, LoadError, Question
from loaders.report import shortened

_BOUNDED = Path(__file__).with_name("bounded.py")
MEMORY_BYTES = 1 << 30
CPU_SECONDS = 120
# No file takes longer than this until its first rows, or from one batch of them to the next.
PATIENCE_SECONDS = 18
_LONGEST_LINE = 512 << 20
_PIECE = 1 << 20
# What `bounded.py` ends with when memory ran out, and when it is not the one that was started.
_OUT_OF_MEMORY = 77
_ORPHANED = 78


@contextmanager
def child(
    program: Path,
    arguments: Sequence[str],
    name: str,
    environment: Mapping[str, str] | None = None,
    patience: int = PATIENCE_SECONDS,
    seconds: int = CPU_SECONDS,
) -> Iterator[Iterator[Any]]:
    """The JSON values that `program` writes, one a line. `name`: of the file, towards people.

    Going through them raises LoadError when the program ends otherwise than well, or takes too long. It is gone at the
    end of the block. patience: seconds until its first answer, and between two. seconds: of computing, in all.
    """
    bounds = [str(_BOUNDED), str(os.getpid()), str(MEMORY_BYTES), str(seconds)]
    command = [sys.executable, "-I", *bounds, str(program), *arguments]
    pipe, null = subprocess.PIPE, subprocess.DEVNULL
    env = {"PATH": os.defpath, "OPENBLAS_NUM_THREADS": "1", **(environment or {})}
    with subprocess.Popen(command, stdin=null, stdout=pipe, stderr=null, env=env) as process:  # noqa: S603
        try:
            yield _values(process, name, patience)
        finally:
            process.kill()


def _values(process: "subprocess.Popen[bytes]", name: str, patience: int) -> Iterator[Any]:
    for line in _lines(process, name, patience):
        try:
            value = json.loads(line)
        except ValueError:
            raise unreadable(name) from None
        if isinstance(value, dict) and "refused" in value:
            raise _refused(name, value["refused"], value.get("words", ()))
        yield value


def _lines(process: "subprocess.Popen[bytes]", name: str, patience: int) -> Iterator[bytes]:
    """Whole lines; what stands at the end without one is no line but a sign of an early death."""
    assert process.stdout is not None  # noqa: S101
    poll = select.poll()
    poll.register(process.stdout, select.POLLIN)
    pieces: list[bytes] = []
    while True:
        if not poll.poll(patience * 1000):
            raise too_long(name)
        piece = os.read(process.stdout.fileno(), _PIECE)
        if not piece:
            break
        first, *others = piece.split(b"\n")
        pieces.append(first)
        if others:
            yield b"".join(pieces)
            yield from others[:-1]
            pieces = [others[-1]]
        elif len(pieces) * _PIECE > _LONGEST_LINE and sum(map(len, pieces)) > _LONGEST_LINE:
            raise _too_large(name)
    status = process.wait()
    if status != 0 or any(pieces):
        raise _death(name, status)


def _death(name: str, status: int) -> LoadError:
    if status == -signal.SIGXCPU:
        return too_long(name)
    if status in (-signal.SIGKILL, _ORPHANED):
        return _killed(name)
    return _too_large(name) if status == _OUT_OF_MEMORY else unreadable(name)


def _killed(name: str) -> LoadError:
    """Not by the bounds: by a person, or by a system that ran short of memory."""
    return LoadError(
        f"Tiến trình đọc tệp {name} bị dừng từ bên ngoài (thường do máy thiếu bộ nhớ), không ghi gì; hãy nạp lại.",
        f"The process that read file {name} was stopped from outside (often for lack of memory), and nothing was "
        "written; please load it again.",
    )


def unreadable(name: str) -> LoadError:
    """What is in `name` is not what its ending says."""
    return LoadError(
        f"Không đọc được tệp {name}: hỏng, hoặc không đúng loại như phần đuôi tên.",
        f"File {name} cannot be read: it is damaged, or not of the kind that its name says.",
    )


def too_long(name: str) -> LoadError:
    """Reading `name` had to be stopped."""
    return LoadError(
        f"Đọc tệp {name} quá lâu nên đã dừng; hãy chia nhỏ tệp hoặc lưu lại bằng GeoPackage.",
        f"Reading file {name} took too long and was stopped; please split it or save it as a GeoPackage.",
    )


def _too_large(name: str) -> LoadError:
    return LoadError(
        f"Đọc tệp {name} cần quá nhiều bộ nhớ; hãy chia nhỏ tệp hoặc lưu lại bằng GeoPackage.",
        f"Reading file {name} needs too much memory; please split it or save it as a GeoPackage.",
    )


def _refused(name: str, key: str, words: Sequence[object]) -> LoadError:
    reason = REASONS[key]
    shown = [shortened(word) for word in words]
    return LoadError(
        f"Tệp {name}: {reason.vi.format(*shown)}", f"File {name}: {reason.en.format(*shown)}", _QUESTIONS.get(key)
    )


# What the programs may refuse by a word, and what such a word names.
REASONS = {
    "recursive": Text(
        "lớp là một khung nhìn đệ quy, không nhận.", "the layer is a recursive view, which is not accepted."
    ),
    "tables": Text(
        "thiếu các bảng của GeoPackage (gpkg_contents).", "it lacks the tables of a GeoPackage (gpkg_contents)."
    ),
    "columns": Text("có hơn 4000 cột.", "it has more than 4000 columns."),
    "encoding": Text(
        "hình học ở dạng “{}”, không đọc được; hãy lưu lại bằng GeoParquet với encoding WKB.",
        "its geometry is encoded as “{}”, which cannot be read; please save it as GeoParquet with the encoding WKB.",
    ),
    "cut": Text(
        "bản vẽ bị cắt ngang (cuối tệp không có EOF); hãy chép hoặc xuất lại.",
        "the drawing is cut off (no EOF at its end); please copy or export it again.",
    ),
    "password": Text("có mật khẩu; hãy bỏ mật khẩu rồi lưu lại.", "it is protected by a password; please remove it."),
    "json": Text("không phải JSON đúng cú pháp (dòng {}, cột {}).", "it is not valid JSON (line {}, column {})."),
    "json_line": Text("Dòng {} không phải JSON đúng cú pháp.", "Line {} is not valid JSON."),
    "geojson": Text(
        "không phải GeoJSON: cần một FeatureCollection.", "it is not GeoJSON: a FeatureCollection is needed."
    ),
    "text": Text(
        "không viết bằng {} (byte thứ {}); hãy nêu --encoding.",
        "it is not written in {} (byte {}); please give --encoding.",
    ),
    "names": Text(
        "có tên cột mang ký tự không đọc được; hãy đổi tên cột.",
        "the name of a column has characters that cannot be read; please rename it.",
    ),
}
_QUESTIONS = {"text": Question(Asked.ENCODING)}
