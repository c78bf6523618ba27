-- Runs for this day or later whose units turned out not to be those of their day: they hold no longer.
UPDATE coverage_run r SET valid = NULL
 WHERE r.rule_id = :rule AND r.valid IS NOT NULL AND r.at >= CAST(:effective AS date)
   AND (EXISTS (SELECT FROM coverage_unit u
                 WHERE u.run_id = r.id
                   AND NOT EXISTS (SELECT FROM layer.coverage_places p
                                    WHERE p.run_id = u.run_id AND p.unit_id = u.unit_id AND p.valid @> r.at))
        OR EXISTS (SELECT FROM layer.unit_versions v
                    WHERE v.on_record AND v.level = coalesce(r.rule #>> '{rollup,level}', r.rule #>> '{composite,level}') AND v.valid @> r.at
                      AND NOT EXISTS (SELECT FROM coverage_unit u WHERE u.run_id = r.id AND u.unit_id = v.unit_id)))
RETURNING r.at, r.id
