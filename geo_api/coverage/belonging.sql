-- The unit of each subject: the one whose boundary on that day covers it; on a border, the one with the smallest id.
UPDATE coverage_subject s SET unit_id = found.unit_id
  FROM (SELECT p.layer, p.id, min(u.id) AS unit_id
          FROM layer.units u
          JOIN coverage_subject p ON p.geom && u.geom AND ST_Covers(u.geom, ST_PointOnSurface(p.geom))
         WHERE u.level = :level AND u.valid @> CAST(:at AS date)
         GROUP BY p.layer, p.id) AS found
 WHERE (found.layer, found.id) = (s.layer, s.id)
