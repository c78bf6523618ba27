-- On the day of a change of units nothing is re-coded: words are rendered anew, and what they were stays as a dated alias.

-- The units of a place on a day in words, from its hamlet up to its province; NULL where no commune is known for that day.
CREATE FUNCTION register.units_in_words(versions bigint[], hamlet bigint, day date) RETURNS text
LANGUAGE sql STABLE SET search_path = pg_catalog, public, pg_temp AS $$
    WITH RECURSIVE up AS (
        SELECT c.unit_id, 1 AS n FROM layer.commune_of(versions, hamlet, day) AS c
         UNION ALL
        SELECT v.parent_id, up.n + 1 FROM up JOIN unit_version AS v ON v.unit_id = up.unit_id
         WHERE upper_inf(v.recorded) AND v.valid @> day AND v.parent_id IS NOT NULL)
    SELECT concat_ws(', ', (SELECT h.full_name FROM layer.unit_versions AS h
                             WHERE h.unit_id = hamlet AND h.on_record AND h.valid @> day), string_agg(u.full_name, ', ' ORDER BY up.n))
      FROM up JOIN layer.unit_versions AS u ON u.unit_id = up.unit_id AND u.on_record AND u.valid @> day
    HAVING count(*) > 0
$$;

-- Those that lie in units which changed on the day: id, words before, words from that day on. Many houses have the same units.
CREATE FUNCTION register.relabelled(day date) RETURNS TABLE (id bigint, before text, after text)
LANGUAGE sql STABLE SET search_path = pg_catalog, public, pg_temp AS $$
    WITH changed AS (
        SELECT v.id FROM unit_version AS v WHERE upper_inf(v.recorded) AND upper(v.valid) = day),
    held AS MATERIALIZED (
        SELECT a.id, t.number, t.street, p.unit_versions AS versions, t.hamlet_id AS hamlet
          FROM address_point AS p
          JOIN addressable AS a ON a.id = p.addressable_id AND a.status = 'assigned'
          LEFT JOIN address_text AS t ON t.addressable_id = a.id AND upper_inf(t.valid)
         WHERE p.position = 'main_entrance' AND upper_inf(p.valid)
           AND p.unit_versions && ARRAY(SELECT changed.id FROM changed)),
    places AS MATERIALIZED (
        SELECT d.versions, d.hamlet, register.units_in_words(d.versions, d.hamlet, day - 1) AS before,
               register.units_in_words(d.versions, d.hamlet, day) AS after
          FROM (SELECT DISTINCT h.versions, h.hamlet FROM held AS h) AS d)
    SELECT h.id, register.words(h.number, h.street, NULL, p.before, NULL),
           CASE WHEN p.after IS NOT NULL THEN register.words(h.number, h.street, NULL, p.after, NULL) END
      FROM held AS h JOIN places AS p ON p.versions = h.versions AND p.hamlet IS NOT DISTINCT FROM h.hamlet
$$;

-- Addresses whose hamlet ended on the day belong to the one that their point lies in from then on, where there is one.
CREATE FUNCTION register.follow_hamlets(day date) RETURNS bigint LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    moved bigint;
    ended bigint[] := ARRAY(
        SELECT v.unit_id FROM unit_version AS v JOIN unit AS u ON u.id = v.unit_id AND u.level = 'hamlet'
         WHERE upper_inf(v.recorded) AND upper(v.valid) = day
           AND NOT EXISTS (SELECT FROM unit_version AS w WHERE w.unit_id = v.unit_id AND upper_inf(w.recorded)
                              AND w.valid @> day));
BEGIN
    CREATE TEMPORARY TABLE moved_hamlets ON COMMIT DROP AS
        SELECT t.addressable_id AS id, t.number, t.street, t.number_decision, now_in.unit_id AS hamlet
          FROM address_text AS t
          JOIN address_point AS p ON p.addressable_id = t.addressable_id AND p.position = 'main_entrance'
               AND upper_inf(p.valid)
          JOIN LATERAL (SELECT min(u.unit_id) AS unit_id, count(*) AS n FROM layer.units AS u
                         WHERE u.version_id = ANY(p.unit_versions) AND u.level = 'hamlet' AND u.valid @> day) AS now_in
               ON now_in.n = 1
         WHERE upper_inf(t.valid) AND t.hamlet_id = ANY(ended);
    GET DIAGNOSTICS moved = ROW_COUNT;
    -- What was written on the day or since is put right; what is older ends with the day.
    UPDATE address_text AS t SET hamlet_id = m.hamlet FROM moved_hamlets AS m
     WHERE t.addressable_id = m.id AND upper_inf(t.valid) AND lower(t.valid) >= day;
    UPDATE address_text AS t SET valid = daterange(lower(t.valid), day) FROM moved_hamlets AS m
     WHERE t.addressable_id = m.id AND upper_inf(t.valid) AND lower(t.valid) < day;
    INSERT INTO address_text (addressable_id, valid, number, street, number_decision, hamlet_id)
    SELECT m.id, daterange(day, NULL), m.number, m.street, m.number_decision, m.hamlet FROM moved_hamlets AS m
     WHERE NOT EXISTS (SELECT FROM address_text AS t WHERE t.addressable_id = m.id AND upper_inf(t.valid));
    DROP TABLE moved_hamlets;
    RETURN moved;
END $$;

-- Keeps the words of before as aliases. Gives how many have other words now, and the ids of those that have none.
CREATE FUNCTION register.follow(day date, OUT relabelled bigint, OUT unresolved bigint[]) LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    CREATE TEMPORARY TABLE relabelled_addresses ON COMMIT DROP AS SELECT * FROM register.relabelled(day);
    PERFORM register.follow_hamlets(day);
    INSERT INTO address_alias (addressable_id, scheme, value, valid, source)
    SELECT r.id, 'legacy_text', r.before, daterange(least(c.effective_on, day - 1), day), 'units of ' || (day - 1)
      FROM relabelled_addresses AS r JOIN address_code AS c ON c.addressable_id = r.id
     WHERE r.before IS NOT NULL AND r.before IS DISTINCT FROM r.after
        ON CONFLICT DO NOTHING;
    GET DIAGNOSTICS relabelled = ROW_COUNT;
    SELECT coalesce(array_agg(r.id ORDER BY r.id), '{}') INTO unresolved FROM relabelled_addresses AS r
     WHERE r.after IS NULL;
    DROP TABLE relabelled_addresses;
END $$;
