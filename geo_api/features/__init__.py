"""OGC API – Features."""
