-- Points counted by cells as they are written: `point_cell` goes with every write, in its transaction.

-- The cell of a point in EPSG:3857, for tiles of zoom 14; that of a zoom less is a quarter of it. The bits of x and y by
-- turns.
CREATE FUNCTION layer.cell_of(place geometry) RETURNS bigint LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE STRICT AS $$
DECLARE
    side constant double precision := 40075016.685578488;
    last constant bigint := (1 << 20) - 1;
    x bigint := least(last, greatest(0, floor((ST_X(place) / side + 0.5) * (last + 1))));
    y bigint := least(last, greatest(0, floor((0.5 - ST_Y(place) / side) * (last + 1))));
BEGIN
    x := (x | (x << 16)) & x'0000FFFF0000FFFF'::bigint;
    x := (x | (x << 8)) & x'00FF00FF00FF00FF'::bigint;
    x := (x | (x << 4)) & x'0F0F0F0F0F0F0F0F'::bigint;
    x := (x | (x << 2)) & x'3333333333333333'::bigint;
    x := (x | (x << 1)) & x'5555555555555555'::bigint;
    y := (y | (y << 16)) & x'0000FFFF0000FFFF'::bigint;
    y := (y | (y << 8)) & x'00FF00FF00FF00FF'::bigint;
    y := (y | (y << 4)) & x'0F0F0F0F0F0F0F0F'::bigint;
    y := (y | (y << 2)) & x'3333333333333333'::bigint;
    y := (y | (y << 1)) & x'5555555555555555'::bigint;
    RETURN x | (y << 1);
END $$;

-- Rows of the ledger for the zooms from `first` on, of the points that a query gives with a sign.
CREATE FUNCTION layer.cells_sql(points text, first integer, is_all boolean) RETURNS text LANGUAGE sql IMMUTABLE RETURN format(
    'INSERT INTO point_cell (layer, zoom, cell, is_public, value, n, sum_x, sum_y, sum_id, is_folded)'
    ' SELECT layer, zoom, cell >> (2 * (14 - zoom)), is_public, value, sum(sign), sum(sign * x), sum(sign * y),'
    ' sum(sign * id), %L::boolean'
    ' FROM (SELECT layer, id, is_public, value, sign, layer.cell_of(place) AS cell,'
    ' round(ST_X(place) * 100)::bigint AS x, round(ST_Y(place) * 100)::bigint AS y'
    ' FROM (%s) AS p (layer, id, is_public, value, place, sign)'
    ' WHERE GeometryType(place) = ''POINT'' OFFSET 0) AS p, generate_series(%s, 14) AS zoom'
    ' GROUP BY layer, zoom, cell >> (2 * (14 - zoom)), is_public, value'
    ' HAVING (sum(sign), sum(sign * x), sum(sign * y), sum(sign * id)) <> (0, 0, 0, 0)'
    ' ORDER BY layer, zoom, 3', is_all, points, first);

-- TG_ARGV[0]: the query as `point_count` has it.
CREATE FUNCTION layer.count_written() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public SET jit = off AS $$
DECLARE
    gone constant text := format('SELECT *, -1 FROM (WITH rows AS (SELECT * FROM old_rows) %s) AS p', TG_ARGV[0]);
    come constant text := format('SELECT *, 1 FROM (WITH rows AS (SELECT * FROM new_rows) %s) AS p', TG_ARGV[0]);
BEGIN
    EXECUTE layer.cells_sql(
        CASE TG_OP WHEN 'INSERT' THEN come WHEN 'DELETE' THEN gone ELSE gone || ' UNION ALL ' || come END, 5, false);
    RETURN NULL;
END $$;

CREATE FUNCTION layer.watch_points(part regclass, query text) RETURNS void LANGUAGE sql AS $$
SELECT layer.after_writes(part, 'layer.count_written'::regproc, 'cells', query)
$$;

-- All points of a layer from the beginning. Others must not write them meanwhile.
CREATE FUNCTION layer.recount(counted text) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public SET jit = off SET work_mem = '64MB' AS $$
DECLARE
    rule point_count%ROWTYPE;
