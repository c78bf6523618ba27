-- What would be, were something added or moved, is found in tables that last as long as the question. Whoever asks sees what becomes
-- of places, as in the gaps, and no camera.
DO $$ BEGIN EXECUTE format('GRANT TEMPORARY ON DATABASE %I TO wardmap_coverage', current_database()); END $$;
GRANT USAGE ON SCHEMA layer TO wardmap_coverage;
GRANT SELECT ON ALL TABLES IN SCHEMA layer TO wardmap_coverage;
GRANT SELECT ON coverage_run, coverage_unit, indicator TO wardmap_coverage;
-- A rule is changed by writing a new version of it. What follows from it is calculated by the keeper, as owner.
GRANT SELECT, INSERT (id, version, state, document, shipped_version, note, edited_by) ON coverage_rule TO wardmap_coverage;
GRANT SELECT ON coverage_failure TO wardmap_coverage;
-- Scenarios of planners, whose names others see beside what is shared.
GRANT SELECT (id, name) ON account TO wardmap_coverage;
GRANT SELECT, DELETE, INSERT (owner_id, name, note, unit_id, rule, day, edits, shared),
      UPDATE (name, note, unit_id, rule, day, edits, shared, revision, changed_at) ON coverage_scenario TO wardmap_coverage;
GRANT SELECT, DELETE, INSERT (scenario_id, layer, upload_id, revision, things, handed_by) ON coverage_scenario_upload
   TO wardmap_coverage;
REVOKE ALL ON layer.unseen_changes, layer.current_runs, layer.wholly_current_runs, layer.runs_read, layer.withheld_units FROM wardmap_coverage;
