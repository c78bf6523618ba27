"""The rows of a file on their way through the readings of its columns, and what is told of them afterwards."""

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from layers.layer import Text
from loaders.batch import Batch
from loaders.decode.capitals import first_letters, is_in_capitals, is_name_column, restored, titled
from loaders.decode.cut import without_half_letter
from loaders.decode.evidence import is_vietnamese
from loaders.decode.file import Encodings, Known, Samples, decide_late
from loaders.decode.lost_horn import with_horn
from loaders.decode.mixed import Mixed, is_mixed
from loaders.decode.readings import AS_IT_IS, TCVN3, UTF8, Reading
from loaders.decode.tell import cut_finding, horn_finding, kept_finding, lost_finding
from loaders.report import Finding, Severity, Tally, counted, shortened

_Value = bytes | str
# Stands in no text file: what has it is refused, and as a cell of a database it is read one by one.
_SEPARATOR = "\0"
CHECK = "encoding"
_LOST = re.compile(r"(?<!/)\b(?:[^\W\d_]+\?+[^\W\d_]|[^\W\d_]*\?\?[^\W\d_])")


class _Contradiction(Exception):
    """A value that cannot be read as its column is. fault: what the row is told."""

    def __init__(self, column: str, value: _Value, reading: Reading) -> None:
        super().__init__(column)
        name, shown = shortened(column), shortened(value.decode("latin-1") if isinstance(value, bytes) else value)
        self.fault = Text(
            f"cột “{name}”: “{shown}” không viết bằng {reading.label} như cả cột; hãy sửa lại, hoặc nêu --encoding.",
            f"column “{name}”: “{shown}” is not written in {reading.label} as the column is; correct it, or give "
            "--encoding.",
        )


