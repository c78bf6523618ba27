-- The register keeps itself: the service writes none of its tables. It calls the functions of this schema, which run as the
-- owner and see to it that whoever asks holds the role today for the place, that the step may follow, and that four eyes saw it.
-- What they refuse has SQLSTATE WR000; DETAIL is a JSON array of {id, why, …}, for `geo_api/addresses/refusals.py`.
DROP SCHEMA IF EXISTS register CASCADE;
CREATE SCHEMA register;

CREATE FUNCTION register.refuse(faults jsonb) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'refused by the register' USING ERRCODE = 'WR000', DETAIL = faults::text;
END $$;

-- Units in force today to which these versions belong, and those that they belong to in turn.
CREATE FUNCTION register.units_of(versions bigint[]) RETURNS bigint[] LANGUAGE sql STABLE
SET search_path = pg_catalog, public, pg_temp
RETURN (
    WITH RECURSIVE held AS (
        SELECT v.unit_id, v.parent_id FROM unit_version AS v
         WHERE v.id = ANY(versions) AND upper_inf(v.recorded) AND v.valid @> current_date
         UNION
        SELECT v.unit_id, v.parent_id FROM held JOIN unit_version AS v ON v.unit_id = held.parent_id
         WHERE upper_inf(v.recorded) AND v.valid @> current_date)
    SELECT coalesce(array_agg(DISTINCT unit_id), '{}') FROM held);

-- Hamlets that nobody has drawn lie somewhere in their commune.
CREATE FUNCTION register.undrawn_in(units bigint[]) RETURNS bigint[] LANGUAGE sql STABLE
SET search_path = pg_catalog, public, pg_temp
RETURN (SELECT coalesce(array_agg(v.unit_id), '{}') FROM unit_version AS v
         WHERE v.parent_id = ANY(units) AND v.geom IS NULL AND upper_inf(v.recorded) AND v.valid @> current_date);

-- Whether the account holds one of these roles today, everywhere or for one of the units, and asks with it: each of
-- `asked_with` is a role (`verifier`), or one for a unit alone (`verifier:189`), as tokens may have it.
CREATE FUNCTION register.allows(account bigint, asked_with text[], wanted text[], units bigint[]) RETURNS boolean
LANGUAGE sql STABLE SET search_path = pg_catalog, public, pg_temp
RETURN EXISTS (
    SELECT FROM account_role AS r JOIN account AS a ON a.id = r.account_id AND a.disabled_at IS NULL
     CROSS JOIN unnest(asked_with) AS g (given)
     WHERE r.account_id = allows.account AND r.role = ANY(wanted) AND r.role = split_part(g.given, ':', 1)
       AND r.valid @> current_date AND (r.unit_id IS NULL OR r.unit_id = ANY(units))
       AND (strpos(g.given, ':') = 0 OR split_part(g.given, ':', 2)::bigint = ANY(units)));

-- A square box of so many metres around a place, in the plane of the map.
CREATE FUNCTION register.box(place geometry, metres float8) RETURNS geometry LANGUAGE sql IMMUTABLE
SET search_path = pg_catalog, public, pg_temp
RETURN ST_Expand(ST_Transform(place, 3857), metres / cos(radians(ST_Y(place))));

-- Addresses in use, or on the way to it, whose main entrance is within 5 m: at most as many as anybody would look at.
CREATE FUNCTION register.near(own bigint, place geometry, OUT others bigint[]) LANGUAGE sql STABLE
SET search_path = pg_catalog, public, pg_temp
AS $$
    SELECT coalesce(array_agg(id), '{}') FROM (
        SELECT a.id FROM address_point AS p JOIN addressable AS a ON a.id = p.addressable_id
         WHERE p.position = 'main_entrance' AND upper_inf(p.valid) AND p.geom_3857 && register.box(place, 5)
           AND ST_DWithin(p.geom::geography, place::geography, 5)
           AND a.id <> own AND a.status IN ('submitted', 'verified', 'assigned')
         ORDER BY a.id LIMIT 20) AS found
$$;

-- Whether whoever asks may read that address: one of everybody's, collected by themselves, or in a unit of theirs.
CREATE FUNCTION register.may_read(asker bigint, asked_with text[], asked bigint) RETURNS boolean LANGUAGE sql STABLE
SET search_path = pg_catalog, public, pg_temp
RETURN EXISTS (
    SELECT FROM address_point AS p JOIN addressable AS a ON a.id = p.addressable_id
     WHERE a.id = asked AND p.position = 'main_entrance' AND upper_inf(p.valid)
       AND (p.is_public OR a.collected_by = asker
            OR register.allows(asker, asked_with, '{collector,verifier,approver,commune_editor}',
                               register.units_of(p.unit_versions))));

