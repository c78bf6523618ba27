-- A gap says where a thing stands, or does not: one of a guarded layer is for those of its unit.
SELECT layer.fence_off('coverage_result', $$
    (layer IN (SELECT name FROM layer.open_layers)
     AND (target_layer IS NULL OR target_layer IN (SELECT name FROM layer.open_layers)))
    OR unit_id = ANY (SELECT unnest(layer.asker_units()))$$);
GRANT SELECT ON coverage_run, layer.open_layers, layer.coverage_places, layer.unit_codes TO wardmap_fenced;
