-- [tables]
CREATE TEMP TABLE new_event (id bigint, kind text, note text) ON COMMIT DROP;
CREATE TEMP TABLE new_version (unit_id bigint, valid daterange, name text, kind text, parent_id bigint, event_id bigint,
    land_unit bigint, land_day date, is_union boolean) ON COMMIT DROP;
CREATE TEMP TABLE edit (unit_id bigint, has_before boolean, b_name text, b_kind text, b_parent bigint, has_after boolean,
    a_name text, a_kind text, a_parent bigint, keeps_land boolean, a_event bigint) ON COMMIT DROP;
CREATE TEMP TABLE new_code (code text, unit_id bigint, valid daterange) ON COMMIT DROP;
CREATE TEMP TABLE new_span (code text, unit_id bigint, valid daterange) ON COMMIT DROP;
CREATE TEMP TABLE mark (unit_id bigint, created bigint, ended bigint) ON COMMIT DROP;

CREATE TEMP TABLE adopted (unit_id bigint, parent_id bigint) ON COMMIT DROP;

-- [adopt]
-- The table knows what a unit was part of, the record did not.
WITH moment AS (
    SELECT clock_timestamp() AS now
), gone AS (
    UPDATE unit_version AS v SET recorded = tstzrange(lower(v.recorded), moment.now)
      FROM adopted AS a, moment
     WHERE v.unit_id = a.unit_id AND v.parent_id IS NULL AND upper_inf(v.recorded) AND v.valid @> CAST(:eve AS date)
 RETURNING v.*, a.parent_id AS known_parent, moment.now
)
INSERT INTO unit_version (unit_id, valid, recorded, name, kind, parent_id, geom, geom_status, geom_source, qualifier,
                          load_id, event_id)
SELECT unit_id, valid, tstzrange(now, NULL), name, kind, known_parent, geom, geom_status, geom_source, qualifier, load_id,
       event_id FROM gone;

-- [events]
INSERT INTO unit_event (id, kind, effective, document, note, load_id) OVERRIDING SYSTEM VALUE
SELECT id, kind, :day, :document, note, :load FROM new_event ORDER BY id;

-- [land]
-- Boundaries of new units, before what they are made of goes off record. Old to new by union, never new to old.
CREATE TEMP TABLE land ON COMMIT DROP AS
WITH inherited AS (
    SELECT w.unit_id, w.valid, v.geom, v.geom_status, v.geom_source
      FROM new_version AS w
      JOIN unit_version AS v ON v.unit_id = w.land_unit AND upper_inf(v.recorded) AND v.valid @> w.land_day
     WHERE v.geom IS NOT NULL AND (w.land_day < :day OR lower(v.valid) = :day)
), united AS (
    SELECT l.to_unit AS unit_id, ST_Multi(ST_CollectionExtract(ST_Union(v.geom), 3)) AS geom,
           'Hợp ranh giới các đơn vị cũ' || coalesce(': ' || string_agg(DISTINCT v.geom_source, ', '), '') AS geom_source
      FROM unit_lineage AS l
      JOIN unit_event AS e ON e.id = l.event_id AND e.load_id = :load
      LEFT JOIN unit_version AS v ON v.unit_id = l.from_unit AND upper_inf(v.recorded) AND v.valid @> CAST(:eve AS date)
     GROUP BY l.to_unit HAVING bool_and(l.part = 'whole') AND bool_and(v.geom IS NOT NULL)
)
SELECT unit_id, valid, geom, geom_status, geom_source FROM inherited
UNION ALL
SELECT w.unit_id, w.valid, u.geom, 'derived', u.geom_source
  FROM new_version AS w JOIN united AS u USING (unit_id)
 WHERE w.is_union AND NOT EXISTS (SELECT FROM inherited AS i WHERE i.unit_id = w.unit_id);

