-- One row a unit of every level in which something was judged: its results added up, and whether that is enough even if what is
-- not known turns out for or against it.
WITH spread AS (
    SELECT DISTINCT ON (t.hamlet_id, t.commune_id, t.unit_id, place) t.*, place
      FROM {tallies} t
      LEFT JOIN coverage_place c ON c.unit_id = coalesce(t.commune_id, t.unit_id)
     CROSS JOIN unnest(ARRAY[t.hamlet_id, t.commune_id, t.unit_id, c.district_id, c.province_id]) AS place
     WHERE place IS NOT NULL
), levels AS (
    SELECT DISTINCT p.level FROM spread s JOIN coverage_place p ON p.unit_id = s.place
), tally AS (
    SELECT p.unit_id, p.version_id, p.level, p.is_drawn, p.commune_id, coalesce(sum(s.subjects), 0)::integer AS subjects,
           coalesce(sum(s.passed), 0)::integer AS passed, coalesce(sum(s.failed), 0)::integer AS failed,
           coalesce(sum(s.unknown), 0)::integer AS unknown, coalesce(sum(s.w), 0) AS w, coalesce(sum(s.w_passed), 0) AS w_passed,
           coalesce(sum(s.w_failed), 0) AS w_failed, coalesce(bool_and(s.weighed), true) AS weighed,
           coalesce(bool_and(s.rest_weighed), true) AS rest_weighed, coalesce(bool_and(s.good_weighed), true) AS good_weighed,
           CASE WHEN bool_or(s.by_people AND s.by_addresses) OR (bool_or(s.by_people) AND bool_or(s.by_addresses)) THEN 'both'
                WHEN bool_or(s.by_people) THEN 'population' WHEN bool_or(s.by_addresses) THEN 'addresses' END AS weighed_by
      FROM coverage_place p
      LEFT JOIN spread s ON s.place = p.unit_id
     WHERE p.level = :level OR p.level IN (SELECT level FROM levels)
     GROUP BY p.unit_id, p.version_id, p.level, p.is_drawn, p.commune_id
), ranged AS (
    SELECT tally.*, {low} AS low, {high} AS high, {applies} AS applies
      FROM tally
      LEFT JOIN coverage_place c ON c.unit_id = tally.commune_id
)
SELECT unit_id, version_id, level, subjects, passed, failed, unknown, CASE WHEN weighed THEN w END AS weight_total,
       w_passed AS weight_passed, CASE WHEN weighed THEN w_passed / nullif(w_passed + w_failed, 0) END AS share,
       CASE WHEN NOT applies THEN 'not_applicable'
            -- Without a boundary nobody knows what stands in it.
            WHEN NOT is_drawn AND {needs_boundary} THEN 'unknown'
            WHEN applies IS NULL AND level IN ('hamlet', 'commune') THEN 'unknown'
            WHEN subjects = 0 OR {weightless} THEN :empty ELSE {outcome} END AS outcome,
       CASE WHEN {by_people} THEN weighed_by END AS weighed_by
  FROM ranged
