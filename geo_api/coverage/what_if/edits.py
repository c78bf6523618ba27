"""Changes of the targets of an evaluation under way, as SQL."""

import json
from collections.abc import Iterator, Sequence
from typing import Any

from geo_api.catalogue.views import SQL_TYPES
from geo_api.coverage.evaluate.targets import INSERT, target_rows
from geo_api.coverage.evaluate.text import Bound
from geo_api.coverage.rules.conditions import FRESHER, Condition, Source
from geo_api.coverage.rules.rule import SingleRule
from geo_api.coverage.what_if.asked import Added, Asked, Moved
from geo_api.days import today
from geo_api.db import Statement
from layers.layer import Layer, Value

_GONE = """
DELETE FROM coverage_target
 WHERE (layer, id) IN (SELECT layer, id FROM jsonb_to_recordset(CAST(:gone AS jsonb)) AS g(layer text, id bigint))
"""
_POINT = "ST_SetSRID(ST_Point(x.lon, x.lat), 4326)"


def edit_statements(rule: SingleRule, asked: Asked, day: str) -> Iterator[Statement]:
    """Statements that make ``coverage_target`` what it would be."""
    gone = [{"layer": change.layer, "id": change.id} for change in (*asked.move, *asked.remove)]
    if gone:
        yield Statement(_GONE, {"gone": json.dumps(gone)})
    for source in rule.target.sources:
        moved = [change for change in asked.move if change.layer == source.layer.name]
        if moved:
            yield _moved(rule, source, moved, day)
        added = [change for change in asked.add if change.layer == source.layer.name]
        if added:
            yield _added(rule, source, added, day)


def _moved(rule: SingleRule, source: Source, moved: Sequence[Moved], day: str) -> Statement:
    fields = ", ".join(f'w."{name}"' for name in _fields(source.layer) if name != "host")
    rows = json.dumps([{"id": change.id, "lon": change.lon, "lat": change.lat} for change in moved])
    relation = (
        f'(SELECT w.id, {fields}, NULL::text AS host, {_POINT} AS geom FROM layer."{source.layer.name}" w\n'
        "   JOIN jsonb_to_recordset(CAST(:moved AS jsonb)) AS x(id bigint, lon float8, lat float8) ON x.id = w.id)"
    )
    return _rows(rule, source, relation, day, moved=rows)


def _added(rule: SingleRule, source: Source, added: Sequence[Added], day: str) -> Statement:
    """Things that are not there have numbers below zero."""
    fields = [field for field in source.layer.fields if field.name != "host"]
    types = ", ".join(f'"{field.name}" {SQL_TYPES[field.type]}' for field in fields)
    names = ", ".join(f'x."{field.name}"' for field in fields)
    rows = [
        {
            **wanted_values(source),
            **change.values,
            "id": -number,
            "host": change.host,
            "lon": change.lon,
            "lat": change.lat,
        }
        for number, change in enumerate(added, 1)
    ]
    relation = (
        f"(SELECT x.id, x.host, {names}, {_POINT} AS geom\n"
        "   FROM jsonb_to_recordset(CAST(:added AS jsonb))"
        f" AS x(id bigint, host text, lon float8, lat float8, {types}))"
    )
    return _rows(rule, source, relation, day, added=json.dumps(rows))


def _rows(rule: SingleRule, source: Source, relation: str, day: str, **values: Any) -> Statement:
    bound = Bound(layer=source.layer.name, at=day, **values)
    return Statement(INSERT + target_rows(rule, source, relation, bound, None), bound.params)


def _fields(layer: Layer) -> list[str]:
    return [field.name for field in layer.fields]


def wanted_values(source: Source) -> dict[str, Value | None]:
    """Values with which a thing is one that the rule counts."""
    return {condition.field.name: _fitting(condition) for condition in (*source.picks[0], *source.where)}


def _fitting(condition: Condition) -> Value | None:
    if condition.op == FRESHER:
        return today().isoformat()
    if condition.op == "not_in":
        return _other(condition)
    value = condition.value[0] if isinstance(condition.value, tuple) else condition.value
    if condition.op in (">", "<") and not isinstance(value, str):
        return value + (1 if condition.op == ">" else -1)
    return value


def _other(condition: Condition) -> Value | None:
    """One of the field's choices that is not excluded, if there is one."""
    excluded = condition.value if isinstance(condition.value, tuple) else (condition.value,)
    return next((choice.value for choice in condition.field.choices if choice.value not in excluded), None)
