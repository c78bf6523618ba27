-- Results of the current run of each rule as layers, and what calculating and showing them needs.

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
       coalesce((rule #>> '{basis,checked}')::boolean, false) AS checked, at AS calculated_for, computed_at
  FROM coverage_run
 WHERE is_current;
CREATE VIEW map_public.coverage_runs AS SELECT * FROM layer.coverage_runs;
CREATE VIEW map_staff.coverage_runs AS SELECT * FROM layer.coverage_runs;

CREATE VIEW layer.coverage_units AS
SELECT u.id, r.rule_id AS rule, u.unit_id, n.name, n.full_name, n.code,
       u.outcome, u.share, u.subjects, u.passed, u.failed, u.unknown, r.at AS calculated_for, n.geom, n.geom_3857
  FROM coverage_run r
  JOIN coverage_unit u ON u.run_id = r.id
  JOIN layer.units n ON n.id = u.unit_id AND n.valid @> r.at
 WHERE r.is_current;

CREATE VIEW layer.coverage_gaps AS
SELECT g.id, r.rule_id AS rule, g.layer AS place_layer, g.subject_id AS place_id, g.name, g.unit_id,
       n.full_name AS unit_name, n.code AS unit_code, g.outcome, g.distance_m, r.at AS calculated_for, g.geom, g.geom_3857,
       g.layer IN (SELECT name FROM layer.open_layers)
       AND (g.target_layer IS NULL OR g.target_layer IN (SELECT name FROM layer.open_layers)) AS is_public
  FROM coverage_run r
  JOIN coverage_result g ON g.run_id = r.id
  LEFT JOIN layer.units n ON n.id = g.unit_id AND n.valid @> r.at
 WHERE r.is_current AND g.outcome IN ('fail', 'unknown');
