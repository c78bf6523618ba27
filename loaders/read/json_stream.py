"""A JSON object read piece by piece: long arrays in it come item after item, so that no file is held in memory."""

import codecs
import json
import re
from collections.abc import Iterator, Set
from pathlib import Path
from typing import Any, BinaryIO

from layers.layer import Text
from loaders.decode.text import decode_text, known_encoding
from loaders.errors import LoadError

_PIECE = 1 << 20
# One item, as a boundary of millions of corners; longer ones are no data.
_LONGEST_ITEM = 128 << 20
_BLANK = re.compile(r"[ \t\n\r]*")
# A value may be cut in a literal, a number or an escape: so many letters before the end of what is there.
_CUT = 16


class NotAnObject(Exception):
    """The file is JSON, but no object, or nested without end."""


class ArrayBegins:
    """Stands before the items of an array that is given item by item."""


class _Pieces:
    """Text of a file, a window of it at a time."""

    def __init__(self, file: BinaryIO, path: Path, encoding: str) -> None:
        self.text = ""
        self.at = 0
        self.is_whole = False
        self._file = file
        self._name = path.name
        self._encoding = encoding
        self._decoder = codecs.getincrementaldecoder(encoding)()
        self._lines = 0
        self._column = 0
        self._decode = json.JSONDecoder().raw_decode
        while not self.text and not self.is_whole:
            self.grow()
        self.text = self.text.removeprefix("\ufeff")

    def grow(self) -> None:
        """Drop what has been read, and add about as much as is left of it."""
        before, rest = self.text[: self.at], self.text[self.at :]
        if len(rest) > _LONGEST_ITEM:
            raise self.invalid(len(self.text))
        self._lines += before.count("\n")
        self._column = len(before) - before.rfind("\n") - 1 if "\n" in before else self._column + len(before)
        data = self._file.read(max(_PIECE, len(rest)))
        self.is_whole = not data
        self.text = rest + self._decoded(data)
        self.at = 0

    def _decoded(self, data: bytes) -> str:
        try:
            return self._decoder.decode(data, final=not data)
        except UnicodeError:
            what = Text(f"Tệp {self._name}", f"File {self._name}")
            self._file.seek(0)
            # For the place of the fault in the file.
            decode_text(self._file.read(_LONGEST_ITEM), self._encoding, what)
            raise self.invalid(len(self.text)) from None

    def peek(self) -> str:
        """The next letter that is not blank; nothing at the end."""
        while True:
            match = _BLANK.match(self.text, self.at)
            self.at = match.end() if match else self.at
            if self.at < len(self.text) or self.is_whole:
                return self.text[self.at : self.at + 1]
            self.grow()

    def expect(self, letters: str) -> str:
        letter = self.peek()
        if not letter or letter not in letters:
            raise self.invalid(self.at)
        self.at += 1
        return letter

    def value(self) -> Any:
        self.peek()
        while True:
            try:
                value, end = self._decode(self.text, self.at)
                if end < len(self.text) or self.is_whole:
                    self.at = end
                    return value
            except json.JSONDecodeError as error:
                is_cut = error.pos >= len(self.text) - _CUT or error.msg.startswith("Unterminated")
                if self.is_whole or not is_cut:
                    raise self.invalid(error.pos) from None
            except (RecursionError, ValueError):
                # Nesting without end, or an integer of thousands of digits.
                raise NotAnObject from None
            self.grow()

    def invalid(self, at: int) -> LoadError:
        before = self.text[:at]
        line = self._lines + before.count("\n") + 1
        column = at - before.rfind("\n") if "\n" in before else self._column + at + 1
        return LoadError(
            f"Tệp {self._name} không phải JSON đúng cú pháp (dòng {line}, cột {column}).",
            f"File {self._name} is not valid JSON (line {line}, column {column}).",
        )


def members(path: Path, encoding: str | None, streamed: Set[str]) -> Iterator[tuple[str, Any]]:
    """The members of the one object in a file; an array whose name is in `streamed` as ArrayBegins and its items.

    Raises LoadError for what is no JSON, and NotAnObject for what is, but no object.
    """
    with path.open("rb") as file:
        pieces = _Pieces(file, path, known_encoding(encoding))
        if pieces.peek() != "{":
            pieces.value()
            raise NotAnObject
        pieces.at += 1
        if pieces.peek() == "}":
            pieces.at += 1
        else:
            yield from _members(pieces, streamed)
        if pieces.peek():
            raise pieces.invalid(pieces.at)


def _members(pieces: _Pieces, streamed: Set[str]) -> Iterator[tuple[str, Any]]:
    while True:
        if pieces.peek() != '"':
            raise pieces.invalid(pieces.at)
        name = pieces.value()
        pieces.expect(":")
        if name in streamed and pieces.peek() == "[":
            yield name, ArrayBegins
            for item in _items(pieces):
                yield name, item
        else:
            yield name, pieces.value()
        if pieces.expect(",}") == "}":
            return


def _items(pieces: _Pieces) -> Iterator[Any]:
    pieces.expect("[")
    if pieces.peek() == "]":
        pieces.at += 1
        return
    while True:
        yield pieces.value()
        if pieces.expect(",]") == "]":
            return
