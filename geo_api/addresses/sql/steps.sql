-- From state to state: one function for one address or for hundreds, all or none.

CREATE FUNCTION register.versions_of(asked bigint) RETURNS bigint[] LANGUAGE sql STABLE
SET search_path = pg_catalog, public, pg_temp
RETURN (SELECT p.unit_versions FROM address_point AS p
         WHERE p.addressable_id = asked AND p.position = 'main_entrance' AND upper_inf(p.valid));

-- Units in which it is, and those whose edge is so near that their collectors may have collected it.
CREATE FUNCTION register.around(asked bigint) RETURNS bigint[] LANGUAGE sql STABLE
SET search_path = pg_catalog, public, pg_temp
RETURN (SELECT here || register.undrawn_in(here)
               || register.units_of(layer.versions_at(ST_Buffer(p.geom::geography, 50)::geometry))
          FROM address_point AS p CROSS JOIN LATERAL register.units_of(p.unit_versions) AS here
         WHERE p.addressable_id = asked AND p.position = 'main_entrance' AND upper_inf(p.valid));

CREATE FUNCTION register.is_in_commune(units bigint[]) RETURNS boolean LANGUAGE sql STABLE
SET search_path = pg_catalog, public, pg_temp
RETURN EXISTS (SELECT FROM unit AS u WHERE u.id = ANY(units) AND u.level = 'commune');

-- Whether the step has been done as it is asked for, by whoever asks, and nothing since: the answer was lost.
CREATE FUNCTION register.is_done(
    asker bigint, step text, asked bigint, seen integer, given jsonb, reason_code text, reason text) RETURNS boolean
LANGUAGE sql STABLE SET search_path = pg_catalog, public, pg_temp
RETURN coalesce((
    SELECT e.step = is_done.step AND e.account_id = asker AND e.version = seen + 1 AND e.details -> 'given' = given
           AND (e.reason_code, e.reason) IS NOT DISTINCT FROM (is_done.reason_code, is_done.reason)
      FROM address_event AS e WHERE e.addressable_id = asked 
       AND (e.step IN ('draft', 'edit') OR e.step IN (SELECT s.step FROM register.steps AS s))
     ORDER BY e.id DESC LIMIT 1), false);

-- Why the step cannot be taken, as {why, …}, or NULL.
CREATE FUNCTION register.fault(
    asker bigint, asked_with text[], held addressable, wanted record, seen integer, given jsonb) RETURNS jsonb
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    point address_point;
    units bigint[];
    others bigint[];
