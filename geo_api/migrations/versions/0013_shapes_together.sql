-- Units as they are drawn from afar: neighbours of one tier simplified together, so that they go on meeting.

-- The views read it; migrating makes them again.
DROP SCHEMA IF EXISTS map_public, map_staff, layer CASCADE;

-- zoom: the last one it is drawn at, beginning above the `zoom` before it. valid: a part of the version's own days, in
-- which its neighbours are the same.
CREATE TABLE unit_shape (
    version_id bigint NOT NULL REFERENCES unit_version,
    valid      daterange NOT NULL CHECK (NOT isempty(valid)),
    zoom       smallint NOT NULL,
    geom_3857  geometry(MultiPolygon, 3857) NOT NULL,
    UNIQUE (version_id, zoom, valid)
);
CREATE INDEX unit_shape_place_idx ON unit_shape USING gist (zoom, geom_3857);

-- Of which versions the shapes of a tier were made, so that nothing is made again for nothing.
CREATE TABLE unit_shape_tier (
    level  text PRIMARY KEY,
    digest text NOT NULL
);

-- Whoever writes a version in another way than the loaders still sees it drawn, if not simplified.
CREATE FUNCTION draw_as_it_is() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO unit_shape (version_id, valid, zoom, geom_3857)
    SELECT NEW.id, NEW.valid, zoom, NEW.geom_3857 FROM unnest('{6,8,10,12}'::smallint[]) AS zoom
     WHERE NOT EXISTS (SELECT FROM unit_shape WHERE version_id = NEW.id);
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER draw_as_it_is AFTER INSERT ON unit_version DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW WHEN (NEW.geom IS NOT NULL) EXECUTE FUNCTION draw_as_it_is();
