-- What else an address is called, in the schemes of others. Dated, ended, never deleted.
CREATE VIEW register.aliases AS
SELECT x.id, x.addressable_id AS address_id, x.scheme, x.value, lower(x.valid) AS first, upper(x.valid) - 1 AS last, x.source, x.checked_at,
       fold_vi(' ' || x.value) AS words
  FROM address_alias AS x WHERE EXISTS (SELECT FROM register.standing AS r WHERE r.id = x.addressable_id);

-- Why whoever asks may not name the address so, as {why, …}, or NULL.
CREATE FUNCTION register.fault_of_alias(asker bigint, asked_with text[], held addressable, given jsonb) RETURNS jsonb
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    units bigint[] := register.units_of(register.versions_of(held.id));
    others daterange;
BEGIN
    IF held.id IS NULL OR NOT register.allows(asker, asked_with, '{collector,verifier,approver}', units) THEN
        RETURN '{"why": "unknown"}';
    ELSIF NOT register.allows(asker, asked_with, '{verifier,approver}', units) THEN
        RETURN '{"why": "role", "role": "verifier"}';
    ELSIF given IS NULL THEN
        RETURN NULL;
    ELSIF held.status NOT IN ('submitted', 'verified', 'assigned') THEN
        RETURN jsonb_build_object('why', 'state', 'status', held.status, 'version', held.version);
    ELSIF (given ->> 'first')::date > current_date THEN
        RETURN '{"why": "alias_day"}';
    ELSIF EXISTS (
        SELECT FROM address_alias AS x WHERE x.addressable_id = held.id AND x.scheme = given ->> 'scheme'
           AND x.value = given ->> 'value' AND x.valid && daterange((given ->> 'first')::date, NULL)) THEN
        RETURN '{"why": "alias_there"}';
    END IF;
    -- On no day two addresses have one of these, also on none of before; what held for its first day alone was taken back.
    SELECT x.valid INTO others FROM address_alias AS x
     WHERE given ->> 'scheme' IN ('mps_location_12', 'vnpost_digital_10') AND x.scheme = given ->> 'scheme' AND x.value = given ->> 'value'
       AND x.addressable_id <> held.id AND x.valid && daterange((given ->> 'first')::date, NULL)
       AND (upper_inf(x.valid) OR upper(x.valid) > lower(x.valid) + 1)
     ORDER BY upper(x.valid) DESC NULLS FIRST LIMIT 1;
    IF upper_inf(others) THEN
        RETURN '{"why": "alias_taken"}';
    ELSIF others IS NOT NULL THEN
        RETURN jsonb_build_object('why', 'alias_was_taken', 'free', upper(others));
    ELSIF given ->> 'scheme' = 'olc' AND NOT EXISTS (
        SELECT FROM address_point AS p
         WHERE p.addressable_id = held.id AND p.position = 'main_entrance' AND upper_inf(p.valid)
           AND ST_DWithin(p.geom::geography, ST_GeomFromText(given ->> 'area', 4326)::geography, 30)) THEN
        RETURN '{"why": "alias_far"}';
    END IF;
    RETURN NULL;
END $$;

CREATE FUNCTION register.note_alias(asker bigint, held addressable, step text, details jsonb) RETURNS void LANGUAGE sql
SET search_path = pg_catalog, public, pg_temp
BEGIN ATOMIC
    INSERT INTO address_event (addressable_id, version, step, account_id, status_before, status_after, details)
    VALUES (held.id, held.version, step, asker, held.status, held.status, details);
END;

-- Names an address from a day on. The same again, while it holds, changes nothing.
CREATE FUNCTION register.add_alias(
    asker bigint, asked_with text[], asked bigint, given jsonb, OUT kept bigint, OUT is_new boolean)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    held addressable;
    fault jsonb;
BEGIN
    -- Two addresses that would have one number of others wait for each other.
    PERFORM pg_advisory_xact_lock(hashtextextended('address_alias' || (given ->> 'scheme') || (given ->> 'value'), 0));
    SELECT * INTO held FROM addressable AS a WHERE a.id = asked FOR UPDATE;
    fault := register.fault_of_alias(asker, asked_with, held, NULL);
    SELECT x.id INTO kept FROM address_alias AS x
     WHERE fault IS NULL AND x.addressable_id = asked AND x.scheme = given ->> 'scheme' AND x.value = given ->> 'value'
       AND x.valid = daterange((given ->> 'first')::date, NULL);
    is_new := kept IS NULL;
    IF NOT is_new THEN
        RETURN;
    END IF;
    fault := coalesce(fault, register.fault_of_alias(asker, asked_with, held, given));
    IF fault IS NOT NULL THEN
        PERFORM register.refuse(jsonb_build_array(jsonb_build_object('id', asked) || fault));
    END IF;
    INSERT INTO address_alias (addressable_id, scheme, value, valid, source, checked_at)
    VALUES (asked, given ->> 'scheme', given ->> 'value', daterange((given ->> 'first')::date, NULL), given ->> 'source',
            CASE WHEN (given ->> 'checked')::boolean THEN now() END)
    RETURNING id INTO kept;
    PERFORM register.note_alias(asker, held, 'alias', jsonb_build_object('alias', kept, 'given', given - 'area'));
END $$;

-- From today on it is not called so any more; what was added today alone held for that day. Returns whether something happened.
CREATE FUNCTION register.end_alias(asker bigint, asked_with text[], asked bigint, alias bigint) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    held addressable;
    fault jsonb;
BEGIN
    SELECT * INTO held FROM addressable AS a WHERE a.id = asked FOR UPDATE;
    fault := register.fault_of_alias(asker, asked_with, held, NULL);
    IF fault IS NULL AND NOT EXISTS (SELECT FROM address_alias AS x WHERE x.id = alias AND x.addressable_id = asked) THEN
        fault := '{"why": "unknown"}';
    END IF;
    IF fault IS NOT NULL THEN
        PERFORM register.refuse(jsonb_build_array(jsonb_build_object('id', asked) || fault));
    END IF;
    UPDATE address_alias AS x SET valid = daterange(lower(x.valid), greatest(current_date, lower(x.valid) + 1))
     WHERE x.id = alias AND upper_inf(x.valid);
    IF FOUND THEN
        PERFORM register.note_alias(asker, held, 'alias_ended', jsonb_build_object('alias', alias));
    END IF;
    RETURN FOUND;
END $$;
