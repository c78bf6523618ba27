-- Units that live in time: what the tables of 0001 promised is now held by the database itself.

-- A table of changes has no coordinates.
ALTER TABLE load ALTER COLUMN source_crs DROP NOT NULL;

-- One spelling for comparing names: NFC, lower case, single spaces, and the tone on the letter where today's rule puts it
-- (hòa, hoà → hoà; thủy, thuỷ → thuỷ). Marks stay: Trực Hưng and Trực Hùng are two communes. layers/names.py says the same.
CREATE FUNCTION spelling_vi(t text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT
RETURN replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(
    btrim(regexp_replace(lower(normalize(t, NFC)), '\s+', ' ', 'g')),
    'òa', 'oà'), 'óa', 'oá'), 'ỏa', 'oả'), 'õa', 'oã'), 'ọa', 'oạ'),
    'òe', 'oè'), 'óe', 'oé'), 'ỏe', 'oẻ'), 'õe', 'oẽ'), 'ọe', 'oẹ'),
    'ùy', 'uỳ'), 'úy', 'uý'), 'ủy', 'uỷ'), 'ũy', 'uỹ'), 'ụy', 'uỵ');

-- A day on which a period surely holds: its first; the last before its end where nobody knows when it began.
CREATE FUNCTION day_of(period daterange) RETURNS date LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT
RETURN coalesce(lower(period), upper(period) - 1, DATE '2025-07-01');

-- What sets a hamlet apart from another of its name in the same commune: the commune it was part of before.
ALTER TABLE unit_version ADD COLUMN qualifier text;
ALTER TABLE unit_event ADD COLUMN load_id bigint REFERENCES load;

CREATE INDEX ON unit_version USING gin (name_search gin_trgm_ops);
CREATE INDEX ON unit_version (spelling_vi(name));
CREATE INDEX ON unit_version (unit_id);
CREATE INDEX ON unit_version (event_id);
CREATE INDEX ON unit_code (unit_id);
CREATE INDEX ON unit_event (effective);
CREATE INDEX ON unit (created_by_event);
CREATE INDEX ON unit (ended_by_event);
CREATE INDEX ON address_text (hamlet_id);
-- The search looks for parts of names.
CREATE INDEX feature_name_search_idx ON feature USING gin (name_search gin_trgm_ops);

-- Boundaries cut into small pieces: which unit holds a point is asked of them, at a fraction of the cost.
CREATE TABLE unit_piece (
    version_id bigint NOT NULL REFERENCES unit_version,
    geom       geometry(Polygon, 4326) NOT NULL
);
CREATE INDEX ON unit_piece USING gist (geom);
CREATE INDEX ON unit_piece (version_id);
-- Compiling so short a statement costs more than running it.
CREATE FUNCTION cut_into_pieces() RETURNS trigger LANGUAGE plpgsql SET jit = off AS $$
BEGIN
    INSERT INTO unit_piece (version_id, geom)
    SELECT NEW.id, piece FROM (SELECT (ST_Dump(ST_Subdivide(NEW.geom, 128))).geom AS piece) AS pieces
     WHERE GeometryType(piece) = 'POLYGON';
    RETURN NULL;
END $$;
CREATE TRIGGER cut_into_pieces AFTER INSERT ON unit_version
    FOR EACH ROW WHEN (NEW.geom IS NOT NULL) EXECUTE FUNCTION cut_into_pieces();
INSERT INTO unit_piece (version_id, geom)
SELECT id, piece FROM (SELECT id, (ST_Dump(ST_Subdivide(geom, 128))).geom AS piece FROM unit_version
                        WHERE geom IS NOT NULL) AS pieces
 WHERE GeometryType(piece) = 'POLYGON';

-- A unit is part of one of a higher tier.
CREATE FUNCTION check_parent() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE tiers constant text[] := ARRAY['province', 'district', 'commune', 'hamlet'];
BEGIN
    IF NOT EXISTS (SELECT FROM unit AS child, unit AS parent WHERE child.id = NEW.unit_id AND parent.id = NEW.parent_id
                      AND array_position(tiers, parent.level) < array_position(tiers, child.level)) THEN
        RAISE EXCEPTION USING ERRCODE = 'check_violation',
              MESSAGE = concat('unit ', NEW.unit_id, ' cannot be part of unit ', NEW.parent_id);
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER check_parent BEFORE INSERT ON unit_version
    FOR EACH ROW WHEN (NEW.parent_id IS NOT NULL) EXECUTE FUNCTION check_parent();

-- Nothing known is deleted or overwritten: a version is taken off record by closing `recorded`, an event by another event.
CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION USING ERRCODE = 'restrict_violation',
          MESSAGE = concat(TG_OP, ' of ', TG_TABLE_NAME, ' is refused: the history of units is only added to');
END $$;
CREATE TRIGGER keep BEFORE UPDATE OR DELETE OR TRUNCATE ON unit_event FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER keep BEFORE DELETE OR TRUNCATE ON unit FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER keep_facts BEFORE UPDATE OF id, level ON unit FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER keep_rows BEFORE DELETE OR TRUNCATE ON unit_version FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER keep_facts BEFORE UPDATE OF id, unit_id, valid, name, kind, parent_id, geom, geom_status, geom_source,
    load_id, event_id ON unit_version FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER keep_record BEFORE UPDATE OF recorded ON unit_version FOR EACH ROW
    WHEN (NOT upper_inf(OLD.recorded) OR lower(NEW.recorded) IS DISTINCT FROM lower(OLD.recorded))
    EXECUTE FUNCTION refuse_change();
CREATE TRIGGER keep BEFORE DELETE OR TRUNCATE ON unit_code FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER keep_facts BEFORE UPDATE OF scheme, code, unit_id ON unit_code
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER keep BEFORE DELETE OR TRUNCATE ON unit_lineage FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER keep_facts BEFORE UPDATE OF event_id, from_unit, to_unit, part ON unit_lineage
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER keep BEFORE DELETE OR TRUNCATE ON unit_title FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER keep_facts BEFORE UPDATE OF unit_id, title ON unit_title
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER keep BEFORE UPDATE OR DELETE OR TRUNCATE ON unit_piece FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
