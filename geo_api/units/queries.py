"""Questions about units on a day as SQL. Pure: planned here, run in lookup.py.

`schema` is the schema of views that the asker may read. A unit that did not hold on the day asked about is shown as it
was on the day nearest to it (`held_on`).
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from geo_api.db import Statement
from layers.names import fold, split_name
from layers.units import LEVELS

_REF = (
    "v.unit_id AS id, v.level, v.kind, v.name, v.full_name, c.code,"
    " lower(v.valid) AS valid_from, upper(v.valid) AS valid_to"
)
_ASKED = "unnest(CAST(:ids AS bigint[]), CAST(:days AS date[])) AS asked (unit_id, day)"
_HELD_ON = (
    "CASE WHEN w.valid @> asked.day THEN asked.day"
    " WHEN lower(w.valid) > asked.day THEN lower(w.valid) ELSE upper(w.valid) - 1 END"
)
_TIER = "array_position(CAST(:tiers AS text[]), v.level)"


class UnitDay(NamedTuple):
    """A unit as it was on a day."""

    unit: int
    day: date


@dataclass(frozen=True, slots=True)
class UnitsRequest:
    """Which units in force on a day: of a level, directly part of `parent`, called `words`, holding the point lon, lat.

    after: tier (1 province … 4 hamlet) and identity of the last unit of the page before.
    """

    day: date
    level: str | None = None
    parent: int | None = None
    words: str | None = None
    point: tuple[float, float] | None = None
    limit: int = 100
    after: tuple[int, int] | None = None


def page_statement(schema: str, wanted: UnitsRequest) -> Statement:
    """Identities and tiers, the highest tier first; one more than the limit when there is a next page."""
    conditions = ["v.on_record", "v.valid @> CAST(:day AS date)"]
    params: dict[str, Any] = {"day": wanted.day, "limit": wanted.limit + 1, "tiers": list(LEVELS)}
    if wanted.level is not None:
        conditions.append("v.level = :level")
        params["level"] = wanted.level
    if wanted.parent is not None:
        conditions.append("v.parent_id = CAST(:parent AS bigint)")
        params["parent"] = wanted.parent
    if wanted.words is not None:
        condition, values = _called(wanted.words, wanted.level)
        conditions.append(condition)
        params |= values
    if wanted.point is not None:
        conditions.append(f"v.version_id IN (SELECT p.version_id FROM {schema}.unit_pieces p WHERE {_HOLDS})")
        params |= {"lon": wanted.point[0], "lat": wanted.point[1]}
    if wanted.after is not None:
        conditions.append(f"({_TIER}, v.unit_id) > (CAST(:tier AS bigint), CAST(:id AS bigint))")
        params |= {"tier": wanted.after[0], "id": wanted.after[1]}
    return Statement(
        f"SELECT v.unit_id AS id, {_TIER} AS tier FROM {schema}.unit_versions v\n"
        f" WHERE {' AND '.join(conditions)}\n ORDER BY tier, id LIMIT :limit",
        params,
    )


_HOLDS = "ST_Intersects(p.geom, ST_SetSRID(ST_MakePoint(:lon, :lat), 4326)) AND p.valid @> CAST(:day AS date)"


def _called(words: str, level: str | None) -> tuple[str, dict[str, str]]:
    """The name holds `words`, marks aside; or it holds the rest of them after the kind they begin with."""
    split = {split_name(words, each) for each in (LEVELS if level is None else (level,))}
    kinds = sorted((name.kind, name.name) for name in split if name.kind is not None)
    conditions, params = ["v.name_search LIKE :words"], {"words": _within(words)}
    for i, (kind, rest) in enumerate(kinds):
        conditions.append(f"(v.kind = :kind{i} AND v.name_search LIKE :rest{i})")
        params |= {f"kind{i}": kind, f"rest{i}": _within(rest)}
    return f"({' OR '.join(conditions)})", params


def _within(words: str) -> str:
    """A LIKE pattern for names that hold `words` literally."""
    literal = fold(words).replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    return f"%{literal}%"


def refs_statement(schema: str, wanted: Collection[UnitDay]) -> Statement:
    """What a UnitRef has, for each unit and day; a unit of which nothing is on record has no row."""
    return Statement(f"SELECT asked.day, {_REF} {_versions(schema)}", _asked(wanted), prepared=True)


def units_statement(schema: str, wanted: Collection[UnitDay]) -> Statement:
    """What a Unit has but for its ancestors, for each unit and day."""
    return Statement(
        f"SELECT asked.day, {_REF}, v.qualifier, v.area_km2, v.geom_status, v.geom_source, v.held_on,\n"
        "       v.valid @> asked.day AS in_force, coalesce(t.titles, '[]') AS titles,\n"
        "       ST_XMin(v.geom) AS west, ST_YMin(v.geom) AS south, ST_XMax(v.geom) AS east, ST_YMax(v.geom) AS north,\n"
        "       ST_X(l.label) AS lon, ST_Y(l.label) AS lat\n"
        f"{_versions(schema)}\n"
        "  CROSS JOIN LATERAL (SELECT ST_Transform(v.label_point, 4326) AS label) l\n"
        "  CROSS JOIN LATERAL (\n"
        "    SELECT json_agg(json_build_object('title', n.title, 'valid_from', lower(n.valid),\n"
        "             'valid_to', upper(n.valid), 'document', n.document) ORDER BY lower(n.valid), n.title) AS titles\n"
        f"      FROM {schema}.unit_titles n WHERE n.unit_id = v.unit_id AND n.valid @> v.held_on) t",
        _asked(wanted),
        prepared=True,
    )


def ancestors_statement(schema: str, wanted: Collection[UnitDay]) -> Statement:
    """All that each unit is part of on the day, nearest first: columns unit_id, day and those of a UnitRef.

    The days must be days on which the units hold.
    """
    up = f"JOIN {schema}.unit_versions w ON w.on_record AND w.parent_id IS NOT NULL"
    return Statement(
        "WITH RECURSIVE up AS (\n"
        f"    SELECT asked.unit_id, asked.day, w.parent_id, 1 AS distance FROM {_ASKED}\n"
        f"      {up} AND w.unit_id = asked.unit_id AND w.valid @> asked.day\n"
        "    UNION ALL\n"
        "    SELECT up.unit_id, up.day, w.parent_id, up.distance + 1 FROM up\n"
        f"      {up} AND w.unit_id = up.parent_id AND w.valid @> up.day),\n"
        "asked AS (SELECT DISTINCT parent_id AS unit_id, day FROM up),\n"
        f"named AS (SELECT asked.day, {_REF} {_versions(schema, 'asked')})\n"
        "SELECT up.unit_id, n.* FROM up JOIN named n ON n.id = up.parent_id AND n.day = up.day\n"
        " ORDER BY up.unit_id, up.day, up.distance",
        _asked(wanted),
        prepared=True,
    )


def _versions(schema: str, asked: str = _ASKED) -> str:
    """FROM …: the version of each unit asked for that holds on the day or was nearest to it, with its code then."""
    return (
        f"  FROM {asked}\n"
        "  JOIN LATERAL (\n"
        f"    SELECT w.*, {_HELD_ON} AS held_on FROM {schema}.unit_versions w\n"
        "     WHERE w.unit_id = asked.unit_id AND w.on_record\n"
        f"     ORDER BY abs(asked.day - {_HELD_ON}), lower(w.valid) LIMIT 1) v ON true\n"
        f"  LEFT JOIN LATERAL (SELECT c.code FROM {schema}.unit_codes c\n"
        "                      WHERE c.unit_id = v.unit_id AND c.is_main AND c.valid @> v.held_on LIMIT 1) c ON true"
    )


def _asked(wanted: Collection[UnitDay]) -> dict[str, Any]:
    return {"ids": [each.unit for each in wanted], "days": [each.day for each in wanted]}


def links_statement(schema: str, unit: int) -> Statement:
    """Edges to (is_before) and from a unit: the unit at the other end and the day it is meant on, with the event."""
    return Statement(
        "SELECT l.is_before, l.other, l.day, l.part, l.weight, l.weight_basis, e.* FROM (\n"
        "    SELECT true AS is_before, from_unit AS other, effective - 1 AS day, part, weight, weight_basis, event_id\n"
        f"      FROM {schema}.unit_lineage WHERE to_unit = CAST(:unit AS bigint)\n"
        "    UNION ALL\n"
        "    SELECT false, to_unit, effective, part, weight, weight_basis, event_id\n"
        f"      FROM {schema}.unit_lineage WHERE from_unit = CAST(:unit AS bigint)) l\n"
        f"  JOIN {schema}.unit_events e ON e.id = l.event_id\n ORDER BY e.effective, e.id, l.other",
        {"unit": unit},
        prepared=True,
    )


def counts_statement(schema: str, day: date, level: str | None) -> Statement:
    """Tier, standing of the boundary, how many units in force on the day; in the order of the tiers."""
    condition = "" if level is None else " AND v.level = :level"
    return Statement(
        f"SELECT v.level, v.geom_status, count(*) AS units FROM {schema}.unit_versions v\n"
        f" WHERE v.on_record AND v.valid @> CAST(:day AS date){condition}\n"
        f" GROUP BY v.level, v.geom_status ORDER BY {_TIER}, v.geom_status",
        {"day": day, "tiers": list(LEVELS)} | ({} if level is None else {"level": level}),
    )


def dates_statement(schema: str, level: str | None) -> Statement:
    """Days, kinds, how many events of that kind and their documents; with `level` only events of units of it."""
    params: dict[str, Any] = {}
    condition = ""
    if level is not None:
        condition = (
            f" WHERE e.id IN (SELECT c.event_id FROM {schema}.unit_changes c\n"
            f"                  JOIN {schema}.unit_versions v ON v.unit_id = c.unit_id WHERE v.level = :level)\n"
        )
        params["level"] = level
    return Statement(
        "SELECT e.effective, e.kind, count(*) AS events,\n"
        "       array_agg(DISTINCT e.document) FILTER (WHERE e.document IS NOT NULL) AS documents\n"
        f"  FROM {schema}.unit_events e\n{condition} GROUP BY e.effective, e.kind ORDER BY e.effective, e.kind",
        params,
    )
