-- Writes the units of a run that are not as they were; whether the outcome of any is another.
WITH added AS MATERIALIZED (
{added}
), gone AS (
    DELETE FROM coverage_unit u WHERE u.run_id = :run_id AND u.unit_id NOT IN (SELECT unit_id FROM added)
    RETURNING u.unit_id
), written AS (
    INSERT INTO coverage_unit AS u (run_id, unit_id, version_id, level, subjects, passed, failed, unknown, weight_total,
                                    weight_passed, share, outcome, weighed_by)
    SELECT :run_id, a.* FROM added a
     WHERE NOT EXISTS (SELECT FROM coverage_unit o
                        WHERE o.run_id = :run_id AND o.unit_id = a.unit_id AND (
                              o.version_id, o.level, o.subjects, o.passed, o.failed, o.unknown, o.weight_total, o.weight_passed, o.share,
                              o.outcome, o.weighed_by) IS NOT DISTINCT FROM (
                              a.version_id, a.level, a.subjects, a.passed, a.failed, a.unknown, a.weight_total, a.weight_passed, a.share,
                              a.outcome, a.weighed_by))
        ON CONFLICT (run_id, unit_id) DO UPDATE
       SET version_id = excluded.version_id, level = excluded.level, subjects = excluded.subjects, passed = excluded.passed,
           failed = excluded.failed, unknown = excluded.unknown, weight_total = excluded.weight_total,
           weight_passed = excluded.weight_passed, share = excluded.share, outcome = excluded.outcome, weighed_by = excluded.weighed_by
    RETURNING u.unit_id, u.outcome
)
SELECT EXISTS (SELECT FROM gone)
    OR EXISTS (SELECT FROM written w LEFT JOIN coverage_unit o ON o.run_id = :run_id AND o.unit_id = w.unit_id
                WHERE o.outcome IS DISTINCT FROM w.outcome)
