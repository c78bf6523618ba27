-- How far each run of the server is known to have come: whatever was committed before transaction `xid` was given its number
-- is in this database. A file system that was put back, or a crash, takes these rows away together with what they speak of.
CREATE TABLE tile_run (
    server   double precision PRIMARY KEY,   -- when it was started or last recovered, seconds since 1970
    xid      xid8 NOT NULL,
    noted_at timestamptz NOT NULL DEFAULT now()
);
