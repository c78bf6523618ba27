-- Every write says which tiles it reaches: a row of `tile_change` for each box, old and new, in the writer's transaction.

-- All tiles of these sources. For writes that go past the triggers: rows exchanged with their table.
CREATE FUNCTION layer.note_everywhere(VARIADIC sources text[]) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
    INSERT INTO tile_change (source) SELECT DISTINCT unnest(sources) ON CONFLICT DO NOTHING;
    PERFORM pg_notify('wardmap_tiles', '');
END $$;

-- TG_ARGV[0]: a query of source and place over `rows`, those written. A place that is NULL: everywhere. So many boxes that
-- comparing them costs more than it saves become everywhere too.
CREATE FUNCTION layer.note_places() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public SET jit = off AS $$
DECLARE
    most_boxes constant integer := 200;
    places constant text := format('WITH rows AS (%s) %s', CASE TG_OP
        WHEN 'INSERT' THEN 'SELECT * FROM new_rows'
        WHEN 'DELETE' THEN 'SELECT * FROM old_rows'
        ELSE 'SELECT * FROM old_rows UNION ALL SELECT * FROM new_rows' END, TG_ARGV[0]);
    boxes integer;
BEGIN
    EXECUTE format('SELECT count(*) FROM (%s LIMIT %s) AS p', places, most_boxes + 1) INTO boxes;
    IF boxes = 0 THEN
        RETURN NULL;
    ELSIF boxes > most_boxes THEN
        EXECUTE format('INSERT INTO tile_change (source) SELECT DISTINCT source FROM (%s) AS p (source, place)'
                       ' ON CONFLICT DO NOTHING', places);
    ELSE
        EXECUTE format('INSERT INTO tile_change (source, west, south, east, north)'
                       ' SELECT DISTINCT source, ST_XMin(place), ST_YMin(place), ST_XMax(place), ST_YMax(place)'
                       ' FROM (%s) AS p (source, place) ON CONFLICT DO NOTHING', places);
    END IF;
    PERFORM pg_notify('wardmap_tiles', '');
    RETURN NULL;
END $$;

-- TG_ARGV[0]: the source that was emptied.
CREATE FUNCTION layer.note_emptied() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM layer.note_everywhere(TG_ARGV[0]);
    RETURN NULL;
END $$;

-- Have `called` run with `query` after every statement that writes to `part`, which it finds in `old_rows` and `new_rows`.
CREATE FUNCTION layer.after_writes(part regclass, called regproc, name text, query text) RETURNS void
LANGUAGE plpgsql AS $$
DECLARE
    written constant text := 'CREATE TRIGGER %5$s_%1$s AFTER %1$s ON %2$s REFERENCING %3$s'
                             ' FOR EACH STATEMENT EXECUTE FUNCTION %6$s(%4$L)';
BEGIN
    EXECUTE format(written, 'insert', part, 'NEW TABLE AS new_rows', query, name, called);
    EXECUTE format(written, 'delete', part, 'OLD TABLE AS old_rows', query, name, called);
    EXECUTE format(written, 'update', part, 'OLD TABLE AS old_rows NEW TABLE AS new_rows', query, name, called);
END $$;

-- Have writes to `part` noted, by a query as note_places knows it.
CREATE FUNCTION layer.note_writes(part regclass, places text) RETURNS void LANGUAGE sql AS $$
SELECT layer.after_writes(part, 'layer.note_places'::regproc, 'tiles', places)
$$;

CREATE FUNCTION layer.note_truncates(part regclass, source text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    EXECUTE format('CREATE TRIGGER tiles_truncate AFTER TRUNCATE ON %s'
                   ' FOR EACH STATEMENT EXECUTE FUNCTION layer.note_emptied(%L)', part, source);
END $$;

-- A statement's triggers are those of the table that it names: the whole, or the partition of a layer.
SELECT layer.note_writes('feature', 'SELECT layer, geom_3857 FROM rows');
SELECT layer.note_writes(inhrelid::regclass, 'SELECT layer, geom_3857 FROM rows'),
       layer.note_truncates(inhrelid::regclass, substr(relname, length('feature_') + 1))
  FROM pg_inherits
  JOIN pg_class ON pg_class.oid = inhrelid
 WHERE inhparent = 'feature'::regclass;

-- A unit's name is shown on its parts, too.
SELECT layer.note_writes('unit_version',
    'SELECT ''units'', geom_3857 FROM rows WHERE geom_3857 IS NOT NULL UNION ALL'
    ' SELECT ''units'', v.geom_3857 FROM rows JOIN unit_version AS v ON v.parent_id = rows.unit_id'
    ' WHERE v.geom_3857 IS NOT NULL');
SELECT layer.note_writes('unit_code',
    'SELECT ''units'', v.geom_3857 FROM rows JOIN unit_version AS v USING (unit_id) WHERE v.geom_3857 IS NOT NULL');

SELECT layer.note_writes('unit_shape', 'SELECT ''units'', geom_3857 FROM rows');

-- A run, and what belongs to it, is shown or not as a whole.
SELECT layer.note_writes(part, 'SELECT ''coverage'', NULL::geometry FROM rows'), layer.note_truncates(part, 'coverage')
  FROM unnest('{coverage_run,coverage_unit,coverage_result}'::regclass[]) AS part;

SELECT layer.note_writes('address_point',
    'SELECT ''addresses'', geom_3857 FROM rows WHERE position = ''main_entrance''');
SELECT layer.note_writes('addressable',
    'SELECT ''addresses'', p.geom_3857 FROM rows JOIN address_point AS p ON p.addressable_id = rows.id'
    ' AND p.position = ''main_entrance''');
SELECT layer.note_writes(part,
    'SELECT ''addresses'', p.geom_3857 FROM rows JOIN address_point AS p USING (addressable_id)'
    ' WHERE p.position = ''main_entrance''')
  FROM unnest('{address_text,address_code}'::regclass[]) AS part;
SELECT layer.note_truncates(part, 'addresses')
  FROM unnest('{address_point,addressable,address_text,address_code}'::regclass[]) AS part;

-- What tiles are made of may have been declared anew.
SELECT layer.note_everywhere(VARIADIC array_agg(source))
  FROM (SELECT unnest('{units,coverage,addresses}'::text[]) AS source UNION ALL
        SELECT substr(relname, length('feature_') + 1) FROM pg_inherits JOIN pg_class ON pg_class.oid = inhrelid
         WHERE inhparent = 'feature'::regclass) AS sources;

-- What happened so long ago that no tile is kept from before it.
CREATE FUNCTION layer.forget_tile_changes() RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
WITH forgotten AS (DELETE FROM tile_change WHERE recorded_at < now() - interval '2 days' RETURNING xid),
     newest AS (SELECT xid FROM forgotten ORDER BY xid DESC LIMIT 1)
UPDATE tile_change_horizon AS h SET xid = newest.xid FROM newest WHERE h.xid IS NULL OR h.xid < newest.xid
$$;
REVOKE EXECUTE ON FUNCTION layer.forget_tile_changes(), layer.note_everywhere(text[]) FROM PUBLIC;
