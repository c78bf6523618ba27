"""The unit that somebody means on the command line, and reading as commands do."""

from datetime import date
from typing import Any

from sqlalchemy import Connection, Row, text

from geo_api.coverage.ask.queries import unit_lookup_statement
from geo_api.db import Statement
from geo_api.errors import CommandFailed

# Units that a name with many meanings is answered with.
SHOWN_UNITS = 10


def read(connection: Connection, statement: Statement) -> list[Row[*tuple[Any, ...]]]:
    return list(connection.execute(text(statement.sql), statement.params))


def unit_of(connection: Connection, words: str, at: date) -> Row[*tuple[Any, ...]]:
    """The one unit that a code or name means. Raises CommandFailed when it is none or several."""
    found = read(connection, unit_lookup_statement(words.replace("\x00", ""), at))
    if not found:
        raise CommandFailed(f"Không có đơn vị “{words}”.", f"There is no unit “{words}”.")
    chosen = _chosen(found, words)
    if len(chosen) == 1:
        return chosen[0]
    listed = ", ".join(_described(unit) for unit in chosen[:SHOWN_UNITS])
    more = "" if len(chosen) <= SHOWN_UNITS else " …"
    raise CommandFailed(
        f"“{words}” có thể là: {listed}{more}. Hãy dùng mã.", f"“{words}” may be: {listed}{more}. Please give the code."
    )


def _chosen(found: list[Row[*tuple[Any, ...]]], words: str) -> list[Row[*tuple[Any, ...]]]:
    """A code means one unit; a name rather a commune than one of the many hamlets that may share it."""
    by_code = [unit for unit in found if unit.code == words]
    return by_code or [unit for unit in found if unit.level != "hamlet"] or found


def _described(unit: Row[*tuple[Any, ...]]) -> str:
    return f"{unit.full_name}, {unit.parent} ({unit.code})" if unit.parent else f"{unit.full_name} ({unit.code})"
