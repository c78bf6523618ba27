-- What is judged in the unit that is asked about, or everywhere: what is said of it, and what would be. NULL: nothing.
WITH b AS (SELECT * FROM coverage_told WHERE state = 'before'), a AS (SELECT * FROM coverage_told WHERE state = 'after'),
judged AS (
    SELECT layer, subject_id AS id, part, coalesce(a.name, b.name) AS name, b.outcome AS before, a.outcome AS after,
           coalesce(a.geom, b.geom) AS geom,
           CAST(:locates AS boolean) OR layer IN (SELECT name FROM layer.personal_layers) AS is_guarded,
           coalesce(a.hamlet_id, a.commune_id, a.unit_id, b.hamlet_id, b.commune_id, b.unit_id) AS place
      FROM b FULL JOIN a USING (layer, subject_id, part)
), there AS (
    SELECT j.* FROM judged j
     WHERE CAST(:unit AS bigint) IS NULL
        OR EXISTS (SELECT FROM coverage_place p WHERE p.unit_id = j.place
                                                AND :unit IN (p.hamlet_id, p.commune_id, p.district_id, p.province_id))
)
