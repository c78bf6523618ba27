      SELECT t.layer, t.id, ST_Distance(d.geom::geography, t.geom::geography) AS distance_m
        FROM coverage_nearest l
        JOIN coverage_target t ON t.n = l.target
       WHERE l.subject = d.n AND b.id IS NULL AND d.outcome <> 'not_applicable'
