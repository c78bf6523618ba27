-- What is collected.

-- As the phone sends it, so that what comes twice is known again.
CREATE FUNCTION register.content(asked bigint) RETURNS jsonb LANGUAGE sql STABLE
SET search_path = pg_catalog, public, pg_temp
RETURN (
    SELECT jsonb_build_object(
        'kind', a.kind, 'lon', ST_X(p.geom), 'lat', ST_Y(p.geom), 'method', p.method, 'accuracy_m', p.accuracy_m,
        'hamlet', t.hamlet_id, 'number', t.number, 'street', t.street, 'number_decision', t.number_decision,
        'note', a.note, 'parent', a.parent_id, 'same_building', a.same_building)
      FROM addressable AS a
      JOIN address_point AS p ON p.addressable_id = a.id AND p.position = 'main_entrance' AND upper_inf(p.valid)
      LEFT JOIN address_text AS t ON t.addressable_id = a.id AND upper_inf(t.valid)
     WHERE a.id = asked);

CREATE FUNCTION register.place_of(given jsonb) RETURNS geometry LANGUAGE sql IMMUTABLE
SET search_path = pg_catalog, public, pg_temp
RETURN ST_SetSRID(ST_MakePoint((given ->> 'lon')::float8, (given ->> 'lat')::float8), 4326);

-- The place and the words of an address from today on. What was valid until today stays with its days; what has been written
-- today is put right, and stands in the events.
CREATE FUNCTION register.put_point(asked bigint, given jsonb) RETURNS void LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    UPDATE address_point SET geom = register.place_of(given), method = given ->> 'method',
           accuracy_m = (given ->> 'accuracy_m')::float8
     WHERE addressable_id = asked AND position = 'main_entrance' AND upper_inf(valid) AND lower(valid) = current_date;
    IF FOUND THEN
        RETURN;
    END IF;
    UPDATE address_point SET valid = daterange(lower(valid), current_date)
     WHERE addressable_id = asked AND position = 'main_entrance' AND upper_inf(valid);
    INSERT INTO address_point (addressable_id, position, valid, geom, method, accuracy_m)
    VALUES (asked, 'main_entrance', daterange(current_date, NULL), register.place_of(given), given ->> 'method',
            (given ->> 'accuracy_m')::float8);
END $$;

CREATE FUNCTION register.put_text(asked bigint, given jsonb) RETURNS void LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    UPDATE address_text SET number = given ->> 'number', street = given ->> 'street',
           number_decision = given ->> 'number_decision', hamlet_id = (given ->> 'hamlet')::bigint
     WHERE addressable_id = asked AND upper_inf(valid) AND lower(valid) = current_date;
    IF FOUND THEN
        RETURN;
    END IF;
    UPDATE address_text SET valid = daterange(lower(valid), current_date) WHERE addressable_id = asked AND upper_inf(valid);
    INSERT INTO address_text (addressable_id, valid, number, street, number_decision, hamlet_id)
    VALUES (asked, daterange(current_date, NULL), given ->> 'number', given ->> 'street', given ->> 'number_decision',
            (given ->> 'hamlet')::bigint);
END $$;

-- Why whoever asks may not collect there, or NULL: a collector in the own hamlet and up to 50 m around it, police in the
-- commune. A hamlet that is named has to be of the commune, and a building one that they may see.
CREATE FUNCTION register.fault_of_draft(asker bigint, asked_with text[], given jsonb) RETURNS text
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    place geometry := register.place_of(given);
    here bigint[] := register.units_of(layer.versions_at(place));
    around bigint[] := register.units_of(layer.versions_at(ST_Buffer(place::geography, 50)::geometry));
BEGIN
    IF NOT (register.allows(asker, asked_with, '{verifier}', here)
            OR register.allows(asker, asked_with, '{collector}', around || register.undrawn_in(here))) THEN
        RETURN 'elsewhere';
    END IF;
    IF given ->> 'hamlet' IS NOT NULL AND NOT EXISTS (
        SELECT FROM unit_version AS v JOIN unit AS u ON u.id = v.unit_id AND u.level = 'hamlet'
         WHERE v.unit_id = (given ->> 'hamlet')::bigint AND v.parent_id = ANY(around)
           AND upper_inf(v.recorded) AND v.valid @> current_date) THEN
        RETURN 'hamlet';
    END IF;
    IF given ->> 'parent' IS NOT NULL AND NOT EXISTS (
        SELECT FROM addressable AS a JOIN address_point AS p ON p.addressable_id = a.id AND upper_inf(p.valid)
         WHERE a.id = (given ->> 'parent')::bigint AND a.status NOT IN ('rejected', 'retired', 'superseded')
           AND p.position = 'main_entrance' AND p.geom_3857 && register.box(place, 500)
           AND register.may_read(asker, asked_with, a.id)) THEN
        RETURN 'parent';
    END IF;
    RETURN NULL;
END $$;

-- Whether a building is, or is part of, what would be a flat of it: nothing is a flat of itself, nor of its own flats.
CREATE FUNCTION register.is_within(flat bigint, building bigint) RETURNS boolean LANGUAGE sql STABLE
SET search_path = pg_catalog, public, pg_temp
RETURN (
    WITH RECURSIVE up AS (
        SELECT a.id, a.parent_id FROM addressable AS a WHERE a.id = building
         UNION SELECT a.id, a.parent_id FROM up JOIN addressable AS a ON a.id = up.parent_id)
    SELECT EXISTS (SELECT FROM up WHERE up.id = flat));

-- Keeps a draft under the number that the phone gave it. The same again changes nothing; what somebody else has, nobody is
-- told of. seen: the version that the phone knows; NULL: none yet.
CREATE FUNCTION register.keep_draft(
    asker bigint, asked_with text[], draft uuid, given jsonb, seen integer, OUT kept bigint, OUT is_new boolean)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    held addressable;
    before jsonb;
    fault text;
