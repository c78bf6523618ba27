"""What a report reads beside what the routes of coverage answer with, as SQL. Pure.

`schema` is the schema of views of those whom the report is for. Shapes are GeoJSON in WGS 84, some metres apart.
"""

from collections.abc import Sequence
from datetime import date

from geo_api.coverage.ask.queries import UNITS_OF_LEVEL
from geo_api.db import Statement
from layers.layer import Audience, Layer

# A metre or so.
_DIGITS = 5
# Degrees that a line may be off, about three metres.
_COARSE = 0.00003
_HOLDS = "u.valid @> CAST(:at AS date) AND u.unit_valid @> CAST(:at AS date)"
_UNIT = "(SELECT geom FROM {schema}.unit_versions WHERE unit_id = :unit AND on_record AND valid @> CAST(:at AS date))"


def ground_statement(schema: str, unit: int, at: date) -> Statement:
    """The unit and its hamlets on day `at`: level, names, shape, and the box of it; the unit itself first."""
    return Statement(
        "SELECT v.unit_id, v.level, v.full_name, v.area_km2, v.geom_status,\n"
        f"       ST_AsGeoJSON(ST_Simplify(v.geom, {_COARSE}), {_DIGITS}) AS shape,\n"
        "       ST_XMin(v.geom) AS west, ST_YMin(v.geom) AS south, ST_XMax(v.geom) AS east, ST_YMax(v.geom) AS north\n"
        f"  FROM {schema}.unit_versions v\n"
        " WHERE v.on_record AND v.valid @> CAST(:at AS date) AND v.geom IS NOT NULL\n"
        "   AND (v.unit_id = :unit OR (v.parent_id = :unit AND v.level = 'hamlet'))\n"
        " ORDER BY v.unit_id <> :unit, v.full_name",
        {"unit": unit, "at": at.isoformat()},
    )


def results_statement(schema: str, unit: int, level: str, at: date) -> Statement:
    """Every rule calculated for day `at` with what it says of the unit; no figures where it says nothing."""
    return Statement(
        "SELECT r.rule, r.version, r.title_vi, r.title_en, r.checked, r.calculated_for, r.computed_at,\n"
        "       r.document, r.sources, r.level AS own_level, r.is_sample,\n"
        "       u.outcome, u.share, u.subjects, u.passed, u.failed, u.unknown, u.weighed_by\n"
        f"  FROM {schema}.coverage_runs r\n"
        f"  LEFT JOIN {schema}.{UNITS_OF_LEVEL[level]} u ON u.rule = r.rule AND u.unit_id = :unit AND {_HOLDS}\n"
        " WHERE r.valid @> CAST(:at AS date) ORDER BY r.rule",
        {"unit": unit, "at": at.isoformat()},
    )


def calculated_days_statement(schema: str) -> Statement:
    """The first and the last day for which any rule is calculated; `last` null: there is no last one."""
    return Statement(
        "SELECT min(lower(valid)) AS first,\n"
        "       CASE WHEN bool_or(upper_inf(valid)) THEN NULL ELSE max(upper(valid)) - 1 END AS last\n"
        f"  FROM {schema}.coverage_runs",
        {},
    )


def shares_statement(schema: str, hamlets: Sequence[int], at: date) -> Statement:
    """What every rule calculated for day `at` says of these hamlets."""
    return Statement(
        f"SELECT u.rule, u.unit_id, u.outcome, u.share FROM {schema}.coverage_hamlets u\n"
        f" WHERE u.unit_id = ANY (CAST(:hamlets AS bigint[])) AND {_HOLDS}",
        {"hamlets": list(hamlets), "at": at.isoformat()},
    )


def roads_statement(schema: str, unit: int, at: date, limit: int) -> Statement:
    """Roads in the box of the unit, the widest first; one more than `limit` where there are more."""
    box = f"ST_Expand(ST_Envelope({_UNIT.format(schema=schema)}), 0.003)"
    return Statement(
        "SELECT s.class, ST_AsGeoJSON(s.shape, 5) AS shape FROM (\n"
        f"    SELECT r.class, r.id, ST_Simplify(ST_ClipByBox2D(r.geom, b.box), {_COARSE}) AS shape\n"
        f"      FROM (SELECT {box} AS box) AS b JOIN {schema}.roads r ON r.geom && b.box) AS s\n"
        " WHERE NOT ST_IsEmpty(s.shape)\n"
        " ORDER BY array_position(ARRAY['national', 'provincial', 'main_axis'], s.class), s.id LIMIT :limit",
        {"unit": unit, "at": at.isoformat(), "limit": limit + 1},
    )


def points_statement(schema: str, layer: Layer, audience: Audience, unit: int, at: date, limit: int) -> Statement:
    """Points of `layer` in the unit with their fields; one more than `limit` where there are more."""
    fields = "".join(f', f."{field.name}"' for field in layer.fields_for(audience))
    return Statement(
        f"SELECT f.id{fields}, ST_X(f.geom) AS lon, ST_Y(f.geom) AS lat\n"
        f'  FROM {schema}."{layer.name}" f JOIN {schema}.unit_versions v ON v.unit_id = :unit AND v.on_record\n'
        "   AND v.valid @> CAST(:at AS date) AND f.geom && v.geom AND ST_Intersects(f.geom, v.geom)\n"
        " ORDER BY f.id LIMIT :limit",
        {"unit": unit, "at": at.isoformat(), "limit": limit + 1},
    )


def loads_statement(numbers: list[int]) -> Statement:
    """When and out of which file the loads of these numbers came."""
    return Statement(
        "SELECT id, file_name, loaded_at FROM load WHERE id = ANY (CAST(:numbers AS bigint[])) ORDER BY id",
        {"numbers": numbers},
    )
