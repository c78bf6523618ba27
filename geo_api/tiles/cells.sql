-- Points counted by cells as they are written: `point_cell` goes with every write, in its transaction.

-- The side of the map, as layers/mercator.py has it.
CREATE FUNCTION layer.world_metres() RETURNS double precision
LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN 40075016.685578488;

-- The numbers from 0 to 31 with a zero before each of their bits.
CREATE FUNCTION layer.spreads() RETURNS bigint[] LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN
    '{0,1,4,5,16,17,20,21,64,65,68,69,80,81,84,85,256,257,260,261,272,273,276,277,320,321,324,325,336,337,340,341}'::bigint[];

-- A number below 2^20 with a zero before each of its bits, five at a time.
CREATE FUNCTION layer.spread(value bigint) RETURNS bigint LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN
    ((layer.spreads())[(value >> 15) + 1] << 30) | ((layer.spreads())[((value >> 10) & 31) + 1] << 20)
    | ((layer.spreads())[((value >> 5) & 31) + 1] << 10) | (layer.spreads())[(value & 31) + 1];

-- Its column among the cells of zoom 14, of a place so many metres east of the map's middle; or its row, if so many south.
CREATE FUNCTION layer.nth_cell(metres double precision) RETURNS bigint LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN
    least((1 << 20) - 1, greatest(0, floor((metres / layer.world_metres() + 0.5) * (1 << 20))))::bigint;

-- The cell at zoom 14; that at a zoom less is a quarter of it. The bits of column and row by turns.
CREATE FUNCTION layer.cell_at(nth_column bigint, nth_row bigint) RETURNS bigint
LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN layer.spread(nth_column) | (layer.spread(nth_row) << 1);

-- sum(bigint) is a numeric, and several times as slow.
CREATE AGGREGATE layer.total(bigint) (
    SFUNC = int8pl, STYPE = bigint, INITCOND = '0', COMBINEFUNC = int8pl, PARALLEL = SAFE);

-- What is counted of the points that a query gives, by itself.
CREATE FUNCTION layer.in_cells_sql(points text) RETURNS text LANGUAGE sql IMMUTABLE RETURN format(
    'SELECT layer, layer.cell_at(nth_column, nth_row) AS cell, is_public, value, sign, x, y, id FROM'
    ' (SELECT layer, is_public, value, sign, id, layer.nth_cell(ST_X(place)) AS nth_column,'
    ' layer.nth_cell(-ST_Y(place)) AS nth_row,'
    ' round(ST_X(place) * 100)::bigint AS x, round(ST_Y(place) * 100)::bigint AS y FROM (%s) AS p (layer, id, is_public, value, place, sign) WHERE GeometryType(place) = ''POINT'' OFFSET 0) AS p', points);

-- Rows of the ledger for all zooms, by a query that gives points with a sign.
CREATE FUNCTION layer.cells_sql(points text) RETURNS text LANGUAGE sql IMMUTABLE AS $$
SELECT format(
    'INSERT INTO point_cell (layer, zoom, cell, is_public, value, n, sum_x, sum_y, sum_id)'
    ' SELECT layer, 5 + num_nonnulls(%1$s), coalesce(%2$s), is_public, value, layer.total(sign)::integer,'
    ' layer.total(sign * x), layer.total(sign * y), layer.total(sign * id)'
    ' FROM (SELECT *, %3$s FROM (%4$s OFFSET 0) AS p) AS p GROUP BY layer, is_public, value, c5, ROLLUP (%1$s)'
    ' HAVING (layer.total(sign), layer.total(sign * x), layer.total(sign * y), layer.total(sign * id)) <> (0, 0, 0, 0);',
    string_agg('c' || zoom, ', ' ORDER BY zoom) FILTER (WHERE zoom > 5),
    string_agg('c' || zoom, ', ' ORDER BY zoom DESC),
    string_agg(format('cell >> %s AS c%s', 2 * (14 - zoom), zoom), ', '),
    layer.in_cells_sql(points))
  FROM generate_series(5, 14) AS zoom
$$;

-- Have writes to `part` counted; columns: those of which the query, as `point_count` has it, speaks.
CREATE FUNCTION layer.watch_points(part regclass, columns text, query text) RETURNS void LANGUAGE sql AS $$
SELECT layer.after_writes(part, 'cells', columns, layer.cells_sql(query))
$$;

-- All points of a layer as they are now.
CREATE FUNCTION layer.points_sql(rule point_count) RETURNS text LANGUAGE sql IMMUTABLE RETURN
    layer.in_cells_sql(format('WITH rows AS (SELECT *, 1 AS sign FROM %I) %s', rule.base, rule.query));

-- All points of a layer from the beginning. Others must not write them meanwhile.
CREATE FUNCTION layer.recount(counted text) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp SET jit = off SET work_mem = '64MB' AS $$
DECLARE
    rule point_count%ROWTYPE;
BEGIN
    -- Folding takes rows away and puts others in their place, which a snapshot from before would not see.
    IF current_setting('transaction_isolation') <> 'read committed' THEN
        RAISE invalid_transaction_state USING MESSAGE = format(
            'Điểm của “%1$s” chỉ đếm lại được ở mức READ COMMITTED · points of “%1$s” are counted anew under READ COMMITTED only',
            counted),
            HINT = 'SET TRANSACTION ISOLATION LEVEL READ COMMITTED';
    END IF;
    PERFORM pg_advisory_xact_lock(hashtext('wardmap.point_cell'));
    DELETE FROM point_cell WHERE layer = counted;
    SELECT * INTO rule FROM point_count WHERE layer = counted;
    IF FOUND THEN
        EXECUTE format('INSERT INTO point_cell SELECT layer, 14, cell, is_public, value, count(*),'
                       ' layer.total(x), layer.total(y), layer.total(id), true'
                       ' FROM (%s) AS p GROUP BY layer, cell, is_public, value ORDER BY cell', layer.points_sql(rule));
        FOR farther IN REVERSE 13..5 LOOP
            INSERT INTO point_cell
            SELECT layer, farther, cell >> 2, is_public, value, layer.total(n)::integer, layer.total(sum_x), layer.total(sum_y), layer.total(sum_id), true
              FROM point_cell WHERE layer = counted AND zoom = farther + 1
             GROUP BY layer, cell >> 2, is_public, value ORDER BY cell >> 2;
        END LOOP;
    END IF;
