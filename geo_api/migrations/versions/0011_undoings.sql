-- Loads that somebody wants to take back from the browser: looked into first (a dry run), then done by the worker.
CREATE TABLE undoing (
    load_id       bigint PRIMARY KEY REFERENCES load ON DELETE CASCADE,
    asked_at      timestamptz NOT NULL DEFAULT now(),
    asked_by      text NOT NULL,                  -- name of the account
    dry_run       boolean NOT NULL,
    revision      integer NOT NULL DEFAULT 1,     -- counts what was asked for
    state         text NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'checked', 'refused', 'done', 'failed')),
    attempts      smallint NOT NULL DEFAULT 0,    -- how many workers have begun it
    rows_deleted  bigint,                         -- those that go, or went
    rows_restored bigint,                         -- those that are again as before
    error         jsonb
);
CREATE INDEX ON undoing (asked_at) WHERE state = 'waiting';
