-- What signing in through a provider may do: keep sign-ins that are under way, look codes of units up, and make or renew
-- what hangs on an identity. Never anything about roles given by hand, or about accounts without an identity.
GRANT SELECT, INSERT, DELETE ON oidc_sign_in TO wardmap_oidc;
GRANT SELECT ON unit_code TO wardmap_oidc;

-- The account of whoever the provider calls `of_subject`, with the roles that its claims give: for the unit at the same
-- place of `unit_ids`, NULL everywhere. Made when there is none yet and it would have a role; never one that is there
-- already under that name. refused: why nobody enters. The roles hold for `days` from today: as long as a session can.
CREATE OR REPLACE FUNCTION public.enter_by_identity(
    from_issuer text, of_subject text, wanted_name text, spare_name text, roles text[], unit_ids bigint[], days integer,
    OUT entered bigint, OUT refused text, OUT is_new boolean)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    until date := current_date + days;
    known bigint;
BEGIN
    is_new := false;
    -- Two browsers that come for the first time, together.
    PERFORM pg_advisory_xact_lock(7221907, hashtext(from_issuer || ' ' || of_subject));
    SELECT account_id INTO known FROM account_identity WHERE issuer = from_issuer AND subject = of_subject;
    IF known IS NULL THEN
        IF cardinality(roles) = 0 THEN
            refused := 'no role';
            RETURN;
        END IF;
        INSERT INTO account (name, must_change_password, created_by) VALUES (wanted_name, false, 'oidc')
            ON CONFLICT (name_key) DO NOTHING RETURNING id INTO known;
        IF known IS NULL THEN
            INSERT INTO account (name, must_change_password, created_by) VALUES (spare_name, false, 'oidc')
                RETURNING id INTO known;
        END IF;
        INSERT INTO account_identity (issuer, subject, account_id, made_by)
            VALUES (from_issuer, of_subject, known, 'oidc');
        is_new := true;
    END IF;
    IF EXISTS (SELECT FROM account WHERE id = known AND disabled_at IS NOT NULL) THEN
        refused := 'disabled';
        RETURN;
    END IF;

    -- Roles that are not given any more end today, those that are go on, new ones begin.
    DELETE FROM account_role AS held
     WHERE account_id = known AND source = 'oidc' AND lower(valid) >= current_date;
    UPDATE account_role AS held
       SET valid = daterange(lower(valid), CASE WHEN EXISTS (
               SELECT FROM unnest(roles, unit_ids) AS given(role, unit_id)
                WHERE given.role = held.role AND given.unit_id IS NOT DISTINCT FROM held.unit_id)
               THEN until ELSE current_date END)
     WHERE account_id = known AND source = 'oidc' AND valid @> current_date;
    INSERT INTO account_role (account_id, role, unit_id, valid, granted_by, source)
    SELECT DISTINCT known, given.role, given.unit_id, daterange(current_date, until), 'oidc', 'oidc'
      FROM unnest(roles, unit_ids) AS given(role, unit_id)
     WHERE NOT EXISTS (SELECT FROM account_role AS held
                        WHERE held.account_id = known AND held.source = 'oidc' AND held.valid @> current_date
                          AND held.role = given.role AND held.unit_id IS NOT DISTINCT FROM given.unit_id);

    IF NOT EXISTS (SELECT FROM account_role WHERE account_id = known AND valid @> current_date) THEN
        refused := 'no role';
        RETURN;
    END IF;
    UPDATE account SET signed_in_at = now() WHERE id = known;
    entered := known;
END $$;
REVOKE ALL ON FUNCTION public.enter_by_identity FROM PUBLIC;
GRANT EXECUTE ON FUNCTION public.enter_by_identity TO wardmap_oidc;
