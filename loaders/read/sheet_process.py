"""Reads one sheet of a workbook (.xlsx, .xls, .ods) and writes its cells to standard output, as JSON, many rows a line.

Run as a program of its own by ``bounded.py``. Imports nothing of the project but its own parts. Nothing is calculated:
a formula has the value that the program which saved the workbook kept for it, or ``{"fault": "formula"}`` where it kept
none.
"""

import sys
from collections.abc import Callable


def reader(ending: str) -> Callable[[str, str | None], None]:
    """What reads files of that ending: the libraries of the others are heavy, and no file should wait for them."""
    if ending == ".ods":
        from loaders.read.sheet_ods import read_ods  # noqa: PLC0415

        return read_ods
    if ending == ".xls":
        from loaders.read.sheet_xls import read_xls  # noqa: PLC0415

        return read_xls
    # openpyxl takes it along where it finds it; here it would cost a fifth of a second and is of no use.
    sys.modules["numpy"] = None  # type: ignore[assignment]
    from loaders.read.sheet_xlsx import read_xlsx  # noqa: PLC0415

    return read_xlsx


if __name__ == "__main__":
    reader(sys.argv[1])(sys.argv[2], sys.argv[3] or None)
