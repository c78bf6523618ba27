"""What a run has written, read back in full by the names of a world."""

from sqlalchemy import Connection, Row, text

NAMES = """
SELECT layer, id, name FROM feature
UNION ALL SELECT 'addresses', addressable_id, number FROM address_text
UNION ALL SELECT u.level || 's', u.id, v.name FROM unit u JOIN unit_version v ON v.unit_id = u.id
"""
# Of real data, where names are not unique.
NUMBERS = """
SELECT layer, id, layer || id AS name FROM feature
UNION ALL SELECT level || 's', id, CAST(id AS text) FROM unit
"""
_RESULTS = """
WITH names AS ({names}),
     units AS (SELECT n.id, n.name FROM names n JOIN unit u ON u.id = n.id AND n.layer = u.level || 's')
SELECT s.name AS subject, p.name AS part, r.outcome, r.weight, r.measure, r.distance_m AS distance, t.name AS target,
       u.name AS unit, c.name AS commune, h.name AS hamlet, r.geom IS NOT NULL AS is_drawn
  FROM coverage_result r
  JOIN names s ON (s.layer, s.id) = (r.layer, r.subject_id)
  LEFT JOIN names t ON (t.layer, t.id) = (r.target_layer, r.target_id)
  LEFT JOIN units p ON p.id = r.part
  LEFT JOIN units u ON u.id = r.unit_id
  LEFT JOIN units c ON c.id = r.commune_id
  LEFT JOIN units h ON h.id = r.hamlet_id
 WHERE r.run_id = :run
"""
_UNITS = """
WITH names AS ({names})
SELECT n.name, u.level, u.outcome, u.passed, u.failed, u.unknown, u.weight_total, u.share, u.weighed_by
  FROM coverage_unit u JOIN names n ON (n.layer, n.id) = (u.level || 's', u.unit_id)
 WHERE u.run_id = :run
"""
_HOW_MANY = "SELECT count(*) FROM coverage_result WHERE run_id = :run"


def results_of(connection: Connection, run_id: int, names: str = NAMES) -> dict[tuple[str, str | None], Row]:
    """Names of subject and part → its row. Every unit of such worlds has one version."""
    rows = connection.execute(text(_RESULTS.format(names=names)), {"run": run_id}).all()
    found = {(row.subject, row.part): row for row in rows}
    assert len(found) == len(rows) == connection.scalar(text(_HOW_MANY), {"run": run_id})
    return found


def units_of(connection: Connection, run_id: int, names: str = NAMES) -> dict[str, Row]:
    return {row.name: row for row in connection.execute(text(_UNITS.format(names=names)), {"run": run_id})}
