-- Campaigns: who is to collect how many in which hamlet from when until when. The police and the office of a commune make them; at
-- any time a hamlet has the target of one of them.

-- Units in force where whoever asks may look: their own, and what belongs to these.
CREATE VIEW register.reached_units AS
SELECT v.unit_id FROM unit_version AS v
  LEFT JOIN unit_version AS p ON p.unit_id = v.parent_id AND upper_inf(p.recorded) AND p.valid @> current_date
 WHERE upper_inf(v.recorded) AND v.valid @> current_date
   AND ((SELECT layer.asker_is_everywhere()) OR ARRAY[v.id, p.id] && (SELECT layer.asker_versions()));

CREATE VIEW register.hamlets AS
SELECT u.unit_id, u.version_id, u.parent_id, u.full_name FROM layer.unit_versions AS u
 WHERE u.level = 'hamlet' AND u.on_record AND u.valid @> current_date;

-- last: of its days the last one that counted, whatever was planned.
CREATE VIEW register.campaigns AS
SELECT c.id, c.title, c.unit_id, c.version, c.created_by, c.created_at, c.changed_at, c.ended_at, lower(c.valid) AS first,
       upper(c.valid) - 1 AS planned_last, least(upper(c.valid) - 1, c.ended_at::date) AS last,
       CASE WHEN c.ended_at IS NOT NULL THEN 'ended' WHEN current_date < lower(c.valid) THEN 'planned'
            WHEN c.valid @> current_date THEN 'running' ELSE 'over' END AS state
  FROM address_campaign AS c;
CREATE VIEW register.campaign_targets AS
SELECT t.campaign_id, c.unit_id, c.state, c.first, c.last, t.hamlet_id, t.target, h.version_id AS hamlet_version, h.full_name AS hamlet
  FROM address_campaign_target AS t
  JOIN register.campaigns AS c ON c.id = t.campaign_id
  LEFT JOIN register.hamlets AS h ON h.unit_id = t.hamlet_id
 WHERE t.hamlet_id IN (SELECT r.unit_id FROM register.reached_units AS r)
    OR c.unit_id IN (SELECT r.unit_id FROM register.reached_units AS r);
-- Without anything personal: which steps were taken with addresses that have been found otherwise.
CREATE VIEW register.happened AS SELECT e.addressable_id, e.at::date AS day, e.step FROM address_event AS e;

CREATE FUNCTION register.allows_campaign(asker bigint, asked_with text[], unit bigint) RETURNS boolean LANGUAGE sql STABLE
SET search_path = pg_catalog, public, pg_temp
RETURN register.allows(asker, asked_with, '{verifier,approver,commune_editor}', register.units_of(ARRAY(
    SELECT v.id FROM unit_version AS v WHERE v.unit_id = unit AND upper_inf(v.recorded) AND v.valid @> current_date)));

-- As an officer sends it, so that what comes twice is known again.
CREATE FUNCTION register.campaign_content(asked bigint) RETURNS jsonb LANGUAGE sql STABLE
SET search_path = pg_catalog, public, pg_temp
RETURN (SELECT jsonb_build_object('unit', c.unit_id, 'title', c.title, 'first', lower(c.valid), 'last', upper(c.valid) - 1,
               'targets', (SELECT jsonb_object_agg(t.hamlet_id, t.target) FROM address_campaign_target AS t
                            WHERE t.campaign_id = c.id))
          FROM address_campaign AS c WHERE c.id = asked);

-- Why a campaign cannot be so, as {why, …}, or NULL. held: what it was before; of a new one all of it is NULL.
CREATE FUNCTION register.fault_of_campaign(
    asker bigint, asked_with text[], held address_campaign, given jsonb, seen integer) RETURNS jsonb
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    commune bigint := (given ->> 'unit')::bigint;
    wanted bigint[] := ARRAY(SELECT k::bigint FROM jsonb_object_keys(given -> 'targets') AS k);
    wrong bigint[];
    other record;
