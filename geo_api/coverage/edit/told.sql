-- What a rule says as it is and as it would be. Kept by the session, emptied at the end of every transaction.
CREATE TEMPORARY TABLE IF NOT EXISTS coverage_told (
    state text NOT NULL, layer text NOT NULL, subject_id bigint NOT NULL, part bigint NOT NULL, name text,
    weight double precision, unit_id bigint, commune_id bigint, hamlet_id bigint, outcome text NOT NULL,
    measure double precision, target_layer text, target_id bigint, distance_m double precision,
    geom geometry(Geometry, 4326)
) ON COMMIT DELETE ROWS;
CREATE TEMPORARY TABLE IF NOT EXISTS coverage_told_unit (
    state text NOT NULL, unit_id bigint NOT NULL, version_id bigint NOT NULL, level text NOT NULL,
    subjects integer NOT NULL, passed integer NOT NULL, failed integer NOT NULL, unknown integer NOT NULL,
    weight_total double precision, weight_passed double precision, share double precision, outcome text NOT NULL,
    weighed_by text
) ON COMMIT DELETE ROWS;
TRUNCATE coverage_told, coverage_told_unit
