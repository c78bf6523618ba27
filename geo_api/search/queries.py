"""What a search reads, as SQL. Pure: planned here, run in routes.py.

`schema` is the schema of views that the asker may read. What matches best has the lowest rank: the whole name, its
beginning, the beginning of a word, anything within.
"""

from dataclasses import dataclass
from datetime import date

from geo_api.db import Statement
from layers.names import clean, fold, has_marks, spelling, split_name
from layers.units import LEVELS

# Where places and units that are no longer in force stand among equally good matches.
PLACE_RANK = 0.25
OLD_RANK = 1.5
OTHER_MARKS_RANK = 0.5
MOST_PLACES = 300


@dataclass(frozen=True, slots=True)
class SearchRequest:
    """words: as typed; day: whose units are in force."""

    words: str
    day: date
    limit: int


def _rank(name: str, words: str) -> str:
    """How well the folded `name` matches `words`, both SQL; `words` is safe within LIKE."""
    return (
        f"CASE WHEN {name} LIKE {words} THEN 0 WHEN {name} LIKE {words} || '%' THEN 1"
        f" WHEN {name} LIKE '% ' || {words} || '%' THEN 2 ELSE 3 END"
    )


_OTHER_MARKS = f"CASE WHEN {{name}} LIKE '%' || :spelled || '%' THEN 0 ELSE {OTHER_MARKS_RANK} END"

# One row a unit: as of the day, or of the day nearest to it.
_UNITS = f"""
WITH RECURSIVE hits AS (
    SELECT DISTINCT ON (v.unit_id) v.unit_id, v.version_id, v.level, v.full_name, v.valid, v.parent_id,
           h.held_on, v.valid @> CAST(:day AS date) AS in_force,
           {_rank("v.name_search", "asked.words")} + {_OTHER_MARKS.format(name="v.spelling")} AS rank
      FROM unnest(CAST(:kinds AS text[]), CAST(:names AS text[])) AS asked (kind, words)
      JOIN {{schema}}.unit_versions v ON v.name_search LIKE '%' || asked.words || '%'
           AND (asked.kind IS NULL OR v.kind = asked.kind) AND v.on_record
     CROSS JOIN LATERAL (SELECT CASE WHEN v.valid @> CAST(:day AS date) THEN CAST(:day AS date)
            WHEN lower(v.valid) > CAST(:day AS date) THEN lower(v.valid) ELSE upper(v.valid) - 1 END AS held_on) h
     ORDER BY v.unit_id, rank, abs(h.held_on - CAST(:day AS date))),
coded AS (
    SELECT DISTINCT ON (v.unit_id) v.unit_id, v.version_id, v.level, v.full_name, v.valid, v.parent_id,
           day_of(v.valid) AS held_on, v.valid @> CAST(:day AS date) AS in_force, 0 AS rank
      FROM {{schema}}.unit_codes c
      JOIN {{schema}}.unit_versions v ON v.unit_id = c.unit_id AND v.on_record
     WHERE c.is_main AND c.code = :code
     ORDER BY v.unit_id, v.valid @> CAST(:day AS date) DESC, lower(v.valid) DESC),
best AS (
    SELECT *, rank + CASE WHEN in_force THEN 0 ELSE {OLD_RANK} END AS place
      FROM (SELECT * FROM hits UNION SELECT * FROM coded) found
     ORDER BY place, array_position(CAST(:tiers AS text[]), level), full_name, unit_id LIMIT :limit),
led AS (
    SELECT unit_id AS ended, unit_id, held_on FROM best WHERE held_on < CAST(:day AS date)
     UNION
    SELECT led.ended, l.to_unit, l.effective FROM led
      JOIN {{schema}}.unit_lineage l ON l.from_unit = led.unit_id
           AND l.effective > led.held_on AND l.effective <= CAST(:day AS date))
SELECT b.unit_id, b.level, b.full_name, b.in_force, b.place, p.full_name AS parent, g.full_name AS grandparent,
       lower(b.valid) AS valid_from, upper(b.valid) AS valid_to,
       ARRAY(SELECT n.full_name FROM led JOIN {{schema}}.unit_versions n ON n.unit_id = led.unit_id AND n.on_record
              WHERE led.ended = b.unit_id AND n.valid @> CAST(:day AS date)
              GROUP BY n.unit_id, n.full_name ORDER BY n.full_name, n.unit_id) AS now,
       ST_X(l.label) AS lon, ST_Y(l.label) AS lat,
       ST_XMin(v.geom) AS west, ST_YMin(v.geom) AS south, ST_XMax(v.geom) AS east, ST_YMax(v.geom) AS north
  FROM best b
  JOIN {{schema}}.unit_versions v ON v.version_id = b.version_id
 CROSS JOIN LATERAL (SELECT ST_Transform(v.label_point, 4326) AS label) l
  LEFT JOIN LATERAL (SELECT n.full_name, n.parent_id FROM {{schema}}.unit_versions n
     WHERE n.unit_id = b.parent_id AND n.on_record AND n.valid @> b.held_on LIMIT 1) p ON true
  LEFT JOIN LATERAL (SELECT n.full_name FROM {{schema}}.unit_versions n
     WHERE n.unit_id = p.parent_id AND n.on_record AND n.valid @> b.held_on LIMIT 1) g ON true
 ORDER BY b.place, array_position(CAST(:tiers AS text[]), b.level), b.full_name, b.unit_id"""