BEGIN
    -- Folding takes rows away and puts others in their place, which a snapshot from before would not see.
    PERFORM pg_advisory_xact_lock(hashtext('wardmap.point_cell'));
    DELETE FROM point_cell WHERE layer = counted;
    SELECT * INTO rule FROM point_count WHERE layer = counted;
    IF FOUND THEN
        EXECUTE layer.cells_sql(
            format('SELECT *, 1 FROM (WITH rows AS (SELECT * FROM %I) %s) AS p', rule.base, rule.query), 14, true);
        FOR farther IN REVERSE 13..5 LOOP
            INSERT INTO point_cell
            SELECT layer, farther, cell >> 2, is_public, value, sum(n), sum(sum_x), sum(sum_y), sum(sum_id), true
              FROM point_cell WHERE layer = counted AND zoom = farther + 1
             GROUP BY layer, cell >> 2, is_public, value ORDER BY cell >> 2;
        END LOOP;
    END IF;
END $$;

-- The rows of a layer were exchanged with their table, past all triggers.
CREATE FUNCTION layer.note_exchange(exchanged text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    PERFORM layer.note_everywhere(exchanged);
    PERFORM layer.recount(layer) FROM point_count WHERE layer = exchanged;
END $$;

CREATE FUNCTION layer.count_emptied() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM layer.recount(TG_ARGV[0]);
    RETURN NULL;
END $$;

-- Have a layer counted from now on; what is there already is counted when the way to count is another than before.
CREATE FUNCTION layer.count_points(counted text, base text, query text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    PERFORM layer.watch_points(base::regclass, query);
    EXECUTE format('CREATE TRIGGER cells_truncate AFTER TRUNCATE ON %I'
                   ' FOR EACH STATEMENT EXECUTE FUNCTION layer.count_emptied(%L)', base, counted);
    INSERT INTO point_count AS c VALUES (counted, base, query)
        ON CONFLICT (layer) DO UPDATE SET base = EXCLUDED.base, query = EXCLUDED.query
     WHERE (c.base, c.query) <> (EXCLUDED.base, EXCLUDED.query);
    IF FOUND THEN
        PERFORM layer.recount(counted);
    END IF;
END $$;

-- Rows of one cell into one, of so many cells at most; how many there were. Readers see the same sums before and after.
CREATE FUNCTION layer.fold_point_cells(most integer) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public SET jit = off AS $$
DECLARE
    folded bigint;
BEGIN
    IF NOT pg_try_advisory_xact_lock(hashtext('wardmap.point_cell')) THEN
        RETURN 0;
    END IF;
    WITH due AS (SELECT DISTINCT layer, zoom, cell FROM (
                     SELECT layer, zoom, cell FROM point_cell WHERE NOT is_folded LIMIT most) AS d),
         gone AS (DELETE FROM point_cell AS c USING due
                   WHERE (c.layer, c.zoom, c.cell) = (due.layer, due.zoom, due.cell) RETURNING c.*),
         one AS (INSERT INTO point_cell
                 SELECT layer, zoom, cell, is_public, value, sum(n), sum(sum_x), sum(sum_y), sum(sum_id), true
                   FROM gone GROUP BY layer, zoom, cell, is_public, value HAVING sum(n) <> 0)
    SELECT count(*) INTO folded FROM gone;
    RETURN folded;
END $$;
REVOKE EXECUTE ON FUNCTION layer.fold_point_cells(integer), layer.recount(text), layer.note_exchange(text) FROM PUBLIC;

-- An address point says itself what it shows of its thing, and goes on saying so when that changes.
CREATE FUNCTION layer.show_address() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.is_public := false;
    SELECT a.kind, layer.is_open_address(a.kind, a.status) INTO NEW.shown_as, NEW.is_public
      FROM addressable AS a WHERE a.id = NEW.addressable_id FOR SHARE;
    NEW.is_public := coalesce(NEW.is_public, false);
    RETURN NEW;
END $$;
CREATE TRIGGER show BEFORE INSERT OR UPDATE ON address_point FOR EACH ROW EXECUTE FUNCTION layer.show_address();
CREATE FUNCTION layer.show_addressable() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE address_point AS p SET shown_as = n.kind FROM new_rows AS n
     WHERE p.addressable_id = n.id
       AND (p.shown_as, p.is_public) IS DISTINCT FROM (n.kind, layer.is_open_address(n.kind, n.status));
    RETURN NULL;
END $$;
CREATE TRIGGER show_insert AFTER INSERT ON addressable REFERENCING NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION layer.show_addressable();
CREATE TRIGGER show_update AFTER UPDATE ON addressable REFERENCING NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION layer.show_addressable();
