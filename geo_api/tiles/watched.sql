-- Whether what keeps tiles and counts right still does. Applied when all triggers are made: it has their names.

CREATE FUNCTION layer.list_triggers() RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    EXECUTE 'CREATE VIEW layer.made_triggers (part, name) AS VALUES ' || (
        SELECT string_agg(format('(%L, %L)', relname, tgname), ', ' ORDER BY relname, tgname)
          FROM pg_trigger
          JOIN pg_proc ON pg_proc.oid = tgfoid AND pronamespace = 'layer'::regnamespace
          JOIN pg_class ON pg_class.oid = tgrelid);
END $$;
SELECT layer.list_triggers();

-- Those that are off, or not there. By names: rows may be in another table than they were.
CREATE VIEW layer.silent_triggers AS
SELECT part, name FROM layer.made_triggers
 WHERE NOT EXISTS (SELECT FROM pg_trigger JOIN pg_class ON pg_class.oid = tgrelid
                    WHERE relnamespace = 'public'::regnamespace AND relname = part AND tgname = name
                      AND tgenabled IN ('O', 'A'));

-- Whether what `point_cell` says of a layer, of each zoom and value, is other than what its rows add up to.
CREATE FUNCTION layer.is_miscounted(rule point_count) RETURNS boolean
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp SET jit = off AS $$
DECLARE
    is_wrong boolean;
BEGIN
    EXECUTE format(
        'WITH now AS (SELECT is_public, value, count(*), layer.total(x), layer.total(y), layer.total(id) FROM (%s) AS p'
        ' GROUP BY is_public, value),'
        ' due AS (SELECT zoom, now.* FROM now, generate_series(5, 14) AS zoom),'
        ' kept AS (SELECT zoom, is_public, value, layer.total(n), layer.total(sum_x), layer.total(sum_y), layer.total(sum_id)'
        ' FROM point_cell WHERE layer = $1 GROUP BY zoom, is_public, value'
        ' HAVING (layer.total(n), layer.total(sum_x), layer.total(sum_y), layer.total(sum_id)) <> (0, 0, 0, 0))'
        ' SELECT EXISTS (TABLE due EXCEPT TABLE kept) OR EXISTS (TABLE kept EXCEPT TABLE due)',
        layer.points_sql(rule)) INTO is_wrong USING rule.layer;
    RETURN is_wrong;
END $$;

-- Make right what writes past the triggers have left wrong; sources: of the layer. How many points are counted; NULL: none of
-- this layer ever are. Who writes to the layer waits meanwhile.
CREATE FUNCTION layer.put_right(named text, sources text[]) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
    counted text;
BEGIN
    SELECT base INTO counted FROM point_count WHERE layer = named;
    IF FOUND THEN
        EXECUTE format('LOCK TABLE %I IN SHARE MODE', counted);
        PERFORM layer.recount(named);
    END IF;
    IF named IN ('cameras', 'camera_sights') THEN
        PERFORM layer.draw_sights();
    END IF;
    PERFORM layer.note_everywhere(VARIADIC sources), layer.note_all_rows(named);
    RETURN CASE WHEN counted IS NOT NULL THEN
        (SELECT coalesce(sum(n), 0) FROM point_cell WHERE layer = named AND zoom = 14) END;
END $$;
REVOKE EXECUTE ON FUNCTION layer.list_triggers(), layer.is_miscounted(point_count), layer.put_right(text, text[]) FROM PUBLIC;
