-- The unit of that level in which each target lies; on a border, the one with the smallest id.
INSERT INTO coverage_inside (target, unit_id)
SELECT t.n, min(p.unit_id)
  FROM coverage_target t
  JOIN layer.unit_pieces p ON ST_Covers(p.geom, t.geom) AND p.level = :level AND p.valid @> CAST(:at AS date)
 WHERE t.id IS NOT NULL
 GROUP BY t.n
