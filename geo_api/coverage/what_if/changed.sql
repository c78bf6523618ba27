-- The subjects of the unit of which something else would be said.
SELECT b.layer, b.subject_id AS id, b.part, b.name, b.outcome AS before, a.outcome AS after,
       b.distance_m AS distance_before_m, a.distance_m AS distance_after_m
  FROM coverage_outcome b
  JOIN coverage_outcome a ON (a.layer, a.subject_id, a.part) = (b.layer, b.subject_id, b.part) AND a.state = 'after'
 WHERE b.state = 'before' AND b.outcome <> a.outcome AND :unit IN (b.unit_id, b.commune_id, b.hamlet_id)
   AND b.layer NOT IN (SELECT name FROM layer.personal_layers)
 ORDER BY b.layer, b.name, b.subject_id, b.part
 LIMIT :limit
