-- Rows that an official sees only in the own units. The service says whose units they are, in every transaction anew:
-- `wardmap.units` (numbers of communes and hamlets, with commas between), `wardmap.versions` (those of their versions that
-- are in force today) or `wardmap.everywhere`. Unsaid is none.
CREATE FUNCTION layer.asker_units() RETURNS bigint[] LANGUAGE sql STABLE PARALLEL SAFE
RETURN string_to_array(current_setting('wardmap.units', true), ',')::bigint[];

CREATE FUNCTION layer.asker_versions() RETURNS bigint[] LANGUAGE sql STABLE PARALLEL SAFE
RETURN string_to_array(current_setting('wardmap.versions', true), ',')::bigint[];

CREATE FUNCTION layer.asker_is_everywhere() RETURNS boolean LANGUAGE sql STABLE PARALLEL SAFE
RETURN coalesce(current_setting('wardmap.everywhere', true) = 'on', false);

-- The versions of communes and hamlets that `place` (EPSG:4326) lies in: those of whatever day, so that nothing has to move
-- on the day of a change. Which of them are in force, whoever asks says.
-- plpgsql: a plan that is kept, where it is asked row by row.
CREATE FUNCTION layer.versions_at(place geometry) RETURNS bigint[]
LANGUAGE plpgsql STABLE PARALLEL SAFE AS $$
BEGIN
    RETURN (SELECT coalesce(array_agg(DISTINCT v.id), '{}')
              FROM public.unit_piece AS p
              JOIN public.unit_version AS v ON v.id = p.version_id AND upper_inf(v.recorded)
              JOIN public.unit AS u ON u.id = v.unit_id AND u.level IN ('commune', 'hamlet')
             WHERE public.ST_Intersects(p.geom, place));
END $$;

CREATE FUNCTION layer.place_row() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.unit_versions := layer.versions_at(NEW.geom);
    RETURN NEW;
END $$;

-- Rows that came past the trigger, and those from before there was one. Gives how many.
CREATE FUNCTION layer.place_rows(part regclass) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
    placed bigint;
BEGIN
    EXECUTE format('UPDATE %s SET unit_versions = layer.versions_at(geom) WHERE unit_versions IS NULL', part);
    GET DIAGNOSTICS placed = ROW_COUNT;
    RETURN placed;
END $$;

-- Have the rows of `part` know their units, and let views of officials (`wardmap_fenced` owns them) see these alone.
-- seen: SQL over a row, true for what everybody may see anyway.
CREATE FUNCTION layer.fence(part regclass, seen text DEFAULT 'false') RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    EXECUTE format('CREATE TRIGGER place BEFORE INSERT OR UPDATE OF geom ON %s'
                   ' FOR EACH ROW EXECUTE FUNCTION layer.place_row()', part);
    PERFORM layer.place_rows(part);
    PERFORM layer.fence_off(part, format('%s OR unit_versions && (SELECT layer.asker_versions())', seen));
END $$;

CREATE FUNCTION layer.fence_off(part regclass, seen text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    EXECUTE format('ALTER TABLE %s ENABLE ROW LEVEL SECURITY', part);
    EXECUTE format('CREATE POLICY own_units ON %s FOR SELECT TO wardmap_fenced'
                   ' USING ((SELECT layer.asker_is_everywhere()) OR %s)', part, seen);
    EXECUTE format('GRANT SELECT ON %s TO wardmap_fenced', part);
END $$;
