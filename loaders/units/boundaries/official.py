"""The column of a file that holds areas as published, and what they are measured in."""

import re
from collections.abc import Mapping, Sequence

FIELD = "area_official"
_HECTARES = re.compile(r"(^|[_ (])ha($|[_ )])", re.IGNORECASE)
_USUAL = re.compile(r"(decree_)?(area|dien_tich|diện tích)[_ ](km2|ha)([_ ](official|\d{4}))?", re.IGNORECASE)


def with_area(mapping: Mapping[str, str], columns: Sequence[str]) -> dict[str, str]:
    """`mapping`, and the first column with a usual name for the published area unless it names one."""
    found = next((column for column in columns if _USUAL.fullmatch(column.strip())), None)
    return {**({FIELD: found} if found else {}), **mapping}


def square_kilometres(column: str | None) -> float:
    """What one unit of the column is in km²: hectares when its name says so (``area_ha_2009``), else km²."""
    return 0.01 if column and _HECTARES.search(column) else 1.0
