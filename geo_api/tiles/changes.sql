-- Every write says which tiles it reaches: a row of `tile_change` for each box, old and new, in the writer's transaction.

-- All tiles of these sources. For writes that go past the triggers: rows exchanged with their table.
CREATE FUNCTION layer.note_everywhere(VARIADIC sources text[]) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    INSERT INTO tile_change (source) SELECT DISTINCT unnest(sources) ON CONFLICT DO NOTHING;
    PERFORM pg_notify('wardmap_tiles', '');
END $$;

-- TG_ARGV[0]: the source that was emptied.
CREATE FUNCTION layer.note_emptied() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM layer.note_everywhere(TG_ARGV[0]);
    RETURN NULL;
END $$;

-- Have a function of `after_writes` called after every statement that names `part` and writes to it.
CREATE FUNCTION layer.call_after_writes(part regclass, name text, called text) RETURNS void
LANGUAGE plpgsql AS $$
DECLARE
    made constant text := 'CREATE OR REPLACE TRIGGER %1$s_%2$s AFTER %2$s ON %3$s REFERENCING %4$s'
                          ' FOR EACH STATEMENT EXECUTE FUNCTION %5$s()';
BEGIN
    EXECUTE format(made, name, 'insert', part, 'NEW TABLE AS new_rows', called);
    EXECUTE format(made, name, 'delete', part, 'OLD TABLE AS old_rows', called);
    EXECUTE format(made, name, 'update', part, 'OLD TABLE AS old_rows NEW TABLE AS new_rows', called);
END $$;

-- Have `doing` done after every statement that writes to `part`: PL/pgSQL that finds `rows`, those columns of what was, with
-- `sign` -1, and of what is, with 1; without what an update has left as it was. Each table has a function of its own in
-- which the statements stand as they are, so that a session plans them once.
CREATE FUNCTION layer.after_writes(part regclass, name text, columns text, doing text) RETURNS void
LANGUAGE plpgsql AS $$
DECLARE
    called constant text := format('layer.%I', concat_ws('_', name, (SELECT relname FROM pg_class WHERE oid = part)));
    come constant text := format('SELECT %s, 1 AS sign FROM new_rows', columns);
    gone constant text := format('SELECT %s, -1 AS sign FROM old_rows', columns);
    changed constant text := format('SELECT %1$s, sum(sign)::integer AS sign FROM (%2$s UNION ALL %3$s) AS r'
                                 ' GROUP BY %1$s HAVING sum(sign) <> 0', columns, gone, come);
BEGIN
    EXECUTE format('CREATE FUNCTION %s() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER'
                   ' SET search_path = pg_catalog, public, pg_temp SET jit = off AS %L', called, format(
        'BEGIN IF TG_OP = ''INSERT'' THEN WITH rows AS (%1$s) %4$s ELSIF TG_OP = ''DELETE'' THEN WITH rows AS (%2$s) %4$s'
        ' ELSE WITH rows AS (%3$s) %4$s END IF; RETURN NULL; END', come, gone, changed, doing));
    PERFORM layer.call_after_writes(part, name, called);
END $$;

-- Have writes to `part` noted. places: a query of source and place over `rows`; a place that is NULL: everywhere. unseen:
-- columns on which no tile hangs.
CREATE FUNCTION layer.note_writes(part regclass, places text, unseen text[] DEFAULT '{}') RETURNS void
LANGUAGE plpgsql AS $$
DECLARE
    -- So many boxes that comparing them costs more than it saves become everywhere, too.
    most_boxes constant integer := 200;
    columns constant text := (SELECT string_agg(quote_ident(attname), ', ' ORDER BY attnum) FROM pg_attribute
                               WHERE attrelid = part AND attnum > 0 AND NOT attisdropped AND attname <> ALL (unseen));
