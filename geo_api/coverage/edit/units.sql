-- Units of which another share or outcome would be told. Of one with a handful of dwellings, or of what is judged by guarded
-- things, before or after, nothing.
WITH told AS (
    SELECT u.*, u.subjects BETWEEN 1 AND 4
                AND (:guarded OR coalesce(u.weighed_by, 'population') <> 'population') AS few
      FROM coverage_told_unit u
), b AS (SELECT * FROM told WHERE state = 'before'), a AS (SELECT * FROM told WHERE state = 'after'),
units AS (
    SELECT unit_id, coalesce(a.level, b.level) AS level, coalesce(a.version_id, b.version_id) AS version_id,
           b.outcome AS before, a.outcome AS after,
           b.share AS share_before, a.share AS share_after
      FROM b FULL JOIN a USING (unit_id)
     WHERE NOT coalesce(b.few, false) AND NOT coalesce(a.few, false)
), there AS (
    SELECT u.* FROM units u JOIN coverage_place p USING (unit_id)
     WHERE CAST(:unit AS bigint) IS NULL OR :unit IN (p.hamlet_id, p.commune_id, p.district_id, p.province_id)
)