-- [edits]
-- One statement, so that what is taken off record is exactly what goes back on record around the day.
WITH gone AS (
    UPDATE unit_version AS v SET recorded = tstzrange(lower(v.recorded), :recorded)
      FROM edit AS e
     WHERE v.unit_id = e.unit_id AND upper_inf(v.recorded)
       AND (CASE WHEN e.has_after THEN v.valid @> CAST(:day AS date) ELSE v.valid && daterange(:day, NULL) END
            OR v.valid && daterange(NULL, :day) AND (NOT e.has_before OR e.b_name IS NOT NULL AND v.valid @> CAST(:eve AS date)))
 RETURNING v.*, e.has_before, e.b_name, e.b_kind, e.b_parent, e.has_after, e.a_name, e.a_kind, e.a_parent, e.keeps_land,
           e.a_event
)
INSERT INTO unit_version (unit_id, valid, recorded, name, kind, parent_id, geom, geom_status, geom_source, qualifier,
                          load_id, event_id)
SELECT unit_id, valid * daterange(NULL, :day), tstzrange(:recorded, NULL), coalesce(b_name, name),
       coalesce(b_kind, kind), coalesce(b_parent, parent_id), geom, geom_status, geom_source,
       qualifier, CASE WHEN b_name IS NULL THEN load_id ELSE :load END, CASE WHEN b_name IS NULL THEN event_id END
  FROM gone WHERE has_before AND NOT isempty(valid * daterange(NULL, :day))
UNION ALL
SELECT unit_id, valid * daterange(:day, NULL), tstzrange(:recorded, NULL), coalesce(a_name, name),
       coalesce(a_kind, kind), coalesce(a_parent, parent_id), CASE WHEN keeps_land THEN geom END,
       CASE WHEN keeps_land THEN geom_status ELSE 'none' END, CASE WHEN keeps_land THEN geom_source END, qualifier,
       CASE WHEN keeps_land AND coalesce(a_name, a_kind, a_parent::text) IS NULL THEN load_id ELSE :load END, a_event
  FROM gone WHERE has_after AND NOT isempty(valid * daterange(:day, NULL));

-- [versions]
INSERT INTO unit_version (unit_id, valid, recorded, name, kind, parent_id, geom, geom_status, geom_source, load_id, event_id)
SELECT w.unit_id, w.valid, tstzrange(:recorded, NULL), w.name, w.kind, w.parent_id, l.geom,
       coalesce(l.geom_status, 'none'), l.geom_source, :load, w.event_id
  FROM new_version AS w LEFT JOIN land AS l USING (unit_id, valid);

-- [codes]
-- Shortened first: only then is there room for what is lengthened or new.
UPDATE unit_code AS c SET valid = s.valid FROM new_span AS s
 WHERE c.scheme = 'gso' AND c.code = s.code AND c.unit_id = s.unit_id AND s.valid <@ c.valid;
UPDATE unit_code AS c SET valid = s.valid FROM new_span AS s
 WHERE c.scheme = 'gso' AND c.code = s.code AND c.unit_id = s.unit_id AND s.valid && c.valid AND s.valid <> c.valid;
INSERT INTO unit_code (scheme, code, unit_id, valid) SELECT 'gso', code, unit_id, valid FROM new_code;

-- [marks]
UPDATE unit AS u SET created_by_event = coalesce(u.created_by_event, m.created),
                     ended_by_event = coalesce(u.ended_by_event, m.ended)
  FROM mark AS m WHERE u.id = m.unit_id;
-- What turns out to have been there before was not created then.
UPDATE unit AS u SET created_by_event = NULL
  FROM unit_event AS e, new_version AS w
 WHERE e.id = u.created_by_event AND w.unit_id = u.id AND w.valid @> e.effective - 1;

-- [clear]
DROP TABLE new_event, new_version, edit, new_code, new_span, mark, adopted, land;
ANALYZE unit; ANALYZE unit_version; ANALYZE unit_code; ANALYZE unit_lineage; ANALYZE unit_event; ANALYZE unit_piece;
