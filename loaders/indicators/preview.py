"""What a person looks at before figures are written: each with its unit, and what was known before it."""

from typing import Any

from sqlalchemy import Connection, Row, text

from layers.indicators.registry import all_indicators
from layers.names import full_name
from loaders.preview import Preview

MOST_FIGURES = 200
# Every so many-eth figure in the order of the file, with the newest value of no later period that is on record.
_FIGURES = """
WITH numbered AS (
    SELECT f.*, upper(f.period) - 1 AS last, count(*) OVER () AS total,
           row_number() OVER (ORDER BY f.source_row, f.ctid) AS number FROM incoming_figure AS f)
SELECT n.source_row, n.code, n.value, lower(n.period) AS first, n.last, n.source, n.total, u.level, v.kind, v.name,
       v.qualifier, p.kind AS parent_kind, p.name AS parent_name, b.value AS before,
       lower(b.period) AS before_first, upper(b.period) - 1 AS before_last
  FROM numbered AS n
  JOIN unit AS u ON u.id = n.unit_id
  JOIN unit_version AS v ON v.unit_id = n.unit_id AND upper_inf(v.recorded) AND v.valid @> n.last
  LEFT JOIN unit_version AS p ON p.unit_id = v.parent_id AND upper_inf(p.recorded) AND p.valid @> n.last
  LEFT JOIN LATERAL (
      SELECT i.value, i.period FROM indicator AS i
       WHERE (i.unit_id, i.code) = (n.unit_id, n.code) AND lower(i.period) <= lower(n.period)
       ORDER BY i.period DESC LIMIT 1) AS b ON true
 WHERE (n.number - 1) % greatest(1, (n.total + :most - 1) / :most) = 0
 ORDER BY n.number
"""


def preview_of_figures(connection: Connection) -> Preview:
    """What the temporary table ``incoming_figure`` holds, at most MOST_FIGURES of it; none of it has a shape."""
    rows = connection.execute(text(_FIGURES), {"most": MOST_FIGURES}).all()
    return Preview(None, int(rows[0].total) if rows else 0, tuple(map(_feature, rows)))


def _feature(row: Row[Any]) -> dict[str, Any]:
    indicator = all_indicators()[row.code]
    properties = {
        "row": row.source_row,
        "unit": full_name(row.kind, row.name, row.qualifier),
        "within": full_name(row.parent_kind, row.parent_name) if row.parent_name else None,
        "level": row.level,
        "indicator": row.code,
        "kind": indicator.kind.value,
        "value": row.value,
        "period_from": row.first.isoformat(),
        "period_to": row.last.isoformat(),
        "source": row.source,
        "before": row.before,
        "before_from": row.before_first and row.before_first.isoformat(),
        "before_to": row.before_last and row.before_last.isoformat(),
    }
    return {"type": "Feature", "geometry": None, "properties": properties}
