-- Rows that know their units go on knowing them when a boundary changes.

-- The tables whose rows know their units.
CREATE VIEW layer.placed_tables AS SELECT tgrelid AS part FROM pg_trigger WHERE tgfoid = 'layer.place_row'::regproc
   AND tgparentid = 0;

-- A boundary came, went or moved: what lies in its box, old or new, is asked again in which units it lies.
CREATE FUNCTION layer.place_again() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    changed constant text := CASE TG_OP WHEN 'INSERT' THEN 'SELECT geom FROM new_rows'
                                        WHEN 'DELETE' THEN 'SELECT geom FROM old_rows'
                                        ELSE 'SELECT geom FROM old_rows UNION ALL SELECT geom FROM new_rows' END;
    part regclass;
BEGIN
    FOR part IN SELECT p.part FROM layer.placed_tables AS p LOOP
        EXECUTE format(
            'UPDATE %1$s AS t SET units = found.units FROM ('
            ' SELECT id, layer.units_at(geom) AS units FROM %1$s WHERE id IN ('
            '  SELECT f.id FROM (%2$s) AS changed JOIN %1$s AS f ON f.geom && changed.geom)) AS found'
            ' WHERE t.id = found.id AND t.units IS DISTINCT FROM found.units', part, changed);
    END LOOP;
    RETURN NULL;
END $$;
SELECT layer.after_writes('unit_version', 'layer.place_again'::regproc, 'place', '');
