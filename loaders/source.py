"""What reading a file gives: its columns, its coordinate system as declared, and its rows one after another."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import chain, islice
from typing import Any, TypeVar

from shapely.geometry.base import BaseGeometry

from layers.layer import Text

PEEKED_ROWS = 1_000
_Row = TypeVar("_Row")


@dataclass(frozen=True, slots=True)
class SourceRow:
    """One row as the file has it. values by column; text whose encoding is not known yet is bytes.

    geometry: in the file's coordinate system. fault: why the row cannot be used, found while reading or locating it.
    flaw: what the reader had to put right to make a shape of what the file has.
    """

    number: int
    values: dict[str, Any]
    geometry: BaseGeometry | None = None
    fault: Text | None = None
    flaw: Text | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """An open file. `rows` can be gone through once, while the file is open.

    crs: as declared (WKT, ``EPSG:n`` or URN); None: the file says nothing. assumed_crs: what the format means when a
    file says nothing. encoding: of the text, as declared by the file. has_geometry: rows carry shapes of their own.
    notes: what the reader left out or put right; complete once the rows have been gone through.
    """

    columns: tuple[str, ...]
    rows: Iterator[SourceRow]
    crs: str | None = None
    assumed_crs: str | None = None
    layer: str | None = None
    encoding: str | None = None
    has_geometry: bool = True
    notes: list[Text] = field(default_factory=list)


def peeked(rows: Iterable[_Row], count: int = PEEKED_ROWS) -> tuple[list[_Row], Iterator[_Row]]:
    """The first `count` rows, and all rows, these included. `rows` is not to be used afterwards."""
    iterator = iter(rows)
    head = list(islice(iterator, count))
    return head, chain(head, iterator)
