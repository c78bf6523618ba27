-- Hamlets that share kind and name in one commune at one time: each is told apart by the commune it was part of before,
-- and so is every one of them in the time of that version. Others have no qualifier.
WITH hamlet AS MATERIALIZED (
    -- Spelled once each: comparing all siblings pair by pair would spell every name again for every pair.
    SELECT v.id, v.unit_id, v.valid, v.parent_id, v.kind, spelling_vi(v.name) AS spelling, v.qualifier
      FROM unit_version AS v JOIN unit AS u ON u.id = v.unit_id
     WHERE u.level = 'hamlet' AND upper_inf(v.recorded)
), shared AS (
    SELECT DISTINCT v.id, v.unit_id, v.parent_id, v.valid
      FROM hamlet AS v
      JOIN hamlet AS s ON (s.parent_id, s.kind, s.spelling) = (v.parent_id, v.kind, v.spelling)
       AND s.unit_id <> v.unit_id AND s.valid && v.valid
), told AS (
    SELECT DISTINCT ON (v.id) v.id, p.name AS former
      FROM shared AS v
      JOIN hamlet AS w ON w.unit_id = v.unit_id AND w.parent_id <> v.parent_id AND w.valid << v.valid
      JOIN unit_version AS p ON p.unit_id = w.parent_id AND upper_inf(p.recorded) AND p.valid @> day_of(w.valid)
     ORDER BY v.id, w.valid DESC
)
UPDATE unit_version AS v SET qualifier = told.former
  FROM hamlet AS h LEFT JOIN told ON told.id = h.id
 WHERE v.id = h.id AND h.qualifier IS DISTINCT FROM told.former
