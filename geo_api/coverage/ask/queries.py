"""Questions about calculated coverage as SQL. Pure: what a route or a command reads is planned here and run there.

`schema` is the schema of views that the asker may read.
"""

import base64
import json
import math
from dataclasses import dataclass
from datetime import date
from typing import Any, Self

from geo_api.db import Statement
from geo_api.errors import BadRequest
from layers.layer import NAME_PATTERN, Group
from layers.registry import all_layers

CURSOR_LENGTH = 200
_RUN = "r.rule, r.version, r.title_vi, r.title_en, r.checked, r.calculated_for, r.computed_at, r.is_current"
_UNIT = (
    "u.unit_id, u.code, u.name, u.full_name, u.outcome, u.share, u.subjects, u.passed, u.failed, u.unknown,"
    " u.weight_total, u.weight_passed, u.weighed_by"
)
# Where the results added up at each level are, if not at the rule's own.
UNITS_OF_LEVEL = {
    "hamlet": "coverage_hamlets",
    "commune": "coverage_communes",
    "district": "coverage_districts",
    "province": "coverage_provinces",
}
OWN_LEVEL = "coverage_units"
# Gaps of places, and those of dwellings, which fewer may see.
GAP_LAYERS = ("coverage_gaps", "address_gaps")


@dataclass(frozen=True, slots=True)
class Cursor:
    """The last gap of a page in the order of need: `rank` 0 fail, 1 unknown; `nearness` minus the distance."""

    rank: int
    nearness: float
    layer: str
    id: int

    def encode(self) -> str:
        words = json.dumps([self.rank, self.nearness, self.layer, self.id])
        return base64.urlsafe_b64encode(words.encode()).decode().rstrip("=")

    @classmethod
    def decode(cls, text: str) -> Self:
        """The cursor that `encode` wrote. Raises BadRequest."""
        try:
            if len(text) <= CURSOR_LENGTH and text.isascii():
                rank, nearness, layer, number = json.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
                if _is_cursor(rank, nearness, layer, number):
                    return cls(rank, float(nearness), layer, number)
        except (ValueError, TypeError, RecursionError):
            pass
        raise BadRequest(
            "Tham số “cursor” phải lấy từ liên kết “next”.", "Parameter “cursor” must be taken from a “next” link."
        )


def _is_cursor(rank: Any, nearness: Any, layer: Any, number: Any) -> bool:
    return (
        type(rank) is int
        and rank in (0, 1)
        and type(nearness) in (int, float)
        and not math.isnan(nearness)
        and abs(nearness) in (math.inf, min(abs(nearness), 1e9))
        and isinstance(layer, str)
        and NAME_PATTERN.fullmatch(layer) is not None
        and type(number) is int
        and 0 <= number < 2**63
    )


@dataclass(frozen=True, slots=True)
class GapsRequest:
    """Gaps of a rule on day `at`, of one unit of any level or of all, from `after` on. layers: where they are read."""

    rule: str
    at: date
    unit: int | None
    limit: int
    after: Cursor | None = None
    layers: tuple[str, ...] = GAP_LAYERS


def units_statement(schema: str, rule: str, level: str, at: date, relation: str = OWN_LEVEL) -> Statement:
    """The run of a rule that holds on day `at` with its units in `relation`; `there`: how many the level has."""
    return Statement(
        f"SELECT {_RUN}, {_UNIT},\n"
        f"       (SELECT count(*) FROM {schema}.unit_versions v\n"
        "         WHERE v.on_record AND v.level = :level AND v.valid @> CAST(:at AS date)) AS there\n"
        f"  FROM {schema}.coverage_runs r\n  LEFT JOIN {schema}.{relation} u ON u.rule = r.rule AND {_holds('u')}\n"
        " WHERE r.rule = :rule AND r.valid @> CAST(:at AS date)\n ORDER BY u.code, u.unit_id",
        {"rule": rule, "level": level, "at": at.isoformat()},
    )


def shares_statement(schema: str, rule: str, at: date, relation: str) -> Statement:
    """The shares of a rule in the units that `relation` has on day `at`."""
    return Statement(
        f"SELECT u.share FROM {schema}.{relation} u WHERE u.rule = :rule AND u.share IS NOT NULL AND {_holds('u')}",
        {"rule": rule, "at": at.isoformat()},
    )


def unit_statement(schema: str, unit: int, at: date) -> Statement:
    """What every rule says of one unit on day `at`."""
    return Statement(
        f"SELECT {_RUN}, {_UNIT} FROM {schema}.coverage_runs r\n"
        f"  JOIN {schema}.coverage_units u ON u.rule = r.rule AND {_holds('u')}\n"
        " WHERE u.unit_id = :unit AND r.valid @> CAST(:at AS date) ORDER BY r.rule",
        {"unit": unit, "at": at.isoformat()},
    )


def _holds(alias: str) -> str:
    return f"{alias}.valid @> CAST(:at AS date) AND {alias}.unit_valid @> CAST(:at AS date)"


