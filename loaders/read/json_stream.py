"""A JSON object read piece by piece: long arrays in it come item after item, so that no file is held in memory.

Imports nothing of the project: it runs in the process that reads files of strangers.
"""

import codecs
import json
import re
from collections.abc import Iterator, Set
from pathlib import Path
from typing import Any, BinaryIO

PIECE = 1 << 20
# One item, as a boundary of millions of corners; longer ones are no data.
_LONGEST_ITEM = 128 << 20
_BLANKS = " \t\n\r"
_BLANK = re.compile(r"[ \t\n\r]*")
# A value may be cut in a literal, a number or an escape: so many letters before the end of what is there.
_CUT = 16
_MOST_DIGITS = 400


class NotAnObject(Exception):
    """The file is JSON, but no object, or nested without end."""


class NotJson(Exception):
    """line, column: where the fault is, from 1."""

    def __init__(self, line: int, column: int) -> None:
        super().__init__(line, column)
        self.place = (line, column)


class NotText(Exception):
    """byte: the first, from 1, that is not in the encoding."""

    def __init__(self, byte: int) -> None:
        super().__init__(byte)
        self.byte = byte


class ArrayBegins:
    """Stands before the items of an array that is given item by item."""


class _Pieces:
    """Text of a file, a window of it at a time."""

    def __init__(self, file: BinaryIO, encoding: str, piece: int) -> None:
        self.text = ""
        self.at = 0
        self.is_whole = False
        self._file = file
        self._piece = piece
        self._decoder = codecs.getincrementaldecoder(encoding)()
        self._bytes = 0
        self._lines = 0
        self._column = 0
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
        data = self._file.read(max(self._piece, len(rest)))
        self.is_whole = not data
        self.text = rest + self._decoded(data)
        self.at = 0

    def _decoded(self, data: bytes) -> str:
        held = len(self._decoder.getstate()[0])
        try:
            text = self._decoder.decode(data, final=not data)
        except UnicodeError as error:
            raise NotText(self._bytes - held + getattr(error, "start", 0) + 1) from None
        self._bytes += len(data)
        return text

    def peek(self) -> str:
        """The next letter that is not blank; nothing at the end."""
        if self.at < len(self.text) and (letter := self.text[self.at]) not in _BLANKS:
            return letter
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
                value, end = decode(self.text, self.at)
                if end < len(self.text) or self.is_whole:
                    self.at = end
                    return value
            except json.JSONDecodeError as error:
                is_cut = error.pos >= len(self.text) - _CUT or error.msg.startswith("Unterminated")
                if self.is_whole or not is_cut:
                    raise self.invalid(error.pos) from None
            except RecursionError:
                raise NotAnObject from None
            self.grow()

    def invalid(self, at: int) -> NotJson:
        before = self.text[:at]
        line = self._lines + before.count("\n") + 1
        return NotJson(line, at - before.rfind("\n") if "\n" in before else self._column + at + 1)


def decode(text: str, at: int) -> tuple[Any, int]:
    """The value that begins there, and where it ends. Raises JSONDecodeError and RecursionError."""
    try:
        return _DECODE(text, at)
    except json.JSONDecodeError:
        raise
    except ValueError:  # an integer of thousands of digits
        return _DECODE_LONG(text, at)


def _whole_number(digits: str) -> int | str:
    """A number, or its digits where they are more than any that is meant as a number."""
    return int(digits) if len(digits) <= _MOST_DIGITS else digits


_DECODE = json.JSONDecoder().raw_decode
_DECODE_LONG = json.JSONDecoder(parse_int=_whole_number).raw_decode


def members(path: Path, encoding: str, streamed: Set[str], piece: int = PIECE) -> Iterator[tuple[str, Any]]:
    """The members of the one object in a file; an array whose name is in `streamed` as ArrayBegins and its items.

    Raises NotText and NotJson for what is no JSON, and NotAnObject for what is, but no object.
    """
    with path.open("rb") as file:
        pieces = _Pieces(file, encoding, piece)
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
