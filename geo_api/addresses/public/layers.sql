-- What anybody may know of one address, by its exact code. Nothing leads here from a place, a name or part of a code.

-- The commune that a place lies in on a day: of two that share a border there, the one that its hamlet belongs to.
-- versions: those of communes and hamlets that the place lies in, of whatever day.
CREATE FUNCTION layer.commune_of(versions bigint[], hamlet bigint, day date)
RETURNS TABLE (unit_id bigint, name text, province text) LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN QUERY
    SELECT v.unit_id, (SELECT n.full_name FROM layer.unit_versions AS n WHERE n.version_id = v.id),
           (SELECT p.full_name FROM layer.unit_versions AS p
             WHERE p.unit_id = v.parent_id AND p.on_record AND p.valid @> day AND p.level = 'province')
      -- By their numbers first: an index of days knows nearly all versions for any day.
      FROM (SELECT w.id, w.unit_id, w.parent_id, w.valid, w.recorded FROM public.unit_version AS w
             WHERE w.id = ANY (versions) OFFSET 0) AS v
     WHERE (SELECT u.level FROM public.unit AS u WHERE u.id = v.unit_id) = 'commune' AND upper_inf(v.recorded) AND v.valid @> day
     ORDER BY EXISTS (SELECT FROM public.unit_version AS h WHERE h.unit_id = hamlet AND upper_inf(h.recorded)
                         AND h.valid @> day AND h.parent_id = v.unit_id) DESC, v.unit_id
     LIMIT 1;
END $$;

-- status: of an address that is in force and suspended, `being_checked`. since: from when it has that status. building_…: of
-- the building that a flat is in. commune_then: the commune of the day on which the code took effect, where it is another
-- one today. One that is no longer in use has nothing but its end.
CREATE FUNCTION map_public.address_of_code(asked text)
RETURNS TABLE (code text, kind text, status text, since date, code_since date, number text, street text,
               building_number text, building_street text, hamlet text, commune text, commune_then text, province text,
               lon double precision, lat double precision, replaced_by text[])
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp SET jit = off AS $$
BEGIN
    RETURN QUERY
    SELECT c.code, a.kind, s.status,
           CASE s.status
           WHEN 'assigned' THEN c.effective_on
           WHEN 'being_checked' THEN (SELECT max(e.at)::date FROM address_event AS e
                                       WHERE e.addressable_id = a.id AND e.step = 'suspend')
           ELSE a.changed_at::date END,
           c.effective_on,
           t.number, t.street, b.number, b.street,
           (SELECT h.full_name FROM layer.unit_versions AS h
             WHERE h.unit_id = t.hamlet_id AND h.on_record AND h.valid @> current_date),
           today.name, CASE WHEN day_given.unit_id <> today.unit_id OR today.unit_id IS NULL THEN day_given.name END,
           today.province, ST_X(p.geom), ST_Y(p.geom),
           ARRAY(SELECT n.code FROM address_successor AS r JOIN address_code AS n ON n.addressable_id = r.successor_id
                  WHERE r.addressable_id = a.id ORDER BY n.code)
      FROM address_code AS c
      JOIN addressable AS a ON a.id = c.addressable_id AND a.status IN ('assigned', 'superseded', 'retired')
      JOIN LATERAL (SELECT CASE WHEN a.status = 'assigned' AND a.is_suspended THEN 'being_checked'
                                ELSE a.status END AS status) AS s ON true
      LEFT JOIN LATERAL (SELECT w.number, w.street, w.hamlet_id FROM address_text AS w
                          WHERE w.addressable_id = a.id AND a.status <> 'retired'
                          ORDER BY w.valid DESC LIMIT 1) AS t ON true
      LEFT JOIN LATERAL (SELECT w.number, w.street FROM address_text AS w
                          WHERE w.addressable_id = a.parent_id AND a.status <> 'retired'
                          ORDER BY w.valid DESC LIMIT 1) AS b ON true
      LEFT JOIN LATERAL (SELECT e.geom, e.unit_versions FROM address_point AS e
                          WHERE e.addressable_id = a.id AND e.position = 'main_entrance' AND a.status <> 'retired'
                          ORDER BY e.valid DESC LIMIT 1) AS p ON true
      LEFT JOIN LATERAL layer.commune_of(p.unit_versions, t.hamlet_id, current_date) AS today ON true
      LEFT JOIN LATERAL layer.commune_of(p.unit_versions, t.hamlet_id, c.effective_on) AS day_given ON true
     WHERE c.code = asked;
END $$;
REVOKE ALL ON FUNCTION map_public.address_of_code FROM PUBLIC;
GRANT EXECUTE ON FUNCTION map_public.address_of_code TO wardmap_public;
