-- What one question compares. Kept by the session, emptied at the end of every transaction.
CREATE TEMPORARY TABLE IF NOT EXISTS coverage_outcome (
    state text NOT NULL, layer text NOT NULL, subject_id bigint NOT NULL, part bigint NOT NULL, name text,
    weight double precision, unit_id bigint, commune_id bigint, hamlet_id bigint, outcome text NOT NULL,
    measure double precision, target_layer text, target_id bigint, distance_m double precision,
    geom geometry(Geometry, 4326)
) ON COMMIT DELETE ROWS;
TRUNCATE coverage_outcome
