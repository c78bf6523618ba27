-- What one following works on. Kept by the session and emptied at the end of every transaction.
CREATE TEMPORARY TABLE IF NOT EXISTS coverage_changed (      -- rows as they were and as they are
    layer text NOT NULL, id bigint, host text, attributes jsonb, geom geometry(Geometry, 4326)
) ON COMMIT DELETE ROWS;
CREATE TEMPORARY TABLE IF NOT EXISTS coverage_touched (      -- subjects to be judged again
    layer text NOT NULL, id bigint NOT NULL, PRIMARY KEY (layer, id)
) ON COMMIT DELETE ROWS;
CREATE TEMPORARY TABLE IF NOT EXISTS coverage_regrouped (    -- where they were and are counted
    hamlet_id bigint, commune_id bigint, unit_id bigint
) ON COMMIT DELETE ROWS;
TRUNCATE coverage_changed, coverage_touched, coverage_regrouped
