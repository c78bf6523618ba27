-- Plates on gates and walls: an order of many, and the life of each. What happens to one stands in the events of its address,
-- whose version it leaves as it is.

-- From which states a step leads where. What was installed and is damaged stays on record when another takes its place.
CREATE VIEW register.plate_steps (step, before, after) AS VALUES
    ('printed',   '{ordered}'::text[],                           'printed'),
    ('installed', '{printed}'::text[],                           'installed'),
    ('damaged',   '{printed,installed}'::text[],                 'damaged'),
    ('replaced',  '{damaged}'::text[],                           'replaced'),
    ('removed',   '{ordered,printed,installed,damaged}'::text[], 'removed');

CREATE FUNCTION register.keep_plate_life() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        RAISE EXCEPTION 'plate % stays on record', OLD.id USING ERRCODE = 'insufficient_privilege';
    ELSIF NEW.status IS DISTINCT FROM OLD.status AND NOT EXISTS (
        SELECT FROM register.plate_steps AS s WHERE OLD.status = ANY(s.before) AND s.after = NEW.status)
    THEN
        RAISE EXCEPTION 'a plate does not go from % to %', OLD.status, NEW.status USING ERRCODE = 'check_violation';
    ELSIF NEW.version < OLD.version OR NEW.addressable_id <> OLD.addressable_id OR NEW.order_id <> OLD.order_id THEN
        RAISE EXCEPTION 'plate % keeps its version, address and order', NEW.id USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER keep_plate_life BEFORE UPDATE OR DELETE ON plate FOR EACH ROW EXECUTE FUNCTION register.keep_plate_life();

-- Commune office and police, of the place.
CREATE FUNCTION register.allows_plates(asker bigint, asked_with text[], asked bigint) RETURNS boolean LANGUAGE sql STABLE
SET search_path = pg_catalog, public, pg_temp
RETURN register.allows(asker, asked_with, '{verifier,approver,commune_editor}',
                       register.units_of(register.versions_of(asked)));

-- Why a plate cannot be ordered for that address, as {why, …}, or NULL. again: though there is one in use, or on the way.
CREATE FUNCTION register.fault_of_order(asker bigint, asked_with text[], asked bigint, again boolean) RETURNS jsonb
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    held addressable;
    other plate;
BEGIN
    SELECT * INTO held FROM addressable AS a WHERE a.id = asked;
    IF held.id IS NULL OR NOT register.allows_plates(asker, asked_with, asked) THEN
        RETURN '{"why": "unknown"}';
    ELSIF held.status <> 'assigned' THEN
        RETURN jsonb_build_object('why', 'state', 'status', held.status, 'version', held.version);
    ELSIF held.is_suspended THEN
        RETURN '{"why": "suspended"}';
    END IF;
    SELECT * INTO other FROM plate AS p
     WHERE p.addressable_id = asked AND p.status IN ('ordered', 'printed', 'installed') ORDER BY p.id DESC LIMIT 1;
    IF other.id IS NOT NULL AND NOT again THEN
        RETURN jsonb_build_object('why', 'has_plate', 'plate', other.id, 'order', other.order_id, 'status', other.status);
    END IF;
    RETURN NULL;
END $$;

-- Orders a plate for each of the addresses, in that turn, or none.
CREATE FUNCTION register.order_plates(
    asker bigint, asked_with text[], wanted text, ids bigint[], again boolean, OUT ordered bigint)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    faults jsonb;
BEGIN
    -- In one order, as steps of addresses do.
    PERFORM FROM addressable AS a WHERE a.id = ANY(ids) ORDER BY a.id FOR UPDATE;
    SELECT coalesce(jsonb_agg(jsonb_build_object('id', i.id) || f.fault ORDER BY i.id), '[]') INTO faults
      FROM unnest(ids) AS i (id)
     CROSS JOIN LATERAL register.fault_of_order(asker, asked_with, i.id, again) AS f (fault)
     WHERE f.fault IS NOT NULL;
    IF faults <> '[]' THEN
        PERFORM register.refuse(faults);
    END IF;
    INSERT INTO plate_order (template, ordered_by) VALUES (wanted, asker) RETURNING id INTO ordered;
    INSERT INTO plate (order_id, addressable_id)
    SELECT ordered, i.id FROM unnest(ids) WITH ORDINALITY AS i (id, n) ORDER BY i.n;
    INSERT INTO address_event (addressable_id, version, step, account_id, status_before, status_after, details)
    SELECT a.id, a.version, 'plate_ordered', asker, a.status, a.status,
           jsonb_build_object('plate', p.id, 'order', ordered, 'template', wanted)
      FROM plate AS p JOIN addressable AS a ON a.id = p.addressable_id WHERE p.order_id = ordered ORDER BY p.id;
END $$;

-- Whether the step was taken as it is asked for, by whoever asks, and nothing since: the answer was lost.
CREATE FUNCTION register.is_plate_done(asker bigint, taken text, held plate, seen integer, given jsonb) RETURNS boolean
LANGUAGE sql STABLE SET search_path = pg_catalog, public, pg_temp
RETURN held.version = seen + 1 AND coalesce((
    SELECT e.step = 'plate_' || taken AND e.account_id = asker AND e.details -> 'given' = given
      FROM address_event AS e
     WHERE e.addressable_id = held.addressable_id AND e.step LIKE 'plate\_%' AND e.details -> 'plate' = to_jsonb(held.id)
     ORDER BY e.id DESC LIMIT 1), false);

