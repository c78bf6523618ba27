-- Events in the order in which they became visible, so that whoever follows them misses none.

-- The views read the columns; migrating makes them again.
DROP SCHEMA IF EXISTS map_public, map_staff, layer CASCADE;

-- record_order: rises with the commit, which the identity does not: transactions take identities in advance, and end in
-- any order. Not the transaction's own number: that begins anew where a backup is put back.
ALTER TABLE unit_event ADD COLUMN record_order bigint;
ALTER TABLE unit_event DISABLE TRIGGER keep;
UPDATE unit_event SET record_order = id;
ALTER TABLE unit_event ENABLE TRIGGER keep;
ALTER TABLE unit_event ALTER COLUMN record_order SET NOT NULL;
ALTER TABLE unit_event ALTER COLUMN record_order ADD GENERATED ALWAYS AS IDENTITY;
SELECT setval(pg_get_serial_sequence('unit_event', 'record_order'), coalesce(max(id), 0) + 1, false) FROM unit_event;
ALTER TABLE unit_event ADD UNIQUE (record_order);
CREATE INDEX ON unit_event (recorded_at);

-- From its first event until it ends, a transaction alone records events: what comes after it has a higher record_order
-- and a later recorded_at. All its events have one recorded_at.
CREATE FUNCTION record_in_turn() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_advisory_xact_lock(hashtext('wardmap.unit_event'));
    IF coalesce(current_setting('wardmap.recorded_at', true), '') = '' THEN
        PERFORM set_config('wardmap.recorded_at', clock_timestamp()::text, true);
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER record_in_turn BEFORE INSERT ON unit_event FOR EACH STATEMENT EXECUTE FUNCTION record_in_turn();
ALTER TABLE unit_event ALTER COLUMN recorded_at SET DEFAULT current_setting('wardmap.recorded_at')::timestamptz;
