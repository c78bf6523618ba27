-- Results of the newest run of each rule as layers.
CREATE VIEW layer.coverage_units AS
SELECT u.unit_id AS id, r.rule_id AS rule, u.unit_id, n.name, n.full_name, n.code,
       u.outcome, u.share, u.subjects, u.passed, u.failed, u.unknown, r.at AS calculated_for, n.geom, n.geom_3857
  FROM coverage_run r
  JOIN coverage_unit u ON u.run_id = r.id
  JOIN layer.units n ON n.id = u.unit_id AND n.valid @> r.at
 WHERE r.is_current AND n.geom IS NOT NULL;

CREATE VIEW layer.coverage_gaps AS
SELECT g.subject_id AS id, r.rule_id AS rule, g.layer AS place_layer, g.name,
       n.full_name AS unit_name, n.code AS unit_code, g.outcome, g.distance_m, r.at AS calculated_for, g.geom, g.geom_3857
  FROM coverage_run r
  JOIN coverage_result g ON g.run_id = r.id
  LEFT JOIN layer.units n ON n.id = g.unit_id AND n.valid @> r.at
 WHERE r.is_current AND g.outcome IN ('fail', 'unknown');
