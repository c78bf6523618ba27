"""`wardmap indicators list`: what is declared, and what there is of it."""

from typing import Any

from sqlalchemy import Row, text

from geo_api.console import out, plain_table, print_json
from geo_api.db import owner_connection
from geo_api.embedded import database_urls
from geo_api.settings import Settings
from layers.indicators.registry import all_indicators

_COUNTS = """
SELECT code, count(*) AS figures, count(DISTINCT unit_id) AS units, min(lower(period)) AS first,
       max(upper(period) - 1) AS last
  FROM indicator GROUP BY code
"""
_TITLES = ("Mã · Code", "Chỉ số · Indicator", "Kiểu · Kind", "Cấp · Levels", "Giá trị · Values", "Kỳ · Periods")


def print_list(settings: Settings, *, as_json: bool) -> None:
    """All indicators with the number of values, and the days they are about."""
    with database_urls(settings, "indicators list") as urls, owner_connection(urls.owner) as connection:
        counts = {row.code: row for row in connection.execute(text(_COUNTS))}
    if as_json:
        print_json([_document(code, counts.get(code)) for code in all_indicators()])
        return
    rows = (_cells(code, counts.get(code)) for code in all_indicators())
    out.print(plain_table(_TITLES, rows, "Chỉ số · Indicators"))


def _document(code: str, row: Row[Any] | None) -> dict[str, Any]:
    indicator = all_indicators()[code]
    return {
        "code": code,
        "title": {"vi": indicator.title.vi, "en": indicator.title.en},
        "kind": indicator.kind.value,
        "levels": list(indicator.levels),
        "values": row.figures if row else 0,
        "units": row.units if row else 0,
        "first": row.first if row else None,
        "last": row.last if row else None,
    }


def _cells(code: str, row: Row[Any] | None) -> tuple[Any, ...]:
    indicator = all_indicators()[code]
    title = f"{indicator.title.vi} · {indicator.title.en}"
    days = f"{row.first} – {row.last}" if row else ""
    return code, title, indicator.kind.value, ", ".join(indicator.levels), row.figures if row else 0, days
