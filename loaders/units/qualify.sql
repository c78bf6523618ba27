-- Hamlets that share kind and name in one commune at one time: each is told apart by the commune it was part of before,
-- and so is every one of them in the time of that version. Others have no qualifier.
WITH hamlet AS (
    SELECT v.* FROM unit_version AS v JOIN unit AS u ON u.id = v.unit_id
     WHERE u.level = 'hamlet' AND upper_inf(v.recorded)
), told AS (
    SELECT v.id, (SELECT p.name
                    FROM hamlet AS w
                    JOIN unit_version AS p ON p.unit_id = w.parent_id AND upper_inf(p.recorded) AND p.valid @> day_of(w.valid)
                   WHERE w.unit_id = v.unit_id AND w.parent_id <> v.parent_id AND w.valid << v.valid
                   ORDER BY w.valid DESC LIMIT 1) AS former
      FROM hamlet AS v
     WHERE EXISTS (SELECT FROM hamlet AS s
                    WHERE s.parent_id = v.parent_id AND s.unit_id <> v.unit_id AND s.valid && v.valid
                      AND s.kind = v.kind AND spelling_vi(s.name) = spelling_vi(v.name))
)
UPDATE unit_version AS v SET qualifier = told.former
  FROM hamlet AS h LEFT JOIN told ON told.id = h.id
 WHERE v.id = h.id AND v.qualifier IS DISTINCT FROM told.former
