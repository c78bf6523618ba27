-- Units of a run of which it is not told what became of them: of their dwellings fewer than five were judged. Where a unit less
-- the parts of it that are told leaves one to four, the smallest of these parts is not told, either (decision 21).
WITH counted AS (
    SELECT u.run_id, u.unit_id, u.subjects, v.parent_id
      FROM coverage_unit u
      JOIN coverage_run r ON r.id = u.run_id
      JOIN unit_version v ON v.id = u.version_id
     WHERE u.run_id = :run_id AND u.subjects > 0 AND (r.rule #>> '{subject,set}' = 'address' OR u.weighed_by <> 'population')
), told AS (
    SELECT run_id, parent_id, sum(subjects) AS subjects, (array_agg(unit_id ORDER BY subjects, unit_id))[1] AS smallest
      FROM counted WHERE subjects >= 5 GROUP BY run_id, parent_id
), withheld AS (
    SELECT run_id, unit_id FROM counted WHERE subjects < 5
    UNION
    SELECT t.run_id, t.smallest
      FROM told t
      JOIN counted p ON p.run_id = t.run_id AND p.unit_id = t.parent_id
     WHERE p.subjects - t.subjects BETWEEN 1 AND 4
)
UPDATE coverage_unit u SET is_withheld = NOT u.is_withheld
 WHERE u.run_id = :run_id AND u.is_withheld <> ((u.run_id, u.unit_id) IN (SELECT run_id, unit_id FROM withheld))
