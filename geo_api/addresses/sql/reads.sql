-- What officers read: addresses in the units of `wardmap.versions`, and what they collected themselves
-- (`wardmap.account`), which may lie up to 50 m beside. The service says both in every transaction; unsaid is none.
CREATE FUNCTION register.asker() RETURNS bigint LANGUAGE sql STABLE PARALLEL SAFE
RETURN nullif(current_setting('wardmap.account', true), '')::bigint;

-- An address in words, from the smallest part to the largest; what is not known is left out.
CREATE FUNCTION register.words(number text, street text, hamlet text, commune text, province text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN concat_ws(', ', CASE WHEN number ~ '^[0-9]' THEN 'Số ' || number ELSE nullif(number, '') END, nullif(street, ''),
                 hamlet, commune, province);

-- What can be counted and sorted, without names: those cost more than all the rest. No barriers: nothing but our own questions is
-- asked as `wardmap_register`, and behind a barrier no spatial index would be used.
CREATE VIEW register.reached AS
SELECT a.id, a.draft_id, a.kind, a.status, a.is_suspended, a.version, a.same_building, a.parent_id, a.note, a.collected_by,
       a.verified_by, a.assigned_by, a.captured_at, a.submitted_at, a.changed_at, p.geom, p.geom_3857, p.method, p.accuracy_m,
       p.unit_versions, t.number, t.number_decision, t.street, t.hamlet_id
  FROM address_point AS p
  JOIN addressable AS a ON a.id = p.addressable_id
  LEFT JOIN address_text AS t ON t.addressable_id = a.id AND upper_inf(t.valid)
 WHERE p.position = 'main_entrance' AND upper_inf(p.valid)
   AND ((SELECT layer.asker_is_everywhere()) OR p.unit_versions && (SELECT layer.asker_versions())
        OR a.collected_by = (SELECT register.asker()));
-- The same addresses, with what is counted of them and what queues go by.
CREATE VIEW register.standing AS
SELECT s.addressable_id AS id, s.unit_versions, s.hamlet_id, s.status, s.is_suspended, s.collected_by, s.submitted_at
  FROM address_standing AS s
 WHERE (SELECT layer.asker_is_everywhere()) OR s.unit_versions && (SELECT layer.asker_versions())
    OR s.collected_by = (SELECT register.asker());
-- What an address is called, and was called by others, without marks and capitals, each word behind a space: which one that is, `standing` lets be seen.
CREATE VIEW register.worded AS
SELECT t.addressable_id AS id, fold_vi(' ' || coalesce(t.number, '') || ' ' || coalesce(t.street, '')) AS words
  FROM address_text AS t WHERE upper_inf(t.valid)
 UNION ALL
SELECT x.addressable_id, fold_vi(' ' || x.value) FROM address_alias AS x;
CREATE VIEW register.addresses AS
SELECT r.*, c.code, c.effective_on, hamlet.full_name AS hamlet, hamlet.version_id AS hamlet_version,
       commune.unit_id AS commune_id, commune.full_name AS commune, province.full_name AS province,
       register.words(r.number, r.street, hamlet.full_name, commune.full_name, province.full_name) AS label
  FROM register.reached AS r
  LEFT JOIN address_code AS c ON c.addressable_id = r.id
  LEFT JOIN layer.unit_versions AS hamlet
    ON hamlet.unit_id = r.hamlet_id AND hamlet.on_record AND hamlet.valid @> current_date
  LEFT JOIN LATERAL (
      SELECT u.unit_id, u.full_name, u.parent_id FROM layer.unit_versions AS u
       WHERE u.version_id = ANY(r.unit_versions) AND u.level = 'commune' AND u.on_record AND u.valid @> current_date
       -- Of two that share a border there, the one that its hamlet belongs to: as the public is told.
       ORDER BY (u.unit_id = hamlet.parent_id) IS TRUE DESC, u.unit_id LIMIT 1) AS commune ON true
  LEFT JOIN layer.unit_versions AS province
    ON province.unit_id = commune.parent_id AND province.on_record AND province.valid @> current_date;
CREATE VIEW register.events WITH (security_barrier) AS
SELECT e.* FROM address_event AS e WHERE EXISTS (SELECT FROM register.standing AS s WHERE s.id = e.addressable_id);
CREATE VIEW register.photos WITH (security_barrier) AS
SELECT f.* FROM address_photo AS f WHERE EXISTS (SELECT FROM register.standing AS s WHERE s.id = f.addressable_id);
CREATE VIEW register.people AS SELECT a.id, a.name FROM account AS a;
CREATE VIEW register.policy AS SELECT p.verifier_may_assign FROM address_policy AS p;
CREATE VIEW register.unit_areas AS
SELECT u.unit_id, u.version_id, ST_Envelope(u.geom_3857) AS box FROM layer.units AS u
 WHERE u.valid @> current_date AND u.geom_3857 IS NOT NULL;
CREATE VIEW register.unit_names AS SELECT u.unit_id, u.full_name, u.level FROM layer.units AS u WHERE u.valid @> current_date;
-- How many there should be: households by the newest figure.
CREATE VIEW register.expected AS
SELECT u.unit_id,
       (SELECT i.value FROM indicator AS i WHERE i.unit_id = u.unit_id AND i.code = 'households'
         ORDER BY upper(i.period) DESC LIMIT 1) AS households
  FROM layer.units AS u WHERE u.valid @> current_date;
CREATE VIEW register.codes AS SELECT c.addressable_id, c.code FROM address_code AS c;
