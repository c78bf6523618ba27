-- Rows that know their units go on knowing them when a boundary changes.

-- The tables whose rows know their units.
CREATE VIEW layer.placed_tables AS SELECT tgrelid::regclass AS part FROM pg_trigger
 WHERE tgfoid = 'layer.place_row'::regproc AND tgparentid = 0;

-- A boundary came, went or moved: what lies in its box, old or new, is asked again in which units it lies.
SELECT layer.after_writes('unit_version', 'place_' || n, 'unit_id, recorded, geom', format(
           'UPDATE %1$s AS t SET unit_versions = found.unit_versions FROM ('
           ' SELECT id, layer.versions_at(geom) AS unit_versions FROM %1$s WHERE id IN ('
           '  SELECT f.id FROM rows JOIN %1$s AS f ON f.geom && rows.geom)) AS found'
           ' WHERE t.id = found.id AND t.unit_versions IS DISTINCT FROM found.unit_versions;', part))
  FROM (SELECT part, row_number() OVER (ORDER BY part::text) AS n FROM layer.placed_tables) AS p;
