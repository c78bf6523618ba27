-- Every write to what coverage rules judge or count is kept for a while in `row_change`, in the writer's transaction: each row as it
-- was and as it is.

-- All rows of these layers. For writes that go past the triggers.
CREATE FUNCTION layer.note_all_rows(VARIADIC layers text[]) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
INSERT INTO row_change (layer) SELECT DISTINCT unnest(layers) ON CONFLICT DO NOTHING
$$;

-- TG_ARGV[0]: the layer that was emptied.
CREATE FUNCTION layer.note_rows_gone() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM layer.note_all_rows(TG_ARGV[0]);
    RETURN NULL;
END $$;

-- Have writes to those columns of `part` kept. written: a query of layer, id, host, attributes and geom over `rows`.
CREATE FUNCTION layer.keep_rows(part regclass, columns text, written text) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    -- So many that looking at each costs more than looking at all.
    most_rows constant integer := 200;
BEGIN
    PERFORM layer.after_writes(part, 'rows', columns, format(
        ', few AS MATERIALIZED (SELECT count(*) <= %s AS are FROM rows)'
        ' INSERT INTO row_change (layer, id, host, attributes, geom)'
        ' SELECT layer, id, host, attributes, geom FROM (%s) AS w (layer, id, host, attributes, geom), few WHERE are'
        ' UNION ALL SELECT DISTINCT layer, NULL::bigint, NULL, NULL::jsonb, NULL::geometry'
        ' FROM (%2$s) AS w (layer, id, host, attributes, geom), few WHERE NOT are ON CONFLICT DO NOTHING;',
        most_rows, written));
END $$;

CREATE FUNCTION layer.keep_truncates(part regclass, emptied text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    EXECUTE format('CREATE OR REPLACE TRIGGER rows_truncate AFTER TRUNCATE ON %s'
                   ' FOR EACH STATEMENT EXECUTE FUNCTION layer.note_rows_gone(%L)', part, emptied);
END $$;

SELECT layer.keep_rows(part, 'layer, id, key, name, status, host, attributes, geom',
                       -- Of what is known of it only how far it sees: what was deleted is not to be found here.
                       'SELECT layer, id, host, jsonb_build_object(''pixels'', attributes->''pixels'','
                       ' ''field_of_view'', attributes->''field_of_view''), geom FROM rows')
  FROM (SELECT 'feature'::regclass AS part UNION ALL
        SELECT inhrelid FROM pg_inherits WHERE inhparent = 'feature'::regclass) AS parts;

-- Where a unit is, and what it is part of, decides on every result.
SELECT layer.keep_rows('unit_version', 'unit_id, kind, parent_id, geom, valid, recorded',
                       'SELECT ''units'', unit_id, NULL, NULL::jsonb, NULL::geometry FROM rows');
SELECT layer.keep_rows('indicator', 'unit_id, code, period, value',
                       'SELECT ''indicator_values'', unit_id, NULL, NULL::jsonb, NULL::geometry FROM rows'),
       layer.keep_truncates('indicator', 'indicator_values');
SELECT layer.keep_rows('addressable', 'id, kind, status', 'SELECT ''addresses'', id, NULL, NULL::jsonb, NULL::geometry FROM rows'),
       layer.keep_truncates('addressable', 'addresses');
SELECT layer.keep_rows(part, columns, 'SELECT ''addresses'', addressable_id, NULL, NULL::jsonb, NULL::geometry FROM rows'),
       layer.keep_truncates(part, 'addresses')
  FROM (VALUES ('address_point'::regclass, 'addressable_id, position, valid, geom'),
               ('address_text', 'addressable_id, valid, number'), ('address_code', 'addressable_id, code')) AS parts (part, columns);

-- What happened so long ago that whoever did not follow until now looks at everything again.
CREATE FUNCTION layer.forget_row_changes() RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
WITH forgotten AS (DELETE FROM row_change WHERE recorded_at < now() - interval '2 days' RETURNING xid),
     newest AS (SELECT xid FROM forgotten ORDER BY xid DESC LIMIT 1)
UPDATE row_change_horizon AS h SET xid = newest.xid FROM newest WHERE h.xid IS NULL OR h.xid < newest.xid
$$;

-- A database that was restored elsewhere has changes and runs with numbers of transactions that are still to come here: they say
-- nothing any more, and everything is looked at again. Whether it was so.
CREATE FUNCTION layer.forget_foreign_changes() RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF coalesce(greatest((SELECT xid FROM row_change ORDER BY xid DESC LIMIT 1), (SELECT xid FROM row_change_horizon),
                         (SELECT made_by FROM coverage_run ORDER BY made_by DESC LIMIT 1)) > pg_current_xact_id(), false) THEN
        DELETE FROM row_change;
        UPDATE row_change_horizon SET xid = pg_current_xact_id();
        UPDATE coverage_run SET seen = '1:1:', made_by = '1', changed_by = '1';
        RETURN true;
    END IF;
    RETURN false;
END $$;
REVOKE EXECUTE ON FUNCTION layer.forget_row_changes(), layer.forget_foreign_changes(), layer.note_all_rows(text[]) FROM PUBLIC;
