"""For which days there is anything to show, for every document that describes a dated layer."""

from collections.abc import Iterable
from datetime import date

from geo_api.db import Statement, schema_of
from geo_api.reading import ReadAs
from layers.layer import Audience, Group, Layer

# The first day and the day after the last; None is open, or nothing at all.
Days = tuple[date | None, date | None]


def known_days(reader: ReadAs, layers: Iterable[Layer]) -> dict[str, Days]:
    """The days of each dated layer among `layers`, by its name."""
    dated = [layer for layer in layers if layer.dated]
    rows = reader.rows(days_statement(dated, reader.audience)) if dated else []
    return {name: (first, end) for name, first, end in rows}


def days_statement(layers: Iterable[Layer], audience: Audience) -> Statement:
    """One row (layer, first day, day after the last) for each of these dated layers."""
    each = (
        f"SELECT '{layer.name}' AS layer, range_merge(range_agg(valid)) AS days"
        f' FROM {schema_of(audience)}."{_relation(layer)}"'
        for layer in layers
    )
    return Statement(f"SELECT layer, lower(days), upper(days) FROM ({' UNION ALL '.join(each)}) t", {})


def _relation(layer: Layer) -> str:
    """Results are of the days of their runs, of which there are few."""
    return "coverage_runs" if layer.group is Group.COVERAGE else layer.name
