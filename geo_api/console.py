"""What every command shares: where it prints, how it says that it was refused, options that several take."""

import json
import os
import re
from collections.abc import Iterable, Sequence
from typing import Any

from rich.console import Console
from rich.table import Column, Table
from rich.text import Text as Cell
from typer import BadParameter

from layers.errors import WardmapError

_PROGRAM = "wardmap"
# Set by the launcher; not a setting.
_CALLED = "WARDMAP_CALLED_AS"
_WORDS = "up|test|migrate|doctor|loads?|units|coverage|rules|report|export|indicators|tiles|user|audit"
_COMMAND = re.compile(rf"(?<![\w./-]){_PROGRAM}(?= (?:{_WORDS})\b)")
out = Console(soft_wrap=True)
# Progress and trouble go to standard error, so that standard output stays what a machine may read.
err = Console(stderr=True, soft_wrap=True)


def print_json(value: Any, *, one_line: bool = False) -> None:
    """Machine-readable answer on standard output; dates and the like as text."""
    out.print_json(json.dumps(value, ensure_ascii=False, default=str), highlight=False, indent=None if one_line else 2)


def plain_table(columns: Sequence[str | Column], rows: Iterable[Sequence[Any]], title: str | None = None) -> Table:
    """A table whose cells are printed as they are: names out of data may look like Rich's markup."""
    headings = (Column(each, overflow="fold") if isinstance(each, str) else each for each in columns)
    table = Table(*headings, title=Cell(title) if title else None, title_justify="left")
    for row in rows:
        table.add_row(*map(_cell, row))
    return table


def _cell(value: Any) -> Cell:
    return value if isinstance(value, Cell) else Cell("" if value is None else str(value))


def program_name() -> str:
    """The program as it was started, which the launcher tells: it hands over to the installed command."""
    return os.environ.get(_CALLED) or _PROGRAM


def as_called(words: str) -> str:
    """`words` with commands in them as they would have to be typed."""
    return _COMMAND.sub(lambda _: program_name(), words)


def print_refusal(error: WardmapError) -> None:
    """Both languages: nobody sets a locale on an office server."""
    err.print(f"✗ {as_called(error.detail.vi)}", style="bold red", markup=False)
    err.print(f"  {as_called(error.detail.en)}", style="red", markup=False)


def columns_of_fields(words: Iterable[str]) -> dict[str, str]:
    """What ``--map FIELD=COLUMN``, given any number of times, says. Raises BadParameter."""
    mapping: dict[str, str] = {}
    for word in words:
        field, equals, column = word.partition("=")
        if not (field and equals and column) or field in mapping:
            raise BadParameter(f"--map {word}: cần dạng TRƯỜNG=CỘT, mỗi trường một lần · FIELD=COLUMN, each once")
        mapping[field] = column
    return mapping
