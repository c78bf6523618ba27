"""The columns of a file by their names, as people and options give them."""

import unicodedata
from collections.abc import Sequence

from loaders.errors import LoadError
from loaders.report import shortened

# What a mapping may name besides the fields of a layer: where the coordinates are.
POSITION_ROLES = frozenset({"lon", "lat", "wkt"})


def find_column(columns: Sequence[str], wanted: str) -> str:
    """The column of that name, else the one that differs in case only. Raises LoadError naming those there are."""
    found = like(columns, wanted)
    if found is None:
        listed = ", ".join(shortened(column) for column in columns)
        raise LoadError(
            f"Tệp không có cột “{shortened(wanted)}”. Các cột: {listed}.",
            f"The file has no column “{shortened(wanted)}”. Its columns are {listed}.",
        )
    return found


def like(columns: Sequence[str], wanted: str) -> str | None:
    """The column of that name, else the one that differs in case only, if there is one."""
    if wanted in columns:
        return wanted
    return next((column for column in columns if folded(column) == folded(wanted)), None)


def folded(name: str) -> str:
    """The name of a column as it is compared: without case, and blanks around it."""
    return unicodedata.normalize("NFC", name).strip().casefold()
