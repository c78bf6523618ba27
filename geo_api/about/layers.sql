-- What everybody may know of where the rows of open layers came from: when they were loaded, how exactly their coordinates
-- could be changed into ours, whether they are of OpenStreetMap or invented. Not who loaded them, nor out of which file.
CREATE VIEW layer.layer_loads AS
SELECT l.layer, max(l.loaded_at) AS loaded_at, max(l.accuracy_m) AS accuracy_m,
       bool_or(kind = 'sample') AS is_sample, bool_or(kind = 'osm') AS has_osm, bool_or(kind = 'file') AS has_files
  FROM load l,
       LATERAL (SELECT CASE WHEN l.file_name = 'sample' THEN 'sample'
                            WHEN l.file_name ~* '[.](osm|pbf)([.](gz|bz2|zip))?$' THEN 'osm' ELSE 'file' END AS kind) k
 WHERE (l.layer = 'units' OR l.layer IN (SELECT name FROM layer.open_layers))
   -- Loads whose rows are all replaced or taken back tell of nothing that is there.
   AND (EXISTS (SELECT FROM feature f WHERE f.load_id = l.id AND f.layer = l.layer)
        OR EXISTS (SELECT FROM unit_version v WHERE v.load_id = l.id AND upper_inf(v.recorded))
        OR EXISTS (SELECT FROM indicator i WHERE i.load_id = l.id))
 GROUP BY l.layer;

-- Boundaries of today by what they are worth and where they came from.
CREATE VIEW layer.boundary_loads AS
SELECT u.level, v.geom_status, v.geom_source, count(*) AS units, max(l.loaded_at) AS loaded_at,
       coalesce(bool_or(l.file_name = 'sample'), false) AS is_sample
  FROM unit_version v
  JOIN unit u ON u.id = v.unit_id
  LEFT JOIN load l ON l.id = v.load_id
 WHERE upper_inf(v.recorded) AND v.valid @> current_date
 GROUP BY u.level, v.geom_status, v.geom_source;
