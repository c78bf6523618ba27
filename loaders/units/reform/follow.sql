-- [successors]
WITH RECURSIVE walk AS (
    SELECT origin, origin AS unit_id, true AS whole FROM unnest(CAST(:ids AS bigint[])) AS origin
    UNION
    SELECT w.origin, l.to_unit, w.whole AND l.part = 'whole'
      FROM walk AS w
      JOIN unit_lineage AS l ON l.from_unit = w.unit_id
      JOIN unit_event AS e ON e.id = l.event_id AND e.effective <= CAST(:day AS date)
)
SELECT origin, unit_id, bool_or(whole) AND count(*) OVER (PARTITION BY origin) = 1 AS is_whole
  FROM walk AS w
 WHERE EXISTS (SELECT FROM unit_version AS v
                WHERE v.unit_id = w.unit_id AND upper_inf(v.recorded) AND v.valid @> CAST(:day AS date))
 GROUP BY origin, unit_id ORDER BY origin, unit_id

-- [placed]
-- Parts of units that ended with the eve, or gave land away on the day: to whom each can belong, and to whom it does.
CREATE TEMP TABLE placed ON COMMIT DROP AS
WITH standing AS (
    SELECT v.* FROM unit_version AS v WHERE upper_inf(v.recorded) AND v.valid @> CAST(:day AS date)
), edge AS (
    SELECT l.from_unit, l.to_unit, l.part, e.document, e.load_id
      FROM unit_lineage AS l JOIN unit_event AS e ON e.id = l.event_id WHERE e.effective = :day
), child AS (
    SELECT s.unit_id, s.parent_id, s.geom, s.parent_id NOT IN (SELECT unit_id FROM standing) AS is_orphan
      FROM standing AS s
     WHERE s.parent_id IS NOT NULL
       AND (s.parent_id NOT IN (SELECT unit_id FROM standing) OR s.parent_id IN (SELECT from_unit FROM edge WHERE part = 'part'))
), candidate AS (
    SELECT c.unit_id, c.parent_id AS from_unit, e.to_unit, e.part, e.document, e.load_id, c.geom, c.is_orphan
      FROM child AS c JOIN edge AS e ON e.from_unit = c.parent_id
), inside AS (
    SELECT c.*, ST_Intersects(t.geom, ST_PointOnSurface(c.geom)) AS holds,
           count(*) OVER (PARTITION BY c.unit_id) AS choices
      FROM candidate AS c JOIN standing AS t ON t.unit_id = c.to_unit
)
SELECT DISTINCT ON (c.unit_id) c.unit_id, c.parent_id AS from_unit, c.is_orphan, i.to_unit, i.document, i.load_id,
       nextval(pg_get_serial_sequence('unit_event', 'id')) AS event_id
  FROM child AS c
  LEFT JOIN inside AS i ON i.unit_id = c.unit_id AND (i.holds OR i.part = 'whole' AND i.choices = 1)
 ORDER BY c.unit_id, i.to_unit

-- [move]
WITH moving AS (
    SELECT * FROM placed WHERE to_unit IS NOT NULL
), happened AS (
    INSERT INTO unit_event (id, kind, effective, document, load_id) OVERRIDING SYSTEM VALUE
    SELECT event_id, 'reparent', :day, document, load_id FROM moving ORDER BY event_id
), moment AS (
    SELECT clock_timestamp() AS now
), gone AS (
    UPDATE unit_version AS v SET recorded = tstzrange(lower(v.recorded), moment.now)
      FROM moving AS m, moment
     WHERE v.unit_id = m.unit_id AND v.parent_id = m.from_unit AND upper_inf(v.recorded) AND v.valid && daterange(:day, NULL)
 RETURNING v.*, m.to_unit, m.event_id AS moved_by, moment.now
), written AS (
    INSERT INTO unit_version (unit_id, valid, recorded, name, kind, parent_id, geom, geom_status, geom_source, qualifier,
                              load_id, event_id)
    SELECT unit_id, valid * daterange(NULL, :day), tstzrange(now, NULL), name, kind, parent_id, geom, geom_status,
           geom_source, qualifier, load_id, event_id
      FROM gone WHERE NOT isempty(valid * daterange(NULL, :day))
    UNION ALL
    SELECT unit_id, valid * daterange(:day, NULL), tstzrange(now, NULL), name, kind, to_unit, geom, geom_status,
           geom_source, qualifier, load_id, moved_by
      FROM gone
)
SELECT unit_id FROM moving

-- [homeless]
SELECT v.kind, v.name,
       (SELECT p.name FROM unit_version AS p
         WHERE p.unit_id = h.from_unit AND upper_inf(p.recorded) AND p.valid && daterange(NULL, :day) ORDER BY p.valid DESC LIMIT 1),
       (SELECT array_agg(DISTINCT t.name ORDER BY t.name)
          FROM unit_lineage AS l
          JOIN unit_event AS e ON e.id = l.event_id AND e.effective = :day
          JOIN unit_version AS t ON t.unit_id = l.to_unit AND upper_inf(t.recorded) AND t.valid @> CAST(:day AS date)
         WHERE l.from_unit = h.from_unit)
  FROM placed AS h
  JOIN unit_version AS v ON v.unit_id = h.unit_id AND upper_inf(v.recorded) AND v.valid @> CAST(:day AS date)
 WHERE h.to_unit IS NULL
   AND (h.is_orphan OR v.geom IS NULL OR NOT EXISTS (
        SELECT FROM unit_version AS p WHERE p.unit_id = h.from_unit AND upper_inf(p.recorded)
           AND p.valid @> CAST(:day AS date) AND ST_Intersects(p.geom, ST_PointOnSurface(v.geom))))
 ORDER BY h.unit_id

-- [clear]
DROP TABLE placed

-- [titles]
WITH lapsed AS (
    UPDATE unit_title AS t SET valid = t.valid * daterange(NULL, :day)
     WHERE t.valid @> CAST(:day AS date) AND NOT isempty(t.valid * daterange(NULL, :day))
       AND EXISTS (SELECT FROM unit_version AS v
                    WHERE v.unit_id = t.unit_id AND upper_inf(v.recorded) AND upper(v.valid) = CAST(:day AS date))
       AND NOT EXISTS (SELECT FROM unit_version AS v
                        WHERE v.unit_id = t.unit_id AND upper_inf(v.recorded) AND v.valid @> CAST(:day AS date))
 RETURNING t.unit_id, t.title
)
SELECT l.title, v.kind, v.name
  FROM lapsed AS l
  JOIN unit_version AS v ON v.unit_id = l.unit_id AND upper_inf(v.recorded) AND upper(v.valid) = CAST(:day AS date)
 ORDER BY v.name, l.title
