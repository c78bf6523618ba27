"""Tables as CSV (RFC 4180) that spreadsheets open as they are, and no cell of which is a formula.

Text that would be one has an apostrophe before it: whoever reads the table with a program takes it away again.
"""

import csv
import io
from collections.abc import Iterable, Sequence
from typing import Any

# Excel reads UTF-8 only behind this.
BYTE_ORDER_MARK = "\ufeff"
# What spreadsheets take for a formula at the beginning of a cell; those of East Asia its wide signs, too.
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\uff1d", "\uff0b", "\uff0d", "\uff20")


def csv_rows(rows: Iterable[Sequence[Any]]) -> str:
    """The rows as lines; a table begins with BYTE_ORDER_MARK."""
    text = io.StringIO()
    csv.writer(text).writerows([_cell(value) for value in row] for row in rows)
    return text.getvalue()


def _cell(value: Any) -> Any:
    if isinstance(value, bool):
        return "true" if value else "false"
    # With text that has apostrophes of its own there, too: so one taken away is always ours.
    is_marked = isinstance(value, str) and value.lstrip("'").startswith(_FORMULA)
    return f"'{value}" if is_marked else value
