"""Points in a tile: each by itself where they fit, counted by cells where they do not. Pure."""

from geo_api.tiles.source import Ask, Source

# More than this in one tile are counted by cells instead: no screen tells them apart.
MOST_POINTS = 4000
# Cells along the side of a tile, as a power of two.
CELL_LEVELS = 6
# Side of the map in Web Mercator, metres.
WORLD_METRES = 40075016.685578488


def points_source(ask: Ask) -> Source:
    """The points of a layer: one by one, or by cells where a first try found too many of them."""
    return _counted(ask) if ask.detail else _exact(ask)


def _exact(ask: Ask) -> Source:
    rows = (
        f"SELECT * FROM (SELECT l.id{ask.columns}, {ask.drawn('l.geom_3857')} AS mvt FROM {ask.relation} AS l"
        f" WHERE {ask.near('l.geom_3857')}{ask.conditions} OFFSET 0) AS t WHERE mvt IS NOT NULL LIMIT {MOST_POINTS + 1}"
    )
    return Source(f"SELECT * FROM ({rows}) AS t ORDER BY id", f"n > {MOST_POINTS}")


def _counted(ask: Ask) -> Source:
    """Counted as they are read. A cell with one point is that point, at its place and with its identity."""
    side = WORLD_METRES / 2 ** (ask.zoom + CELL_LEVELS)
    rows = (
        f"SELECT l.id, ST_X(l.geom_3857) AS x, ST_Y(l.geom_3857) AS y FROM {ask.relation} AS l"
        f" WHERE {ask.near('l.geom_3857')}{ask.conditions} OFFSET 0"
    )
    cells = (
        "SELECT CASE count(*) WHEN 1 THEN min(id) END AS id, nullif(count(*), 1) AS point_count,"
        " ST_SetSRID(ST_Point(avg(x), avg(y)), 3857) AS place,"
        f" floor(x / {side!r}) AS column_, floor(y / {side!r}) AS row_ FROM ({rows}) AS p GROUP BY column_, row_"
    )
    drawn = f"SELECT id, point_count, {ask.drawn('place')} AS mvt, column_, row_ FROM ({cells}) AS c"
    return Source(f"SELECT id, point_count, mvt FROM ({drawn}) AS t WHERE mvt IS NOT NULL ORDER BY column_, row_")
