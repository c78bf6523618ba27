"""Bytes into text. Files of the offices come in several encodings; which one is said by the file or by --encoding."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any

from layers.layer import Text
from loaders.errors import LoadError
from loaders.report import shortened
from loaders.source import SourceRow

DEFAULT = "utf-8"


def known_encoding(name: str | None) -> str:
    """The name of a text encoding, UTF-8 for None. Raises LoadError for one that nobody knows."""
    try:
        "a".encode(name or DEFAULT)
    except (LookupError, ValueError):
        raise LoadError(
            f"Không biết bảng mã “{shortened(name)}” (ví dụ đúng: utf-8, cp1258).",
            f"Encoding “{shortened(name)}” is not known (known ones are utf-8, cp1258 and others).",
        ) from None
    return name or DEFAULT


def decode_text(data: bytes, encoding: str, what: Text) -> str:
    """`data` as text; raises LoadError naming `what` (a file, a column name) when it is not in that encoding."""
    try:
        return data.decode(encoding)
    except UnicodeError as error:
        at = getattr(error, "start", 0)
        raise LoadError(
            f"{what.vi} không viết bằng {encoding} (byte thứ {at + 1}); hãy nêu --encoding.",
            f"{what.en} is not written in {encoding} (byte {at + 1}); please give --encoding.",
        ) from None


def decoded(rows: Iterable[SourceRow], encoding: str) -> Iterator[SourceRow]:
    """Rows with their bytes made text; a row that is not in `encoding` gets a fault."""
    for row in rows:
        try:
            values = {column: _text(value, encoding) for column, value in row.values.items()}
            yield replace(row, values=values)
        except UnicodeError:
            yield replace(row, values={}, fault=row.fault or _undecodable(encoding))


def _text(value: Any, encoding: str) -> Any:
    return value.decode(encoding) if isinstance(value, bytes) else value


def _undecodable(encoding: str) -> Text:
    return Text(
        f"chữ trong dòng không viết bằng {encoding}; hãy nêu --encoding.",
        f"text in this row is not written in {encoding}; please give --encoding.",
    )