# Ranked by the folded name first: the marks of more than a few hundred are not worth their time.
_PLACES = f"""
WITH hits AS (
    SELECT n.layer, n.id, n.name, n.geom, {_rank("n.name_search", ":words")} AS rank
      FROM {{schema}}.named_features n WHERE n.name_search LIKE '%' || :words || '%'
     ORDER BY rank, length(n.name), n.layer, n.id LIMIT {MOST_PLACES}),
best AS (
    SELECT h.*, h.rank + {PLACE_RANK} + {_OTHER_MARKS.format(name="spelling_vi(h.name)")} AS place
      FROM hits h ORDER BY place, length(h.name), h.layer, h.id LIMIT :limit)
SELECT b.layer, b.id, b.name, b.place, ST_X(c.center) AS lon, ST_Y(c.center) AS lat, u.full_name AS commune
  FROM best b
 CROSS JOIN LATERAL (SELECT ST_PointOnSurface(b.geom) AS center) c
  LEFT JOIN LATERAL (
    SELECT v.full_name FROM {{schema}}.unit_pieces p
      JOIN {{schema}}.unit_versions v ON v.version_id = p.version_id
     WHERE ST_Intersects(p.geom, c.center) AND p.level = 'commune' AND p.valid @> CAST(:day AS date)
     ORDER BY p.unit_id LIMIT 1) u ON true
 ORDER BY b.place, length(b.name), b.layer, b.id"""
_ADDRESSES = """
SELECT id, code, number, street, hamlet, ST_X(geom) AS lon, ST_Y(geom) AS lat
  FROM {schema}.addresses WHERE code = :code"""


def units_statement(schema: str, wanted: SearchRequest) -> Statement:
    """Units whose name holds the words, or whose code they are, those in force on the day first."""
    split = {split_name(wanted.words, level) for level in LEVELS}
    kinds = sorted((each.kind, each.name) for each in split if each.kind is not None)
    asked = [(None, wanted.words), *kinds]
    params = {
        "kinds": [kind for kind, _ in asked],
        "names": [_literal(fold(words)) for _, words in asked],
        "spelled": _spelled(kinds[0][1] if kinds else wanted.words),
        "code": wanted.words.upper(),
        "day": wanted.day,
        "tiers": list(LEVELS),
        "limit": wanted.limit,
    }
    return Statement(_UNITS.format(schema=schema), params)


def places_statement(schema: str, wanted: SearchRequest) -> Statement:
    """Places and things whose name holds the words, with the commune of the day that they stand in."""
    params = {
        "words": _literal(fold(wanted.words)),
        "spelled": _spelled(wanted.words),
        "day": wanted.day,
        "limit": wanted.limit,
    }
    return Statement(_PLACES.format(schema=schema), params)


def address_statement(schema: str, code: str) -> Statement:
    """The address of exactly this code, if the asker may see it."""
    return Statement(_ADDRESSES.format(schema=schema), {"code": code})


def _spelled(words: str) -> str:
    """What a name has to hold to have the marks typed; anything when none were."""
    return _literal(spelling(words)) if has_marks(words) else ""


def _literal(words: str) -> str:
    """`words` with nothing in them that LIKE takes for a pattern."""
    return clean(words).replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
