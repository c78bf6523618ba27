-- The units of the day. Whose parent is of the level above is asked step by step: districts ended, and provinces have none.
INSERT INTO coverage_place
WITH today AS MATERIALIZED (
    SELECT unit_id, version_id, level, kind, parent_id, geom IS NOT NULL AS is_drawn, area_km2
      FROM layer.unit_versions
     WHERE on_record AND valid @> CAST(:at AS date)
)
SELECT v.unit_id, v.version_id, v.level, v.kind, v.is_drawn, v.area_km2,
       CASE WHEN v.level = 'hamlet' THEN v.unit_id END,
       CASE 'commune' WHEN v.level THEN v.unit_id WHEN a.level THEN a.unit_id END,
       CASE 'district' WHEN v.level THEN v.unit_id WHEN a.level THEN a.unit_id WHEN b.level THEN b.unit_id END,
       CASE 'province' WHEN v.level THEN v.unit_id WHEN a.level THEN a.unit_id WHEN b.level THEN b.unit_id WHEN c.level THEN c.unit_id END
  FROM today v
  LEFT JOIN today a ON a.unit_id = v.parent_id
  LEFT JOIN today b ON b.unit_id = a.parent_id
  LEFT JOIN today c ON c.unit_id = b.parent_id
