-- The units of each subject: those whose boundary on that day covers it; on a border, the one with the smallest id. Above the
-- commune its own units count: on the border of two provinces a place is in one only.
INSERT INTO coverage_belonging (subject, hamlet_id, commune_id, unit_id)
WITH known AS (
    SELECT s.n, min(p.hamlet_id) AS hamlet_id, min(p.unit_id) FILTER (WHERE p.level = 'commune') AS commune_id,
           NULL::bigint AS unit_id
      FROM coverage_subject s
     CROSS JOIN unnest(s.versions) AS v
      JOIN coverage_place p ON p.version_id = v
     GROUP BY s.n
    UNION ALL
    SELECT s.n, min(p.unit_id) FILTER (WHERE p.level = 'hamlet'), min(p.unit_id) FILTER (WHERE p.level = 'commune'),
           min(p.unit_id) FILTER (WHERE p.level = :level)
      FROM coverage_subject s
      JOIN layer.unit_pieces p ON ST_Covers(p.geom, ST_PointOnSurface(s.geom))
       AND p.level IN ('hamlet', 'commune', :level) AND p.valid @> CAST(:at AS date)
     WHERE s.versions IS NULL
     GROUP BY s.n
)
SELECT k.n, k.hamlet_id, k.commune_id,
       CASE :level WHEN 'hamlet' THEN k.hamlet_id WHEN 'commune' THEN k.commune_id
                   WHEN 'district' THEN coalesce(c.district_id, k.unit_id) ELSE coalesce(c.province_id, k.unit_id) END
  FROM known k
  LEFT JOIN coverage_place c ON c.unit_id = k.commune_id
