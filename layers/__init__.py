"""What is on the map: one small declaration a file. Imports nothing of loaders or geo_api, does no I/O."""
