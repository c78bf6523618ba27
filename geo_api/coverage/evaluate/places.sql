-- The units of the day. Whose parent is of the level above is asked step by step: districts ended, and provinces have none.
INSERT INTO coverage_place
SELECT v.unit_id, v.version_id, v.level, v.kind, v.geom IS NOT NULL, v.area_km2,
       CASE WHEN v.level = 'hamlet' THEN v.unit_id END,
       CASE 'commune' WHEN v.level THEN v.unit_id WHEN a.level THEN a.unit_id END,
       CASE 'district' WHEN v.level THEN v.unit_id WHEN a.level THEN a.unit_id WHEN b.level THEN b.unit_id END,
       CASE 'province' WHEN v.level THEN v.unit_id WHEN a.level THEN a.unit_id WHEN b.level THEN b.unit_id WHEN c.level THEN c.unit_id END
  FROM layer.unit_versions v
  LEFT JOIN layer.unit_versions a ON a.unit_id = v.parent_id AND a.on_record AND a.valid @> CAST(:at AS date)
  LEFT JOIN layer.unit_versions b ON b.unit_id = a.parent_id AND b.on_record AND b.valid @> CAST(:at AS date)
  LEFT JOIN layer.unit_versions c ON c.unit_id = b.parent_id AND c.on_record AND c.valid @> CAST(:at AS date)
 WHERE v.on_record AND v.valid @> CAST(:at AS date)
