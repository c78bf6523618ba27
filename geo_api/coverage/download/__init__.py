"""Results as files: CSV, workbooks, GeoJSON."""
