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

-- What was written here of each rule last. Who wrote it, and why, is not everybody's.
CREATE VIEW layer.coverage_rules AS
SELECT DISTINCT ON (id) id, version, state, document, shipped_version FROM coverage_rule ORDER BY id, version DESC;

CREATE VIEW layer.coverage_runs AS
SELECT rule_id AS rule, rule_version AS version, rule #>> '{title,vi}' AS title_vi, rule #>> '{title,en}' AS title_en,
       coalesce(rule #>> '{rollup,level}', rule #>> '{composite,level}') AS level,
       coalesce((rule #>> '{basis,checked}')::boolean, false) AS checked,
       at AS calculated_for, computed_at, valid, rule AS document, sources,
       NOT EXISTS (SELECT FROM jsonb_each_text(sources) AS s(layer, newest), load l
                    WHERE l.layer = s.layer AND l.id > s.newest::bigint)
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

-- Of a handful of dwellings no numbers: they would tell of single ones.
CREATE VIEW layer.coverage_of_units AS
SELECT n.id, r.rule_id AS rule, n.level, coalesce(r.rule #>> '{rollup,level}', r.rule #>> '{composite,level}') = n.level AS is_own_level,
       n.unit_id, n.name, n.full_name,
       (SELECT c.code FROM layer.unit_codes c
         WHERE c.unit_id = n.unit_id AND c.is_main AND day_of(n.valid * r.valid) <@ c.valid) AS code,
       n.outcome, CASE WHEN NOT f.few THEN n.share END AS share, CASE WHEN NOT f.few THEN n.subjects END AS subjects,
       CASE WHEN NOT f.few THEN n.passed END AS passed, CASE WHEN NOT f.few THEN n.failed END AS failed,
       CASE WHEN NOT f.few THEN n.unknown END AS unknown, CASE WHEN NOT f.few THEN n.weight_total END AS weight_total,
       CASE WHEN NOT f.few THEN n.weight_passed END AS weight_passed, n.weighed_by,
       r.at AS calculated_for, n.geom, n.geom_3857, r.valid, n.valid AS unit_valid, n.drawn_version AS version_id
  FROM coverage_run r
  -- Not && : the planner takes that for a rare thing, and plans as if there were hardly a unit.
  JOIN layer.coverage_places n ON n.run_id = r.id AND NOT isempty(n.valid * r.valid)
 CROSS JOIN LATERAL (SELECT n.subjects BETWEEN 1 AND 4
                            AND (coalesce(r.rule #>> '{subject,set}', '') = 'address'
                                 OR coalesce(n.weighed_by, 'population') <> 'population') AS few) AS f
 WHERE r.valid IS NOT NULL;
CREATE VIEW layer.coverage_units AS SELECT * FROM layer.coverage_of_units WHERE is_own_level;
CREATE VIEW layer.coverage_hamlets AS SELECT * FROM layer.coverage_of_units WHERE level = 'hamlet';
CREATE VIEW layer.coverage_communes AS SELECT * FROM layer.coverage_of_units WHERE level = 'commune';
CREATE VIEW layer.coverage_provinces AS SELECT * FROM layer.coverage_of_units WHERE level = 'province';

-- One text for both: each reads the tables itself, so that whoever owns its copy behind the fences is held by their policies.
DO $make$ BEGIN
    FOR number IN 1..2 LOOP
        EXECUTE format($view$
CREATE VIEW layer.%I AS
SELECT g.id, r.rule_id AS rule, g.layer AS place_layer, g.subject_id AS place_id, g.name, g.unit_id,
       n.full_name AS unit_name, n.code AS unit_code, g.commune_id, g.hamlet_id, g.outcome, g.measure, g.weight, g.distance_m,
       r.at AS calculated_for, g.geom, g.geom_3857, r.valid, coalesce(n.valid, '(,)') AS unit_valid,
       r.is_open AND g.layer IN (SELECT name FROM layer.open_layers)
       AND (g.target_layer IS NULL OR g.target_layer IN (SELECT name FROM layer.open_layers)) AS is_public
  FROM coverage_run r
  JOIN coverage_result g ON g.run_id = r.id
  -- OFFSET 0: the unit is looked up gap by gap; the planner would rather compare each gap with every unit.
  LEFT JOIN LATERAL (
      SELECT p.unit_id, p.full_name, p.valid,
             (SELECT c.code FROM layer.unit_codes c
               WHERE c.unit_id = p.unit_id AND c.is_main AND day_of(p.valid * r.valid) <@ c.valid) AS code
        FROM layer.coverage_places p
       WHERE p.run_id = g.run_id AND p.unit_id = g.unit_id AND NOT isempty(p.valid * r.valid) OFFSET 0) AS n ON true
 WHERE r.valid IS NOT NULL AND g.outcome IN ('fail', 'unknown') AND (g.unit_id IS NULL OR n.unit_id IS NOT NULL)
   AND (g.layer IN (SELECT name FROM layer.personal_layers)) = %L
        $view$, (ARRAY['coverage_gaps', 'address_gaps'])[number], number = 2);
    END LOOP;
END $make$;

-- What became of every place, for tables of places and rules; of a target only how far it is.
CREATE VIEW layer.coverage_results AS
SELECT g.id, r.rule_id AS rule, g.layer AS place_layer, g.subject_id AS place_id, g.name, g.unit_id, g.commune_id, g.hamlet_id,
       g.outcome, g.measure, g.weight, g.distance_m, r.at AS calculated_for, r.valid,
       r.is_open AND g.layer IN (SELECT name FROM layer.open_layers)
       AND (g.target_layer IS NULL OR g.target_layer IN (SELECT name FROM layer.open_layers)) AS is_public
  FROM coverage_run r
  JOIN coverage_result g ON g.run_id = r.id
 WHERE r.valid IS NOT NULL AND g.layer NOT IN (SELECT name FROM layer.personal_layers);
