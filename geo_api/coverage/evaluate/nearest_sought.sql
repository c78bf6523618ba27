      -- The nearest in degrees is not always the nearest in metres, but bounds how far that can be.
      SELECT t.layer, t.id, ST_Distance(d.geom::geography, t.geom::geography) AS distance_m
        FROM coverage_target t
       WHERE {seeks_nearest} AND b.id IS NULL AND d.outcome <> 'not_applicable' AND t.sure AND (t.layer, t.id) <> (d.layer, d.id)
         AND t.geom && layer.box_around(d.geom, (
             SELECT ST_Distance(d.geom::geography, g.geom::geography) FROM coverage_target g
              WHERE g.sure AND (g.layer, g.id) <> (d.layer, d.id) ORDER BY g.geom <-> d.geom LIMIT 1))
       ORDER BY distance_m, t.layer, t.id LIMIT 1