@dataclass(slots=True)
class Columns:
    """How each column is read. renamed: columns whose names were read wrongly, and what they say. capitals: columns of
    names in capitals. hornless: columns that lost their ư. judged_late: by what columns are judged whose first
    letters beyond ASCII come only now; None: they are not. The counters are of values, by column.
    """

    encodings: Encodings
    longest: Mapping[str, int]
    renamed: Mapping[str, str] = field(default_factory=dict)
    capitals: frozenset[str] = frozenset()
    changed: Counter[str] = field(default_factory=Counter)
    cut: Counter[str] = field(default_factory=Counter)
    kept: Counter[str] = field(default_factory=Counter)
    hornless: frozenset[str] = frozenset()
    horns: Counter[str] = field(default_factory=Counter)
    judged_late: tuple[Reading, Known] | None = None
    mixed: Mixed = field(default_factory=Mixed)
    lost: Counter[str] = field(default_factory=Counter)
    lost_example: dict[str, str] = field(default_factory=dict)

    def batches(self, batches: Iterable[Batch], tally: Tally) -> Iterator[Batch]:
        """The rows as text; one that contradicts what was decided has a fault. Tells the tally once all have passed."""
        for batch in batches:
            faults = dict[int, Text]()
            found = {
                self.renamed.get(name, name): self._column(name, cells, name in batch.raw, faults)
                for name, cells in batch.columns.items()
            }
            unread = batch.unread | faults.keys()
            yield replace(batch, columns=found, faults=faults | batch.faults, unread=unread, raw=frozenset())
        self._tell(tally)

    def _column(self, name: str, cells: list[Any], is_raw: bool, faults: dict[int, Text]) -> list[Any]:
        """The cells of a column as text. Those that contradict it go into `faults`, by place."""
        found = self._at_once(name, cells, is_raw)
        if found is None:
            found = self._one_by_one(name, cells, is_raw, faults)
        self._note_lost(name, found)
        if name in self.capitals or name in self.hornless:
            return [self._completed(name, cell) if isinstance(cell, str) else cell for cell in found]
        return found

    def _note_lost(self, name: str, cells: list[Any]) -> None:
        """Letters that a program wrote as question marks, having no place for them."""
        asking = [cell for cell in cells if cell.__class__ is str and "?" in cell]
        if asking and (lost := [cell for cell in asking if _LOST.search(cell)]):
            self.lost[name] += len(lost)
            self.lost_example.setdefault(name, lost[0])

    def _at_once(self, name: str, cells: list[Any], is_raw: bool) -> list[Any] | None:
        """A column of ASCII, or of plain UTF-8: by far the most, and many times as fast. None for any other."""
        try:
            joined = _SEPARATOR.join(cells)
        except TypeError:
            return None
        if joined.isascii():
            return cells
        reading = self.encodings.readings.get(name)
        if not is_raw or reading is None or reading.name != UTF8:
            return None
        if is_mixed(joined, is_raw=True):
            return None
        try:
            text = joined.encode("latin-1").decode(UTF8)
        except UnicodeDecodeError:
            return None
        found = unicodedata.normalize("NFC", text).split(_SEPARATOR)
        return found if len(found) == len(cells) else None

    def _one_by_one(self, name: str, cells: list[Any], is_raw: bool, faults: dict[int, Text]) -> list[Any]:
        if name not in self.encodings.readings:
            self._judge_late(name, cells, is_raw=is_raw)
        mixed = self.mixed if self._may_be_mixed(name, cells, is_raw=is_raw) else None
        found = list(cells)
        for at, cell in enumerate(cells):
            value = cell.encode("latin-1") if is_raw and isinstance(cell, str) else cell
            try:
                if isinstance(value, bytes):
                    found[at] = value.decode() if value.isascii() else self._read(name, value)
                elif isinstance(value, str) and not value.isascii():
                    found[at] = self._read(name, value)
                if mixed and found[at].__class__ is str:
                    found[at] = mixed.mended(name, found[at])
            except _Contradiction as contradiction:
                faults.setdefault(at, contradiction.fault)
        return found

    def _may_be_mixed(self, name: str, cells: list[Any], *, is_raw: bool) -> bool:
        reading = self.encodings.readings.get(name)
        joined = "".join(cell for cell in cells if isinstance(cell, str))
        return reading is not None and reading.name == UTF8 and is_mixed(joined, is_raw=is_raw)

    def _judge_late(self, name: str, cells: list[Any], *, is_raw: bool) -> None:
        """Decide on a column that had ASCII alone so far, by the rows of this batch."""
        given = (cell.encode("latin-1") if is_raw and isinstance(cell, str) else cell for cell in cells)
        marked = dict.fromkeys(cell for cell in given if isinstance(cell, bytes | str) and not cell.isascii())
        if not marked:
            return
        reading = self.encodings.usual
        if self.judged_late:
            reading = decide_late(name, list(marked), self.encodings, *self.judged_late)
        self.encodings.readings[name] = reading
        samples = Samples({name: marked}, {name: max(map(len, marked))})
        self.capitals |= columns_in_capitals(samples, {name: reading})
        self.hornless |= columns_without_horn(samples, {name: reading})

    def _read(self, column: str, value: _Value) -> str:
        reading = self.encodings.readings[column]
        try:
            text = reading(value)
        except UnicodeError:
            return self._exception(column, value, reading)
        if reading.name == TCVN3:
            text = self._restored(column, text)
        if text is not value and text != value:
            self.changed[column] += 1
        return text

    def _restored(self, column: str, text: str) -> str:
        """With ư in columns where it never occurs, and the capitals that TCVN3 lacks."""
        text = restored(self._with_horn(text, column))
        return first_letters(text) if is_name_column(column) else text

    def _completed(self, column: str, text: str) -> str:
        """What holds for values in ASCII too."""
        if column in self.hornless and text.isascii():
            text = self._with_horn(text, column)
        return titled(text) if column in self.capitals else text

    def _with_horn(self, text: str, column: str) -> str:
        whole = with_horn(text) if column in self.hornless else text
        self.horns[column] += whole != text
        return whole

    def _exception(self, column: str, value: _Value, reading: Reading) -> str:
        """A value that was cut inside a letter, as far as it goes; one that is in Unicode already, as it is."""
        if is_vietnamese(AS_IT_IS, value):
            self.kept[column] += 1
            return AS_IT_IS(value)
        if isinstance(value, bytes) and reading.name == UTF8 and len(value) >= self.longest.get(column, 0):
            rest = without_half_letter(value)
            if rest is not None:
                self.cut[column] += 1
                return reading(rest)
        raise _Contradiction(column, value, reading)

    def _tell(self, tally: Tally) -> None:
        found = self.encodings.readings.items()
        tally.describe(encodings={column: reading.label for column, reading in found if reading.name != UTF8})
        told = ((column, self.encodings.readings.get(column)) for column in self.changed)
        tally.find([self._finding(column, reading) for column, reading in told if reading and reading.name != UTF8])
        tally.find([cut_finding(self._name(column), count) for column, count in self.cut.most_common()])
        tally.find([horn_finding(self._name(column), count) for column, count in self.horns.most_common() if count])
        tally.find([lost_finding(self._name(c), n, self.lost_example[c]) for c, n in self.lost.most_common()])
        tally.find(list(self.mixed.findings(self._name)))
        tally.find([kept_finding(self._name(column), count) for column, count in self.kept.most_common()])

    def _finding(self, column: str, reading: Reading) -> Finding:
        name, count = self._name(column), self.changed[column]
        capitals = Text(
            "; chữ hoa của phông .VnTimeH viết lại thành chữ hoa đầu từ" if column in self.capitals else ".",
            "; capitals of a .VnTimeH font are written as names are" if column in self.capitals else ".",
        )
        return Finding(
            check=CHECK,
            severity=Severity.REPAIRED,
            text=Text(
                f"cột {name}: {reading.label} → Unicode, {count} giá trị{capitals.vi}",
                f"column {name}: {reading.label} → Unicode, {counted(count, 'value')}{capitals.en}",
            ),
            amount=count,
        )

    def _name(self, column: str) -> str:
        return shortened(self.renamed.get(column, column))


def columns_in_capitals(samples: Samples, readings: Mapping[str, Reading]) -> frozenset[str]:
    """Columns of names that are clearly written in capitals which TCVN3 lost."""
    return frozenset(
        column for column, texts in _in_tcvn3(samples, readings) if is_name_column(column) and is_in_capitals(texts)
    )


def columns_without_horn(samples: Samples, readings: Mapping[str, Reading]) -> frozenset[str]:
    """Columns in TCVN3 in which ư, one of the commonest letters, never occurs."""
    return frozenset(
        column for column, texts in _in_tcvn3(samples, readings) if not any("ư" in text.lower() for text in texts)
    )


def _in_tcvn3(samples: Samples, readings: Mapping[str, Reading]) -> Iterator[tuple[str, Iterator[str]]]:
    """Columns in TCVN3, each with what its sample says."""
    for column, reading in readings.items():
        if reading.name == TCVN3:
            yield column, _read_all(reading, samples.of(column))


def _read_all(reading: Callable[[_Value], str], values: Iterable[_Value]) -> Iterator[str]:
    for value in values:
        try:
            yield reading(value)
        except UnicodeError:
            continue
