-- Files that people send through the browser, from their arrival until they are loaded or thrown away.
CREATE TABLE upload (
    id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    created_at timestamptz NOT NULL DEFAULT now(),
    touched_at timestamptz NOT NULL DEFAULT now(),    -- when a person last did something with it
    created_by text NOT NULL,                         -- name of the account
    file_name  text NOT NULL,
    file_size  bigint NOT NULL,                       -- bytes, of all parts together
    layer      text NOT NULL,
    options    jsonb NOT NULL,
    state      text NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'checking', 'asks', 'refused', 'ready',
                                                                'loading', 'done', 'failed', 'cancelled')),
    revision   integer NOT NULL DEFAULT 1,            -- counts what was asked for; an answer to an older one is dropped
    attempts   smallint NOT NULL DEFAULT 0,           -- how many workers have begun what is asked for
    rows_read  bigint NOT NULL DEFAULT 0,
    load_id    bigint UNIQUE REFERENCES load,
    error      jsonb,
    question   jsonb,
    report     jsonb,
    columns    jsonb NOT NULL DEFAULT '[]',
    samples    jsonb NOT NULL DEFAULT '{}',
    preview    jsonb,
    CHECK ((state = 'done') = (load_id IS NOT NULL))
);
CREATE INDEX ON upload (state) WHERE state IN ('waiting', 'checking', 'loading');