BEGIN
    SELECT * INTO point FROM address_point AS p
     WHERE p.addressable_id = held.id AND p.position = 'main_entrance' AND upper_inf(p.valid);
    units := register.units_of(point.unit_versions);
    IF wanted.role = 'own' THEN
        IF held.collected_by IS DISTINCT FROM asker
           OR NOT register.allows(asker, asked_with, '{collector,verifier}', register.around(held.id)) THEN
            RETURN '{"why": "unknown"}';
        END IF;
    ELSIF NOT register.allows(asker, asked_with, '{collector,verifier,approver}', units) THEN
        RETURN '{"why": "unknown"}';
    ELSIF NOT register.allows(asker, asked_with, ARRAY[wanted.role], units) THEN
        RETURN jsonb_build_object('why', 'role', 'role', wanted.role);
    END IF;
    IF NOT held.status = ANY(wanted.before) THEN
        RETURN jsonb_build_object('why', 'state', 'status', held.status, 'version', held.version);
    ELSIF held.version <> seen THEN
        RETURN jsonb_build_object('why', 'changed', 'version', held.version);
    ELSIF held.is_suspended AND (NOT wanted.is_for_suspended) THEN
        RETURN '{"why": "suspended"}';
    ELSIF wanted.step = 'resume' AND NOT held.is_suspended THEN
        RETURN '{"why": "not_suspended"}';
    END IF;
    CASE wanted.step
    WHEN 'submit', 'verify' THEN
        IF point.method <> 'drawn' AND coalesce(point.accuracy_m, 'Infinity') > 10 THEN
            RETURN jsonb_build_object('why', 'inaccurate', 'accuracy_m', point.accuracy_m);
        END IF;
        others := register.near(held.id, point.geom);
        IF others <> '{}' AND NOT held.same_building AND held.parent_id IS NULL THEN
            -- One beyond the border counts, too; which one, is told to whoever may read it.
            RETURN jsonb_build_object('why', 'near', 'others', ARRAY(
                SELECT o.id FROM unnest(others) AS o (id) WHERE register.may_read(asker, asked_with, o.id)));
        END IF;
        IF wanted.step = 'verify' AND held.collected_by = asker THEN
            RETURN '{"why": "collector"}';
        ELSIF wanted.step = 'verify' AND NOT register.is_in_commune(units) THEN
            RETURN '{"why": "outside"}';
        ELSIF wanted.step = 'verify' AND coalesce(given ->> 'number_agrees', 'false') <> 'true' AND EXISTS (
            SELECT FROM address_text AS t WHERE t.addressable_id = held.id AND upper_inf(t.valid) AND t.number IS NOT NULL) THEN
            RETURN '{"why": "number"}';
        END IF;
    WHEN 'assign' THEN
        IF held.collected_by = asker THEN
            RETURN '{"why": "collector"}';
        ELSIF NOT register.is_in_commune(units) THEN
            RETURN '{"why": "outside"}';
        ELSIF held.verified_by = asker AND NOT (SELECT verifier_may_assign FROM address_policy) THEN
            RETURN '{"why": "verifier"}';
        END IF;
    WHEN 'supersede' THEN
        IF held.collected_by = asker THEN
            RETURN '{"why": "collector"}';
        END IF;
        IF EXISTS (
            SELECT FROM jsonb_array_elements_text(given -> 'successors') AS s (id)
              LEFT JOIN addressable AS a ON a.id = s.id::bigint AND a.status = 'assigned' AND a.id <> held.id
             WHERE a.id IS NULL OR NOT register.allows(asker, asked_with, '{approver}',
                                                       register.units_of(register.versions_of(a.id)))) THEN
            RETURN '{"why": "successors"}';
        END IF;
    WHEN 'retire' THEN
        IF held.collected_by = asker THEN
            RETURN '{"why": "collector"}';
        END IF;
    WHEN 'move' THEN
        units := register.units_of(layer.versions_at(register.place_of(given)));
        IF NOT register.allows(asker, asked_with, '{verifier}', units) THEN
            RETURN '{"why": "elsewhere"}';
        -- What was verified stays as good as that; of others the one who verifies them sees to it.
        ELSIF held.status <> 'submitted' AND NOT register.is_in_commune(units) THEN
            RETURN '{"why": "outside"}';
        ELSIF held.status <> 'submitted' AND given ->> 'method' <> 'drawn'
              AND coalesce((given ->> 'accuracy_m')::float8, 'Infinity') > 10 THEN
            RETURN jsonb_build_object('why', 'inaccurate', 'accuracy_m', given -> 'accuracy_m');
        END IF;
    WHEN 'correct' THEN
        IF given ->> 'hamlet' IS NOT NULL AND NOT EXISTS (
            SELECT FROM unit_version AS v WHERE v.unit_id = (given ->> 'hamlet')::bigint AND v.parent_id = ANY(units)
               AND upper_inf(v.recorded) AND v.valid @> current_date) AND NOT EXISTS (
            SELECT FROM address_text AS t WHERE t.addressable_id = held.id AND upper_inf(t.valid)
               AND t.hamlet_id = (given ->> 'hamlet')::bigint) THEN
            RETURN '{"why": "hamlet"}';
        END IF;
    ELSE NULL;
    END CASE;
    RETURN NULL;
END $$;

-- The letters that codes begin with here are those of the first that was given, whatever a setting says later: what hangs on
-- gates stays of one register.
CREATE FUNCTION register.keep_prefix(codes text[]) RETURNS void LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    own text;
BEGIN
    IF codes = '{}' THEN
        RETURN;
    END IF;
    INSERT INTO address_register (prefix, name, is_own) VALUES (left(codes[1], 2), 'wardmap', true) ON CONFLICT DO NOTHING;
    SELECT r.prefix INTO STRICT own FROM address_register AS r WHERE r.is_own;
    IF EXISTS (SELECT FROM unnest(codes) AS c (code) WHERE left(c.code, 2) <> own) THEN
        PERFORM register.refuse(jsonb_build_array(jsonb_build_object('why', 'prefix', 'prefix', own)));
    END IF;
END $$;

-- Each gets one of the codes that nobody has: with millions given, one in fifty that are drawn is taken already. Too few of them, or
-- one that somebody else takes at this moment, is a unique_violation: others are to be drawn.
CREATE FUNCTION register.give_codes(ids bigint[], drawn text[]) RETURNS void LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    free text[] := ARRAY(
        SELECT DISTINCT d.code FROM unnest(drawn) AS d (code)
         WHERE NOT EXISTS (SELECT FROM address_code AS c WHERE c.code = d.code));
BEGIN
    IF cardinality(free) < cardinality(ids) THEN
        RAISE unique_violation USING MESSAGE = 'too few of the codes are free';
    END IF;
    INSERT INTO address_code (code, addressable_id)
    SELECT f.code, i.id FROM unnest(ids) WITH ORDINALITY AS i (id, n) JOIN unnest(free) WITH ORDINALITY AS f (code, n) USING (n);
END $$;

-- What was moved out of the commune of its hamlet is of the hamlet in which it lies now, or of none.
CREATE FUNCTION register.leave_hamlet(asked bigint) RETURNS void LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    words jsonb := register.content(asked);
    units bigint[] := register.units_of(register.versions_of(asked));
