"""Rows that name a commune and lie outside its boundary. All set by set, on the boundaries on record."""

from collections.abc import Iterable, Iterator
from typing import Any

from sqlalchemy import Connection, Row, text

from layers.layer import Text
from layers.names import fold, split_name
from loaders.report import MAX_FINDINGS, Finding, Severity, Tally, shortened

CHECK = "outside_unit"
# A boundary on a sheet is drawn, and a point taken, to some tens of metres.
FAR_M = 50.0
# Degrees: not more than FAR_M in any direction; what it lets pass is measured.
_FAR_DEGREES = 0.00045
# A column with more different words does not name communes.
_MOST_WORDS = 20_000
_WORDS = "SELECT unit FROM incoming WHERE unit IS NOT NULL GROUP BY unit LIMIT :most"
_UNITS = """
SELECT v.id, v.name, v.kind, array(SELECT c.code FROM unit_code AS c WHERE c.unit_id = v.unit_id) AS codes
  FROM unit_version AS v JOIN unit AS u ON u.id = v.unit_id
 WHERE u.level = 'commune' AND upper_inf(v.recorded) AND v.geom IS NOT NULL
"""
_CREATE = "CREATE TEMP TABLE named (unit text NOT NULL, version_id bigint NOT NULL) ON COMMIT DROP"
_FILL = "INSERT INTO named SELECT unnest(cast(:units AS text[])), unnest(cast(:versions AS bigint[]))"
_OUTSIDE = """
CREATE TEMP TABLE outside ON COMMIT DROP AS
SELECT i.source_row, i.unit, i.geom FROM incoming AS i WHERE i.unit IN (SELECT unit FROM named)
EXCEPT ALL
SELECT DISTINCT ON (i.source_row) i.source_row, i.unit, i.geom
  FROM incoming AS i JOIN unit_piece AS p ON ST_DWithin(p.geom, i.geom, :far)
  JOIN named AS n ON n.version_id = p.version_id AND n.unit = i.unit
"""
# The furthest in degrees first, and of these alone the metres: they cost a hundred times as much.
_MEASURED = """
SELECT o.source_row, o.unit, ST_X(ST_Centroid(o.geom)) AS x, ST_Y(ST_Centroid(o.geom)) AS y,
       (SELECT min(ST_Distance(p.geom::geography, o.geom::geography)) FROM named AS n
          JOIN unit_piece AS p ON p.version_id = n.version_id WHERE n.unit = o.unit) AS distance
  FROM (SELECT *, (SELECT min(ST_Distance(p.geom, s.geom)) FROM named AS n
                     JOIN unit_piece AS p ON p.version_id = n.version_id WHERE n.unit = s.unit) AS degrees
          FROM (SELECT * FROM outside ORDER BY source_row LIMIT :looked_at) AS s
         ORDER BY degrees DESC, source_row LIMIT :most) AS o
"""
# Where more rows are outside, all of the file is, and it matters little which is furthest.
_LOOKED_AT = 20_000


def find_outside(connection: Connection, tally: Tally) -> None:
    """Warn of rows of ``incoming`` that lie more than FAR_M from every commune that they may name.

    A name may be that of several communes, of today or of former days; the nearest counts. A word that names none on
    record is passed over.
    """
    words = list(connection.execute(text(_WORDS), {"most": _MOST_WORDS + 1}).scalars())
    named = list(_named(words, connection.execute(text(_UNITS)))) if 0 < len(words) <= _MOST_WORDS else []
    if not named:
        return
    connection.execute(text(_CREATE))
    connection.execute(text(_FILL), {"units": [word for word, _ in named], "versions": [each for _, each in named]})
    connection.execute(text("ANALYZE named"))
    total = connection.execute(text(_OUTSIDE), {"far": _FAR_DEGREES}).rowcount
    measured = connection.execute(text(_MEASURED), {"most": MAX_FINDINGS, "looked_at": _LOOKED_AT}).all()
    far = sorted((row for row in measured if row.distance > FAR_M), key=lambda row: -row.distance)
    tally.find([_finding(row) for row in far], total - (len(measured) - len(far)))
    connection.execute(text("DROP TABLE outside, named"))


def _named(words: Iterable[str], units: Iterable[Row[Any]]) -> Iterator[tuple[str, int]]:
    """Each word with the versions of communes that it may name, by code or by name."""
    by_code: dict[str, list[int]] = {}
    by_name: dict[str, list[tuple[str, int]]] = {}
    for unit in units:
        by_name.setdefault(fold(unit.name), []).append((unit.kind, unit.id))
        for code in unit.codes:
            by_code.setdefault(code, []).append(unit.id)
    for word in words:
        meant = split_name(word.split(",")[0], "commune")
        alike = by_name.get(fold(meant.name), [])
        of_kind = [each for kind, each in alike if kind == meant.kind]
        yield from ((word, each) for each in by_code.get(word) or of_kind or [each for _, each in alike])


def _finding(row: Row[Any]) -> Finding:
    words = shortened(row.unit)
    return Finding(
        check=CHECK,
        severity=Severity.WARNING,
        text=Text(
            f"dòng {row.source_row} ghi “{words}” nhưng nằm ngoài ranh giới đó {row.distance:,.0f} m.",
            f"row {row.source_row} names “{words}” but lies {row.distance:,.0f} m outside its boundary.",
        ),
        amount=float(row.distance),
        measure="m",
        where=(float(row.x), float(row.y)),
        row=int(row.source_row),
    )
