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

CREATE VIEW layer.coverage_runs AS
SELECT rule_id AS rule, rule_version AS version, rule #>> '{title,vi}' AS title_vi, rule #>> '{title,en}' AS title_en,
       rule #>> '{rollup,level}' AS level, coalesce((rule #>> '{basis,checked}')::boolean, false) AS checked,
       at AS calculated_for, computed_at, valid
  FROM coverage_run
 WHERE valid IS NOT NULL;

-- A unit that got another name is the same place; one that was drawn anew is not what was counted.
CREATE VIEW layer.coverage_places AS
SELECT u.*, n.version_id AS drawn_version, n.name, n.full_name, n.geom, n.geom_3857, n.valid
  FROM coverage_unit u
  JOIN layer.unit_versions n ON n.unit_id = u.unit_id AND n.on_record
   AND (n.version_id = u.version_id
        OR n.geom IS NOT DISTINCT FROM (SELECT c.geom FROM unit_version c WHERE c.id = u.version_id));

CREATE VIEW layer.coverage_units AS
SELECT n.id, r.rule_id AS rule, n.unit_id, n.name, n.full_name,
       (SELECT c.code FROM layer.unit_codes c
         WHERE c.unit_id = n.unit_id AND c.is_main AND day_of(n.valid * r.valid) <@ c.valid) AS code,
       n.outcome, n.share, n.subjects, n.passed, n.failed, n.unknown, r.at AS calculated_for, n.geom, n.geom_3857,
       r.valid, n.valid AS unit_valid, n.drawn_version AS version_id
  FROM coverage_run r
  -- Not && : the planner takes that for a rare thing, and plans as if there were hardly a unit.
  JOIN layer.coverage_places n ON n.run_id = r.id AND NOT isempty(n.valid * r.valid)
 WHERE r.valid IS NOT NULL;

CREATE VIEW layer.coverage_gaps AS
SELECT g.id, r.rule_id AS rule, g.layer AS place_layer, g.subject_id AS place_id, g.name, g.unit_id,
       n.full_name AS unit_name, n.code AS unit_code, g.outcome, g.distance_m, r.at AS calculated_for, g.geom, g.geom_3857,
       r.valid, coalesce(n.valid, '(,)') AS unit_valid,
       g.layer IN (SELECT name FROM layer.open_layers)
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
 WHERE r.valid IS NOT NULL AND g.outcome IN ('fail', 'unknown') AND (g.unit_id IS NULL OR n.unit_id IS NOT NULL);
