-- A gap says where a thing stands, or does not: one of a guarded layer, or found by one, is for those of its unit.
SELECT layer.fence_off('coverage_result', $$
    (layer IN (SELECT name FROM layer.open_layers) AND run_id IN (SELECT id FROM coverage_run WHERE is_open)
     AND (target_layer IS NULL OR target_layer IN (SELECT name FROM layer.open_layers)))
    OR commune_id = ANY (SELECT unnest(layer.asker_units()))
    OR hamlet_id = ANY (SELECT unnest(layer.asker_units()))$$);
-- Of these a row is found by a camera, or by a result, that has passed its policy.
GRANT SELECT ON camera_sight, coverage_blind_spot, layer.seen_places TO wardmap_fenced;
GRANT SELECT ON coverage_run, layer.open_layers, layer.personal_layers, layer.coverage_places, layer.unit_codes,
      layer.runs_read, layer.withheld_units TO wardmap_fenced;
