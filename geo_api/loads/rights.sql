-- What the service may do about files sent to it: take them, answer for them. Checking and loading them is the worker's,
-- as owner, and so is the word of what was checked.
REVOKE INSERT ON upload FROM wardmap_loads;
GRANT SELECT ON upload TO wardmap_loads;
GRANT INSERT (created_by, file_name, file_size, layer, options) ON upload TO wardmap_loads;
GRANT UPDATE (options, state, revision, attempts, rows_read, touched_at, error, question, report, preview, committed_by)
   ON upload TO wardmap_loads;
GRANT SELECT ON load TO wardmap_loads;
GRANT SELECT ON undoing TO wardmap_loads;
GRANT INSERT (load_id, asked_by, dry_run) ON undoing TO wardmap_loads;
GRANT UPDATE (asked_at, asked_by, dry_run, revision, state, attempts, rows_deleted, rows_restored, error)
   ON undoing TO wardmap_loads;
