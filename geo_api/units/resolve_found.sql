-- Units that a name or a code may mean, old ones included: by name as folded, hamlets also by the commune they are part of,
-- by a code, or by a name that is merely similar.
SELECT DISTINCT v.unit_id, NULL AS code, NULL::date AS code_from, NULL::date AS code_to, v.level
  FROM {schema}.unit_versions v
 WHERE v.on_record AND v.level = ANY(CAST(:levels AS text[])) AND v.name_search = ANY(CAST(:names AS text[]))
UNION
SELECT h.unit_id, NULL, NULL, NULL, h.level
  FROM {schema}.unit_versions h
  LEFT JOIN {schema}.unit_versions c ON c.unit_id = h.parent_id AND c.on_record AND CAST(:within AS text[]) <> '{{}}'
 WHERE h.on_record AND h.level = 'hamlet' AND h.name_search = ANY(CAST(:hamlets AS text[]))
   AND (CAST(:within AS text[]) = '{{}}' OR c.name_search = ANY(CAST(:within AS text[])))
UNION
SELECT c.unit_id, c.code, lower(c.valid), upper(c.valid), u.level
  FROM {schema}.unit_codes c
  JOIN LATERAL (SELECT v.level FROM {schema}.unit_versions v WHERE v.unit_id = c.unit_id AND v.on_record LIMIT 1) u ON true
 WHERE c.is_main AND c.scheme IN ('gso', 'wardmap') AND c.code = ANY(CAST(:codes AS text[]))
UNION
SELECT near.unit_id, NULL, NULL, NULL, near.level
  FROM unnest(CAST(:similar AS text[])) AS typed (name)
 CROSS JOIN LATERAL (
    SELECT v.unit_id, v.level FROM {schema}.unit_versions v
     WHERE v.on_record AND v.level = ANY(CAST(:levels AS text[])) AND v.name_search % typed.name
     GROUP BY v.unit_id, v.level
     ORDER BY max(similarity(v.name_search, typed.name)) DESC, v.unit_id LIMIT :most_similar) near
 LIMIT :most