-- Life cycle (ISO 19160-1; GeoPlace logical status): from which states a step leads where, and whose it is. `own`: of whoever
-- collected it. A step without a state behind it leaves that as it is.
CREATE VIEW register.steps (step, before, after, role, is_for_suspended) AS VALUES
    ('submit',    '{draft,returned}'::text[],            'submitted',  'own',      true),
    ('withdraw',  '{draft,returned}'::text[],            'rejected',   'own',      true),
    ('return',    '{submitted,verified}'::text[],        'returned',   'verifier', true),
    ('reject',    '{submitted}'::text[],                 'rejected',   'verifier', true),
    ('verify',    '{submitted}'::text[],                 'verified',   'verifier', false),
    ('assign',    '{verified}'::text[],                  'assigned',   'approver', false),
    ('suspend',   '{verified,assigned}'::text[],         NULL,         'verifier', false),
    ('resume',    '{submitted,verified,assigned}'::text[], NULL,       'verifier', true),
    ('supersede', '{assigned}'::text[],                  'superseded', 'approver', true),
    ('retire',    '{assigned}'::text[],                  'retired',    'approver', true),
    ('move',      '{submitted,verified,assigned}'::text[], NULL,       'verifier', true),
    ('correct',   '{submitted,verified,assigned}'::text[], NULL,       'verifier', true);

-- Whoever writes past the functions is held to the life cycle, too. `SET wardmap.life_cycle = off` says that it is no mistake: it
-- fences off those of the owner; the roles of the service have no right to write to begin with.
CREATE FUNCTION register.keep_life_cycle() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF current_setting('wardmap.life_cycle', true) = 'off' THEN
        RETURN NEW;
    END IF;
    IF NEW.status IS DISTINCT FROM OLD.status AND NOT EXISTS (
        SELECT FROM register.steps AS s WHERE OLD.status = ANY(s.before) AND s.after = NEW.status)
    THEN
        RAISE EXCEPTION 'an address does not go from % to %', OLD.status, NEW.status USING ERRCODE = 'check_violation';
    END IF;
    IF NEW.status = 'assigned' AND NEW.assigned_by = NEW.verified_by
       AND NOT (SELECT verifier_may_assign FROM address_policy)
       AND (NEW.status, NEW.assigned_by) IS DISTINCT FROM (OLD.status, OLD.assigned_by)
    THEN
        RAISE EXCEPTION 'whoever verified address % may not assign it', NEW.id USING ERRCODE = 'check_violation';
    END IF;
    IF NEW.version < OLD.version OR NEW.draft_id IS DISTINCT FROM OLD.draft_id THEN
        RAISE EXCEPTION 'the version and the draft of address % are kept', NEW.id USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER keep_life_cycle BEFORE UPDATE ON addressable FOR EACH ROW EXECUTE FUNCTION register.keep_life_cycle();

-- Events, codes, photos and successors are only added.
CREATE FUNCTION register.keep_record() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    RAISE EXCEPTION 'nothing of the register is taken back: % on %', TG_OP, TG_TABLE_NAME
        USING ERRCODE = 'insufficient_privilege';
END $$;
CREATE TRIGGER keep_record BEFORE UPDATE OR DELETE OR TRUNCATE ON address_event EXECUTE FUNCTION register.keep_record();
-- Numbers of events are drawn before they are committed: one that is written slowly would appear behind one that followed it, where
-- nobody looks any more. Each write therefore says that it is under way, before it draws a number.
CREATE FUNCTION register.say_under_way() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    PERFORM pg_advisory_xact_lock_shared(7221913);
    RETURN NULL;
END $$;
CREATE TRIGGER say_under_way BEFORE INSERT ON address_event EXECUTE FUNCTION register.say_under_way();
-- The last event, when all before it are there: waits for those under way. By itself in a transaction, which keeps others from writing.
CREATE FUNCTION register.last_event() RETURNS bigint LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    PERFORM pg_advisory_xact_lock(7221913);
    RETURN (SELECT coalesce(max(e.id), 0) FROM address_event AS e);
END $$;
CREATE TRIGGER keep_record BEFORE UPDATE OR DELETE OR TRUNCATE ON address_successor EXECUTE FUNCTION register.keep_record();
CREATE TRIGGER keep_record BEFORE UPDATE ON address_code EXECUTE FUNCTION register.keep_record();
