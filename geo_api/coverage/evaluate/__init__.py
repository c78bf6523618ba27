"""A rule over a day: compiled to SQL (pure), run, and kept as a snapshot."""
