"""Pages with maps."""
