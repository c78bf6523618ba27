-- Loads of open layers that something is still there of: those whose rows are all replaced or taken back tell of nothing.
CREATE VIEW layer.standing_loads AS
SELECT l.*, CASE WHEN l.file_name = 'sample' THEN 'sample'
                 WHEN l.file_name ~* '[.](osm|pbf)([.](gz|bz2|zip))?$' THEN 'osm' ELSE 'file' END AS kind
  FROM load l
 WHERE (l.layer = 'units' OR l.layer IN (SELECT name FROM layer.open_layers))
   AND (EXISTS (SELECT FROM feature f WHERE f.load_id = l.id AND f.layer = l.layer)
        OR EXISTS (SELECT FROM unit_version v WHERE v.load_id = l.id AND upper_inf(v.recorded))
        OR EXISTS (SELECT FROM indicator i WHERE i.load_id = l.id));

-- What everybody may know of where the rows of open layers came from: when they were loaded, how exactly their coordinates
-- could be changed into ours, whether they are of OpenStreetMap or invented. Not who loaded them, nor out of which file.
CREATE VIEW layer.layer_loads AS
SELECT layer, max(loaded_at) AS loaded_at, max(accuracy_m) AS accuracy_m, bool_or(kind = 'sample') AS is_sample,
       bool_or(kind = 'osm') AS has_osm, bool_or(kind = 'file') AS has_files,
       bool_or(kind = 'file' AND data_source IS NULL) AS has_unnamed,
       bool_or(kind = 'file' AND data_licence IS NULL) AS has_unlicensed
  FROM layer.standing_loads GROUP BY layer;

-- What whoever loaded them said of the data: who made it, under which licence it may be used, as of which day it is.
CREATE VIEW layer.load_origins AS
SELECT layer, data_source, data_licence, max(data_date) AS data_date
  FROM layer.standing_loads
 WHERE data_source IS NOT NULL OR data_licence IS NOT NULL OR data_date IS NOT NULL
 GROUP BY layer, data_source, data_licence;

-- Boundaries of today by what they are worth and where they came from.
CREATE VIEW layer.boundary_loads AS
SELECT u.level, v.geom_status, coalesce(l.data_source, v.geom_source) AS geom_source, count(*) AS units,
       max(l.loaded_at) AS loaded_at, coalesce(bool_or(l.file_name = 'sample'), false) AS is_sample
  FROM unit_version v
  JOIN unit u ON u.id = v.unit_id
  LEFT JOIN load l ON l.id = v.load_id
 WHERE upper_inf(v.recorded) AND v.valid @> current_date
 GROUP BY u.level, v.geom_status, 3;
