-- What one run works on: who is judged, and what may count for them. Gone with the transaction at the latest.
CREATE TEMPORARY TABLE coverage_subject (
    layer text NOT NULL, id bigint NOT NULL, key text, name text, geom geometry(Geometry, 4326) NOT NULL,
    sure boolean NOT NULL,      -- false: whether the rule speaks of it at all is not known
    unit_id bigint
) ON COMMIT DROP;
CREATE TEMPORARY TABLE coverage_target (
    layer text NOT NULL, id bigint, host text,
    geom geometry(Geometry, 4326),      -- NULL stands for a whole layer that holds no rows: it was never surveyed
    sure boolean                        -- false: it would count if something not known about it were so
) ON COMMIT DROP;
CREATE INDEX ON coverage_subject USING gist (geom);
CREATE INDEX ON coverage_target USING gist (geom);
CREATE INDEX coverage_target_sure ON coverage_target USING gist (geom) WHERE sure;
CREATE INDEX ON coverage_target (host);
