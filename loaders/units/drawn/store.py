"""Shapes of units for drawing brought up to date with the versions on record, in the caller's transaction."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

import numpy as np
from shapely import from_wkb, to_wkb
from sqlalchemy import Connection, text

from layers.units import DRAWN_ZOOMS, HAMLET_ZOOMS, LEVELS
from loaders.units.drawn.simplify import Drawn, Shapes, Stretch, joined, simplified, stretches
from loaders.write.copy import copy_rows

# To be counted up when the same versions would be drawn otherwise than before.
_METHOD = 1
_COLUMNS = ("version_id", "valid", "zoom", "geom_3857")
_DIGEST = """
SELECT md5(concat(cast(:method AS int), string_agg(concat(v.id, v.valid), ' ' ORDER BY v.id)))
  FROM unit_version AS v JOIN unit AS u ON u.id = v.unit_id
 WHERE u.level = :level AND upper_inf(v.recorded) AND v.geom IS NOT NULL
"""
_KNOWN = "SELECT digest FROM unit_shape_tier WHERE level = :level"
_NOTE = """
INSERT INTO unit_shape_tier (level, digest) VALUES (:level, :digest)
    ON CONFLICT (level) DO UPDATE SET digest = EXCLUDED.digest
"""
_VERSIONS = """
SELECT v.id, lower(v.valid) AS start, upper(v.valid) AS end, ST_AsBinary(v.geom_3857) AS shape
  FROM unit_version AS v JOIN unit AS u ON u.id = v.unit_id
 WHERE u.level = :level AND upper_inf(v.recorded) AND v.geom IS NOT NULL ORDER BY v.id
"""
_CREATE = """
CREATE TEMP TABLE drawn (version_id bigint, valid daterange, zoom smallint, geom_3857 geometry(Geometry, 3857))
"""
# Only what is drawn otherwise than before is written: whoever keeps tiles drops no more than that.
_REMOVE = """
DELETE FROM unit_shape AS s USING unit_version AS v, unit AS u
 WHERE v.id = s.version_id AND u.id = v.unit_id AND u.level = :level
   AND NOT EXISTS (SELECT FROM drawn AS d WHERE (d.version_id, d.zoom, d.valid) = (s.version_id, s.zoom, s.valid)
                      AND ST_Multi(d.geom_3857) = s.geom_3857)
"""
_ADD = """
INSERT INTO unit_shape (version_id, valid, zoom, geom_3857)
SELECT version_id, valid, zoom, ST_Multi(geom_3857) FROM drawn
 ORDER BY zoom, geom_3857 ON CONFLICT (version_id, zoom, valid) DO NOTHING
"""


def redraw(connection: Connection) -> int:
    """Simplify anew the tiers of which a version came, went or changed since last time; how many tiers that were."""
    return sum(_redraw_tier(connection, level) for level in LEVELS)


def _redraw_tier(connection: Connection, level: str) -> bool:
    values = {"level": level, "method": _METHOD}
    digest = connection.scalar(text(_DIGEST), values)
    if connection.scalar(text(_KNOWN), values) == digest:
        return False
    connection.execute(text(_CREATE))
    copy_rows(connection, "drawn", _COLUMNS, map(_cells, joined(_drawn(_read(connection, level), level))))
    connection.execute(text("ANALYZE drawn"))
    for statement in (_REMOVE, _ADD):
        connection.execute(text(statement), values)
    connection.execute(text("DROP TABLE drawn"))
    connection.execute(text("ANALYZE unit_shape"))
    connection.execute(text(_NOTE), {**values, "digest": digest})
    return True


@dataclass(frozen=True, slots=True)
class _Tier:
    """All versions of one level: their days and their areas in EPSG:3857."""

    periods: Mapping[int, tuple[date | None, date | None]]
    shapes: Mapping[int, object]

    def of(self, stretch: Stretch) -> Shapes:
        return np.array([self.shapes[version] for version in stretch.versions], dtype=object)


def _read(connection: Connection, level: str) -> _Tier:
    rows = connection.execute(text(_VERSIONS), {"level": level}).all()
    shapes = from_wkb([bytes(row.shape) for row in rows])
    periods = {row.id: (row.start, row.end) for row in rows}
    return _Tier(periods, dict(zip(periods, shapes, strict=True)))


def _drawn(tier: _Tier, level: str) -> Iterator[Drawn]:
    for stretch in stretches(tier.periods):
        for zoom in HAMLET_ZOOMS if level == "hamlet" else DRAWN_ZOOMS:
            shapes = to_wkb(simplified(tier.of(stretch), zoom), hex=True)
            for version, shape in zip(stretch.versions, shapes, strict=True):
                yield Drawn(version, stretch.start, stretch.end, zoom, str(shape))


def _cells(drawn: Drawn) -> tuple[int, str, int, str]:
    start, end = (day.isoformat() if day else "" for day in (drawn.start, drawn.end))
    return drawn.version, f"[{start},{end})" if start else f"({start},{end})", drawn.zoom, drawn.shape
