DROP SCHEMA IF EXISTS layer CASCADE;   -- views, made again after every migration

-- Folding a name costs as much as all the rest of a row: loaders fold many at once, a trigger those of others.
ALTER TABLE feature ALTER COLUMN name_search DROP EXPRESSION;
CREATE FUNCTION feature_name_search() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.name_search := fold_vi(NEW.name);
    RETURN NEW;
END $$;
CREATE TRIGGER feature_name_search_insert BEFORE INSERT ON feature FOR EACH ROW
    WHEN (NEW.name_search IS NULL AND NEW.name IS NOT NULL) EXECUTE FUNCTION feature_name_search();
CREATE TRIGGER feature_name_search_update BEFORE UPDATE OF name ON feature FOR EACH ROW
    WHEN (NEW.name IS DISTINCT FROM OLD.name) EXECUTE FUNCTION feature_name_search();

-- The layer is the same in all rows of a partition: an index that begins with it compares it over and over for nothing.
ALTER TABLE feature DROP CONSTRAINT feature_pkey, DROP CONSTRAINT feature_layer_key_key;
ALTER TABLE feature ADD PRIMARY KEY (id, layer), ADD UNIQUE (key, layer);

-- A foreign key would lock all records of loads whenever rows are exchanged, and costs a look-up for each row. Records
-- stay for good instead, so that no feature can be left without its own.
ALTER TABLE feature DROP CONSTRAINT feature_load_id_fkey;
CREATE FUNCTION refuse_to_forget_loads() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE restrict_violation USING MESSAGE = 'records of loads are kept for good';
END $$;
CREATE TRIGGER keep BEFORE DELETE OR TRUNCATE ON load FOR EACH STATEMENT EXECUTE FUNCTION refuse_to_forget_loads();

-- Each layer's partition has one partition of its own, which holds the rows: a load that brings many builds it anew with
-- its indexes, which is three times as fast as adding to them, and puts it in the place of the old one. Only that layer
-- is locked for it, for a moment, and whatever is built on the partition of the layer stays.
DO $$
DECLARE
    part   text;
    bounds text;
BEGIN
    FOR part IN SELECT inhrelid::regclass::text FROM pg_inherits WHERE inhparent = 'feature'::regclass LOOP
        bounds := 'FOR VALUES IN (' || quote_literal(substr(part, length('feature_') + 1)) || ')';
        EXECUTE 'ALTER TABLE feature DETACH PARTITION ' || part;
        EXECUTE 'ALTER TABLE ' || part || ' RENAME TO ' || part || '_rows';
        EXECUTE 'CREATE TABLE ' || part || ' PARTITION OF feature ' || bounds || ' PARTITION BY LIST (layer)';
        EXECUTE 'ALTER TABLE ' || part || ' ATTACH PARTITION ' || part || '_rows ' || bounds;
    END LOOP;
END $$;
