"""The encodings of the columns of a file, out of its first rows: each by itself, by the rest of the file in doubt."""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import NoReturn

from layers.layer import Text
from loaders.batch import SourceRow
from loaders.decode.column import CLEAR, Verdict, judge
from loaders.decode.cut import whole
from loaders.decode.evidence import Evidence, weigh
from loaders.decode.readings import Reading, asked_for
from loaders.errors import Answer, Asked, LoadError, Question
from loaders.report import shortened

Value = bytes | str
# Of some texts, those that are names of units on record.
Known = Callable[[Collection[str]], Collection[str]]

NOTHING: Mapping[str, str] = MappingProxyType({})


def nobody_knows(_texts: Collection[str]) -> Collection[str]:
    """There is no record to ask."""
    return ()


@dataclass(slots=True)
class Samples:
    """Different values beyond ASCII by column. longest: bytes or letters of the longest value of each column."""

    values: dict[str, dict[Value, None]] = field(default_factory=dict)
    longest: dict[str, int] = field(default_factory=dict)

    def take(self, rows: Iterable[SourceRow]) -> None:
        for row in rows:
            for column, value in row.values.items():
                if isinstance(value, bytes | str):
                    self.longest[column] = max(self.longest.get(column, 0), len(value))
                    if not value.isascii():
                        self.values.setdefault(column, {})[value] = None

    def of(self, column: str) -> list[Value]:
        """The values, without the half letters at the end of those that were cut."""
        return [whole(value, self.longest[column]) for value in self.values[column]]


@dataclass(frozen=True, slots=True)
class Encodings:
    """readings: of the columns with letters beyond ASCII. usual: of other columns, should they have some later.

    overruled: columns whose declared encoding was wrong.
    """

    readings: dict[str, Reading]
    usual: Reading
    overruled: tuple[str, ...] = ()


def as_asked(samples: Samples, name: str) -> Encodings:
    """Every column as ``--encoding`` says."""
    readings = {column: asked_for(name, samples.of(column)) for column in samples.values}
    return Encodings(readings, asked_for(name, next((list(v) for v in samples.values.values()), [b"\xff"])))


def decide(
    samples: Samples, declared: Reading, known: Known = nobody_knows, settled: Mapping[str, str] = NOTHING
) -> Encodings:
    """The reading of every column. known: asked where syllables leave several readings. settled: column → label of the
    reading that was found to be its before.

    Raises LoadError, asking for ``--encoding``, where two are as likely.
    """
    values = {column: samples.of(column) for column in samples.values}
    verdicts = {column: judge(found, declared) for column, found in values.items()}
    usual = _usual(verdicts, values, declared)
    readings = {
        column: _found_before(verdict, settled.get(column)) or _settle(column, verdict, values[column], usual, known)
        for column, verdict in verdicts.items()
    }
    overruled = tuple(column for column, reading in readings.items() if reading is not declared)
    return Encodings(readings, usual or declared, overruled)


def decide_late(column: str, values: Sequence[Value], encodings: Encodings, declared: Reading, known: Known) -> Reading:
    """The reading of a column whose first letters beyond ASCII come after the rows by which `encodings` was decided.

    Raises LoadError as `decide` does.
    """
    usual = None if encodings.usual is declared else encodings.usual
    return _settle(column, judge(values, declared), values, usual, known)


def _usual(verdicts: Mapping[str, Verdict], values: Mapping[str, list[Value]], declared: Reading) -> Reading | None:
    """What most of the clear columns are in that are not in the declared encoding; else what all are in together."""
    clear = Counter(
        verdict.reading for verdict in verdicts.values() if verdict.overruled and not verdict.is_weak
    ).most_common(1)
    if clear:
        return clear[0][0]
    if all(verdict.reading is declared and not verdict.rivals for verdict in verdicts.values()):
        return None
    together = judge(list(dict.fromkeys(value for found in values.values() for value in found)), declared)
    return together.reading if together.overruled and not together.is_weak else None


def _settle(column: str, verdict: Verdict, values: Sequence[Value], usual: Reading | None, known: Known) -> Reading:
    if not (verdict.rivals or verdict.is_weak):
        return verdict.reading
    if usual:
        evidence = weigh(usual, values)
        if not evidence.unread and evidence.share >= (CLEAR if verdict.rivals or verdict.overruled else 1):
            return usual
    if verdict.rivals:
        return _known_best(verdict.rivals, values, known) or _refuse(column, verdict.rivals)
    return verdict.overruled or verdict.reading


def _found_before(verdict: Verdict, label: str | None) -> Reading | None:
    return next((each.reading for each in verdict.rivals if each.reading.label == label), None)


def _known_best(rivals: Sequence[Evidence], values: Sequence[Value], known: Known) -> Reading | None:
    """The only reading under which most values are names on record."""
    read = {each.reading: {each.reading(value) for value in values} for each in rivals if not each.unread}
    names = set(known(set().union(*read.values())))
    best = [reading for reading, texts in read.items() if 2 * len(texts & names) > len(texts)]
    return best[0] if len(best) == 1 else None


def _refuse(column: str, rivals: Sequence[Evidence]) -> NoReturn:
    shown = "; ".join(f"{each.reading.label}: “{shortened(each.example)}”" for each in rivals if each.example)
    named = ", ".join(dict.fromkeys(each.reading.name for each in rivals))
    name = shortened(column)
    listed = f" {shown}." if shown else ""
    raise LoadError(
        f"Không rõ chữ của cột “{name}” viết bằng bảng mã nào.{listed} Hãy nêu --encoding ({named}…).",
        f"It is not clear in which encoding column “{name}” is written.{listed} Please give --encoding ({named}…).",
        Question(Asked.ENCODING, tuple(_choices(rivals))),
    )


def _choices(rivals: Sequence[Evidence]) -> Iterator[Answer]:
    """Each encoding once, with a value as it would read."""
    by_name: dict[str, Evidence] = {}
    for each in rivals:
        by_name.setdefault(each.reading.name, each)
    for name, each in by_name.items():
        example = f"“{shortened(each.example)}”" if each.example else None
        label = Text(each.reading.label, each.reading.label)
        yield Answer(name, label, Text(example, example) if example else None)
