-- What is on record of a unit is read more often than anything else. Without this the planner takes the index of the
-- exclusion constraint, which is three times slower to ask for one unit.
CREATE INDEX unit_version_on_record_idx ON unit_version (unit_id) INCLUDE (parent_id, valid) WHERE upper_inf(recorded);
