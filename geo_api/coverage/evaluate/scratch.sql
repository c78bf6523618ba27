-- What one evaluation works on. Kept by the session and emptied at the end of every transaction: a table that is made anew for
-- each question would cost more than the question.
CREATE TEMPORARY TABLE IF NOT EXISTS coverage_place (       -- the units of the day, with those above them
    unit_id bigint NOT NULL, version_id bigint NOT NULL, level text NOT NULL, kind text NOT NULL, is_drawn boolean NOT NULL,
    area_km2 double precision, hamlet_id bigint, commune_id bigint, district_id bigint, province_id bigint
) ON COMMIT DELETE ROWS;
CREATE TEMPORARY TABLE IF NOT EXISTS coverage_subject (
    n integer GENERATED ALWAYS AS IDENTITY, layer text NOT NULL, id bigint NOT NULL, part bigint NOT NULL, key text, name text,
    geom geometry(Geometry, 4326),      -- NULL: a unit without a boundary
    sure boolean NOT NULL,              -- false: whether the rule speaks of it at all is not known
    weight double precision,            -- NULL: not known
    base double precision,              -- what a measure is divided by
    versions bigint[]                   -- of the communes and hamlets it lies in; NULL: it has to be found where it lies
) ON COMMIT DELETE ROWS;
CREATE TEMPORARY TABLE IF NOT EXISTS coverage_home (        -- where those live who are in a unit, for shares of people
    n integer GENERATED ALWAYS AS IDENTITY, subject integer NOT NULL, layer text NOT NULL, id bigint NOT NULL, key text,
    geom geometry(Geometry, 4326) NOT NULL,
    weight double precision             -- NULL: not known
) ON COMMIT DELETE ROWS;
CREATE TEMPORARY TABLE IF NOT EXISTS coverage_belonging (
    subject integer NOT NULL, hamlet_id bigint, commune_id bigint, unit_id bigint
) ON COMMIT DELETE ROWS;
CREATE TEMPORARY TABLE IF NOT EXISTS coverage_target (
    n integer GENERATED ALWAYS AS IDENTITY, layer text NOT NULL,
    id bigint,                          -- NULL stands for a whole layer that holds no rows: it was never surveyed
    host text, unit_id bigint, geom geometry(Geometry, 4326),
    sure boolean,                       -- false: it would count if something not known about it were so
    amount double precision, direction double precision, angle double precision, range_m double precision,
    sight_sure boolean, sight geometry(Geometry, 4326)
) ON COMMIT DELETE ROWS;
CREATE TEMPORARY TABLE IF NOT EXISTS coverage_inside (target integer NOT NULL, unit_id bigint NOT NULL) ON COMMIT DELETE ROWS;
CREATE TEMPORARY TABLE IF NOT EXISTS coverage_walk (        -- not sure: so far in a straight line, over roads nobody knows
    way smallint NOT NULL, subject integer NOT NULL, target integer NOT NULL, distance_m double precision NOT NULL,
    sure boolean NOT NULL
) ON COMMIT DELETE ROWS;
CREATE TEMPORARY TABLE IF NOT EXISTS coverage_nearest (subject integer NOT NULL, target integer NOT NULL) ON COMMIT DELETE ROWS;
CREATE INDEX IF NOT EXISTS coverage_place_unit ON coverage_place (unit_id);
CREATE INDEX IF NOT EXISTS coverage_belonging_subject ON coverage_belonging (subject);
CREATE INDEX IF NOT EXISTS coverage_target_geom ON coverage_target USING gist (geom);
CREATE INDEX IF NOT EXISTS coverage_target_sure ON coverage_target USING gist (geom) WHERE sure;
CREATE INDEX IF NOT EXISTS coverage_target_host ON coverage_target (host);
TRUNCATE coverage_place, coverage_subject, coverage_home, coverage_belonging, coverage_target, coverage_inside, coverage_walk, coverage_nearest RESTART IDENTITY
