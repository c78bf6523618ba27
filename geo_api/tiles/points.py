"""Points in a tile: each by itself where they fit, counted by cells where they do not. Pure."""

from geo_api.db import schema_of
from geo_api.tiles.cells import LEVELS
from geo_api.tiles.source import EXTENT, TILE_TYPES, WORLD_METRES, Ask, Source
from layers.layer import COUNTED_ZOOMS, Audience, Layer

# More than this in one tile are counted by cells instead: no screen tells them apart.
MOST_POINTS = 4000
# Where counts are kept, so few in and around a tile are shown one by one, with all that is said of them.
FEW_POINTS = 1000
# The mean place of a cell's points is told to a fourth of a pixel: what nobody sees costs a third of the bytes.
PLACE_UNITS = 4


def points_source(ask: Ask) -> Source:
    """The points of a layer: one by one, from the counts that are kept, or counted when a first try found too many."""
    if is_counted(ask.layer, ask.audience, ask.zoom):
        return _from_counts(ask)
    return _counted_now(ask) if ask.detail else _one_by_one(ask)


def is_counted(layer: Layer, audience: Audience, zoom: int) -> bool:
    """Whether counts are kept of what that audience sees of the layer, for tiles of that zoom."""
    first, last = COUNTED_ZOOMS
    return layer.pyramid is not None and not layer.is_fenced_for(audience) and first <= zoom <= last


def _one_by_one(ask: Ask) -> Source:
    rows = (
        f"SELECT * FROM (SELECT l.id{ask.columns}, {ask.drawn('l.geom_3857')} AS mvt FROM {ask.relation} AS l"
        f" WHERE {ask.near('l.geom_3857')}{ask.conditions}{ask.seen_from_here} OFFSET 0) AS t WHERE mvt IS NOT NULL"
        f" LIMIT {MOST_POINTS + 1}"
    )
    return Source(f"SELECT * FROM ({rows}) AS t ORDER BY id", f"n > {MOST_POINTS}")


def _counted_now(ask: Ask) -> Source:
    """Counted as they are read. A cell with one point is that point, at its place and with its identity."""
    side = WORLD_METRES / 2 ** (ask.zoom + LEVELS)
    rows = (
        f"SELECT l.id, ST_X(l.geom_3857) AS x, ST_Y(l.geom_3857) AS y FROM {ask.relation} AS l"
        f" WHERE {ask.near('l.geom_3857')}{ask.conditions}{ask.seen_from_here} OFFSET 0"
    )
    cells = (
        "SELECT CASE count(*) WHEN 1 THEN min(id) END AS id, nullif(count(*), 1) AS point_count,"
        f" {_place('count(*)', 'avg(x)', 'avg(y)', ask.zoom)} AS place,"
        f" floor(x / {side!r}) AS column_, floor(y / {side!r}) AS row_ FROM ({rows}) AS p GROUP BY column_, row_"
    )
    drawn = f"SELECT id, point_count, {ask.drawn('place')} AS mvt, column_, row_ FROM ({cells}) AS c"
    return Source(f"SELECT id, point_count, mvt FROM ({drawn}) AS t WHERE mvt IS NOT NULL ORDER BY column_, row_")


def _from_counts(ask: Ask) -> Source:
    """From `point_cell`; one by one where it says that they are few. Fields beside: `point_count`, `count_<choice>`."""
    by = ask.layer.field(ask.layer.pyramid or "")
    choices = [choice.value for choice in by.choices]
    names = "".join(f', "{f.name}"' for f in ask.fields)
    return Source(
        f"WITH cells AS MATERIALIZED ({_cells(ask, choices)}),"
        " total AS MATERIALIZED (SELECT coalesce(sum(n), 0) AS n FROM cells)"
        f" SELECT id{names}, point_count{''.join(f', count_{choice}' for choice in choices)}, mvt"
        f" FROM ({_few(ask, choices)} UNION ALL {_many(ask, by.name, choices)}) AS p"
        " WHERE mvt IS NOT NULL ORDER BY cell, id"
    )


def _cells(ask: Ask, choices: list[str]) -> str:
    """The cells of the tile and its margin: how many points, by choice, their middle, and which it is if one."""
    counts = "".join(
        f", coalesce(sum(c.n) FILTER (WHERE c.value = '{choice}'), 0) AS count_{choice}" for choice in choices
    )
    return (
        "SELECT c.cell, sum(c.n) AS n, sum(c.sum_x::float8) / sum(c.n) / 100 AS x,"
        f" sum(c.sum_y::float8) / sum(c.n) / 100 AS y, sum(c.sum_id) AS point_id{counts}"
        " FROM unnest(CAST(:first_cells AS bigint[]), CAST(:last_cells AS bigint[])) AS r (first, last)"
        # OFFSET 0: each range is looked up by itself; the planner would rather compare every cell with each.
        f" CROSS JOIN LATERAL (SELECT * FROM {schema_of(ask.audience)}.point_cells WHERE layer = '{ask.layer.name}'"
        f" AND zoom = {ask.zoom} AND cell BETWEEN r.first AND r.last OFFSET 0) AS c GROUP BY c.cell HAVING sum(c.n) > 0"
    )


def _few(ask: Ask, choices: list[str]) -> str:
    none = "".join(f", NULL::bigint AS {name}" for name in ("point_count", *(f"count_{choice}" for choice in choices)))
    return (
        f"SELECT * FROM (SELECT l.id, 0::bigint AS cell{ask.columns}{none}, {ask.drawn('l.geom_3857')} AS mvt"
        f" FROM {ask.relation} AS l WHERE {ask.near('l.geom_3857')}{ask.conditions}"
        # The limit cuts nothing off; it tells the planner that they are few, which it would not guess.
        f" AND (SELECT n FROM total) <= {FEW_POINTS} LIMIT {2 * FEW_POINTS}) AS few"
    )


def _many(ask: Ask, by: str, choices: list[str]) -> str:
    """Counts that are nothing are not said, nor any of a cell with one point: that is the point itself."""
    only = " ".join(f"WHEN count_{choice} = 1 THEN '{choice}'" for choice in choices)
    one = {by: f"CASE WHEN n > 1 THEN NULL {only} END"}
    fields = "".join(f", {one.get(f.name, 'NULL')}::{TILE_TYPES[f.type]}" for f in ask.fields)
    told = "".join(f", CASE WHEN n > 1 THEN nullif(count_{choice}, 0) END" for choice in choices)
    return (
        f"SELECT * FROM (SELECT CASE n WHEN 1 THEN point_id::bigint END, cell{fields}, nullif(n, 1){told},"
        f" {ask.drawn(_place('n', 'x', 'y', ask.zoom))} FROM cells"
        f" WHERE (SELECT n FROM total) > {FEW_POINTS} OFFSET 0) AS many"
    )


def _place(n: str, x: str, y: str, zoom: int) -> str:
    """One point where it is; the middle of several on a grid that needs fewer bytes."""
    step = PLACE_UNITS * WORLD_METRES / EXTENT / 2**zoom
    point = "ST_SetSRID(ST_Point({}), 3857)"
    return (
        f"CASE {n} WHEN 1 THEN {point.format(f'{x}, {y}')} ELSE {point.format(f'{_on(x, step)}, {_on(y, step)}')} END"
    )


def _on(value: str, step: float) -> str:
    return f"(floor({value} / {step!r}) + 0.5) * {step!r}"
