-- Coverage in time: a result belongs to the days from its own on, until its rule's next one.

-- The views read the column that goes; migrating makes them again.
DROP SCHEMA IF EXISTS map_public, map_staff, layer CASCADE;

-- valid: the days on which this run is the newest of its rule; NULL: another run of the same day has taken its place.
ALTER TABLE coverage_run ADD COLUMN valid daterange CHECK (lower(valid) = at);
UPDATE coverage_run AS r SET valid = daterange(p.at, p.until)
  FROM (SELECT id, at, lead(at) OVER (PARTITION BY rule_id ORDER BY at) AS until
          FROM (SELECT DISTINCT ON (rule_id, at) id, rule_id, at FROM coverage_run
                 ORDER BY rule_id, at, is_current DESC, computed_at DESC, id DESC) AS newest) AS p
 WHERE p.id = r.id;
ALTER TABLE coverage_run ADD EXCLUDE USING gist (rule_id WITH =, valid WITH &&);
ALTER TABLE coverage_run DROP COLUMN is_current;

-- The version whose boundary was counted in: a unit drawn anew later, or ended, is not the one the result speaks of.
ALTER TABLE coverage_unit ADD COLUMN version_id bigint REFERENCES unit_version;
UPDATE coverage_unit AS u SET version_id = (
    SELECT v.id FROM unit_version AS v WHERE v.unit_id = u.unit_id
     ORDER BY v.valid @> r.at DESC, v.recorded @> r.computed_at DESC, v.id DESC LIMIT 1)
  FROM coverage_run AS r WHERE r.id = u.run_id;
ALTER TABLE coverage_unit ALTER COLUMN version_id SET NOT NULL;

-- Old runs stay: what one run found in a box must not cost a look at what all others found there.
DROP INDEX coverage_result_geom_3857_idx;
CREATE INDEX ON coverage_result USING gist (run_id, geom_3857);
