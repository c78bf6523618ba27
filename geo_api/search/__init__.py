"""Search over units, places and public addresses by name or code."""
