"""Counts as SQL. Pure: planned here, run by the routes. `schema` is the schema of views that the asker may read."""

from geo_api.catalogue.counts import PLANE_METRES
from geo_api.db import Statement


def units_statement(schema: str, layer: str, level: str, unit: int | None) -> Statement:
    """Units of today of that level with what is told of them: those in `unit`, itself included, or all."""
    within = "" if unit is None else " AND CAST(:unit AS bigint) IN (v.unit_id, v.parent_id)"
    return Statement(
        "SELECT v.unit_id AS id, code.code, v.full_name, c.n"
        f" FROM {schema}.counts_by_unit AS c JOIN {schema}.unit_versions AS v USING (unit_id)"
        f" LEFT JOIN {schema}.unit_codes AS code ON code.unit_id = v.unit_id AND code.is_main"
        " AND code.valid @> current_date"
        f" WHERE c.layer = :layer AND v.on_record AND v.valid @> current_date AND v.level = :level{within}"
        " ORDER BY code.code, v.unit_id",
        {"layer": layer, "level": level} | ({} if unit is None else {"unit": unit}),
    )


def box_statement(schema: str, unit: int) -> Statement:
    """The corners of a unit of today on the map's plane (EPSG:3857); none where it has none."""
    return Statement(
        "SELECT ST_XMin(geom_3857) AS west, ST_YMin(geom_3857) AS south, ST_XMax(geom_3857) AS east,"
        f" ST_YMax(geom_3857) AS north FROM {schema}.unit_versions"
        " WHERE unit_id = :unit AND on_record AND valid @> current_date AND geom_3857 IS NOT NULL",
        {"unit": unit},
    )


def cells_statement(schema: str, layer: str, size: int, box: tuple[float, float, float, float]) -> Statement:
    """Whole cells of a grid of `size` metres that touch the box (west, south, east, north), with their middles."""
    side = PLANE_METRES[size]
    west, south, east, north = (int(edge // side) for edge in box)
    return Statement(
        "SELECT c.x, c.y, c.n, ST_X(middle) AS lon, ST_Y(middle) AS lat"
        f" FROM {schema}.counts_by_cell AS c, ST_Transform(ST_SetSRID(ST_Point("
        "(c.x + 0.5) * CAST(:side AS float8), (c.y + 0.5) * CAST(:side AS float8)), 3857), 4326) AS middle"
        " WHERE c.layer = :layer AND c.size = :size"
        " AND c.x BETWEEN :west AND :east AND c.y BETWEEN :south AND :north ORDER BY c.y, c.x",
        {
            "layer": layer,
            "size": size,
            "side": side,
            "west": west,
            "east": east,
            "south": south,
            "north": north,
        },
    )
