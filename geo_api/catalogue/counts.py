"""SQL text of the views with which somebody who may not see rows is told how many there are. Pure.

``map_<audience>.counts_by_unit`` and ``counts_by_cell``: the rows of layers that this audience has as counts, and of
those only what it does not see anyway. What is personal is told rounded, and nothing of few (decision 13).
"""

from collections.abc import Iterable
from math import cos, radians

from geo_api.catalogue.views import partition
from geo_api.db import schema_of
from layers.layer import OFFICIALS, Audience, Layer, Sight, Storage

# Sides of cells in metres on the ground at this latitude, in the middle of the country's north; the map's plane is
# stretched by 1 / cos(latitude).
CELL_METRES = (500, 1000)
LATITUDE = 20.5
PLANE_METRES = {size: size / cos(radians(LATITUDE)) for size in CELL_METRES}


def counts_sql(layers: Iterable[Layer], audience: Audience) -> list[str]:
    """Statements that make both views for `audience`; where it has counts of nothing, they are empty."""
    counted = [layer for layer in layers if layer.sights[audience] is Sight.COUNTS]
    by_unit = [_by_unit(layer) for layer in counted] or ["SELECT ''::text, 0::bigint, 0::bigint WHERE false"]
    # One thing in a small cell is as good as on the map: cells are for officials.
    by_cell = [_by_cell(layer, size) for layer in counted for size in CELL_METRES if audience in OFFICIALS]
    by_cell = by_cell or ["SELECT ''::text, 0, 0::bigint, 0::bigint, 0::bigint WHERE false"]
    return [
        _view(audience, "counts_by_unit (layer, unit_id, n)", by_unit),
        _view(audience, "counts_by_cell (layer, size, x, y, n)", by_cell),
    ]


def _view(audience: Audience, head: str, parts: list[str]) -> str:
    """No condition of a question is looked at before the counting, but those that can tell nothing by an error."""
    name, _, columns = head.partition(" ")
    union = " UNION ALL ".join(parts)
    return f"CREATE VIEW {schema_of(audience)}.{name} {columns} WITH (security_barrier) AS {union}"


def _by_unit(layer: Layer) -> str:
    """In the communes and hamlets of today."""
    today = "(SELECT id, unit_id FROM unit_version WHERE upper_inf(recorded) AND valid @> current_date)"
    source = f"{_rows(layer)} CROSS JOIN unnest(p.unit_versions) AS held (id) JOIN {today} AS t ON t.id = held.id"
    return _told(layer, ("unit_id",), "SELECT unit_id", source)


def _by_cell(layer: Layer, size: int) -> str:
    """In the cells of a grid over the map's plane; those of 1 km are of four of 500 m."""
    side = repr(PLANE_METRES[size])
    cell = f"floor(ST_X(p.geom_3857) / {side})::bigint AS x, floor(ST_Y(p.geom_3857) / {side})::bigint AS y"
    return _told(layer, ("x", "y"), f"SELECT {cell}", _rows(layer), f"{size}, ")


def _rows(layer: Layer) -> str:
    if layer.storage is Storage.OWN:
        columns = "addressable_id AS id, unit_versions, geom_3857"
        where = "position = 'main_entrance' AND upper_inf(valid) AND NOT is_public"
        return f"(SELECT {columns} FROM address_point WHERE {where}) AS p"
    return f"(SELECT id, unit_versions, geom_3857 FROM {partition(layer)}) AS p"


def _told(layer: Layer, places: tuple[str, ...], select: str, source: str, size: str = "") -> str:
    """How many there are in each place, as it may be told."""
    columns = ", ".join(places)
    if not layer.personal:
        counted = f"SELECT {columns}, count(*) AS n FROM ({select} FROM {source}) AS o GROUP BY {columns}"
        return f"SELECT '{layer.name}', {size}{columns}, n FROM ({counted}) AS c"
    place = " || '/' || ".join((f"'{layer.name}/{size}'", *places))
    drawn = f"{select}, hashint8extended(p.id, s.secret) AS drawn, s.secret FROM {source} CROSS JOIN count_secret AS s"
    n = f"layer.told(count(*), {place}, bit_xor(drawn), secret)"
    grouped = f"SELECT {columns}, {n} AS n FROM ({drawn}) AS o GROUP BY {columns}, secret"
    return f"SELECT '{layer.name}', {size}{columns}, n FROM ({grouped}) AS c WHERE n IS NOT NULL"
