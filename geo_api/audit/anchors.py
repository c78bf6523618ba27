"""Anchors: the last seal, noted now and then outside of the database, so that it shows when the end of the log is cut
off or all of it is written anew. A file of lines of JSON, signed with the secret key of the installation.
"""

import fcntl
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from geo_api.audit.chain import Break, Seal
from geo_api.errors import CommandFailed
from geo_api.secret_keys import SecretKeys
from geo_api.settings import Settings
from layers.layer import Text

PURPOSE = "audit anchor"
# Longer than any line.
LINE_BYTES = 1024


@dataclass(frozen=True, slots=True)
class Anchor:
    """seal: of the newest event at the time `at`."""

    seal: Seal
    at: datetime


def anchors_file(settings: Settings) -> Path:
    return settings.data_dir / "audit" / "anchors.jsonl"


class Anchors:
    """The file of anchors; several processes may use it at once."""

    def __init__(self, settings: Settings) -> None:
        self.path = anchors_file(settings)
        self._keys = SecretKeys(settings)

    def add(self, seal: Seal) -> bool:
        """Note the last seal, on disk when this returns; False when it, or a later one, is noted already.

        Raises OSError, and SecretKeyTrouble.
        """
        self.path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        with _locked(self.path) as file:
            newest = _newest(file)
            if newest is not None and newest["seq"] >= seal.seq:
                return False
            os.write(file, self._line(seal, datetime.now(UTC)))
            os.fsync(file)
        return True

    def read(self) -> tuple[list[Anchor], list[Break]]:
        """All anchors by their places, and the lines that are not as they were written. Raises CommandFailed."""
        anchors, breaks = [], []
        try:
            lines = self.path.read_bytes().split(b"\n")[:-1]
        except FileNotFoundError:
            return [], []
        except OSError as error:
            raise CommandFailed(
                f"Không đọc được tệp mốc {self.path}: {error.strerror}.",
                f"The file of anchors {self.path} cannot be read: {error.strerror}.",
            ) from error
        for number, line in enumerate(lines, 1):
            anchor = self._read_line(line)
            if anchor is None:
                breaks.append(_altered(self.path, number))
            else:
                anchors.append(anchor)
        return sorted(anchors, key=lambda anchor: anchor.seal.seq), breaks

    def _line(self, seal: Seal, at: datetime) -> bytes:
        values = {"seq": seal.seq, "hash": seal.hash.hex(), "at": at.isoformat(timespec="seconds")}
        mac = self._keys.sign(PURPOSE, _message(values))
        return json.dumps({**values, "mac": mac.hex()}).encode() + b"\n"

    def _read_line(self, line: bytes) -> Anchor | None:
        try:
            values = json.loads(line)
            seal = Seal(int(values["seq"]), bytes.fromhex(values["hash"]))
            anchor = Anchor(seal, datetime.fromisoformat(values["at"]))
            is_ours = self._keys.is_signed(PURPOSE, _message(values), bytes.fromhex(values["mac"]))
        except (ValueError, KeyError, TypeError):
            return None
        return anchor if is_ours else None


def given_anchor(words: str) -> Seal:
    """`SEQ:HASH`, as `wardmap audit verify` prints it. Raises ValueError."""
    seq, _, hashed = words.strip().partition(":")
    seal = Seal(int(seq), bytes.fromhex(hashed))
    if seal.seq < 1 or len(seal.hash) != 32:
        raise ValueError(words)
    return seal


def _message(values: dict[str, Any]) -> bytes:
    return f"{values['seq']}:{values['hash']}:{values['at']}".encode()


@contextmanager
def _locked(path: Path) -> Iterator[int]:
    file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o600)
    try:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield file
    finally:
        os.close(file)


def _newest(file: int) -> dict[str, Any] | None:
    """The last line; what a full disk or a power cut left of one after it is taken away."""
    size = os.fstat(file).st_size
    start = max(0, size - LINE_BYTES)
    tail = os.pread(file, LINE_BYTES, start)
    whole = tail[: tail.rfind(b"\n") + 1]
    if len(whole) < len(tail):
        os.ftruncate(file, start + len(whole))
    lines = whole.split()
    try:
        found: dict[str, Any] | None = json.loads(whole.splitlines()[-1]) if lines else None
    except ValueError:
        return None
    return found if found and isinstance(found.get("seq"), int) else None


def _altered(path: Path, line: int) -> Break:
    return Break(
        None,
        Text(
            f"Dòng {line} của {path} không do máy chủ này ghi, hoặc đã bị sửa, hoặc khóa bí mật đã đổi.",
            f"Line {line} of {path} was not written by this server, or was changed, or the secret key is another.",
        ),
    )
