-- Of every judged piece of road, what no target covers, and what one covers perhaps: line by line.
WITH covered AS (
    SELECT subject, ST_Union(zone) AS zone, ST_Union(zone) FILTER (WHERE sure) AS sure_zone
      FROM (
{pairs}
      ) AS pair
     GROUP BY subject
), bare AS (
    SELECT s.layer, s.id, s.part, CASE WHEN c.zone IS NULL THEN s.geom ELSE ST_Difference(s.geom, c.zone) END AS unseen,
           CASE WHEN c.zone IS NULL THEN NULL WHEN c.sure_zone IS NULL THEN ST_Intersection(s.geom, c.zone)
                ELSE ST_Difference(ST_Intersection(s.geom, c.zone), c.sure_zone) END AS unsure,
           -- Where nobody looked there may be anything.
           (SELECT bool_or(id IS NULL) FROM coverage_target) IS TRUE AS is_open_ended
      FROM coverage_subject s
      LEFT JOIN covered c ON c.subject = s.n
), stretches AS (
    SELECT layer, id, part, CASE WHEN is_open_ended THEN 'unknown' ELSE 'fail' END AS outcome, unseen AS stretch FROM bare
    UNION ALL
    SELECT layer, id, part, 'unknown', unsure FROM bare
)
SELECT t.layer, t.id AS subject_id, t.part, t.outcome, ST_Length(d.geom::geography) AS length_m, d.geom
  FROM stretches t
  JOIN coverage_result r ON r.run_id = :run_id AND r.layer = t.layer AND r.subject_id = t.id AND r.part = t.part
   AND r.outcome <> 'not_applicable'
 CROSS JOIN LATERAL ST_Dump(ST_LineMerge(ST_CollectionExtract(t.stretch, 2))) AS d
 WHERE ST_Length(d.geom::geography) > 0