END $$;

CREATE FUNCTION layer.count_emptied() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM layer.recount(TG_ARGV[0]);
    RETURN NULL;
END $$;

CREATE FUNCTION layer.count_truncates(part regclass, counted text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    EXECUTE format('CREATE OR REPLACE TRIGGER cells_truncate AFTER TRUNCATE ON %s'
                   ' FOR EACH STATEMENT EXECUTE FUNCTION layer.count_emptied(%L)', part, counted);
END $$;

-- Have the table that holds a layer's rows watched as their partition is. TRUNCATE calls those of every table that it empties.
CREATE FUNCTION layer.watch_rows(held text) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    part constant text := 'feature_' || held;
    leaf constant regclass := part || '_rows';
BEGIN
    PERFORM layer.call_after_writes(leaf, 'tiles', 'layer.tiles_' || part);
    PERFORM layer.note_truncates(leaf, held);
    PERFORM layer.call_after_writes(leaf, 'rows', 'layer.rows_' || part);
    PERFORM layer.keep_truncates(leaf, held);
    IF EXISTS (SELECT FROM point_count WHERE base = part) THEN
        PERFORM layer.call_after_writes(leaf, 'cells', 'layer.cells_' || part);
        PERFORM layer.count_truncates(leaf, held);
    END IF;
    IF held = 'cameras' THEN
        PERFORM layer.call_after_writes(leaf, 'sights', 'layer.sights_' || part);
        PERFORM layer.watch_sights(leaf);
    END IF;
END $$;

-- What cameras see goes when they all do.
CREATE FUNCTION layer.watch_sights(part regclass) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    EXECUTE format('CREATE OR REPLACE TRIGGER sights_truncate AFTER TRUNCATE ON %s'
                   ' FOR EACH STATEMENT EXECUTE FUNCTION layer.forget_sights()', part);
END $$;

-- The rows of a layer were exchanged with their table, past all triggers.
CREATE FUNCTION layer.note_exchange(exchanged text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    PERFORM layer.watch_rows(exchanged);
    PERFORM layer.note_everywhere(exchanged);
    PERFORM layer.note_all_rows(exchanged);
    PERFORM layer.recount(layer) FROM point_count WHERE layer = exchanged;
    IF exchanged = 'cameras' THEN
        PERFORM layer.draw_sights();
    END IF;
END $$;

-- Have a layer counted from now on; what is there already is counted when the way to count is another than before.
CREATE FUNCTION layer.count_points(counted text, base text, columns text, query text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    PERFORM layer.watch_points(base::regclass, columns, query);
    IF base NOT LIKE 'feature\_%' THEN
        PERFORM layer.count_truncates(base::regclass, counted);
    END IF;
    INSERT INTO point_count AS c VALUES (counted, base, query)
        ON CONFLICT (layer) DO UPDATE SET base = EXCLUDED.base, query = EXCLUDED.query
     WHERE (c.base, c.query) <> (EXCLUDED.base, EXCLUDED.query);
    IF FOUND THEN
        PERFORM layer.recount(counted);
    END IF;
END $$;

-- Rows of one cell into one, of so many cells at most; how many there were. Those with most to fold come first: one that is
-- written to all the time leaves the others their turn. Readers see the same sums before and after.
CREATE FUNCTION layer.fold_point_cells(most integer) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp SET jit = off AS $$
DECLARE
    folded bigint;
BEGIN
    IF NOT pg_try_advisory_xact_lock(hashtext('wardmap.point_cell')) THEN
        RETURN 0;
    END IF;
    -- Not all of them are looked at, however many there are.
    WITH due AS (SELECT layer, zoom, cell FROM (
                     SELECT layer, zoom, cell FROM point_cell WHERE NOT is_folded LIMIT 50 * most) AS d
                  GROUP BY layer, zoom, cell ORDER BY count(*) DESC LIMIT most),
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
CREATE TRIGGER show_insert BEFORE INSERT ON address_point FOR EACH ROW EXECUTE FUNCTION layer.show_address();
-- Who only moves a point does not ask its thing, and so cannot wait for somebody who holds that and waits for the point.
CREATE TRIGGER show_update BEFORE UPDATE ON address_point FOR EACH ROW
    WHEN ((NEW.addressable_id, NEW.shown_as, NEW.is_public) IS DISTINCT FROM
          (OLD.addressable_id, OLD.shown_as, OLD.is_public)) EXECUTE FUNCTION layer.show_address();
CREATE FUNCTION layer.show_addressable() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE address_point AS p SET shown_as = n.kind, is_public = layer.is_open_address(n.kind, n.status) FROM new_rows AS n
     WHERE p.addressable_id = n.id
       AND (p.shown_as, p.is_public) IS DISTINCT FROM (n.kind, layer.is_open_address(n.kind, n.status));
    RETURN NULL;
END $$;
CREATE TRIGGER show_insert AFTER INSERT ON addressable REFERENCING NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION layer.show_addressable();
CREATE TRIGGER show_update AFTER UPDATE ON addressable REFERENCING NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION layer.show_addressable();
