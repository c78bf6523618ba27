-- What the service does about tiles that it keeps: follow what was written, and forget it in time.
GRANT SELECT ON tile_change, tile_change_horizon, tile_run TO wardmap_tiles;
GRANT USAGE ON SCHEMA layer TO wardmap_tiles;
GRANT EXECUTE ON FUNCTION layer.forget_tile_changes(), layer.note_run(), layer.fold_point_cells(integer) TO wardmap_tiles;
