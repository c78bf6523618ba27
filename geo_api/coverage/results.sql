-- One row a subject: how many targets surely count (low), how many may (high), what that means, and the target that decides.
INSERT INTO coverage_result (run_id, layer, subject_id, name, unit_id, outcome, measure, target_layer, target_id, distance_m, geom)
WITH related AS MATERIALIZED (
    SELECT subject_layer, subject_id, target_layer, target_id, sure, bool_or(hosted) AS hosted, min(distance_m) AS distance_m
      FROM (
{related}
      ) AS pair
     WHERE (subject_layer, subject_id) <> (target_layer, target_id)
     GROUP BY subject_layer, subject_id, target_layer, target_id, sure
), counted AS (
    SELECT subject_layer, subject_id, count(*) FILTER (WHERE sure) AS low, count(*) AS high FROM related GROUP BY 1, 2
), best AS (
    SELECT DISTINCT ON (subject_layer, subject_id) * FROM related WHERE sure
     ORDER BY subject_layer, subject_id, hosted DESC, distance_m, target_layer, target_id
), measured AS (
    SELECT s.*, coalesce(c.low, 0)::float8 AS low,
           -- In a layer that was never surveyed any number may stand.
           CASE WHEN EXISTS (SELECT FROM coverage_target WHERE geom IS NULL) THEN 'Infinity'
                ELSE coalesce(c.high, 0)::float8 END AS high
      FROM coverage_subject s
      LEFT JOIN counted c ON (c.subject_layer, c.subject_id) = (s.layer, s.id)
), judged AS (
    SELECT m.*, CASE WHEN NOT m.sure THEN 'unknown' ELSE {outcome} END AS outcome FROM measured m
)
SELECT :run_id, j.layer, j.id, j.name, j.unit_id, j.outcome, j.low,
       coalesce(b.target_layer, n.layer), coalesce(b.target_id, n.id), coalesce(b.distance_m, n.distance_m), j.geom
  FROM judged j
  LEFT JOIN best b ON (b.subject_layer, b.subject_id) = (j.layer, j.id) AND j.outcome = 'pass'
  LEFT JOIN LATERAL (
      -- The nearest in degrees is not always the nearest in metres, but bounds how far that can be.
      SELECT t.layer, t.id, ST_Distance(j.geom::geography, t.geom::geography) AS distance_m
        FROM coverage_target t
       WHERE b.target_id IS NULL AND t.sure AND (t.layer, t.id) <> (j.layer, j.id)
         AND t.geom && layer.box_around(j.geom, (
             SELECT ST_Distance(j.geom::geography, g.geom::geography) FROM coverage_target g
              WHERE g.sure AND (g.layer, g.id) <> (j.layer, j.id) ORDER BY g.geom <-> j.geom LIMIT 1))
       ORDER BY distance_m, t.layer, t.id LIMIT 1
  ) AS n ON true
