"""The unit that somebody means on the command line, and reading as commands do."""

from datetime import date
from typing import Any

from sqlalchemy import Connection, Row, text

from geo_api.coverage.ask.queries import (
    similar_units_statement,
    unit_lookup_statement,
    unit_other_days_statement,
    units_on_record_statement,
)
from geo_api.db import Statement
from geo_api.errors import CommandFailed
from layers.layer import Text

# Units that a name with many meanings is answered with.
SHOWN_UNITS = 10


def read(connection: Connection, statement: Statement) -> list[Row[*tuple[Any, ...]]]:
    return list(connection.execute(text(statement.sql), statement.params))


def unit_of(connection: Connection, words: str, at: date) -> Row[*tuple[Any, ...]]:
    """The one unit that a code or name means. Raises CommandFailed when it is none or several."""
    found = read(connection, unit_lookup_statement(words.replace("\x00", ""), at))
    if not found:
        hint = _hint(connection, words.replace("\x00", ""), at)
        raise CommandFailed(
            f"Không có đơn vị “{words}” vào ngày {at:%d/%m/%Y}. {hint.vi}",
            f"There is no unit “{words}” on {at}. {hint.en}",
        )
    chosen = _chosen(found, words)
    if len(chosen) == 1:
        return chosen[0]
    listed = ", ".join(_described(unit) for unit in chosen[:SHOWN_UNITS])
    more = "" if len(chosen) <= SHOWN_UNITS else " …"
    raise CommandFailed(
        f"“{words}” có thể là: {listed}{more}. Hãy dùng mã.", f"“{words}” may be: {listed}{more}. Please give the code."
    )


def _hint(connection: Connection, words: str, at: date) -> Text:
    """What there is: the unit on other days, units called much the same, days and units on record."""
    if others := read(connection, unit_other_days_statement(words)):
        vi = "; ".join(f"{each.full_name} ({each.code}) {days_of(each).vi}" for each in others)
        en = "; ".join(f"{each.full_name} ({each.code}) {days_of(each).en}" for each in others)
        return Text(
            f"Có {vi}; hãy nêu --at một ngày ấy, hoặc tìm đơn vị kế tục: wardmap units resolve.",
            f"There is {en}; give such a day as --at, or find the unit that followed: wardmap units resolve.",
        )
    if similar := read(connection, similar_units_statement(words, at)):
        listed = "; ".join(map(_described, similar))
        return Text(f"Gần giống: {listed}.", f"Much like it: {listed}.")
    return _on_record(read(connection, units_on_record_statement(at))[0])


def _on_record(known: Row[*tuple[Any, ...]]) -> Text:
    if known.first is None:
        return Text(
            "Chưa có đơn vị nào trên hồ sơ; nạp bằng: wardmap load units.",
            "No units are on record; load them: wardmap load units.",
        )
    if not known.communes:
        return Text(
            f"Hồ sơ có xã, phường của những ngày {days_of(known).vi}.",
            f"There are communes on record {days_of(known).en}.",
        )
    listed = ", ".join(known.named)
    return Text(
        f"Ngày ấy có {known.communes} xã, phường, như {listed}. Tìm tên, mã, địa chỉ cũ: wardmap units resolve.",
        f"On that day there are {known.communes} communes, such as {listed}. To find a name, code or former address: "
        "wardmap units resolve.",
    )


def days_of(each: Row[*tuple[Any, ...]]) -> Text:
    """`first` to `last` of a row in words; either may be open."""
    vi = f"từ {each.first:%d/%m/%Y}" if each.first else "từ trước"
    vi += f" đến {each.last:%d/%m/%Y}" if each.last else " đến nay"
    en = f"from {each.first}" if each.first else "from before"
    return Text(vi, f"{en} to {each.last}" if each.last else f"{en} on")


def _chosen(found: list[Row[*tuple[Any, ...]]], words: str) -> list[Row[*tuple[Any, ...]]]:
    """A code means one unit; a name rather a commune than one of the many hamlets that may share it."""
    by_code = [unit for unit in found if unit.code == words]
    return by_code or [unit for unit in found if unit.level != "hamlet"] or found


def _described(unit: Row[*tuple[Any, ...]]) -> str:
    return f"{unit.full_name}, {unit.parent} ({unit.code})" if unit.parent else f"{unit.full_name} ({unit.code})"
