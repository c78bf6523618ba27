-- The units of each unit that is judged: itself and those above it. A piece of a road is of the unit that it was cut for.
INSERT INTO coverage_belonging (subject, hamlet_id, commune_id, unit_id)
SELECT s.n, p.hamlet_id, p.commune_id,
       CASE :level WHEN 'hamlet' THEN p.hamlet_id WHEN 'commune' THEN p.commune_id
                   WHEN 'district' THEN p.district_id ELSE p.province_id END
  FROM coverage_subject s
  JOIN coverage_place p ON p.unit_id = CASE WHEN s.part = 0 THEN s.id ELSE s.part END
