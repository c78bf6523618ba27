-- Results of the rules as layers, and what calculating and showing them needs. `valid`: the days on which a run is the newest
-- of its rule. `unit_valid`: the days on which the unit is there with the boundary that was counted in.

-- A box in degrees that surely holds all within `metres` of `place` (the spheroid has at least 110 574 m a degree of
-- latitude): the spatial index is asked with it before the distance is measured.
CREATE FUNCTION layer.box_around(place geometry, metres double precision) RETURNS geometry
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN ST_Expand(
    place,
    least(360, metres / (110000 * greatest(1e-9, cos(radians(least(
        90, greatest(abs(ST_YMin(place)), abs(ST_YMax(place))) + metres / 110000)))))),
    metres / 110000);

-- How far (metres) a camera tells people apart at so many pixels a metre: pixels across the picture, horizontal angle in degrees.
-- A lens of more than 120 degrees bends the picture, every degree has as many pixels. What is not known is taken for what sees
-- farthest: 3,840 pixels, 30 degrees.
CREATE FUNCTION layer.sight_range(pixels double precision, angle double precision, pixels_a_metre double precision)
RETURNS double precision LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN coalesce(pixels, 3840) / pixels_a_metre
     / CASE WHEN coalesce(angle, 30) <= 120 THEN 2 * tan(radians(coalesce(angle, 30) / 2)) ELSE radians(angle) END;

-- Whether a camera with that direction (degrees from north) and angle has `place` in its picture; true when neither is known.
CREATE FUNCTION layer.looks_at(eye geometry, direction double precision, angle double precision, place geometry)
RETURNS boolean LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN coalesce(
    angle >= 360 OR abs((degrees(ST_Azimuth(eye::geography, place::geography)) - direction + 540)::numeric % 360 - 180) <= angle / 2,
    true);

-- The ground that a camera sees: a sector of a circle, or the circle.
CREATE FUNCTION layer.sight(eye geometry, direction double precision, angle double precision, metres double precision)
RETURNS geometry LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE WHEN direction IS NULL OR coalesce(angle, 360) >= 360 THEN ST_Buffer(eye::geography, metres)::geometry
            ELSE (SELECT ST_MakePolygon(ST_MakeLine(eye || array_agg(
                             ST_Project(eye::geography, metres, radians(direction - angle / 2 + angle * step / 24))::geometry
                             ORDER BY step) || eye))
                    FROM generate_series(0, 24) AS step) END;

-- The newest value of an indicator that there is on a day: a figure stands until the next one.
CREATE FUNCTION layer.indicator_of(unit bigint, wanted text, day date) RETURNS double precision
LANGUAGE sql STABLE PARALLEL SAFE
RETURN (SELECT i.value FROM indicator i WHERE i.unit_id = unit AND i.code = wanted AND lower(i.period) <= day
         ORDER BY lower(i.period) DESC LIMIT 1);

-- What was written since a run and may make it another. By the clock, too: a database that was restored counts its
-- transactions from another number.
CREATE VIEW layer.unseen_changes AS
SELECT r.id AS run_id, c.layer, c.id, c.host, c.attributes, c.geom
  FROM coverage_run r
  JOIN row_change c ON c.layer = ANY (r.reads) AND c.xid >= pg_snapshot_xmin(r.seen) AND NOT pg_visible_in_snapshot(c.xid, r.seen)
   AND c.xid <> r.made_by
 UNION ALL
SELECT r.id, c.layer, c.id, c.host, c.attributes, c.geom
  FROM coverage_run r
  JOIN row_change c ON c.layer = ANY (r.reads) AND c.recorded_at > r.computed_at AND pg_visible_in_snapshot(c.xid, r.seen);

