-- What was written, for whoever keeps tiles. Rows are only ever added, so that writers never wait for one another here.
CREATE TABLE tile_change (
    xid         xid8 NOT NULL DEFAULT pg_current_xact_id(),
    source      text NOT NULL,             -- as `Layer.sources` names it
    west        double precision,          -- EPSG:3857, metres; all four NULL: everywhere
    south       double precision,
    east        double precision,
    north       double precision,
    recorded_at timestamptz NOT NULL DEFAULT now(),
    CHECK (num_nulls(west, south, east, north) IN (0, 4))
);
CREATE INDEX tile_change_xid_idx ON tile_change (xid);
CREATE INDEX tile_change_recorded_at_idx ON tile_change USING brin (recorded_at);
-- That all of a source changed need be said once in a transaction.
CREATE UNIQUE INDEX tile_change_everywhere_idx ON tile_change (xid, source) WHERE west IS NULL;

-- xid: changes up to this one may have been forgotten. NULL: none was.
CREATE TABLE tile_change_horizon (
    is_one boolean PRIMARY KEY DEFAULT true CHECK (is_one),
    xid    xid8
);
INSERT INTO tile_change_horizon DEFAULT VALUES;