BEGIN
    IF NOT register.allows_campaign(asker, asked_with, commune) OR NOT EXISTS (
        SELECT FROM unit AS u JOIN unit_version AS v ON v.unit_id = u.id
         WHERE u.id = commune AND u.level = 'commune' AND upper_inf(v.recorded) AND v.valid @> current_date) THEN
        RETURN '{"why": "campaign_unit"}';
    ELSIF held.ended_at IS NOT NULL THEN
        RETURN '{"why": "campaign_ended"}';
    ELSIF held.version <> seen THEN
        RETURN jsonb_build_object('why', 'campaign_changed', 'version', held.version);
    ELSIF (given ->> 'last')::date < current_date THEN
        RETURN '{"why": "campaign_days"}';
    END IF;
    wrong := ARRAY(SELECT w.id FROM unnest(wanted) AS w (id) WHERE NOT EXISTS (
        SELECT FROM register.hamlets AS h WHERE h.unit_id = w.id AND h.parent_id = commune) ORDER BY 1);
    IF wrong <> '{}' THEN
        RETURN jsonb_build_object('why', 'campaign_hamlets', 'others', wrong);
    END IF;
    SELECT c.id, c.title, string_agg(h.full_name, ', ' ORDER BY h.full_name) AS names INTO other
      FROM address_campaign AS c
      JOIN address_campaign_target AS t ON t.campaign_id = c.id AND t.hamlet_id = ANY(wanted)
      JOIN register.hamlets AS h ON h.unit_id = t.hamlet_id
     WHERE c.id IS DISTINCT FROM held.id AND c.ended_at IS NULL
       AND c.valid && daterange((given ->> 'first')::date, (given ->> 'last')::date, '[]')
     GROUP BY c.id ORDER BY c.id LIMIT 1;
    IF other.id IS NOT NULL THEN
        RETURN jsonb_build_object('why', 'campaign_overlaps', 'campaign', other.id, 'title', other.title, 'hamlets', other.names);
    END IF;
    RETURN NULL;
END $$;

-- The campaign as it was looked at, locked; new: all NULL. What is not the asker's is not there.
CREATE FUNCTION register.held_campaign(asker bigint, asked_with text[], campaign bigint) RETURNS address_campaign
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    held address_campaign;
BEGIN
    SELECT * INTO held FROM address_campaign AS c WHERE c.id = campaign FOR UPDATE;
    IF campaign IS NOT NULL AND (held.id IS NULL OR NOT register.allows_campaign(asker, asked_with, held.unit_id)) THEN
        PERFORM register.refuse('[{"why": "unknown"}]');
    END IF;
    RETURN held;
END $$;

-- Makes a campaign (campaign: NULL), or has it anew. seen: the version that was looked at. The same again changes nothing.
CREATE FUNCTION register.keep_campaign(
    asker bigint, asked_with text[], campaign bigint, given jsonb, seen integer, OUT kept bigint, OUT is_changed boolean)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    held address_campaign := register.held_campaign(asker, asked_with, campaign);
    fault jsonb;
    days daterange := daterange((given ->> 'first')::date, (given ->> 'last')::date, '[]');
BEGIN
    IF campaign IS NOT NULL THEN
        given := given || jsonb_build_object('unit', held.unit_id);
    END IF;
    kept := campaign;
    is_changed := register.campaign_content(campaign) IS DISTINCT FROM given;
    IF NOT is_changed THEN
        RETURN;
    END IF;
    -- Two campaigns for one hamlet at one time wait for each other.
    PERFORM FROM unit AS u WHERE u.id IN (SELECT k::bigint FROM jsonb_object_keys(given -> 'targets') AS k)
      ORDER BY u.id FOR NO KEY UPDATE;
    IF campaign IS NULL AND register.allows_campaign(asker, asked_with, (given ->> 'unit')::bigint) THEN
        -- The answer was lost.
        SELECT c.id INTO kept FROM address_campaign AS c
         WHERE c.unit_id = (given ->> 'unit')::bigint AND c.created_by = asker AND c.ended_at IS NULL AND c.version = 1
           AND register.campaign_content(c.id) = given;
        IF FOUND THEN
            is_changed := false;
            RETURN;
        END IF;
    END IF;
    fault := register.fault_of_campaign(asker, asked_with, held, given, seen);
    IF fault IS NOT NULL THEN
        PERFORM register.refuse(jsonb_build_array(fault));
    END IF;
    IF campaign IS NULL THEN
        INSERT INTO address_campaign (title, unit_id, valid, created_by)
        VALUES (given ->> 'title', (given ->> 'unit')::bigint, days, asker) RETURNING id INTO kept;
    ELSE
        UPDATE address_campaign SET title = given ->> 'title', valid = days, version = version + 1, changed_at = now()
         WHERE id = kept;
        DELETE FROM address_campaign_target WHERE campaign_id = kept;
    END IF;
    INSERT INTO address_campaign_target (campaign_id, hamlet_id, target)
    SELECT kept, t.key::bigint, t.value::integer FROM jsonb_each_text(given -> 'targets') AS t;
END $$;

-- Breaks a campaign off today. Returns whether something happened: ended again it stays as it was.
CREATE FUNCTION register.end_campaign(asker bigint, asked_with text[], campaign bigint, seen integer) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    held address_campaign := register.held_campaign(asker, asked_with, campaign);
BEGIN
    IF held.ended_at IS NOT NULL THEN
        RETURN false;
    ELSIF held.version <> seen THEN
        PERFORM register.refuse(jsonb_build_array(jsonb_build_object('why', 'campaign_changed', 'version', held.version)));
    END IF;
    UPDATE address_campaign SET ended_at = now(), ended_by = asker, version = version + 1, changed_at = now()
     WHERE id = campaign;
    RETURN true;
END $$;
