-- What became of the units ids up to the day today, step by step, and what they were made of, with the events.
WITH RECURSIVE walk AS (
    SELECT l.* FROM {schema}.unit_lineage l WHERE l.from_unit = ANY(CAST(:ids AS bigint[]))
    UNION
    SELECT l.* FROM walk w JOIN {schema}.unit_lineage l ON l.from_unit = w.to_unit)
SELECT w.from_unit, w.to_unit, w.part, w.weight, w.weight_basis, e.*
  FROM (SELECT * FROM walk
        UNION
        SELECT l.* FROM {schema}.unit_lineage l WHERE l.to_unit = ANY(CAST(:ids AS bigint[]))) w
  JOIN {schema}.unit_events e ON e.id = w.event_id AND e.effective <= CAST(:today AS date)
