-- Rules that people have written here, version by version, and what is still to be calculated because of them.

CREATE TABLE coverage_rule (
    id              text NOT NULL CHECK (id ~ '^[a-z0-9][a-z0-9.-]{2,60}$'),
    version         integer NOT NULL CHECK (version > 0),
    state           text NOT NULL CHECK (state IN ('in_force', 'withdrawn')),
    document        jsonb NOT NULL,
    shipped_version integer NOT NULL CHECK (shipped_version >= 0),  -- that the product came with when this was written; 0: none
    note            text NOT NULL CHECK (length(note) BETWEEN 1 AND 1000),
    edited_by       text NOT NULL,
    edited_at       timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (id, version)
);
CREATE FUNCTION refuse_rewriting() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'versions of rules are only ever added to';
END $$;
CREATE TRIGGER only_added BEFORE UPDATE OR DELETE ON coverage_rule FOR EACH ROW EXECUTE FUNCTION refuse_rewriting();
CREATE TRIGGER only_added_all BEFORE TRUNCATE ON coverage_rule FOR EACH STATEMENT EXECUTE FUNCTION refuse_rewriting();

CREATE TABLE coverage_due (
    id       text NOT NULL,
    version  integer NOT NULL,
    state    text NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'done', 'failed')),
    attempts integer NOT NULL DEFAULT 0,
    ended_at timestamptz,
    PRIMARY KEY (id, version),
    FOREIGN KEY (id, version) REFERENCES coverage_rule
);
CREATE INDEX coverage_due_waiting ON coverage_due (id, version) WHERE state = 'waiting';
