-- Units as layers. `valid` is the time in which a row holds by law; the readers pick the day.
CREATE VIEW layer.units AS
SELECT v.unit_id AS id, v.unit_id, v.name,
       upper(left(v.kind, 1)) || substr(v.kind, 2) || ' ' || v.name || coalesce(' (' || v.qualifier || ')', '') AS full_name,
       v.kind, c.code,
       (SELECT p.name FROM unit_version p
         WHERE p.unit_id = v.parent_id AND upper_inf(p.recorded) AND day_of(v.valid) <@ p.valid) AS parent,
       lower(v.valid) AS valid_from, upper(v.valid) AS valid_to,
       v.area_km2, v.geom_status, v.geom, v.geom_3857, v.label_point, v.valid, u.level
  FROM unit_version v
  JOIN unit u ON u.id = v.unit_id
  LEFT JOIN unit_code c ON c.unit_id = v.unit_id AND day_of(v.valid) <@ c.valid
       AND c.scheme = CASE u.level WHEN 'hamlet' THEN 'wardmap' ELSE 'gso' END
 WHERE upper_inf(v.recorded);

CREATE VIEW layer.provinces AS SELECT * FROM layer.units WHERE level = 'province';
CREATE VIEW layer.districts AS SELECT * FROM layer.units WHERE level = 'district';
CREATE VIEW layer.communes AS SELECT * FROM layer.units WHERE level = 'commune';
CREATE VIEW layer.hamlets AS SELECT * FROM layer.units WHERE level = 'hamlet';
CREATE VIEW layer.commune_labels AS
SELECT id, unit_id, name, full_name, kind, code, ST_Transform(label_point, 4326) AS geom, label_point AS geom_3857, valid
  FROM layer.units WHERE level = 'commune';
