-- What the service may do about files sent to it: take them, answer for them. Loading them is the worker's, as owner.
GRANT SELECT, INSERT ON upload TO wardmap_loads;
GRANT UPDATE (options, state, revision, attempts, rows_read, touched_at, error, question, report, preview)
   ON upload TO wardmap_loads;
GRANT SELECT ON load TO wardmap_loads;