-- Why the step cannot be taken with that plate, as {why, …}, or NULL.
CREATE FUNCTION register.fault_of_plate(
    asker bigint, asked_with text[], taken text, held plate, seen integer, given jsonb) RETURNS jsonb
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    address addressable;
BEGIN
    IF held.id IS NULL OR NOT register.allows_plates(asker, asked_with, held.addressable_id) THEN
        RETURN '{"why": "unknown"}';
    ELSIF NOT EXISTS (SELECT FROM register.plate_steps AS s WHERE s.step = taken AND held.status = ANY(s.before)) THEN
        RETURN jsonb_build_object('why', 'plate_state', 'status', held.status, 'version', held.version);
    ELSIF held.version <> seen THEN
        RETURN jsonb_build_object('why', 'plate_changed', 'version', held.version);
    END IF;
    SELECT * INTO STRICT address FROM addressable AS a WHERE a.id = held.addressable_id;
    IF taken IN ('printed', 'installed') AND address.status <> 'assigned' THEN
        RETURN jsonb_build_object('why', 'to_remove', 'status', address.status);
    ELSIF taken IN ('printed', 'installed') AND address.is_suspended THEN
        RETURN '{"why": "suspended"}';
    ELSIF given ->> 'photo' IS NOT NULL AND NOT EXISTS (
        SELECT FROM address_photo AS f
         WHERE f.id = (given ->> 'photo')::bigint AND f.addressable_id = address.id AND f.purpose = 'plate') THEN
        RETURN '{"why": "plate_photo"}';
    ELSIF taken = 'replaced' AND NOT EXISTS (
        SELECT FROM plate AS o WHERE o.addressable_id = address.id AND o.id > held.id AND o.status = 'installed') THEN
        RETURN '{"why": "not_replaced"}';
    END IF;
    RETURN NULL;
END $$;

-- Takes the step with each of the plates, or with none. seen: the version of each that was looked at. Returns those with which
-- something happened; with the others it had happened already.
CREATE FUNCTION register.take_plates(
    asker bigint, asked_with text[], taken text, ids bigint[], seen integer[], reason text, given jsonb) RETURNS bigint[]
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    held plate;
    todo bigint[] := '{}';
    faults jsonb := '[]';
    fault jsonb;
    item record;
BEGIN
    -- Addresses before their plates, as orders do.
    PERFORM FROM addressable AS a WHERE a.id IN (SELECT p.addressable_id FROM plate AS p WHERE p.id = ANY(ids))
      ORDER BY a.id FOR UPDATE;
    FOR item IN
        SELECT i.id, i.seen, p AS held FROM unnest(ids, seen) AS i (id, seen) LEFT JOIN plate AS p ON p.id = i.id ORDER BY i.id
    LOOP
        held := item.held;
        CONTINUE WHEN held.id IS NOT NULL AND register.is_plate_done(asker, taken, held, item.seen, given)
                  AND register.allows_plates(asker, asked_with, held.addressable_id);
        fault := register.fault_of_plate(asker, asked_with, taken, held, item.seen, given);
        IF fault IS NOT NULL THEN
            faults := faults || (jsonb_build_object('id', item.id) || fault);
        END IF;
        todo := todo || item.id;
    END LOOP;
    IF faults <> '[]' THEN
        PERFORM register.refuse(faults);
    END IF;
    UPDATE plate AS p SET status = s.after, version = p.version + 1, changed_at = now()
      FROM register.plate_steps AS s WHERE s.step = taken AND p.id = ANY(todo);
    INSERT INTO address_event (addressable_id, version, step, account_id, status_before, status_after, reason, details)
    SELECT a.id, a.version, 'plate_' || taken, asker, a.status, a.status, take_plates.reason,
           jsonb_build_object('plate', p.id, 'order', p.order_id, 'given', given)
      FROM plate AS p JOIN addressable AS a ON a.id = p.addressable_id WHERE p.id = ANY(todo) ORDER BY p.id;
    RETURN todo;
END $$;

-- Plates at places where whoever asks may look. What `register.addresses` says of those places costs more, and is asked for those
-- that are shown. No barrier: behind one no index would be used.
CREATE VIEW register.plates AS
SELECT p.id, p.order_id, p.status, p.version, p.changed_at, o.template, o.ordered_by, o.ordered_at, p.addressable_id AS address_id,
       p.status IN ('ordered', 'printed', 'installed', 'damaged') AND s.status IN ('superseded', 'retired') AS to_remove
  FROM plate AS p
  JOIN plate_order AS o ON o.id = p.order_id
  JOIN address_standing AS s ON s.addressable_id = p.addressable_id
 WHERE (SELECT layer.asker_is_everywhere()) OR s.unit_versions && (SELECT layer.asker_versions());
-- Of photos of addresses the one that each plate was hung up with.
CREATE VIEW register.plate_photos AS
SELECT e.id AS event_id, e.addressable_id AS address_id, (e.details ->> 'plate')::bigint AS plate_id,
       (e.details #>> '{given,photo}')::bigint AS photo
  FROM address_event AS e WHERE e.step = 'plate_installed' AND e.details #> '{given,photo}' IS NOT NULL;
-- Addresses with a code, or that had one, at places where whoever asks may look, and the states of the plates of each.
CREATE VIEW register.plated AS
SELECT s.addressable_id AS id, s.status, s.is_suspended, s.hamlet_id, s.unit_versions,
       ARRAY(SELECT p.status FROM plate AS p WHERE p.addressable_id = s.addressable_id) AS plates
  FROM address_standing AS s
 WHERE s.status IN ('assigned', 'superseded', 'retired')
   AND ((SELECT layer.asker_is_everywhere()) OR s.unit_versions && (SELECT layer.asker_versions()));
-- Orders with a plate at such a place.
CREATE VIEW register.plate_orders AS
SELECT o.id, o.template, o.ordered_by, o.ordered_at
  FROM plate_order AS o
 WHERE (SELECT layer.asker_is_everywhere()) OR o.id IN (SELECT p.order_id FROM register.plates AS p);
