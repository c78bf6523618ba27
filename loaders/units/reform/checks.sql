-- What the record has of the units of a table once they are written. ids: those of the table. One statement a check; the
-- words between the brackets name it for checks.py.

-- [no_boundary] Units of the new order that nobody has drawn yet.
SELECT u.level, v.kind, v.name, c.code
  FROM unit_version AS v
  JOIN unit AS u ON u.id = v.unit_id
  JOIN unit_code AS c ON c.unit_id = v.unit_id AND c.scheme = 'gso' AND c.valid @> :day
 WHERE v.unit_id = ANY(:ids) AND upper_inf(v.recorded) AND v.valid @> :day AND v.geom IS NULL
 ORDER BY u.level, c.code;

-- [same_name] Other units of the name, kind and parent that one of the table has on the day.
SELECT v.kind, v.name, vc.code, oc.code AS other_code
  FROM unit_version AS v
  -- Compared so that the planner may hash them.
  JOIN unit_version AS o ON spelling_vi(o.name) = spelling_vi(v.name) AND o.kind = v.kind AND o.unit_id <> v.unit_id
   AND o.parent_id = v.parent_id AND upper_inf(o.recorded) AND o.valid @> :day
  JOIN unit_code AS vc ON vc.unit_id = v.unit_id AND vc.scheme = 'gso' AND vc.valid @> :day
  JOIN unit_code AS oc ON oc.unit_id = o.unit_id AND oc.scheme = 'gso' AND oc.valid @> :day
 WHERE v.unit_id = ANY(:ids) AND upper_inf(v.recorded) AND v.valid @> :day
   AND (o.unit_id <> ALL(:ids) OR v.unit_id < o.unit_id)
 ORDER BY vc.code, oc.code;
