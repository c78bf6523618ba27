"""Questions about figures as SQL. Pure. `schema` is the schema of views that the asker may read.

Units and their figures are asked for apart: of how many there are on a day the database guesses far too low, and then
compares each with each.
"""

from datetime import date

from geo_api.db import Statement

_DAY = "CAST(:at AS date)"


def units_statement(schema: str, level: str, at: date, unit: int | None) -> Statement:
    """All units of that level on day `at`; of one unit those in it, and itself."""
    within = "" if unit is None else "   AND CAST(:unit AS bigint) IN (v.unit_id, v.parent_id)\n"
    return Statement(
        "SELECT v.unit_id, c.code, v.name, v.full_name, v.parent_id\n"
        f"  FROM {schema}.unit_versions v\n"
        f"  LEFT JOIN {schema}.unit_codes c ON c.unit_id = v.unit_id AND c.is_main AND c.valid @> {_DAY}\n"
        f" WHERE v.on_record AND v.level = :level AND v.valid @> {_DAY}\n{within}"
        " ORDER BY c.code, v.unit_id",
        {"level": level, "at": at.isoformat()} | ({} if unit is None else {"unit": unit}),
    )


def figures_statement(schema: str, indicator: str, level: str, at: date) -> Statement:
    """The newest value on day `at` of each unit of that level that has one."""
    return Statement(
        "SELECT unit_id, value, period_from, period_to, source\n"
        f"  FROM {schema}.indicator_values\n"
        f" WHERE indicator = :indicator AND level = :level AND valid @> {_DAY} AND unit_valid @> {_DAY}",
        {"indicator": indicator, "level": level, "at": at.isoformat()},
    )
