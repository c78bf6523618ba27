-- What signing in through a provider may do: keep sign-ins that are under way, look codes of units up, and make or renew
-- what hangs on an identity. Never anything about roles given by hand, or about accounts without an identity.
GRANT SELECT, INSERT, DELETE ON oidc_sign_in TO wardmap_oidc;
GRANT SELECT ON unit_code TO wardmap_oidc;

DROP FUNCTION IF EXISTS public.enter_by_identity;
DROP FUNCTION IF EXISTS public.write_claimed_roles;

-- Roles that are not claimed any more end today, those that are go on, new ones begin: for `days` from today, in the unit
-- at the same place of `unit_ids`, NULL everywhere. Gives what is otherwise than before, as [{role, unit, given}].
CREATE FUNCTION public.write_claimed_roles(whose bigint, roles text[], unit_ids bigint[], days integer) RETURNS jsonb
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    until date := current_date + days;
    changes jsonb;
BEGIN
    WITH held AS (SELECT role, unit_id FROM account_role
                   WHERE account_id = whose AND source = 'oidc' AND valid @> current_date),
         claimed AS (SELECT * FROM unnest(roles, unit_ids)),
         changed AS ((SELECT *, true FROM (TABLE claimed EXCEPT TABLE held) AS new)
                     UNION ALL (SELECT *, false FROM (TABLE held EXCEPT TABLE claimed) AS old))
    SELECT coalesce(jsonb_agg(jsonb_build_object('role', role, 'unit', unit_id, 'given', given)), '[]') INTO changes
      FROM changed AS changed(role, unit_id, given);

    DELETE FROM account_role WHERE account_id = whose AND source = 'oidc' AND lower(valid) >= current_date;
    UPDATE account_role AS held
       SET valid = daterange(lower(valid), CASE WHEN EXISTS (
               SELECT FROM unnest(roles, unit_ids) AS claimed(role, unit_id)
                WHERE claimed.role = held.role AND claimed.unit_id IS NOT DISTINCT FROM held.unit_id)
               THEN until ELSE current_date END)
     WHERE account_id = whose AND source = 'oidc' AND valid @> current_date;
    INSERT INTO account_role (account_id, role, unit_id, valid, granted_by, source)
    SELECT whose, role, unit_id, daterange(current_date, until), 'oidc', 'oidc'
      FROM (SELECT * FROM unnest(roles, unit_ids)
            EXCEPT
            SELECT role, unit_id FROM account_role
             WHERE account_id = whose AND source = 'oidc' AND valid @> current_date) AS new(role, unit_id);
    RETURN changes;
END $$;
REVOKE ALL ON FUNCTION public.write_claimed_roles FROM PUBLIC;

-- The account of whoever the provider calls `of_subject`, with the roles that its claims give. Made when there is none yet
-- and it would have a role; never one that is there already under that name. refused: why nobody enters.
CREATE FUNCTION public.enter_by_identity(
    from_issuer text, of_subject text, wanted_name text, spare_name text, roles text[], unit_ids bigint[], days integer,
    OUT whose bigint, OUT called text, OUT is_new boolean, OUT refused text, OUT changes jsonb)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    known account;
    more integer;
BEGIN
    -- Two browsers that come for the first time, together.
    PERFORM pg_advisory_xact_lock(7221907, hashtext(from_issuer || ' ' || of_subject));
    SELECT a.* INTO known FROM account_identity AS i JOIN account AS a ON a.id = i.account_id
     WHERE i.issuer = from_issuer AND i.subject = of_subject;
    is_new := known.id IS NULL AND cardinality(roles) > 0;
    IF is_new THEN
        INSERT INTO account (name, must_change_password, created_by) VALUES (wanted_name, false, 'oidc')
            ON CONFLICT (name_key) DO NOTHING RETURNING * INTO known;
        WHILE known.id IS NULL LOOP
            INSERT INTO account (name, must_change_password, created_by)
                VALUES (concat_ws('-', spare_name, more), false, 'oidc')
                ON CONFLICT (name_key) DO NOTHING RETURNING * INTO known;
            more := coalesce(more, 1) + 1;
        END LOOP;
        INSERT INTO account_identity (issuer, subject, account_id, made_by)
            VALUES (from_issuer, of_subject, known.id, 'oidc');
    END IF;
    whose := known.id;
    called := known.name;
    changes := '[]';
    IF known.disabled_at IS NOT NULL THEN
        refused := 'disabled';
        RETURN;
    END IF;
    changes := write_claimed_roles(known.id, roles, unit_ids, days);
    IF EXISTS (SELECT FROM account_role WHERE account_id = known.id AND valid @> current_date) THEN
        UPDATE account SET signed_in_at = now() WHERE id = known.id;
    ELSE
        refused := 'no role';
    END IF;
END $$;
REVOKE ALL ON FUNCTION public.enter_by_identity FROM PUBLIC;
GRANT EXECUTE ON FUNCTION public.enter_by_identity TO wardmap_oidc;
