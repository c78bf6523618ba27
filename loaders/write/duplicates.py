"""Rows that may be there twice: of one name within a few metres, in the file or in the layer. All set by set."""

from typing import Any

from sqlalchemy import Connection, Row, text

from layers.layer import Geometry, Layer, Text
from loaders.options import Mode
from loaders.report import MAX_FINDINGS, Finding, Severity, Tally, shortened

CHECK = "duplicate"
NEAR_M = 10.0
# A name that more rows of the file have, such as “Đèn đường”, tells nothing apart and is not compared.
MOST_NAMESAKES = 100
_BOX = 0.0002  # degrees; more than NEAR_M in both directions anywhere in the country
_COMPARED = """
CREATE TEMP TABLE compared ON COMMIT DROP AS
SELECT source_row, key, name, folded, geom, namesakes
  FROM incoming JOIN (SELECT folded, count(*) AS namesakes FROM incoming WHERE folded <> '' GROUP BY folded
                      HAVING count(*) <= :most AND (count(*) > 1 OR :with_layer)) AS n USING (folded)
"""
# The name of a row is not looked up by itself: the index for parts of names would serve, a thousand times too slowly.
_PAIRS = """
CREATE TEMP TABLE pairs ON COMMIT DROP AS
SELECT DISTINCT ON (source_row) * FROM (
    SELECT a.source_row, a.name, b.source_row AS other_row, NULL::text AS other_key, NULL::bigint AS other_load,
           ST_DistanceSphere(a.geom, b.geom) AS distance, a.geom
      FROM compared AS a JOIN compared AS b
        ON a.folded = b.folded AND b.source_row < a.source_row AND a.namesakes > 1
       AND b.geom && ST_Expand(a.geom, :box)
    {with_layer}
    ) AS near
 WHERE distance <= :near ORDER BY source_row, distance
"""
# Never through the index for parts of names, which takes ages to find whole ones: hence the empty text.
_WITH_LAYER = """
    UNION ALL
    SELECT a.source_row, a.name, f.source_row, f.key, f.load_id, ST_DistanceSphere(a.geom, f.geom), a.geom
      FROM compared AS a JOIN feature AS f
        ON f.layer = :layer AND f.name_search || '' = a.folded AND f.geom && ST_Expand(a.geom, :box)
       AND f.key IS DISTINCT FROM coalesce(a.key, '')
"""
_HAS_ROWS = "SELECT EXISTS (SELECT FROM feature WHERE layer = :layer)"
_GREATEST = "SELECT *, ST_X(geom) AS x, ST_Y(geom) AS y FROM pairs ORDER BY distance, source_row LIMIT :most"
_SAME_ROWS = """
SELECT source_row, first_row
  FROM incoming JOIN (SELECT digest, geom, min(source_row) AS first_row FROM incoming
                       WHERE key IS NULL AND digest IS NOT NULL GROUP BY digest, geom HAVING count(*) > 1) AS twice
       USING (digest, geom)
 WHERE key IS NULL AND source_row <> first_row
"""


def same_rows(connection: Connection) -> list[tuple[int, int]]:
    """Rows of ``incoming`` without a key whose every cell is that of an earlier row, with the number of that."""
    return [(row.source_row, row.first_row) for row in connection.execute(text(_SAME_ROWS))]


def find_duplicates(connection: Connection, layer: Layer, mode: Mode, tally: Tally) -> None:
    """Warn of rows of ``incoming`` beside others of their name. Points only: parts of one road meet.

    A row that will take the place of one in the layer is not compared with it, nor, when the file replaces the layer,
    with any of it.
    """
    if layer.geometry is not Geometry.POINT:
        return
    values = {"layer": layer.name, "near": NEAR_M, "box": _BOX, "most": MOST_NAMESAKES}
    values["with_layer"] = mode is not Mode.REPLACE and connection.execute(text(_HAS_ROWS), values).scalar_one()
    connection.execute(text(_COMPARED), values)
    connection.execute(text("ANALYZE compared"))
    pairs = _PAIRS.format(with_layer=_WITH_LAYER if values["with_layer"] else "")
    total = connection.execute(text(pairs), values).rowcount
    found = connection.execute(text(_GREATEST), {"most": MAX_FINDINGS}).all()
    tally.find([_finding(row) for row in found], total)
    connection.execute(text("DROP TABLE pairs, compared"))


def _finding(row: Row[Any]) -> Finding:
    name, metres = shortened(row.name), f"{row.distance:.1f} m"
    if row.other_load is None:
        other = Text(f"dòng {row.other_row} của tệp", f"row {row.other_row} of the file")
    else:
        key = f" ({shortened(row.other_key)})" if row.other_key else ""
        other = Text(
            f"dòng đã có trong lớp{key}, dòng {row.other_row} của lần nạp {row.other_load}",
            f"a row of the layer{key}, row {row.other_row} of load {row.other_load}",
        )
    return Finding(
        check=CHECK,
        severity=Severity.WARNING,
        text=Text(
            f"dòng {row.source_row} “{name}” có thể trùng với {other.vi}: cùng tên, cách {metres}.",
            f"row {row.source_row} “{name}” may be the same as {other.en}: one name, {metres} apart.",
        ),
        amount=float(row.distance),
        measure="m",
        where=(float(row.x), float(row.y)),
        row=int(row.source_row),
    )
