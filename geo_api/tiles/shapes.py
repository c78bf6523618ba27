"""Lines and areas in a tile, with less about each where they are too many bytes. Pure."""

from geo_api.tiles.source import EXTENT, Ask, Source

MOST_BYTES = 750_000
# Steps of detail: all; without attributes; and on a coarser grid, of so many units of 1/4096.
COARSE = 2
COARSE_UNITS = 8


def shapes_source(ask: Ask) -> Source:
    """The lines or areas of a layer that reach into the tile."""
    columns = "" if ask.detail else ask.columns
    rows = (
        # OFFSET 0: shapes are cut for the rows of this tile only, and once; not to find out which rows those are.
        f"SELECT l.id{columns}, {ask.drawn(_drawn_shape(ask))} AS mvt FROM {ask.relation} AS l"
        f" WHERE {ask.near('l.geom_3857')}{ask.conditions} OFFSET 0"
    )
    too_much = f"length(mvt) > {MOST_BYTES}" if ask.detail < COARSE else None
    return Source(f"SELECT * FROM ({rows}) AS t WHERE mvt IS NOT NULL ORDER BY id", too_much)


def _drawn_shape(ask: Ask) -> str:
    if ask.detail < COARSE:
        return "l.geom_3857"
    return f"ST_SnapToGrid(l.geom_3857, {COARSE_UNITS} * 40075016.685578488 / {EXTENT} / 2 ^ :z)"
