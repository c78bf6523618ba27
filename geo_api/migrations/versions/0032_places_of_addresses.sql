-- Where an address is, the register says: a result of one does not say it again. Nor does that of anything else of households.

UPDATE coverage_result SET geom = NULL WHERE layer IN ('addresses', 'household_cameras') AND geom IS NOT NULL;

-- That there is the run is seen to by whoever calculates: to look for it a million times takes longer than to write its results.
ALTER TABLE coverage_result DROP CONSTRAINT coverage_result_run_id_fkey;
CREATE FUNCTION forget_results() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    DELETE FROM coverage_result WHERE run_id IN (SELECT id FROM gone);
    RETURN NULL;
END $$;
CREATE TRIGGER results_go AFTER DELETE ON coverage_run REFERENCING OLD TABLE AS gone
    FOR EACH STATEMENT EXECUTE FUNCTION forget_results();
