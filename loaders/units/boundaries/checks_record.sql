-- What the units of a file have to do with others on record, after they are written. One statement a check; the words
-- between the brackets name it for checks_record.py.

-- [spelling] Names that are spelled otherwise on record.
SELECT i.kind, v.name, i.code, i.name AS given
  FROM incoming AS i
  JOIN unit_version AS v ON v.unit_id = i.unit_id AND upper_inf(v.recorded) AND v.valid @> :day
 WHERE v.name <> i.name ORDER BY i.source_row;

-- [name_clash] Units of one kind and name in one parent, at least one of them of the file.
SELECT v.kind, v.name, vc.code, o.name AS other_name, oc.code AS other_code, v.parent_id IS NULL AS is_loose
  FROM incoming AS i
  JOIN unit_version AS v ON v.unit_id = i.unit_id AND upper_inf(v.recorded) AND v.valid @> :day
  -- Compared so that the planner may hash them.
  JOIN unit_version AS o ON spelling_vi(o.name) = spelling_vi(v.name) AND o.kind = v.kind AND o.unit_id <> v.unit_id
   AND coalesce(o.parent_id, 0) = coalesce(v.parent_id, 0) AND upper_inf(o.recorded) AND o.valid @> :day
  JOIN unit AS ou ON ou.id = o.unit_id AND ou.level = :level
  LEFT JOIN incoming AS oi ON oi.unit_id = o.unit_id
  LEFT JOIN unit_code AS vc ON vc.unit_id = v.unit_id AND vc.scheme = :scheme AND vc.valid @> :day
  LEFT JOIN unit_code AS oc ON oc.unit_id = o.unit_id AND oc.scheme = :scheme AND oc.valid @> :day
 WHERE oi.unit_id IS NULL OR v.unit_id < o.unit_id
 ORDER BY vc.code, oc.code;

-- [code_reused] Codes that mean another unit, of another name or kind, on other days: the nearest before and after.
SELECT DISTINCT ON (i.code, c.valid << daterange(:day, NULL))
       i.kind, i.name, i.code, v.kind AS other_kind, v.name AS other_name,
       CASE WHEN c.valid << daterange(:day, NULL) THEN upper(c.valid) - 1 END AS until,
       CASE WHEN c.valid << daterange(:day, NULL) THEN NULL ELSE lower(c.valid) END AS since
  FROM incoming AS i
  JOIN unit_code AS c ON c.scheme = :scheme AND c.code = i.code AND c.unit_id <> i.unit_id
  JOIN unit_version AS v ON v.unit_id = c.unit_id AND upper_inf(v.recorded)
   AND v.valid @> CASE WHEN c.valid << daterange(:day, NULL) THEN upper(c.valid) - 1 ELSE lower(c.valid) END
 WHERE (spelling_vi(v.name), v.kind) <> (i.spelling, i.kind)
 ORDER BY i.code, c.valid << daterange(:day, NULL), abs(coalesce(lower(c.valid), upper(c.valid)) - CAST(:day AS date));

-- [area] Boundaries whose area is more than a tenth off the published one.
SELECT i.kind, v.name, i.code, v.area_km2, i.area_official, ST_X(p.at) AS lon, ST_Y(p.at) AS lat
  FROM incoming AS i
  JOIN unit_version AS v ON v.unit_id = i.unit_id AND upper_inf(v.recorded) AND v.valid @> :day,
  LATERAL (SELECT ST_PointOnSurface(v.geom) AS at) AS p
 WHERE abs(v.area_km2 / i.area_official - 1) > :area_share
 ORDER BY abs(v.area_km2 / i.area_official - 1) DESC;