BEGIN
    PERFORM layer.after_writes(part, 'tiles', columns, format(
        'INSERT INTO tile_change (source, west, south, east, north)'
        ' WITH boxes AS MATERIALIZED (SELECT source, place::box3d AS box FROM (%s) AS p (source, place)),'
        ' few AS MATERIALIZED (SELECT count(*) <= %s AS are FROM boxes)'
        ' SELECT DISTINCT source, ST_XMin(box), ST_YMin(box), ST_XMax(box), ST_YMax(box)'
        ' FROM (SELECT source, CASE WHEN are THEN box END AS box FROM boxes, few) AS b ON CONFLICT DO NOTHING;'
        ' IF FOUND THEN PERFORM pg_notify(''wardmap_tiles'', ''''); END IF;', places, most_boxes));
END $$;

CREATE FUNCTION layer.note_truncates(part regclass, source text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    EXECUTE format('CREATE OR REPLACE TRIGGER tiles_truncate AFTER TRUNCATE ON %s'
                   ' FOR EACH STATEMENT EXECUTE FUNCTION layer.note_emptied(%L)', part, source);
END $$;

-- A statement's triggers are those of the table that it names: the whole, the partition of a layer, or the one in that which
-- holds the rows (`layer.watch_rows`).
SELECT layer.note_writes(part, 'SELECT layer, geom_3857 FROM rows',
                         '{geom,name_search,load_id,source_row,recorded_at}')
  FROM (SELECT 'feature'::regclass AS part UNION ALL
        SELECT inhrelid FROM pg_inherits WHERE inhparent = 'feature'::regclass) AS parts;

-- A unit's name is shown on its parts, too.
SELECT layer.note_writes('unit_version',
    'SELECT ''units'', geom_3857 FROM rows WHERE geom_3857 IS NOT NULL UNION ALL'
    ' SELECT ''units'', v.geom_3857 FROM rows JOIN unit_version AS v ON v.parent_id = rows.unit_id'
    ' WHERE v.geom_3857 IS NOT NULL');
SELECT layer.note_writes('unit_code',
    'SELECT ''units'', v.geom_3857 FROM rows JOIN unit_version AS v USING (unit_id) WHERE v.geom_3857 IS NOT NULL');

SELECT layer.note_writes('unit_shape', 'SELECT ''units'', geom_3857 FROM rows'), layer.note_truncates('unit_shape', 'units');

-- A run is shown or not as a whole; of one that is shown, results may change one by one. A few more than are told apart are enough
-- to see that these are too many.
SELECT layer.note_writes('coverage_run', 'SELECT ''coverage'', NULL::geometry FROM rows',
                         '{computed_at,sources,seen,made_by,reads,needs,changed_by,reach_m}');
SELECT layer.note_writes('coverage_result',
    '(SELECT ''coverage'', geom_3857 FROM rows WHERE geom_3857 IS NOT NULL LIMIT 201) UNION ALL'
    ' (SELECT ''coverage'', p.geom_3857 FROM (SELECT subject_id FROM rows WHERE layer = ''addresses'' LIMIT 201) AS a'
    ' JOIN address_point AS p ON p.addressable_id = a.subject_id AND p.position = ''main_entrance'' AND upper_inf(p.valid))');
SELECT layer.note_writes('coverage_unit',
    'SELECT ''coverage'', v.geom_3857 FROM rows JOIN unit_version AS v ON v.id = rows.version_id'
    ' WHERE v.geom_3857 IS NOT NULL LIMIT 201');
SELECT layer.note_writes('coverage_blind_spot', 'SELECT ''coverage'', geom_3857 FROM rows LIMIT 201');
SELECT layer.note_truncates(part, 'coverage') FROM unnest('{coverage_run,coverage_unit,coverage_result,coverage_blind_spot}'::regclass[]) AS part;

-- A value stands until a newer one comes: what one hides of another lies wherever the unit is.
SELECT layer.note_writes('indicator', 'SELECT ''indicators'', NULL::geometry FROM rows'), layer.note_truncates('indicator', 'indicators');

SELECT layer.note_writes('camera_sight', 'SELECT ''camera_sights'', geom_3857 FROM rows', '{geom}'),
       layer.note_truncates('camera_sight', 'camera_sights');

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
  FROM (SELECT unnest('{units,coverage,indicators,addresses,camera_sights}'::text[]) AS source UNION ALL
        SELECT substr(relname, length('feature_') + 1) FROM pg_inherits JOIN pg_class ON pg_class.oid = inhrelid
         WHERE inhparent = 'feature'::regclass) AS sources;

-- What happened so long ago that no tile is kept from before it.
CREATE FUNCTION layer.forget_tile_changes() RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
WITH forgotten AS (DELETE FROM tile_change WHERE recorded_at < now() - interval '2 days' RETURNING xid),
     newest AS (SELECT xid FROM forgotten ORDER BY xid DESC LIMIT 1)
UPDATE tile_change_horizon AS h SET xid = newest.xid FROM newest WHERE h.xid IS NULL OR h.xid < newest.xid
$$;

-- When the server was started, or last recovered from a crash of one of its processes: seconds since 1970.
CREATE FUNCTION layer.run_of_server() RETURNS double precision LANGUAGE sql STABLE
RETURN extract(epoch FROM greatest(pg_postmaster_start_time(), (SELECT stats_reset FROM pg_stat_bgwriter)));

-- Say how far this run of the server has come; runs from which no tile is kept are forgotten.
CREATE FUNCTION layer.note_run() RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DELETE FROM tile_run WHERE noted_at < now() - interval '30 days';
INSERT INTO tile_run (server, xid) VALUES (layer.run_of_server(), pg_current_xact_id())
    ON CONFLICT (server) DO UPDATE SET xid = EXCLUDED.xid, noted_at = now()
$$;
REVOKE EXECUTE ON FUNCTION layer.forget_tile_changes(), layer.note_run(), layer.note_everywhere(text[]) FROM PUBLIC;
