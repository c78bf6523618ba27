-- Units as the service reads them. `valid` is the time in which a row holds by law; the readers pick the day.

-- Every version ever recorded; what holds today by our knowledge is `on_record`.
CREATE VIEW layer.unit_versions AS
SELECT v.id AS version_id, v.unit_id, u.level, v.name, v.name_search, spelling_vi(v.name) AS spelling, v.kind, v.qualifier,
       upper(left(v.kind, 1)) || substr(v.kind, 2) || ' ' || v.name || coalesce(' (' || v.qualifier || ')', '') AS full_name,
       v.parent_id, v.valid, v.recorded, upper_inf(v.recorded) AS on_record, v.event_id,
       v.area_km2, v.geom_status, v.geom_source, v.geom, v.geom_3857, v.label_point
  FROM unit_version v
  JOIN unit u ON u.id = v.unit_id;

-- is_main: of the scheme that a unit of this level is known by, the Statistics Office's or, for hamlets, our own.
CREATE VIEW layer.unit_codes AS
SELECT c.scheme, c.code, c.unit_id, c.valid, c.scheme = CASE u.level WHEN 'hamlet' THEN 'wardmap' ELSE 'gso' END AS is_main
  FROM unit_code c
  JOIN unit u ON u.id = c.unit_id;
CREATE VIEW layer.unit_titles AS SELECT unit_id, title, valid, document FROM unit_title;
CREATE VIEW layer.unit_events AS SELECT id, kind, effective, document, note, recorded_at, record_order FROM unit_event;

-- Edges between units that are still on record. weight: share of from_unit that went to to_unit, by the best basis there is;
-- all of it when it went whole; NULL: not known.
CREATE VIEW layer.unit_lineage AS
SELECT l.event_id, e.effective, l.from_unit, l.to_unit, l.part,
       CASE l.part WHEN 'whole' THEN 1 ELSE coalesce(l.w_address, l.w_population, l.w_area) END AS weight,
       CASE WHEN l.part = 'whole' THEN NULL WHEN l.w_address IS NOT NULL THEN 'address'
            WHEN l.w_population IS NOT NULL THEN 'population' WHEN l.w_area IS NOT NULL THEN 'area' END AS weight_basis
  FROM unit_lineage l
  JOIN unit_event e ON e.id = l.event_id
 WHERE EXISTS (SELECT FROM unit_version v WHERE v.unit_id = l.from_unit AND upper_inf(v.recorded))
   AND EXISTS (SELECT FROM unit_version v WHERE v.unit_id = l.to_unit AND upper_inf(v.recorded));

-- Which units an event is about: those that were before it, and those that were after.
CREATE VIEW layer.unit_changes AS
SELECT event_id, from_unit AS unit_id, 'from' AS side FROM unit_lineage
UNION SELECT event_id, to_unit, 'to' FROM unit_lineage
UNION SELECT ended_by_event, id, 'from' FROM unit WHERE ended_by_event IS NOT NULL
UNION SELECT created_by_event, id, 'to' FROM unit WHERE created_by_event IS NOT NULL
UNION SELECT event_id, unit_id, 'to' FROM unit_version WHERE event_id IS NOT NULL
UNION SELECT v.event_id, v.unit_id, 'from'
        FROM unit_version v
        JOIN unit_event e ON e.id = v.event_id
       -- An aggregate, because the planner turns EXISTS into a join by day of everything with everything.
       WHERE (SELECT bool_or(w.valid @> e.effective - 1) FROM unit_version w
               WHERE w.unit_id = v.unit_id AND upper_inf(w.recorded));

-- Boundaries in pieces: which units hold a point on a day is asked here, never of whole boundaries.
CREATE VIEW layer.unit_pieces AS
SELECT p.version_id, v.unit_id, u.level, v.valid, p.geom
  FROM unit_piece p
  JOIN unit_version v ON v.id = p.version_id AND upper_inf(v.recorded)
  JOIN unit u ON u.id = v.unit_id;

-- Boundaries as they are drawn from afar, up to `zoom`.
CREATE VIEW layer.unit_shapes AS SELECT version_id, valid, zoom, geom_3857 FROM unit_shape;


-- The layers: versions on record.
CREATE VIEW layer.units AS
SELECT v.unit_id AS id, v.unit_id, v.name, v.full_name, v.kind, c.code,
       (SELECT p.name FROM unit_version p
         WHERE p.unit_id = v.parent_id AND upper_inf(p.recorded) AND day_of(v.valid) <@ p.valid) AS parent,
       lower(v.valid) AS valid_from, upper(v.valid) AS valid_to,
       v.area_km2, v.geom_status, v.geom, v.geom_3857, v.label_point, v.valid, v.level, v.version_id
  FROM layer.unit_versions v
  LEFT JOIN unit_code c ON c.unit_id = v.unit_id AND day_of(v.valid) <@ c.valid
       AND c.scheme = CASE v.level WHEN 'hamlet' THEN 'wardmap' ELSE 'gso' END
 WHERE v.on_record;

CREATE VIEW layer.provinces AS SELECT * FROM layer.units WHERE level = 'province';
CREATE VIEW layer.districts AS SELECT * FROM layer.units WHERE level = 'district';
CREATE VIEW layer.communes AS SELECT * FROM layer.units WHERE level = 'commune';
CREATE VIEW layer.hamlets AS SELECT * FROM layer.units WHERE level = 'hamlet';
CREATE VIEW layer.labels AS
SELECT id, unit_id, name, full_name, kind, code, ST_Transform(label_point, 4326) AS geom, label_point AS geom_3857, valid, level
  FROM layer.units WHERE label_point IS NOT NULL;
CREATE VIEW layer.province_labels AS SELECT * FROM layer.labels WHERE level = 'province';
CREATE VIEW layer.commune_labels AS SELECT * FROM layer.labels WHERE level = 'commune';
CREATE VIEW layer.hamlet_labels AS SELECT * FROM layer.labels WHERE level = 'hamlet';
