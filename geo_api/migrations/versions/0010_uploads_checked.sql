-- What of an upload the worker has checked, who had it loaded, and names of files that cannot leave their folder.
ALTER TABLE upload
  ADD COLUMN checked_revision integer,  -- of the last check, where it ended in 'ready'; written by the worker alone
  ADD COLUMN checked_options  jsonb,    -- what it was checked with
  ADD COLUMN committed_by     text;     -- name of the account that had it loaded
UPDATE upload SET checked_revision = revision, checked_options = options WHERE state IN ('ready', 'loading');
UPDATE upload SET committed_by = created_by WHERE state IN ('loading', 'done');
UPDATE upload SET file_name = '_' WHERE file_name ~ '[/\\]' OR file_name IN ('', '.', '..');
ALTER TABLE upload ADD CONSTRAINT upload_file_name_check
  CHECK (file_name !~ '[/\\]' AND file_name NOT IN ('', '.', '..'));
