"""Tables as workbooks (.xlsx): a header that stays, numbers as numbers, and no cell that runs."""

from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO
from math import isfinite
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter

from geo_api.identity import NOBODY, Identity
from geo_api.language import DEFAULT

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_LONGEST = 32_000
_HEAD = PatternFill("solid", fgColor="E3F0F4")


@dataclass(frozen=True, slots=True)
class Column:
    """width: in letters. form: how numbers are shown, as spreadsheets write it (``0.0%``)."""

    title: str
    width: float = 14
    form: str | None = None


@dataclass(frozen=True, slots=True)
class Formed:
    """A number that is shown otherwise than its column."""

    value: float | None
    form: str


@dataclass(frozen=True, slots=True)
class Sheet:
    """title: of its tab, at most 31 letters. rows: as wide as `columns`: text, numbers, Formed, yes or no, or None."""

    title: str
    columns: Sequence[Column]
    rows: Sequence[Sequence[Any]]


def workbook(sheets: Sequence[Sheet], who: Identity = NOBODY) -> bytes:
    """The sheets as one file. who: whose map it is from, as programs tell where a file comes from."""
    book = Workbook(write_only=True)
    book.properties.creator = who.made_by(DEFAULT)
    for sheet in sheets:
        _write(book.create_sheet(sheet.title), sheet)
    whole = BytesIO()
    book.save(whole)
    return whole.getvalue()


def of_agency(who: Identity) -> list[tuple[str, str]]:
    """Lines of the sheet that tells what a workbook is: who runs the map, where somebody said so."""
    if who.agency is None:
        return []
    names = dict.fromkeys((who.agency.vi, who.agency.en))
    return [("" if number else "Cơ quan vận hành · Run by", name) for number, name in enumerate(names)]


def _write(to: Any, sheet: Sheet) -> None:
    to.freeze_panes = "A2"
    last = get_column_letter(len(sheet.columns))
    to.auto_filter.ref = f"A1:{last}{len(sheet.rows) + 1}"
    for number, column in enumerate(sheet.columns, 1):
        to.column_dimensions[get_column_letter(number)].width = column.width
    to.append([_head(to, column.title) for column in sheet.columns])
    for row in sheet.rows:
        to.append([_cell(to, value, column.form) for value, column in zip(row, sheet.columns, strict=True)])


def _head(to: Any, title: str) -> Any:
    cell = _cell(to, title, None)
    cell.font, cell.fill = Font(bold=True), _HEAD
    cell.alignment = Alignment(wrap_text=True, vertical="top")
    return cell


def _cell(to: Any, value: Any, form: str | None) -> Any:
    """A cell that holds `value` and never runs it."""
    if isinstance(value, Formed):
        return _cell(to, value.value, value.form)
    if value is None or isinstance(value, bool | int) or (isinstance(value, float) and isfinite(value)):
        cell = WriteOnlyCell(to, value=value)
        if form:
            cell.number_format = form
        return cell
    printable = "".join(c if c.isprintable() or c in "\n\t" else "\N{REPLACEMENT CHARACTER}" for c in str(value))
    cell = WriteOnlyCell(to, value=printable[:_LONGEST])
    cell.data_type = "s"
    cell.quotePrefix = True
    if len(printable) > 60:
        cell.alignment = Alignment(wrap_text=True, vertical="top")
    return cell
