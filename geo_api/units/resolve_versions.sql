-- All that is on record of the units ids, of those they are or were part of, and of the hamlets called one of hamlets
-- that are part of one of them on the day today. inside: whether the boundary holds the point; distance_m: how far off it is.
WITH RECURSIVE wanted (unit_id) AS (
    SELECT unnest(CAST(:ids AS bigint[]))
    UNION
    SELECT v.parent_id FROM wanted w
      JOIN {schema}.unit_versions v ON v.unit_id = w.unit_id AND v.on_record WHERE v.parent_id IS NOT NULL),
everything (unit_id) AS (
    SELECT unit_id FROM wanted
    UNION
    SELECT h.unit_id FROM {schema}.unit_versions h
     WHERE h.on_record AND h.level = 'hamlet' AND h.name_search = ANY(CAST(:hamlets AS text[]))
       AND h.parent_id = ANY(CAST(:ids AS bigint[])) AND h.valid @> CAST(:today AS date)),
place (point) AS (
    SELECT ST_SetSRID(ST_MakePoint(CAST(:lon AS float8), CAST(:lat AS float8)), 4326)),
holding AS (SELECT p.version_id FROM {schema}.unit_pieces p, place WHERE ST_Intersects(p.geom, place.point))
SELECT v.version_id, v.unit_id AS id, v.level, v.kind, v.name, v.full_name, v.qualifier, v.parent_id, c.code,
       lower(v.valid) AS valid_from, upper(v.valid) AS valid_to,
       v.event_id, e.kind AS event_kind, e.effective, e.document, e.note, e.recorded_at,
       v.version_id IN (SELECT version_id FROM holding) AS inside, d.distance_m
  FROM everything w
  JOIN {schema}.unit_versions v ON v.unit_id = w.unit_id AND v.on_record
  LEFT JOIN {schema}.unit_codes c ON c.unit_id = v.unit_id AND c.is_main AND day_of(v.valid) <@ c.valid
  LEFT JOIN {schema}.unit_events e ON e.id = v.event_id
  LEFT JOIN LATERAL (
    -- The nearest in degrees are the nearest in metres but for a hair: the best of three is.
    SELECT min(ST_Distance(n.geom::geography, place.point::geography)) AS distance_m FROM (
        SELECT p.geom FROM {schema}.unit_pieces p, place
         WHERE p.version_id = v.version_id ORDER BY p.geom <-> place.point LIMIT 3) n, place
     WHERE place.point IS NOT NULL AND v.unit_id = ANY(CAST(:candidates AS bigint[]))) d ON true
 ORDER BY v.unit_id, lower(v.valid) NULLS FIRST
