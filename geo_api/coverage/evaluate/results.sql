-- One row a subject: the least and the most that the measure may be, what that means, and the target that decides.
WITH related AS MATERIALIZED (
    SELECT subject, target, bool_or(sure) AS sure, bool_or(hosted) AS hosted, min(distance_m) AS distance_m{zones}
      FROM (
{pairs}
      ) AS pair
     GROUP BY subject, target
), counted AS (
{counted}
), best AS (
    SELECT DISTINCT ON (r.subject) r.subject, t.layer, t.id, r.distance_m
      FROM related r
      JOIN coverage_target t ON t.n = r.target
     WHERE r.sure
     ORDER BY r.subject, r.hosted DESC, r.distance_m, t.layer, t.id
), measured AS (
    SELECT s.*, coalesce(c.low, {low_of_none}) AS low, coalesce(c.high, {high_of_none}) AS high,
           -- Where nobody looked there may be anything: in a layer never surveyed, in a unit not drawn.
           (SELECT bool_or(id IS NULL) FROM coverage_target) IS TRUE OR {blind} AS is_open_ended
      FROM coverage_subject s
      LEFT JOIN counted c ON c.subject = s.n
), bounded AS (
    SELECT m.*, CASE WHEN is_open_ended THEN {low_open} ELSE low END AS least,
           CASE WHEN is_open_ended THEN {high_open} ELSE high END AS most
      FROM measured m
), judged AS (
    SELECT b.*, u.hamlet_id, u.commune_id, u.unit_id, {applies} AS applies, {outcome} AS verdict
      FROM bounded b
      LEFT JOIN coverage_belonging u ON u.subject = b.n
      LEFT JOIN coverage_place c ON c.unit_id = u.commune_id
), decided AS (
    SELECT j.*, CASE WHEN NOT applies THEN 'not_applicable' WHEN applies IS NULL OR NOT sure THEN 'unknown'
                     ELSE verdict END AS outcome
      FROM judged j
)
SELECT d.layer, d.id AS subject_id, d.part, d.name, d.weight, d.unit_id, d.commune_id, d.hamlet_id, d.outcome,
       CASE WHEN abs(d.least) < 'Infinity' THEN d.least END AS measure, coalesce(b.layer, n.layer) AS target_layer,
       coalesce(b.id, n.id) AS target_id, coalesce(b.distance_m, n.distance_m) AS distance_m,
       -- An address is where the register says: to write, and find, a million of them twice takes longer than all the rest.
       CASE WHEN (d.outcome IN ('fail', 'unknown') OR coalesce(b.distance_m, n.distance_m) IS NOT NULL)
                 AND d.layer NOT IN (SELECT name FROM layer.personal_layers)
            THEN ST_PointOnSurface(d.geom) END AS geom
  FROM decided d
  LEFT JOIN best b ON b.subject = d.n AND {best_decides}
  LEFT JOIN LATERAL (
{nearest}
  ) AS n ON true

