-- Figures of units, each of a period: `code` is one that is declared in layers/indicators. Days: from the first to the day after
-- the last.
CREATE TABLE indicator (
    id      bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    unit_id bigint NOT NULL REFERENCES unit,
    code    text NOT NULL CHECK (code ~ '^[a-z][a-z0-9_]{1,39}$'),
    value   double precision NOT NULL CHECK (value BETWEEN '-1.7e308' AND '1.7e308'),
    period  daterange NOT NULL CHECK (NOT isempty(period) AND NOT lower_inf(period) AND NOT upper_inf(period)),
    source  text CHECK (source <> ''),
    load_id bigint NOT NULL REFERENCES load,
    -- Of one figure of one unit there is one value a day.
    EXCLUDE USING gist (unit_id WITH =, code WITH =, period WITH &&)
);
CREATE INDEX ON indicator (code, unit_id);
CREATE INDEX ON indicator (load_id);

-- Values that load `load_id` put others in the place of, for whoever takes it back.
CREATE TABLE indicator_past (
    load_id   bigint NOT NULL REFERENCES load,
    id        bigint NOT NULL,
    unit_id   bigint NOT NULL REFERENCES unit,
    code      text NOT NULL,
    value     double precision NOT NULL,
    period    daterange NOT NULL,
    source    text,
    from_load bigint NOT NULL REFERENCES load,
    PRIMARY KEY (load_id, id)
);
CREATE INDEX ON indicator_past (from_load);
