-- Results that follow what is written, change by change.

-- What was written to the rows that rules judge or count: each as it was and as it is. Rows are only ever added, so that writers
-- never wait for one another here.
CREATE TABLE row_change (
    xid         xid8 NOT NULL DEFAULT pg_current_xact_id(),
    layer       text NOT NULL,             -- of boundaries: units
    id          bigint,                    -- NULL: all of the layer
    host        text,
    attributes  jsonb,
    geom        geometry(Geometry, 4326),
    recorded_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX row_change_xid_idx ON row_change (layer, xid);
CREATE INDEX row_change_recorded_at_idx ON row_change (layer, recorded_at);
-- That all of a layer changed need be said once in a transaction.
CREATE UNIQUE INDEX row_change_all_idx ON row_change (xid, layer) WHERE id IS NULL;

-- xid: changes up to this one may have been forgotten. NULL: none was.
CREATE TABLE row_change_horizon (
    is_one boolean PRIMARY KEY DEFAULT true CHECK (is_one),
    xid    xid8
);
-- Nobody noted what was written until now.
INSERT INTO row_change_horizon (xid) VALUES (pg_current_xact_id());

-- seen: what the results know of, beside what the transaction made_by had written. reads: the layers they are made of. needs: the rules of whose results. changed_by:
-- the transaction since which units have the outcomes they have. reach_m: so far from what
-- is missing the nearest target is at most; infinite where there is none. Results of before this version know of nothing.
ALTER TABLE coverage_run ADD COLUMN seen pg_snapshot NOT NULL DEFAULT '1:1:',
                         ADD COLUMN made_by xid8 NOT NULL DEFAULT pg_current_xact_id(),
                         ADD COLUMN reads text[] NOT NULL DEFAULT '{units}',
                         ADD COLUMN needs text[] NOT NULL DEFAULT '{}',
                         ADD COLUMN changed_by xid8 NOT NULL DEFAULT pg_current_xact_id(),
                         ADD COLUMN reach_m double precision NOT NULL DEFAULT 'Infinity';

-- Results of one run counted by where they are: what its units are added up from.
CREATE TABLE coverage_tally (
    run_id       bigint NOT NULL REFERENCES coverage_run ON DELETE CASCADE,
    hamlet_id    bigint,
    commune_id   bigint,
    unit_id      bigint,
    subjects     bigint NOT NULL,
    passed       bigint NOT NULL,
    failed       bigint NOT NULL,
    unknown      bigint NOT NULL,
    w            double precision,          -- weights: of all of them, of those that pass, of those that fail
    w_passed     double precision NOT NULL,
    w_failed     double precision NOT NULL,
    weighed      boolean NOT NULL,          -- whether each weight is known; of those that do not pass; of those that do not fail
    rest_weighed boolean NOT NULL,
    good_weighed boolean NOT NULL,
    by_people    boolean NOT NULL,
    by_addresses boolean NOT NULL
);
CREATE INDEX ON coverage_tally (run_id, commune_id);

DROP INDEX coverage_result_run_id_commune_id_idx;
CREATE INDEX ON coverage_result (run_id, commune_id, hamlet_id);
