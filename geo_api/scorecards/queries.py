"""What scorecards are made of, as SQL. Pure. `schema` is the schema of views that the asker may read."""

from collections.abc import Sequence
from datetime import date

from geo_api.db import Statement
from layers.registry import all_layers

_DAY = "CAST(:at AS date)"


def unit_statement(schema: str, unit: int, at: date) -> Statement:
    """The level of a unit that is there on day `at`; no row when it is not."""
    return Statement(
        f"SELECT level FROM {schema}.unit_versions WHERE unit_id = :unit AND on_record AND valid @> {_DAY}",
        {"unit": unit, "at": at.isoformat()},
    )


def units_statement(schema: str, levels: Sequence[str], at: date, unit: int | None) -> Statement:
    """Units of these levels on day `at`, or one of them."""
    return Statement(
        "SELECT v.unit_id, v.level, v.kind, v.name, v.full_name, v.parent_id, c.code\n"
        f"  FROM {schema}.unit_versions v\n"
        f"  LEFT JOIN {schema}.unit_codes c ON c.unit_id = v.unit_id AND c.is_main AND c.valid @> {_DAY}\n"
        f" WHERE v.on_record AND v.valid @> {_DAY} AND v.level = ANY (:levels){_of(unit, 'v')}\n"
        " ORDER BY c.code, v.unit_id",
        {"levels": list(levels), "at": at.isoformat()} | _value(unit),
    )


def runs_statement(schema: str, rules: Sequence[str], at: date) -> Statement:
    """The calculation of each rule that holds on day `at`."""
    return Statement(
        "SELECT rule, version, title_vi, title_en, checked, calculated_for, computed_at, is_sample, document\n"
        f"  FROM {schema}.coverage_runs WHERE rule = ANY (:rules) AND valid @> {_DAY}",
        {"rules": list(rules), "at": at.isoformat()},
    )


def results_statement(schema: str, level: str, rules: Sequence[str], at: date, unit: int | None) -> Statement:
    """What these rules say of the units of that level on day `at`, or of one unit."""
    return Statement(
        "SELECT u.rule, u.unit_id, u.outcome, u.share, u.subjects, u.passed, u.failed, u.unknown, u.weighed_by\n"
        f"  FROM {schema}.{_results_of(level)} u\n"
        f" WHERE u.rule = ANY (:rules) AND u.valid @> {_DAY} AND u.unit_valid @> {_DAY}{_of(unit, 'u')}",
        {"rules": list(rules), "at": at.isoformat()} | _value(unit),
    )


def figures_statement(schema: str, level: str, codes: Sequence[str], at: date, unit: int | None) -> Statement:
    """The newest value of these indicators on day `at` in the units of that level, or in one."""
    return Statement(
        "SELECT i.indicator, i.unit_id, i.value, i.period_from, i.period_to, i.source\n"
        f"  FROM {schema}.indicator_values i\n"
        " WHERE i.indicator = ANY (:codes) AND i.level = :level"
        f" AND i.valid @> {_DAY} AND i.unit_valid @> {_DAY}{_of(unit, 'i')}",
        {"codes": list(codes), "level": level, "at": at.isoformat()} | _value(unit),
    )


def days_statement(schema: str, rules: Sequence[str], codes: Sequence[str], unit: int, most: int) -> Statement:
    """Days on which what is known of the unit changed: calculations and figures, the newest first, `most` of them."""
    return Statement(
        "SELECT DISTINCT changed.day FROM (\n"
        f"    SELECT calculated_for AS day FROM {schema}.coverage_runs WHERE rule = ANY (:rules)\n"
        "    UNION ALL\n"
        f"    SELECT lower(valid) FROM {schema}.indicator_values WHERE indicator = ANY (:codes) AND unit_id = :unit\n"
        ") changed\n"
        f"  JOIN {schema}.unit_versions v ON v.unit_id = :unit AND v.on_record AND v.valid @> changed.day\n"
        " WHERE changed.day <= current_date ORDER BY changed.day DESC LIMIT :most",
        {"rules": list(rules), "codes": list(codes), "unit": unit, "most": most},
    )


def _results_of(level: str) -> str:
    """Of districts there are results only where a rule is added up there."""
    name = f"coverage_{level}s"
    return name if name in all_layers() else "coverage_units"


def _of(unit: int | None, alias: str) -> str:
    return "" if unit is None else f" AND {alias}.unit_id = :unit"


def _value(unit: int | None) -> dict[str, int]:
    return {} if unit is None else {"unit": unit}
