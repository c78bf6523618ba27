-- The ground that cameras see, drawn once and not for every tile; and what of roads nothing covers.

-- The views read what changes; migrating makes them again.
DROP SCHEMA IF EXISTS map_public, map_staff, map_police, map_planner, map_admin, fenced, layer CASCADE;

-- Four rows a camera, kept by triggers in step with `feature`. grade: 0 detect, 1 observe, 2 recognise, 3 identify.
CREATE TABLE camera_sight (
    camera_id bigint NOT NULL,
    grade smallint NOT NULL CHECK (grade BETWEEN 0 AND 3),
    range_m double precision NOT NULL,
    direction double precision,
    angle double precision,
    is_assumed boolean NOT NULL,            -- something that the range or the direction hangs on is not known
    geom geometry(Polygon, 4326) NOT NULL,
    geom_3857 geometry(Polygon, 3857) GENERATED ALWAYS AS (ST_Transform(geom, 3857)) STORED,
    PRIMARY KEY (camera_id, grade)
);
CREATE INDEX ON camera_sight USING gist (geom);
CREATE INDEX ON camera_sight USING gist (geom_3857);

-- Stretches of a judged road that no target covers ('fail'), or perhaps one ('unknown'). Goes with its result.
CREATE TABLE coverage_blind_spot (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    run_id bigint NOT NULL REFERENCES coverage_run ON DELETE CASCADE,
    layer text NOT NULL,
    subject_id bigint NOT NULL,
    part bigint NOT NULL,
    outcome text NOT NULL CHECK (outcome IN ('fail', 'unknown')),
    length_m double precision NOT NULL,
    geom geometry(LineString, 4326) NOT NULL,
    geom_3857 geometry(LineString, 3857) GENERATED ALWAYS AS (ST_Transform(geom, 3857)) STORED
);
CREATE INDEX ON coverage_blind_spot (run_id, subject_id);
CREATE INDEX ON coverage_blind_spot USING gist (run_id, geom_3857);

-- What passes has its place kept too where it is known how far its nearest is.
DROP INDEX coverage_gap_3857;
CREATE INDEX coverage_gap_3857 ON coverage_result USING gist (run_id, geom_3857)
    WHERE geom_3857 IS NOT NULL AND outcome IN ('fail', 'unknown');
CREATE INDEX coverage_nearest_3857 ON coverage_result USING gist (run_id, geom_3857)
    WHERE geom IS NOT NULL AND distance_m IS NOT NULL;
CREATE INDEX coverage_nearest_id ON coverage_result (id) WHERE geom IS NOT NULL AND distance_m IS NOT NULL;
