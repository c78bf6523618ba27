-- Results of every kind of rule: weighed, at every level of units, of roads piece by piece, and without the shape of what passes.

-- The views read what changes; migrating makes them again.
DROP SCHEMA IF EXISTS map_public, map_staff, map_police, map_planner, map_admin, fenced, layer CASCADE;
DROP POLICY IF EXISTS own_units ON coverage_result;

-- is_open: whether everybody may see all that the run was made from. sources: of each layer read, when it was last written.
ALTER TABLE coverage_run ADD COLUMN is_open boolean NOT NULL DEFAULT true,
                         ADD COLUMN sources jsonb NOT NULL DEFAULT '{}';

-- A policy asks for each row of a result whether its run is open.
CREATE INDEX coverage_run_open ON coverage_run (id) WHERE is_open;

-- part: the unit whose piece of a road is judged, 0 for what is judged whole. hamlet_id, commune_id: the units it lies in. That
-- these are units is seen to by whoever calculates: to look for each of a million times four would cost more than all the rest.
ALTER TABLE coverage_result ADD COLUMN part bigint NOT NULL DEFAULT 0,
                            ADD COLUMN weight double precision DEFAULT 1,
                            ADD COLUMN commune_id bigint,
                            ADD COLUMN hamlet_id bigint,
                            ALTER COLUMN geom DROP NOT NULL,
                            DROP CONSTRAINT coverage_result_unit_id_fkey,
                            DROP CONSTRAINT coverage_result_id_key,
                            DROP CONSTRAINT coverage_result_pkey,
                            ADD PRIMARY KEY (run_id, layer, subject_id, part);
UPDATE coverage_result AS r SET commune_id = r.unit_id FROM unit AS u WHERE u.id = r.unit_id AND u.level = 'commune';
UPDATE coverage_result AS r SET hamlet_id = r.unit_id FROM unit AS u WHERE u.id = r.unit_id AND u.level = 'hamlet';
-- What passes is found where it is: only what is missing is drawn, and listed, out of here.
UPDATE coverage_result SET geom = NULL WHERE outcome IN ('pass', 'not_applicable');
DROP INDEX coverage_result_run_id_geom_3857_idx, coverage_result_run_id_unit_id_idx;
CREATE INDEX ON coverage_result (run_id, commune_id);
CREATE INDEX coverage_gap_3857 ON coverage_result USING gist (run_id, geom_3857) WHERE geom_3857 IS NOT NULL;
CREATE UNIQUE INDEX coverage_gap_id ON coverage_result (id) WHERE outcome IN ('fail', 'unknown');
CREATE INDEX coverage_gap_unit ON coverage_result (run_id, unit_id) WHERE outcome IN ('fail', 'unknown');
CREATE INDEX coverage_gap_hamlet ON coverage_result (run_id, hamlet_id) WHERE outcome IN ('fail', 'unknown');

-- One row a unit of every level that has something to say. weighed_by: what stands for people where the rule asks for them.
ALTER TABLE coverage_unit ADD COLUMN level text,
                          ADD COLUMN weight_total double precision,
                          ADD COLUMN weight_passed double precision,
                          ADD COLUMN weighed_by text CHECK (weighed_by IN ('population', 'addresses', 'both'));
UPDATE coverage_unit AS c SET level = u.level, weight_total = c.subjects, weight_passed = c.passed
  FROM unit AS u WHERE u.id = c.unit_id;
ALTER TABLE coverage_unit ALTER COLUMN level SET NOT NULL;
CREATE INDEX ON coverage_unit (unit_id);
