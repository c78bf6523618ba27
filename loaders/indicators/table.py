"""Rows of a table into figures: long (unit, indicator, value) or wide (a column an indicator)."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from typing import Any

from layers.indicators.indicator import Indicator, Kind
from layers.indicators.registry import all_indicators
from layers.layer import Field, FieldType, Text
from loaders.batch import SourceRow, peeked, rows_of
from loaders.errors import LoadError
from loaders.fit.manner import PLAIN, Manner, manners
from loaders.fit.unfit import Unfit
from loaders.fit.values import fit_value
from loaders.indicators.columns import Columns, indicator_of
from loaders.indicators.period import NoPeriod, Period, parse_period
from loaders.indicators.record import Named
from loaders.personal import find_personal
from loaders.report import Problem, Tally, shortened
from loaders.source import Source

_ANY_NUMBER = Field(name="value", type=FieldType.NUMBER, title=Text("Giá trị", "Value"))
_SOURCE_LENGTH = 500
# They are all held at once; those of every hamlet of a province are fewer.
MOST_FIGURES = 500_000
_EMPTY = frozenset({"", "-", "--", "–", "—", "…", "...", "n/a", "#n/a", "null", "không rõ", "chưa rõ", "chưa có"})


@dataclass(frozen=True, slots=True)
class Figure:
    """One value as a row gives it. unit: the unit, then what it is part of. column: where the value stands."""

    row: int
    unit: tuple[Named, ...]
    indicator: Indicator
    value: float
    period: Period
    source: str | None
    column: str


@dataclass(frozen=True, slots=True)
class Given:
    """What the command says of all rows: the period and the source, where columns say nothing else."""

    period: Period | None = None
    source: str | None = None


class _Wrong(ValueError):
    def __init__(self, field: str, value: object, reason: Text) -> None:
        super().__init__(reason.en)
        self.field, self.value, self.reason = field, shortened(value), reason


def read_figures(source: Source, columns: Columns, given: Given, tally: Tally) -> list[Figure]:
    """All figures of the table; cells that are none go into `tally`. An empty cell is no figure, and never 0.

    Raises LoadError for more than MOST_FIGURES.
    """
    head, batches = peeked(source.batches)
    sample = [row.values for row in head]
    manner = _manners(columns, sample, counts_days=source.counts_days)
    columns = replace(columns, percent=frozenset(c for c in columns.percent if _is_in_hundredths(c, sample)))
    rows = rows_of(tally.counted(batches, source.notes))
    figures = list(islice(_figures(rows, columns, given, manner, tally), MOST_FIGURES + 1))
    if len(figures) > MOST_FIGURES:
        many = f"{MOST_FIGURES:,}"
        raise LoadError(
            f"Bảng có hơn {many.replace(',', '.')} giá trị; hãy chia thành nhiều tệp.",
            f"The table has more than {many} figures; please split it into several files.",
        )
    return figures


def _is_in_hundredths(column: str, sample: Sequence[Mapping[str, Any]]) -> bool:
    """A sheet shows 0.85 as 85% under a heading with %; a table of text says 85."""
    numbers = [cell for row in sample if isinstance(cell := row.get(column), int | float)]
    return not numbers or max(numbers) > 1


def _manners(columns: Columns, sample: Sequence[Mapping[str, Any]], *, counts_days: bool) -> dict[str, Manner]:
    """How each column with figures writes numbers."""
    fields = [replace(_field(all_indicators()[code]), name=code) for code in columns.figures.values()]
    by_field = {code: column for column, code in columns.figures.items()}
    if columns.is_long:
        fields, by_field = [_ANY_NUMBER], {"value": columns.roles["value"]}
    found = manners(by_field, fields, sample, counts_days=counts_days)
    return {by_field[name]: manner for name, manner in found.items()}


def _figures(
    rows: Iterable[SourceRow], columns: Columns, given: Given, manner: Mapping[str, Manner], tally: Tally
) -> Iterator[Figure]:
    for row in rows:
        if row.fault:
            tally.refuse([Problem(row.number, None, "", row.fault)])
            continue
        for column, code in _cells(row, columns, tally):
            try:
                yield _figure(row, columns, given, column, code, manner.get(column, PLAIN))
            except _Wrong as wrong:
                tally.refuse([Problem(row.number, wrong.field, wrong.value, wrong.reason)])


def _cells(row: SourceRow, columns: Columns, tally: Tally) -> list[tuple[str, object]]:
    """Columns of the row that hold something, each with what names its indicator."""
    if columns.is_long:
        found = [(columns.roles["value"], row.values.get(columns.roles["indicator"]))]
    else:
        found = list(columns.figures.items())
    filled = [(column, code) for column, code in found if not _is_empty(row.values.get(column))]
    tally.rows_ignored += not filled
    return filled


def _figure(row: SourceRow, columns: Columns, given: Given, column: str, code: object, manner: Manner) -> Figure:
    indicator = _indicator(code)
    value = _value(indicator, row.values.get(column), manner, is_percent=column in columns.percent)
    return Figure(
        row.number,
        _unit(row, columns),
        indicator,
        value,
        _period(row, columns, given),
        _source(row, columns, given),
        column,
    )


def _indicator(words: object) -> Indicator:
    code = indicator_of(words) if not _is_empty(words) else None
    if code is None:
        raise _Wrong(
            "indicator",
            "" if words is None else words,
            Text(
                "không phải mã hay tên của chỉ số nào; xem wardmap indicators list.",
                "it is the code or the title of no indicator; see wardmap indicators list.",
            ),
        )
    return all_indicators()[code]


def _unit(row: SourceRow, columns: Columns) -> tuple[Named, ...]:
    chain = [_named(tier, row, columns) for tier in columns.tiers]
    if chain[0].name is None and chain[0].code is None:
        raise _Wrong(
            chain[0].tier, "", Text("bỏ trống tên và mã đơn vị.", "neither a name nor a code of the unit is given.")
        )
    return (chain[0], *(named for named in chain[1:] if named.name or named.code))


def _named(tier: str, row: SourceRow, columns: Columns) -> Named:
    return Named(tier, _text(row, columns, tier), _text(row, columns, f"{tier}_code"))


def _text(row: SourceRow, columns: Columns, role: str) -> str | None:
    cell = row.values.get(columns.roles.get(role, ""))
    if _is_empty(cell):
        return None
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    return " ".join(str(cell).split())


def _period(row: SourceRow, columns: Columns, given: Given) -> Period:
    cell = row.values.get(columns.roles.get("period", ""))
    if not _is_empty(cell):
        try:
            return parse_period(cell)
        except NoPeriod as wrong:
            raise _Wrong("period", cell, wrong.reason) from None
    if given.period is None:
        raise _Wrong(
            "period", "", Text("chưa rõ kỳ nào; hãy nêu --period.", "no period is given; please give --period.")
        )
    return given.period


def _source(row: SourceRow, columns: Columns, given: Given) -> str | None:
    words = _text(row, columns, "source") or given.source
    if words and find_personal(words):
        reason = Text(
            "có số định danh hoặc số điện thoại; nguồn số liệu là công khai.",
            "it has the number of a person or a phone; sources are public.",
        )
        raise _Wrong("source", words, reason)
    if words and (len(words) > _SOURCE_LENGTH or not words.isprintable()):
        raise _Wrong(
            "source",
            words,
            Text(f"dài quá {_SOURCE_LENGTH} ký tự hoặc có ký tự lạ.", "it is too long or has odd signs."),
        )
    return words


def _value(indicator: Indicator, cell: object, manner: Manner, *, is_percent: bool) -> float:
    is_hundredths, cell = _without_percent(indicator, cell)
    is_hundredths = is_hundredths or (is_percent and indicator.kind is Kind.SHARE)
    try:
        value = fit_value(_field(indicator, is_percent=is_hundredths), cell, manner)
    except Unfit as unfit:
        raise _Wrong(indicator.code, cell, _advised(indicator, unfit.reason)) from None
    number = float(value)  # type: ignore[arg-type]  # the cell is not empty, and the field is of numbers or yes and no
    return round(number / 100, 12) if is_hundredths else number


def _without_percent(indicator: Indicator, cell: object) -> tuple[bool, object]:
    if indicator.kind is Kind.SHARE and isinstance(cell, str) and cell.rstrip().endswith("%"):
        return True, cell.rstrip()[:-1].rstrip()
    return False, cell


def _field(indicator: Indicator, *, is_percent: bool = False) -> Field:
    field = indicator.field
    return replace(field, minimum=_hundred(field.minimum), maximum=_hundred(field.maximum)) if is_percent else field


def _hundred(bound: float | None) -> float | None:
    return None if bound is None else 100 * bound


def _advised(indicator: Indicator, reason: Text) -> Text:
    if indicator.kind is not Kind.SHARE:
        return reason
    return Text(f"{reason.vi} Tỷ lệ ghi từ 0 đến 1, hoặc kèm %.", f"{reason.en} Shares are 0 to 1, or with %.")


def _is_empty(cell: object) -> bool:
    return cell is None or (isinstance(cell, str) and cell.strip().casefold() in _EMPTY)
