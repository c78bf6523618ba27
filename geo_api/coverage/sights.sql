-- The ground that cameras see goes with every write of a camera, in its transaction.

SELECT layer.after_writes(part, 'sights', 'layer, id, attributes, geom',
    ', cameras AS (SELECT id, sign, attributes, geom FROM rows WHERE layer = ''cameras'' AND GeometryType(geom) = ''POINT''),'
    ' gone AS (DELETE FROM camera_sight WHERE camera_id IN ('
    '  SELECT id FROM cameras WHERE sign < 0 EXCEPT SELECT id FROM cameras WHERE sign > 0))'
    ' INSERT INTO camera_sight (camera_id, grade, range_m, direction, angle, is_assumed, geom)'
    ' SELECT s.camera_id, s.grade, s.range_m, s.direction, s.angle, s.is_assumed, s.geom'
    ' FROM cameras AS c CROSS JOIN LATERAL layer.sights_of(c.id, c.geom, c.attributes) AS s WHERE c.sign > 0'
    ' ON CONFLICT (camera_id, grade) DO UPDATE SET range_m = EXCLUDED.range_m, direction = EXCLUDED.direction,'
    ' angle = EXCLUDED.angle, is_assumed = EXCLUDED.is_assumed, geom = EXCLUDED.geom;')
  FROM unnest('{feature,feature_cameras}'::regclass[]) AS part;

-- All of them anew: for writes that go past the triggers.
CREATE FUNCTION layer.draw_sights() RETURNS void LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DELETE FROM camera_sight;
INSERT INTO camera_sight (camera_id, grade, range_m, direction, angle, is_assumed, geom)
SELECT s.camera_id, s.grade, s.range_m, s.direction, s.angle, s.is_assumed, s.geom
  FROM feature_cameras AS c CROSS JOIN LATERAL layer.sights_of(c.id, c.geom, c.attributes) AS s
 WHERE GeometryType(c.geom) = 'POINT'
-- Another's camera may have come, with its sectors, since those before were taken away.
    ON CONFLICT (camera_id, grade) DO UPDATE SET range_m = EXCLUDED.range_m, direction = EXCLUDED.direction,
       angle = EXCLUDED.angle, is_assumed = EXCLUDED.is_assumed, geom = EXCLUDED.geom
$$;
REVOKE EXECUTE ON FUNCTION layer.draw_sights() FROM PUBLIC;

CREATE FUNCTION layer.forget_sights() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    PERFORM layer.draw_sights();
    RETURN NULL;
END $$;
SELECT layer.watch_sights('feature_cameras');
-- What is drawn already was drawn by the functions of before.
SELECT layer.draw_sights();
