"""Lines and areas in a tile, with less about each where they are too many bytes. Pure."""

from geo_api.db import schema_of
from geo_api.tiles.source import EXTENT, WORLD_METRES, Ask, Source
from layers.units import DRAWN_ZOOMS

MOST_BYTES = 750_000
# Steps of detail: all; without attributes; and on a coarser grid, of so many units of 1/4096.
COARSE = 2
COARSE_UNITS = 8


def shapes_source(ask: Ask) -> Source:
    """The lines or areas of a layer that reach into the tile."""
    columns = "" if ask.detail else ask.columns
    shape, source, near = _drawn_from(ask)
    rows = (
        # OFFSET 0: shapes are cut for the rows of this tile only, and once; not to find out which rows those are.
        f"SELECT l.id{columns}, {ask.drawn(_on_grid(shape, ask))} AS mvt FROM {source}"
        f" WHERE {near}{ask.conditions}{ask.seen_from_here} OFFSET 0"
    )
    too_much = f"length(mvt) > {MOST_BYTES}" if ask.detail < COARSE else None
    return Source(f"SELECT * FROM ({rows}) AS t WHERE mvt IS NOT NULL ORDER BY id", too_much)


def _drawn_from(ask: Ask) -> tuple[str, str, str]:
    """The column of the shape, the relations it comes from, and the condition by which it lies in the tile."""
    if not ask.layer.drawn_together or ask.zoom > DRAWN_ZOOMS[-1]:
        return "l.geom_3857", f"{ask.relation} AS l", ask.near("l.geom_3857")
    zoom = next(zoom for zoom in DRAWN_ZOOMS if zoom >= ask.zoom)
    # OFFSET 0: first what lies in the tile, then whose it is; the planner might begin with all units of the day.
    shapes = (
        f"SELECT version_id, geom_3857 FROM {schema_of(ask.audience)}.unit_shapes WHERE zoom = {zoom}::smallint"
        f" AND {ask.near('geom_3857')} AND valid @> CAST(:at AS date) OFFSET 0"
    )
    return "s.geom_3857", f"({shapes}) AS s JOIN {ask.relation} AS l USING (version_id)", "true"


def _on_grid(shape: str, ask: Ask) -> str:
    if ask.detail < COARSE:
        return shape
    return f"ST_SnapToGrid({shape}, {COARSE_UNITS * WORLD_METRES / EXTENT / 2**ask.zoom!r})"