BEGIN
    IF words ->> 'hamlet' IS NULL OR EXISTS (
        SELECT FROM unit_version AS v WHERE v.unit_id = (words ->> 'hamlet')::bigint AND v.parent_id = ANY(units)
           AND upper_inf(v.recorded) AND v.valid @> current_date) THEN
        RETURN;
    END IF;
    PERFORM register.put_text(asked, words || jsonb_build_object('hamlet', (
        SELECT CASE WHEN count(*) = 1 THEN min(u.id) END FROM unit AS u WHERE u.id = ANY(units) AND u.level = 'hamlet')));
END $$;

-- Takes the step with each of them. seen: the version of each that was looked at. codes: for `assign`, drawn by chance, more
-- than one each. given: what else was said; it stands in the events. What was done already, and only the answer lost, is done. Gives
-- those that were not.
CREATE FUNCTION register.take(
    asker bigint, asked_with text[], taken text, ids bigint[], seen integer[], reason_code text, reason text, given jsonb,
    codes text[] DEFAULT '{}') RETURNS bigint[]
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    wanted record;
    held addressable;
    todo bigint[] := '{}';
    faults jsonb := '[]';
    fault jsonb;
    item record;
BEGIN
    SELECT * INTO STRICT wanted FROM register.steps AS s WHERE s.step = taken;
    -- Always in one order, so that two who take many wait for each other and for nothing else. Successors, too: two that take each
    -- other's place at once would leave codes that lead in a circle.
    PERFORM FROM addressable AS a
      WHERE a.id = ANY(ids || ARRAY(SELECT s.id::bigint FROM jsonb_array_elements_text(given -> 'successors') AS s (id)))
      ORDER BY a.id FOR UPDATE;
    FOR item IN
        SELECT i.id, i.seen, a AS held FROM unnest(ids, seen) AS i (id, seen)
          LEFT JOIN addressable AS a ON a.id = i.id ORDER BY i.id
    LOOP
        held := item.held;
        CONTINUE WHEN held.id IS NOT NULL AND register.is_done(asker, taken, held.id, item.seen, given, take.reason_code, take.reason)
                  AND register.allows(asker, asked_with, '{collector,verifier,approver}', register.around(held.id));
        fault := CASE WHEN held.id IS NULL THEN '{"why": "unknown"}'
                      ELSE register.fault(asker, asked_with, held, wanted, item.seen, given) END;
        IF fault IS NOT NULL THEN
            faults := faults || (jsonb_build_object('id', item.id) || fault);
        END IF;
        todo := todo || item.id;
    END LOOP;
    IF faults <> '[]' THEN
        PERFORM register.refuse(faults);
    END IF;
    INSERT INTO address_event (addressable_id, version, step, account_id, status_before, status_after, reason_code, reason,
                               details)
    SELECT a.id, a.version + 1, taken, asker, a.status, coalesce(wanted.after, a.status), take.reason_code, take.reason,
           jsonb_build_object('given', given) || CASE WHEN taken IN ('move', 'correct')
               THEN jsonb_build_object('before', register.content(a.id)) ELSE '{}' END
      FROM addressable AS a WHERE a.id = ANY(todo) ORDER BY a.id;
    UPDATE addressable AS a SET
           status = coalesce(wanted.after, a.status), version = a.version + 1, changed_at = now(),
           is_suspended = CASE taken WHEN 'suspend' THEN true WHEN 'resume' THEN false ELSE a.is_suspended END,
           kind = CASE WHEN taken = 'correct' THEN coalesce(given ->> 'kind', a.kind) ELSE a.kind END,
           submitted_at = CASE taken WHEN 'submit' THEN now() ELSE a.submitted_at END,
           verified_by = CASE taken WHEN 'verify' THEN asker WHEN 'return' THEN NULL ELSE a.verified_by END,
           assigned_by = CASE taken WHEN 'assign' THEN asker ELSE a.assigned_by END
     WHERE a.id = ANY(todo);
    CASE taken
    WHEN 'assign' THEN
        PERFORM register.keep_prefix(codes);
        PERFORM register.give_codes(todo, codes);
    WHEN 'supersede' THEN
        INSERT INTO address_successor (addressable_id, successor_id)
        SELECT t.id, s.id::bigint FROM unnest(todo) AS t (id), jsonb_array_elements_text(given -> 'successors') AS s (id);
    WHEN 'move' THEN
        PERFORM register.put_point(t.id, given) FROM unnest(todo) AS t (id);
        PERFORM register.leave_hamlet(t.id) FROM unnest(todo) AS t (id);
    WHEN 'correct' THEN
        PERFORM register.put_text(t.id, given) FROM unnest(todo) AS t (id);
    ELSE NULL;
    END CASE;
    RETURN todo;
END $$;
