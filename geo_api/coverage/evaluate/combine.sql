-- One row a unit of the composite's level: how many of its rules pass, and whether that is enough whatever becomes of those that
-- are not known. Of rules that do not apply there, none is asked for.
WITH members AS (
    SELECT p.unit_id, m.rule_id, u.outcome
      FROM coverage_place p
     CROSS JOIN unnest(CAST(:members AS text[])) AS m(rule_id)
      LEFT JOIN coverage_run r ON r.rule_id = m.rule_id AND r.valid @> CAST(:at AS date)
      LEFT JOIN coverage_unit u ON u.run_id = r.id AND u.unit_id = p.unit_id
     WHERE p.level = :level
), counted AS (
    SELECT unit_id, count(*) FILTER (WHERE outcome = 'pass') AS low,
           count(*) FILTER (WHERE outcome = 'pass' OR outcome = 'unknown' OR outcome IS NULL) AS high,
           count(*) FILTER (WHERE outcome IS DISTINCT FROM 'not_applicable') AS judged
      FROM members GROUP BY unit_id
), decided AS (
    SELECT p.*, t.low, {applies} AS applies,
           CASE WHEN judged = 0 THEN 'not_applicable' WHEN low >= least(:at_least, judged) THEN 'pass'
                WHEN high < least(:at_least, judged) THEN 'fail' ELSE 'unknown' END AS verdict
      FROM counted t
      JOIN coverage_place p ON p.unit_id = t.unit_id
      LEFT JOIN coverage_place c ON c.unit_id = p.commune_id
), named AS (
    SELECT d.*, v.full_name, CASE WHEN NOT applies THEN 'not_applicable'
                        WHEN applies IS NULL AND d.commune_id IS NOT NULL THEN 'unknown' ELSE verdict END AS outcome,
           v.geom
      FROM decided d
      JOIN layer.unit_versions v ON v.version_id = d.version_id
)
SELECT :level || 's' AS layer, unit_id AS subject_id, 0 AS part, full_name AS name, 1 AS weight, unit_id, commune_id, hamlet_id,
       outcome, low::float8 AS measure, NULL::text AS target_layer, NULL::bigint AS target_id, NULL::float8 AS distance_m,
       CASE WHEN outcome IN ('fail', 'unknown') THEN ST_PointOnSurface(geom) END AS geom
  FROM named
