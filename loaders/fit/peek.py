"""The first rows looked at before anything is decided about all of them."""

from collections.abc import Iterable, Iterator
from itertools import chain, islice
from typing import TypeVar

PEEKED_ROWS = 1_000
_Row = TypeVar("_Row")


def peeked(rows: Iterable[_Row], count: int = PEEKED_ROWS) -> tuple[list[_Row], Iterator[_Row]]:
    """The first `count` rows, and all rows, these included. `rows` is not to be used afterwards."""
    iterator = iter(rows)
    head = list(islice(iterator, count))
    return head, chain(head, iterator)