-- Runs that are of the data as it is: nothing was written since, nothing that was may be forgotten, and the rules whose results
-- they are made of were not calculated again.
CREATE VIEW layer.current_runs AS
SELECT r.id FROM coverage_run r
 WHERE NOT EXISTS (SELECT FROM layer.unseen_changes c WHERE c.run_id = r.id)
   AND NOT EXISTS (SELECT FROM row_change_horizon h WHERE NOT pg_visible_in_snapshot(h.xid, r.seen))
   AND NOT EXISTS (SELECT FROM coverage_run n
                    WHERE n.rule_id = ANY (r.needs) AND n.valid && r.valid
                      AND n.changed_by <> r.made_by AND NOT pg_visible_in_snapshot(n.changed_by, r.seen));

-- And so are all the runs that these read.
CREATE VIEW layer.wholly_current_runs AS
SELECT r.id FROM layer.current_runs c JOIN coverage_run r USING (id)
 WHERE NOT EXISTS (
     WITH RECURSIVE read AS (
         SELECT n.id, n.needs FROM coverage_run n WHERE n.rule_id = ANY (r.needs) AND n.valid && r.valid
          UNION
         SELECT n.id, n.needs FROM read m JOIN coverage_run n ON n.rule_id = ANY (m.needs) AND n.valid && r.valid)
     SELECT FROM read WHERE NOT EXISTS (SELECT FROM layer.current_runs o WHERE o.id = read.id));

-- What was written here of each rule last. Who wrote it, and why, is not everybody's.
CREATE VIEW layer.coverage_rules AS
SELECT DISTINCT ON (id) id, version, state, document, shipped_version FROM coverage_rule ORDER BY id, version DESC;