BEGIN
    -- Waits for whoever sends the same one at the same time.
    INSERT INTO addressable (kind, status, draft_id, collected_by) VALUES (given ->> 'kind', 'draft', draft, asker)
        ON CONFLICT (draft_id) DO NOTHING RETURNING id INTO kept;
    is_new := kept IS NOT NULL;
    IF NOT is_new THEN
        SELECT * INTO STRICT held FROM addressable WHERE draft_id = draft FOR UPDATE;
        kept := held.id;
        before := register.content(kept);
        IF held.collected_by IS DISTINCT FROM asker THEN
            fault := 'unknown';
        ELSIF before = given - 'captured_at' THEN
            RETURN;
        ELSIF held.status NOT IN ('draft', 'returned') THEN
            fault := 'locked';
        ELSIF coalesce(seen, 1) <> held.version THEN
            fault := 'changed';
        END IF;
    END IF;
    fault := coalesce(fault, CASE WHEN register.is_within(kept, (given ->> 'parent')::bigint) THEN 'parent' END,
                      register.fault_of_draft(asker, asked_with, given));
    IF fault = 'unknown' THEN
        PERFORM register.refuse('[{"why": "unknown"}]');
    ELSIF fault IS NOT NULL THEN
        PERFORM register.refuse(jsonb_build_array(jsonb_build_object('id', kept, 'why', fault, 'version', held.version)));
    END IF;
    UPDATE addressable SET kind = given ->> 'kind', parent_id = (given ->> 'parent')::bigint, note = given ->> 'note',
           same_building = (given ->> 'same_building')::boolean, changed_at = now(),
           -- Clocks of phones are wrong: what is yet to come was taken down now.
           captured_at = CASE WHEN given ? 'captured_at' THEN least((given ->> 'captured_at')::timestamptz, now())
                              ELSE captured_at END,
           version = version + CASE WHEN is_new THEN 0 ELSE 1 END
     WHERE id = kept;
    IF before IS NULL OR (before ->> 'lon', before ->> 'lat', before ->> 'method', before ->> 'accuracy_m')
       IS DISTINCT FROM (given ->> 'lon', given ->> 'lat', given ->> 'method', given ->> 'accuracy_m') THEN
        PERFORM register.put_point(kept, given);
    END IF;
    IF before IS NULL OR (before ->> 'number', before ->> 'street', before ->> 'number_decision', before ->> 'hamlet')
       IS DISTINCT FROM (given ->> 'number', given ->> 'street', given ->> 'number_decision', given ->> 'hamlet') THEN
        PERFORM register.put_text(kept, given);
    END IF;
    INSERT INTO address_event (addressable_id, version, step, account_id, status_before, status_after, details)
    SELECT kept, a.version, CASE WHEN is_new THEN 'draft' ELSE 'edit' END, asker, held.status, a.status,
           jsonb_strip_nulls(jsonb_build_object('before', before))
      FROM addressable AS a WHERE a.id = kept;
END $$;

-- A photo of the gate of what one collects, or of a plate: sent twice it is one. replaces: those of the same purpose that were there
-- are deleted; what is not looked at any more shows somebody's gate for nothing.
CREATE FUNCTION register.keep_photo(
    asker bigint, asked_with text[], asked bigint, purpose text, sha256 bytea, jpeg bytea, width integer, height integer,
    replaces boolean, OUT kept bigint, OUT is_new boolean)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    held addressable;
    fault text;
    gone bigint[] := '{}';
BEGIN
    SELECT * INTO held FROM addressable AS a WHERE a.id = asked FOR UPDATE;
    SELECT p.id INTO kept FROM address_photo AS p
     WHERE p.addressable_id = asked AND p.purpose = keep_photo.purpose AND p.sha256 = keep_photo.sha256;
    is_new := kept IS NULL;
    IF held.id IS NULL OR purpose = 'gate' AND held.collected_by IS DISTINCT FROM asker THEN
        fault := 'unknown';
    ELSIF NOT is_new THEN
        RETURN;
    ELSIF purpose = 'gate' AND held.status NOT IN ('draft', 'returned') THEN
        fault := 'locked';
    ELSIF NOT register.allows(asker, asked_with, '{collector,verifier,approver,commune_editor}', register.around(asked)) THEN
        fault := 'unknown';
    ELSIF NOT replaces AND (SELECT count(*) FROM address_photo AS p WHERE p.addressable_id = asked) >= 12 THEN
        fault := 'photos';
    END IF;
    IF fault IS NOT NULL THEN
        PERFORM register.refuse(jsonb_build_array(jsonb_build_object('id', asked, 'why', fault)));
    END IF;
    IF replaces THEN
        WITH removed AS (
            DELETE FROM address_photo AS p WHERE p.addressable_id = asked AND p.purpose = keep_photo.purpose RETURNING p.id)
        SELECT coalesce(array_agg(r.id ORDER BY r.id), '{}') INTO gone FROM removed AS r;
    END IF;
    INSERT INTO address_photo (addressable_id, purpose, sha256, jpeg, width, height, account_id)
    VALUES (asked, purpose, keep_photo.sha256, keep_photo.jpeg, keep_photo.width, keep_photo.height, asker)
    RETURNING id INTO kept;
    INSERT INTO address_event (addressable_id, version, step, account_id, status_before, status_after, details)
    VALUES (asked, held.version, 'photo', asker, held.status, held.status,
            jsonb_build_object('photo', kept, 'purpose', purpose)
            || CASE WHEN gone = '{}' THEN '{}' ELSE jsonb_build_object('replaced', gone) END);
END $$;
