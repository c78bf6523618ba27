-- The shapes that the checks of boundaries compare, after the units of a file are written.

-- [siblings] Units of the level on the day: those of the file, and those on record around them.
SELECT v.unit_id, v.kind, v.name, c.code, v.parent_id, i.unit_id IS NOT NULL AS is_loaded, ST_AsBinary(v.geom) AS shape
  FROM unit_version AS v
  JOIN unit AS u ON u.id = v.unit_id AND u.level = :level
  LEFT JOIN incoming AS i ON i.unit_id = v.unit_id
  LEFT JOIN unit_code AS c ON c.unit_id = v.unit_id AND c.scheme = :scheme AND c.valid @> :day
 WHERE upper_inf(v.recorded) AND v.valid @> :day AND v.geom IS NOT NULL
   AND (i.unit_id IS NOT NULL OR v.geom && (SELECT ST_SetSRID(ST_Extent(geom), 4326) FROM incoming))
 ORDER BY v.unit_id;

-- [parents] What the units of the file belong to, and those of them that have units of their own, with boundaries.
SELECT DISTINCT ON (v.unit_id) v.unit_id, v.kind, v.name, c.code, v.parent_id,
       i.unit_id = v.unit_id AS is_loaded, ST_AsBinary(v.geom) AS shape
  FROM incoming AS i
  JOIN unit_version AS w ON w.unit_id = i.unit_id AND upper_inf(w.recorded) AND w.valid @> :day
  JOIN unit_version AS v ON v.unit_id IN (w.parent_id, i.unit_id) AND upper_inf(v.recorded) AND v.valid @> :day
  LEFT JOIN unit_code AS c ON c.unit_id = v.unit_id AND c.scheme IN ('gso', 'wardmap') AND c.valid @> :day
 WHERE v.geom IS NOT NULL
   AND (v.unit_id = w.parent_id OR EXISTS (SELECT FROM unit_version AS own WHERE own.parent_id = v.unit_id))
 ORDER BY v.unit_id, i.unit_id = v.unit_id DESC;

-- [children] Units that belong to one of :parents on the day.
SELECT v.unit_id, v.kind, v.name, c.code, v.parent_id, i.unit_id IS NOT NULL AS is_loaded, ST_AsBinary(v.geom) AS shape
  FROM unit_version AS v
  LEFT JOIN incoming AS i ON i.unit_id = v.unit_id
  LEFT JOIN unit_code AS c ON c.unit_id = v.unit_id AND c.scheme IN ('gso', 'wardmap') AND c.valid @> :day
 WHERE v.parent_id = ANY (:parents) AND upper_inf(v.recorded) AND v.valid @> :day AND v.geom IS NOT NULL
 ORDER BY v.unit_id;

-- [merged] Units made of whole ones only, with the boundaries of both sides of the event: the unit itself comes first.
WITH touched AS (
    SELECT l.event_id, l.to_unit FROM unit_lineage AS l JOIN incoming AS i ON i.unit_id = l.to_unit
     UNION
    SELECT l.event_id, l.to_unit FROM unit_lineage AS l JOIN incoming AS i ON i.unit_id = l.from_unit
), whole AS (
    SELECT l.event_id, l.to_unit, e.effective
      FROM touched AS t
      JOIN unit_lineage AS l ON l.event_id = t.event_id AND l.to_unit = t.to_unit
      JOIN unit_event AS e ON e.id = l.event_id
     GROUP BY l.event_id, l.to_unit, e.effective
    HAVING bool_and(l.part = 'whole')
), side AS (
    SELECT event_id, to_unit, to_unit AS unit_id, effective AS day, true AS is_made FROM whole
     UNION ALL
    SELECT l.event_id, l.to_unit, l.from_unit, w.effective - 1, false
      FROM whole AS w JOIN unit_lineage AS l ON l.event_id = w.event_id AND l.to_unit = w.to_unit
)
SELECT s.event_id, s.to_unit AS unit_id, s.is_made, v.kind, v.name, c.code, ST_AsBinary(v.geom) AS shape
  FROM side AS s
  LEFT JOIN unit_version AS v ON v.unit_id = s.unit_id AND upper_inf(v.recorded) AND v.valid @> s.day
  LEFT JOIN unit_code AS c ON c.unit_id = s.unit_id AND c.scheme IN ('gso', 'wardmap') AND c.valid @> s.day
 ORDER BY s.event_id, s.to_unit, s.is_made DESC;