CREATE VIEW layer.coverage_runs AS
SELECT rule_id AS rule, rule_version AS version, rule #>> '{title,vi}' AS title_vi, rule #>> '{title,en}' AS title_en,
       coalesce(rule #>> '{rollup,level}', rule #>> '{composite,level}') AS level,
       coalesce((rule #>> '{basis,checked}')::boolean, false) AS checked,
       at AS calculated_for, computed_at, valid, rule AS document, sources,
       -- Rows of the sample data are among what it was made from.
       EXISTS (SELECT FROM jsonb_object_keys(sources) AS used (name) JOIN load l ON l.layer = used.name AND l.file_name = 'sample'
                WHERE EXISTS (SELECT FROM feature f WHERE f.load_id = l.id AND f.layer = l.layer)
                   OR EXISTS (SELECT FROM indicator i WHERE i.load_id = l.id)) AS is_sample,
       EXISTS (SELECT FROM layer.wholly_current_runs c WHERE c.id = coverage_run.id)
       AND NOT EXISTS (SELECT FROM coverage_rule w WHERE w.id = rule_id AND w.version > rule_version) AS is_current
  FROM coverage_run
 WHERE valid IS NOT NULL;

-- A unit that got another name is the same place; one that was drawn anew is not what was counted.
CREATE VIEW layer.coverage_places AS
SELECT u.*, n.version_id AS drawn_version, n.name, n.full_name, n.geom, n.geom_3857, n.valid
  FROM coverage_unit u
  JOIN layer.unit_versions n ON n.unit_id = u.unit_id AND n.on_record
   AND (n.version_id = u.version_id
        -- Not IS DISTINCT FROM: of that a dump does not say whose comparison is meant, and cannot be restored.
        OR EXISTS (SELECT FROM unit_version c WHERE c.id = u.version_id
                                                AND (c.geom = n.geom OR (c.geom IS NULL AND n.geom IS NULL))));

-- Units of which it is not told what became of their few dwellings.
CREATE VIEW layer.withheld_units AS SELECT run_id, unit_id FROM coverage_unit WHERE is_withheld;

-- A run, and the runs that it reads: not WITH RECURSIVE, which would be asked of all runs for each.
CREATE VIEW layer.runs_read AS
SELECT id AS run_id, id FROM coverage_run
 UNION ALL
SELECT a.id, b.id FROM coverage_run a JOIN coverage_run b ON b.rule_id = ANY (a.needs) AND b.valid && a.valid
 UNION ALL
SELECT a.id, c.id
  FROM coverage_run a
  JOIN coverage_run b ON b.rule_id = ANY (a.needs) AND b.valid && a.valid
  JOIN coverage_run c ON c.rule_id = ANY (b.needs) AND c.valid && a.valid
 UNION ALL
SELECT a.id, d.id
  FROM coverage_run a
  JOIN coverage_run b ON b.rule_id = ANY (a.needs) AND b.valid && a.valid
  JOIN coverage_run c ON c.rule_id = ANY (b.needs) AND c.valid && a.valid
  JOIN coverage_run d ON d.rule_id = ANY (c.needs) AND d.valid && a.valid;

-- Of dwellings no number is exact, for one less another is one of them, and none is of a handful; a share is that of the numbers
-- told (decision 21). The draw hangs on the unit and the number: whatever rule it is of, the same is told the same.
CREATE VIEW layer.coverage_of_units AS
SELECT n.id, r.rule_id AS rule, n.level, coalesce(r.rule #>> '{rollup,level}', r.rule #>> '{composite,level}') = n.level AS is_own_level,
       n.unit_id, n.name, n.full_name,
       (SELECT c.code FROM layer.unit_codes c
         WHERE c.unit_id = n.unit_id AND c.is_main AND day_of(n.valid * r.valid) <@ c.valid) AS code,
       CASE WHEN f.is_withheld AND n.outcome <> 'not_applicable' THEN 'unknown' ELSE n.outcome END AS outcome,
       t.share, t.subjects, t.passed, t.failed, t.unknown, t.weight_total, t.weight_passed, n.weighed_by,
       r.at AS calculated_for, n.geom, n.geom_3857, r.valid, n.valid AS unit_valid, n.drawn_version AS version_id
  FROM coverage_run r
 CROSS JOIN LATERAL (SELECT array_agg(id) AS read FROM layer.runs_read WHERE run_id = r.id) AS m
  -- Not && : the planner takes that for a rare thing, and plans as if there were hardly a unit.
  JOIN layer.coverage_places n ON n.run_id = r.id AND NOT isempty(n.valid * r.valid)
 CROSS JOIN LATERAL (SELECT coalesce(r.rule #>> '{subject,set}', '') = 'address'
                            OR coalesce(n.weighed_by, 'population') <> 'population' AS is_of_dwellings) AS p
 CROSS JOIN LATERAL (SELECT (p.is_of_dwellings OR r.needs <> '{}')
                            AND (p.is_of_dwellings AND n.subjects BETWEEN 1 AND 4
                                 OR EXISTS (SELECT FROM layer.withheld_units w
                                             WHERE w.run_id = ANY (m.read) AND w.unit_id = n.unit_id OFFSET 0))
                            AS is_withheld) AS f
 CROSS JOIN LATERAL (
      SELECT max(told) FILTER (WHERE of_what = 1) AS subjects, max(told) FILTER (WHERE of_what = 2) AS passed,
             max(told) FILTER (WHERE of_what = 3) AS failed, max(told) FILTER (WHERE of_what = 4) AS unknown,
             max(told) FILTER (WHERE of_what = 5) AS weight_total, max(told) FILTER (WHERE of_what = 6) AS weight_passed,
             max(told) FILTER (WHERE of_what = 7)::float8 AS weight_failed
        FROM (SELECT of_what, coalesce(layer.told(amount, 'coverage/' || n.unit_id, amount, c.secret), 0) AS told
                FROM count_secret c
               CROSS JOIN unnest(ARRAY[n.subjects, n.passed, n.failed, n.unknown, round(coalesce(n.weight_total, 0))::bigint,
                                       round(n.weight_passed)::bigint,
                                       round(coalesce(n.weight_passed / nullif(n.share, 0) - n.weight_passed, 0))::bigint])
                     WITH ORDINALITY AS figures (amount, of_what)
               WHERE p.is_of_dwellings) AS drawn) AS o
 CROSS JOIN LATERAL (
      SELECT CASE WHEN NOT p.is_of_dwellings THEN n.share WHEN NOT w.is_told THEN NULL WHEN n.share = 0 THEN 0
                  ELSE o.weight_passed / nullif(o.weight_passed + o.weight_failed, 0) END AS share,
             CASE WHEN NOT p.is_of_dwellings THEN n.subjects WHEN w.is_told THEN o.subjects::integer END AS subjects,
             CASE WHEN NOT p.is_of_dwellings THEN n.passed WHEN w.is_told THEN o.passed::integer END AS passed,
             CASE WHEN NOT p.is_of_dwellings THEN n.failed WHEN w.is_told THEN o.failed::integer END AS failed,
             CASE WHEN NOT p.is_of_dwellings THEN n.unknown WHEN w.is_told THEN o.unknown::integer END AS unknown,
             CASE WHEN NOT p.is_of_dwellings OR n.weight_total IS NULL THEN n.weight_total
                  WHEN w.is_told THEN o.weight_total END AS weight_total,
             CASE WHEN NOT p.is_of_dwellings THEN n.weight_passed WHEN w.is_told THEN o.weight_passed END AS weight_passed
        FROM (SELECT n.subjects = 0 OR o.subjects > 0 AS is_told) AS w) AS t
 WHERE r.valid IS NOT NULL;
CREATE VIEW layer.coverage_units AS SELECT * FROM layer.coverage_of_units WHERE is_own_level;
CREATE VIEW layer.coverage_hamlets AS SELECT * FROM layer.coverage_of_units WHERE level = 'hamlet';
CREATE VIEW layer.coverage_communes AS SELECT * FROM layer.coverage_of_units WHERE level = 'commune';
CREATE VIEW layer.coverage_districts AS SELECT * FROM layer.coverage_of_units WHERE level = 'district';
CREATE VIEW layer.coverage_provinces AS SELECT * FROM layer.coverage_of_units WHERE level = 'province';

-- Of a target whose place not everybody may know the metres are told in steps of 100: from several places its own could be
-- worked out. A measure may be that distance, too.
-- One text for both: each reads the tables itself, so that whoever owns its copy behind the fences is held by their policies.
DO $make$
DECLARE
    body constant text := $view$
SELECT g.id, r.rule_id AS rule, g.layer AS place_layer, g.subject_id AS place_id, g.name, g.unit_id,
       n.full_name AS unit_name, n.code AS unit_code, g.commune_id, g.hamlet_id, g.outcome, t.measure, g.weight, t.distance_m,
       r.at AS calculated_for, %1$s.geom, %1$s.geom_3857, r.valid,
       coalesce(n.valid, '(,)') AS unit_valid,
       r.is_open AND t.is_open AND g.layer IN (SELECT name FROM layer.open_layers) AS is_public
  FROM coverage_run r
  JOIN coverage_result g ON g.run_id = r.id%2$s
 CROSS JOIN LATERAL (
      SELECT CASE WHEN o.is_open THEN g.distance_m ELSE round(g.distance_m / 100) * 100 END AS distance_m,
             CASE WHEN o.is_open OR r.rule #>> '{measure,agg}' <> 'nearest_m' THEN g.measure
                  ELSE round(g.measure / 100) * 100 END AS measure, o.is_open
        FROM (SELECT g.target_layer IS NULL OR g.target_layer IN (SELECT name FROM layer.open_layers) AS is_open) AS o) AS t
  -- OFFSET 0: the unit is looked up gap by gap; the planner would rather compare each gap with every unit.
  LEFT JOIN LATERAL (
      SELECT p.unit_id, p.full_name, p.valid,
             (SELECT c.code FROM layer.unit_codes c
               WHERE c.unit_id = p.unit_id AND c.is_main AND day_of(p.valid * r.valid) <@ c.valid) AS code
        FROM layer.coverage_places p
       WHERE p.run_id = g.run_id AND p.unit_id = g.unit_id AND NOT isempty(p.valid * r.valid) OFFSET 0) AS n ON true
 WHERE r.valid IS NOT NULL AND g.outcome IN ('fail', 'unknown') AND (g.unit_id IS NULL OR n.unit_id IS NOT NULL)
   AND (r.needs = '{}' OR NOT EXISTS (SELECT FROM layer.runs_read m JOIN layer.withheld_units w ON w.run_id = m.id
                                       WHERE m.run_id = r.id AND w.unit_id = g.subject_id OFFSET 0))
   AND g.layer %3$s
$view$;
BEGIN
    EXECUTE 'CREATE VIEW layer.coverage_gaps AS'
         || format(body, 'g', '', 'NOT IN (SELECT name FROM layer.personal_layers)');
    -- What is personal has no place but in the register of addresses. Every number is whole: the planner takes that for rare, and so
    -- begins with the points of a tile; it would rather begin with the results, of which it expects few a run.
    EXECUTE 'CREATE VIEW layer.address_gaps AS'
         || format(body, 'p', ' LEFT JOIN address_point p ON g.layer = ''addresses'' AND p.addressable_id = g.subject_id'
                              ' AND p.position = ''main_entrance'' AND upper_inf(p.valid) AND p.addressable_id % 1 = 0',
                   'IN (SELECT name FROM layer.personal_layers)');
END $make$;

-- What became of every place, for tables of places and rules; of a target only how far it is.
CREATE VIEW layer.coverage_results AS
SELECT g.id, r.rule_id AS rule, g.layer AS place_layer, g.subject_id AS place_id, g.name, g.unit_id, g.commune_id, g.hamlet_id,
       g.outcome, t.measure, g.weight, t.distance_m, r.at AS calculated_for, r.valid,
       r.is_open AND t.is_open AND g.layer IN (SELECT name FROM layer.open_layers) AS is_public
  FROM coverage_run r
  JOIN coverage_result g ON g.run_id = r.id
 CROSS JOIN LATERAL (
      SELECT CASE WHEN o.is_open THEN g.distance_m ELSE round(g.distance_m / 100) * 100 END AS distance_m,
             CASE WHEN o.is_open OR r.rule #>> '{measure,agg}' <> 'nearest_m' THEN g.measure
                  ELSE round(g.measure / 100) * 100 END AS measure, o.is_open
        FROM (SELECT g.target_layer IS NULL OR g.target_layer IN (SELECT name FROM layer.open_layers) AS is_open) AS o) AS t
 WHERE r.valid IS NOT NULL AND g.layer NOT IN (SELECT name FROM layer.personal_layers)
   AND (r.needs = '{}' OR NOT EXISTS (SELECT FROM layer.runs_read m JOIN layer.withheld_units w ON w.run_id = m.id
                                       WHERE m.run_id = r.id AND w.unit_id = g.subject_id OFFSET 0));

-- How far the nearest is that counts, of everything whose place everybody may know.
CREATE VIEW layer.nearest_distances AS
SELECT g.id, r.rule_id AS rule, g.layer AS place_layer, g.subject_id AS place_id, g.name, g.unit_id, g.commune_id, g.hamlet_id,
       g.outcome, g.weight, t.distance_m, r.at AS calculated_for, g.geom, g.geom_3857, r.valid,
       r.is_open AND t.is_open AS is_public
  FROM coverage_run r
  JOIN coverage_result g ON g.run_id = r.id
 CROSS JOIN LATERAL (
      SELECT CASE WHEN o.is_open THEN g.distance_m ELSE round(g.distance_m / 100) * 100 END AS distance_m, o.is_open
        FROM (SELECT g.target_layer IS NULL OR g.target_layer IN (SELECT name FROM layer.open_layers) AS is_open) AS o) AS t
 WHERE r.valid IS NOT NULL AND g.geom IS NOT NULL AND g.distance_m IS NOT NULL AND g.part = 0
   AND g.layer IN (SELECT name FROM layer.open_layers);

-- Stretches of roads that nothing covers. Whether somebody may see one is asked of the result that it belongs to.
CREATE VIEW layer.blind_spots AS
SELECT b.id, r.rule_id AS rule, g.subject_id AS road_id, g.name, g.unit_id, n.full_name AS unit_name, g.commune_id, g.hamlet_id,
       b.outcome, b.length_m, g.weight AS road_length_m, r.at AS calculated_for, b.geom, b.geom_3857, r.valid,
       coalesce(n.valid, '(,)') AS unit_valid, r.is_open AS is_public
  FROM coverage_run r
  JOIN coverage_blind_spot b ON b.run_id = r.id
  JOIN coverage_result g ON g.run_id = b.run_id AND g.layer = b.layer AND g.subject_id = b.subject_id AND g.part = b.part
  LEFT JOIN LATERAL (
      SELECT p.unit_id, p.full_name, p.valid FROM layer.coverage_places p
       WHERE p.run_id = g.run_id AND p.unit_id = g.unit_id AND NOT isempty(p.valid * r.valid) OFFSET 0) AS n ON true
 WHERE r.valid IS NOT NULL AND (g.unit_id IS NULL OR n.unit_id IS NOT NULL);

-- Pixels a metre of width at which a camera detects, observes, recognises, identifies a person (IEC 62676-4:2015).
CREATE FUNCTION layer.grades() RETURNS double precision[] LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN '{25,62.5,125,250}'::float8[];

-- The four grounds that a camera at `eye` sees, as `camera_sight` has them.
CREATE FUNCTION layer.sights_of(camera bigint, eye geometry, attributes jsonb) RETURNS SETOF camera_sight
LANGUAGE sql STABLE PARALLEL SAFE AS $$
SELECT camera, (nth - 1)::smallint, range_m, direction, angle,
       (direction IS NULL AND coalesce(angle, 0) < 360) OR angle IS NULL OR pixels IS NULL,
       layer.sight(eye, direction, angle, range_m), NULL::public.geometry
  FROM (SELECT (attributes->>'direction')::float8 AS direction, (attributes->>'field_of_view')::float8 AS angle,
               (attributes->>'pixels')::float8 AS pixels OFFSET 0) AS known
 CROSS JOIN unnest(layer.grades()) WITH ORDINALITY AS g (pixels_a_metre, nth)
 CROSS JOIN LATERAL (SELECT layer.sight_range(pixels, angle, pixels_a_metre) AS range_m) AS reach
$$;

-- A sector is seen by who may see its camera: whoever reads a copy of this behind the fences is asked of the camera.
CREATE VIEW layer.camera_sights AS
SELECT s.camera_id * 4 + s.grade AS id, s.camera_id, c.name, c.status,
       (ARRAY['detect', 'observe', 'recognise', 'identify'])[s.grade + 1] AS level, s.range_m, s.direction, s.angle, s.is_assumed,
       s.geom, s.geom_3857
  FROM camera_sight s
  JOIN feature_cameras c ON c.id = s.camera_id
 WHERE (c.status <> ALL ('{planned,removed}')) IS NOT FALSE;

-- What two cameras or more see for sure, and how many do so at each level; the finest at which there are two.
CREATE VIEW layer.camera_overlaps AS
SELECT p.id, p.layer AS place_layer, p.id AS place_id, p.name,
       CASE WHEN n.identify >= 2 THEN 'identify' WHEN n.recognise >= 2 THEN 'recognise'
            WHEN n.observe >= 2 THEN 'observe' ELSE 'detect' END AS level,
       n.detect, n.observe, n.recognise, n.identify, p.geom, p.geom_3857
  FROM layer.seen_places p
 CROSS JOIN LATERAL (
      SELECT count(*) FILTER (WHERE s.grade = 0) AS detect, count(*) FILTER (WHERE s.grade = 1) AS observe,
             count(*) FILTER (WHERE s.grade = 2) AS recognise, count(*) FILTER (WHERE s.grade = 3) AS identify
        FROM camera_sight s
        JOIN feature_cameras c ON c.id = s.camera_id
       WHERE s.geom && p.geom AND NOT s.is_assumed AND c.status = 'active'
         AND ST_DWithin(c.geom::geography, p.geom::geography, s.range_m)
         AND layer.looks_at(c.geom, s.direction, s.angle, p.geom) OFFSET 0) AS n
 WHERE n.detect >= 2;
