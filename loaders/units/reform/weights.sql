-- Shares of a unit that went to each of its successors. A share is known only where the boundary of the old unit on its
-- last day and that of the successor on the day are; population by the centre of a cell, addresses by their main entrance.
-- load: only where it brought one of the two boundaries; NULL: all.
WITH edge AS (
    SELECT l.event_id, l.from_unit, l.to_unit, f.id AS from_version, f.geom AS old_geom, t.geom AS new_geom, e.effective
      FROM unit_lineage AS l
      JOIN unit_event AS e ON e.id = l.event_id
      JOIN unit_version AS f ON f.unit_id = l.from_unit AND upper_inf(f.recorded) AND f.valid @> e.effective - 1
      JOIN unit_version AS t ON t.unit_id = l.to_unit AND upper_inf(t.recorded) AND t.valid @> e.effective
     WHERE l.part = 'part' AND num_nulls(l.w_area, l.w_population, l.w_address) > 0
       AND f.geom IS NOT NULL AND t.geom IS NOT NULL
       AND (CAST(:load AS bigint) IS NULL OR :load IN (f.load_id, t.load_id))
), parent AS (
    SELECT DISTINCT ON (from_version, effective) from_version, effective, old_geom FROM edge
), person AS (
    SELECT p.from_version, p.effective, c.centre, c.people
      FROM parent AS p
      JOIN LATERAL (SELECT ST_Centroid(geom) AS centre, CAST(attributes ->> 'population' AS double precision) AS people
                      FROM feature WHERE layer = 'population' AND geom && p.old_geom) AS c
        ON ST_Intersects(p.old_geom, c.centre)
), dwelling AS (
    SELECT p.from_version, p.effective, a.geom
      FROM parent AS p
      JOIN address_point AS a ON a.geom && p.old_geom AND ST_Intersects(p.old_geom, a.geom)
       AND a.position = 'main_entrance' AND a.valid @> p.effective - 1
      JOIN addressable AS b ON b.id = a.addressable_id AND b.status = 'assigned'
), share AS (
    SELECT event_id, from_unit, to_unit,
           CASE WHEN ST_CoveredBy(old_geom, new_geom) THEN 1
                WHEN ST_Area(old_geom::geography) > 0
                THEN least(1, ST_Area(ST_Intersection(old_geom, new_geom)::geography) / ST_Area(old_geom::geography))
           END AS area,
           (SELECT sum(people) FILTER (WHERE ST_Intersects(e.new_geom, centre)) / nullif(sum(people), 0)
              FROM person AS p WHERE (p.from_version, p.effective) = (e.from_version, e.effective)) AS population,
           (SELECT count(*) FILTER (WHERE ST_Intersects(e.new_geom, geom)) / nullif(count(*), 0)::double precision
              FROM dwelling AS d WHERE (d.from_version, d.effective) = (e.from_version, e.effective)) AS address
      FROM edge AS e
)
UPDATE unit_lineage AS l
   SET w_area = coalesce(l.w_area, round(s.area::numeric, 6)),
       w_population = coalesce(l.w_population, round(s.population::numeric, 6)),
       w_address = coalesce(l.w_address, round(s.address::numeric, 6))
  FROM share AS s
 WHERE (l.event_id, l.from_unit, l.to_unit) = (s.event_id, s.from_unit, s.to_unit)
   AND (l.w_area IS NULL AND s.area IS NOT NULL OR l.w_population IS NULL AND s.population IS NOT NULL
        OR l.w_address IS NULL AND s.address IS NOT NULL)