def gaps_statement(schema: str, wanted: GapsRequest) -> Statement:
    """The run of that day with its gaps, the greatest need first: fail before unknown, the farthest from help first.

    One row more than `limit` when there is another page; one row with empty gap columns when there is no gap.
    """
    params: dict[str, Any] = {"rule": wanted.rule, "at": wanted.at.isoformat(), "limit": wanted.limit + 1}
    conditions = ["g.rule = r.rule"]
    if wanted.unit is not None:
        conditions.append("(g.unit_id = :unit OR g.commune_id = :unit OR g.hamlet_id = :unit)")
        params["unit"] = wanted.unit
    if wanted.after is not None:
        conditions.append(
            "(g.rank, g.nearness, g.layer, g.id) > (:rank, CAST(:nearness AS float8), :layer, CAST(:id AS bigint))"
        )
        after = wanted.after
        params |= {"rank": after.rank, "nearness": after.nearness, "layer": after.layer, "id": after.id}
    source = " UNION ALL ".join(f"SELECT * FROM {schema}.{layer}" for layer in wanted.layers)
    return Statement(
        f"SELECT r.rule, r.calculated_for, g.* FROM {schema}.coverage_runs r LEFT JOIN LATERAL (\n"
        "    SELECT g.* FROM (\n"
        "        SELECT rule, place_layer AS layer, place_id AS id, name,\n"
        "               unit_id, unit_name, unit_code, commune_id, hamlet_id, outcome, measure, weight, distance_m,\n"
        "               ST_X(ST_PointOnSurface(geom)) AS lon, ST_Y(ST_PointOnSurface(geom)) AS lat,\n"
        "               (outcome <> 'fail')::int AS rank, -coalesce(distance_m, 'Infinity') AS nearness\n"
        f"          FROM ({source}) c WHERE {_holds('c')}) g\n"
        f"     WHERE {' AND '.join(conditions)}\n"
        "     ORDER BY g.rank, g.nearness, g.layer, g.id LIMIT :limit) g ON true\n"
        " WHERE r.rule = :rule AND r.valid @> CAST(:at AS date)",
        params,
    )


def matrix_statement(schema: str, unit: int, at: date) -> Statement:
    """What every rule says of each place in a commune or hamlet on day `at`, with where the place stands now."""
    return Statement(
        "SELECT c.rule, c.place_layer AS layer, c.place_id AS id, c.name, c.outcome, c.distance_m,\n"
        "       ST_X(f.geom) AS lon, ST_Y(f.geom) AS lat\n"
        f"  FROM {schema}.coverage_results c\n"
        f"  LEFT JOIN {schema}.named_features f ON f.layer = c.place_layer AND f.id = c.place_id\n"
        " WHERE (c.commune_id = :unit OR c.hamlet_id = :unit) AND c.valid @> CAST(:at AS date)\n"
        "   AND c.place_layer = ANY (CAST(:layers AS text[]))\n"
        " ORDER BY c.place_layer, c.name, c.place_id, c.rule",
        {"unit": unit, "at": at.isoformat(), "layers": _place_layers()},
    )


def _place_layers() -> list[str]:
    return [layer.name for layer in all_layers().values() if layer.group is Group.PLACE]


def trend_statement(schema: str, rule: str, unit: int) -> Statement:
    """What a rule said of a unit at each of its calculations, the oldest first."""
    # Those of all levels; with them each rule's own, whose view would only be planned once more.
    results = " UNION ALL ".join(f"SELECT * FROM {schema}.{relation}" for relation in UNITS_OF_LEVEL.values())
    return Statement(
        f"SELECT DISTINCT ON (u.calculated_for) u.calculated_for, {_UNIT}\n"
        f"  FROM ({results}) u\n"
        " WHERE u.rule = :rule AND u.unit_id = :unit ORDER BY u.calculated_for",
        {"rule": rule, "unit": unit},
        prepared=True,
    )


def unit_lookup_statement(words: str, at: date) -> Statement:
    """Units that a code or a name means on day `at`; marks and the case of letters may be missing."""
    return Statement(
        "SELECT id, code, full_name, parent, level FROM layer.units\n"
        " WHERE valid @> CAST(:at AS date)\n"
        "   AND (code = :words OR fold_vi(:words) IN (fold_vi(name), fold_vi(full_name)))\n"
        " ORDER BY level, code",
        {"words": words, "at": at.isoformat()},
    )


def unit_other_days_statement(words: str) -> Statement:
    """On which days a code or a name meant units, whatever the day: the newest first, `last` null while they are."""
    return Statement(
        "SELECT code, full_name, lower(valid) AS first, upper(valid) - 1 AS last FROM layer.units\n"
        " WHERE code = :words OR fold_vi(:words) IN (fold_vi(name), fold_vi(full_name))\n"
        " ORDER BY first DESC, code LIMIT 3",
        {"words": words},
    )


def similar_units_statement(words: str, at: date) -> Statement:
    """Units above hamlets of day `at` whose names begin so, or are much like it."""
    return Statement(
        "SELECT code, full_name, parent FROM layer.units\n"
        " WHERE valid @> CAST(:at AS date) AND level <> 'hamlet' AND fold_vi(:words) <> ''\n"
        "   AND (starts_with(fold_vi(name), fold_vi(:words)) OR starts_with(fold_vi(full_name), fold_vi(:words))\n"
        "        OR fold_vi(name) % fold_vi(:words) OR fold_vi(full_name) % fold_vi(:words))\n"
        " ORDER BY starts_with(fold_vi(name), fold_vi(:words)) DESC,\n"
        "          similarity(fold_vi(name), fold_vi(:words)) DESC, code LIMIT 6",
        {"words": words, "at": at.isoformat()},
    )


def units_on_record_statement(at: date) -> Statement:
    """How many communes there are on day `at`, two of them, and the days for which there are any units."""
    return Statement(
        "SELECT count(*) FILTER (WHERE is_then) AS communes,\n"
        "       (array_agg(full_name || ' (' || code || ')' ORDER BY code) FILTER (WHERE is_then))[1 : 2] AS named,\n"
        "       min(lower(valid)) AS first,\n"
        "       CASE WHEN bool_or(upper_inf(valid)) THEN NULL ELSE max(upper(valid)) - 1 END AS last\n"
        "  FROM (SELECT *, valid @> CAST(:at AS date) AS is_then FROM layer.units WHERE level = 'commune') AS units",
        {"at": at.isoformat()},
    )
