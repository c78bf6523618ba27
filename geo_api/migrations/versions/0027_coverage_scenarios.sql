-- What planners want to try, kept: the changes of one unit, as `what-if` takes them. Whoever knows the number of a shared one may
-- read it: numbers are not to be guessed.
CREATE TABLE coverage_scenario (
    id         uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    owner_id   bigint NOT NULL REFERENCES account ON DELETE CASCADE,
    name       text NOT NULL CHECK (length(name) BETWEEN 1 AND 120),
    note       text NOT NULL DEFAULT '' CHECK (length(note) <= 2000),
    unit_id    bigint NOT NULL REFERENCES unit,
    rule       text NOT NULL CHECK (length(rule) BETWEEN 1 AND 80),      -- the one it was made for
    day        date,                                                     -- NULL: whatever day it is
    edits      jsonb NOT NULL CHECK (jsonb_typeof(edits) = 'object'),
    shared     text NOT NULL DEFAULT 'private' CHECK (shared IN ('private', 'link', 'planners')),
    revision   integer NOT NULL DEFAULT 1,
    created_at timestamptz NOT NULL DEFAULT now(),
    changed_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX ON coverage_scenario (owner_id, changed_at);
CREATE INDEX ON coverage_scenario (changed_at) WHERE shared = 'planners';
CREATE INDEX ON coverage_scenario (unit_id);

-- Of which layer what was handed to the worker, to be written as planned: once. The record of the upload may go before this does.
CREATE TABLE coverage_scenario_upload (
    scenario_id uuid NOT NULL REFERENCES coverage_scenario ON DELETE CASCADE,
    layer       text NOT NULL,
    upload_id   bigint NOT NULL,
    revision    integer NOT NULL,                                        -- of the scenario
    things      integer NOT NULL CHECK (things > 0),
    handed_by   text NOT NULL,
    handed_at   timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (scenario_id, layer)
);
