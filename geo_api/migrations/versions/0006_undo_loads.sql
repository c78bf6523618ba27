-- What a load replaced or removed, so that it can be taken back.
CREATE TABLE feature_past (
    load_id     bigint NOT NULL REFERENCES load,    -- the load that replaced or removed the row
    was_removed boolean NOT NULL,
    layer       text NOT NULL,
    id          bigint NOT NULL,
    key         text,
    name        text,
    status      text,
    host        text,
    attributes  jsonb NOT NULL,
    geom        geometry(Geometry, 4326) NOT NULL,
    from_load   bigint NOT NULL REFERENCES load,    -- the load that the row had come with
    source_row  bigint NOT NULL,
    recorded_at timestamptz NOT NULL,
    PRIMARY KEY (load_id, id)
);
CREATE INDEX ON feature_past (layer, from_load);

ALTER TABLE load DROP CONSTRAINT load_mode_check;
ALTER TABLE load ADD CONSTRAINT load_mode_check CHECK (mode IN ('append', 'upsert', 'replace', 'undo'));
ALTER TABLE load ADD COLUMN undoes bigint UNIQUE REFERENCES load;
-- How many rows feature_past was given for it; NULL: none were kept.
ALTER TABLE load ADD COLUMN rows_before bigint;
