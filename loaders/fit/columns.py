"""A column of cells into the values of a field: most columns at once, where all their cells are plain."""

import dataclasses
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from math import isfinite
from typing import Any, cast

from layers.layer import Field, FieldType, Value
from loaders.errors import LoadError
from loaders.fit.manner import Lean, Manner, lean, other_manner
from loaders.fit.personal import may_be_personal, refuse_personal
from loaders.fit.values import Unfit, fit_value, is_storable, longest_text
from loaders.report import shortened

# Values of a column that were seen; most columns have few different ones.
_REMEMBERED = 20_000
# Fewer digits than any number that a bigint cannot hold.
_SAFE_DIGITS = 18
_EXACT_FLOAT = 2**53


@dataclass(slots=True)
class FieldFitter:
    """Fits the cells of one column, batch after batch. manner: how the column writes numbers and days, by its first
    rows. rested: the first row and value that mean what they were taken for only if the column writes so.
    """

    field: Field
    manner: Manner
    column: str = ""
    meant: Mapping[str, str] = dataclasses.field(default_factory=dict)
    seen: dict[str, Value | Unfit | None] = dataclasses.field(default_factory=dict)
    rested: tuple[int, str] | None = None

    def fit(self, numbers: Sequence[int], cells: Sequence[Any]) -> tuple[list[Value | None], dict[int, Unfit]]:
        """The values, None for empty cells, and what is wrong with those that do not fit, by place.

        numbers: of the rows. Raises LoadError when a value shows that earlier ones were misunderstood.
        """
        values = self._at_once(cells)
        if values is not None:
            return values, {}
        found = self._all_seen(cells)
        if found is None:
            found = [self._one(cell, row) for cell, row in zip(cells, numbers, strict=True)]
        if not any(issubclass(kind, Unfit) for kind in set(map(type, found))):
            return cast("list[Value | None]", found), {}
        wrong = {at: value for at, value in enumerate(found) if isinstance(value, Unfit)}
        return [None if isinstance(value, Unfit) else value for value in found], wrong

    def _at_once(self, cells: Sequence[Any]) -> list[Any] | None:
        """All values, where each cell is plain enough to need no second look; else None."""
        filled = [cell for cell in cells if cell is not None]
        plain = _PLAIN.get(self.field.type)
        values = plain(self.field, filled) if plain and filled and not self.field.choices else None
        if values is None or len(values) == len(cells):
            return values
        if self.field.required:
            return None
        rest = iter(values)
        return [None if cell is None else next(rest) for cell in cells]

    def _all_seen(self, cells: Sequence[Any]) -> list[Value | Unfit | None] | None:
        """What they are, where each was seen before."""
        try:
            return list(map(self.seen.__getitem__, cells))
        except (KeyError, TypeError):
            return None

    def _one(self, cell: Any, row: int) -> Value | Unfit | None:
        if not isinstance(cell, str):
            return self._fitted(cell)
        if cell not in self.seen:
            if len(self.seen) >= _REMEMBERED:
                self.seen.clear()
            self._watch(cell.strip(), row)
            self.seen[cell] = self._fitted(cell)
        return self.seen[cell]

    def _watch(self, text: str, row: int) -> None:
        """What the first rows showed holds until a value proves another manner; it may not have been relied on then."""
        found = lean(self.field, text, self.manner)
        if found is Lean.RESTS and self.rested is None:
            self.rested = (row, text)
        elif found is Lean.AGAINST:
            if self.rested:
                raise _contradiction(self.column, self.rested, (row, text))
            self.manner = other_manner(self.manner, self.field)
            self.seen.clear()

    def _fitted(self, cell: Any) -> Value | Unfit | None:
        try:
            value = fit_value(self.field, self.meant.get(spelt(cell), cell) if self.meant else cell, self.manner)
            refuse_personal(self.field, value)
        except Unfit as unfit:
            return unfit
        return value


def spelt(cell: Any) -> str:
    """A cell as people write it into a mapping of values."""
    return " ".join(unicodedata.normalize("NFC", str(cell)).split()).casefold()


def _contradiction(column: str, first: tuple[int, str], other: tuple[int, str]) -> LoadError:
    name, one, two = shortened(column), shortened(first[1]), shortened(other[1])
    return LoadError(
        f"Cột “{name}” viết theo hai lối trái nhau, lộ ra từ dòng {other[0]} (“{two}”): không còn chắc dòng {first[0]} "
        f"(“{one}”) nghĩa là gì. Không ghi gì; hãy viết cả cột theo một lối (số: 1234.5; ngày: 2025-07-25).",
        f"Column “{name}” is written in two contrary ways, as row {other[0]} shows (“{two}”): what row {first[0]} "
        f"(“{one}”) means is not certain. Nothing was written; write the column in one way (1234.5; 2025-07-25).",
    )


def _plain_texts(field: Field, cells: list[Any]) -> list[Any] | None:
    try:
        texts = list(map(str.strip, cells))
    except TypeError:
        return None
    joined = "\n".join(texts)
    if not unicodedata.is_normalized("NFC", joined) or max(map(len, texts)) > longest_text(field):
        return None
    if not is_storable(joined) or may_be_personal(field, texts) or (not all(texts) and field.required):
        return None
    return texts if all(texts) else [text or None for text in texts]


def _plain_whole_numbers(field: Field, cells: list[Any]) -> list[Any] | None:
    numbers = _numbers(cells)
    if numbers is None or not all(type(number) is int for number in numbers):
        return None
    return numbers if _in_range(field, numbers) else None


def _plain_numbers(field: Field, cells: list[Any]) -> list[Any] | None:
    numbers = _numbers(cells)
    if numbers is None or not all(map(isfinite, numbers)) or not _in_range(field, numbers):
        return None
    return list(map(float, numbers))


def _numbers(cells: list[Any]) -> list[Any] | None:
    """Cells that are numbers, or text of plain digits."""
    kinds = set(map(type, cells))
    if kinds <= {int, float}:
        return cells
    if kinds != {str} or not all(cells) or max(map(len, cells)) > _SAFE_DIGITS:
        return None
    digits = "".join(cells)
    return list(map(int, cells)) if digits.isascii() and digits.isdigit() else None


def _in_range(field: Field, numbers: list[Any]) -> bool:
    least, most = min(numbers), max(numbers)
    is_low = least < (-_EXACT_FLOAT if field.minimum is None else field.minimum)
    return not is_low and most <= (_EXACT_FLOAT if field.maximum is None else field.maximum)


_PLAIN: dict[FieldType, Callable[[Field, list[Any]], list[Any] | None]] = {
    FieldType.TEXT: _plain_texts,
    FieldType.INTEGER: _plain_whole_numbers,
    FieldType.NUMBER: _plain_numbers,
}
