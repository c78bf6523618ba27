-- One row a unit: its results added up, and whether that is enough even if what is not known turns out for or against it.
INSERT INTO coverage_unit (run_id, unit_id, version_id, subjects, passed, failed, unknown, share, outcome)
WITH tally AS (
    SELECT u.unit_id, u.version_id, bool_or(u.geom IS NOT NULL) AS has_boundary, count(r.outcome) AS subjects,
           count(*) FILTER (WHERE r.outcome = 'pass') AS passed,
           count(*) FILTER (WHERE r.outcome = 'fail') AS failed,
           count(*) FILTER (WHERE r.outcome = 'unknown') AS unknown
      FROM layer.unit_versions u
      LEFT JOIN coverage_result r ON r.run_id = :run_id AND r.unit_id = u.unit_id AND r.outcome <> 'not_applicable'
     WHERE u.on_record AND u.level = :level AND u.valid @> CAST(:at AS date)
     GROUP BY u.unit_id, u.version_id
), ranged AS (
    SELECT tally.*, {low} AS low, {high} AS high FROM tally
)
SELECT :run_id, unit_id, version_id, subjects, passed, failed, unknown, passed::float8 / nullif(passed + failed, 0),
       -- Without a boundary nobody knows what stands in it.
       CASE WHEN NOT has_boundary THEN 'unknown' WHEN subjects = 0 THEN :empty ELSE {outcome} END
  FROM ranged
