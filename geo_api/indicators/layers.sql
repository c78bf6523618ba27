-- Figures as a layer. `valid`: the days on which a value is the newest of its figure and unit, from the first of its period until
-- that of the next; how old it is by then, its period says. `unit_valid`: the days on which the unit is there as it is drawn.
CREATE VIEW layer.indicator_values AS
SELECT i.id, i.code AS indicator, v.level, i.unit_id, v.name, v.full_name,
       (SELECT c.code FROM layer.unit_codes c
         WHERE c.unit_id = i.unit_id AND c.is_main AND day_of(v.valid * i.valid) <@ c.valid) AS code,
       i.value, lower(i.period) AS period_from, upper(i.period) - 1 AS period_to, i.source, v.geom, v.geom_3857,
       i.valid, v.valid AS unit_valid, v.version_id
  FROM (SELECT f.*, daterange(lower(period), lead(lower(period)) OVER (PARTITION BY unit_id, code ORDER BY period)) AS valid
          FROM indicator f) i
  JOIN layer.unit_versions v ON v.unit_id = i.unit_id AND v.on_record AND NOT isempty(v.valid * i.valid);
